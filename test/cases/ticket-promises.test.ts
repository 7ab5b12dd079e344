import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Actor } from '../../src/cases/case.js';
import type { FormValues } from '../../src/cases/form.js';
import { wishOf } from '../../src/cases/ticket/terms.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { whyDue } from '../../src/cases/ticket/why.js';
import { ticketKind } from '../../src/cases/ticket/workflow.js';
import { decideDue } from '../../src/cases/workflow.js';
import { translator } from '../../src/locales/index.js';
import { entryInWords } from '../../src/slack/messages/history.js';
import { anActor, aPolicy, aTicket } from '../support/builders.js';

import {
  agent,
  done,
  inHours,
  leader,
  open,
  policy,
  press,
  REASON,
  SOLVED,
  swept,
  told,
  tom,
  urgentTicket,
} from '../support/ticket-steps.js';

describe('the promise of a ticket', () => {
  test('Q1: a lower priority needs a reason, leaves the due time, and the leaders hear who wished it', () => {
    const ticket = { ...urgentTicket(), owner: tom.id };
    expect(ticket.dueAt).toEqual(inHours(4));
    expect(press(ticket, 'priority', { impact: 'low', urgency: 'low' })).toMatchObject({ code: 'promiseNeedsReason', field: 'reason' });
    const lowered = done(ticket, 'priority', { impact: 'low', urgency: 'low', reason: REASON });
    expect(lowered.next.data.priority).toBe('P4');
    expect(lowered.next.dueAt).toEqual(inHours(4));
    expect(told(lowered)).toEqual([`promiseHeld ${tom.id}`, `promiseHeld ${leader.id}`]);
    expect(lowered.next.deadlines.map(({ id, dueAt }) => `${id} ${dueAt.getTime()}`)).toEqual(
      ticket.deadlines.map(({ id, dueAt }) => `${id} ${dueAt.getTime()}`),
    );
    const words = whyDue(lowered.next, policy, { t: translator('en'), locale: 'en', now: open });
    expect(words.join('\n')).toMatch(/targets of P1.*still stand/);
    // Its history says the reason once, and what became of the due time: from when to when it was asked to move.
    const [entry] = lowered.entries;
    expect(entry?.changes).toContainEqual({ field: 'dueAsked', from: inHours(4), to: inHours(24) });
    const said = entry ? entryInWords(entry, 'ticket', { t: translator('en'), locale: 'en', now: open }) : '';
    expect(said.split(REASON)).toHaveLength(2);
    expect(said).toMatch(/as it was until who leads agrees.* → /);
    expect(done(lowered.next, 'letMove', { reason: REASON }, leader).entries[0]?.changes).toContainEqual(
      expect.objectContaining({ field: 'dueAt', from: inHours(4) }),
    );
  });

  test('Q1: what was urgent rings as before, at any hour, until a leader lets that go; owner and leaders hear of it at once (fresh eye)', () => {
    const ticket = { ...urgentTicket(), owner: tom.id };
    const night = aPolicy({ quietHours: { from: '09:00', to: '08:00' } });
    const lowered = done(ticket, 'priority', { impact: 'low', urgency: 'low', reason: REASON }, agent, open, night);
    const isLoud = (one: typeof lowered.next): boolean =>
      lowered.notices.every(({ to, say }) => ticketKind.wakes?.({ to, say }, one, open.toJSDate()) === true) &&
      ticketKind.insists?.(one) === true &&
      one.deadlines.some(({ to }) => to.includes('engineers'));
    expect(isLoud(lowered.next)).toBe(true);
    const heard = lowered.notices.filter(({ say }) => say === 'promiseHeld');
    expect(heard.map(({ held }) => held)).toEqual([undefined, undefined]);
    const stood = done(lowered.next, 'letStand', { reason: REASON }, leader).next;
    expect(isLoud(stood)).toBe(true);
    expect(isLoud(done(lowered.next, 'letMove', { reason: REASON }, leader).next)).toBe(false);
    expect(isLoud(done(ticket, 'priority', { impact: 'low', urgency: 'low', reason: REASON }, leader).next)).toBe(false);
    // The same priority by another urgency is due at the same time, and rings no more: that is loosening too.
    const pressing = aTicket({ impact: 'medium', urgency: 'high' });
    expect(press(pressing, 'priority', { impact: 'high', urgency: 'medium' })).toMatchObject({ code: 'promiseNeedsReason' });
    const calmed = done(pressing, 'priority', { impact: 'high', urgency: 'medium', reason: REASON }, tom);
    expect(calmed.next).toMatchObject({ dueAt: pressing.dueAt, data: { priority: pressing.data.priority } });
    expect(told(calmed)).toContain(`promiseHeldUrgent ${leader.id}`);
    expect(isLoud(calmed.next)).toBe(true);
    expect(isLoud(done(calmed.next, 'letMove', { reason: REASON }, leader).next)).toBe(false);
  });

  test('Q1: a supervisor lets it move, with a reason, and the history says due from → to', () => {
    const lowered = done(urgentTicket(), 'priority', { impact: 'low', urgency: 'low', reason: REASON }).next;
    expect(press(lowered, 'letMove', { reason: REASON }, tom)).toMatchObject({ ok: false, code: 'role' });
    expect(press(lowered, 'letMove', { reason: 'x' }, leader)).toMatchObject({ code: 'promiseNeedsReason' });
    const moved = done(lowered, 'letMove', { reason: REASON }, leader);
    expect(moved.next.dueAt).toEqual(inHours(24));
    expect(moved.entries[0]?.changes).toContainEqual({ field: 'dueAt', from: inHours(4), to: inHours(24) });
    expect(moved.entries[0]?.note).toBe(REASON);
    expect(told(moved)).toEqual([`promiseMoved ${agent.id}`]);
    expect(press(moved.next, 'letMove', { reason: REASON }, leader)).toMatchObject({ code: 'ticket.nothingHeld' });
    const atOnce = done(urgentTicket(), 'priority', { impact: 'low', urgency: 'low', reason: REASON }, leader);
    expect(atOnce.next.dueAt).toEqual(inHours(24));
    expect(told(atOnce)).toEqual([`promiseMoved ${agent.id}`]);
  });

  test('eye9-15: who leads does not let the promise of his own ticket move: it stands, another is asked, and only he lets it', () => {
    const own = { ...urgentTicket(), owner: leader.id };
    const head = anActor('U05HEAD', ['agent', 'head']);
    const lowered = done(own, 'priority', { impact: 'low', urgency: 'low', reason: REASON }, leader);
    expect(lowered.next.dueAt).toEqual(inHours(4));
    expect(told(lowered)).toEqual([`promiseHeld ${head.id}`]);
    expect(press(lowered.next, 'letMove', { reason: REASON }, leader)).toMatchObject({ code: 'promiseIsYours' });
    expect(done(lowered.next, 'letMove', { reason: REASON }, head).next.dueAt).toEqual(inHours(24));
    const farAway = { newDueAt: inHours(24 * 30), solution: 'a new machine comes', consentedBy: '周丽' };
    expect(press(own, 'newTime', farAway, leader)).toMatchObject({ code: 'promiseTooFar' });
    expect(press(own, 'newTime', farAway, head)).toMatchObject({ ok: true });
    // eye10-1: nor once somebody else has it: who wished it does not grant it.
    const handed = { ...lowered.next, owner: tom.id };
    expect(press(handed, 'letMove', { reason: REASON }, leader)).toMatchObject({ code: 'promiseIsYours' });
    expect(press(handed, 'letMove', { reason: REASON }, head)).toMatchObject({ ok: true });
    const once = done(handed, 'priority', { impact: 'low', urgency: 'medium', reason: REASON }, leader);
    expect(once.next.dueAt).toEqual(inHours(4));
    // Where nobody else leads, nobody else can say so.
    const alone = { ...policy, people: { ...policy.people, heads: [] } };
    expect(done(own, 'priority', { impact: 'low', urgency: 'low', reason: REASON }, leader, open, alone).next.dueAt).toEqual(inHours(24));
  });

  test('eye10-1: whoever logged it or wished it lower once decides of it no more, whoever has it, and the one who may is asked', () => {
    const head = anActor('U05HEAD', ['agent', 'head']);
    const lower = { impact: 'low', urgency: 'low', reason: REASON };
    const logged = { ...aTicket({ impact: 'high', urgency: 'high' }, { actor: leader }), owner: tom.id };
    const lowered = done(logged, 'priority', lower, leader);
    expect(lowered.next.dueAt).toEqual(inHours(4));
    expect(told(lowered)).toEqual([`promiseHeld ${tom.id}`, `promiseHeld ${head.id}`]);
    // Neither a leader's refusal nor another's wish gives it back to him.
    const stood = done(lowered.next, 'letStand', { reason: REASON }, head).next;
    expect(done(stood, 'priority', { ...lower, urgency: 'medium' }, leader).next.dueAt).toEqual(inHours(4));
    const wished = done({ ...stood, data: { ...stood.data, parties: [leader.id] } }, 'priority', { ...lower, impact: 'medium' }, tom);
    expect(told(wished)).toContain(`promiseHeld ${head.id}`);
    expect(press(wished.next, 'letMove', { reason: REASON }, leader)).toMatchObject({ code: 'promiseIsYours' });
    expect(press(wished.next, 'letMove', { reason: REASON }, head)).toMatchObject({ ok: true });
    const farAway = { newDueAt: inHours(24 * 30), solution: 'a new machine comes', consentedBy: '周丽' };
    expect(press(logged, 'newTime', farAway, anActor(leader.id, ['engineer', 'supervisor']))).toMatchObject({ code: 'promiseTooFar' });
    // Where everybody who leads has a part in it, one of them decides.
    const both = { ...policy, people: { ...policy.people, supervisors: [leader.id], heads: [] } };
    expect(press(wished.next, 'letMove', { reason: REASON }, leader, open, both)).toMatchObject({ ok: true });
  });

  test('Q2: a later expected time leaves the due time; an earlier one counts', () => {
    const ticket = aTicket({ expectedBy: inHours(6) });
    const known = { customer: 'Shop', description: 'broken', category: 'pos' };
    expect(press(ticket, 'edit', { ...known, expectedBy: inHours(20) })).toMatchObject({ code: 'promiseNeedsReason', field: 'reason' });
    for (const expectedBy of [inHours(20), undefined]) {
      const edited = done(ticket, 'edit', { ...known, ...(expectedBy ? { expectedBy } : {}), reason: REASON });
      expect(edited.next.dueAt).toEqual(inHours(6));
      expect(told(edited)).toEqual([`promiseHeldExpected ${leader.id}`]);
    }
    expect(done(ticket, 'edit', { ...known, expectedBy: inHours(3) }).next.dueAt).toEqual(inHours(3));
    expect(done(ticket, 'edit', { ...known, expectedBy: inHours(20), reason: REASON }, leader).next.dueAt).toEqual(inHours(20));
    expect(done(ticket, 'edit', { ...known, customer: 'Other', expectedBy: inHours(6) }).next.dueAt).toEqual(inHours(6));
  });

  test('A3: a time that was agreed is tightened by a higher priority and by a sooner wish that came later, and by nothing loosened', () => {
    const consent = { solution: REASON, consentedBy: 'Mia', newDueAt: inHours(60) };
    const agreed = done(aTicket({ impact: 'low', urgency: 'low' }), 'newTime', consent, tom).next;
    expect(agreed.dueAt).toEqual(inHours(60));
    const same = done(agreed, 'priority', { impact: 'medium', urgency: 'low', reason: REASON }).next;
    expect(same).toMatchObject({ dueAt: inHours(60), data: { priority: 'P4' } });
    const raised = done(agreed, 'priority', { override: 'P1', reason: REASON }, agent, open.plus({ hours: 2 })).next;
    expect(raised.dueAt).toEqual(inHours(6));
    expect(done(raised, 'priority', { override: 'P4', reason: REASON }, agent, open.plus({ hours: 3 })).next.dueAt).toEqual(inHours(6));
    const known = { customer: 'Shop', description: 'broken', category: 'pos' };
    expect(done(agreed, 'edit', { ...known, expectedBy: inHours(20) }).next.dueAt).toEqual(inHours(20));
  });

  test('Q2: after a breach nothing makes it look kept, whoever presses', () => {
    const late = swept(aTicket({ expectedBy: inHours(2) }), open.plus({ hours: 3 }));
    expect(late.breachedAt).toEqual(inHours(2));
    const now = open.plus({ hours: 4 });
    for (const actor of [agent, leader]) {
      const edited = done(late, 'edit', { customer: 'S', description: 'd', category: 'pos', reason: REASON }, actor, now).next;
      const lowered = done(edited, 'priority', { override: 'P4', reason: REASON }, actor, now).next;
      expect(lowered).toMatchObject({ dueAt: inHours(2), breachedAt: inHours(2) });
      expect(press(lowered, 'newTime', { solution: REASON, consentedBy: 'Mia', newDueAt: inHours(9) }, leader, now)).toMatchObject({
        code: 'promiseBroken',
      });
    }
  });

  test('Q3: an expected time that has passed, or is here in a moment, is refused', () => {
    const known = { customer: 'Shop', description: 'broken', category: 'pos' };
    for (const minutes of [-60, 2])
      expect(press(aTicket(), 'edit', { ...known, expectedBy: open.plus({ minutes }).toJSDate() })).toMatchObject({
        code: 'ticket.expectedTooSoon',
        field: 'expectedBy',
      });
    const late = aTicket({ expectedBy: inHours(2) });
    expect(press(late, 'edit', { ...known, customer: 'New', expectedBy: inHours(2) }, agent, open.plus({ hours: 5 }))).toMatchObject({
      ok: true,
    });
  });

  test('Q4: 90 days with the customer’s consent are the supervisor’s to enter; consents add up', () => {
    const ask = (ticket: Ticket, days: number, actor: Actor = tom) =>
      press(ticket, 'newTime', { solution: 'order the part', consentedBy: 'Mia', newDueAt: inHours(24 + days * 24) }, actor);
    expect(ask(aTicket(), 90)).toMatchObject({ code: 'promiseTooFar', field: 'newDueAt' });
    expect(ask(aTicket(), 90, leader)).toMatchObject({ ok: true });
    const once = ask(aTicket(), 6);
    if (!once.ok) throw new Error(once.code);
    expect(told(once)).toEqual([`promiseMovedByConsent ${agent.id}`, `promiseMovedByConsent ${leader.id}`]);
    expect(ask(once.next, 8)).toMatchObject({ code: 'promiseTooFar' });
    expect(press(aTicket(), 'newTime', { solution: 'x', consentedBy: 'x', newDueAt: inHours(30) }, tom)).toMatchObject({
      field: 'solution',
    });
  });

  test('Q1: who answers a wish sees what changed and both times, and may let the promise stand (fresh eye)', () => {
    const lowered = done(urgentTicket(), 'priority', { impact: 'low', urgency: 'low', reason: REASON }, tom);
    const asked = lowered.notices.find(({ say }) => say === 'promiseHeld');
    expect(asked?.params).toMatchObject({ was: 'P1', becomes: 'P4', from: inHours(4), to: inHours(24) });
    expect(asked && ticketKind.helps(asked, lowered.next)).toEqual(['letMove', 'letStand', 'open']);
    expect(press(lowered.next, 'letStand', { reason: REASON }, tom)).toMatchObject({ code: 'role' });
    const stood = done(lowered.next, 'letStand', { reason: REASON }, leader);
    expect(stood.next).toMatchObject({ dueAt: inHours(4), data: { priority: 'P4' } });
    expect(told(stood).sort()).toEqual([`promiseStood ${agent.id}`, `promiseStood ${tom.id}`]);
    expect(press(stood.next, 'letStand', { reason: REASON }, leader)).toMatchObject({ code: 'ticket.nothingWished' });
    expect(asked && ticketKind.helps(asked, stood.next)).toEqual(['open']);
    expect(done(stood.next, 'letMove', { reason: REASON }, leader).next.dueAt).toEqual(inHours(24));
  });

  test('Q1: a lower priority needs a reason where the same time stands, too: its figure is another one’s', () => {
    const ticket = aTicket({ impact: 'medium', urgency: 'medium', expectedBy: inHours(1) });
    expect(press(ticket, 'priority', { impact: 'low', urgency: 'low' })).toMatchObject({ code: 'promiseNeedsReason', field: 'reason' });
    const lowered = done(ticket, 'priority', { impact: 'low', urgency: 'low', reason: REASON });
    expect(lowered.next).toMatchObject({ dueAt: ticket.dueAt, data: { priority: 'P4', priorityReason: REASON } });
  });

  test('Q1: a lower priority with the same target is no fresh start, and nobody is asked about a contact that was made (fresh eye)', () => {
    const contacted = done(aTicket(), 'contact', {}, agent, open.plus({ minutes: 5 })).next;
    const lowered = done(contacted, 'priority', { override: 'P4', reason: REASON }, agent, open.plus({ hours: 22 }));
    expect(lowered.next).toMatchObject({ dueAt: inHours(24), data: { priority: 'P4' } });
    expect(lowered.next.data.clock.raisedAt).toBeUndefined();
    expect(told(lowered)).toEqual([]);
    // Whoever would let it go is told of nothing that would not become of it.
    const { priority, urgency, expectedBy } = lowered.next.data as Ticket['data'];
    const wish = wishOf(lowered.next as Ticket, { priority, urgency, expectedBy }, { now: open.plus({ hours: 22 }), policy });
    expect(wish).toMatchObject({ moves: 'due', from: inHours(24), to: inHours(24) });
    const early = done(aTicket(), 'priority', { override: 'P4', reason: REASON }, tom, open.plus({ minutes: 30 }));
    expect(early.notices.find(({ say }) => say === 'promiseHeldFirst')?.params).toMatchObject({ from: inHours(1), to: inHours(4) });
    expect(done(early.next, 'letMove', { reason: REASON }, leader, open.plus({ hours: 23 })).next.dueAt).toEqual(inHours(24));
  });

  test('Q2: of a broken promise nobody is asked, and a broken one counts by the priority it was given by (fresh eye)', () => {
    const late = swept(aTicket(), open.plus({ hours: 25 }));
    const lowered = done(late, 'priority', { override: 'P4', reason: REASON }, agent, open.plus({ hours: 26 }));
    expect(told(lowered).filter((one) => one.startsWith('promiseHeld'))).toEqual([]);
    expect(press(lowered.next, 'letMove', { reason: REASON }, leader, open.plus({ hours: 26 }))).toMatchObject({ code: 'promiseBroken' });
    expect(ticketKind.summary?.(lowered.next)).toEqual({ broken: { as: 'P3', by: [agent.id] }, firstKept: false });
    const ended = done(lowered.next, 'resolve', SOLVED, tom, open.plus({ hours: 27 })).next;
    expect(ticketKind.summary?.(ended)).toEqual({ wasKept: false, broken: { as: 'P3', by: [agent.id] } });
    const raised = done(late, 'priority', { override: 'P1', reason: REASON }, agent, open.plus({ hours: 26 })).next;
    expect(ticketKind.summary?.(raised)).toEqual({ broken: { as: 'P3', by: [agent.id] }, firstKept: false });
  });

  test('Q6: one breach of one promise is told once, and who is on it stays so', () => {
    const late = swept(aTicket(), open.plus({ hours: 25 }));
    const answered = done(late, 'onIt', {}, tom, open.plus({ hours: 25 })).next;
    const raised = done(answered, 'priority', { override: 'P1', reason: REASON }, agent, open.plus({ hours: 25 }));
    expect(raised.next.dueAt).toEqual(inHours(24));
    expect(raised.next.alarms.filter(({ track }) => track.startsWith('resolve'))).toMatchObject([{ acknowledgedBy: tom.id }]);
    const next = decideDue(ticketKind, raised.next, open.plus({ hours: 25, minutes: 1 }), policy);
    expect(next?.notices.filter(({ deadline }) => deadline?.step === 'breach') ?? []).toEqual([]);
  });

  test('Q6: a priority raised late is not born late: its targets count from now', () => {
    const raised = done(aTicket(), 'priority', { override: 'P1', reason: REASON }, agent, open.plus({ hours: 5 })).next;
    expect(raised.dueAt).toEqual(inHours(9));
    expect(done(aTicket(), 'priority', { override: 'P1', reason: REASON }, agent, open.plus({ hours: 1 })).next.dueAt).toEqual(inHours(4));
  });

  test('Q1: where waiting stops the clock, it stops with the customer’s consent or a leader, and they hear', () => {
    const rules = aPolicy({ sla: { pauseWhileWaiting: true } });
    const accepted = done(aTicket({}, { policy: rules }), 'accept', {}, tom, open, rules).next;
    const alone = done(accepted, 'wait', { reason: REASON }, tom, open, rules);
    expect(alone.next).toMatchObject({ state: 'waiting_customer', dueAt: inHours(24), pauses: [] });
    const agreed = done(accepted, 'wait', { reason: REASON, consentedBy: 'Mia' }, tom, open, rules);
    expect(agreed.next.dueAt).toBeUndefined();
    expect(told(agreed)).toEqual([`promisePausedByConsent ${leader.id}`]);
    expect(done(accepted, 'wait', { reason: REASON }, leader, open, rules).next.dueAt).toBeUndefined();
  });

  test('Q1–Q6: no presses of agents and engineers end with a later due time or fewer breaches than without them', () => {
    const moves: readonly [string, FormValues][] = [
      ['priority', { override: 'P4', reason: REASON }],
      ['priority', { override: 'P1', reason: REASON }],
      ['priority', { impact: 'low', urgency: 'low', reason: REASON }],
      ['edit', { customer: 'S', description: 'd', category: 'pos', reason: REASON }],
      ['wait', { reason: REASON }],
      ['resume', {}],
      ['accept', {}],
      ['contact', {}],
      ['onIt', {}],
      ['resolve', SOLVED],
      ['close', {}],
      ['reopen', { reason: REASON }],
      ['cancel', { cancelReason: 'mistake' }],
      ['handOver', { to: 'U02ENGLI' }],
      ['letMove', { reason: REASON }],
      ['escalate', { reason: REASON }],
    ];
    const edits = fc
      .integer({ min: -10, max: 200 })
      .map((hours): [string, FormValues] => [
        'edit',
        { customer: 'S', description: 'd', category: 'pos', reason: REASON, expectedBy: inHours(hours) },
      ]);
    const steps = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 600 }), fc.oneof(fc.constantFrom(...moves), edits), fc.boolean(), fc.boolean()),
      {
        minLength: 1,
        maxLength: 14,
      },
    );
    const start = fc.record({
      impact: fc.constantFrom('high', 'low'),
      urgency: fc.constantFrom('high', 'low'),
      hours: fc.integer({ min: 2, max: 40 }),
    });
    fc.assert(
      fc.property(start, steps, fc.boolean(), ({ impact, urgency, hours }, sequence, pauseWhileWaiting) => {
        const rules = aPolicy({ sla: { pauseWhileWaiting, P4: { clock: 'business' } } });
        let ticket = aTicket({ impact, urgency, expectedBy: inHours(hours) }, { policy: rules });
        const promised = ticket.dueAt ?? inHours(0);
        let now = open;
        for (const [minutes, [action, input], isTom, isSwept] of sequence) {
          now = now.plus({ minutes });
          if (isSwept) ticket = swept(ticket, now, rules);
          const decided = press(ticket, action, input, isTom ? tom : agent, now, rules);
          if (decided.ok) ticket = decided.next;
        }
        const broken = ticket.data.pastPromises.filter(({ wasKept }) => !wasKept).length + (ticket.breachedAt ? 1 : 0);
        if (ticket.isOpen && now.toJSDate() < promised)
          expect((ticket.dueAt ?? inHours(999)).getTime()).toBeLessThanOrEqual(promised.getTime());
        if (ticket.isOpen && now.toJSDate() >= promised) expect(broken + (swept(ticket, now, rules).breachedAt ? 1 : 0)).toBeGreaterThan(0);
        if (ticket.state === 'cancelled' && (ticket.closedAt ?? now.toJSDate()) > promised) expect(broken).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });
});
