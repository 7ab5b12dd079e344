import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime, Interval } from 'luxon';
import { type FormValues, fitting, validate } from '../../src/cases/form.js';
import { visitCard, windowInWords } from '../../src/cases/visit/card.js';
import { VISIT_FORMS, visitPrefill } from '../../src/cases/visit/form.js';
import { arrivalOf, departureAt, latenessNotice } from '../../src/cases/visit/lateness.js';
import type { Visit } from '../../src/cases/visit/visit.js';
import { windowIn } from '../../src/cases/visit/window.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { decide } from '../../src/cases/workflow.js';
import { LOCALES, translator } from '../../src/locales/index.js';
import { toPlain } from '../../src/slack/messages/mrkdwn.js';
import { anActor, aPolicy, at, aVisit } from '../support/builders.js';

const policy = aPolicy();
const rules = policy.visit;
const now = at('2026-03-02T10:00');
const ENGINEER = anActor('U02ENGLI', ['engineer']);

const tried = (visit: Visit, action: string, input: FormValues = {}, when = now, actor = ENGINEER) =>
  decide(visitKind, visit, action, input, { actor, now: when, policy });
const next = (visit: Visit, action: string, input: FormValues = {}, when = now, actor = ENGINEER): Visit => {
  const decided = tried(visit, action, input, when, actor);
  if (!decided.ok) throw new Error(decided.code);
  return decided.next;
};

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
      toPlain(
        visitCard(late, { now: at(time), locale: 'en', t: translator('en') }).lines.find(({ label }) => label === 'Delay')?.value ?? '',
      );
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
