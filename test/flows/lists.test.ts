import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import type { SandboxMessage } from '../../src/sandbox/workspace.js';
import { aCall, eventually, TestDesk, WHO } from '../support/desk.js';

const MANY = 120;
const LONG = '收银台打印机不出小票，重启以后仍然报错，已请店长查看 '.repeat(5);

interface Cell {
  readonly text?: string;
  readonly elements?: readonly Cell[];
}
/** What stands in a cell, as a link too. */
const textOf = ({ text = '', elements = [] }: Cell = {}): string => text + elements.map(textOf).join('');

/** The first cell of each row below the head. */
const numbersIn = ({ blocks = [] }: SandboxMessage): string[] =>
  (blocks.find(({ type }) => type === 'data_table')?.rows ?? []).slice(1).map((row: Cell[]) => textOf(row[0]));

describe('L4: a list of any length is shown, as much of it as Slack takes, and the rest by a press', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ beginsAt: DateTime.fromISO('2026-11-25T09:00', { zone: 'Asia/Shanghai' }) });
    const no = await desk.logCall(aCall({ description: LONG }));
    const visit = await desk.orderVisit(no, { engineer: WHO.tom, address: `${LONG}1 号` });
    const { cases, devices } = desk.app.desk;
    for (const [known, prefix, kept] of [
      [no, 'T', { owner: WHO.tom }],
      [visit, 'V', {}],
    ] as const) {
      const { _id, ...record } = (await cases.model.collection.findOne({ no: known })) ?? {};
      const others = Array.from({ length: MANY }, (_, n) => ({
        ...record,
        ...kept,
        no: `${prefix}-${n + 100}`,
        seq: n + 100,
        origin: undefined,
      }));
      await cases.model.collection.insertMany(others as never, { ignoreUndefined: true });
    }
    for (let n = 0; n < MANY; n += 1) {
      const fields = { name: `SRV-${n} ${LONG.slice(0, 60)}`, group: '收银组', type: 'server' as const, items: [], lastItem: 0 };
      await devices.add({ ...fields, words: [`srv${n}`, 'srv'] } as never, WHO.tom, new Date());
    }
  }, 120_000);
  afterAll(() => desk.close());

  const words = ({ blocks }: SandboxMessage): string => JSON.stringify(blocks);
  /** The table that somebody is answered alone. */
  const tableAfter = async (user: string, work: () => Promise<unknown>): Promise<SandboxMessage> => {
    const last = (): SandboxMessage | undefined => desk.workspace.messages.findLast(({ ephemeralFor }) => ephemeralFor === user);
    const before = last();
    await work();
    return eventually(() => {
      const message = last();
      if (!message || message === before) throw new Error('no answer yet');
      expect(message.blocks?.map(({ type }) => type)).toContain('data_table');
      return message;
    });
  };

  test.each([
    ['/ticket open', WHO.agent, MANY + 1],
    ['/ticket mine', WHO.tom, MANY],
    ['/ticket find 打印机', WHO.agent, MANY + 1],
    ['/visit week', WHO.tom, MANY + 1],
    ['/visit today', WHO.tom, MANY + 1],
    ['/device', WHO.tom, MANY],
    ['/desk', WHO.supervisor, MANY + 1],
  ])('%s', async (typed, user, all) => {
    let message = await tableAfter(user, () => desk.command(user, typed));
    const seen = numbersIn(message);
    expect(seen.length).toBeGreaterThan(9);
    for (let page = 0; page < 20 && words(message).includes('case:rest'); page += 1) {
      const rest = /(?:还有 |and )(\d+) /.exec(words(message))?.[1];
      expect(rest).toBe(String(all - seen.length));
      const before = message;
      message = await tableAfter(user, () => desk.press(user, before, 'case:rest'));
      seen.push(...numbersIn(message));
    }
    expect(new Set(seen).size).toBe(all);
    expect(desk.refused).toEqual([]);
  });

  test('where the workspace does not take the data table yet, it is refused once, and the older table stands in its place, shared too', async () => {
    desk.workspace.unknownBlocks = ['data_table'];
    const old = async (work: () => Promise<unknown>, isShared = false): Promise<SandboxMessage> => {
      const last = () =>
        desk.workspace.messages.findLast(({ ephemeralFor, isBot }) => (isShared ? isBot && !ephemeralFor : ephemeralFor === WHO.agent));
      const before = last();
      await work();
      return eventually(() => {
        const message = last();
        if (!message || message === before) throw new Error('no answer yet');
        expect(message.blocks?.map(({ type }) => type)).toContain('table');
        return message;
      });
    };
    const first = await old(() => desk.command(WHO.agent, '/ticket open'));
    const rows = first.blocks?.find(({ type }) => type === 'table')?.rows ?? [];
    expect(textOf(rows[1]?.[0])).toMatch(/^T-\d+$/);
    expect(JSON.stringify(rows[1]?.[0])).toContain('"type":"link"');
    expect(desk.refused).toEqual([expect.objectContaining({ error: 'invalid_blocks' })]);
    await old(() => desk.press(WHO.agent, first, 'case:rest'));
    await old(() => desk.press(WHO.agent, first, 'case:share'), true);
    expect(desk.refused).toHaveLength(1);
    // A client that knows no table at all, nor a heading, shows the same as lines.
    await desk.unknownBlocks('data_table', 'table', 'header');
    await desk.command(WHO.agent, '/ticket open');
    const lines = await desk.answer(WHO.agent, /• |\| ?T-\d+|T-\d+ · /);
    expect(lines.blocks?.map(({ type }) => type)).not.toContain('table');
    await desk.command(WHO.agent, `/ticket ${numbersIn(first)[0]}`);
    expect(desk.workspace.messages.filter(({ text }) => text.includes('编号'))).toEqual([]);
    await desk.unknownBlocks();
  });
});
