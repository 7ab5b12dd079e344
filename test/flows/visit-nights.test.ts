import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { at, PACKED } from '../support/builders.js';
import { aCall, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

/** Friday before midnight: visits of the night, one of which nobody accepts. */
describe('visits of a night', () => {
  let desk: TestDesk;
  let missed: string;
  let pooled: string;
  let ahead: string;
  const order = async (date: string, from: string, to: string, engineer?: string): Promise<string> =>
    desk.orderVisit(await desk.logCall(aCall()), { ...(engineer ? { engineer } : {}), date, from, to });
  const toPerson = (user: string): string[] => desk.posted(directOf(user)).map(shownIn);

  beforeAll(async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-11-27T22:00'), settings: { quietHours: {} } });
    missed = await order('2026-11-28', '00:15', '01:15', WHO.tom);
    pooled = await order('2026-11-28', '03:15', '04:15');
    ahead = await order('2026-11-29', '10:00', '11:00', WHO.tom);
    for (const no of [missed, ahead]) await desk.actWithForm(WHO.tom, no, 'accept', {});
    await desk.advance('PT1H55M');
    // It ends the alarm that it was not confirmed.
    await desk.actWithForm(WHO.tom, missed, 'callMade', { outcome: 'confirmed', confirmed: ['window', 'address', 'phone'] });
    await desk.advance('PT38M');
  });
  afterAll(() => desk.close());

  test.each(['tomorrow', '明天', '2026-11-29', '2026年11月29日'])(
    'eye9-1: at half past midnight “/visit %s” is the day after this one',
    async (typed) => {
      const shown = shownIn(await desk.asks(WHO.tom, `/visit ${typed}`, ahead));
      expect(shown).not.toContain(missed);
    },
  );

  test('eye9-1: a day may stand behind a name; today’s list has what is left open', async () => {
    await desk.asks(WHO.supervisor, '/visit @tom 2026-11-29', ahead);
    const today = shownIn(await desk.asks(WHO.tom, '/visit today', missed));
    expect(today).not.toContain(ahead);
  });

  test('eye9-3: the agent who ordered what nobody accepted hears nothing at night, and never that he is late', async () => {
    const before = toPerson(WHO.agent).length;
    await desk.advance('PT4H');
    await desk.settle();
    expect(
      toPerson(WHO.agent)
        .slice(before)
        .filter((one) => one.includes(pooled)),
    ).toEqual([]);
    await desk.sleepThrough({ hours: 51 });
    for (const step of ['PT30M', 'PT1H', 'PT30M']) await desk.advance(step);
    await desk.settle();
    const inTheMorning = toPerson(WHO.agent).slice(before).join();
    expect(inTheMorning).toContain(pooled);
    expect(inTheMorning).not.toContain('你已迟到');
  });

  test('eye9-2: Monday’s list to the supervisor has no all-clear of the visit that nobody came to', () => {
    const lines = toPerson(WHO.supervisor).join('\n').split('\n');
    expect(lines.filter((line) => line.includes(missed) && line.includes('已解除'))).toEqual([]);
    expect(lines.some((line) => line.includes(missed))).toBe(true);
  });

  test('eye9-12: a call for help that is not over stands in /desk and in the Home of those who lead', async () => {
    await desk.actWithForm(WHO.tom, ahead, 'onMyWay', PACKED);
    await desk.pressVisit(WHO.tom, ahead, 'sos');
    await desk.pressVisit(WHO.supervisor, ahead, 'sosTaken');
    await desk.advance('PT2H');
    await desk.asks(WHO.supervisor, '/desk', new RegExp(`🆘 求助尚未解除：.*${ahead}`));
    await desk.home(WHO.head);
    await eventually(() => expect(JSON.stringify(desk.workspace.homes.get(WHO.head))).toContain('正在支援，求助是否已解除'));
  });
});
