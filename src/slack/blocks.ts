import type { KnownBlock, PlainTextElement, TableBlock } from '@slack/types';
import type { Card, CardButton, Translate } from '../cases/card.js';
import { shorten } from '../cases/text.js';
import { cutTo, toMrkdwn, toPlain } from './mrkdwn.js';

/** Slack's limits that our texts can reach. The sandbox refuses what is over any of them (src/sandbox/limits.ts). */
const MAX = {
  section: 3000,
  field: 2000,
  header: 150,
  button: 75,
  option: 75,
  context: 2000,
  cell: 500,
  rows: 100,
  text: 4000,
  blocks: 50,
} as const;
/** So many lines of a digest, links included, fit a section. */
const LINES_PER_SECTION = 8;

/** A message: its blocks, and the text that notifications show. */
export interface Message {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

export const plain = (text: string, max: number): PlainTextElement => ({
  type: 'plain_text',
  text: shorten(toPlain(text), max) || ' ',
  emoji: true,
});

const mrkdwn = (text: string, max: number) => ({ type: 'mrkdwn' as const, text: cutTo(toMrkdwn(text), max), verbatim: true });
/** A text without blocks, which Slack reads as mrkdwn too: what notifications show of a message, or an answer of one sentence. */
export const sentenceOf = (text: string): string => cutTo(toMrkdwn(text), MAX.text);
export const section = (text: string): KnownBlock => ({ type: 'section', text: mrkdwn(text, MAX.section) });
export const context = (text: string): KnownBlock => ({ type: 'context', elements: [mrkdwn(text, MAX.context)] });
export const header = (text: string): KnownBlock => ({ type: 'header', text: plain(text, MAX.header) });

/** The action ids of everything that is pressed on a case. */
export const CASE_ACTION = 'case:';
export const CASE_MENU = 'case-menu';

const button = (item: CardButton, t: Translate) => ({
  type: 'button' as const,
  action_id: `${CASE_ACTION}${item.action}`,
  text: plain(item.label, MAX.button),
  value: item.value,
  ...(item.style ? { style: item.style } : {}),
  ...(item.confirm
    ? {
        confirm: {
          title: plain(item.label, 100),
          text: plain(item.confirm, 300),
          confirm: plain(t('button.yes'), 30),
          deny: plain(t('button.no'), 30),
        },
      }
    : {}),
});

/** One row of buttons, with the less frequent ones behind a menu. */
export function actionsBlock(buttons: readonly CardButton[], menu: readonly CardButton[], t: Translate): KnownBlock[] {
  const select = {
    type: 'static_select' as const,
    action_id: CASE_MENU,
    placeholder: plain(t('card.more'), 150),
    options: menu.map((item) => ({ text: plain(item.label, MAX.option), value: `${item.action} ${item.value}` })),
  };
  // Slack asks for one primary button in a set: the likeliest next step, which stands first.
  const first = buttons.find(({ style }) => style === 'primary');
  const calm = buttons.map((item) => (item.style === 'primary' && item !== first ? { ...item, style: undefined } : item));
  const elements = [...calm.map((item) => button(item, t)), ...(menu.length > 0 ? [select] : [])];
  return elements.length > 0 ? [{ type: 'actions', elements }] : [];
}

/** A case as a message. */
export function cardMessage(card: Card, t: Translate): Message {
  const fields = card.lines.slice(0, 10).map(({ label, value }) => ({
    ...mrkdwn(`${label}\n${value}`, MAX.field),
    text: cutTo(`*${toMrkdwn(label)}*\n${toMrkdwn(value)}`, MAX.field),
  }));
  const blocks: KnownBlock[] = [
    header(card.title),
    { type: 'context', elements: [mrkdwn(card.status, MAX.context)] },
    ...(card.body ? [section(card.body)] : []),
    ...(fields.length > 0 ? [{ type: 'section' as const, fields }] : []),
    ...(card.notes ?? []).map(context),
    ...actionsBlock(card.buttons, card.menu, t),
  ];
  return { text: sentenceOf(`${card.title} · ${card.status}`), blocks };
}

/** A notice: its sentence, a line of context and the buttons that help. */
export function noticeMessage(sentence: string, extra: string | undefined, buttons: readonly CardButton[], t: Translate): Message {
  return {
    text: sentenceOf(sentence),
    blocks: [section(sentence), ...(extra ? [context(extra)] : []), ...actionsBlock(buttons, [], t)],
  };
}

/** A title and a list, however long: its lines are spread over as many sections as they need. */
export function listMessage(title: string, lines: readonly string[]): Message {
  const groups = Array.from({ length: Math.ceil(lines.length / LINES_PER_SECTION) }, (_, n) =>
    lines.slice(n * LINES_PER_SECTION, (n + 1) * LINES_PER_SECTION).join('\n'),
  );
  return { text: sentenceOf(title), blocks: [title, ...groups].slice(0, MAX.blocks).map(section) };
}

/** So many rows does a table of Slack show below its head. */
export const TABLE_ROWS = MAX.rows - 1;

/** The line below a list that shows `shown` of `all`. */
export const moreThan = (shown: number, all: number, t: Translate): string | undefined =>
  all > shown ? t('table.more', { n: all - shown }) : undefined;

/** A table: a title, a head row and rows of plain cells. Slack allows one table in a message. */
export function tableMessage(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  footer: string | undefined,
): Message {
  const cell = (text: string) => ({ type: 'raw_text' as const, text: shorten(toPlain(text), MAX.cell) || '–' });
  const shown = rows.slice(0, TABLE_ROWS);
  const table: TableBlock = {
    type: 'table',
    rows: [head, ...shown].map((row) => row.map(cell)),
    column_settings: head.map(() => ({ is_wrapped: true })),
  };
  return {
    text: sentenceOf(title),
    blocks: [section(title), ...(shown.length > 0 ? [table] : []), ...(footer ? [context(footer)] : [])],
  };
}
