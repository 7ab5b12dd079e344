import { describe, expect, test } from '@jest/globals';
import { type Answerable, answerableOf, isOver, outcomeOf } from '../../src/cases/answerable.js';
import type { Case, Deadline, Notice } from '../../src/cases/case.js';
import { ticketKind } from '../../src/cases/ticket/workflow.js';
import { aTicket, at } from '../support/builders.js';

const SENT = at('2026-03-02T10:00').toJSDate();
const LATER = at('2026-03-02T10:30').toJSDate();
const kind = ticketKind as never;
const told = (more: Partial<Notice>): Notice => ({
  id: 'T-1:1:0',
  to: { kind: 'person', user: 'U04SUP' },
  say: 'urgent',
  params: {},
  isUrgent: true,
  createdAt: SENT,
  ...more,
});
const deadline: Deadline = { id: 'resolve#1:warning', track: 'resolve#1', step: 'warning', dueAt: SENT, promisedAt: LATER, to: ['owner'] };
const alarm = { track: 'resolve#1', step: 'warning', promisedAt: LATER, lastAt: SENT, count: 1 } as const;
const kept = (c: Case<object>, notice: Notice): Answerable => {
  const one = answerableOf(kind, c, notice, { channel: 'D1', ts: '1.0', at: SENT, said: ['words'] });
  if (!one) throw new Error('it asks for nothing');
  return one;
};

describe('V11: what a message asks for', () => {
  test('who leads can take an urgent call or hand it over', () => {
    const ticket = aTicket();
    const ofUrgent = ticketKind.helps(told({ say: 'urgent' }), ticket);
    expect(ofUrgent).toEqual(['accept', 'handOver', 'open']);
    expect(ticketKind.helps(told({ deadline }), ticket)).toContain('handOver');
  });

  test('it is over once it is taken, whoever took it, and not while only a note was written', () => {
    const ticket = aTicket();
    const one = kept(ticket, told({ say: 'urgent' }));
    expect(isOver(kind, ticket, one)).toBe(false);
    expect(isOver(kind, { ...ticket, version: 9 } as never, one)).toBe(false);
    expect(isOver(kind, { ...ticket, state: 'accepted' }, one)).toBe(true);
    expect(isOver(kind, { ...ticket, state: 'accepted', owner: 'U03ENGTOM' }, one)).toBe(true);
  });

  test('an alarm is over when somebody is on it, when its promise is gone, and when the case is another’s; a breach after that is new', () => {
    const ticket = { ...aTicket(), alarms: [alarm], deadlines: [deadline] };
    const one = kept(ticket, told({ say: 'resolve.warning', deadline }));
    expect(isOver(kind, ticket, one)).toBe(false);
    const onIt = { ...ticket, alarms: [{ ...alarm, acknowledgedBy: 'U05HEAD', acknowledgedAt: LATER }] };
    expect(isOver(kind, onIt, one)).toBe(true);
    expect(isOver(kind, onIt, { ...one, at: at('2026-03-02T11:00').toJSDate() })).toBe(false);
    expect(isOver(kind, { ...ticket, alarms: [] }, one)).toBe(true);
    expect(isOver(kind, { ...ticket, owner: 'U03ENGTOM' }, one)).toBe(true);
  });

  test('what a person did since says how it ended; what was before does not', () => {
    const did = { at: LATER, by: 'U03ENGTOM', action: 'accept' };
    const ticket = { ...aTicket(), told: did };
    expect(outcomeOf(ticket, SENT)).toEqual(did);
    expect(outcomeOf({ ...ticket, history: [] }, at('2026-03-02T11:00').toJSDate())).toBeUndefined();
  });

  test('what only tells something is not kept', () => {
    expect(
      answerableOf(kind, aTicket(), told({ say: 'noteTold' }), { channel: 'D1', ts: '1.0', at: SENT, said: ['words'] }),
    ).toBeUndefined();
  });
});
