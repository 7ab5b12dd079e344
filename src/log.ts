import { pino } from 'pino';

/** JSON lines on a pipe, readable on a terminal. Tokens and phone numbers are never handed to it. */
export function makeLog(level: string) {
  const isTerminal = process.stdout.isTTY === true;
  return pino({
    level,
    base: null,
    redact: { paths: ['token', 'phone', '*.token', '*.phone', '*.phoneKey', 'headers.authorization'], censor: '[hidden]' },
    ...(isTerminal ? { transport: { target: 'pino-pretty', options: { translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' } } } : {}),
  });
}

export type Log = ReturnType<typeof makeLog>;
