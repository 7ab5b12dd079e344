import { expect, test } from '@jest/globals';
import { TestDesk, WHO } from '../support/desk.js';
import { Walker } from './walk.js';

/** A short walk of a new desk; `npm run walk` is a long one of the sample desk. */
const WALK_MS = 45_000;

test('L16: whatever everybody does with whatever words, Slack refuses nothing and nothing fails', async () => {
  const desk = await TestDesk.open({ logLevel: 'silent' });
  try {
    const guest = await desk.newcomer('guest', 'Gia Guest');
    const people = [WHO.agent, WHO.tom, WHO.supervisor, WHO.head, WHO.engineer, WHO.anna, guest];
    const { stumbles, steps, forms } = await new Walker(desk, Date.now() + WALK_MS).walk(people);
    expect(stumbles).toEqual([]);
    // How far they come is the machine’s affair; that they came somewhere is ours.
    expect(steps).toBeGreaterThan(10);
    expect(forms).toBeGreaterThan(0);
  } finally {
    await desk.close();
  }
});
