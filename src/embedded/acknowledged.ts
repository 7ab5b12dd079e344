import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

const DIGITS = 16;
const lineOf = (commits: number): string => {
  const digits = String(commits).padStart(DIGITS, '0');
  return `${digits} ${crc32(digits).toString(16).padStart(8, '0')}\n`;
};

/**
 * How many commits were acknowledged, in a file apart from the database. A log whose tail is damaged looks like one that ends
 * earlier; this tells them apart. It is written after each commit and not synced: after a power cut it may say less than is there,
 * never more. It is there, and synced, before a folder is said to hold a desk.
 */
export class Acknowledged {
  private constructor(private readonly handle: number) {}

  static open(file: string): Acknowledged {
    return new Acknowledged(openSync(file, existsSync(file) ? 'r+' : 'w+', 0o600));
  }

  /** What a file says; undefined when it is not there or does not read as it was written. */
  static read(file: string): number | undefined {
    if (!existsSync(file)) return undefined;
    const line = readFileSync(file, 'latin1');
    const commits = Number(line.slice(0, DIGITS));
    return Number.isSafeInteger(commits) && line === lineOf(commits) ? commits : undefined;
  }

  /** What cannot be written leaves an older number: that is no reason to refuse what is on disk. */
  write(commits: number): boolean {
    try {
      writeSync(this.handle, lineOf(commits), 0);
      return true;
    } catch {
      return false;
    }
  }

  close(): void {
    closeSync(this.handle);
  }
}
