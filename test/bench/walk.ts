import { TestDesk } from '../support/desk.js';
import { figure } from './figure.js';

/** A stretch of the desk's time and what it may take, in milliseconds. */
type Stretch = readonly [string, string, number];
const IDLE: readonly Stretch[] = [['hour', 'PT1H', 100]];
const SAMPLE: readonly Stretch[] = [
  ['hour', 'PT1H', 1_000],
  ['day', 'P1D', 10_000],
  ['month', 'P30D', 120_000],
];

async function walked(name: string, isSeeded: boolean, stretches: readonly Stretch[]): Promise<void> {
  const desk = await TestDesk.open({ isSeeded, messageGapMs: 1_050, logLevel: 'fatal' });
  for (const [stretch, duration, most] of stretches) {
    const begun = performance.now();
    await desk.advance(duration);
    figure(`walk.${name}.${stretch}`, performance.now() - begun, 'ms', most);
  }
  await desk.close();
}

/** How long it takes to live through hours, days and a month in the sandbox: an idle desk's, and the sample desk's. */
export async function benchWalk(): Promise<void> {
  await walked('idle', false, IDLE);
  await walked('sample', true, SAMPLE);
}
