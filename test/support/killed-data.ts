import { killedBefore } from './killed.js';

/** Gives a `data:` command, and is killed just before its n-th change among the names and files of folders. */
const [n = '', ...command] = process.argv.splice(2);
process.argv.push(...command);
killedBefore(Number(n));
await import('../../src/data/main.js');
