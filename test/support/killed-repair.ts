import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Repairs a folder's store, and is killed just before its n-th change among the folder's names. */
const [folder = '', n = ''] = process.argv.slice(2);
let calls = 0;
for (const name of ['renameSync', 'rmSync', 'writeFileSync', 'mkdirSync'] as const) {
  const real = fs[name] as (...given: unknown[]) => unknown;
  Object.assign(fs, {
    [name]: (...given: unknown[]) => {
      calls += 1;
      if (calls === Number(n)) process.kill(process.pid, 'SIGKILL');
      return real(...given);
    },
  });
}
syncBuiltinESMExports();
const { repairStore } = await import('../../src/embedded/repair.js');
await repairStore(folder, 'now');
process.exit();
