import { describe, expect, test } from '@jest/globals';
import { ErrorCode } from '@slack/web-api';
import { DateTime } from 'luxon';
import { translator } from '../../src/locales/index.js';
import { makeLog } from '../../src/log.js';
import { header, type Message, section, tableMessage } from '../../src/slack/messages/blocks.js';
import { barChart } from '../../src/slack/messages/charts.js';
import { NewerBlocks } from '../../src/slack/messages/newer.js';

const refusal = (error: string): Error => Object.assign(new Error(error), { code: ErrorCode.PlatformError, data: { ok: false, error } });
const typesOf = ({ blocks }: Message): string[] => blocks.map(({ type }) => type);

describe('Slack’s newer blocks', () => {
  const begins = DateTime.fromISO('2026-11-25T09:00', { zone: 'Asia/Shanghai' });
  let now = begins;
  const list = tableMessage(
    {
      title: 'Tools\nof today',
      head: ['No.', 'Open', 'Code'],
      rows: [
        ['L-1', '12', '007'],
        ['L-2', '9', '12'],
      ],
      links: ['https://example.com/1', 'https://example.com/2'],
    },
    translator('en'),
  );

  test('a table has links in its first column, numbers where there is nothing else, and a caption of one line', () => {
    expect(list.blocks[1]).toMatchObject({ type: 'data_table', caption: 'Tools', page_size: 10 });
    expect(JSON.stringify(list.blocks[1])).toContain('"url":"https://example.com/1"');
    expect(list.blocks[1]).toHaveProperty('rows.1.1', { type: 'raw_number', value: 12, text: '12' });
    expect(list.blocks[1]).toHaveProperty('rows.2.2', { type: 'raw_text', text: '12' });
  });

  test('what was refused is drawn in its older form for a day, and then tried again', async () => {
    const newer = new NewerBlocks({ clock: { now: () => now }, log: makeLog('silent') });
    const tried: string[][] = [];
    const old = async (shape: Message): Promise<string> => {
      tried.push(typesOf(shape));
      if (typesOf(shape).includes('data_table')) throw refusal('invalid_blocks');
      return 'said';
    };
    expect(await newer.send(list, old)).toBe('said');
    now = begins.plus({ hours: 23 });
    await newer.send(list, old);
    now = begins.plus({ hours: 25 });
    await newer.send(list, old);
    const [fresh, older] = [
      ['section', 'data_table'],
      ['section', 'table'],
    ];
    expect(tried).toEqual([fresh, older, older, fresh, older]);
  });

  test('a chart that is refused is said in words, and says nothing of the table', async () => {
    const newer = new NewerBlocks({ clock: { now: () => now }, log: makeLog('silent') });
    const chart = barChart('Weeks', ['11-16 · 80%', '11-23'], { received: [3, 2], ended: [1, 0] });
    const tried: Message[] = [];
    await newer.send({ text: 'x', blocks: [chart, ...list.blocks] }, async (shape) => {
      tried.push(shape);
      if (typesOf(shape).includes('data_visualization')) throw refusal('invalid_blocks');
    });
    expect(tried.map(typesOf)).toEqual([
      ['data_visualization', 'section', 'data_table'],
      ['section', 'section', 'data_table'],
    ]);
    expect(JSON.stringify(tried[1])).toContain('11-16 · 80%: received 3 · ended 1\\n11-23: received 2 · ended 0');
  });

  test('where a client knows no table at all its rows are lines, with their links, and a heading is a line; else all is text', async () => {
    const newer = new NewerBlocks({ clock: { now: () => now }, log: makeLog('silent') });
    const send = (unknown: readonly string[], message: Message): Promise<Message> =>
      newer.send(message, async (shape) => {
        if (typesOf(shape).some((type) => unknown.includes(type))) throw refusal('invalid_blocks');
        return shape;
      });
    const lines = await send(['data_table', 'table'], list);
    expect(typesOf(lines)).toEqual(['section', 'section']);
    expect(JSON.stringify(lines.blocks[1])).toContain(
      '*No. · Open · Code*\\n<https://example.com/1|L-1> · 12 · 007\\n<https://example.com/2|L-2> · 9 · 12',
    );
    expect(typesOf(await send(['header'], { text: 'x', blocks: [header('T-18'), section('open')] }))).toEqual(['section', 'section']);
    const text = await send(['section'], { text: 'x', blocks: [header('T-18'), section('open')] });
    expect(text).toEqual({ text: '*T-18*\nopen', blocks: [] });
  });

  test('what is refused in its older form too, or for another reason, says nothing of the block', async () => {
    const newer = new NewerBlocks({ clock: { now: () => now }, log: makeLog('silent') });
    const tried: string[][] = [];
    const never = (reason: string) => async (shape: Message) => {
      tried.push(typesOf(shape));
      throw refusal(reason);
    };
    await expect(newer.send(list, never('invalid_blocks'))).rejects.toThrow('invalid_blocks');
    await expect(newer.send(list, never('channel_not_found'))).rejects.toThrow('channel_not_found');
    expect(tried.map((types) => types[1])).toEqual(['data_table', 'table', 'section', undefined, 'data_table']);
  });
});
