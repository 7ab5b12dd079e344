import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aFolder } from './store.js';

/** A real file system of few megabytes, in memory, that goes away with the test. */
export interface SmallDisk {
  readonly path: string;
  /** Fills it to the last page. */
  fill(): void;
  /** Gives the room back. */
  empty(): void;
  remove(): Promise<void>;
}

/** Mounts one; undefined where that is not permitted (it takes root). */
export async function aSmallDisk(megabytes: number): Promise<SmallDisk | undefined> {
  const folder = await aFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', folder.path], { stdio: 'ignore' });
  } catch {
    await folder.remove();
    return undefined;
  }
  const ballast = join(folder.path, 'ballast');
  return {
    path: folder.path,
    fill() {
      for (let chunk = 1024 * 1024; chunk >= 4096; ) {
        try {
          writeFileSync(ballast, Buffer.alloc(chunk, 1), { flag: 'a' });
        } catch {
          chunk /= 2;
        }
      }
    },
    empty: () => rmSync(ballast, { force: true }),
    async remove() {
      execFileSync('umount', ['-l', folder.path], { stdio: 'ignore' });
      await folder.remove();
    },
  };
}
