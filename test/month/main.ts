import { Month } from './month.js';

/**
 * `npm run month [seed] [days]`: people live with the desk for a month; one JSON line of what they did, and a sentence with the way
 * that led there for each thing that should not be. Exit code 1 when there is one. The same seed is the same month.
 */
const [seed = String(Date.now() % 100_000), days = '28'] = process.argv.slice(2);
const say = (line: string): void => void process.stderr.write(`${line}\n`);
say(`seed ${seed}`);
const lived = await Month.live({
  seed: Number(seed),
  days: Number(days),
  engineers: 20,
  callsADay: 60,
  stepMinutes: 30,
  lookMinutes: 3,
  say,
});
process.stdout.write(`${JSON.stringify({ name: 'month', seed: Number(seed), ...lived, violations: lived.violations.length })}\n`);
process.exit(lived.violations.length > 0 ? 1 : 0);
