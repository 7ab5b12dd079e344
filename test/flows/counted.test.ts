import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { deskFigures } from '../../src/cases/ticket/figures.js';
import { aCall, directOf, eventually, TestDesk, WHO } from '../support/desk.js';

const SOLVED = { steps: '换了排线', cause: '排线松动', category: 'hardware', part: 'hardware' };

describe('figures that no press makes better than the work was', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ beginsAt: DateTime.fromISO('2026-11-25T09:00', { zone: 'Asia/Shanghai' }) });
  });
  afterAll(() => desk.close());

  test('Q5: a promise that was broken stays counted while its ticket is taken up again, and is counted once when it ends', async () => {
    const kept = async (share: string): Promise<void> => {
      const before = desk.private(WHO.supervisor).length;
      await desk.command(WHO.supervisor, '/desk');
      await eventually(() => expect(desk.private(WHO.supervisor).length).toBeGreaterThan(before));
      await desk.answer(WHO.supervisor, `履约率：7 天 ${share}`, 1_000);
    };
    const no = await desk.logCall(aCall());
    await desk.advance('PT25H');
    await kept('0% (0/1)');
    await desk.actWithForm(WHO.engineer, no, 'resolve', SOLVED);
    await kept('0% (0/1)');
    await desk.actWithForm(WHO.engineer, no, 'reopen', { reason: '继续处理' });
    await kept('0% (0/1)');
    await desk.actWithForm(WHO.engineer, no, 'resolve', SOLVED);
    await kept('0% (0/1)');
  });

  test('Q5: cancelled late and reopened by whoever has it, it is late as before, stays counted, and the leaders hear in words why', async () => {
    const told = (): string[] => desk.posted(directOf(WHO.supervisor)).map(({ text }) => text);
    const no = await desk.logCall(aCall());
    await desk.advance('PT25H');
    const dueAt = (await desk.case(no))?.dueAt;
    await desk.actWithForm(WHO.engineer, no, 'cancel', { cancelReason: 'noLonger' });
    await eventually(() => expect(told().at(-1)).toContain('客户不再需要'));
    await desk.actWithForm(WHO.engineer, no, 'reopen', { reason: '继续处理' });
    expect(await desk.case(no)).toMatchObject({ isOpen: true, dueAt, breachedAt: dueAt });
    await eventually(() => expect(told().at(-1)).toMatch(/重新打开.*继续处理.*已过/s));
    expect((await desk.app.desk.tickets.late(desk.app.desk.clock.now().toJSDate())).map((one) => one.no)).toContain(no);
    const { broken } = await desk.app.desk.tickets.promises(desk.app.desk.clock.now());
    expect(broken.keptWeek.reduce((sum, { n }) => sum + n, 0)).toBe(1);
    await desk.advance('P8D');
    await desk.actWithForm(WHO.engineer, no, 'cancel', { cancelReason: 'noLonger' });
    await desk.actWithForm(WHO.engineer, no, 'reopen', { reason: '继续处理' });
    await desk.actWithForm(WHO.supervisor, no, 'priority', { override: 'P4', reason: '客户说可以再等' });
    const later = await desk.app.desk.tickets.promises(desk.app.desk.clock.now());
    expect(later.broken.keptWeek.reduce((sum, { n }) => sum + n, 0)).toBe(1);
    const { byPriority } = deskFigures({ open: [], atRisk: [], late: [], ...later });
    expect(byPriority.get('P4')?.keptMonth).toEqual({ kept: 0, all: 0 });
    expect(byPriority.get('P3')?.keptMonth).toEqual({ kept: 0, all: 2 });
    expect(told().join()).not.toContain('noLonger');
  });

  test('Q4: nobody of ours consents for the customer, by whatever spelling of his name', async () => {
    const no = await desk.logCall(aCall());
    const newDueAt = Math.floor(desk.app.desk.clock.now().plus({ hours: 40 }).toSeconds());
    const given = { solution: '到货后更换', newDueAt };
    for (const consentedBy of ['王小美', 'Tom Baker', '@tom  baker', '李强', '陈静']) {
      const { errors } = await desk.actWithForm(WHO.tom, no, 'newTime', { ...given, consentedBy });
      expect(errors?.consentedBy).toContain(consentedBy);
    }
    expect((await desk.actWithForm(WHO.tom, no, 'newTime', { ...given, consentedBy: '李强先生' })).ok).toBe(true);
  });
});

describe('whom a broken promise counts for', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ beginsAt: DateTime.fromISO('2026-11-25T09:00', { zone: 'Asia/Shanghai' }) });
  });
  afterAll(() => desk.close());

  /** Kept promises of the last 7 days, as `/desk engineers` shows them. */
  async function keptOf(name: string): Promise<string> {
    const { blocks = [] } = await desk.asks(WHO.supervisor, '/desk engineers', '人员工作量');
    const { rows = [] } = blocks.find(({ type }: { type: string }) => type === 'data_table') ?? {};
    const texts = (rows as readonly (readonly object[])[]).map((cells) => cells.map((cell) => JSON.stringify(cell)));
    const column = texts[0]?.findIndex((cell) => cell.includes('履约') && cell.includes('7')) ?? -1;
    const cell = texts.find(([first]) => first?.includes(name))?.[column] ?? '';
    return /\d+\/\d+/.exec(cell)?.[0] ?? 'none';
  }
  async function handOver(no: string, from: string, to: string): Promise<void> {
    await desk.actWithForm(from, no, 'handOver', { to, reason: '换人处理' });
    await desk.pressOn(to, await desk.card(no), 'accept', no);
    await eventually(async () => expect((await desk.case(no))?.owner).toBe(to));
  }
  const whole = async (): Promise<unknown> =>
    deskFigures({ open: [], atRisk: [], late: [], ...(await desk.app.desk.tickets.promises(desk.app.desk.clock.now())) }).keptWeek;

  test('39: whoever hands a late ticket over keeps what he broke, while it is open and when his colleague has solved it', async () => {
    const no = await desk.logCall(aCall());
    await desk.pressOn(WHO.engineer, await desk.card(no), 'accept', no);
    await eventually(async () => expect((await desk.case(no))?.owner).toBe(WHO.engineer));
    await desk.advance('PT25H');
    await handOver(no, WHO.engineer, WHO.tom);
    expect(await desk.case(no)).toMatchObject({ breachedBy: WHO.engineer });
    expect(await Promise.all([keptOf('李强'), keptOf('Tom')])).toEqual(['0/1', 'none']);
    await desk.actWithForm(WHO.tom, no, 'resolve', SOLVED);
    expect(await keptOf('李强')).toBe('0/1');
    expect(await keptOf('Tom')).toBe('none');
    expect(await whole()).toEqual({ kept: 0, all: 1 });
  });

  test('39: of a ticket that broke two promises each counts for whoever broke it, and the desk counts it once', async () => {
    const before = await whole();
    const no = await desk.logCall(aCall());
    await desk.actWithForm(WHO.engineer, no, 'resolve', SOLVED);
    await desk.advance('P2D');
    await desk.actWithForm(WHO.supervisor, no, 'reopen', { reason: '故障又出现' });
    await handOver(no, WHO.engineer, WHO.tom);
    await desk.advance('PT25H');
    expect(await desk.case(no)).toMatchObject({ breachedBy: WHO.tom, summary: { broken: { by: [WHO.engineer, WHO.tom] } } });
    await handOver(no, WHO.tom, WHO.engineer);
    expect(await keptOf('李强')).toBe('0/2');
    expect(await keptOf('Tom')).toBe('0/1');
    expect(before).toEqual({ kept: 0, all: 1 });
    expect(await whole()).toEqual({ kept: 0, all: 2 });
  });
});
