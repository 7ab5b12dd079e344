import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { pathsIn, syncFolder } from './folder.js';
import { StoreRefusedError } from './refusals.js';

/** Records of a desk that are gone without a trace. */
export interface Loss {
  readonly records: number;
  readonly of: number;
  /** Somebody said that the desk is to go on without them. */
  readonly isAccepted: boolean;
}

/** Notes what a repair could not save. From now on no bot starts on the rest before somebody accepts it. */
export function noteLoss(folder: string, loss: Loss): void {
  const { loss: path } = pathsIn(folder);
  writeFileSync(`${path}.new`, JSON.stringify(loss), { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  syncFolder(folder);
}

/** What a repair of this folder could not save; undefined when nothing is known of a loss. */
export function lossIn(folder: string): Loss | undefined {
  const { loss: path } = pathsIn(folder);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Loss) : undefined;
}

export function forgetLoss(folder: string): void {
  rmSync(pathsIn(folder).loss, { force: true });
  syncFolder(folder);
}

export const inWords = ({ records, of }: Loss): string => `${records} of the ${of} records of this desk are gone without a trace`;

/** Throws StoreRefusedError where a desk lost what nobody accepted. Rule S2. */
export function assertAccepted(folder: string): void {
  const loss = lossIn(folder);
  if (loss && !loss.isAccepted)
    throw new StoreRefusedError(
      `${inWords(loss)}. Put back a backup (npm run data:restore), or accept the loss with npm run data:repair -- --accept-loss`,
    );
}
