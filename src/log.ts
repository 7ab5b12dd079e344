import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';

const correlation = new AsyncLocalStorage<string>();

/** Everything logged within `work`, also by what it awaits, carries one id. */
export const correlated = <T>(work: () => T): T => correlation.run(randomBytes(4).toString('hex'), work);

/** The id of the request or tick that is being worked on. */
export const correlationId = (): string | undefined => correlation.getStore();

/** JSON lines on a pipe, readable on a terminal. Tokens and phone numbers are never handed to it. */
export function makeLog(level: string) {
  const isTerminal = process.stdout.isTTY === true;
  return pino({
    level,
    base: null,
    mixin: () => (correlation.getStore() ? { correlation: correlation.getStore() } : {}),
    redact: { paths: ['token', 'phone', '*.token', '*.phone', '*.phoneKey', 'headers.authorization'], censor: '[hidden]' },
    ...(isTerminal ? { transport: { target: 'pino-pretty', options: { translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' } } } : {}),
  });
}

export type Log = ReturnType<typeof makeLog>;
