import { describe, expect, test } from '@jest/globals';
import type { Actor } from '../../src/cases/case.js';
import { type FormValues, formOn, validate } from '../../src/cases/form.js';
import { firstResponseAt } from '../../src/cases/ticket/next-promise.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { ticketKind } from '../../src/cases/ticket/workflow.js';
import type { Visit } from '../../src/cases/visit/visit.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { aPolicy, aTicket, aVisit } from '../support/builders.js';

import { agent, done, inHours, leader, open, policy, press, SOLVED, swept, told, tom } from '../support/ticket-steps.js';

describe('the end of a ticket, and its promise', () => {
  test('Q5: cancelling a broken promise leaves it counted, tells owner and leaders, and can be taken back for 7 days', () => {
    const late = swept({ ...aTicket(), owner: tom.id }, open.plus({ hours: 25 }));
    const cancelled = done(late, 'cancel', { cancelReason: 'duplicate' }, agent, open.plus({ hours: 26 }));
    expect(ticketKind.summary?.(cancelled.next)).toEqual({ wasKept: false });
    expect(told(cancelled)).toEqual([`cancelledLate ${tom.id}`, `cancelledLate ${leader.id}`, 'cancelledTold U05HEAD']);
    const back = done(cancelled.next, 'reopen', { reason: 'r' }, agent, open.plus({ days: 6 })).next;
    expect(back).toMatchObject({ isOpen: true, state: 'open' });
    expect(ticketKind.summary?.(back)).toEqual({ wasKept: false, firstKept: false });
    expect(press(cancelled.next, 'reopen', { reason: 'r' }, agent, open.plus({ days: 9 }))).toMatchObject({
      code: 'ticket.cancelledLongAgo',
    });
    const kept = done(aTicket(), 'cancel', { cancelReason: 'mistake' }).next;
    expect(ticketKind.summary?.(kept)).toEqual({});
  });

  test('23: who cancels what he missed is told on at once, at night too, with the press that takes it back', () => {
    const night = aPolicy({ quietHours: { from: '00:00', to: '23:59' } });
    const cancelledBy = (actor: Actor, hours: number, values: FormValues = {}, people = night.people) => {
      const circumstances = { actor, now: open.plus({ hours }), policy: { ...night, people } };
      const decided = decide(ticketKind, aTicket(values), 'cancel', { cancelReason: 'noLonger' }, circumstances);
      if (!decided.ok) throw new Error(decided.code);
      return decided.notices.filter(({ to }) => to.kind === 'person');
    };
    expect(told({ notices: cancelledBy(agent, 2) } as never)).toEqual([`cancelledUncalled ${leader.id}`]);
    expect(cancelledBy(agent, 2).map(({ held, isUrgent }) => [held, isUrgent])).toEqual([[undefined, true]]);
    // In time, or after the customer was called, it may wait for the morning.
    expect(cancelledBy(agent, 0.5).map(({ say, held }) => [say, held !== undefined])).toEqual([['cancelledTold', true]]);
    expect(cancelledBy(agent, 2, { spoken: ['spoken'] }).map(({ say }) => say)).toEqual(['cancelledTold']);
    // The only supervisor is told on to the heads.
    expect(told({ notices: cancelledBy(leader, 2) } as never)).toEqual([`cancelledUncalled ${agent.id}`, 'cancelledUncalled U05HEAD']);
    const [notice] = cancelledBy(agent, 2);
    expect(notice && ticketKind.helps(notice, aTicket())[0]).toBe('reopen');
  });

  test('eye9-4: who cancels what was promised as P1, or while a leader is asked to let it move, is told on at once', () => {
    const cancelled = (ticket: Ticket, actor = agent) => done(ticket, 'cancel', { cancelReason: 'mistake' }, actor);
    const urgent = aTicket({ impact: 'high', urgency: 'high', spoken: ['spoken'] });
    const [notice] = cancelled(urgent).notices.filter(({ to }) => to.kind === 'person');
    expect(notice).toMatchObject({ say: 'cancelledPromised', isUrgent: true, params: { promised: 'P1', dueAt: inHours(4) } });
    const lowered = done(urgent, 'priority', { impact: 'low', urgency: 'low', reason: '客户说可以等' }).next;
    const [asked] = cancelled(lowered).notices.filter(({ to }) => to.kind === 'person');
    expect(asked).toMatchObject({ say: 'cancelledWished', isUrgent: true, params: { promised: 'P1', dueAt: inHours(4) } });
    // The only supervisor who cancels his own is told on to the heads.
    expect(told(cancelled({ ...aTicket(), owner: leader.id }, leader))).toEqual(['cancelledTold U05HEAD']);
  });

  test('23: another reason is said in words; one of the list needs none', () => {
    const form = ticketKind.actions.cancel?.form;
    if (!form) throw new Error('no form');
    const tried = (values: FormValues) => validate(formOn(form, aTicket() as never, values), values, open);
    expect(tried({ cancelReason: 'other', reason: '。' })).toMatchObject({ errors: { reason: { code: 'noWords' } } });
    expect(tried({ cancelReason: 'other', reason: 'x' })).toMatchObject({ errors: { reason: { code: 'tooShort' } } });
    expect(tried({ cancelReason: 'other', reason: '客户自己修好了' })).toMatchObject({ ok: true });
    expect(tried({ cancelReason: 'mistake' })).toMatchObject({ ok: true });
  });

  test('Q5: a fault that is logged once more buys no time: the other ticket is due when the first was, and has its visits', () => {
    const link: Actor = { id: agent.id, roles: [], isLinked: true };
    const first = done(aTicket(), 'visitOrdered', { visit: 'V-1' }, link).next as Ticket;
    const cancelled = done(first, 'cancel', { cancelReason: 'duplicate', duplicateOf: 'T-2' });
    const linked = cancelled.notices.flatMap(({ to, say, params }) => (to.kind === 'case' ? [{ no: to.no, say, params }] : []));
    expect(linked).toMatchObject([
      { no: 'V-1', say: 'ticketReplaced', params: { original: 'T-2' } },
      { no: 'T-2', say: 'duplicateCancelled', params: { due: first.dueAt, description: expect.stringContaining('broken') } },
    ]);
    expect(cancelled.next.data.openVisits).toEqual([]);
    const later = aTicket({}, { now: open.plus({ hours: 5 }) });
    const params = linked[1]?.params as FormValues;
    const goesOn = done(later, 'duplicateCancelled', params, link, open.plus({ hours: 6 }));
    expect(goesOn.next.dueAt).toEqual(first.dueAt);
    // Its history names what goes on in it, and no inspections where there are none.
    expect(goesOn.entries).toMatchObject([{ action: 'duplicateCancelled', note: first.no }]);
    expect(goesOn.entries[0]?.changes.map(({ field }) => field)).not.toContain('foundIn');
    expect(told(goesOn)).toContain(`promiseMoved ${leader.id}`);
    expect((goesOn.next as Ticket).data.clock.revision).toBe(later.data.clock.revision + 1);
    // What was due later moves nothing, and what is over neither.
    const earlier = done(first, 'duplicateCancelled', { ...params, due: inHours(90) }, link, open.plus({ hours: 6 }));
    expect(earlier.next.dueAt).toEqual(first.dueAt);
    const past = done(later, 'duplicateCancelled', { ...params, due: inHours(1) }, link, open.plus({ hours: 6 }));
    expect(past.next.dueAt).toEqual(later.dueAt);
    // eye10-7: of each promise the earlier moment holds, the first contact's too, until he is contacted.
    const urgent = aTicket({ impact: 'high', urgency: 'high' });
    const merged = done(urgent, 'cancel', { cancelReason: 'duplicate', duplicateOf: 'T-2' }).notices.find(
      ({ say }) => say === 'duplicateCancelled',
    )?.params as FormValues;
    const minor = aTicket({ impact: 'low', urgency: 'low' });
    const owing = done(minor, 'duplicateCancelled', merged, link).next as Ticket;
    expect(owing.dueAt).toEqual(urgent.dueAt);
    expect(firstResponseAt(owing)).toEqual(firstResponseAt(urgent));
    const lower = { impact: 'low', urgency: 'medium', override: 'P4', reason: '客户说可以等' };
    expect(firstResponseAt(done(owing, 'priority', lower).next as Ticket)).toEqual(firstResponseAt(urgent));
    const contacted = done(done(minor, 'accept', {}, tom).next, 'contact', {}, tom).next;
    expect((done(contacted, 'duplicateCancelled', merged, link).next as Ticket).data.clock).not.toHaveProperty('standingFirstBy');
    const moved = decide(visitKind, aVisit(), 'ticketReplaced', { original: 'T-2' }, { actor: link, now: open, policy });
    expect(moved).toMatchObject({ ok: true, next: { isOpen: true, data: { ticketNo: 'T-2' } } });
    const heard = moved.ok ? moved.notices.filter(({ to }) => to.kind === 'case') : [];
    expect(heard).toMatchObject([{ to: { no: 'T-2' }, say: 'visitOrdered', params: { visit: 'V-1' } }]);
    // Whoever took it has the fault of the ticket that goes on, and what was not enough asks for another visit.
    const toldOf = (visit: Visit) => {
      const decided = decide(visitKind, visit, 'ticketReplaced', { original: 'T-2' }, { actor: link, now: open, policy });
      return decided.ok ? decided.notices.flatMap(({ to, say, params }) => (to.kind === 'case' ? [[say, params]] : [])) : [];
    };
    const taken = { ...aVisit({ engineer: tom.id }), state: 'accepted' } as Visit;
    expect(toldOf(taken)).toMatchObject([
      ['visitOrdered', {}],
      ['visitAccepted', { engineer: tom.id }],
    ]);
    const short = { ...taken, state: 'signed', data: { ...taken.data, signedAt: open.toJSDate(), finish: { result: 'partly' } } } as Visit;
    expect(toldOf(short).at(-1)).toMatchObject(['visitSigned', { result: 'partly' }]);
    expect(done(later, 'visitAccepted', { engineer: tom.id }, link).next).toMatchObject({ state: 'accepted', owner: tom.id });
    expect(done(later, 'duplicateCancelled', { ...params, needsVisit: 'yes' }, link).next.data).toMatchObject({ needsVisit: true });
  });

  test('Q5: solving and reopening does not buy a new promise: the old one goes on, or was broken', () => {
    const solved = done(aTicket(), 'resolve', SOLVED, tom, open.plus({ hours: 23 })).next;
    const soon = done(solved, 'reopen', { reason: 'r' }, tom, open.plus({ hours: 23, minutes: 5 })).next;
    expect(soon).toMatchObject({ dueAt: inHours(24), data: { pastPromises: [] } });
    const late = done(solved, 'reopen', { reason: 'r' }, tom, open.plus({ hours: 30 })).next;
    expect(late.dueAt).toEqual(inHours(54));
    expect(ticketKind.summary?.(late)).toEqual({ wasKept: false });
    const held = done(solved, 'reopen', { reason: 'r' }, tom, open.plus({ days: 20 })).next;
    expect(ticketKind.summary?.(held)).toEqual({ wasKept: true });
  });

  test('Q5: a late ticket that is cancelled or solved and reopened is as late as it was', () => {
    for (const [action, input] of [
      ['cancel', { cancelReason: 'noLonger' }],
      ['resolve', SOLVED],
    ] as const) {
      const late = swept(done(aTicket(), 'accept', {}, tom).next, open.plus({ hours: 25 }));
      const ended = done(late, action, input, tom, open.plus({ hours: 26 })).next;
      const reopened = done(ended, 'reopen', { reason: 'r' }, tom, open.plus({ hours: 26, minutes: 1 }));
      expect(reopened.next).toMatchObject({ isOpen: true, dueAt: inHours(24), breachedAt: inHours(24) });
      expect(ticketKind.summary?.(reopened.next)).toMatchObject({ wasKept: false });
      // Told once more as a reopening, not as another breach; nobody being on it, it sounds again.
      const soon = decideDue(ticketKind, reopened.next, open.plus({ hours: 27 }), policy)?.notices ?? [];
      expect(soon.filter(({ deadline }) => deadline?.track.startsWith('resolve#'))).toEqual([]);
      const later = decideDue(ticketKind, reopened.next, open.plus({ hours: 29 }), policy)?.notices ?? [];
      expect(later.map(({ deadline }) => deadline?.step)).toContain('repeat');
    }
  });

  test('reopened with its first contact, what was accepted goes on in progress, and does not ask for that contact again', () => {
    const accepted = done(aTicket(), 'accept', {}, tom, open.plus({ minutes: 5 })).next;
    const begun = done(accepted, 'contact', {}, tom, open.plus({ minutes: 10 })).next;
    const cancelled = done(begun, 'cancel', { cancelReason: 'mistake' }, tom, open.plus({ hours: 1 })).next;
    expect(done(cancelled, 'reopen', { reason: 'r' }, tom, open.plus({ hours: 2 })).next.state).toBe('in_progress');
  });

  test('Q5: cancelled in time and reopened after it, a ticket is late; cancelled and reopened in time it is due as before', () => {
    const cancelled = done(aTicket(), 'cancel', { cancelReason: 'mistake' }, agent, open.plus({ hours: 20 })).next;
    expect(done(cancelled, 'reopen', { reason: 'r' }, agent, open.plus({ hours: 21 })).next.dueAt).toEqual(inHours(24));
    const late = done(cancelled, 'reopen', { reason: 'r' }, agent, open.plus({ hours: 30 })).next;
    expect(late.dueAt).toEqual(inHours(24));
    expect(swept(late, open.plus({ hours: 30, minutes: 1 })).breachedAt).toEqual(inHours(24));
  });

  test('whoever heard that it was over hears that it is open again, and until when (fresh eye, Q5)', () => {
    const heardOf = (decided: ReturnType<typeof done>): string[] =>
      decided.notices.flatMap(({ to, say }) => (say.startsWith('reopened') ? [to.kind === 'person' ? to.user : to.kind] : [])).sort();
    const late = swept({ ...aTicket(), owner: tom.id }, open.plus({ hours: 25 }));
    for (const [action, input] of [
      ['cancel', { cancelReason: 'noLonger' }],
      ['resolve', SOLVED],
    ] as const) {
      const ended = done(late, action, input, tom, open.plus({ hours: 26 }));
      const reopened = done(ended.next, 'reopen', { reason: 'r' }, tom, open.plus({ hours: 26, minutes: 1 }));
      expect(heardOf(reopened)).toEqual(['U04SUP', 'U05HEAD', 'channel', 'thread']);
      expect(reopened.notices.find(({ say }) => say === 'reopenedLate')?.params).toMatchObject({ to: inHours(24) });
    }
    const quiet = done(aTicket(), 'resolve', SOLVED, tom, open.plus({ hours: 1 })).next;
    expect(heardOf(done(quiet, 'reopen', { reason: 'r' }, agent, open.plus({ hours: 2 })))).toEqual(['U03ENGTOM', 'thread']);
  });
});
