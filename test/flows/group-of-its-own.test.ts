import { afterEach, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { openDuties } from '../../jobs/duties.js';
import { openInspections } from '../../jobs/inspections.js';
import type { DutyTurn } from '../../src/cases/duty/duty.js';
import type { CheckItem } from '../../src/cases/inspection/check-item.js';
import { readRows } from '../../src/documents/reading.js';
import { readSettings } from '../../src/settings.js';
import { DESK, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

const ITEMS: CheckItem[] = [
  { id: '1', cycle: 'daily', answer: 'ok', question: 'Does it open?' },
  { id: '2', cycle: 'monthly', answer: 'ok', question: 'Was the backup played back?' },
];
const settings = {
  operations: {
    groups: {
      Tills: { members: [WHO.tom], channel: 'tills', daily: { dueBy: '10:00' }, monthly: { day: 3 } },
      Servers: { members: [WHO.engineer] },
    },
  },
};

describe('a group with times and a channel of its own', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  const open = async (beginsAt: string): Promise<void> => {
    desk = await TestDesk.open({ settings, beginsAt: DateTime.fromISO(beginsAt, { zone: 'Asia/Shanghai' }) });
  };
  const add = (name: string, group: string) =>
    desk.app.desk.projects.add({ name, group, items: ITEMS, lastItem: 2 }, WHO.supervisor, desk.app.desk.clock.now().toJSDate());
  const dueIn = (at: Date): string => DateTime.fromJSDate(at, { zone: 'Asia/Shanghai' }).toFormat('MM-dd HH:mm');

  test('O32: each group has its own times; both are looked at each month, projects and devices in one turn', async () => {
    await open('2026-11-30T08:00');
    await add('Till', 'Tills');
    await add('Host', 'Servers');
    const device = { name: 'Rack', group: 'Servers', type: 'server', words: [] } as const;
    await desk.app.desk.devices.add(
      { ...device, items: ITEMS.slice(1), lastItem: 2 },
      WHO.supervisor,
      desk.app.desk.clock.now().toJSDate(),
    );
    await desk.advance('P3DT2H');
    const all = await desk.app.desk.inspections.between('2026-11-30', '2026-12-03');
    const of = (group: string, cycle: string) => all.filter(({ data }) => data.group === group && data.cycle === cycle);
    expect(dueIn(of('Tills', 'daily')[0]?.data.dueAt ?? new Date(0))).toBe('11-30 10:00');
    expect(dueIn(of('Servers', 'daily')[0]?.data.dueAt ?? new Date(0))).toBe('11-30 11:00');
    expect(of('Servers', 'monthly').map(({ data }) => [data.day, data.subjects.map(({ no }) => no)])).toEqual([
      ['2026-12-01', ['P-2', 'D-1']],
    ]);
    expect(dueIn(of('Servers', 'monthly')[0]?.data.dueAt ?? new Date(0))).toBe('12-04 17:00');
    expect(of('Tills', 'monthly').map(({ data }) => data.day)).toEqual(['2026-12-03']);
  });

  test('O32: a group’s cards stand in its channel, another’s in the desk’s; a channel that is not there is named with its setting', async () => {
    await open('2026-11-25T08:00');
    await add('Till', 'Tills');
    await add('Host', 'Servers');
    await desk.sleepThrough({ hours: 1, minutes: 5 });
    await openInspections(desk.app.desk);
    await desk.settle();
    const [tills, servers] = await Promise.all(
      ['Tills', 'Servers'].map(
        async (group) => (await desk.app.desk.inspections.open()).find(({ data }) => data.group === group)?.no ?? '?',
      ),
    );
    expect(shownIn(await desk.card(servers ?? '?'))).toContain('Servers');
    await eventually(() => expect(desk.posted(directOf(WHO.supervisor)).map(shownIn).join()).toContain('operations.groups.Tills.channel'));
    const channel = await desk.newChannel('tills', { hasBot: true });
    await desk.advance('PT20M');
    await eventually(() => expect(desk.posted(channel).map(shownIn).join()).toContain(`${tills} `));
    expect(desk.posted(DESK).map(shownIn).join()).not.toContain(`${tills} ·`);
  });

  test('O32: a report of duties: in time, late, missed, by duty; also as a sheet with every turn', async () => {
    await open('2026-11-23T08:00');
    const duty = {
      name: 'Copies',
      group: 'Servers',
      recurrence: 'daily',
      dueBy: '18:00',
      dueAfterDays: 0,
      evidence: 'text',
      lines: [],
    } as const;
    await desk.app.desk.duties.add({ ...duty, enabledOn: '2026-11-23' }, WHO.tom, desk.app.desk.clock.now().toJSDate());
    await desk.sleepThrough({ hours: 1, minutes: 5 });
    expect(await openDuties(desk.app.desk)).toBe(1);
    await desk.settle();
    const [{ no }] = (await desk.app.desk.duties.open()) as [DutyTurn];
    await desk.pressOn(WHO.engineer, await desk.card(no), 'done', no);
    await desk.submit(WHO.engineer, await desk.modal(WHO.engineer, 'duty.done'), { note: 'copied' });
    await eventually(async () => expect((await desk.case(no))?.state).toBe('done'));
    await desk.advance('P2D');
    await desk.command(WHO.tom, '/duty report 2026-11 Servers');
    const report = shownIn(await desk.answer(WHO.tom, '3 turns'));
    expect(report).toContain('SD-1 Copies');
    await desk.pressAnswer(WHO.tom, 'duty.export', '2026-11-01..2026-11-30 Servers');
    const rows = await readRows(await desk.received(WHO.tom, /duties-2026-11-01\.xlsx/));
    expect(rows[0]).toEqual(expect.arrayContaining(['Duty', 'Missed', 'In time, %']));
    expect(rows[1]).toEqual(expect.arrayContaining(['SD-1 Copies', 'Servers', '3', '1', '50']));
    await desk.command(WHO.tom, '/duty report 2026-11 Nobody');
    await desk.answer(WHO.tom, 'There is no group “Nobody”');
  });
});

test('O32: the settings name what is wrong with a group’s times', () => {
  const wrong = readSettings({ operations: { groups: { A: { members: [WHO.tom], weekly: { weekday: 9 }, hourly: {} } } } });
  expect(wrong.ok ? [] : wrong.problems.join('\n')).toMatch(/operations\.groups\.A\.weekly\.weekday[\s\S]*hourly|hourly[\s\S]*weekday/);
});
