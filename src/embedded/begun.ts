import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { guardFolder, pathsIn, syncFolder } from './folder.js';
import { StoreRefusedError } from './refusals.js';

/**
 * Notes, before there is any store in a folder, that a command makes a desk here: killed from now on, it leaves nothing that a bot would
 * take for an empty desk of its own. `by`: the command.
 */
export function noteBegun(folder: string, by: string): void {
  guardFolder(folder);
  writeFileSync(pathsIn(folder).begun, by, { mode: 0o600, flush: true });
  syncFolder(folder);
}

/** The store says by itself from now on what it lacks. */
export function forgetBegun(folder: string): void {
  rmSync(pathsIn(folder).begun, { force: true });
  syncFolder(folder);
}

/** Was a command killed here before its store could say so? */
export const isBegunIn = (folder: string): boolean => existsSync(pathsIn(folder).begun);

/** Throws StoreRefusedError where a desk was to be made and is not. */
export function assertNotBegun(folder: string): void {
  if (!isBegunIn(folder)) return;
  const by = readFileSync(pathsIn(folder).begun, 'utf8') || 'data:restore or data:copy';
  throw new StoreRefusedError(
    `${folder} holds no whole desk: npm run ${by} began to make one and did not finish. Run it again; it begins where that is safe.`,
  );
}
