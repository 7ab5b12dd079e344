import { randomBytes } from 'node:crypto';
import type { Log } from './log.js';

/** So many promises that nobody waited for may fail within a minute; more is a fault that repeats itself. */
const MOST_A_MINUTE = 50;
const MINUTE_MS = 60_000;

/** The process, as far as it is listened to. */
type Listened = Pick<NodeJS.Process, 'on'>;

/**
 * What nobody caught. A promise that failed alone is logged with an id and the bot goes on: each request and job stands alone. An
 * exception out of nowhere may have left anything half done, and so may very many such promises: it is logged and the bot ends, so
 * that whoever keeps it running starts it anew from what is stored. Never does it stay half alive.
 */
export function keepLastResort(listened: Listened, log: Pick<Log, 'error' | 'fatal'>, end: (why: string) => void): void {
  let recent: number[] = [];
  let isEnding = false;
  const ending = (error: unknown, message: string): void => {
    log.fatal({ err: error, errorId: randomBytes(4).toString('hex') }, message);
    if (!isEnding) end(message);
    isEnding = true;
  };
  listened.on('unhandledRejection', (error) => {
    const now = performance.now();
    recent = [...recent.filter((at) => now - at < MINUTE_MS), now];
    if (recent.length > MOST_A_MINUTE) return ending(error, 'too much fails that nobody waits for: the bot ends and is to be started anew');
    log.error({ err: error, errorId: randomBytes(4).toString('hex') }, 'something failed that nobody waited for; the bot goes on');
  });
  listened.on('uncaughtException', (error) => ending(error, 'an exception that nobody caught: the bot ends and is to be started anew'));
}
