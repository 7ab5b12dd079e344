import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SandboxView } from '../../src/sandbox/workspace.js';
import { aCall, DESK, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('a long history', () => {
  let desk: TestDesk;
  beforeEach(async () => {
    desk = await TestDesk.open();
  });
  afterEach(() => desk.close());

  const turn = async (view: SandboxView, label: 'older' | 'newer'): Promise<string> => {
    const { hash } = view;
    const block = view.body.blocks.find(({ type }: { type: string }) => type === 'actions');
    const button = block.elements.find(({ action_id }: { action_id: string }) => action_id === `case:historyPage.${label}`);
    await desk.pressInView(WHO.anna, view, block.block_id, button.action_id);
    await eventually(() => expect(view.hash).not.toBe(hash));
    return JSON.stringify(view.body.blocks);
  };

  test('M3: More → History shows all of it by pages; card, mention, a reply and the sweep go on', async () => {
    const no = await desk.logCall(aCall());
    const { cases } = desk.app.desk;
    for (let n = 0; n < 130; n += 1)
      await cases.change(no as never, (record) => {
        const entry = {
          at: desk.app.desk.clock.now().toJSDate(),
          by: WHO.agent,
          action: 'note',
          changes: [],
          note: `note number ${n} of many`,
        };
        return {
          ok: true,
          next: { ...record, version: record.version + 1, history: [...record.history, entry] },
          entries: [entry],
          notices: [],
        };
      });
    expect((await desk.case(no))?.historyFrom).toBeGreaterThan(60);
    await desk.pressOn(WHO.anna, await desk.card(no), 'history', no);
    const view = await desk.modal(WHO.anna, 'tell');
    const pages = [JSON.stringify(view.body.blocks)];
    expect(pages[0]).toContain('note number 129 ');
    expect(pages[0]).not.toContain('historyPage.newer');
    expect(pages[0]).toContain('Entries 102 to 131 of 131');
    while (pages.at(-1)?.includes('historyPage.older')) pages.push(await turn(view, 'older'));
    for (let n = 0; n < 130; n += 1) expect([n, pages.filter((page) => page.includes(`note number ${n} of`)).length]).toEqual([n, 1]);
    expect(pages.at(-1)).toContain('logged');
    expect(await turn(view, 'newer')).toContain('historyPage.older');

    const card = await desk.card(no);
    await desk.say(WHO.agent, '@fieldbell accept', card.ts, DESK);
    await desk.say(WHO.agent, '客户说又坏了', card.ts, DESK);
    await eventually(async () => expect((await desk.case(no))?.history.at(-1)?.note).toBe('客户说又坏了'));
    await desk.advance('PT25H');
    await desk.settle();
    await eventually(async () => expect((await desk.case(no))?.breachedAt).toBeInstanceOf(Date));
    expect(shownIn(await desk.card(no))).toContain(no);
  });
});
