import { killedBefore } from './killed.js';

/** Repairs a folder's store, and is killed just before its n-th change among the folder's names. */
const [folder = '', n = ''] = process.argv.slice(2);
killedBefore(Number(n));
const { repairStore } = await import('../../src/embedded/repair.js');
await repairStore(folder, 'now');
process.exit();
