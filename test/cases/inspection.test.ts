import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { CLOCK } from '../../src/cases/case.js';
import { formOn } from '../../src/cases/form.js';
import { type CheckItem, type Cycle, PROJECT_CYCLES } from '../../src/cases/inspection/check-item.js';
import { answerField, FILL_FORM, noteField } from '../../src/cases/inspection/form.js';
import { askedIn, type Inspection } from '../../src/cases/inspection/inspection.js';
import { itemsAsText, parseItems } from '../../src/cases/inspection/items.js';
import type { Project } from '../../src/cases/inspection/project.js';
import { inspected, inspectionKind, openInspection, withSubjects } from '../../src/cases/inspection/workflow.js';
import type { Policy } from '../../src/cases/policy.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { ITEM_WORDS } from '../../src/slack/messages/item-words.js';
import { type Slot, slotOn, slotsSince } from '../../src/time/slots.js';
import { anActor, aPolicy, at } from '../support/builders.js';

const GROUP = '收银组';
const item = (id: string, changes: Partial<CheckItem> = {}): CheckItem => ({
  id,
  cycle: 'daily',
  answer: 'ok',
  question: `Q${id}`,
  ...changes,
});
const aProject = (changes: Partial<Project> = {}): Project => ({
  no: 'P-1',
  seq: 1,
  version: 1,
  name: 'Checkout',
  group: GROUP,
  isEnabled: true,
  items: [item('1'), item('2', { answer: 'number', min: 20, max: 90 }), item('3', { cycle: 'weekly' })],
  lastItem: 3,
  history: [],
  ...changes,
});

function anInspection(projects: readonly Project[] = [aProject()], now = at('2026-03-02T09:00'), policy = aPolicy()): Inspection {
  const slot = slotOn(policy.inspection.daily, now, policy.calendar);
  if (!slot) throw new Error('a day off');
  const decided = openInspection(
    { cycle: 'daily', group: GROUP, slot, all: projects },
    { team: 'T1', seq: 1 },
    { actor: CLOCK, now, policy },
  );
  return decided.next as Inspection;
}
const member = anActor('U02ENGLI', ['engineer']);

describe('check items as lines', () => {
  test('are read in either language, keep their ids, and come back as they were written', () => {
    const read = parseItems(
      'daily | ok | Does the site open?\n每周｜数值 20..90｜磁盘剩余空间 %｜20 以上\n\ndaily | number ..5 | Errors',
      ITEM_WORDS,
      PROJECT_CYCLES,
    );
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    expect(read.items).toEqual([
      { id: '1', cycle: 'daily', answer: 'ok', question: 'Does the site open?' },
      { id: '2', cycle: 'weekly', answer: 'number', question: '磁盘剩余空间 %', expected: '20 以上', min: 20, max: 90 },
      { id: '3', cycle: 'daily', answer: 'number', question: 'Errors', max: 5 },
    ]);
    const again = parseItems(
      itemsAsText(read.items.toReversed(), (word) => word),
      ITEM_WORDS,
      PROJECT_CYCLES,
      read.items,
    );
    expect('items' in again && again.items).toEqual(read.items.toReversed());
    const changed = parseItems('daily | photo | New\ndaily | text | Errors', ITEM_WORDS, PROJECT_CYCLES, read.items, read.lastItem);
    expect('items' in changed && changed.items.map(({ id }) => id)).toEqual(['4', '3']);
    const none = parseItems('', ITEM_WORDS, PROJECT_CYCLES, read.items, 4);
    const anew = 'items' in none && parseItems('daily | ok | Errors', ITEM_WORDS, PROJECT_CYCLES, none.items, none.lastItem);
    expect(anew && 'items' in anew && anew.items.map(({ id }) => id)).toEqual(['5']);
  });

  test('every wrong line is named, all at once', () => {
    const read = parseItems(
      'monthly | ok | x\ndaily | ok 1..2 | y\ndaily | number 9..1 | z\ndaily | ok | twice\ndaily | ok | twice\ndaily | ok',
      ITEM_WORDS,
      PROJECT_CYCLES,
    );
    expect('problems' in read && read.problems.map(({ code, params }) => [code, params.n])).toEqual([
      ['itemLine', 1],
      ['itemLimits', 2],
      ['itemLimits', 3],
      ['itemTwice', 5],
      ['itemLine', 6],
    ]);
    expect(parseItems(Array.from({ length: 41 }, (_, n) => `daily | ok | q${n}`).join('\n'), ITEM_WORDS, PROJECT_CYCLES)).toMatchObject({
      problems: [{ code: 'tooManyItems' }],
    });
  });
});

const turns = (cycle: Cycle, since: DateTime, now: DateTime, { inspection, calendar }: Policy): Slot[] =>
  slotsSince(inspection[cycle], since, now, calendar);

describe('when inspections open', () => {
  const opens = (cycle: 'daily' | 'weekly', from: string, days: number, settings: object = {}): string[] =>
    turns(cycle, at(from), at(from).plus({ days, hours: 23 }), aPolicy(settings)).map(({ day }) => day);

  test.each([
    ['weekdays only', {}, ['2026-02-27', '2026-03-02', '2026-03-03']],
    ['not on a holiday', { calendar: { holidays: ['2026-03-02'] } }, ['2026-02-27', '2026-03-03']],
    ['on a make-up day', { calendar: { makeupDays: ['2026-02-28'] } }, ['2026-02-27', '2026-02-28', '2026-03-02', '2026-03-03']],
  ])('daily: %s', (_name, settings, days) => {
    expect(opens('daily', '2026-02-26', 5, settings)).toEqual(days);
  });

  test.each([
    ['on its weekday', {}, ['2026-03-02', '2026-03-09']],
    ['after a holiday, the next work day of the week', { calendar: { holidays: ['2026-03-02'] } }, ['2026-03-03', '2026-03-09']],
    ['on the last work day when none is left', { operations: { weekly: { weekday: 6 } } }, ['2026-02-27', '2026-03-06']],
  ])('weekly: %s', (_name, settings, days) => {
    expect(opens('weekly', '2026-02-26', 11, settings)).toEqual(days);
  });

  test('the hours are local also where the clocks change, and the turn before ends as the next begins', () => {
    const policy = aPolicy({ timeZone: 'Europe/Berlin' });
    const slot = slotOn(policy.inspection.daily, DateTime.fromISO('2026-03-27T12:00', { zone: 'Europe/Berlin' }), policy.calendar);
    expect(slot?.dueAt.toISO()).toBe('2026-03-27T11:00:00.000+01:00');
    expect(slot?.lapsesAt.toISO()).toBe('2026-03-30T09:00:00.000+02:00');
  });

  test('over any year of holidays turns never overlap and leave no gap', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 60 }),
        fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York'),
        fc.constantFrom('daily' as const, 'weekly' as const),
        (offsets, timeZone, cycle) => {
          const start = DateTime.fromISO('2026-01-01', { zone: timeZone });
          const holidays = offsets.map((days) => start.plus({ days }).toISODate());
          const slots = turns(cycle, start, start.plus({ days: 200 }), aPolicy({ timeZone, calendar: { holidays } }));
          slots.slice(1).forEach((slot, n) => {
            expect(slots[n]?.lapsesAt.toMillis()).toBe(slot.opensAt.toMillis());
          });
          for (const { opensAt, remindAt, dueAt, lapsesAt } of slots)
            expect(opensAt <= dueAt && remindAt < dueAt && dueAt < lapsesAt).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('an inspection', () => {
  const fill = (inspection: Inspection, input: object, now = at('2026-03-02T09:30'), actor = member) =>
    decide(inspectionKind, inspection, 'fill', { subject: 'P-1', ...input }, { actor, now, policy: aPolicy() });

  test('asks the daily items of enabled projects', () => {
    expect(inspected([aProject(), aProject({ no: 'P-2', isEnabled: false }), aProject({ no: 'P-3', items: [] })], 'daily')).toMatchObject([
      { no: 'P-1', items: [{ id: '1' }, { id: '2' }] },
    ]);
  });

  test('is filled in bit by bit by whoever of the group can, numbers mark themselves, and it is done when nothing is left', () => {
    const first = fill(anInspection(), { [answerField('P-1_2')]: 12.5 });
    if (!first.ok) throw new Error(first.code);
    expect(first.next.state).toBe('in_progress');
    expect(first.notices.map(({ say }) => say)).toEqual(['card', 'finding']);
    const done = fill(
      first.next as Inspection,
      { [answerField('P-1_1')]: 'ok' },
      at('2026-03-02T12:00'),
      anActor('U03ENGTOM', ['engineer']),
    );
    if (!done.ok) throw new Error(done.code);
    expect(done.next).toMatchObject({ state: 'done', isOpen: false, data: { isLate: true } });
    expect(askedIn((done.next as Inspection).data).map(({ result }) => [result?.by, result?.isOk])).toEqual([
      ['U03ENGTOM', true],
      ['U02ENGLI', false],
    ]);
    expect(done.entries[0]?.changes.map(({ field }) => field).sort()).toEqual(['isLate', 'results.P-1_1', 'state']);
  });

  test('an exception says what was seen; the rest in one press leaves it alone and does not answer numbers', () => {
    const bad = fill(anInspection(), { [answerField('P-1_1')]: 'notOk', [noteField('P-1_1')]: '打不开' });
    if (!bad.ok) throw new Error(bad.code);
    const rest = decide(
      inspectionKind,
      bad.next as Inspection,
      'allOk',
      {},
      { actor: member, now: at('2026-03-02T09:40'), policy: aPolicy() },
    );
    expect(rest).toMatchObject({ ok: false, code: 'inspection.nothingLeftOk' });
    expect(askedIn((bad.next as Inspection).data)[0]?.result).toMatchObject({ isOk: false, note: '打不开' });
  });

  test('a project that is disabled leaves at once, and comes back with what was answered', () => {
    const other = aProject({ no: 'P-2', name: 'Other' });
    const begun = fill(anInspection([aProject(), other]), { [answerField('P-1_1')]: 'ok' });
    if (!begun.ok) throw new Error(begun.code);
    const around = { actor: member, now: at('2026-03-02T09:45'), policy: aPolicy() };
    const without = withSubjects(begun.next as Inspection, [{ ...aProject(), isEnabled: false }, other], around);
    expect(without?.next.data.subjects.map(({ no }) => no)).toEqual(['P-2']);
    expect(without && askedIn(without.next.data).some(({ result }) => result)).toBe(false);
    const back = without && withSubjects(without.next, [aProject(), other], around);
    expect(back && askedIn(back.next.data).filter(({ result }) => result)).toHaveLength(1);
    expect(back && withSubjects(back.next, [aProject(), other], around)).toBeUndefined();
    expect(withSubjects(begun.next as Inspection, [], around)?.next).toMatchObject({ state: 'done', isOpen: false });
  });

  test('of more projects than Slack has options, those with something left and the one asked can be chosen', () => {
    const many = Array.from({ length: 130 }, (_, n) => aProject({ no: `P-${n + 1}`, items: [item('1')] }));
    let inspection = anInspection(many);
    for (let n = 1; n <= 40; n += 1) {
      const filled = fill(inspection, { subject: `P-${n}`, [answerField(`P-${n}_1`)]: 'ok' });
      if (filled.ok) inspection = filled.next as Inspection;
    }
    const options = (values: object): readonly string[] => formOn(FILL_FORM, inspection, { ...values }).fields[0]?.options ?? [];
    expect(options({})).toHaveLength(100);
    expect(options({})).toEqual(expect.arrayContaining(Array.from({ length: 90 }, (_, n) => `P-${n + 41}`)));
    expect(options({ subject: 'P-3' })[0]).toBe('P-3');
  });

  test('belongs to its group', () => {
    expect(fill(anInspection(), { [answerField('P-1_1')]: 'ok' }, undefined, anActor('U09', ['engineer']))).toMatchObject({
      code: 'notYourGroup',
    });
    expect(fill(anInspection(), { [answerField('P-1_1')]: 'ok' }, undefined, anActor('U04SUP', ['supervisor']))).toMatchObject({
      ok: true,
    });
    expect(fill(anInspection(), {})).toMatchObject({ code: 'inspection.nothingAnswered' });
  });

  test('reminds, tells the supervisor, and is missed when the next one begins, each once', () => {
    const policy = aPolicy();
    let inspection = anInspection();
    const said: string[] = [];
    const take = () => {
      const taken = decide(inspectionKind, inspection, 'onIt', {}, { actor: member, now: at('2026-03-02T11:01'), policy });
      if (taken.ok) inspection = taken.next as Inspection;
    };
    for (const time of ['2026-03-02T10:00', '2026-03-02T11:00', '2026-03-02T15:00', '2026-03-03T09:00', '2026-03-03T10:00']) {
      const due = decideDue(inspectionKind, inspection, at(time), policy);
      if (!due) continue;
      inspection = due.next as Inspection;
      if (time === '2026-03-02T11:00') take();
      said.push(...due.notices.filter(({ say }) => say !== 'card').map(({ say, to }) => `${time.slice(8)} ${say} ${to.kind}`));
    }
    expect(said).toEqual([
      '02T10:00 inspect.reminder person',
      '02T11:00 inspect.breach person',
      '02T11:00 inspect.breach person',
      '02T11:00 inspect.breach thread',
      '03T09:00 inspectionMissed thread',
    ]);
    expect(inspection).toMatchObject({ state: 'missed', isOpen: false });
    expect(inspection.breachedAt).toBeDefined();
  });
});
