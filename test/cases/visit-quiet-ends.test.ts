import { describe, expect, test } from '@jest/globals';
import { visitAsks } from '../../src/cases/visit/asks.js';
import { clashesOf } from '../../src/cases/visit/diary.js';
import type { Visit } from '../../src/cases/visit/visit.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { decideDue } from '../../src/cases/workflow.js';
import { at, PACKED } from '../support/builders.js';
import { accepted, ENGINEER, LEADER, next, on, policy, told, tried, until } from '../support/visit-steps.js';

/** What the clock tells of a visit up to a time: when, what, whom. */
function heard(visit: Visit, time: string): string[] {
  const list: string[] = [];
  let current = visit;
  for (;;) {
    const due = current.deadlines[0]?.dueAt;
    if (!due || due > on(time).toJSDate()) return list;
    const fired = decideDue(visitKind, current, at(due.toISOString()), policy);
    for (const { to, say, also = [] } of fired?.notices ?? [])
      for (const one of [say, ...also.map((part) => part.say)])
        list.push(`${on(due.toISOString()).toFormat('dd HH:mm')} ${one}>${'user' in to ? to.user : 'name' in to ? to.name : to.kind}`);
    current = fired?.next ?? current;
  }
}

describe('a call for help that was taken and never said to be over (D11)', () => {
  const taken = (): Visit =>
    next(
      next(next(next(accepted(), 'onMyWay', PACKED, '11:20'), 'arrive', {}, '11:55'), 'sos', {}, '12:10'),
      'sosTaken',
      {},
      '12:14',
      LEADER,
    );

  test('eye9-12: after the second question the heads and the alarms’ channel hear, then all who lead each work morning until it is over', () => {
    const asked = heard(taken(), '2026-03-04T10:00').filter((one) => one.includes('sosOver.'));
    expect(asked).toContain(`02 12:44 sosOver.reminder>${LEADER.id}`);
    expect(asked).toContain(`02 13:14 sosOver.escalation>${LEADER.id}`);
    for (const who of [LEADER.id, 'U05HEAD', 'alarms']) expect(asked).toContain(`02 13:44 sosOver.escalation>${who}`);
    for (const who of [LEADER.id, 'U05HEAD'])
      for (const day of ['03', '04']) expect(asked.filter((one) => one.startsWith(day) && one.endsWith(who))).toHaveLength(1);
    expect(heard(next(taken(), 'sosOver', { text: 'all well' }, '12:30', LEADER), '2026-03-04T10:00').join()).not.toContain('sosOver.');
  });

  test('eye9-12: it waits for an answer of those who lead, and a visit does not end before it is over', () => {
    expect(visitAsks(taken()).map(({ of, say }) => `${say}>${of}`)).toContain('sosOver>supervisors');
    const off = { agreedWith: 'Mia', reason: 'closed down' };
    expect(tried(taken(), 'cancel', off, '12:20', LEADER)).toMatchObject({ code: 'visit.sosUnderWay' });
    const over = next(taken(), 'sosOver', { text: 'all well' }, '12:30', LEADER);
    expect(tried(over, 'cancel', off, '12:40', LEADER)).toMatchObject({ ok: true });
  });
});

describe('no all-clear while a miss is open', () => {
  test('eye9-2: the end of one alarm is none where another still stands', () => {
    const late = until(accepted(), '12:05');
    expect(late.alarms.map(({ track }) => track.split('#')[0])).toEqual(expect.arrayContaining(['confirm', 'arrive']));
    const confirmed = { outcome: 'confirmed', confirmed: ['window', 'address', 'phone'] };
    expect(told(late, 'callMade', confirmed, '12:06').join()).not.toContain('allWell');
    expect(told(until(accepted(), '11:15'), 'callMade', confirmed, '11:16')).toContain(`allWell>${LEADER.id}`);
  });
});

describe('what clashes', () => {
  test('eye9-6: what was missed on another day is no clash, what may still be gone to is', () => {
    const plan = (time: string) => ({ from: on(time).toJSDate(), to: on(time).plus({ hours: 1 }).toJSDate(), travelMinutes: 30 });
    const missed = until(accepted(), '2026-03-04T09:30');
    expect(clashesOf(plan('2026-03-04T10:00'), [missed], on('2026-03-04T09:30'), policy.visit)).toEqual([]);
    expect(clashesOf(plan('14:00'), [until(accepted(), '13:30')], on('13:30'), policy.visit)).toHaveLength(1);
  });
});

describe('the call after a missed customer (D7)', () => {
  test.each([
    ['2026-03-02T16:15', '2026-03-03T09:15'],
    ['2026-03-02T14:00', '2026-03-02T16:00'],
  ])('eye9-14: who left the note at %s calls by %s: two hours of work', (noted, by) => {
    const begins = on(noted).minus({ hours: 1 });
    const absent = next(next(accepted(), 'arrive', {}, '11:55'), 'absent', {}, begins.toFormat("yyyy-MM-dd'T'HH:mm"));
    const left = next(absent, 'noteLeft', {}, noted);
    expect(left.data.absent?.followUpAt).toEqual(on(by).toJSDate());
  });
});

test('eye9-3: an order that nobody has accepted wakes nobody for its hour, and says nothing of arriving to whoever only ordered it', () => {
  const pooled = next(accepted(), 'decline', { reason: 'ill' }, '10:30');
  const said = heard(pooled, '13:30');
  expect(said.join()).not.toContain('arrive.warning');
  const deadline = visitKind.deadlines(pooled, policy).find(({ track, step }) => track.startsWith('arrive#') && step === 'breach');
  if (!deadline) throw new Error('no deadline');
  const late = { to: { kind: 'person', user: pooled.owner }, say: 'arrive.breach', deadline } as const;
  expect(visitKind.wakes?.(late, pooled, on('15:00').toJSDate())).toBe(false);
  expect(visitKind.isToDoer?.(late, pooled, pooled.owner)).toBe(false);
  expect(visitKind.isToDoer?.(late, accepted(), ENGINEER.id)).toBe(true);
  const asked = { ...late, say: 'accept.breach' };
  const ordered: Visit = { ...pooled, data: { ...pooled.data, engineer: ENGINEER.id } };
  expect([ENGINEER.id, ordered.owner].map((user) => visitKind.isToDoer?.(asked, ordered, user))).toEqual([true, false]);
});
