import { describe, expect, test } from '@jest/globals';
import type { DateTime } from 'luxon';
import type { FormValues } from '../../src/cases/form.js';
import { sharesOf } from '../../src/cases/ticket/figures.js';
import { firstResponseAt } from '../../src/cases/ticket/next-promise.js';
import { firstKeptBefore, type TicketSummary, ticketSummary } from '../../src/cases/ticket/summary.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { whyDue } from '../../src/cases/ticket/why.js';
import { ticketKind } from '../../src/cases/ticket/workflow.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { translator } from '../../src/locales/index.js';
import { entryInWords } from '../../src/slack/messages/history.js';
import { anActor, aPolicy, aTicket, at } from '../support/builders.js';

const OPENED = at('2026-03-02T10:00');
const policy = aPolicy();
type Stored = Ticket & { readonly summary: TicketSummary };
const stored = (next: Ticket, before?: Stored): Stored => ({ ...next, summary: ticketSummary(next, before) });
const logged = (values: FormValues = {}): Stored => stored(aTicket(values, { now: OPENED, policy }));
function pressed(ticket: Stored, action: string, now: DateTime, input: FormValues = {}): Stored {
  const decided = decide(ticketKind, ticket, action, input, { actor: anActor('U04SUP'), now, policy });
  if (!decided.ok) throw new Error(`${action}: ${decided.code}`);
  return stored(decided.next as Ticket, ticket);
}
function swept(ticket: Stored, now: DateTime): Stored {
  const decided = decideDue(ticketKind, ticket, now, policy);
  return decided ? stored(decided.next as Ticket, ticket) : ticket;
}
const dueOf = (ticket: Ticket): DateTime =>
  at((ticket.deadlines.find(({ track }) => track.startsWith('firstResponse'))?.promisedAt ?? new Date(0)).toISOString());

describe('J3: whether the first contact was made in time', () => {
  test('nothing is decided while it may still be made; in time it was kept, and stays so whatever becomes of the ticket', () => {
    const ticket = logged();
    expect(ticket.summary).not.toHaveProperty('firstKept');
    const contacted = pressed(ticket, 'contact', dueOf(ticket));
    expect(contacted.summary.firstKept).toBe(true);
    const raised = pressed(contacted, 'priority', dueOf(ticket).plus({ hours: 1 }), {
      override: 'P1',
      reason: 'the whole shop stands still',
    });
    expect(raised.summary.firstKept).toBe(true);
    expect(swept(raised, dueOf(ticket).plus({ days: 3 })).summary.firstKept).toBe(true);
  });

  test('a contact after its time is missed, also when nobody looked at the clock in between', () => {
    const ticket = logged();
    expect(pressed(ticket, 'contact', dueOf(ticket).plus({ seconds: 1 })).summary.firstKept).toBe(false);
    const solved = { steps: 's', cause: 'c', category: 'pos', part: 'software' };
    expect(pressed(pressed(ticket, 'accept', OPENED), 'resolve', dueOf(ticket).plus({ minutes: 1 }), solved).summary.firstKept).toBe(false);
  });

  test('25: solving calls nobody: without a recorded contact it is no contact in time, and history and "why" say so', () => {
    const solved = { steps: 'turned it on', cause: 'it was off', category: 'pos', part: 'software' };
    const ticket = pressed(pressed(logged(), 'accept', OPENED), 'resolve', dueOf(logged()).minus({ minutes: 5 }), solved);
    expect(ticket.data).toMatchObject({ isUncontacted: true, firstContactAt: undefined });
    expect(ticket.summary).not.toHaveProperty('firstKept');
    const late = pressed(
      swept(pressed(logged(), 'accept', OPENED), dueOf(logged())),
      'resolve',
      dueOf(logged()).plus({ minutes: 5 }),
      solved,
    );
    expect(late.summary.firstKept).toBe(false);
    for (const [locale, words] of [
      ['en', 'without a recorded contact'],
      ['zh-CN', '未记录与客户的联系'],
    ] as const) {
      const reader = { locale, now: OPENED, t: translator(locale) };
      expect(whyDue(ticket, policy, reader).join('\n')).toContain(words);
      const entry = ticket.history.at(-1);
      expect(entry && entryInWords(entry, 'ticket', reader)).toContain(words);
    }
    // Who was told how it ended, or was called before, was contacted; reopened, the contact is owed again.
    const owed = pressed(pressed(logged(), 'accept', OPENED), 'callBack', OPENED, {
      callbackAt: OPENED.plus({ hours: 2 }).toJSDate(),
      phone: '138 0000 4711',
    });
    expect(pressed(owed, 'resolve', OPENED, { ...solved, text: 'told him' }).summary.firstKept).toBe(true);
    const back = pressed(ticket, 'reopen', dueOf(logged()).minus({ minutes: 4 }), { reason: 'it is off again' });
    expect(back.data.isUncontacted).toBeUndefined();
    expect(back.deadlines.some(({ track }) => track.startsWith('firstResponse#'))).toBe(true);
  });

  test('what was missed counts before anybody is contacted, and is not mended by a priority that promises less', () => {
    const ticket = logged();
    const late = dueOf(ticket).plus({ seconds: 1 });
    const missed = swept(ticket, late);
    expect(missed.summary.firstKept).toBe(false);
    const lowered = pressed(missed, 'priority', late, { override: 'P4', reason: 'not as bad as it looked' });
    expect(pressed(lowered, 'contact', late).summary.firstKept).toBe(false);
  });

  test('who was spoken to in the call was contacted; what nobody called for promises nothing', () => {
    expect(logged({ spoken: ['spoken'] }).summary.firstKept).toBe(true);
    const found = { ...aTicket({}, { now: OPENED, policy }), data: { ...aTicket().data, source: 'inspection' as const } };
    expect(ticketSummary(found).firstKept).toBeUndefined();
  });

  test('55: what is solved while the customer is on the phone was never promised: it makes nobody’s figures better', () => {
    const solved = logged({ outcome: 'solved', steps: 'turned it on', cause: 'it was off', part: 'software' });
    expect(solved).toMatchObject({ state: 'resolved', summary: {} });
    expect(solved.summary).toEqual({});
    const back = pressed(solved, 'reopen', OPENED.plus({ hours: 1 }), { reason: 'it is off again' });
    const late = swept(back, OPENED.plus({ hours: 26 }));
    expect(late.breachedAt).toBeDefined();
    const again = pressed(late, 'resolve', OPENED.plus({ hours: 27 }), {
      steps: 'changed it',
      cause: 'worn out',
      category: 'pos',
      part: 'software',
    });
    expect(again.summary.wasKept).toBe(false);
  });

  test('of tickets of before, by what is promised today; an agreed time says nothing', () => {
    const ticket = logged();
    const due = dueOf(ticket);
    const contacted = (when: DateTime, more: object = {}): Ticket => ({
      ...ticket,
      data: { ...ticket.data, firstContactAt: when.toJSDate(), clock: { ...ticket.data.clock, ...more } },
    });
    expect(firstKeptBefore(contacted(due), policy)).toBe(true);
    expect(firstKeptBefore(contacted(due.plus({ minutes: 1 })), policy)).toBe(false);
    expect(firstKeptBefore(contacted(due.plus({ minutes: 1 }), { agreedDueAt: due.toJSDate() }), policy)).toBeUndefined();
    expect(firstKeptBefore(ticket, policy)).toBeUndefined();
  });

  test('the share counts what is decided', () => {
    const tally = (key: string, isKept: boolean | null, n: number) => ({ key, isKept, n });
    const shares = sharesOf([tally('P1', true, 3), tally('P1', false, 1), tally('P1', null, 5), tally('P2', false, 2)]);
    expect(Object.fromEntries(shares)).toEqual({ P1: { kept: 3, all: 4 }, P2: { kept: 0, all: 2 } });
  });
});

test('eye: by when a first contact was due is known for the list of those missed, long after its alarm', () => {
  const due = dueOf(logged());
  const missed = swept(swept(logged(), due.plus({ seconds: 1 })), due.plus({ days: 3 }));
  expect(missed.summary.firstKept).toBe(false);
  expect(firstResponseAt(missed)).toEqual(due.toJSDate());
});
