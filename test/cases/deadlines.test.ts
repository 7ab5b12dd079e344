import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recompute } from '../../src/cases/settle.js';
import { resolveDueAt } from '../../src/cases/ticket/deadlines.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { whyDue } from '../../src/cases/ticket/why.js';
import { ticketKind } from '../../src/cases/ticket/workflow.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { translator } from '../../src/locales/index.js';
import { anActor, aPolicy, aTicket, at } from '../support/builders.js';

const open = at('2026-03-02T10:00');
const times = (ticket: Ticket, name: string): string[] =>
  ticket.deadlines
    .filter(({ track }) => track.startsWith(name))
    .map(({ step, dueAt, to }) => `${step} ${at(dueAt.toISOString()).setZone('Asia/Shanghai').toFormat('dd HH:mm')} ${to.join('+')}`);
const next = (ticket: Ticket, action: string, input: object, now = open, policy = aPolicy()): Ticket => {
  const decided = decide(ticketKind, ticket, action, input as never, { actor: anActor(), now, policy });
  if (!decided.ok) throw new Error(decided.code);
  return decided.next;
};

describe('the deadlines of a ticket', () => {
  test('warn at shares, escalate level by level, breach at the target (A5)', () => {
    expect(times(aTicket(), 'resolve')).toEqual([
      'warning 02 22:00 owner+thread',
      'escalation 03 05:12 owner+thread+supervisors',
      'breach 03 10:00 owner+thread+supervisors+alarms+heads',
    ]);
    expect(times(aTicket(), 'firstResponse')).toEqual(['warning 02 10:48 owner+thread', 'breach 02 11:00 owner+thread+supervisors']);
  });

  test('a P1’s breach is a message of its own, never one line among others', () => {
    const alone = (ticket: Ticket): string[] => ticket.deadlines.filter(({ isAlone }) => isAlone).map(({ step }) => step);
    expect(alone(aTicket({ impact: 'high', urgency: 'high' }))).toEqual(['breach', 'breach']);
    expect(alone(aTicket())).toEqual([]);
  });

  test('run in work hours where the priority says so', () => {
    const policy = aPolicy({ sla: { P4: { clock: 'business' } } });
    const ticket = aTicket({ impact: 'low', urgency: 'low' }, { policy });
    expect(ticket.data.priority).toBe('P4');
    expect(
      at(ticket.dueAt?.toISOString() ?? '')
        .setZone('Asia/Shanghai')
        .toISO(),
    ).toBe(at('2026-03-05T11:30').toISO());
  });

  test('are due at the earlier of target and expected time, with the warnings scaled to it (A1)', () => {
    const ticket = aTicket({ expectedBy: open.plus({ hours: 10 }).toJSDate() });
    expect(ticket.dueAt).toEqual(open.plus({ hours: 10 }).toJSDate());
    expect(times(ticket, 'resolve')[0]).toBe('warning 02 15:00 owner+thread');
    expect(aTicket({ expectedBy: open.plus({ days: 9 }).toJSDate() }).dueAt).toEqual(open.plus({ hours: 24 }).toJSDate());
  });

  test('move with the customer’s consent, and what was said of the old time stays said (A3)', () => {
    const warned = decideDue(ticketKind, aTicket(), open.plus({ hours: 13 }), aPolicy());
    if (!warned) throw new Error('nothing was due');
    const moved = next(
      warned.next,
      'newTime',
      { solution: 'order a part', newDueAt: open.plus({ hours: 48 }).toJSDate(), consentedBy: 'c' },
      open.plus({ hours: 14 }),
    );
    expect(moved.dueAt).toEqual(open.plus({ hours: 48 }).toJSDate());
    expect(times(moved, 'resolve')).toHaveLength(3);
    expect(moved.history.map(({ action }) => action)).toEqual(['open', 'take.breach,firstResponse.breach,resolve.warning', 'newTime']);
  });

  test('cannot move after they have passed (A3)', () => {
    const decided = decide(
      ticketKind,
      aTicket(),
      'newTime',
      { solution: 'order a part', newDueAt: open.plus({ hours: 48 }).toJSDate(), consentedBy: 'c' },
      { actor: anActor(), now: open.plus({ hours: 25 }), policy: aPolicy() },
    );
    expect(decided).toMatchObject({ ok: false, code: 'promiseBroken' });
  });

  test('die with the case', () => {
    for (const [action, input] of [
      ['cancel', { cancelReason: 'mistake' }],
      ['resolve', { steps: 's', cause: 'c', category: 'pos', part: 'software' }],
    ] as const) {
      const ended = next(aTicket(), action, input);
      expect(ended.deadlines).toEqual([]);
      expect(ended.nextDueAt).toBeUndefined();
    }
  });

  test('fire once: the same moment again finds nothing due', () => {
    const policy = aPolicy();
    const first = decideDue(ticketKind, aTicket(), open.plus({ hours: 12 }), policy);
    expect(first?.notices.length).toBeGreaterThan(0);
    expect(first && decideDue(ticketKind, first.next, open.plus({ hours: 12 }), policy)).toBeUndefined();
  });

  test('a clock that jumps back fires nothing early, and nothing again', () => {
    const policy = aPolicy();
    const fired = decideDue(ticketKind, aTicket(), open.plus({ hours: 13 }), policy);
    if (!fired) throw new Error('nothing was due');
    expect(decideDue(ticketKind, fired.next, open.plus({ hours: 1 }), policy)).toBeUndefined();
    expect(decideDue(ticketKind, fired.next, open.plus({ hours: 13, minutes: 1 }), policy)).toBeUndefined();
  });

  test('are computed anew when the settings change, and only then', () => {
    const ticket = aTicket();
    expect(recompute(ticketKind, ticket, open, aPolicy())).toBeUndefined();
    const stricter = recompute(ticketKind, ticket, open, aPolicy({ sla: { P3: { resolve: 'PT6H' } } }));
    expect(stricter?.next.dueAt).toEqual(open.plus({ hours: 6 }).toJSDate());
  });

  test('for any settings and any sequence of sweeps, each step is told exactly once and in order', () => {
    const sweeps = fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(sweeps, fc.constantFrom('PT30M', 'PT2H', 'PT8H'), (gaps, repeat) => {
        const policy = aPolicy({ sla: { escalate: { repeat } } });
        let ticket = aTicket({}, { policy });
        let now = open;
        const told: string[] = [];
        for (const gap of gaps) {
          now = now.plus({ minutes: gap });
          const decided = decideDue(ticketKind, ticket, now, policy);
          if (!decided) continue;
          ticket = decided.next;
          told.push(...new Set(decided.notices.flatMap(({ deadline }) => (deadline ? [deadline.id] : []))));
          for (const { deadline } of decided.notices) if (deadline) expect(deadline.dueAt.getTime()).toBeLessThanOrEqual(now.toMillis());
        }
        expect(new Set(told).size).toBe(told.length);
        if (now >= open.plus({ hours: 24 })) expect(ticket.breachedAt).toEqual(open.plus({ hours: 24 }).toJSDate());
        else expect(ticket.breachedAt).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });

  test('for any pauses, a change of priority keeps them', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 90 })), { maxLength: 5 }), (turns) => {
        const policy = aPolicy({ sla: { pauseWhileWaiting: true } });
        let ticket = next(aTicket({}, { policy }), 'accept', {}, open, policy);
        let now = open;
        let paused = 0;
        for (const [work, wait] of turns) {
          now = now.plus({ minutes: work });
          ticket = next(ticket, 'wait', { reason: 'waits for a part', consentedBy: 'Mia' }, now, policy);
          now = now.plus({ minutes: wait });
          ticket = next(ticket, 'resume', {}, now, policy);
          paused += wait;
        }
        const raised = next(ticket, 'priority', { override: 'P2', reason: 'x' }, now, policy);
        expect(raised.dueAt).toEqual(open.plus({ hours: 8, minutes: paused }).toJSDate());
      }),
      { numRuns: 60 },
    );
  });
});

test('why explains target, pauses, expected time and consents step by step', () => {
  const policy = aPolicy({ sla: { pauseWhileWaiting: true } });
  let ticket = next(aTicket({ expectedBy: open.plus({ hours: 20 }).toJSDate() }, { policy }), 'accept', {}, open, policy);
  ticket = next(ticket, 'wait', { reason: 'waits for a part' }, open.plus({ hours: 1 }), policy);
  ticket = next(ticket, 'resume', {}, open.plus({ hours: 2 }), policy);
  const words = whyDue(ticket, policy, { locale: 'en', now: open, t: translator('en') }).join('\n');
  expect(words).toMatch(/Reported 10:00/);
  expect(words).toMatch(/Target 1 day, on a clock that runs day and night/);
  expect(words).toMatch(/stood still from 11:00 to 12:00/);
  expect(words).toMatch(/By the target alone: Tue, Mar 3, 11:00/);
  expect(words).toMatch(/expects it by Tue, Mar 3, 06:00, which is earlier/);
  expect(resolveDueAt(ticket, policy)).toEqual(open.plus({ hours: 20 }).toJSDate());
});
