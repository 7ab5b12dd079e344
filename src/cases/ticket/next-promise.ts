import type { Reader } from '../card.js';
import { onScreen } from '../moment.js';
import type { Ticket } from './ticket.js';

/** What a customer was promised that has not been done. */
export interface NextPromise {
  readonly what: 'firstResponse' | 'resolve' | 'callback';
  readonly at: Date;
}

/** When the first contact is due, or was: the alarm knows it when no deadline is left. */
export function firstResponseAt({ data, deadlines, alarms }: Ticket): Date | undefined {
  if (data.firstContactAt || data.source) return undefined;
  return [...deadlines, ...alarms].find(({ track }) => track.startsWith('firstResponse#'))?.promisedAt;
}

/** The earliest of what is still owed; a call back also when the ticket itself is over. Undefined where nothing is, or the clock stands still. */
export function nextPromise(ticket: Ticket): NextPromise | undefined {
  const { isOpen, dueAt, data } = ticket;
  const owed = (
    [
      ['firstResponse', isOpen ? firstResponseAt(ticket) : undefined],
      ['resolve', isOpen ? dueAt : undefined],
      ['callback', data.callbackAt],
    ] as const
  ).flatMap(([what, at]) => (at ? [{ what, at }] : []));
  return owed.sort((a, b) => a.at.getTime() - b.at.getTime())[0];
}

/** The call back alone. */
export const callBackPromised = ({ data: { callbackAt } }: Ticket): NextPromise | undefined =>
  callbackAt && { what: 'callback', at: callbackAt };

/** The same for what stays on the screen. */
export const promiseOnScreen = ({ what, at }: NextPromise, reader: Reader): string =>
  reader.t(`ticket.promise.${at < reader.now.toJSDate() ? 'was' : 'next'}.${what}`, { at: onScreen(at, reader, 'both') });
