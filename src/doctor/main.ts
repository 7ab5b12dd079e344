import { readConfig } from '../config.js';
import { makeLog } from '../log.js';
import { examine } from './examine.js';
import { nextStep } from './next-step.js';

/** `npm run doctor`: one line a check, what to do about each that failed, and the one next step. Exit code 1 when one did. */
const read = readConfig(process.env);
if (!read.ok) {
  process.stdout.write(`${read.problems.map((problem) => `✗ ${problem}`).join('\n')}\n`);
  process.exit(2);
}
const findings = await examine(read.config, makeLog('error'));
for (const { name, isOk, says } of findings) process.stdout.write(`${isOk ? '✓' : '✗'} ${name}: ${says}\n`);
process.stdout.write(`\n${nextStep(findings, read.config.slack.kind !== 'sandbox')}\n`);
process.exit(findings.every(({ isOk }) => isOk) ? 0 : 1);
