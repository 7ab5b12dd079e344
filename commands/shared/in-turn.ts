import { setTimeout as pause } from 'node:timers/promises';
import { Lanes } from '../../src/lanes.js';
import type { Desk } from '../../src/slack/desk.js';

/** So long does a turn last of a process that died in it. */
const TURN_MS = 20_000;
/** So long does somebody wait for his turn; then he goes on without one, since an entry twice is better than none. */
const PATIENCE_MS = 5_000;
const AGAIN_MS = 50;

const lanes = new Lanes();

/**
 * A look whether something is there already, and what is written if it is not, as one step: of all who do that under one name, in
 * whichever process, one after the other. So of two who enter the same at once the second one finds what the first has made.
 */
export async function inTurn<T>({ leases, team }: Pick<Desk, 'leases' | 'team'>, name: string, work: () => Promise<T>): Promise<T> {
  const turn = `turn:${team.id}:${name}`;
  return lanes.take(turn, async () => {
    const until = performance.now() + PATIENCE_MS;
    let isOurs = await leases.take(turn, TURN_MS);
    while (!isOurs && performance.now() < until) {
      await pause(AGAIN_MS);
      isOurs = await leases.take(turn, TURN_MS);
    }
    try {
      return await work();
    } finally {
      if (isOurs) await leases.giveUp(turn);
    }
  });
}
