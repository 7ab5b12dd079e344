import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime, Interval } from 'luxon';
import { type FormValues, fitting, validate } from '../../src/cases/form.js';
import { visitCard, windowInWords } from '../../src/cases/visit/card.js';
import { clashesOf, freeWindows, isClash, occupied } from '../../src/cases/visit/diary.js';
import { experienceInWords } from '../../src/cases/visit/experience.js';
import { punctuality, punctualityBy } from '../../src/cases/visit/figures.js';
import { VISIT_FORMS, visitPrefill } from '../../src/cases/visit/form.js';
import { arrivalOf, departureAt, latenessNotice } from '../../src/cases/visit/lateness.js';
import type { Visit } from '../../src/cases/visit/visit.js';
import { windowIn } from '../../src/cases/visit/window.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { LOCALES, translator } from '../../src/locales/index.js';
import { anActor, aPolicy, at, aVisit, PACKED } from '../support/builders.js';

const policy = aPolicy();
const rules = policy.visit;
const now = at('2026-03-02T10:00');
const ENGINEER = anActor('U02ENGLI', ['engineer']);
const LEADER = anActor('U04SUP', ['supervisor']);

const tried = (visit: Visit, action: string, input: FormValues = {}, when = now, actor = ENGINEER) =>
  decide(visitKind, visit, action, input, { actor, now: when, policy });
const next = (visit: Visit, action: string, input: FormValues = {}, when = now, actor = ENGINEER): Visit => {
  const decided = tried(visit, action, input, when, actor);
  if (!decided.ok) throw new Error(decided.code);
  return decided.next;
};
const times = (visit: Visit): string[] =>
  visit.deadlines.map(
    ({ track, step, dueAt, to }) => `${at(dueAt.toISOString()).toFormat('HH:mm')} ${track.split('#')[0]}.${step} ${to.join('+')}`,
  );

describe('how a delay must be told (D6)', () => {
  test.each([
    ['on time', '14:00', '13:00', 'onTime', undefined, false, false],
    ['within the window', '14:30', '13:30', 'late', '13:55', false, false],
    ['within the window, five minutes before', '14:30', '13:55', 'late', '13:55', false, false],
    ['within the window, four minutes before', '14:30', '13:56', 'late', '13:55', true, false],
    ['at its end', '16:00', '13:30', 'halfDay', '13:30', false, true],
    ['a two-hour delay told 20 minutes ahead breaks the rule', '16:00', '13:40', 'halfDay', '13:30', true, true],
    ['exactly half a day', '18:00', '13:00', 'halfDay', '13:30', false, true],
    ['a minute more than half a day', '18:01', '09:59', 'longer', '10:00', false, true],
    ['more than half a day, told too late', '19:00', '10:01', 'longer', '10:00', true, true],
  ] as const)('%s', (_name, eta, told, grade, tellBy, isTooLate, needsNewTime) => {
    const window = Interval.fromDateTimes(at('2026-03-02T14:00'), at('2026-03-02T16:00'));
    const notice = latenessNotice(window, at(`2026-03-02T${eta}`), at(`2026-03-02T${told}`), rules);
    expect({ ...notice, tellBy: notice.tellBy?.toFormat('HH:mm') }).toEqual({ grade, tellBy, isTooLate, needsNewTime });
  });

  const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');
  const start = fc.integer({ min: 0, max: 3 * 365 * 24 * 60 }).map((minutes) => DateTime.fromISO('2025-01-01T00:00Z').plus({ minutes }));

  test('any window, delay and zone: a longer delay is never told later, and the answer does not depend on the zone', () => {
    fc.assert(
      fc.property(
        start,
        fc.integer({ min: 15, max: 720 }),
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 1, max: 600 }),
        zones,
        (from, length, delay, more, zone) => {
          const told = (minutes: number, inZone: string) => {
            const begin = from.setZone(inZone);
            return latenessNotice(
              Interval.fromDateTimes(begin, begin.plus({ minutes: length })),
              begin.plus({ minutes }),
              begin.minus({ hours: 6 }),
              rules,
            );
          };
          const [one, two, elsewhere] = [told(delay, 'utc'), told(delay + more, 'utc'), told(delay, zone)];
          expect(two.tellBy?.toMillis() ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(
            one.tellBy?.toMillis() ?? Number.POSITIVE_INFINITY,
          );
          expect(elsewhere.grade).toBe(one.grade);
          expect(elsewhere.tellBy?.toMillis()).toBe(one.tellBy?.toMillis());
        },
      ),
    );
  });
});

describe('leaving and arriving (D5)', () => {
  test('departure is the window’s start less travel and ten minutes, also across midnight and a change of clocks', () => {
    expect(departureAt({ from: at('2026-03-03T00:20').toJSDate(), travelMinutes: 30 }, rules)).toEqual(at('2026-03-02T23:40').toJSDate());
    const spring = DateTime.fromISO('2026-03-29T03:10', { zone: 'Europe/Berlin' });
    expect(
      DateTime.fromJSDate(departureAt({ from: spring.toJSDate(), travelMinutes: 20 }, rules), { zone: 'Europe/Berlin' }).toFormat('HH:mm'),
    ).toBe('01:40');
  });

  test.each([
    ['13:50', -10, 'onTime'],
    ['14:00', 0, 'onTime'],
    ['14:07', 7, 'notToldInTime'],
  ] as const)('arriving at %s for 14:00 is %i minutes late and %s', (time, lateMinutes, punctual) => {
    const window = { from: at('2026-03-02T14:00').toJSDate(), to: at('2026-03-02T15:00').toJSDate() };
    const arrival = arrivalOf({ delays: [], arrivals: [], ...window }, at(`2026-03-02T${time}`), 'U02ENGLI', rules);
    expect(arrival).toMatchObject({ lateMinutes, punctuality: punctual });
  });

  test('a window whose end is before its start ends on the next day; one that is too long or past is refused', () => {
    expect(windowIn({ date: '2026-03-02', from: '22:00', to: '01:00' }, now)).toMatchObject({
      ok: true,
      to: at('2026-03-03T01:00').toJSDate(),
    });
    expect(windowIn({ date: '2026-03-02', from: '14:00', to: '13:00' }, now)).toMatchObject({ ok: false, code: 'visit.windowOrder' });
    expect(windowIn({ date: '2026-03-02', from: '09:00', to: '11:00' }, now)).toMatchObject({ ok: false, code: 'visit.windowPast' });
  });

  test('V16: a time that the change of clocks leaves out is named, not moved', () => {
    const berlin = at('2026-03-01T10:00', 'Europe/Berlin');
    expect(windowIn({ date: '2026-03-29', from: '02:30', to: '03:30' }, berlin)).toMatchObject({ code: 'visit.noSuchTime', field: 'from' });
    expect(windowIn({ date: '2026-03-29', from: '01:30', to: '02:30' }, berlin)).toMatchObject({ code: 'visit.noSuchTime', field: 'to' });
    expect(windowIn({ date: '2026-03-29', from: '03:00', to: '04:00' }, berlin)).toMatchObject({ ok: true });
  });

  test('B4: a window over midnight says its second day, and one in another century is refused', () => {
    const night = { from: at('2026-03-03T23:30').toJSDate(), to: at('2026-03-04T00:30').toJSDate() };
    expect(windowInWords(night, { now, locale: 'en' })).toBe('Tue, Mar 3, 23:30–Wed, Mar 4, 00:30');
    expect(windowInWords({ ...night, to: at('2026-03-03T23:59').toJSDate() }, { now, locale: 'en' })).toBe('Tue, Mar 3, 23:30–23:59');
    expect(windowIn({ date: '2126-03-02', from: '09:00', to: '10:00' }, now)).toMatchObject({ code: 'visit.windowFar', field: 'date' });
    expect(windowIn({ date: '2027-04-02', from: '09:00', to: '10:00' }, now)).toMatchObject({ code: 'visit.windowFar' });
  });

  test('V16: travel of −5 minutes is too little, not no number', () => {
    for (const travelMinutes of ['-5', '\u22125', '－5'])
      expect(validate(VISIT_FORMS.edit, { address: 'x', phone: '123', need: 'x', kind: 'repair', travelMinutes }, now)).toMatchObject({
        errors: { travelMinutes: { code: 'tooSmall' } },
      });
  });

  test('V16: the moment to tell the customer is not asked for after it has passed', () => {
    const late = next(next(aVisit(), 'accept'), 'late', { eta: at('2026-03-02T12:30').toJSDate(), delayReason: 'traffic' });
    const shown = (time: string) =>
      visitCard(late, { now: at(time), locale: 'en', t: translator('en') }).lines.find(({ label }) => label === 'Delay')?.value;
    expect(shown('2026-03-02T11:00')).toContain('tell the customer by 11:55');
    expect(shown('2026-03-02T12:41')).toContain('should have known by 11:55');
    const tooLate = decide(
      visitKind,
      next(aVisit(), 'accept'),
      'late',
      { eta: at('2026-03-02T12:30').toJSDate(), delayReason: 'traffic' },
      { actor: ENGINEER, now: at('2026-03-02T12:41'), policy },
    );
    expect(tooLate.ok && tooLate.notices.some(({ say }) => say === 'visitLateUntold')).toBe(true);
  });

  test('V16: no sentence about visits says minutes that are a setting', () => {
    for (const locale of LOCALES) {
      const words = readFileSync(`src/locales/visit.${locale}.json`, 'utf8');
      expect(words).not.toMatch(/\b\d+ (minutes|min)\b|\d+ ?分钟/);
    }
  });

  test('V8: no form of a visit starts with what another form means by the same name', () => {
    for (const [action, form] of Object.entries(VISIT_FORMS)) {
      const names = form.fields.map(({ name }) => name);
      for (const visit of [aVisit(), next(aVisit(), 'accept')]) {
        const known = visitPrefill(visit, action, now);
        expect(names).toEqual(expect.arrayContaining(Object.keys(known).filter((name) => known[name] !== undefined)));
        expect(fitting(form.fields, known)).toEqual(Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)));
      }
    }
  });
});

describe('the diary (D2)', () => {
  const timed = (from: string, to: string, travelMinutes = 30) => ({
    from: at(`2026-03-02T${from}`).toJSDate(),
    to: at(`2026-03-02T${to}`).toJSDate(),
    travelMinutes,
  });

  test.each([
    ['overlap', timed('10:00', '11:00'), timed('10:30', '11:30'), true],
    ['too little time to travel', timed('10:00', '11:00'), timed('11:20', '12:00'), true],
    ['just enough', timed('10:00', '11:00'), timed('11:30', '12:00'), false],
    ['the other way round', timed('11:20', '12:00'), timed('10:00', '11:00'), true],
  ] as const)('%s', (_name, a, b, clashes) => {
    expect(isClash(a, b)).toBe(clashes);
    expect(isClash(b, a)).toBe(clashes);
  });

  test('a visit never clashes with itself', () => {
    const visit = aVisit();
    expect(clashesOf({ ...visit.data, no: visit.no }, [visit], now, rules)).toEqual([]);
  });

  test('a free window never clashes with what is there, and lies in work hours', () => {
    const minute = fc.integer({ min: 0, max: 23 * 60 });
    const day = at('2026-03-02T00:00');
    const visits = fc.array(
      fc.record({ at: minute, length: fc.integer({ min: 15, max: 180 }), travelMinutes: fc.integer({ min: 0, max: 90 }) }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(visits, fc.integer({ min: 0, max: 90 }), (given, travelMinutes) => {
        const diary = given.map((one) => ({
          from: day.plus({ minutes: one.at }).toJSDate(),
          to: day.plus({ minutes: one.at + one.length }).toJSDate(),
          travelMinutes: one.travelMinutes,
        }));
        const free = freeWindows(day, diary, { travelMinutes, minutes: 60 }, policy.calendar, day);
        for (const window of free) {
          expect(window.length('minutes')).toBeGreaterThanOrEqual(60);
          expect(diary.some((other) => occupied(other).overlaps(window))).toBe(false);
          const [from, to] = [window.start?.toFormat('HH:mm') ?? '', window.end?.toFormat('HH:mm') ?? ''];
          expect((from >= '09:00' && to <= '12:00') || (from >= '13:30' && to <= '18:00')).toBe(true);
        }
      }),
    );
  });
});

describe('what a visit waits for', () => {
  test('an order: acceptance, and its window', () => {
    expect(times(aVisit())).toEqual([
      '10:30 accept.breach person:U02ENGLI+supervisors',
      '11:50 arrive.warning person:U02ENGLI',
      '12:00 arrive.breach person:U02ENGLI+desk+supervisors',
      '13:00 arrive.escalation person:U02ENGLI+supervisors+heads+alarms',
    ]);
  });

  test('a confirmed one: leaving, and being there (D4–D6)', () => {
    const accepted = next(aVisit(), 'accept');
    const confirmed = next(accepted, 'callMade', { outcome: 'confirmed', confirmed: ['window', 'address', 'phone'] });
    expect(times(confirmed).slice(0, 3)).toEqual([
      '11:05 depart.reminder person:U02ENGLI',
      '11:20 depart.warning person:U02ENGLI',
      '11:30 depart.escalation person:U02ENGLI+supervisors',
    ]);
    expect(times(next(confirmed, 'onMyWay', PACKED)).some((line) => line.includes('depart'))).toBe(false);
  });

  test('nobody answers: the next try is a deadline, and when it would be too late one goes (D3)', () => {
    const accepted = next(aVisit(), 'accept');
    const once = next(accepted, 'callMade', { outcome: 'noAnswer' });
    expect(times(once)).toContain('10:30 retryCall.reminder person:U02ENGLI');
    const decided = tried(once, 'callMade', { outcome: 'noAnswer' }, at('2026-03-02T11:00'));
    if (!decided.ok) throw new Error(decided.code);
    expect(decided.next.data.nextTryAt).toBeUndefined();
    expect(decided.notices.filter(({ say }) => say.startsWith('visitGoNow')).map(({ to }) => ('user' in to ? to.user : to.kind))).toEqual([
      'U02ENGLI',
      'U04SUP',
      'thread',
    ]);
  });

  test('a plain late arrival that was told moves the promise to the new time, without another call', () => {
    const accepted = next(aVisit(), 'accept');
    const late = next(accepted, 'late', { eta: at('2026-03-02T12:30').toJSDate(), delayReason: 'traffic' });
    expect(times(late)).toContain('11:55 tell.breach person:U02ENGLI+thread+supervisors');
    const told = next(late, 'customerTold', { toldAt: at('2026-03-02T10:05').toJSDate(), agreedWith: 'Mia' }, at('2026-03-02T10:06'));
    expect(times(told).filter((line) => line.includes('arrive') || line.includes('tell'))).toEqual([
      '12:30 arrive.breach person:U02ENGLI+desk+supervisors',
      '13:00 arrive.escalation person:U02ENGLI+supervisors+heads+alarms',
    ]);
    expect(next(told, 'arrive', {}, at('2026-03-02T12:25')).data.arrivals.at(-1)).toMatchObject({
      lateMinutes: 25,
      punctuality: 'toldInTime',
    });
  });

  test('a delay that is told too late is a breach, recorded once however it came out', () => {
    const accepted = next(aVisit(), 'accept');
    const late = next(accepted, 'late', { eta: at('2026-03-02T12:30').toJSDate(), delayReason: 'traffic' });
    const fired = decideDue(visitKind, late, at('2026-03-02T11:56'), policy);
    if (!fired) throw new Error('nothing fired');
    expect(fired.next.data.breaches).toHaveLength(1);
    const told = next(fired.next, 'customerTold', { toldAt: at('2026-03-02T11:57').toJSDate(), agreedWith: 'Mia' }, at('2026-03-02T11:58'));
    const there = next(told, 'arrive', {}, at('2026-03-02T12:28'));
    expect(there.data.breaches).toHaveLength(1);
    expect(there.data.arrivals.at(-1)?.punctuality).toBe('notToldInTime');
  });

  test('the alarm at the end of the window is not overtaken by a repeat of the breach', () => {
    let visit = next(aVisit({ to: at('2026-03-02T14:00').toJSDate() }), 'accept');
    const steps: string[] = [];
    for (const time of ['12:00', '14:00']) {
      const fired = decideDue(visitKind, visit, at(`2026-03-02T${time}`), policy);
      if (!fired) continue;
      steps.push(...fired.notices.flatMap(({ deadline }) => (deadline?.track.startsWith('arrive') ? [deadline.step] : [])));
      visit = fired.next;
    }
    expect(new Set(steps)).toEqual(new Set(['breach', 'escalation']));
  });

  test('a new appointment keeps what the arrival before was, and what waited for a decision dies with the old one', () => {
    const late = next(next(aVisit(), 'accept'), 'arrive', {}, at('2026-03-02T12:20'));
    const working = next(next(late, 'startWork'), 'notOurs', { cause: 'x', advice: 'y', insists: 'yes' });
    const window = { date: '2026-03-03', from: '10:00', to: '11:00', agreedWith: 'Mia', reason: 'power cut' };
    const moved = next(working, 'reschedule', window, at('2026-03-02T12:30'));
    expect(moved.data).toMatchObject({ notOurs: undefined, finish: undefined, approvalAskedAt: undefined });
    const again = next(moved, 'arrive', {}, at('2026-03-03T09:55'));
    expect(again.data.arrivals.map(({ punctuality: how, lateMinutes }) => [how, lateMinutes])).toEqual([
      ['notToldInTime', 20],
      ['onTime', -5],
    ]);
  });

  test('an arrival that a supervisor enters later, after work without network, counts from when it was, and clears what the clock took for a breach', () => {
    const accepted = next(aVisit(), 'accept');
    const fired = decideDue(visitKind, accepted, at('2026-03-02T12:00'), policy);
    if (!fired) throw new Error('nothing fired');
    expect(fired.next).toMatchObject({ breachedAt: at('2026-03-02T12:00').toJSDate(), data: { breaches: [{ by: 'U02ENGLI' }] } });
    const entered = { arrivedAt: at('2026-03-02T11:52').toJSDate(), reason: 'no network in the basement' };
    const there = next(fired.next, 'arrivedEarlier', entered, at('2026-03-02T14:00'), LEADER);
    expect(there.data).toMatchObject({ arrivals: [{ lateMinutes: -8, punctuality: 'onTime' }], breaches: [] });
    expect(there.breachedAt).toBeUndefined();
    expect(there.history.at(-1)).toMatchObject({ at: at('2026-03-02T14:00').toJSDate(), note: 'no network in the basement' });
    expect(tried(accepted, 'arrivedEarlier', { arrivedAt: at('2026-03-01T10:00').toJSDate() })).toMatchObject({
      ok: false,
      code: 'visit.beforeOrder',
    });
  });

  test('what is not ours ends with advice, once that is recorded; a helper is crew and may press (D8)', () => {
    const working = next(next(next(aVisit(), 'accept'), 'arrive'), 'startWork');
    const report = {
      result: 'advised',
      testedBy: 'Mia',
      leaving: ['nothingLeft', 'hint', 'anythingElse', 'contactCard'],
      photos: [{ id: 'F', name: 'x', permalink: 'https://x' }],
    };
    expect(tried(working, 'finish', report)).toMatchObject({ ok: false, code: 'visit.adviseFirst' });
    const advised = next(next(working, 'notOurs', { cause: 'router', advice: 'ask the provider', insists: 'no' }), 'addHelper', {
      to: 'U03ENGTOM',
    });
    const helper = anActor('U03ENGTOM', ['engineer']);
    const signed = tried(advised, 'finish', report, now, helper);
    expect(signed).toMatchObject({ ok: true, next: { state: 'signed', data: { crew: ['U02ENGLI', 'U03ENGTOM'] } } });
    if (signed.ok) expect(signed.notices.find(({ to }) => to.kind === 'case')?.params).toMatchObject({ result: 'advised' });
  });

  test('an SOS sounds every five minutes until it is taken, and only others may take it (D11)', () => {
    let visit = next(next(next(aVisit(), 'accept'), 'onMyWay', PACKED), 'sos');
    // The desk looks once a minute, some milliseconds after it: later each time.
    for (const time of ['10:05:00.010', '10:10:00.005', '10:15:00.002']) {
      const fired = decideDue(visitKind, visit, at(`2026-03-02T${time}`), policy);
      expect(fired?.notices.some(({ say }) => say === 'sos.escalation')).toBe(true);
      visit = fired?.next ?? visit;
    }
    expect(tried(visit, 'sosTaken', {}, now, { ...ENGINEER, roles: ['engineer', 'agent'] })).toMatchObject({
      ok: false,
      code: 'visit.noSos',
    });
    expect(visit.deadlines.find(({ track }) => track.startsWith('sos'))?.isAlone).toBe(true);
    expect(tried(visit, 'cancel', { agreedWith: 'x', reason: 'y' }, now, LEADER)).toMatchObject({ ok: false, code: 'visit.sosOpen' });
    const reassigned = next(visit, 'reassign', { to: 'U03ENGTOM', reason: 'z' }, now, LEADER);
    for (const one of [visit, reassigned])
      expect(times(next(one, 'sosTaken', {}, now, LEADER)).some((line) => line.includes('sos'))).toBe(false);
  });

  test('another engineer’s visit is not his to press; a supervisor may, also after the fact', () => {
    const accepted = next(aVisit(), 'accept');
    const other = anActor('U03ENGTOM', ['engineer']);
    expect(tried(accepted, 'onMyWay', PACKED, now, other)).toMatchObject({ ok: false, code: 'visit.notYourVisit' });
    expect(next(accepted, 'onMyWay', PACKED, now, LEADER).state).toBe('departed');
    for (const actor of [other, LEADER])
      expect(tried(aVisit(), 'accept', {}, now, actor)).toMatchObject({ ok: false, code: 'visit.visitAskedOther' });
  });

  test('a person never acts as a linked case', () => {
    expect(tried(aVisit(), 'ticketCancelled', {}, now, anActor('U05HEAD', ['admin']))).toMatchObject({ ok: false, code: 'unknownAction' });
  });

  test('declining puts it back into the pool and kills the old reminders', () => {
    const declined = next(next(aVisit(), 'accept'), 'decline', { reason: 'ill' });
    expect(declined).toMatchObject({
      state: 'ordered',
      owner: 'U01AGENT',
      data: { engineer: undefined, crew: [], declines: [{ by: 'U02ENGLI' }] },
    });
    expect(declined.deadlines.every(({ track }) => track.endsWith(`#${declined.data.revision}`))).toBe(true);
  });
});

describe('figures and words', () => {
  const arrived = (engineer: string, daysAgo: number, lateMinutes: number, punctual: 'onTime' | 'toldInTime' | 'notToldInTime') => ({
    engineer,
    at: now.minus({ days: daysAgo }).toJSDate(),
    lateMinutes,
    punctuality: punctual,
  });

  test('punctuality counts on time, told and not told, and the average distance, for 7 and 30 days', () => {
    const rows = [
      arrived('A', 1, -8, 'onTime'),
      arrived('A', 2, 20, 'toldInTime'),
      arrived('A', 20, 12, 'notToldInTime'),
      arrived('B', 1, 0, 'onTime'),
    ];
    expect(punctualityBy(rows, now).get('A')).toEqual({
      week: { visits: 2, onTime: 1, toldInTime: 1, notToldInTime: 0, missed: 0, averageMinutes: 6 },
      month: { visits: 3, onTime: 1, toldInTime: 1, notToldInTime: 1, missed: 0, averageMinutes: 8 },
    });
    expect(punctuality([])).toMatchObject({ visits: 0, averageMinutes: undefined });
  });

  test('who never mended it is told whom to ask', () => {
    const reader = { t: translator('en'), locale: 'en' as const, now };
    const solved = [{ owner: 'U03ENGTOM', n: 4, lastNo: 'T-7' as never, lastSteps: 'new cable' }];
    expect(experienceInWords(solved, 'U02ENGLI', reader).join(' ')).toMatch(/never done one.*solved 4: ask.*T-7: new cable/s);
    expect(experienceInWords([], 'U02ENGLI', reader).join(' ')).toMatch(/Nobody has/);
  });
});
