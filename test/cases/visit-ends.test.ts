import { describe, expect, test } from '@jest/globals';
import type { Reader } from '../../src/cases/card.js';
import type { FormValues } from '../../src/cases/form.js';
import { ticketCard } from '../../src/cases/ticket/card.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { ticketKind } from '../../src/cases/ticket/workflow.js';
import { visitCard } from '../../src/cases/visit/card.js';
import { visitPrefill } from '../../src/cases/visit/form.js';
import type { Visit } from '../../src/cases/visit/visit.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { translator } from '../../src/locales/index.js';
import { renderNotice } from '../../src/slack/outbox/notices.js';
import type { Locale } from '../../src/time/wording.js';
import { aTicket, aVisit } from '../support/builders.js';
import { accepted, ENGINEER, HEAD, LEADER, next, on, policy, TOM, told, tried } from '../support/visit-steps.js';

describe('not our software (D8)', () => {
  const finish = (result: string): FormValues => ({
    result,
    testedBy: 'Mia',
    leaving: ['nothingLeft', 'hint', 'anythingElse', 'contactCard'],
    photos: [{ id: 'F', name: 'x', permalink: 'https://x' }],
  });
  const insisted = (): Visit =>
    next(
      next(next(accepted(), 'arrive', {}, '11:55'), 'startWork', {}, '11:56'),
      'notOurs',
      { cause: 'x', advice: 'y', insists: 'yes' },
      '12:00',
    );

  test('V3: a repair that the supervisor refused cannot be finished, also not at another appointment', () => {
    const refused = next(insisted(), 'refuseRepair', { reason: 'out of scope' }, '12:05', LEADER);
    expect(tried(refused, 'finish', finish('fixed'), '12:10')).toMatchObject({ code: 'visit.repairRefused', field: 'result' });
    expect(tried(refused, 'finish', finish('partly'), '12:10')).toMatchObject({ code: 'visit.repairRefused' });
    expect(tried(refused, 'notOurs', { cause: 'x', advice: 'y', insists: 'no' }, '12:10')).toMatchObject({ code: 'visit.repairDecided' });
    expect(next(refused, 'finish', finish('advised'), '12:10').state).toBe('signed');
    const window = { date: '2026-03-03', from: '10:00', to: '11:00', agreedWith: 'Mia', reason: 'again' };
    const again = next(
      next(next(refused, 'reschedule', window, '12:10'), 'arrive', {}, '2026-03-03T09:55'),
      'startWork',
      {},
      '2026-03-03T09:56',
    );
    expect(tried(again, 'finish', finish('fixed'), '2026-03-03T10:10')).toMatchObject({ code: 'visit.repairRefused' });
  });

  test('29: whoever is there is told who refused, why, what to advise, and which presses are left', () => {
    const refused = next(insisted(), 'refuseRepair', { reason: 'out of scope' }, '12:05', LEADER);
    const card = visitCard(refused, { now: on('12:10'), locale: 'en', t: translator('en'), user: ENGINEER.id, roles: ['engineer'] });
    expect(card.notes?.join('\n')).toMatch(/U04SUP.*out of scope.*advise \(y\)/);
    expect(card.buttons.map(({ action }) => action)).toEqual(['finish', 'interrupt', 'sos']);
    expect(visitKind.helps({ say: 'repairRefused', to: { kind: 'person', user: ENGINEER.id } }, refused)).toEqual([
      'finish',
      'interrupt',
      'reschedule',
      'open',
    ]);
    expect(visitPrefill(refused, 'finish', on('12:10'))).toMatchObject({ result: 'advised', workDone: 'y' });
  });

  test('29: what was sent back says by whom and why until it is finished anew', () => {
    const working = next(next(accepted(), 'arrive', {}, '11:55'), 'startWork', {}, '11:56');
    const asked = next(working, 'finish', { ...finish('fixed'), photos: [], noPhotoReason: 'no pen at hand' }, '12:10');
    const back = next(asked, 'disapprove', { reason: 'they have pens' }, '12:15', LEADER);
    const notes = (visit: Visit): string =>
      (visitCard(visit, { now: on('12:20'), locale: 'en', t: translator('en') }).notes ?? []).join('\n');
    expect(notes(back)).toMatch(/U04SUP.*sent it back: they have pens/);
    expect(notes(next(back, 'finish', finish('fixed'), '12:25'))).not.toContain('they have pens');
  });

  test('V3: allowed, it may be; not insisted on, it is advised only', () => {
    const allowed = next(insisted(), 'allowRepair', { reason: 'goodwill' }, '12:05', LEADER);
    expect(next(allowed, 'finish', finish('fixed'), '12:10').state).toBe('signed');
    const working = next(next(accepted(), 'arrive', {}, '11:55'), 'startWork', {}, '11:56');
    const advised = next(working, 'notOurs', { cause: 'x', advice: 'y', insists: 'no' }, '12:00');
    expect(tried(advised, 'finish', finish('fixed'), '12:10')).toMatchObject({ code: 'visit.adviseOnly' });
  });
});

describe('the end of a visit', () => {
  const working = (): Visit => next(next(accepted(), 'arrive', {}, '11:55'), 'startWork', {}, '11:56');
  const report = {
    cause: 'cable',
    workDone: 'plugged in',
    result: 'fixed',
    testedBy: 'Mia',
    category: 'network',
    part: 'hardware',
    signedForm: 'acceptance',
    leaving: ['nothingLeft', 'hint', 'anythingElse', 'contactCard'],
    noPhotoReason: 'the shop closes',
  };
  const photos = [{ id: 'F', name: 'x', permalink: 'https://x' }];

  test('V12: sent back, the form starts with all that was entered', () => {
    const back = next(next(working(), 'finish', report, '12:30'), 'disapprove', { reason: 'photo' }, '12:40', LEADER);
    expect(visitPrefill(back, 'finish', on('12:41'))).toEqual(report);
  });

  test('V12: a photo is added while the approval waits, which makes it needless, and afterwards', () => {
    const waiting = next(working(), 'finish', report, '12:30');
    expect(next(waiting, 'addPhotos', { photos }, '12:35')).toMatchObject({
      state: 'signed',
      data: { approvalAskedAt: undefined, finish: { photos } },
    });
    const approved = next(waiting, 'approve', {}, '12:35', LEADER);
    expect(next(approved, 'addPhotos', { photos }, '12:40').data.finish?.photos).toEqual(photos);
    expect(tried(working(), 'addPhotos', { photos }, '12:00')).toMatchObject({ code: 'visit.finishFirst' });
    const notes = visitCard(approved, { now: on('12:40'), locale: 'en', t: translator('en') }).notes?.join(' ');
    expect(notes).toContain('approved by');
  });

  test('fresh eye: nobody grants himself what he asked for; another who leads is asked and decides', () => {
    expect(told(working(), 'finish', report, '12:30', LEADER)).toContain('approveUnsigned>U05HEAD');
    const own = next(working(), 'finish', report, '12:30', LEADER);
    expect(tried(own, 'approve', {}, '12:31', LEADER)).toMatchObject({ code: 'visit.ownRequest' });
    expect(next(own, 'approve', {}, '12:31', HEAD).state).toBe('signed');
    const insisted = next(working(), 'notOurs', { cause: 'x', advice: 'y', insists: 'yes' }, '12:00', LEADER);
    expect(tried(insisted, 'allowRepair', { reason: 'goodwill' }, '12:05', LEADER)).toMatchObject({ code: 'visit.ownRequest' });
    expect(next(insisted, 'allowRepair', { reason: 'goodwill' }, '12:05', HEAD).data.notOurs?.isAllowed).toBe(true);
  });

  test('eye9-16: a signing entered days later stands in the request and on the card, with how far back it lies', () => {
    const at = on('12:20').toJSDate();
    const asked = decide(
      visitKind,
      working(),
      'finish',
      { ...report, finishedAt: at },
      {
        actor: ENGINEER,
        now: on('2026-03-05T09:00'),
        policy,
      },
    );
    if (!asked.ok) throw new Error(asked.code);
    const inWords = (locale: Locale): Reader => ({ now: on('2026-03-05T09:10'), locale, t: translator(locale) });
    const failed = (error: unknown): void => {
      throw error;
    };
    const request = asked.notices.find(({ say }) => say === 'approveUnsigned');
    const said = (locale: Locale): string =>
      request ? renderNotice(asked.next, request, inWords(locale), undefined, {}, failed).text : '';
    expect(said('en')).toMatch(/signed: ⚠️ .*12:20.*entered .*09:00.*later\nApprove\?/);
    expect(said('zh-CN')).toMatch(/客户签字时间：⚠️ .*12:20/);
    const signed = (visit: Visit) => visitCard(visit, inWords('en')).lines.find(({ label }) => label === 'Customer signed')?.value;
    expect(signed(next(asked.next as Visit, 'approve', {}, '2026-03-05T09:05', LEADER))).toMatch(/⚠️ .*12:20/);
    // Within the hour it is no more than a time; signed at once it has its own.
    expect(signed(next(working(), 'finish', { ...report, photos, finishedAt: at }, '13:00'))).toMatch(/^[^⚠]*12:20\W*$/);
    expect(signed(next(working(), 'finish', { ...report, photos }, '12:30'))).toMatch(/^[^⚠]*12:30\W*$/);
  });

  test('V13: what is entered afterwards carries its own time, never one before the arrival', () => {
    const entered = next(working(), 'finish', { ...report, photos, finishedAt: on('12:20').toJSDate() }, '17:00');
    expect(entered.data.signedAt).toEqual(on('12:20').toJSDate());
    expect(tried(working(), 'finish', { ...report, photos, finishedAt: on('11:00').toJSDate() }, '17:00')).toMatchObject({
      code: 'visit.finishedBefore',
      field: 'finishedAt',
    });
  });

  test('eye10-22: nobody signs while nobody was there; what lies before the work is said where it is approved and on the card', () => {
    const away = next(next(accepted(), 'arrive', {}, '11:55'), 'absent', {}, '12:00');
    const left = next(away, 'noteLeft', {}, '12:20');
    const begun = next(left, 'startWork', {}, '2026-03-03T09:21');
    const signedAt = (time: string) => ({ ...report, finishedAt: on(time).toJSDate() });
    expect(tried(begun, 'finish', signedAt('12:10'), '2026-03-03T09:25')).toMatchObject({
      code: 'visit.finishedAbsent',
      params: { at: on('12:20').toJSDate() },
      field: 'finishedAt',
    });
    const asked = tried(begun, 'finish', signedAt('12:40'), '2026-03-03T09:25');
    if (!asked.ok) throw new Error(asked.code);
    const request = asked.notices.find(({ say }) => say === 'approveUnsigned');
    const reader: Reader = { now: on('2026-03-03T09:26'), locale: 'en', t: translator('en') };
    const failed = (error: unknown): void => {
      throw error;
    };
    expect(request && renderNotice(asked.next, request, reader, undefined, {}, failed).text).toMatch(/before work was begun \(.*09:21/);
    // Who came back before the note was left was there from then on.
    expect(tried(next(away, 'startWork', {}, '12:05'), 'finish', signedAt('12:10'), '12:30')).toMatchObject({ ok: true });
  });
});

describe('its ticket', () => {
  const linked = (ticket: Ticket, say: string, params: FormValues, time: string): Ticket => {
    const decided = decide(ticketKind, ticket, say, params, {
      actor: { id: ENGINEER.id, roles: [], isLinked: true },
      now: on(time),
      policy,
    });
    return decided.ok ? decided.next : ticket;
  };
  /** What a visit told its ticket by a press. */
  const toTicket = (visit: Visit, action: string, input: FormValues, time: string, ticket: Ticket, actor = ENGINEER): Ticket => {
    const decided = tried(visit, action, input, time, actor);
    if (!decided.ok) throw new Error(decided.code);
    return decided.notices
      .filter(({ to }) => to.kind === 'case')
      .reduce((current, { say, params }) => linked(current, say, params as FormValues, time), ticket);
  };

  test('V7: acceptance, call and arrival act on it, so that nobody is asked to call a customer who was called', () => {
    const open = aTicket();
    const taken = toTicket(aVisit(), 'accept', {}, '10:05', open);
    expect(taken).toMatchObject({ state: 'accepted', owner: ENGINEER.id });
    const confirmed = { outcome: 'confirmed', confirmed: ['window', 'address', 'phone'] };
    const called = toTicket(accepted(), 'callMade', confirmed, '10:10', taken);
    expect(called.data.firstContactAt).toEqual(on('10:10').toJSDate());
    expect(called.deadlines.some(({ track }) => track.startsWith('firstResponse'))).toBe(false);
    expect(toTicket(accepted(), 'callMade', { outcome: 'noAnswer' }, '10:10', taken).data.firstContactAt).toBeUndefined();
    expect(toTicket(accepted(), 'arrive', {}, '11:55', open)).toMatchObject({
      state: 'in_progress',
      data: { firstContactAt: on('11:55').toJSDate() },
    });
  });

  test('V7: a visit that is given back gives its ticket back, and an arrival that was taken back was no contact', () => {
    const taken = toTicket(aVisit(), 'accept', {}, '10:05', aTicket());
    expect(toTicket(accepted(), 'decline', { reason: 'ill' }, '10:10', taken)).toMatchObject({ state: 'open', owner: 'U01AGENT' });
    const there = next(accepted(), 'arrive', {}, '11:55');
    const arrived = toTicket(accepted(), 'arrive', {}, '11:55', taken);
    expect(toTicket(there, 'undo', {}, '11:56', arrived).data.firstContactAt).toBeUndefined();
  });

  test('V7: who takes a visit in place of whoever gave it back owns the fault, also one that is being worked on', () => {
    const inWork = { ...toTicket(aVisit(), 'accept', {}, '10:05', aTicket()), state: 'in_progress' as const };
    const pooled = next(accepted(), 'decline', { reason: 'ill' }, '10:10');
    expect(toTicket(accepted(), 'decline', { reason: 'ill' }, '10:10', inWork).owner).toBe(ENGINEER.id);
    expect(toTicket(pooled, 'accept', {}, '10:12', inWork, TOM)).toMatchObject({ state: 'in_progress', owner: TOM.id });
    const asked = next(accepted(), 'reassign', { to: TOM.id, reason: 'ill' }, '10:10', LEADER);
    expect(toTicket(asked, 'accept', {}, '10:12', inWork, TOM).owner).toBe(TOM.id);
    // Whose fault it is and who goes there may be two.
    expect(toTicket(pooled, 'accept', {}, '10:12', { ...inWork, owner: LEADER.id }, TOM).owner).toBe(LEADER.id);
  });

  describe('V7: while somebody is at the customer’s', () => {
    const late = (): Ticket => due(aTicket({ expectedBy: on('11:00').toJSDate() }), '11:00');
    const due = (ticket: Ticket, time: string): Ticket => {
      let current = ticket;
      for (;;) {
        const at = current.deadlines[0]?.dueAt;
        if (!at || at > on(time).toJSDate()) return current;
        current = decideDue(ticketKind, current, on(at.toISOString()), policy)?.next ?? current;
      }
    };
    const reader = (time: string, locale: Locale = 'en'): Reader => ({ now: on(time), locale, t: translator(locale) });
    const visitsOf = (ticket: Ticket, time: string) =>
      ticketCard(ticket, reader(time)).lines.find(({ label }) => label === 'Visits')?.value;
    const repeated = (ticket: Ticket, locale: Locale): string => {
      const repeat = ticket.deadlines.find(({ step }) => step === 'repeat');
      if (!repeat) throw new Error('no repeat');
      const notice = decideDue(ticketKind, ticket, on(repeat.dueAt.toISOString()), policy)?.notices.find(({ deadline }) => deadline);
      if (!notice) throw new Error('not told');
      const failed = (error: unknown): void => {
        throw error;
      };
      return renderNotice(ticket, notice, reader(repeat.dueAt.toISOString(), locale), undefined, {}, failed).text;
    };
    const isSilent = ({ deadlines }: Ticket): boolean => !deadlines.some(({ step }) => step === 'repeat');
    const ordered = (ticket: Ticket): Ticket => linked(ticket, 'visitOrdered', { visit: 'V-1' }, '10:00');
    const arrived = (ticket = late()): Ticket => toTicket(accepted(), 'arrive', {}, '11:55', ordered(ticket));
    const there = (): Visit => next(accepted(), 'arrive', {}, '11:55');

    test('its card names him, chases wait as for who said that he is on it, and then name him instead of nobody', () => {
      expect(repeated(late(), 'en')).toMatch(/nobody is on it now. Owner: <@U01AGENT>/);
      expect(visitsOf(arrived(), '12:00')).toMatch(/^V-1 \(.*@U02ENGLI.* is at the customer’s since .*11:55/);
      expect(isSilent(arrived())).toBe(true);
      const asked = arrived().deadlines.find(({ step }) => step === 'asked');
      expect(asked?.to).toEqual([`person:${ENGINEER.id}`]);
      const goesOn = due(arrived(), on(asked?.dueAt.toISOString() ?? '').toISO() ?? '');
      expect(repeated(goesOn, 'en')).toMatch(/and <@U02ENGLI> is at the customer’s since .*11:55.* \(V-1\)\./);
      expect(repeated(goesOn, 'zh-CN')).toMatch(/<@U02ENGLI> 自 .*11:55.* 起在客户现场（V-1）。/);
    });

    test('a promise that breaks meanwhile is told, and nobody is chased for it', () => {
      const before = arrived(aTicket({ expectedBy: on('12:30').toJSDate() }));
      const broken = due(before, '12:30');
      expect(broken.breachedAt).toEqual(on('12:30').toJSDate());
      expect(isSilent(broken)).toBe(true);
    });

    test('interrupted, moved, undone or signed, he is there no more; back again, he is', () => {
      const interrupted = { backAt: on('16:00').toJSDate(), agreedWith: 'Mia', reason: 'a part' };
      const away = toTicket(there(), 'interrupt', interrupted, '12:10', arrived());
      expect(visitsOf(away, '12:11')).toBe('V-1');
      expect(isSilent(away)).toBe(false);
      expect(repeated(away, 'en')).toMatch(/nobody is on it now/);
      const back = toTicket(next(there(), 'interrupt', interrupted, '12:10'), 'resumeWork', {}, '16:00', away);
      expect(visitsOf(back, '16:01')).toMatch(/since .*16:00/);
      const undone = toTicket(there(), 'undo', {}, '11:56', arrived());
      expect([visitsOf(undone, '11:57'), isSilent(undone)]).toEqual(['V-1', false]);
      const window = { date: '2026-03-03', from: '10:00', to: '11:00', agreedWith: 'Mia', reason: 'again' };
      expect(visitsOf(toTicket(there(), 'reschedule', window, '12:10', arrived()), '12:11')).toBe('V-1');
      const note = toTicket(next(there(), 'absent', {}, '11:56'), 'noteLeft', {}, '12:30', arrived());
      expect(visitsOf(note, '12:31')).toBe('V-1');
      const working = next(there(), 'startWork', {}, '11:56');
      const report = { ...{ result: 'partly', testedBy: 'Mia' }, leaving: ['nothingLeft', 'hint', 'anythingElse', 'contactCard'] };
      const signed = { ...report, photos: [{ id: 'F', name: 'x', permalink: 'https://x' }] };
      expect(visitsOf(toTicket(working, 'finish', signed, '12:30', arrived()), '12:31')).toBe('V-1');
    });

    test('what somebody said himself holds when he has left', () => {
      const said = decide(ticketKind, ordered(late()), 'onIt', {}, { actor: LEADER, now: on('11:30'), policy });
      if (!said.ok) throw new Error(said.code);
      const left = toTicket(there(), 'undo', {}, '11:56', toTicket(accepted(), 'arrive', {}, '11:55', said.next));
      expect(left.alarms.map(({ acknowledgedBy }) => acknowledgedBy)).toContain(LEADER.id);
    });
  });
});
