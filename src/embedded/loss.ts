import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { pathsIn, syncFolder } from './folder.js';
import { StoreRefusedError } from './refusals.js';

/** What a repair could not save of a desk. */
export interface Loss {
  /** A line for each record of which is known that it is gone. */
  readonly named: readonly string[];
  /** The numbers of those of which that could be made out, such as `T-12`. */
  readonly numbers: readonly string[];
  /** What is gone without anybody knowing what it was, in sentences. */
  readonly untraced: readonly string[];
  /** So many records are gone at most: numbers go on behind as many. */
  readonly beyond: number;
  /** The desk may go on without them: nothing is untraced, or somebody said so. */
  readonly isAccepted: boolean;
}

/** Notes what a repair could not save. While it is not accepted no bot starts on the rest. */
export function noteLoss(folder: string, loss: Loss): void {
  const { loss: path } = pathsIn(folder);
  writeFileSync(`${path}.new`, JSON.stringify(loss), { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  syncFolder(folder);
}

/** What a repair of this folder could not save; undefined when nothing is known of a loss. */
export function lossIn(folder: string): Loss | undefined {
  const { loss: path } = pathsIn(folder);
  return existsSync(path) ? { numbers: [], ...(JSON.parse(readFileSync(path, 'utf8')) as Omit<Loss, 'numbers'>) } : undefined;
}

export function forgetLoss(folder: string): void {
  rmSync(pathsIn(folder).loss, { force: true });
  syncFolder(folder);
}

export const untracedInWords = ({ untraced }: Loss): string => `Of this desk could not be saved: ${untraced.join('; ')}`;
/** How it is accepted. */
export const acceptingOf = (folder: string): string => `npm run data:repair -- --in ${folder} --accept-loss`;

/** Throws StoreRefusedError where a desk lost what nobody accepted. Rule S2. */
export function assertAccepted(folder: string): void {
  const loss = lossIn(folder);
  if (loss && !loss.isAccepted)
    throw new StoreRefusedError(
      `${untracedInWords(loss)}. Put back a backup (npm run data:restore), or accept the loss with ${acceptingOf(folder)}`,
    );
}
