import { describe, expect, test } from '@jest/globals';
import type { DateTime } from 'luxon';
import type { Case, Deadline } from '../../src/cases/case.js';
import type { FormValues } from '../../src/cases/form.js';
import { allKinds } from '../../src/cases/kinds.js';
import { heldOf } from '../../src/cases/quiet.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { ticketKind } from '../../src/cases/ticket/workflow.js';
import type { Visit } from '../../src/cases/visit/visit.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { anActor, aPolicy, aTicket, at, aVisit } from '../support/builders.js';

const policy = aPolicy({ quietHours: {} });
const onDuty = (...users: string[]) => ({ ...policy, people: { ...policy.people, onDuty: users } });
const night = at('2026-03-03T03:00');
const MORNING = at('2026-03-03T08:00').toJSDate();
const evening = at('2026-03-02T17:00');

type Told = readonly {
  readonly to: object;
  readonly say: string;
  readonly createdAt: Date;
  readonly held?: { readonly until: Date } | undefined;
}[];
/** Who is told at once, and who in the morning. */
const told = (notices: Told = []): string[] =>
  notices.flatMap(({ to, say, createdAt, held }) => {
    const waits = held && held.until > createdAt;
    const { kind, user } = to as { kind: string; user?: string };
    return kind === 'person'
      ? [`${say} ${user}${waits ? ` ${at(held.until.toISOString()).setZone('Asia/Shanghai').toFormat('dd HH:mm')}` : ''}`]
      : [];
  });
const aDeadline = (track: string, step: Deadline['step'], dueAt = night): Deadline => ({
  id: `${track}:${step}`,
  track,
  step,
  dueAt: dueAt.toJSDate(),
  promisedAt: dueAt.toJSDate(),
  to: [],
});
const through = (ticket: Ticket, from: DateTime, to: DateTime, rules = policy): string[] => {
  const lines: string[] = [];
  let current = ticket;
  for (let now = from; now <= to; now = now.plus({ minutes: 1 })) {
    const due = decideDue(ticketKind, current, now, rules);
    if (!due) continue;
    current = due.next;
    lines.push(...told(due.notices).map((line) => `${now.toFormat('dd HH:mm')} ${line}`));
  }
  return lines;
};

describe('18.6: what waits for the morning', () => {
  test('Q9: a warning at night waits, one in the day does not', () => {
    const ticket = aTicket({}, { now: at('2026-03-02T10:00'), policy });
    const lines = through(ticket, at('2026-03-02T10:00'), at('2026-03-03T10:05'));
    expect(lines.filter((line) => line.includes('escalation'))).toEqual([
      '03 05:12 resolve.escalation U01AGENT 03 08:00',
      '03 05:12 resolve.escalation U04SUP 03 08:00',
    ]);
    // The first word of a breach by day comes at its time.
    expect(lines.filter((line) => line.includes('resolve.breach') && !line.endsWith('08:00'))).toHaveLength(3);
  });

  test('Q9: repeats of one promise are at most three, then one line each work day', () => {
    const ticket = aTicket({ spoken: ['spoken'] }, { now: at('2026-03-02T09:00'), policy });
    const accepted = decide(ticketKind, ticket, 'accept', {}, { actor: anActor('U03ENGTOM'), now: at('2026-03-02T09:05'), policy });
    if (!accepted.ok) throw new Error(accepted.code);
    const lines = through(accepted.next, at('2026-03-02T09:06'), at('2026-03-09T12:00')).filter((line) => line.includes('repeat U04SUP'));
    expect(lines).toEqual([
      '03 11:00 resolve.repeat U04SUP',
      '03 13:00 resolve.repeat U04SUP',
      '03 15:00 resolve.repeat U04SUP',
      '04 07:59 resolve.repeat U04SUP 04 08:00',
      '05 07:59 resolve.repeat U04SUP 05 08:00',
      '06 07:59 resolve.repeat U04SUP 06 08:00',
      '09 07:59 resolve.repeat U04SUP 09 08:00',
    ]);
  });

  test('63: a P1 that is broken and that nobody took sounds on, day and night, at most once an hour; once it is taken it fades', () => {
    const friday = at('2026-03-06T10:00');
    const repeats = (lines: readonly string[]): string[] =>
      lines.filter((line) => line.includes('repeat U04SUP')).map((line) => line.slice(0, 8));
    const p1 = aTicket({ impact: 'high', urgency: 'high', spoken: ['spoken'] }, { now: friday, policy });
    const untaken = repeats(through(p1, friday.plus({ minutes: 1 }), friday.plus({ days: 3 })));
    // Every two hours of a Sunday.
    expect(untaken.filter((time) => time.startsWith('08 '))).toHaveLength(12);
    const often = aPolicy({ quietHours: {}, sla: { escalate: { repeat: 'PT20M' } } });
    const hourly = repeats(through(p1, friday.plus({ minutes: 1 }), friday.plus({ days: 2 }), often)).filter((time) =>
      time.startsWith('07 '),
    );
    expect(hourly.length).toBeGreaterThan(20);
    expect(hourly.length).toBeLessThanOrEqual(24);
    const accepted = decide(ticketKind, p1, 'accept', {}, { actor: anActor('U03ENGTOM'), now: friday.plus({ minutes: 5 }), policy });
    if (!accepted.ok) throw new Error(accepted.code);
    expect(repeats(through(accepted.next, friday.plus({ minutes: 6 }), friday.plus({ days: 2 })))).toHaveLength(3);
  });

  test('Q9: nothing is repeated while nobody would hear it', () => {
    const ticket = aTicket({}, { now: at('2026-03-02T19:30'), policy });
    const lines = through(ticket, at('2026-03-02T19:31'), at('2026-03-03T07:58')).filter((line) => line.includes('repeat'));
    expect(lines).toEqual([]);
  });

  test('Q9: one ticket on two tracks at once says one thing, the loudest first', () => {
    const ticket = aTicket({}, { now: at('2026-03-02T10:00'), policy });
    const due = decideDue(ticketKind, ticket, at('2026-03-02T11:00'), policy);
    // The engineers' own step was overtaken by this one: they hear it, too.
    expect(told(due?.notices)).toEqual(['take.breach U01AGENT', 'take.breach U04SUP', 'take.breach U02ENGLI', 'take.breach U03ENGTOM']);
    const [first] = due?.notices.filter(({ to }) => to.kind === 'person') ?? [];
    expect(first?.also?.map(({ say }) => say)).toEqual(['firstResponse.breach']);
  });

  test('urgent calls and P1 wake: warnings, breaches and repeats alike', () => {
    for (const values of [
      { impact: 'high', urgency: 'high' },
      { impact: 'low', urgency: 'high' },
    ]) {
      const ticket = aTicket(values, { now: at('2026-03-02T21:30'), policy, actor: anActor('U06AGENTEN') });
      const lines = through(ticket, at('2026-03-02T21:31'), at('2026-03-03T07:58'));
      expect(lines.length).toBeGreaterThan(4);
      expect(lines.filter((line) => line.endsWith('08:00'))).toEqual([]);
    }
  });

  test('whoever is on duty hears at night, the others in the morning', () => {
    const ticket = aTicket({}, { now: at('2026-03-02T22:30'), policy, actor: anActor('U06AGENTEN') });
    const due = decideDue(ticketKind, ticket, at('2026-03-02T22:51'), onDuty('U03ENGTOM'));
    expect(told(due?.notices)).toEqual(['take.reminder U02ENGLI 03 08:00', 'take.reminder U03ENGTOM']);
  });

  test('whoever is at work with a case hears of it: the agent who logs a call at night is reminded of the first contact', () => {
    const ticket = aTicket({}, { now: at('2026-03-03T02:00'), policy });
    const lines = through(ticket, at('2026-03-03T02:01'), at('2026-03-03T02:49'));
    expect(lines).toContain('03 02:48 firstResponse.warning U01AGENT');
    expect(lines).toContain('03 02:40 take.breach U04SUP 03 08:00');
  });

  test('somebody whose quiet hours are by day hears at night', () => {
    const rules = { ...policy, people: { ...policy.people, quiet: { U04SUP: { from: 540, to: 1020, daysOff: false } } } };
    const hold = (now: DateTime) =>
      heldOf(
        aTicket({}, { now: evening, policy }) as Case,
        { to: { kind: 'person', user: 'U04SUP' }, say: 'x', deadline: aDeadline('resolve#1', 'breach') },
        { now, policy: rules },
        undefined,
      );
    expect(hold(night)?.until).toEqual(night.toJSDate());
    expect(hold(at('2026-03-03T10:00'))?.until).toEqual(at('2026-03-03T17:00').toJSDate());
  });

  test('what one act says of many cases waits for one moment, by night for the morning, and is for nobody less than it was', () => {
    const ticket = aTicket({}, { now: evening, policy }) as Case;
    const to = { kind: 'person', user: ticket.owner } as const;
    const hold = (now: DateTime, decided: DateTime) =>
      heldOf(ticket, { to, say: 'x', mayWait: true, gathersAt: decided.plus({ seconds: 30 }).toJSDate() }, { now, policy }, undefined);
    const day = at('2026-03-03T10:00');
    const gathered = { until: day.plus({ seconds: 30 }).toJSDate(), isTogether: true, asOwner: true };
    expect([hold(day, day), hold(day.plus({ seconds: 8 }), day)]).toEqual([gathered, gathered]);
    expect(hold(day.plus({ minutes: 5 }), day)?.until).toEqual(day.plus({ minutes: 5 }).toJSDate());
    expect(hold(night, night)).toEqual({ until: MORNING, asOwner: true });
  });

  test('a call that was promised for the night rings whoever promised it, and nobody else', () => {
    const ticket = aTicket({}, { now: evening, policy });
    const wakes = (user: string): boolean =>
      ticketKind.wakes?.(
        { to: { kind: 'person', user }, say: 'callback.reminder', deadline: aDeadline('callback#1', 'breach') },
        ticket,
        MORNING,
      ) ?? false;
    expect([wakes(ticket.owner), wakes('U04SUP')]).toEqual([true, false]);
  });

  test.each([
    ['sos#1', 'escalation', true],
    ['depart#1', 'warning', true],
    ['arrive#1', 'breach', true],
    ['arrive#1', 'repeat', false],
    ['approve#1', 'breach', true],
    ['handIn#1', 'reminder', false],
    ['confirm#1', 'reminder', false],
    ['accept#1', 'breach', false],
  ] as const)('of a visit in the afternoon %s %s wakes: %s', (track, step, expected) => {
    const ordered = aVisit({ from: at('2026-03-03T14:00').toJSDate(), to: at('2026-03-03T15:00').toJSDate() }, { now: evening, policy });
    const visit = track === 'accept#1' ? ordered : { ...ordered, state: 'accepted' as const };
    const wakes = (of: typeof visit): boolean =>
      visitKind.wakes?.({ to: { kind: 'person', user: 'U02ENGLI' }, say: 'x', deadline: aDeadline(track, step) }, of, MORNING) ?? false;
    expect(wakes(visit)).toBe(expected);
    // Before eight or soon after it the morning would be too late to find somebody.
    const early = aVisit({ from: at('2026-03-03T08:30').toJSDate(), to: at('2026-03-03T09:30').toJSDate() }, { now: evening, policy });
    if (track === 'accept#1') expect(wakes(early)).toBe(true);
  });

  test('17: what waits some minutes for others never waits into the night', () => {
    const at80 = (logged: string): string[] => {
      const ticket = aTicket({ spoken: ['spoken'] }, { now: at(logged), policy });
      const accepted = decide(ticketKind, ticket, 'accept', {}, { actor: anActor('U03ENGTOM'), now: at(logged), policy });
      if (!accepted.ok) throw new Error(accepted.code);
      const due = at(logged).plus({ minutes: 24 * 60 * 0.8 + 1 });
      return told(decideDue(ticketKind, accepted.next, due, policy)?.notices).filter((line) => line.includes('escalation U04SUP'));
    };
    expect(at80('2026-03-02T14:20')).toEqual(['resolve.escalation U04SUP 03 10:00']);
    expect(at80('2026-03-03T01:45')).toEqual(['resolve.escalation U04SUP']);
  });

  test('17: that nobody has accepted Monday’s visit is no matter of Saturday night; of an early one they hear when the night is over', () => {
    const saturday = at('2026-03-07T02:03');
    const toldOf = (from: DateTime): string[] => {
      const order = { engineer: 'U03ENGTOM', from: from.toJSDate(), to: from.plus({ hours: 1 }).toJSDate(), travelMinutes: 30 };
      const due = decideDue(visitKind, aVisit(order, { now: saturday, policy }), saturday.plus({ minutes: 31 }), policy);
      return told(due?.notices).filter((line) => line.startsWith('accept'));
    };
    const both = (when: string): string[] => [`accept.breach U03ENGTOM${when}`, `accept.breach U04SUP${when}`];
    expect(toldOf(at('2026-03-09T10:00'))).toEqual(both(' 09 08:00'));
    expect(toldOf(at('2026-03-09T08:30'))).toEqual(both(' 07 08:00'));
    expect(toldOf(at('2026-03-07T08:30'))).toEqual(both(''));
  });

  test('33: that a visit of the night is late wakes its engineer, not who leads; of an urgent fault, or an SOS, they hear at once', () => {
    const window = { from: at('2026-03-03T01:00').toJSDate(), to: at('2026-03-03T02:00').toJSDate() };
    const tom = anActor('U03ENGTOM', ['engineer']);
    const pressed = (visit: Visit, action: string, now: DateTime, input: FormValues = {}) => {
      const decided = decide(visitKind, visit, action, input, { actor: tom, now, policy });
      if (!decided.ok) throw new Error(decided.code);
      return decided;
    };
    const late = (isUrgent: boolean) => {
      const ordered = aVisit({ ...window, engineer: tom.id, isUrgent }, { now: evening, policy, actor: anActor('U06AGENTEN') });
      let visit = decideDue(visitKind, pressed(ordered, 'accept', evening).next, at('2026-03-03T00:10'), policy)?.next ?? ordered;
      const lines: string[] = [];
      for (let now = at('2026-03-03T00:11'); now <= at('2026-03-03T02:01'); now = now.plus({ minutes: 1 })) {
        const due = decideDue(visitKind, visit, now, policy);
        lines.push(...told(due?.notices));
        visit = due?.next ?? visit;
      }
      return { visit, told: lines, there: told(pressed(visit, 'arrive', at('2026-03-03T02:10')).notices) };
    };
    const plain = late(false);
    expect(plain.told).toEqual(expect.arrayContaining(['arrive.breach U03ENGTOM', 'arrive.escalation U03ENGTOM']));
    expect(plain.told).toContain('arrive.breach U04SUP 03 08:00');
    expect(plain.told.filter((line) => /U04SUP|U05HEAD/.test(line) && !line.endsWith('03 08:00'))).toEqual([]);
    expect(plain.there).toEqual(['visitArrivedLate U04SUP 03 08:00', 'visitArrivedLate U05HEAD 03 08:00']);
    const urgent = late(true);
    expect(urgent.told.filter((line) => line.endsWith('08:00'))).toEqual([]);
    expect(urgent.there).toEqual(['visitArrivedLate U04SUP', 'visitArrivedLate U05HEAD']);
    const sos = pressed(plain.visit, 'sos', at('2026-03-03T02:20'));
    expect(told(sos.notices).some((line) => line === 'sosCall U04SUP')).toBe(true);
  });

  test('that all is well is told in the morning; what a person does is told at once', () => {
    const broken = aTicket({}, { now: at('2026-03-02T10:00'), policy });
    const due = decideDue(ticketKind, broken, at('2026-03-02T11:00'), policy);
    if (!due) throw new Error('nothing was due');
    const solved = decide(
      ticketKind,
      due.next,
      'resolve',
      { steps: 's', cause: 'c', category: 'pos', part: 'software' },
      { actor: anActor('U03ENGTOM'), now: night, policy },
    );
    const handed = decide(
      ticketKind,
      due.next,
      'handOver',
      { to: 'U02ENGLI', reason: 'r' },
      { actor: anActor('U03ENGTOM'), now: night, policy },
    );
    if (!solved.ok || !handed.ok) throw new Error('refused');
    expect(told(solved.notices)).toContain('allWell U04SUP 03 08:00');
    expect(told(handed.notices)).toEqual(['handedToYou U02ENGLI']);
  });

  test('by day what is over is one list each half hour; of what is urgent at once', () => {
    const ends = (values: FormValues, actor: string): string[] => {
      const ticket = aTicket(values, { now: at('2026-03-02T10:00'), policy });
      const due = decideDue(ticketKind, ticket, at('2026-03-02T11:00'), policy);
      const solved = decide(
        ticketKind,
        due?.next ?? ticket,
        'resolve',
        { steps: 's', cause: 'c', category: 'pos', part: 'software' },
        {
          ...{ actor: anActor(actor), now: at('2026-03-02T11:10'), policy },
        },
      );
      if (!due || !solved.ok) throw new Error('not solved');
      return told(solved.notices).filter((line) => line.startsWith('allWell U'));
    };
    const solved = ends({}, 'U03ENGTOM');
    expect(solved).toContain('allWell U04SUP 02 11:30');
    expect(ends({ impact: 'high', urgency: 'high' }, 'U03ENGTOM')).toContain('allWell U04SUP');
  });

  test('eye: that somebody took what one logged is no message of its own: a line of the half hour, of what one was alarmed about; whoever handed on hears the answer', () => {
    const ticket = aTicket({}, { now: at('2026-03-02T10:00'), policy });
    const pressed = (from: typeof ticket, action: string, input: FormValues, by: string) => {
      const decided = decide(ticketKind, from, action, input, { actor: anActor(by), now: at('2026-03-02T10:05'), policy });
      if (!decided.ok) throw new Error(decided.code);
      return decided;
    };
    const accepted = pressed(ticket, 'accept', {}, 'U03ENGTOM');
    expect(told(accepted.notices)).toContain('takenOver U01AGENT 02 10:30');
    expect(accepted.notices.find(({ say }) => say === 'takenOver')?.held).toMatchObject({ ifHeard: true, isTogether: true });
    const handed = pressed(accepted.next as typeof ticket, 'handOver', { to: 'U02ENGLI', reason: 'r' }, 'U03ENGTOM');
    const taken = pressed(handed.next as typeof ticket, 'accept', {}, 'U02ENGLI');
    expect(told(taken.notices)).toContain('takenOver U03ENGTOM');
  });

  test('without quiet hours nothing waits, and what is said once a day comes as work begins', () => {
    const none = aPolicy();
    const ticket = aTicket({ spoken: ['spoken'] }, { now: at('2026-03-02T09:00'), policy: none });
    const lines = through(ticket, at('2026-03-02T09:01'), at('2026-03-05T12:00'), none).filter((line) => line.includes('repeat U04SUP'));
    expect(lines.map((line) => line.slice(0, 8))).toEqual([
      '02 11:30',
      '02 13:30',
      '02 15:30',
      '03 11:00',
      '03 13:00',
      '03 15:00',
      '04 09:00',
      '05 09:00',
    ]);
  });

  test('every kind answers for every deadline that it plans', () => {
    const deadline = aDeadline('x#1', 'repeat');
    const c = aVisit({}, { now: evening, policy });
    for (const { rules } of allKinds())
      expect(typeof (rules.wakes?.({ to: { kind: 'person', user: 'U02ENGLI' }, say: 'x', deadline }, c as never, MORNING) ?? false)).toBe(
        'boolean',
      );
  });
});

test('18.6: those who are asked in turn are asked at the next full five minutes; what somebody takes meanwhile asks nobody', () => {
  const rules = { ...policy, people: { ...policy.people, engineers: ['U02ENGLI', 'U03ENGTOM'] } };
  const ticket = aTicket({}, { now: at('2026-03-02T10:02'), policy: rules });
  const asked = through(ticket, at('2026-03-02T10:02'), at('2026-03-02T10:30'), rules);
  expect(asked.filter((line) => line.includes('take.reminder'))).toEqual([
    '02 10:22 take.reminder U02ENGLI 02 10:25',
    '02 10:22 take.reminder U03ENGTOM 02 10:25',
  ]);
});
