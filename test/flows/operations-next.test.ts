import { afterEach, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { tellWarranties } from '../../jobs/warranties.js';
import type { CheckItem } from '../../src/cases/inspection/check-item.js';
import { foundBy } from '../../src/store/devices.js';
import { directOf, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

const ITEMS: CheckItem[] = [
  { id: '1', cycle: 'daily', answer: 'ok', question: 'Does the site open?' },
  { id: '2', cycle: 'weekly', answer: 'ok', question: 'Are the backups there?' },
];
const GROUP = '服务器组';

describe('whoever looks after something is led on', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  const open = async (beginsAt: string, settings = {}): Promise<void> => {
    desk = await TestDesk.open({ settings, beginsAt: DateTime.fromISO(beginsAt, { zone: 'Asia/Shanghai' }) });
  };
  const now = () => desk.app.desk.clock.now().toJSDate();
  const addProject = (name = 'Checkout') =>
    desk.app.desk.projects.add({ name, group: '收银组', items: ITEMS, lastItem: 2 }, WHO.supervisor, now());
  const addDevice = (name: string, warrantyUntil: string, group = GROUP) => {
    const fields = { name, group, type: 'server', warrantyUntil } as const;
    return desk.app.desk.devices.add({ ...fields, items: [], lastItem: 0, ...foundBy(fields) }, WHO.supervisor, now());
  };
  const homeOf = async (user: string): Promise<string> => {
    await desk.home(user);
    return eventually(() => {
      const home = desk.workspace.homes.get(user);
      if (!home) throw new Error('no Home yet');
      return JSON.stringify(home);
    });
  };
  const told = (user: string): string => desk.posted(directOf(user)).map(shownIn).join('\n');

  test('O34: a new project ends with what comes next: its check items, its devices, the duties of its group, each a press away', async () => {
    await open('2026-11-25T10:00');
    await desk.command(WHO.tom, '/project add');
    const form = await desk.modal(WHO.tom, 'project.edit');
    expect(form.body.title.text).toBe('Add a project');
    await desk.submit(WHO.tom, form, { name: 'Till', group: option('收银组') });
    const saved = await desk.modal(WHO.tom, 'tell');
    const words = JSON.stringify(saved.body.blocks);
    for (const press of ['project.items', 'project.import', 'device.addTo', 'duty.templates']) expect(words).toContain(`case:${press}`);
    const block = saved.body.blocks.find(({ type }: { type: string }) => type === 'actions');
    await desk.pressInView(WHO.tom, saved, block?.block_id ?? '', 'case:device.addTo', 'P-1');
    const device = await desk.modal(WHO.tom, 'device.edit');
    expect(JSON.stringify(device.body.blocks)).toContain('"P-1"');
    await desk.submit(WHO.tom, device, { name: 'Server', group: option('收银组'), deviceType: option('server'), project: option('P-1') });
    await eventually(async () => expect(await desk.app.desk.devices.get('D-1')).toMatchObject({ project: 'P-1' }));
  });

  test('O34: who has nothing on Home reads that, and how to begin; where something comes round, that nothing is open', async () => {
    await open('2026-11-25T10:00');
    const empty = await homeOf(WHO.tom);
    for (const press of ['project.add', 'device.import', 'duty.templates']) expect(empty).toContain(`case:${press}`);
    await addProject();
    await eventually(async () => {
      const home = await homeOf(WHO.tom);
      expect(home).not.toContain('case:project.add');
      expect(home).toContain('Nothing to inspect just now');
    });
  });

  test('O34: deletion is offered only where it is not sure to be refused', async () => {
    await open('2026-11-23T08:00');
    await addProject();
    await addDevice('Spare', '2030-01-01');
    await desk.command(WHO.tom, '/project P-1');
    expect(shownIn(await desk.answer(WHO.tom, 'P-1'))).toContain('case:project.delete');
    await desk.advance('PT2H');
    await desk.command(WHO.tom, '/project P-1');
    const used = await eventually(async () => {
      const answer = shownIn(await desk.answer(WHO.tom, 'Does the site open'));
      if (answer.includes('case:project.delete')) throw new Error('still the first answer');
      return answer;
    });
    expect(used).toContain('case:project.disable');
    await desk.command(WHO.tom, '/device D-1');
    expect(shownIn(await desk.answer(WHO.tom, 'Spare'))).toContain('case:device.delete');
  });

  test('O34: inspections are found by result, project, kind and period; what is not understood is said', async () => {
    await open('2026-11-23T08:00');
    await addProject();
    await desk.advance('P2DT3H');
    const ask = async (typed: string, words: string | RegExp) => {
      await desk.command(WHO.tom, `/inspect ${typed}`);
      return shownIn(await desk.answer(WHO.tom, words));
    };
    const missed = await ask('missed 2026-11 P-1', /missed.*\(2\)|\(2\)/);
    expect(missed).toContain('Daily software inspection');
    expect(missed).not.toContain('Weekly software inspection');
    expect(await ask('find 2026-11 weekly Checkout', '(1)')).toContain('Weekly software inspection');
    await ask('done 2026-11', 'No inspection');
    await ask('漏检 11月 收银组', '(2)');
    await ask('missed nonsense', 'I do not know “nonsense”');
  });

  test('O34: moved over mornings, the clock goes through each start of work: what opens then, opens on time', async () => {
    await open('2026-11-23T18:30');
    await addProject();
    await desk.advance('P3D');
    const inspections = (await desk.app.desk.inspections.between('2026-11-24', '2026-11-26')).filter(({ data }) => data.cycle === 'daily');
    expect(inspections.map(({ data }) => data.day)).toEqual(['2026-11-24', '2026-11-25', '2026-11-26']);
    for (const { openedAt, data } of inspections) {
      expect(DateTime.fromJSDate(openedAt, { zone: 'Asia/Shanghai' }).toFormat('HH:mm')).toBe('09:00');
      expect(data.openedLate).toBeUndefined();
    }
  });

  test('O34: the sample desk has this week’s weekly and hardware inspections, opened on their days', async () => {
    desk = await TestDesk.open({ isSeeded: true, beginsAt: DateTime.fromISO('2026-11-26T15:00', { zone: 'Asia/Shanghai' }) });
    const running = (await desk.app.desk.inspections.between('2026-11-23', '2026-11-25')).filter(({ data }) => data.cycle !== 'daily');
    expect(new Set(running.map(({ data }) => `${data.cycle} ${data.day}`))).toEqual(
      new Set(['weekly 2026-11-23', 'system 2026-11-23', 'hardware 2026-11-25']),
    );
    for (const { data } of running) expect(data.openedLate).toBeUndefined();
    expect(running.some(({ isOpen }) => isOpen)).toBe(true);
    expect(running.some(({ state }) => state === 'done')).toBe(true);
  });

  test('O34: the group hears 30 and 7 days before a warranty ends, and when it is over, each once and at work; a list has them', async () => {
    const members = [WHO.tom];
    await open('2026-11-25T07:00', { operations: { groups: { [GROUP]: { members }, 网络组: { members } } } });
    await addDevice('Old', '2026-10-31');
    await addDevice('Soon', '2026-12-20');
    await addDevice('Later', '2026-12-28');
    await addDevice('Young', '2029-01-01');
    await addDevice('Switch', '2026-10-30', '网络组');
    const look = () => tellWarranties(desk.app.desk);
    expect(await look()).toBe(0);
    await desk.sleepThrough({ hours: 3 });
    expect(await look()).toBe(3);
    const [member = ''] = (await desk.app.desk.people.operationsGroups())[GROUP] ?? [];
    await eventually(() => expect(told(member)).toMatch(/D-1 Old.*2026-10-31/s));
    expect(told(member)).toContain('D-2 Soon');
    expect(told(member)).not.toMatch(/Later|Young/);
    // Of all his groups he hears in one message.
    const messages = desk.posted(directOf(member)).map(shownIn);
    expect(messages.filter((words) => /Old|Switch/.test(words))).toHaveLength(1);
    expect(messages.join()).toContain('Switch');
    expect(await look()).toBe(0);
    await desk.sleepThrough({ hours: 5 * 24 });
    expect(await look()).toBe(1);
    await eventually(() => expect(told(member)).toContain('D-3 Later'));
    await desk.sleepThrough({ hours: 14 * 24 });
    expect(await look()).toBe(1);
    await desk.command(WHO.tom, '/device warranty');
    const list = shownIn(await desk.answer(WHO.tom, '4 warranties'));
    expect(list).toMatch(/Old.*Soon.*Later/s);
    expect(list).not.toContain('Young');
  });
});
