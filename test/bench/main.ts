import { benchAgenda } from './agenda.js';
import { benchCommand } from './command.js';
import { benchFaults } from './faults.js';
import { benchGrow } from './grow.js';
import { benchInspection } from './inspection.js';
import { benchKeys } from './keys.js';
import { benchLoad } from './load.js';
import { benchProcesses } from './processes.js';
import { benchQuiet } from './quiet.js';
import { benchStart } from './start.js';
import { benchStore } from './store.js';
import { benchSweep } from './sweep.js';
import { benchVisit } from './visit.js';
import { benchWalk } from './walk.js';

/** `npm run bench [name…]`: every figure is one JSON line. */
const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  store: benchStore,
  command: benchCommand,
  start: benchStart,
  sweep: benchSweep,
  visit: benchVisit,
  load: benchLoad,
  processes: benchProcesses,
  grow: benchGrow,
  keys: benchKeys,
  agenda: benchAgenda,
  inspection: benchInspection,
  walk: benchWalk,
  quiet: benchQuiet,
  faults: benchFaults,
};
const wanted = process.argv.slice(2);
for (const [name, bench] of Object.entries(BENCHES)) if (wanted.length === 0 || wanted.includes(name)) await bench();
process.exit(0);
