import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';

const isWhole = (line: string): boolean => {
  try {
    return line !== '' && typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
};

/** What was posted and changed since everything was saved last, a line each: an acknowledged message outlives a kill, as Slack's does. */
export class Journal<Line extends object> {
  constructor(
    private readonly file: string,
    private readonly onUnsaved: (error: unknown) => void,
  ) {}

  /** A line that a kill cut off was not acknowledged. */
  read(): Line[] {
    if (!existsSync(this.file)) return [];
    return readFileSync(this.file, 'utf8')
      .split('\n')
      .filter(isWhole)
      .map((line) => JSON.parse(line) as Line);
  }

  write(line: Line): void {
    try {
      appendFileSync(this.file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    } catch (error) {
      this.onUnsaved(error);
    }
  }

  /** Everything is saved. */
  forget(): void {
    rmSync(this.file, { force: true });
  }
}
