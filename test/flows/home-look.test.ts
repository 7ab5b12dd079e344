import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { aCall, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

interface Shown {
  readonly type: string;
  readonly words: string;
}

/** Issue 18: Home is read in two seconds; every number in it leads somewhere. */
describe('Home at a glance', () => {
  let desk: TestDesk;
  beforeEach(async () => {
    desk = await TestDesk.open({ beginsAt: DateTime.fromISO('2026-11-25T10:00', { zone: 'Asia/Shanghai' }) });
  });
  afterEach(() => desk.close());

  /** Opens somebody's Home, and waits until it is as it should be. */
  const sees = async (user: string, check: (words: string, blocks: readonly Shown[]) => void): Promise<void> => {
    await desk.settle();
    await desk.home(user);
    await eventually(() => {
      const blocks = (desk.workspace.homes.get(user)?.body.blocks ?? []) as { type: string; text?: { text: string } }[];
      const shown = blocks.map((block) => ({ type: block.type, words: block.text?.text ?? JSON.stringify(block) }));
      check(shown.map(({ words }) => words).join('\n'), shown);
    });
  };

  test('whoever leads and owns nothing is not told that he has nothing; others are, kindly, under a heading', async () => {
    await sees(WHO.supervisor, (words) => {
      expect(words).toContain('服务台现况');
      expect(words).not.toContain('我的未完成工单');
    });
    await sees(WHO.tom, (_, blocks) => {
      const at = blocks.findIndex(({ words }) => words.includes('My open tickets: 0'));
      expect(blocks[at]?.type).toBe('header');
      expect(blocks[at + 1]?.words).toContain('/ticket open');
    });
  });

  test('an empty list of tickets or visits says what to do instead', async () => {
    await desk.command(WHO.tom, '/ticket');
    await desk.answer(WHO.tom, /Nothing here\. `\/newcall` logs a call/);
    await desk.command(WHO.tom, '/visit');
    await desk.answer(WHO.tom, /No visits\. `\/visit team`/);
    await desk.command(WHO.supervisor, '/ticket late');
    await desk.answer(WHO.supervisor, /没有记录。`\/newcall` 登记来电/);
  });

  test('what there is besides the five figures stands under a heading of its own, the gravest first', async () => {
    const callbackAt = Math.floor(desk.app.desk.clock.now().plus({ hours: 9 }).toSeconds());
    await desk.logCall(aCall({ outcome: 'call_back', callbackAt, spoken: [] }));
    await desk.logCall(aCall({ customer: '锦绣百货', phone: '138 0000 4712', spoken: [] }));
    const late = await desk.logCall(aCall({ customer: '江边影院', phone: '138 0000 4713', spoken: [], impact: 'high', urgency: 'high' }));
    await desk.advance('PT6H');
    // What is missed has the press that answers it: the call for whose call it is, who does it for who leads.
    const pressesBelow = (blocks: readonly Shown[], no: string): string[] =>
      [...(blocks[blocks.findIndex(({ words }) => words.includes(`${no} · P1`)) + 1]?.words ?? '').matchAll(/"action_id":"(\S+?)"/g)].map(
        ([, id = '']) => id,
      );
    await sees(WHO.agent, (_, blocks) => expect(pressesBelow(blocks, late).slice(0, 2)).toEqual(['case:contact', 'case:showPhone']));
    await sees(WHO.supervisor, (_, blocks) => expect(pressesBelow(blocks, late)).toEqual(['case:handOver', 'case:open']));
    await sees(WHO.supervisor, (words) => {
      expect(words.indexOf('此外')).toBeGreaterThan(words.indexOf('未完成'));
      const besides = words.slice(words.indexOf('此外'));
      expect(besides).toContain('🔴 首次联系超时');
      expect(besides.indexOf('🔴 首次联系超时')).toBeLessThan(besides.indexOf('🟡 待回电'));
    });
    // Whose first contact is missed as well waits there for the call back that he was promised.
    await desk.command(WHO.tom, '/desk');
    await desk.answer(WHO.tom, /to be called back by/);
  });

  test('each visit has its sign, its number in a sentence leads to its card, and whoever is asked for one sees by when', async () => {
    const no = await desk.orderVisit(await desk.logCall(aCall()), { engineer: WHO.tom }, { hours: 26 });
    await sees(WHO.tom, (words) => {
      expect(words).toMatch(new RegExp(`<https://\\S+\\|${no}> · `));
      expect(words).toMatch(/asked of you: accept or decline · .*<!date/);
    });
    const call = aCall({ customer: '锦绣百货', phone: '138 0000 4712' });
    const today = await desk.orderVisit(await desk.logCall(call), { engineer: WHO.tom }, { hours: 4 });
    await sees(WHO.tom, (words) => expect(words).toContain(`⚪ ${today} · `));
    await desk.advance('PT3H');
    await sees(WHO.supervisor, (words) => expect(words).toMatch(new RegExp(`告警待处理：.*<https://\\S+\\|${today}>`)));
  });

  test('where a client knows no heading, or no small print, Home is there all the same, and so are forms', async () => {
    const no = await desk.logCall(aCall());
    await desk.unknownBlocks('header');
    await sees(WHO.supervisor, (words, blocks) => {
      expect(words).toMatch(/^\*陈静，你好\*/);
      expect(blocks.map(({ type }) => type)).toContain('actions');
      expect(blocks.map(({ type }) => type)).not.toContain('header');
    });
    await desk.unknownBlocks('header', 'context');
    await sees(WHO.agent, (words, blocks) => {
      expect(words).toContain(no);
      expect(new Set(blocks.map(({ type }) => type))).toEqual(new Set(['section']));
    });
    await desk.command(WHO.agent, '/newcall');
    const view = await desk.modal(WHO.agent, 'call.log');
    expect(view.body.blocks.map(({ type }: { type: string }) => type)).toContain('input');
    expect(desk.refused.map(({ error }) => error)).toEqual(desk.refused.map(() => 'invalid_arguments'));
    await desk.unknownBlocks();
  });

  test('a form that the client takes in no shape: what to do instead is said, and not to try again', async () => {
    await desk.unknownBlocks('section', 'input');
    const said = shownIn(await desk.asks(WHO.agent, '/newcall', '无法显示这个表单'));
    expect(said).toMatch(/编号 [0-9a-f]+.*重试也没有用.*其他设备.*请同事代办/);
    expect(said).not.toContain('请重试');
    await desk.unknownBlocks();
  });

  test('what a submission came to is shown without what the client refuses, and never refused by Slack', async () => {
    const asked = async (...unknown: string[]): Promise<string[]> => {
      const no = await desk.logCall(aCall({ phone: `138 0000 48${10 + unknown.length}` }));
      await desk.unknownBlocks(...unknown);
      await desk.home(WHO.engineer);
      await desk.settle();
      await desk.command(WHO.engineer, `/remote ${no}`);
      const view = await desk.modal(WHO.engineer, 'remote.ask');
      const values = { asked: '收银机打不开', machine: '2 号收银机', tool: option('client') };
      expect(await desk.submit(WHO.engineer, view, values)).toMatchObject({ ok: true });
      const { body } = await desk.modal(WHO.engineer, 'tell');
      expect(JSON.stringify(body.blocks)).toMatch(/R-\d+/);
      await desk.closeModals(WHO.engineer);
      await desk.unknownBlocks();
      return body.blocks.map(({ type }: { type: string }) => type);
    };
    expect(await asked()).toContain('actions');
    expect(await asked('actions', 'context')).not.toContain('actions');
    expect(desk.refused.filter(({ what }) => what === 'submission')).toEqual([]);
  });
});
