import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CLOCK } from '../../src/cases/case.js';
import type { Duty } from '../../src/cases/duty/plan.js';
import { dutyKind, openDuty } from '../../src/cases/duty/workflow.js';
import type { Inspection } from '../../src/cases/inspection/inspection.js';
import { openInspection } from '../../src/cases/inspection/opening.js';
import { inspectionKind } from '../../src/cases/inspection/workflow.js';
import { person } from '../../src/cases/text.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { workIntervalsOf } from '../../src/time/calendar.js';
import { type Rhythm, slotOn, timesOf } from '../../src/time/slots.js';
import { firstWholeDay } from '../../src/time/work-days.js';
import { anActor, aPolicy, at } from '../support/builders.js';
import { anInspection, GROUP, member } from '../support/inspections.js';

const policy = aPolicy();
const { calendar } = policy;
const daily = (dueBy: number, more: Partial<Rhythm> = {}): Rhythm => ({
  recurrence: { rule: 'FREQ=DAILY' },
  dueBy,
  remindBefore: 3_600_000,
  ...more,
});
const slotAt = (iso: string, rhythm: Rhythm) => {
  const slot = slotOn(rhythm, at(iso), calendar);
  if (!slot) throw new Error('no slot');
  return slot;
};
const isWork = (moment: Date): boolean =>
  workIntervalsOf(calendar, at(moment.toISOString())).some(({ start, end }) => start && end && +start <= +moment && +moment <= +end);

describe('what comes round has whole turns, at times at which somebody works', () => {
  test.each([
    ['before work begins', '2026-03-02T08:59', '2026-03-02'],
    ['an hour before it ends', '2026-03-02T17:02', '2026-03-03'],
    ['in the evening', '2026-03-02T18:30', '2026-03-03'],
  ])('O24: what begins %s has its first turn with the first whole day', (_name, now, day) => {
    expect(firstWholeDay(at(now), calendar)).toBe(day);
  });

  test.each([
    ['a little late', '2026-03-02T09:40', 11 * 60, '2026-03-02T11:40'],
    ['over the lunch break', '2026-03-02T10:30', 11 * 60, '2026-03-02T14:00'],
    ['in the last hour', '2026-03-02T17:02', 18 * 60, '2026-03-02T18:00'],
  ])('O24: opened %s it is due as much work later, never in the night', (_name, now, dueBy, due) => {
    const times = timesOf(slotAt(now, daily(dueBy)), at(now), calendar);
    expect(times.dueAt).toEqual(at(due).toJSDate());
    expect(times.remindAt < times.dueAt && times.remindAt >= at(now).toJSDate()).toBe(true);
  });

  test('O24: whenever a bot comes back within working hours, what it opens is due while somebody works, and not before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 14 * 24 * 60 }), fc.integer({ min: 9 * 60 + 30, max: 18 * 60 }), (minutes, dueBy) => {
        const now = at('2026-03-02T09:00').plus({ minutes });
        const slot = slotOn(daily(dueBy), now, calendar);
        if (!slot || now < slot.opensAt || !isWork(now.toJSDate()) || now >= at(`${slot.day}T17:59`)) return;
        const times = timesOf(slot, now, calendar);
        const due = at(times.dueAt.toISOString());
        expect(due.hour >= 9 && due <= at(`${slot.day}T18:00`)).toBe(true);
        expect(times.dueAt > now.toJSDate()).toBe(slot.dueAt > now || times.openedLate === true);
        expect(times.dueAt < times.lapsesAt).toBe(true);
      }),
    );
  });

  test('O24: what is due before work begins opens before that, and is not born late', () => {
    const slot = slotAt('2026-03-02T12:00', daily(8 * 60));
    expect([slot.opensAt, slot.remindAt, slot.dueAt].map((time) => time.toFormat('HH:mm'))).toEqual(['06:00', '07:00', '08:00']);
    expect(slot.lapsesAt.toISO()).toBe(at('2026-03-03T06:00').toISO());
  });

  test('O25: over a weekend an inspection that nobody does sounds in working hours, once more on its day, and then no more', () => {
    const slot = slotAt('2026-03-06T09:00', daily(11 * 60));
    const item = { id: '1', cycle: 'daily', answer: 'ok', question: 'up?' } as const;
    const project = { no: 'P-1', name: 'Shop', isEnabled: true, items: [item] };
    const turn = { cycle: 'daily', group: '收银组', slot, all: [project] } as const;
    let inspection = openInspection(turn, { team: 'T1', seq: 1 }, { actor: CLOCK, now: slot.opensAt, policy }).next as Inspection;
    const said: string[] = [];
    for (let now = slot.opensAt; now < at('2026-03-09T09:00'); now = now.plus({ minutes: 10 })) {
      const due = decideDue(inspectionKind, inspection, now, policy);
      if (!due) continue;
      inspection = due.next as Inspection;
      for (const { say, to } of due.notices.filter(({ deadline }) => deadline))
        said.push(`${now.toFormat('ccc HH:mm')} ${say.split('.')[1]} ${'user' in to ? to.user : to.kind}`);
    }
    expect(said).toEqual([
      'Fri 09:00 reminder U02ENGLI',
      'Fri 09:00 reminder U03ENGTOM',
      'Fri 10:00 reminder U02ENGLI',
      'Fri 11:00 breach U02ENGLI',
      'Fri 11:00 breach U03ENGTOM',
      'Fri 11:00 breach U04SUP',
      'Fri 11:00 breach thread',
      'Fri 14:30 repeat U02ENGLI',
      'Fri 14:30 repeat U04SUP',
    ]);
  });

  test('O25: a turn of a month that nobody does sounds as work begins, once a work day', () => {
    const slot = slotAt('2026-03-02T09:00', daily(11 * 60, { recurrence: { rule: 'FREQ=MONTHLY;BYDAY=1MO' } }));
    const item = { id: '1', cycle: 'daily', answer: 'ok', question: 'up?' } as const;
    const turn = { cycle: 'daily', group: '收银组', slot, all: [{ no: 'P-1', name: 'Shop', isEnabled: true, items: [item] }] } as const;
    let inspection = openInspection(turn, { team: 'T1', seq: 1 }, { actor: CLOCK, now: slot.opensAt, policy }).next as Inspection;
    const repeats: string[] = [];
    for (let now = slot.opensAt; now < at('2026-03-10T12:00'); now = now.plus({ minutes: 30 })) {
      const due = decideDue(inspectionKind, inspection, now, policy);
      if (!due) continue;
      inspection = due.next as Inspection;
      if (due.notices.some(({ say }) => say === 'inspect.repeat')) repeats.push(now.toFormat('ccc HH:mm'));
    }
    expect(repeats).toEqual(['Mon 14:30', 'Tue 09:00', 'Wed 09:00', 'Thu 09:00', 'Fri 09:00', 'Mon 09:00', 'Tue 09:00']);
  });

  test('fresh eye: nobody excuses his own inspection or duty, another who leads does; a hand-over without a reason says none', () => {
    const now = at('2026-03-02T09:00');
    const duty: Duty = {
      ...{ no: 'SD-1', seq: 1, version: 1, name: 'Morning round', group: GROUP, recurrence: 'daily', dueBy: '11:00', dueAfterDays: 0 },
      ...{ evidence: 'text', lines: [], enabledOn: '2026-03-01', isEnabled: true, history: [] },
    };
    const turn = openDuty(duty, slotAt('2026-03-02T09:00', daily(11 * 60)), { team: 'T1', seq: 1 }, { actor: CLOCK, now, policy }).next;
    const [supervisor, head] = [anActor('U04SUP', ['supervisor']), anActor('U05HEAD', ['head'])];
    for (const [kind, opened] of [
      [inspectionKind, anInspection()],
      [dutyKind, turn],
    ] as const) {
      const handed = decide(kind as typeof dutyKind, opened as typeof turn, 'handOver', { to: 'U04SUP' }, { actor: member, now, policy });
      if (!handed.ok) throw new Error(handed.code);
      expect(handed.notices.map(({ params }) => params.reason).filter((reason) => reason !== undefined)).toEqual(['', '']);
      // Who takes it from somebody else is not said to have given it to himself.
      const taken = decide(
        kind as typeof dutyKind,
        opened as typeof turn,
        'handOver',
        { to: 'U04SUP' },
        { actor: supervisor, now, policy },
      );
      expect(taken.ok && taken.notices.map(({ say, params }) => [say, params.owner])).toContainEqual(['turnTakenOver', person('U02ENGLI')]);
      const excuse = (actor = supervisor) =>
        decide(kind as typeof dutyKind, handed.next as typeof turn, 'excuse', { reason: 'no power' }, { actor, now, policy });
      expect(excuse()).toMatchObject({ ok: false, code: 'excusedByAnother' });
      expect(excuse(head)).toMatchObject({ ok: true, next: { state: 'excused' } });
    }
    // Nor does it help to hand one's own on first.
    const own = { ...anInspection(), owner: 'U04SUP' };
    const passed = decide(inspectionKind, own, 'handOver', { to: 'U02ENGLI' }, { actor: supervisor, now, policy });
    if (!passed.ok) throw new Error(passed.code);
    const asks = (actor: typeof supervisor) =>
      decide(inspectionKind, passed.next, 'excuse', { reason: 'no power' }, { actor, now, policy });
    expect(asks(supervisor)).toMatchObject({ code: 'excusedByAnother' });
    expect(asks(head)).toMatchObject({ ok: true });
    // Nor once the beginning of its history has moved out.
    const long = { ...passed.next, history: [] };
    expect(decide(inspectionKind, long, 'excuse', { reason: 'no power' }, { actor: supervisor, now, policy })).toMatchObject({
      code: 'excusedByAnother',
    });
    const shared = { ...anInspection(), data: { ...anInspection().data, shares: { 'P-1': 'U04SUP' } } };
    const excused = decide(inspectionKind, shared, 'excuse', { reason: 'no power' }, { actor: supervisor, now, policy });
    expect(excused).toMatchObject({ code: 'excusedByAnother' });
  });
});
