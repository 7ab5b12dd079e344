/** The embedded store does not open. The message says why, and what to do. */
export class StoreRefusedError extends Error {}

/** Another process has the folder. */
export class StoreInUseError extends StoreRefusedError {}

/** What was acknowledged is not all there, or cannot be read. */
export class StoreDamagedError extends StoreRefusedError {
  constructor(
    readonly folder: string,
    readonly what: string,
  ) {
    super(
      `the data in ${folder} are damaged: ${what}. Nothing was changed. Stop the bot and run: npm run data:repair -- --in ${folder} (it keeps the damaged files beside what it saves), or put back a backup.`,
    );
  }
}

/** The reason in an error of any kind. */
export const reasonOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
