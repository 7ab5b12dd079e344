import { killRun } from './kill.js';

/** `npm run chaos`: 200 kills of 3 processes while 2,000 tickets come due twice. One JSON line; exit code 1 when a promise was broken. */
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const { lost, doubled, outOfOrder, ...rest } = await killRun({
  kills: 200,
  cases: 2_000,
  processes: 3,
  everyMs: 1_000,
  promiseSeconds: 30,
  say,
});
const result = { name: 'chaos.kill', ...rest, lost: lost.length, doubled: doubled.length, outOfOrder: outOfOrder.length };
process.stdout.write(`${JSON.stringify(result)}\n`);
for (const id of [...lost, ...doubled, ...outOfOrder].slice(0, 20)) say(id);
process.exit(lost.length + doubled.length + outOfOrder.length > 0 ? 1 : 0);
