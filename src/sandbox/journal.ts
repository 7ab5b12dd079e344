import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import type { SandboxMessage } from './workspace.js';

/** A message as it was posted or changed, or that it is deleted. */
export interface Journaled extends SandboxMessage {
  readonly isDeleted?: true;
}

const isWhole = (line: string): boolean => {
  try {
    return line !== '' && typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
};

/** What was posted and changed since everything was saved last, a line each: an acknowledged message outlives a kill, as Slack's does. */
export class Journal {
  constructor(
    private readonly file: string,
    private readonly onUnsaved: (error: unknown) => void,
  ) {}

  /** A line that a kill cut off was not acknowledged. */
  read(): Journaled[] {
    if (!existsSync(this.file)) return [];
    return readFileSync(this.file, 'utf8')
      .split('\n')
      .filter(isWhole)
      .map((line) => JSON.parse(line) as Journaled);
  }

  write(message: Journaled): void {
    try {
      appendFileSync(this.file, `${JSON.stringify(message)}\n`, { mode: 0o600 });
    } catch (error) {
      this.onUnsaved(error);
    }
  }

  /** Everything is saved. */
  forget(): void {
    rmSync(this.file, { force: true });
  }
}
