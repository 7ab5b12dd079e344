import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { aCall, eventually, TestDesk, WHO } from '../support/desk.js';

/** Issue 18: Home is read in two seconds; every number in it leads somewhere. */
describe('Home at a glance', () => {
  let desk: TestDesk;
  beforeEach(async () => {
    desk = await TestDesk.open({ beginsAt: DateTime.fromISO('2026-11-25T10:00', { zone: 'Asia/Shanghai' }) });
  });
  afterEach(() => desk.close());

  const homeOf = async (user: string): Promise<{ type: string; words: string }[]> => {
    await desk.home(user);
    return eventually(() => {
      const blocks = (desk.workspace.homes.get(user)?.body.blocks ?? []) as { type: string; text?: { text: string } }[];
      expect(blocks.length).toBeGreaterThan(1);
      return blocks.map((block) => ({ type: block.type, words: block.text?.text ?? JSON.stringify(block) }));
    });
  };
  const worded = async (user: string): Promise<string> => (await homeOf(user)).map(({ words }) => words).join('\n');

  test('whoever leads and owns nothing is not told that he has nothing; others are, kindly, under a heading', async () => {
    expect(await worded(WHO.supervisor)).not.toContain('我的未完成工单');
    const tom = await homeOf(WHO.tom);
    const at = tom.findIndex(({ words }) => words.includes('My open tickets: 0'));
    expect(tom[at]?.type).toBe('header');
    expect(tom[at + 1]?.words).toContain('/ticket open');
  });

  test('what there is besides the five figures stands under a heading of its own, the gravest first', async () => {
    const callbackAt = Math.floor(desk.app.desk.clock.now().plus({ hours: 1 }).toSeconds());
    await desk.logCall(aCall({ outcome: 'call_back', callbackAt }));
    await desk.logCall(aCall({ customer: '锦绣百货', phone: '138 0000 4712' }));
    await desk.advance('PT6H');
    const home = await worded(WHO.supervisor);
    expect(home.indexOf('此外')).toBeGreaterThan(home.indexOf('未完成'));
    const besides = home.slice(home.indexOf('此外'));
    expect(besides).toContain('🔴 首次联系超时');
    expect(besides.indexOf('🔴')).toBeLessThan(besides.indexOf('🟡'));
  });

  test('each visit has its sign, and its number in a sentence leads to its card', async () => {
    const no = await desk.orderVisit(await desk.logCall(aCall()), { engineer: WHO.tom }, { hours: 26 });
    await desk.settle();
    expect(await worded(WHO.tom)).toMatch(new RegExp(`<https://\\S+\\|${no}> · `));
    const today = await desk.orderVisit(
      await desk.logCall(aCall({ customer: '锦绣百货', phone: '138 0000 4712' })),
      { engineer: WHO.tom },
      { hours: 4 },
    );
    await desk.settle();
    expect(await worded(WHO.tom)).toContain(`⚪ ${today} · `);
    await desk.advance('PT3H');
    expect(await worded(WHO.supervisor)).toMatch(new RegExp(`告警待处理：.*<https://\\S+\\|${today}>`));
  });
});
