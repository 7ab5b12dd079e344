import { setTimeout as pause } from 'node:timers/promises';
import { failureOf } from '../outbox/delivery.js';

/** Tries again as often as this where Slack asks to wait, and waits at most so long each time. */
const MOST_WAITS = 3;
const LONGEST_WAIT_MS = 60_000;

/** For somebody who waits for an answer: waits as long as Slack asks, and tries again. Throws when that is too long or too often. */
export async function patiently<T>(call: () => Promise<T>, left = MOST_WAITS): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { retryAfterMs } = failureOf(error);
    if (retryAfterMs === undefined || retryAfterMs > LONGEST_WAIT_MS || left === 0) throw error;
    await pause(retryAfterMs);
    return patiently(call, left - 1);
  }
}
