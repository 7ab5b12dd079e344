import type { CaseNo } from '../../src/cases/case.js';
import type { NoticeDraft } from '../../src/cases/circumstances.js';
import { happeningOf } from '../../src/cases/fault/index.js';
import type { Policy } from '../../src/cases/policy.js';
import type { TicketData } from '../../src/cases/ticket/ticket.js';
import { wordsOf } from '../../src/cases/words.js';
import type { Desk } from '../../src/slack/desk.js';
import type { SaidTicket } from '../../src/store/tickets.js';

/** Two calls say much the same when they share so much of the words of both. */
const SHARED = 0.6;

/** How much of the words of both two texts share, from 0 to 1. */
function sharedBy(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const both = [...one].filter((word) => other.has(word)).length;
  return both === 0 ? 0 : both / (one.size + other.size - both);
}

/** What a ticket has, and whom it tells, that is one of many alike. */
export interface ManyAlike {
  readonly data: Pick<TicketData, 'alikeTo'>;
  readonly say: readonly NoticeDraft[];
}

const faultOf = ({ data }: SaidTicket): CaseNo | undefined => ('fault' in data ? (data.fault as CaseNo | undefined) : undefined);

/** Is it known already that many call of it: by an alarm of one of these, or by the known fault that one hangs on? */
async function isTold(desk: Desk, alike: readonly SaidTicket[]): Promise<boolean> {
  if (alike.some(({ data }) => data.alikeTo !== undefined)) return true;
  const named = alike.flatMap((ticket) => faultOf(ticket) ?? []);
  const faults = await desk.faults.named([...new Set(named)]);
  return faults.some((fault) => happeningOf(fault, desk.clock.now()) !== undefined);
}

/**
 * That a call is one of many within a short time whose words are much the same, linked with a known fault or not: told once to the
 * alarms' channel. Undefined: it is not, or that is known already, or it could not be looked up; the call is logged all the same. Rule C3.
 */
export async function manyAlike(
  desk: Desk,
  description: string,
  chosen: CaseNo | undefined,
  { fault }: Pick<Policy, 'fault'>,
): Promise<ManyAlike | undefined> {
  try {
    const since = new Date(desk.clock.now().toMillis() - fault.spikeWithin);
    const words = new Set(wordsOf(description));
    const came = await desk.tickets.cameSince(since);
    const alike = came.filter(({ data }) => sharedBy(words, new Set(wordsOf(data.description))) >= SHARED);
    // Where so many hang on one known fault that one tells it.
    const hung = chosen ? alike.filter((ticket) => faultOf(ticket) === chosen).length + 1 : 0;
    if (alike.length + 1 < fault.spikeCalls || hung >= fault.spikeCalls || (await isTold(desk, alike))) return undefined;
    const alikeTo = alike.map(({ no }) => no);
    const params = { n: alike.length + 1, list: alikeTo.join(' ') };
    return { data: { alikeTo }, say: [{ to: { kind: 'channel', name: 'alarms' }, say: 'manyAlike', params, isUrgent: true }] };
  } catch (error) {
    desk.log.warn({ err: error }, 'a call was logged without a look at whether many say the same');
    return undefined;
  }
}
