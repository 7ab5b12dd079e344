import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Field, FieldValue, FormValues } from '../../src/cases/form.js';
import { type Answer, merge, shownOf } from '../../src/cases/merge.js';

const FIELDS: readonly Field[] = [
  { name: 'customer', kind: 'text' },
  { name: 'phone', kind: 'phone' },
  { name: 'count', kind: 'number', isDecimal: true },
  { name: 'at', kind: 'dateTime' },
  { name: 'kind', kind: 'choice', options: ['a', 'b', 'c'] },
  { name: 'ticked', kind: 'checks', options: ['x', 'y', 'z'] },
];
const VALUES: Readonly<Record<string, fc.Arbitrary<FieldValue>>> = {
  customer: fc.constantFrom('悦购超市', 'Two words', 'x'.repeat(140)),
  phone: fc.constantFrom('138 0000 4711', '139 1111 2222'),
  count: fc.constantFrom(0, 1, 2.5),
  at: fc.constantFrom(new Date('2026-11-26T10:00:31.123Z'), new Date('2026-11-26T11:00:00Z')),
  kind: fc.constantFrom('a', 'b', 'c'),
  ticked: fc.constantFrom(['x'], ['x', 'y'], ['z']),
};
const change = fc
  .constantFrom(...FIELDS.map(({ name }) => name))
  .chain((name) => fc.tuple(fc.constant(name), fc.option(VALUES[name] ?? fc.constant('x'), { nil: undefined })));
const start = fc.record(
  Object.fromEntries(FIELDS.map(({ name }) => [name, fc.option(VALUES[name] ?? fc.constant('x'), { nil: undefined })])),
);
/** Two editors open a form, type into it, and submit it, in any order. */
const step = fc.record({ who: fc.constantFrom(0, 1), does: fc.constantFrom('open', 'type', 'submit'), change });

const displayed = new Set(FIELDS.map(({ name }) => name));
const present = (values: FormValues): FormValues => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
/** What comes back of a value that Slack's inputs held: its minutes only. */
const back = (value: FieldValue | undefined): FieldValue | undefined =>
  value instanceof Date ? new Date(Math.floor(value.getTime() / 60_000) * 60_000) : value;

describe('two people who edit one record', () => {
  test('Q20 S17: in any interleaving every field ends as its last toucher left it, and no untouched field is reverted', () => {
    fc.assert(
      fc.property(
        start,
        fc.array(step, { minLength: 4, maxLength: 24 }),
        fc.constantFrom('mine' as const, 'theirs' as const),
        (first, steps, take) => {
          let record = present(first);
          let expected = record;
          const editors: ({ shown: ReturnType<typeof shownOf>; found: FormValues; typed: FormValues } | undefined)[] = [
            undefined,
            undefined,
          ];
          for (const {
            who,
            does,
            change: [name, value],
          } of steps) {
            const editor = editors[who];
            if (does === 'open') {
              const typed = Object.fromEntries(Object.entries(record).map(([field, known]) => [field, back(known)]));
              editors[who] = { shown: shownOf(FIELDS, record, 2_400), found: typed, typed };
            } else if (editor && does === 'type') {
              editor.typed = { ...editor.typed, [name]: back(value) };
            } else if (editor && does === 'submit') {
              const asked = { shown: editor.shown, mine: present(editor.typed), theirs: record, displayed };
              const found = merge(FIELDS, asked);
              const answers: Record<string, Answer> = {};
              for (const { name: conflict, theirs } of found.conflicts) answers[conflict] = { take, theirs };
              const merged = merge(FIELDS, { ...asked, answers });
              expect(merged.conflicts).toEqual([]);
              const isSame = (a: FieldValue | undefined, b: FieldValue | undefined): boolean =>
                JSON.stringify(back(a) ?? null) === JSON.stringify(back(b) ?? null);
              const touched = FIELDS.map((field) => field.name).filter((field) => !isSame(editor.typed[field], editor.found[field]));
              for (const { name: conflict } of found.conflicts) expect(touched).toContain(conflict);
              for (const field of touched) {
                const isTheirs = found.conflicts.some((conflict) => conflict.name === field) && take === 'theirs';
                if (!isSame(editor.typed[field], expected[field]) && !isTheirs)
                  expected = present({ ...expected, [field]: editor.typed[field] });
              }
              record = present(merged.values);
              expect(Object.fromEntries(Object.entries(record).map(([field, known]) => [field, back(known)]))).toEqual(
                Object.fromEntries(Object.entries(expected).map(([field, known]) => [field, back(known)])),
              );
              editors[who] = undefined;
            }
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('Q20: lists merge line by line; the same line changed by both, or only moved, is asked', () => {
    const fields: readonly Field[] = [{ name: 'items', kind: 'longText', isLines: true, max: 60 }];
    const outcome = (before: string, mine: string, theirs: string) => {
      const shown = shownOf(fields, { items: before }, 2_400);
      const { values, conflicts } = merge(fields, {
        shown,
        mine: { items: mine },
        theirs: { items: theirs },
        displayed: new Set(['items']),
      });
      return conflicts.length > 0 ? 'asked' : values.items;
    };
    expect(outcome('a\nb\nc', 'a\nb2\nc', 'a\nb\nc\nd')).toBe('a\nb2\nc\nd');
    expect(outcome('a\nb\nc', 'a\nc', 'z\na\nb\nc')).toBe('z\na\nc');
    expect(outcome('a\nb', 'a\nmine\nb', 'a\ntheirs\nb')).toBe('a\nmine\ntheirs\nb');
    expect(outcome('', 'mine', 'theirs')).toBe('theirs\nmine');
    expect(outcome('a\nb', 'a\nb1', 'a\nb2')).toBe('asked');
    expect(outcome('a\nb', 'a', 'a\nb2')).toBe('asked');
    expect(outcome('a\nb', 'b\na', 'a\nb\nc')).toBe('asked');
    const long = Array.from({ length: 9 }, (_, n) => `line number ${n}`).join('\n');
    const cut = `${long.slice(0, 59)}…`;
    expect(outcome(long, cut.replace('line number 0', 'new'), long)).toBe(long.replace('line number 0', 'new'));
  });

  test('Q20: fields that belong together are one’s or the other’s, never a mixture', () => {
    const fields: readonly Field[] = ['date', 'from', 'to'].map((name) => ({
      name,
      kind: name === 'date' ? 'date' : 'time',
      oneWith: 'window',
    }));
    const known = { date: '2026-11-27', from: '09:00', to: '11:00' };
    const shown = shownOf(fields, known, 2_400);
    const asked = {
      shown,
      mine: { ...known, from: '10:00' },
      theirs: { ...known, date: '2026-11-30' },
      displayed: new Set(['date', 'from', 'to']),
    };
    const { conflicts } = merge(fields, asked);
    expect(conflicts).toMatchObject([{ name: 'window', fields: [{ was: '2026-11-27' }, { was: '09:00' }] }]);
    const theirs = conflicts[0]?.theirs ?? '';
    expect(merge(fields, { ...asked, answers: { window: { take: 'mine', theirs } } }).values).toEqual(asked.mine);
    expect(merge(fields, { ...asked, answers: { window: { take: 'theirs', theirs } } }).values).toEqual(asked.theirs);
    expect(merge(fields, { ...asked, answers: { window: { take: 'mine', theirs: 'of before' } } }).conflicts).toHaveLength(1);
  });

  test('Q20: what a form showed fits Slack’s 3,000 characters, of the largest form too', () => {
    const fields: readonly Field[] = Array.from({ length: 80 }, (_, n) => ({ name: `answer_P-123_${n}`, kind: 'longText' }));
    const known = Object.fromEntries(fields.map(({ name }) => [name, `${name} ${'长'.repeat(900)}`]));
    const shown = shownOf(fields, known, 2_400);
    expect(JSON.stringify(shown).length).toBeLessThanOrEqual(2_400);
    const asked = {
      shown,
      mine: known,
      theirs: { ...known, 'answer_P-123_7': 'other' },
      displayed: new Set(fields.map(({ name }) => name)),
    };
    expect(merge(fields, asked)).toMatchObject({ conflicts: [], values: { 'answer_P-123_7': 'other' } });
  });
});
