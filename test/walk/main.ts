import { TestDesk, WHO } from '../support/desk.js';
import { Walker } from './walk.js';

/** `npm run walk [minutes] [times]`: one JSON line of what was done and what went wrong; exit code 1 when something did. */
const [minutes = '10', times = '2'] = process.argv.slice(2);
const desk = await TestDesk.open({ isSeeded: true, logLevel: 'fatal' });
const others = await Promise.all((['guest', 'foreign', 'admin'] as const).map((kind) => desk.newcomer(kind, `Kim ${kind}`)));
const walker = new Walker(desk, Date.now() + Number(minutes) * 60_000, Number(times), (line) => void process.stderr.write(`${line}\n`));
const walked = await walker.walk([...Object.values(WHO), ...others]);
process.stdout.write(`${JSON.stringify({ name: 'walk', ...walked, stumbles: walked.stumbles.length })}\n`);
await desk.close();
process.exit(walked.stumbles.length > 0 ? 1 : 0);
