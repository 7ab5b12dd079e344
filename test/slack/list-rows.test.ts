import { describe, expect, test } from '@jest/globals';
import type { Deadline, Notice } from '../../src/cases/case.js';
import { rowsOf } from '../../src/slack/outbox/list-rows.js';
import type { CaseRecord } from '../../src/store/cases.js';
import { aPolicy, aTicket, at, aVisit } from '../support/builders.js';

const now = at('2026-03-03T08:00');
/** A ticket that a list tells of; `step` and `due` are of its promise, without it only says that something is over. */
function told(
  seq: number,
  { priority = 'P3', step, due = '2026-03-03T12:00', since = '2026-03-03T01:00' }: Partial<Record<string, string>> = {},
) {
  const ticket = aTicket({}, { now: at('2026-03-02T10:00'), policy: aPolicy() });
  const record = { ...ticket, no: `T-${seq}`, data: { ...ticket.data, priority } } as unknown as CaseRecord;
  const promisedAt = at(due).toJSDate();
  const deadline =
    step && ({ id: `${seq}${step}`, track: 'resolve#1', step, dueAt: promisedAt, promisedAt, to: [] } as unknown as Deadline);
  const notice: Notice = {
    ...{ id: `T-${seq}:1:${since}${step ?? ''}`, to: { kind: 'person', user: 'U04SUP' }, params: {}, isUrgent: false },
    say: step ? `resolve.${step}` : 'allWell',
    createdAt: at(since).toJSDate(),
    ...(deadline ? { deadline } : {}),
    held: { until: now.toJSDate(), ...(deadline ? {} : { ifHeard: true }) },
  };
  return { record, notice };
}
/** The same of a visit. */
function toldOfVisit(seq: number, name: string, step: Deadline['step']) {
  const { notice } = told(seq, { step, due: '2026-03-03T08:00' });
  const visit = aVisit();
  const deadline = { ...notice.deadline, track: `${name}#1` } as Deadline;
  return { record: { ...visit, no: `V-${seq}` } as unknown as CaseRecord, notice: { ...notice, say: `${name}.${step}`, deadline } };
}
const numbers = (rows: readonly (readonly { readonly record: { readonly no: string } }[])[]): string[] =>
  rows.flatMap(([first]) => first?.record.no ?? []);

describe('58: how a list is laid out', () => {
  test('late ones and P1 stand before what is only at risk, and P1 before others', () => {
    const { shown } = rowsOf(
      [
        told(1, { step: 'warning' }),
        told(2, { step: 'breach', due: '2026-03-03T02:00' }),
        told(3, { step: 'warning', priority: 'P1' }),
        told(4, { step: 'repeat', due: '2026-03-03T01:00' }),
      ],
      now.toJSDate(),
    );
    expect(numbers(shown)).toEqual(['T-3', 'T-2', 'T-4', 'T-1']);
  });

  test('17: a call for help and visits to which nobody came are never behind what is only late', () => {
    const late = Array.from({ length: 12 }, (_, n) => told(n + 1, { step: 'breach', priority: 'P2', due: '2026-03-03T02:00' }));
    const { shown } = rowsOf(
      [
        ...late,
        toldOfVisit(1, 'missed', 'reminder'),
        toldOfVisit(2, 'sosOver', 'escalation'),
        toldOfVisit(3, 'arrive', 'breach'),
        told(20, { step: 'warning', priority: 'P1' }),
        toldOfVisit(4, 'handIn', 'reminder'),
      ],
      now.toJSDate(),
    );
    expect(numbers(shown).slice(0, 5)).toEqual(['V-2', 'T-20', 'V-3', 'V-1', 'T-1']);
  });

  test('each case is one row: its most urgent telling first, of two alike the newest', () => {
    const { shown } = rowsOf(
      [
        told(1, { step: 'warning' }),
        told(1, { step: 'breach', due: '2026-03-03T02:00' }),
        told(2, { step: 'warning', since: '2026-03-03T02:00' }),
        told(2, { step: 'warning', since: '2026-03-03T05:00' }),
      ],
      now.toJSDate(),
    );
    expect(numbers(shown)).toEqual(['T-1', 'T-2']);
    expect(shown[0]?.[0]?.notice.say).toBe('resolve.breach');
    expect(shown[1]?.[0]?.notice.createdAt).toEqual(at('2026-03-03T05:00').toJSDate());
  });

  test('of thirteen ten have rows; what is over has none once there are two of it', () => {
    const many = Array.from({ length: 13 }, (_, n) => told(n + 1, { step: 'warning' }));
    const { shown, more, over } = rowsOf([told(20), ...many, told(21)], now.toJSDate());
    expect([shown.length, more.length]).toEqual([10, 3]);
    expect(numbers(over)).toEqual(['T-20', 'T-21']);
    expect(numbers(rowsOf([told(20), told(1, { step: 'warning' })], now.toJSDate()).shown)).toEqual(['T-1', 'T-20']);
  });
});
