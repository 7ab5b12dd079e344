import { describe, expect, test } from '@jest/globals';
import { countedOf } from '../../src/cases/visit/figures.js';
import type { Visit } from '../../src/cases/visit/visit.js';
import { accepted, ENGINEER, HEAD, LEADER, next, TOM, told, tried, until } from '../support/visit-steps.js';

/** The window of these visits is 12:00 to 13:00, the way takes 30 minutes: one leaves at 11:20. */
const AFTERNOON = { date: '2026-03-02', from: '18:00', to: '19:00', agreedWith: 'Mia', reason: 'customer busy' };
const AGENT = { ...TOM, roles: ['agent'] as const };
const how = (visit: Visit): string[] => countedOf(visit.data).map(({ engineer, punctuality }) => `${engineer} ${punctuality}`);
const late = `${ENGINEER.id} notToldInTime`;

describe('putting a visit off when it was time to leave (D6)', () => {
  test.each([
    ['reschedule', AFTERNOON],
    ['callMade', { ...AFTERNOON, outcome: 'otherTime' }],
  ])(
    'eye9-7: by “%s” it counts as late, those who lead hear with the press that excuses it, and coming then is on time',
    (action, input) => {
      const moved = next(until(accepted(), '11:57'), action, input, '11:57');
      expect(how(moved)).toEqual([late]);
      expect(moved.data.misses).toMatchObject([{ why: 'moved', by: ENGINEER.id }]);
      expect(told(until(accepted(), '11:57'), action, input, '11:57').filter((one) => one.endsWith(LEADER.id))).toEqual([
        `visitPutOff>${LEADER.id}`,
      ]);
      const there = next(moved, 'arrive', {}, '17:55');
      expect(how(there)).toEqual([`${ENGINEER.id} onTime`, late]);
      expect(tried(there, 'excuse', { reason: 'I wished it' }, '18:00')).toMatchObject({ ok: false });
      expect(how(next(there, 'excuse', { reason: 'the customer rang me' }, '18:00', LEADER))).toEqual([`${ENGINEER.id} onTime`]);
    },
  );

  test('eye9-7: a longer window in its place is one, too, and coming at its end takes nothing back', () => {
    const wider = { ...AFTERNOON, from: '12:00', to: '18:00' };
    const there = next(next(accepted(), 'reschedule', wider, '11:57'), 'arrive', {}, '17:55');
    expect(how(there)).toContain(late);
  });

  test('eye9-7: as long as the customer can be told in time it keeps the rule; those who lead hear of it', () => {
    const soon = { ...AFTERNOON, from: '14:00', to: '15:00' };
    expect(how(next(accepted(), 'reschedule', soon, '11:25'))).toEqual([]);
    expect(told(accepted(), 'reschedule', soon, '11:25')).toContain(`visitMovedLeaving>${LEADER.id}`);
    expect(how(next(accepted(), 'reschedule', soon, '11:35'))).toEqual([late]);
  });

  test('moved forward by our wish and then off, the customer waits from the earlier time', () => {
    const ours = { date: '2026-03-03', agreedWith: 'Mia', reason: 'x', wish: 'ours' };
    const tomorrow = next(accepted(), 'reschedule', { ...ours, from: '13:35', to: '14:35', wish: 'customer' }, '10:30', AGENT);
    const on3 = (from: string, to: string, at: string, visit: Visit) =>
      next(visit, 'reschedule', { ...ours, from, to }, `2026-03-03T${at}`);
    expect(how(tomorrow)).toEqual([]);
    const forward = on3('11:35', '12:35', '09:07', tomorrow);
    expect(how(forward)).toEqual([]);
    expect(how(on3('16:05', '17:05', '10:07', forward))).toEqual([late]);
    expect(how(on3('16:05', '17:05', '10:07', tomorrow))).toEqual([]);
  });

  test('eye9-7: well before the time to leave, and by somebody else at the customer’s wish, it is an appointment like another', () => {
    expect(how(next(accepted(), 'reschedule', AFTERNOON, '10:45'))).toEqual([]);
    expect(told(accepted(), 'reschedule', AFTERNOON, '10:45').join()).not.toContain(LEADER.id);
    expect(how(next(accepted(), 'reschedule', { ...AFTERNOON, wish: 'customer' }, '11:57', AGENT))).toEqual([]);
  });

  test('eye10-10: a minute before the time to leave it counts as after it, moved, given back or called off', () => {
    expect(how(next(accepted(), 'reschedule', AFTERNOON, '11:19'))).toEqual([late]);
    expect(told(accepted(), 'reschedule', AFTERNOON, '11:19')).toContain(`visitPutOff>${LEADER.id}`);
    expect(how(next(accepted(), 'decline', { reason: 'x' }, '11:19'))).toEqual([late]);
    expect(how(next(accepted(), 'cancel', { agreedWith: 'Mia', reason: 'x' }, '11:19'))).toEqual([late]);
    expect(how(next(accepted(), 'decline', { reason: 'x' }, '10:45'))).toEqual([]);
  });

  test.each([
    ['agent', AGENT],
    ['supervisor', LEADER],
  ] as const)('eye10-11: put off by our wish it counts whoever moves it, here the %s; a leader hears it, and excuses it', (_role, by) => {
    const ours = { ...AFTERNOON, wish: 'ours', reason: 'the engineer asked me' };
    const moved = next(accepted(), 'reschedule', ours, '09:30', by);
    expect(how(moved)).toEqual([late]);
    expect(told(accepted(), 'reschedule', ours, '09:30', by)).toContain(`visitPutOff>${by === LEADER ? HEAD.id : LEADER.id}`);
    expect(how(next(moved, 'excuse', { reason: 'we needed him elsewhere' }, '10:00', LEADER))).toEqual([]);
  });

  test('eye10-11: by our wish and told in time it keeps the rule (D6); called off then it is a withdrawal', () => {
    const soon = { ...AFTERNOON, from: '14:00', to: '15:00', wish: 'ours' };
    expect(how(next(accepted(), 'reschedule', soon, '11:25', AGENT))).toEqual([]);
    expect(how(next(accepted(), 'reschedule', soon, '11:35', AGENT))).toEqual([late]);
    const off = { agreedWith: 'Mia', reason: 'the engineer is held up', wish: 'ours' };
    expect(how(next(accepted(), 'cancel', off, '09:30', AGENT))).toEqual([late]);
    expect(told(accepted(), 'cancel', off, '09:30', AGENT)).toContain(`visitCancelledMissed>${LEADER.id}`);
    expect(how(next(accepted(), 'cancel', { ...off, wish: 'needless' }, '11:57', AGENT))).toEqual([]);
  });

  test('eye9-7: whoever heard that he should have left hears the new time, whoever moved it', () => {
    const heard = told(until(accepted(), '11:57'), 'reschedule', AFTERNOON, '11:57', AGENT);
    expect(heard.filter((one) => one.endsWith(LEADER.id))).toEqual([`visitMoved>${LEADER.id}`]);
  });

  test('eye9-7: what his helper does counts for its engineer; handing it on and calling it off are told, too', () => {
    const helped = next(accepted(), 'addHelper', { to: TOM.id }, '10:01');
    expect(how(next(helped, 'reschedule', AFTERNOON, '11:57', TOM))).toEqual([late]);
    const asked = { to: TOM.id, reason: 'x' };
    expect(told(accepted(), 'askOther', asked, '11:57')).toContain(`visitAskedLeaving>${LEADER.id}`);
    expect(how(next(accepted(), 'askOther', asked, '11:57'))).toEqual([late]);
    const off = { agreedWith: 'Mia', reason: 'customer busy' };
    expect(told(until(accepted(), '11:57'), 'cancel', off, '11:57').filter((one) => one.endsWith(LEADER.id))).toEqual([
      `visitCancelledMissed>${LEADER.id}`,
    ]);
    expect(how(next(accepted(), 'cancel', off, '11:57'))).toEqual([late]);
  });

  test('eye9-7: “I’ll be late” and then another time is one late, not two, and leaves no way round', () => {
    const reported = next(accepted(), 'late', { eta: new Date('2026-03-02T04:10:00Z'), delayReason: 'traffic' }, '11:50');
    const moved = next(reported, 'agreeNewTime', { ...AFTERNOON, toldAt: new Date('2026-03-02T03:51:00Z') }, '11:51');
    expect(how(next(moved, 'arrive', {}, '17:55'))).toEqual([`${ENGINEER.id} onTime`, late]);
    expect(how(next(moved, 'decline', { reason: 'ill' }, '12:30'))).toEqual([late]);
  });

  test('eye9-7: a leader who moved it as a helper does not excuse it', () => {
    const helping = { ...HEAD, roles: ['head'] as const };
    const helped = next(accepted(), 'addHelper', { to: HEAD.id }, '10:01');
    const moved = next(helped, 'reschedule', AFTERNOON, '11:57', helping);
    expect(tried(moved, 'excuse', { reason: 'x' }, '12:00', helping)).toMatchObject({ code: 'visit.ownEntry' });
  });

  test('eye9-7: a shorter way entered after the time to leave does not move that time', () => {
    const way = { travelMinutes: 0, address: 'x', phone: '123', need: 'x', kind: 'repair' };
    expect(tried(accepted(), 'edit', way, '11:40')).toMatchObject({ code: 'visit.leavingPassed' });
    expect(tried(accepted(), 'edit', way, '11:40', AGENT)).toMatchObject({ ok: true });
    expect(tried(accepted(), 'edit', way, '11:10')).toMatchObject({ ok: true });
  });

  test('eye10-10: a shorter way entered in the morning does not make leaving late', () => {
    const way = { travelMinutes: 0, address: 'x', phone: '123', need: 'x', kind: 'repair' };
    const near = next(accepted(), 'edit', way, '09:05');
    expect(how(next(near, 'reschedule', AFTERNOON, '11:40'))).toEqual(how(next(accepted(), 'reschedule', AFTERNOON, '11:40')));
    expect(how(next(near, 'reschedule', AFTERNOON, '11:40'))).not.toEqual([]);
    // Nor does one that was shortened twice.
    expect(how(next(next(near, 'edit', { ...way, travelMinutes: 5 }, '09:06'), 'reschedule', AFTERNOON, '11:25'))).not.toEqual([]);
  });
});
