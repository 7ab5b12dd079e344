import { describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import type { FormValues } from '../../src/cases/form.js';
import { limitsInWords } from '../../src/cases/limits.js';
import { visitCard } from '../../src/cases/visit/card.js';
import { VISIT_FORMS } from '../../src/cases/visit/form.js';
import type { Visit } from '../../src/cases/visit/visit.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { translator } from '../../src/locales/index.js';
import { anActor, aVisit, PACKED } from '../support/builders.js';
import { accepted, ENGINEER, LEADER, next, on, TOM, told, tried, until } from '../support/visit-steps.js';

const presses = (visit: Visit, user: string, time = '10:00'): string[] => {
  const { buttons, menu } = visitCard(visit, { now: on(time), locale: 'en', t: translator('en'), roles: ['engineer', 'supervisor'], user });
  return [...buttons, ...menu].map(({ action }) => action);
};
const AGENT = { ...TOM, roles: ['agent'] as const };
const toLeader = { kind: 'person', user: LEADER.id } as const;

describe('what those hear who were alarmed (V1, V4)', () => {
  const CANCEL = { agreedWith: 'Mia', reason: 'closed down' };

  test('V1: nobody came and it is cancelled: supervisor, head and alarms hear that, and that it counts as missed, not that all is well', () => {
    const heard = told(until(accepted(), '13:10'), 'cancel', CANCEL, '13:15');
    for (const who of [LEADER.id, 'U05HEAD', 'alarms']) expect(heard).toContain(`visitCancelledMissed>${who}`);
    expect(heard.join()).not.toContain('allWell');
    const decided = tried(until(accepted(), '13:10'), 'cancel', CANCEL, '13:15');
    if (!decided.ok) throw new Error(decided.code);
    for (const { params } of decided.notices.filter(({ say }) => say === 'visitCancelledMissed')) expect(params).toMatchObject(CANCEL);
  });

  test('V1: that nobody had taken it is a miss as well; a ticket that takes its visit along says the same', () => {
    const late = until(aVisit(), '13:10');
    const heard = told(late, 'cancel', CANCEL, '13:15', LEADER);
    expect(heard).toContain('visitCancelledMissed>alarms');
    expect(heard.join()).not.toContain('allWell');
  });

  test('V1: moved after the alarm, they hear the new time', () => {
    const window = { date: '2026-03-03', from: '10:00', to: '11:00', agreedWith: 'Mia', reason: 'again' };
    const heard = told(until(accepted(), '13:10'), 'reschedule', window, '13:15');
    for (const who of [LEADER.id, 'alarms']) expect(heard.filter((one) => one === `visitMoved>${who}`)).toHaveLength(1);
  });

  test('moved while nobody has accepted it, it is offered anew with its new time', () => {
    const window = { date: '2026-03-03', from: '10:00', to: '11:00', agreedWith: 'Mia', reason: 'again' };
    const pooled = next(accepted(), 'decline', { reason: 'ill' }, '10:01');
    expect(told(pooled, 'reschedule', window, '10:05')).toContain('visitPooled>desk');
    expect(told(accepted(), 'reschedule', window, '10:05')).not.toContain('visitPooled>desk');
  });

  test('D14: a violation is told to those who lead, but not to whom it is about', () => {
    const rule = { which: 'gifts', text: 'took a box of tea' };
    expect(told(accepted(), 'violation', rule, '10:05', AGENT)).toEqual([`violationReported>${LEADER.id}`]);
    const own = { ...accepted(), data: { ...accepted().data, crew: [LEADER.id] } };
    expect(told(own, 'violation', rule, '10:05', AGENT)).toEqual(['violationReported>U05HEAD']);
  });
});

describe('a call for help by mistake (D11)', () => {
  const called = (): Visit => next(next(accepted(), 'onMyWay', PACKED, '10:05'), 'sos', {}, '10:10');

  test('V8: whoever pressed it says that he is fine, and all who were called hear', () => {
    const heard = told(called(), 'sosMistaken', {}, '10:11');
    for (const who of [LEADER.id, 'U05HEAD', 'alarms', 'thread']) expect(heard).toContain(`sosMistaken>${who}`);
    const over = next(called(), 'sosMistaken', {}, '10:11');
    expect(over.deadlines.some(({ track }) => track.startsWith('sos'))).toBe(false);
    expect(presses(over, ENGINEER.id)).toContain('sos');
    expect(tried(called(), 'sosMistaken', {}, '10:11', LEADER)).toMatchObject({ code: 'visit.noOwnSos' });
  });

  test('D11: called again while help is under way it rings also for who is under way; that once was a mistake ends only that call', () => {
    const agent = anActor('U01AGENT', ['agent']);
    const taken = next(called(), 'sosTaken', {}, '10:11', agent);
    expect(told(taken, 'sos', {}, '11:10')).toContain('sosCall>U01AGENT');
    const again = next(taken, 'sos', {}, '11:10');
    const sounding = again.deadlines.filter(({ track }) => track.startsWith('sos#'));
    expect(sounding.flatMap(({ to }) => to)).toContain('person:U01AGENT');
    const heard = told(again, 'sosMistaken', {}, '11:11');
    for (const who of ['U01AGENT', LEADER.id, 'U05HEAD', 'alarms', 'thread']) expect(heard).toContain(`sosOnceMistaken>${who}`);
    const after = next(again, 'sosMistaken', {}, '11:11');
    expect(after.data.sos).toMatchObject({ takenBy: 'U01AGENT', at: on('10:10').toJSDate() });
    expect(after.data.sos?.overAt).toBeUndefined();
    expect(after.deadlines.some(({ track }) => track.startsWith('sosOver'))).toBe(true);
    expect(visitCard(after, { now: on('11:12'), locale: 'en', t: translator('en') }).standing).toBe('sos');
  });

  test('D11: whoever took it and cannot come gives it back, and it rings anew for everybody at once', () => {
    const agent = anActor('U01AGENT', ['agent']);
    const taken = next(called(), 'sosTaken', {}, '10:11', agent);
    expect(presses(taken, 'U01AGENT')).toContain('sosReturned');
    expect(tried(taken, 'sosReturned', {}, '10:12', TOM)).toMatchObject({ code: 'visit.sosOfOthers' });
    const heard = told(taken, 'sosReturned', {}, '10:12', agent);
    for (const who of [ENGINEER.id, LEADER.id, 'U05HEAD', 'alarms', 'thread']) expect(heard).toContain(`sosReturned>${who}`);
    const open = next(taken, 'sosReturned', {}, '10:12', agent);
    expect(open.data.sos).toEqual({ no: 2, by: ENGINEER.id, at: on('10:10').toJSDate() });
    expect(presses(open, LEADER.id)).toContain('sosTaken');
    expect(open.deadlines.some(({ track }) => track === 'sos#2')).toBe(true);
  });

  test('D11: whoever takes a second call and gives it back leaves the first helper under way, and it is the taker who is said to be unable', () => {
    const agent = anActor('U01AGENT', ['agent']);
    const again = next(next(called(), 'sosTaken', {}, '10:11', agent), 'sos', {}, '11:10');
    const second = next(again, 'sosTaken', {}, '11:11', anActor('U06AGENTEN', ['agent']));
    const decided = tried(second, 'sosReturned', {}, '11:12', LEADER);
    if (!decided.ok) throw new Error(decided.code);
    expect(decided.next.data.sos?.before).toMatchObject({ takenBy: 'U01AGENT', by: ENGINEER.id });
    const heard = decided.notices.filter(({ say }) => say === 'sosReturned');
    const told1 = heard.flatMap(({ to }) => ('user' in to ? [to.user] : []));
    expect(told1).toEqual(expect.arrayContaining(['U01AGENT', 'U06AGENTEN', ENGINEER.id, 'U05HEAD']));
    expect(heard.every(({ params }) => String(params.by).includes('U06AGENTEN'))).toBe(true);
  });

  test('V8: nobody is offered to take his own', () => {
    expect(presses(called(), ENGINEER.id)).not.toContain('sosTaken');
    expect(presses(called(), ENGINEER.id)[0]).toBe('sosMistaken');
    expect(presses(called(), LEADER.id)).toContain('sosTaken');
    expect(presses(called(), LEADER.id)).not.toContain('sosMistaken');
    const own = visitKind.helps({ say: 'sosCall', to: { kind: 'person', user: ENGINEER.id } }, called());
    expect(own).not.toContain('sosTaken');
    expect(visitKind.helps({ say: 'sosCall', to: toLeader }, called())[0]).toBe('sosTaken');
    expect(tried(called(), 'sosTaken', {}, '10:11', { ...ENGINEER, roles: ['supervisor'] })).toMatchObject({ code: 'visit.ownSos' });
  });
});

describe('who takes what was given back too late (fresh eye)', () => {
  const givenBack = (): Visit => next(accepted(), 'decline', { reason: 'ill' }, '11:20');

  test('V1: that he does not come is told like any other’s', () => {
    const taken = next(givenBack(), 'accept', {}, '11:25', TOM);
    const heard = taken.deadlines.filter(({ track, step }) => track.startsWith('arrive#') && step === 'breach').flatMap(({ to }) => to);
    expect(heard).toEqual(expect.arrayContaining([`person:${TOM.id}`, 'desk', 'supervisors']));
  });

  test('D5: its card says that it was given back, not that nobody came', () => {
    const card = JSON.stringify(visitCard(givenBack(), { now: on('11:30'), locale: 'en', t: translator('en') }));
    expect(card).toContain('Given back or called off too late');
    expect(card).not.toContain('Nobody came');
  });

  test('V15: he begins with the way that is known, not with the shorter one that another typed', () => {
    const shorter = next(accepted(), 'edit', { travelMinutes: 0 }, '10:05');
    expect(shorter.data.travelMinutes).toBe(0);
    expect(next(shorter, 'decline', { reason: 'ill' }, '10:10').data.travelMinutes).toBe(30);
  });

  test('D4: once the window has begun nobody is asked any more to leave', () => {
    const taken = next(givenBack(), 'accept', {}, '11:53', TOM);
    const leaving = taken.deadlines.filter(({ track }) => track.startsWith('depart#'));
    for (const { dueAt } of leaving) expect(dueAt.getTime()).toBeLessThan(taken.data.from.getTime());
  });
});

describe('nothing is born late (V15, O28)', () => {
  const near = (): Visit => next(aVisit(), 'accept', {}, '11:20');
  const stepsAt = (visit: Visit, time: string): string[] =>
    visit.deadlines.filter(({ dueAt }) => dueAt <= on(time).toJSDate()).map(({ track, step }) => `${track.split('#')[0]}.${step}`);

  test('V15: whoever accepts shortly before the window has a moment for the call before anybody hears', () => {
    expect(stepsAt(near(), '11:20').filter((one) => one.startsWith('confirm'))).toEqual([]);
    expect(stepsAt(near(), '11:30')).toContain('confirm.reminder');
    expect(stepsAt(near(), '11:39')).not.toContain('confirm.escalation');
    expect(stepsAt(near(), '11:40')).toContain('confirm.escalation');
    expect(stepsAt(next(aVisit(), 'accept', {}, '11:55'), '13:00').filter((one) => one.startsWith('confirm'))).toEqual([]);
  });

  test('V15: and to leave, where it was time to leave already', () => {
    expect(stepsAt(next(aVisit(), 'accept', {}, '11:50'), '11:55')).not.toContain('depart.escalation');
    expect(stepsAt(next(aVisit(), 'accept', {}, '11:45'), '11:55')).toContain('depart.escalation');
  });
});

describe('a visit that is never finished (V1, V11)', () => {
  const working = (): Visit => next(next(accepted(), 'arrive', {}, '11:55'), 'startWork', {}, '11:56');
  const heardOf = (visit: Visit): string[] =>
    visit.deadlines
      .filter(({ track }) => track.startsWith('overrun'))
      .map(({ step, dueAt, to }) => `${step} ${DateTime.fromJSDate(dueAt, { zone: on('10:00').zone }).toFormat('HH:mm')} ${to}`);

  test('V11: its engineer is asked an hour after its expected end, and the supervisor hears an hour later', () => {
    const expected = [`reminder 14:00 person:${ENGINEER.id}`, `breach 15:00 person:${ENGINEER.id},supervisors`];
    expect(heardOf(working())).toEqual(expected);
    expect(heardOf(next(accepted(), 'arrive', {}, '11:55'))).toEqual(expected);
    const later = until(working(), '15:01');
    expect(later.alarms).toMatchObject([{ track: 'overrun#1', step: 'breach' }]);
    const deadline = { id: '', track: 'overrun#1', step: 'breach', dueAt: new Date(), promisedAt: new Date(), to: [] } as const;
    expect(visitKind.helps({ say: 'overrun.breach', deadline, to: toLeader }, later)[0]).toBe('finish');
  });

  test('V11: it keeps still while he is away, and counts anew once he is back', () => {
    const away = { backAt: on('16:00').toJSDate(), agreedWith: 'Mia', reason: 'parts' };
    const interrupted = next(working(), 'interrupt', away, '12:30');
    expect(heardOf(interrupted)).toEqual([]);
    expect(heardOf(next(interrupted, 'resumeWork', {}, '16:00'))[0]).toBe(`reminder 18:00 person:${ENGINEER.id}`);
  });
});

describe('what cannot have been (fresh eye)', () => {
  test('V5: nobody arrives before he left', () => {
    const left = next(accepted(), 'onMyWay', PACKED, '11:30');
    const input = { arrivedAt: on('11:10').toJSDate(), reason: 'no network' };
    expect(tried(left, 'arrivedEarlier', input, '12:10')).toMatchObject({ code: 'visit.beforeDeparture', field: 'arrivedAt' });
    expect(tried(left, 'arrivedEarlier', { ...input, arrivedAt: on('11:50').toJSDate() }, '12:10')).toMatchObject({ ok: true });
  });

  test('V5: a reason of one letter is none, where it makes something count otherwise', () => {
    for (const form of [VISIT_FORMS.arrivedEarlier, VISIT_FORMS.arriveAnyway, VISIT_FORMS.arriveStill])
      expect(form.fields.find(({ name }) => name === 'reason')).toMatchObject({ isTelling: true });
  });
});

describe('over the head of whoever has left (51)', () => {
  test('he hears at once that it is moved or called off, before he left with all else', () => {
    const away = next(accepted(), 'onMyWay', PACKED, '11:20');
    const urgent = (visit: Visit, action: string, input: FormValues): (boolean | undefined)[] => {
      const decided = tried(visit, action, input, '11:30', LEADER);
      if (!decided.ok) throw new Error(decided.code);
      return decided.notices.filter(({ to }) => to.kind === 'person' && to.user === ENGINEER.id).map(({ isUrgent }) => isUrgent);
    };
    const window = { date: '2026-03-03', from: '10:00', to: '11:00', agreedWith: 'Mia', reason: 'stocktaking' };
    expect(urgent(away, 'reschedule', window)).toContain(true);
    expect(urgent(away, 'cancel', { agreedWith: 'Mia', reason: 'stocktaking' })).toContain(true);
    expect(urgent(accepted(), 'reschedule', window)).not.toContain(true);
  });
});

describe('presses fit their reader', () => {
  test('O8: what one engineer was asked is not offered to his leader to accept', () => {
    const asked = aVisit({ engineer: TOM.id });
    const deadline = until(asked, '10:30').deadlines.find(({ track }) => track.startsWith('arrive'));
    expect(deadline).toBeDefined();
    const accept = { id: 'accept#1:breach', track: 'accept#1', step: 'breach', dueAt: new Date(), promisedAt: new Date(), to: [] } as const;
    expect(visitKind.helps({ say: 'accept.breach', deadline: accept, to: toLeader }, asked)[0]).toBe('reassign');
    expect(visitKind.helps({ say: 'accept.breach', deadline: accept, to: { kind: 'person', user: TOM.id } }, asked)[0]).toBe('accept');
  });
});

describe('words (fresh eye)', () => {
  test('an empty reassignment of what is in the pool says that it is there', () => {
    const pooled = next(accepted(), 'decline', { reason: 'ill' }, '10:05');
    expect(tried(pooled, 'reassign', { reason: 'x' }, '10:06', LEADER)).toMatchObject({ code: 'visit.pooledAlready', field: 'to' });
  });

  test('how late somebody came is a duration', () => {
    const late = next(until(accepted(), '2026-03-05T14:00'), 'arriveAnyway', { reason: 'agreed by telephone' }, '2026-03-05T14:27');
    const { lines } = visitCard(late, { now: on('2026-03-05T14:30'), locale: 'zh-CN', t: translator('zh-CN') });
    expect(lines.map(({ value }) => value).join('\n')).toContain('迟到 3天');
  });

  test.each([
    [{ max: 60 }, '≤ 60'],
    [{ min: 10 }, '≥ 10'],
    [{ min: 10, max: 60 }, '10–60'],
    [{}, undefined],
  ])('limits %j read %s', (limits, words) => {
    expect(limitsInWords(limits)).toBe(words);
  });
});
