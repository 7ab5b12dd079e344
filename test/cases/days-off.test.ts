import { describe, expect, test } from '@jest/globals';
import type { DateTime } from 'luxon';
import { beforeDaysOff, workAgainAfter } from '../../src/cases/days-off.js';
import type { FormValues } from '../../src/cases/form.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { ticketKind } from '../../src/cases/ticket/workflow.js';
import { decideDue } from '../../src/cases/workflow.js';
import { aPolicy, aTicket, at } from '../support/builders.js';

// 2026-03-06 is a Friday. The week after its Friday is off, and its Saturday made up for (调休).
const calendar = { holidays: ['2026-03-13'], makeupDays: ['2026-03-14'] };
const policy = aPolicy({ calendar, quietHours: {} });
const again = (iso: string): string | undefined => {
  const until = workAgainAfter(at(iso).toJSDate(), policy);
  return until && at(until.toISOString()).setZone('Asia/Shanghai').toFormat("yyyy-MM-dd'T'HH:mm");
};

describe('what falls due on days on which nobody works', () => {
  test.each([
    ['a Saturday', '2026-03-07T11:00', '2026-03-09T09:00'],
    ['Friday after work', '2026-03-06T18:30', '2026-03-09T09:00'],
    ['the moment at which work begins', '2026-03-09T09:00', '2026-03-09T09:00'],
    ['a holiday, until the day that makes up for it', '2026-03-13T11:00', '2026-03-14T09:00'],
    ['Friday at the end of work', '2026-03-06T18:00', undefined],
    ['Friday at work', '2026-03-06T15:00', undefined],
    ['a night between work days', '2026-03-04T23:00', undefined],
    ['a lunch break', '2026-03-04T12:30', undefined],
    ['a made-up work day', '2026-03-14T11:00', undefined],
    ['the morning of a work day', '2026-03-04T09:00', undefined],
  ])('%s', (_, iso, expected) => {
    expect(again(iso)).toBe(expected);
  });

  test('in a calendar of work around the clock, and in one without any work, it is no day off', () => {
    const always = aPolicy({ calendar: { workDays: [1, 2, 3, 4, 5, 6, 7], workHours: ['00:00-24:00'] } });
    expect(workAgainAfter(at('2026-03-07T11:00').toJSDate(), always)).toBeUndefined();
    const never = { calendar: { ...policy.calendar, workDays: [] } };
    expect(workAgainAfter(at('2027-03-07T11:00').toJSDate(), never)).toBeUndefined();
  });

  /** What is told of promises before days off, and until when it waits to be one list. */
  const heard = (ticket: Ticket, from: DateTime, to: DateTime): string[] => {
    const lines: string[] = [];
    let current = ticket;
    for (let now = from; now <= to; now = now.plus({ minutes: 1 })) {
      const due = decideDue(ticketKind, current, now, policy);
      if (!due) continue;
      current = due.next;
      for (const { deadline, say, also = [], to: who, held } of due.notices)
        if (deadline?.list && who.kind === 'person')
          for (const one of [say, ...also.map((other) => other.say)])
            lines.push(`${one} ${who.user} ${held && at(held.until.toISOString()).setZone('Asia/Shanghai').toFormat('dd HH:mm')}`);
    }
    return lines;
  };
  const logged = (iso: string, values: FormValues = {}): Ticket => aTicket(values, { now: at(iso), policy });

  test('34: a promise given on Friday that falls due on Saturday is told two hours before work ends: to its owner, and to those who lead', () => {
    const ticket = logged('2026-03-06T11:00', { spoken: ['spoken'] });
    expect(heard(ticket, at('2026-03-06T11:00'), at('2026-03-09T12:00'))).toEqual([
      'resolveOff.reminder U01AGENT 06 16:00',
      'resolveOff.reminder U04SUP 06 16:00',
      'resolveOff.reminder U05HEAD 06 16:00',
    ]);
    expect(heard(logged('2026-03-03T11:00'), at('2026-03-03T11:00'), at('2026-03-04T12:00'))).toEqual([]);
  });

  test('34: of one given in the last hours before work ends it is told at the next half hour; of one given when nobody works any more, to nobody', () => {
    expect(heard(logged('2026-03-06T17:10', { spoken: ['spoken'] }), at('2026-03-06T17:10'), at('2026-03-06T20:00'))).toContain(
      'resolveOff.reminder U01AGENT 06 17:30',
    );
    expect(heard(logged('2026-03-06T18:10', { spoken: ['spoken'] }), at('2026-03-06T18:10'), at('2026-03-09T12:00'))).toEqual([]);
  });

  test('34: so is a first contact and a call back; what is contacted, called or moved to a work day is not told', () => {
    const uncalled = heard(logged('2026-03-06T15:00', { impact: 'low', urgency: 'low' }), at('2026-03-06T15:00'), at('2026-03-06T16:05'));
    expect(uncalled).toContain('resolveOff.reminder U04SUP 06 16:00');
    expect(uncalled).toContain('firstResponseOff.reminder U04SUP 06 16:00');
    const callback = { outcome: 'call_back', phone: '138 0000 4711', callbackAt: at('2026-03-07T10:00').toJSDate() };
    const said = heard(logged('2026-03-06T15:00', callback), at('2026-03-06T15:00'), at('2026-03-06T16:05'));
    expect(said).toContain('callbackOff.reminder U01AGENT 06 16:00');
    const ticket = logged('2026-03-06T15:00');
    const moved = { ...ticket, data: { ...ticket.data, clock: { ...ticket.data.clock, agreedDueAt: at('2026-03-09T12:00').toJSDate() } } };
    expect(ticketKind.deadlines(moved, policy).filter(({ list }) => list)).toEqual([]);
    expect(
      ticketKind
        .deadlines({ ...ticket, breachedAt: at('2026-03-07T12:00').toJSDate() }, policy)
        .filter(({ track }) => track.startsWith('resolveOff')),
    ).toEqual([]);
  });

  test('34: how long before is a setting', () => {
    const given = { name: 'resolve', no: 1, promisedAt: at('2026-03-07T11:00').toJSDate(), madeAt: at('2026-03-06T10:00').toJSDate() };
    const [deadline] = beforeDaysOff([given], aPolicy({ quietHours: { beforeOff: 'PT4H' } }));
    expect(deadline?.dueAt).toEqual(at('2026-03-06T13:59').toJSDate());
  });
});
