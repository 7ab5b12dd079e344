import { describe, expect, test } from '@jest/globals';
import { countedOf, punctualityBy } from '../../src/cases/visit/figures.js';
import type { Visit } from '../../src/cases/visit/visit.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { anActor, aVisit, PACKED } from '../support/builders.js';
import { accepted, ENGINEER, LEADER, next, on, policy, TOM, told, tried, until } from '../support/visit-steps.js';

const counts = (...visits: Visit[]) =>
  punctualityBy(
    visits.flatMap(({ data }) => countedOf(data)),
    on('2026-03-04T10:00'),
  ).get('U02ENGLI')?.month;

describe('a helper (D2)', () => {
  const helped = (): Visit => next(accepted(), 'addHelper', { to: TOM.id }, '10:01');

  test('V2: a helper who declines leaves, and the visit stays with its engineer', () => {
    const after = next(helped(), 'decline', { reason: 'ill' }, '10:05', TOM);
    expect(after).toMatchObject({
      state: 'accepted',
      owner: ENGINEER.id,
      data: { engineer: ENGINEER.id, helpers: [], crew: [ENGINEER.id] },
    });
    expect(told(helped(), 'decline', { reason: 'ill' }, '10:05', TOM)).toContain(`visitHelperLeft>${ENGINEER.id}`);
  });

  test('V2: a helper leaves, or is removed; who is none is told so', () => {
    expect(next(helped(), 'leave', { reason: 'ill' }, '10:05', TOM).data.crew).toEqual([ENGINEER.id]);
    expect(next(helped(), 'removeHelper', { to: TOM.id, reason: 'not needed' }, '10:05').data.crew).toEqual([ENGINEER.id]);
    expect(tried(helped(), 'leave', { reason: 'x' }, '10:05')).toMatchObject({ code: 'visit.notAHelper' });
    expect(tried(helped(), 'removeHelper', { to: ENGINEER.id, reason: 'x' }, '10:05')).toMatchObject({ code: 'visit.noSuchHelper' });
  });

  test('V2: his press is his own arrival, not the engineer’s; and he hands nobody else the visit', () => {
    const there = next(helped(), 'arrive', {}, '11:55', TOM);
    expect(there.data.arrivals).toMatchObject([{ by: TOM.id, punctuality: 'onTime' }]);
    expect(counts(there)).toBeUndefined();
    const late = next(helped(), 'arrivedEarlier', { arrivedAt: on('11:55').toJSDate(), reason: 'x' }, '12:30', TOM);
    expect(counts(late)).toMatchObject({ visits: 1, missed: 1 });
    expect(tried(helped(), 'askOther', { to: 'U09', reason: 'x' }, '10:05', TOM)).toMatchObject({ code: 'visit.notYourVisit' });
  });
});

describe('punctuality (D5)', () => {
  test('V4: an appointment without an arrival counts as missed', () => {
    const missed = until(accepted(), '14:00');
    expect(counts(missed)).toMatchObject({ visits: 1, onTime: 0, notToldInTime: 1, missed: 1, lateMinutes: undefined });
  });

  test.each([
    ['moved', 'reschedule', { date: '2026-03-03', from: '10:00', to: '11:00', agreedWith: 'Mia', reason: 'x' }],
    ['declined', 'decline', { reason: 'x' }],
    ['given to another', 'askOther', { to: TOM.id, reason: 'x' }],
    ['cancelled', 'cancel', { agreedWith: 'Mia', reason: 'x' }],
  ] as const)('V4: what was missed stays missed when the visit is %s afterwards, the clock’s sweep or not', (_name, action, input) => {
    expect(counts(next(until(accepted(), '12:30'), action, input, '12:31'))).toMatchObject({ visits: 1, missed: 1 });
    expect(counts(next(accepted(), action, input, '12:31'))).toMatchObject({ visits: 1, missed: 1 });
  });

  test('V4: a window that passes with nobody who took it is missed by nobody, once, until a leader excuses it', () => {
    const nobodys = (...visits: Visit[]) =>
      punctualityBy(
        visits.flatMap(({ data }) => countedOf(data)),
        on('2026-03-04T10:00'),
      ).get(undefined)?.month;
    const givenBack = next(accepted(), 'decline', { reason: 'ill' }, '10:05');
    expect(nobodys(givenBack)).toBeUndefined();
    const passed = until(givenBack, '14:00');
    expect(nobodys(passed)).toMatchObject({ visits: 1, missed: 1 });
    expect(counts(passed)).toBeUndefined();
    expect(nobodys(next(givenBack, 'cancel', { agreedWith: 'Mia', reason: 'x' }, '12:31'))).toMatchObject({ missed: 1 });
    const late = next(next(passed, 'accept', {}, '14:05', TOM), 'arrive', {}, '14:20', TOM);
    expect(nobodys(late)).toMatchObject({ visits: 1, missed: 1 });
    expect(late.data.misses).toHaveLength(1);
    expect(countedOf(late.data)).toHaveLength(1);
    expect(nobodys(next(passed, 'excuse', { reason: 'closed shop' }, '14:30', LEADER))).toBeUndefined();
    expect(told(passed, 'excuse', { reason: 'closed shop' }, '14:30', LEADER)).toContain('nobodysMissExcused>thread');
  });

  test('V4: what another missed is missed once, whoever it is asked of afterwards', () => {
    const missed = until(accepted(), '14:00');
    const given = next(missed, 'reassign', { to: TOM.id, reason: 'x' }, '14:05', LEADER);
    const moved = next(next(given, 'accept', {}, '14:06', TOM), 'decline', { reason: 'x' }, '14:10', TOM);
    expect(until(moved, '18:00').data.misses).toMatchObject([{ by: ENGINEER.id }]);
  });

  test('V4: who gave it back too late and comes after another missed it has still given it back too late', () => {
    const given = next(accepted(), 'decline', { reason: 'ill' }, '11:25');
    const missed = until(next(given, 'accept', {}, '11:30', TOM), '12:05');
    const back = next(next(missed, 'askOther', { to: ENGINEER.id, reason: 'x' }, '12:06', TOM), 'accept', {}, '12:07');
    expect(counts(next(back, 'arrive', {}, '12:30'))).toMatchObject({ visits: 1, missed: 1 });
  });

  test('39: who takes over what another has missed does not carry it, however late he comes; who takes it in time does', () => {
    const of = (visit: Visit, user: string) => punctualityBy(countedOf(visit.data), on('2026-03-04T10:00')).get(user)?.month;
    const taken = (askedAt: string, acceptedAt: string): Visit =>
      next(next(accepted(), 'askOther', { to: TOM.id, reason: 'x' }, askedAt), 'accept', {}, acceptedAt, TOM);
    const over = next(taken('12:31', '12:35'), 'arrive', {}, '13:00', TOM);
    expect(of(over, ENGINEER.id)).toMatchObject({ visits: 1, missed: 1 });
    expect(of(over, TOM.id)).toBeUndefined();
    const inTime = next(taken('10:40', '10:45'), 'arrive', {}, '12:31', TOM);
    expect(of(inTime, TOM.id)).toMatchObject({ visits: 1, notToldInTime: 1 });
    expect(of(inTime, ENGINEER.id)).toBeUndefined();
  });

  test('V4: who gives a visit back when he should be on his way misses it; before that he does not', () => {
    expect(counts(next(accepted(), 'decline', { reason: 'x' }, '11:40'))).toMatchObject({ missed: 1 });
    expect(counts(next(accepted(), 'decline', { reason: 'x' }, '10:45'))).toBeUndefined();
  });

  test('V4: who comes late after all has come late, once', () => {
    const late = next(until(accepted(), '12:30'), 'arrive', {}, '12:31');
    expect(counts(late)).toMatchObject({ visits: 1, missed: 0, notToldInTime: 1, lateMinutes: 31 });
  });

  test('V4: who comes on another day, long after the window, missed it: the door asks, and the miss stays until a supervisor excuses it', () => {
    const missed = until(accepted(), '2026-03-03T16:00');
    expect(tried(missed, 'arrive', {}, '2026-03-03T16:00')).toMatchObject({
      code: 'visit.windowLongOver',
      offers: ['reschedule', 'arriveAnyway', 'myDay'],
    });
    const there = next(missed, 'arriveAnyway', { reason: 'the customer called' }, '2026-03-03T16:00');
    expect(counts(there)).toMatchObject({ visits: 1, missed: 1, notToldInTime: 1 });
    expect(counts(next(accepted(), 'arriveAnyway', { reason: 'the customer called' }, '2026-03-03T16:00'))).toMatchObject({
      visits: 1,
      missed: 1,
    });
    const excused = next(there, 'excuse', { reason: 'snow' }, '2026-03-03T16:05', LEADER);
    expect(counts(excused)).toBeUndefined();
    const input = { arrivedAt: on('11:58').toJSDate(), reason: 'no network' };
    const claimed = next(missed, 'arrivedEarlier', input, '2026-03-03T16:00');
    expect(counts(claimed)).toMatchObject({ visits: 1, missed: 1 });
    expect(counts(next(claimed, 'confirmEntry', { reason: 'asked the customer' }, '2026-03-03T16:10', LEADER))).toMatchObject({
      visits: 1,
      missed: 0,
      onTime: 1,
    });
  });

  test('V4: an arrival before the window is a claim of its own, whatever delay was announced; a telling entered too late moves nothing (fresh eye)', () => {
    const late = next(accepted(), 'late', { eta: on('12:20').toJSDate(), delayReason: 'traffic' }, '11:25');
    const toldLate = { toldAt: on('11:30').toJSDate(), agreedWith: 'Mia' };
    const told = decide(visitKind, until(late, '12:05'), 'customerTold', toldLate, { actor: ENGINEER, now: on('12:08'), policy });
    if (!told.ok) throw new Error(told.code);
    expect(told.notices.map(({ say }) => say)).toContain('confirmTold');
    const claims = { arrivedAt: on('11:52').toJSDate(), reason: 'no network' };
    const claimed = decide(visitKind, told.next, 'arrivedEarlier', claims, { actor: ENGINEER, now: on('12:09'), policy });
    if (!claimed.ok) throw new Error(claimed.code);
    expect(claimed.notices.map(({ say }) => say)).toContain('confirmEntry');
    expect(claimed.next.breachedAt).toBeDefined();
    expect(counts(claimed.next)).toMatchObject({ visits: 1, onTime: 0 });
    // Told in time he may say at 12:15 that he came at 12:10; that he came before the window, when it has begun, he may not.
    const inTime = next(late, 'customerTold', { toldAt: on('11:30').toJSDate(), agreedWith: 'Mia' }, '11:30');
    const there = (arrivedAt: string) =>
      next(inTime, 'arrivedEarlier', { arrivedAt: on(arrivedAt).toJSDate(), reason: 'no network' }, '12:15');
    expect(there('12:10').data.arrivals).toMatchObject([{ lateMinutes: 10 }]);
    expect(there('12:10').data.arrivals[0]?.claim).toBeUndefined();
    expect(there('11:52').data.arrivals[0]?.claim).toBeDefined();
  });

  test('V4: what a leader asks for is asked of those who may decide it, at once and each time, and never of the one who asked', () => {
    const asked = (visit: Visit, track: string) => visit.deadlines.filter(({ track: name }) => name.startsWith(track));
    const boss = { ...ENGINEER, roles: ['engineer', 'supervisor'] as const };
    const leading = { ...policy, people: { ...policy.people, supervisors: [ENGINEER.id], heads: ['U05HEAD'] } };
    const claims = { arrivedAt: on('11:52').toJSDate(), reason: 'no network' };
    const claimed = decide(visitKind, until(accepted(), '13:10'), 'arrivedEarlier', claims, {
      actor: boss,
      now: on('13:15'),
      policy: leading,
    });
    if (!claimed.ok) throw new Error(claimed.code);
    const told = claimed.notices.filter(({ say }) => say === 'confirmEntry');
    expect(told).toMatchObject([{ to: { user: 'U05HEAD' }, params: { reason: 'no network' } }]);
    expect(asked(claimed.next, 'entry')).toMatchObject([{ to: ['person:U05HEAD'] }]);
    const heard = decideDue(visitKind, claimed.next, on('13:45'), leading)?.next;
    if (!heard) throw new Error('nothing was due');
    expect(asked(heard, 'entry').at(-1)).toMatchObject({ to: ['person:U05HEAD'], dueAt: on('2026-03-03T09:00').toJSDate() });
  });

  test('V4: a missed appointment is asked after each work morning, until another time is agreed', () => {
    const asked = (visit: Visit) => visit.deadlines.filter(({ track }) => track.startsWith('missed'));
    const missed = until(accepted(), '2026-03-04T18:00');
    expect(missed.alarms.find(({ track }) => track.startsWith('missed'))).toMatchObject({
      count: 2,
      lastAt: on('2026-03-04T09:00').toJSDate(),
    });
    expect(asked(missed)).toMatchObject([{ dueAt: on('2026-03-05T09:00').toJSDate(), to: [`person:${ENGINEER.id}`, 'supervisors'] }]);
    const window = { date: '2026-03-05', from: '15:00', to: '16:00', agreedWith: 'Mia', reason: 'x' };
    const [next1] = asked(next(missed, 'reschedule', window, '2026-03-04T18:01'));
    expect(next1?.dueAt).toEqual(on('2026-03-06T09:00').toJSDate());
    const helps = visitKind.helps(
      { say: 'missed.reminder', deadline: asked(missed)[0], to: { kind: 'person', user: ENGINEER.id } } as never,
      missed,
    );
    expect(helps.slice(0, 2)).toEqual(['reschedule', 'cancel']);
  });

  test('V4: an arrival entered after the alarms keeps the breach until a supervisor confirms, and those alarmed hear', () => {
    const alarmed = until(accepted(), '13:10');
    const input = { arrivedAt: on('11:52').toJSDate(), reason: 'no network' };
    const claimed = next(alarmed, 'arrivedEarlier', input, '13:15');
    expect(claimed.breachedAt).toBeDefined();
    expect(claimed.data.breaches).toHaveLength(1);
    expect(counts(claimed)).toMatchObject({ onTime: 0, notToldInTime: 1, lateMinutes: 75 });
    const heard = told(alarmed, 'arrivedEarlier', input, '13:15');
    for (const who of ['confirmEntry>U04SUP', 'visitArrivedClaimed>U05HEAD', 'visitArrivedClaimed>alarms', 'visitArrivedClaimed>desk'])
      expect(heard).toContain(who);
    const confirmed = next(claimed, 'confirmEntry', { reason: 'asked the shop' }, '13:20', LEADER);
    expect(confirmed.breachedAt).toBeUndefined();
    expect(confirmed.data.breaches).toEqual([]);
    expect(counts(confirmed)).toMatchObject({ onTime: 1, lateMinutes: undefined, earlyMinutes: 8 });
    const refused = next(claimed, 'refuseEntry', { reason: 'the shop says no' }, '13:20', LEADER);
    expect(counts(refused)).toMatchObject({ onTime: 0, lateMinutes: 75 });
    expect(refused.breachedAt).toBeDefined();
  });

  test('V4: nobody confirms his own entry', () => {
    const own = anActor(ENGINEER.id, ['engineer', 'supervisor']);
    const claimed = next(until(accepted(), '13:10'), 'arrivedEarlier', { arrivedAt: on('11:52').toJSDate(), reason: 'x' }, '13:15', own);
    expect(claimed.data.arrivals[0]?.claim).toBeDefined();
    expect(tried(claimed, 'confirmEntry', { reason: 'x' }, '13:20', own)).toMatchObject({ code: 'visit.ownEntry' });
  });

  test('V4: a telling entered after its last moment is too late until a supervisor confirms it', () => {
    const late = next(accepted(), 'late', { eta: on('12:30').toJSDate(), delayReason: 'traffic' }, '11:00');
    const entered = next(late, 'customerTold', { toldAt: on('11:50').toJSDate(), agreedWith: 'Mia' }, '12:20');
    expect(entered.data.delays).toMatchObject([{ wasInTime: false, isClaimed: true }]);
    const there = next(entered, 'arrive', {}, '12:28');
    expect(counts(there)).toMatchObject({ notToldInTime: 1 });
    const confirmed = next(there, 'confirmEntry', { reason: 'the shop says so' }, '12:40', LEADER);
    expect(counts(confirmed)).toMatchObject({ notToldInTime: 0, toldInTime: 1 });
    expect(confirmed.data.breaches).toEqual([]);
  });

  test('V4: a leader excuses what was missed, with a reason, not his own', () => {
    const missed = until(accepted(), '14:00');
    expect(tried(missed, 'excuse', { reason: 'x' }, '14:01')).toMatchObject({ code: 'role' });
    expect(counts(next(missed, 'excuse', { reason: 'the road was closed' }, '14:01', LEADER))).toBeUndefined();
  });

  test('V4: whoever was alarmed hears that the engineer is there', () => {
    const heard = told(until(accepted(), '13:10'), 'arrive', {}, '13:15');
    for (const who of ['U04SUP', 'U05HEAD', 'alarms', 'desk', 'thread']) expect(heard).toContain(`visitArrivedLate>${who}`);
    expect(told(accepted(), 'arrive', {}, '11:55')).toEqual(['visitArrived>thread', 'visitArrived>case']);
  });

  test('B1: late was reported, and he comes in time after all: on time, no breach', () => {
    const late = next(accepted(), 'late', { eta: on('12:30').toJSDate(), delayReason: 'traffic' }, '11:00');
    for (const time of ['11:52', '11:57']) {
      const there = next(until(late, time), 'arrive', {}, time);
      expect(there.data).toMatchObject({ breaches: [], arrivals: [{ punctuality: 'onTime' }] });
    }
  });
});

describe('a slip of the thumb', () => {
  test('V5: far from the window an arrival is asked about, and counts in no average', () => {
    const tomorrow = next(aVisit({ from: on('2026-03-05T12:00').toJSDate(), to: on('2026-03-05T13:00').toJSDate() }), 'accept');
    expect(tried(tomorrow, 'arrive', {}, '10:05')).toMatchObject({ code: 'visit.farFromWindow', offers: ['arriveAnyway', 'myDay'] });
    expect(tried(tomorrow, 'arrivedEarlier', { arrivedAt: on('10:00').toJSDate(), reason: 'x' }, '10:05')).toMatchObject({
      code: 'visit.farFromWindow',
      field: 'arrivedAt',
    });
    expect(counts(next(tomorrow, 'arriveAnyway', { reason: 'the customer called' }, '10:05'))).toMatchObject({
      visits: 1,
      lateMinutes: undefined,
    });
  });

  test('V5: one’s own last press is taken back within five minutes, and both stand in the history', () => {
    const before = until(accepted(), '12:05');
    const there = next(before, 'arrive', {}, '12:06');
    const undone = next(there, 'undo', {}, '12:10');
    expect(undone).toMatchObject({ state: 'accepted', data: before.data, breachedAt: before.breachedAt });
    expect(undone.history.slice(-2).map(({ action }) => action)).toEqual(['arrive', 'undo']);
    expect(undone.deadlines.filter(({ step, track }) => step === 'breach' && track.startsWith('arrive'))).toEqual([]);
    expect(undone.deadlines.some(({ step }) => step === 'escalation')).toBe(true);
  });

  test('V5: not later, not somebody else’s, not twice', () => {
    const there = next(accepted(), 'arrive', {}, '11:55');
    expect(tried(there, 'undo', {}, '12:01')).toMatchObject({ code: 'visit.undoTooLate' });
    expect(tried(there, 'undo', {}, '11:56', LEADER)).toMatchObject({ code: 'visit.nothingToUndo' });
    expect(tried(next(there, 'undo', {}, '11:56'), 'undo', {}, '11:57')).toMatchObject({ code: 'visit.nothingToUndo' });
  });

  test('V5: taking an arrival back does not take back what was missed', () => {
    const there = next(until(accepted(), '12:05'), 'arrive', {}, '12:06');
    expect(counts(next(there, 'undo', {}, '12:07'))).toMatchObject({ missed: 1 });
  });
});

describe('when and how long', () => {
  test('V6: who is on his way is asked only when it is too late to be there in good time', () => {
    const departed = next(accepted(), 'onMyWay', PACKED, '11:20');
    const warning = (visit: Visit) => visit.deadlines.find(({ step, track }) => step === 'warning' && track.startsWith('arrive'))?.dueAt;
    expect(warning(departed)).toEqual(on('11:55').toJSDate());
    expect(warning(accepted())).toEqual(on('11:50').toJSDate());
    expect(
      visitKind.helps({ say: 'arrive.warning', to: { kind: 'person', user: departed.owner }, deadline: departed.deadlines[0] }, departed),
    ).toEqual(expect.arrayContaining(['arrive', 'late']));
  });

  test('V10: an absent customer is waited for from the appointed start or the arrival, whichever is later', () => {
    const early = next(next(accepted(), 'arrive', {}, '11:50'), 'absent', {}, '11:53');
    expect(early.data.absent?.waitUntil).toEqual(on('12:15').toJSDate());
    const late = next(next(accepted(), 'arrive', {}, '12:04'), 'absent', {}, '12:10');
    expect(late.data.absent?.waitUntil).toEqual(on('12:19').toJSDate());
    expect(tried(early, 'noteLeft', {}, '12:10')).toMatchObject({ code: 'visit.waitLonger' });
  });

  test('V10: the call that follows is due when the desk works', () => {
    const night = next(aVisit({ from: on('23:00').toJSDate(), to: on('23:59').toJSDate() }), 'accept');
    const absent = next(next(night, 'arrive', {}, '22:55'), 'absent', {}, '23:00');
    const left = next(absent, 'noteLeft', {}, '23:31');
    expect(left.data.absent?.followUpAt).toEqual(on('2026-03-03T11:00').toJSDate());
    const noon = next(next(next(accepted(), 'arrive', {}, '11:55'), 'absent', {}, '12:00'), 'noteLeft', {}, '12:20');
    expect(noon.data.absent?.followUpAt).toEqual(on('15:30').toJSDate());
    expect(next(noon, 'followedUp', { text: 'nobody' }, '17:30').data.absent?.followUpAt).toEqual(on('2026-03-03T10:30').toJSDate());
  });

  test('V11: help is called before leaving and on the way back too, and all who were called hear who took it', () => {
    for (const visit of [accepted(), { ...accepted(), state: 'signed' as const }, { ...accepted(), state: 'handed_in' as const }]) {
      const called = next(visit, 'sos', {}, '10:05');
      const heard = told(called, 'sosTaken', {}, '10:06', anActor('U01AGENT', ['agent']));
      for (const who of [ENGINEER.id, 'U04SUP', 'U05HEAD', 'alarms', 'thread']) expect(heard).toContain(`sosTaken>${who}`);
    }
  });

  test('V14: a time that the customer agreed to is confirmed, and nobody asks to confirm it again', () => {
    const window = { date: '2026-03-02', from: '15:00', to: '16:00', agreedWith: 'Mia', reason: 'x' };
    const moved = next(accepted(), 'reschedule', window, '10:05');
    expect(moved.state).toBe('confirmed');
    expect(moved.deadlines.some(({ track }) => track.startsWith('confirm'))).toBe(false);
    expect(next(aVisit(), 'reschedule', window, '10:05').state).toBe('ordered');
  });

  test('V14: a refused appointment waits for a supervisor, who is asked again; until then nobody leaves', () => {
    const refused = next(accepted(), 'callMade', { outcome: 'refused', text: 'angry' }, '10:05');
    expect(tried(refused, 'onMyWay', PACKED, '10:10')).toMatchObject({ code: 'visit.appointmentRefused' });
    expect(refused.deadlines.find(({ track }) => track.startsWith('refused'))).toMatchObject({
      dueAt: on('10:35').toJSDate(),
      to: ['supervisors', 'heads'],
    });
    const talked = next(refused, 'goAnyway', { agreedWith: 'Mia', reason: 'apologised' }, '10:20', LEADER);
    expect(talked).toMatchObject({ state: 'confirmed', data: { refusedAt: undefined } });
    const asked = next(refused, 'callMade', { outcome: 'confirmed', confirmed: ['window', 'address', 'phone'] }, '10:20');
    expect(asked.data.refusedAt).toBeUndefined();
  });

  test('V15: within a window longer than the setting everything is on time; a delay counts from its end', () => {
    const day = next(aVisit({ from: on('11:00').toJSDate(), to: on('18:00').toJSDate() }), 'accept');
    expect(tried(day, 'late', { eta: on('13:30').toJSDate(), delayReason: 'traffic' }, '10:05')).toMatchObject({ code: 'visit.notLate' });
    expect(next(day, 'arrive', {}, '13:30').data.arrivals).toMatchObject([{ lateMinutes: 0, punctuality: 'onTime' }]);
    expect(next(day, 'arrive', {}, '18:12').data.arrivals).toMatchObject([{ lateMinutes: 12, punctuality: 'notToldInTime' }]);
    expect(next(day, 'late', { eta: on('19:00').toJSDate(), delayReason: 'traffic' }, '13:00').data.delays).toMatchObject([
      { grade: 'halfDay', tellBy: on('17:30').toJSDate() },
    ]);
    expect(until(day, '17:59').breachedAt).toBeUndefined();
    expect(until(day, '18:00').breachedAt).toBeDefined();
  });
});
