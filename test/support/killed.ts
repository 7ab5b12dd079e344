import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** This process is killed just before its n-th change among the names and files of folders. */
export function killedBefore(n: number): void {
  let calls = 0;
  for (const name of ['renameSync', 'rmSync', 'writeFileSync', 'mkdirSync'] as const) {
    const real = fs[name] as (...given: unknown[]) => unknown;
    Object.assign(fs, {
      [name]: (...given: unknown[]) => {
        calls += 1;
        if (calls === n) process.kill(process.pid, 'SIGKILL');
        return real(...given);
      },
    });
  }
  syncBuiltinESMExports();
}
