import { expect, test } from '@jest/globals';
import { onScreen } from '../../src/cases/moment.js';
import { translator } from '../../src/locales/index.js';
import { tableMessage } from '../../src/slack/messages/blocks.js';
import { at } from '../support/builders.js';

const t = translator('en');
const clock = { now: at('2026-11-25T09:00'), locale: 'en' as const };
const due = at('2026-11-26T10:30').toJSDate();
const tableOf = (rows: readonly string[][], links: readonly (string | undefined)[] = []) => {
  const { blocks } = tableMessage({ title: 'Tickets', head: ['No.', 'Due'], rows, links }, t);
  const table = blocks.find(({ type }) => type === 'data_table');
  if (table?.type !== 'data_table') throw new Error('no table');
  return { rows: table.rows, menu: JSON.stringify(blocks.filter(({ type }) => type === 'actions')) };
};

test('a moment in a list is Slack’s own date, in figures, so that each reader sees it by his clock and a column is sorted by it', () => {
  const { rows } = tableOf([['T-1', `🔴 ${onScreen(due, clock)}`]], ['https://example.slack.com/archives/C1/p1']);
  expect(rows[1]?.[1]).toEqual({
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_section',
        elements: [
          { type: 'text', text: '🔴 ' },
          {
            type: 'date',
            timestamp: due.getTime() / 1000,
            format: '{date_num} {time}',
            fallback: expect.stringContaining('10:30'),
          },
        ],
      },
    ],
  });
});

test('a row whose number leads nowhere is opened by a menu below the list; one that leads to its card is not in it', () => {
  const { menu } = tableOf(
    [
      ['CU-15', '悦购超市'],
      ['T-1', 'printer'],
      ['SD-2', `x${'y'.repeat(200)}`],
      ['Monday', 'no entry'],
    ],
    [undefined, 'https://example.slack.com/archives/C1/p1'],
  );
  expect(menu).toContain('CU-15 · 悦购超市');
  expect(menu).toContain('"value":"SD-2"');
  expect(menu).not.toMatch(/T-1|Monday|y{50}/);
  expect(tableOf([['T-1', 'x']], ['https://example.slack.com/archives/C1/p1']).menu).toBe('[]');
});
