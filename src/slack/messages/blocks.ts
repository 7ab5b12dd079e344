import type { ActionsBlock, ActionsBlockElement, DataTableBlock, KnownBlock, MrkdwnElement, PlainTextElement } from '@slack/types';
import type { Card, CardButton, Translate } from '../../cases/card.js';
import { SIGNS } from '../../cases/standing.js';
import { bold, shorten, unformatted } from '../../cases/text.js';
import { cellOf, fitting, withNumbers } from './cells.js';
import type { ChartBlock } from './charts.js';
import { cutTo, toMrkdwn, toPlain } from './mrkdwn.js';

/** Slack's limits that our texts can reach. The sandbox refuses what is over any of them (src/sandbox/limits.ts). */
const MAX = {
  section: 3000,
  field: 2000,
  /** Of one section. */
  fields: 10,
  header: 150,
  button: 75,
  option: 75,
  context: 2000,
  caption: 150,
  rows: 100,
  text: 4000,
  blocks: 50,
  value: 2000,
  actions: 25,
  actionId: 255,
  /** Of all cells of a table. */
  table: 10_000,
  /** Of all blocks of a message, a little less than where Slack refuses it. */
  message: 13_000,
  /** What may stand around a list besides its title: its footer, buttons, and the desk's figures. */
  foot: 2500,
} as const;
/** So many lines, links included, fit a section. */
const LINES_PER_SECTION = 8;

/** So many steps are in reach on a card: the likeliest, and three beside it. */
const MOST_BUTTONS = 4;

/** Whatever stands in a message. */
export type ShownBlock = KnownBlock | ChartBlock;

/** A message: its blocks, and the text that notifications show. */
export interface Message {
  readonly text: string;
  readonly blocks: ShownBlock[];
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
          confirm: plain(t('shared.button.yes'), 30),
          deny: plain(t('shared.button.no'), 30),
        },
      }
    : {}),
});

/** One row of buttons, with the less frequent ones behind a menu. */
export function actionsBlock(buttons: readonly CardButton[], menu: readonly CardButton[], t: Translate): KnownBlock[] {
  const select = {
    type: 'static_select' as const,
    action_id: CASE_MENU,
    placeholder: plain(t('shared.card.more'), 150),
    options: menu.map((item) => ({ text: plain(item.label, MAX.option), value: `${item.action} ${item.value}` })),
  };
  // Slack asks for one primary button in a set: the likeliest next step, which stands first.
  const first = buttons.find(({ style }) => style === 'primary');
  const calm = buttons.map((item) => (item.style === 'primary' && item !== first ? { ...item, style: undefined } : item));
  return actionsOf([...calm.map((item) => button(item, t)), ...(menu.length > 0 ? [select] : [])]);
}

/** Slack takes so many presses in a block, and none twice: what does more, or the same with something else, stands in another below. */
function actionsOf(elements: readonly ActionsBlockElement[]): ActionsBlock[] {
  const blocks: ActionsBlockElement[][] = [];
  for (const element of elements) {
    const last = blocks.at(-1);
    const isTaken = last?.some(({ action_id: id }) => id === element.action_id);
    if (last && !isTaken && last.length < MAX.actions) last.push(element);
    else blocks.push([element]);
  }
  return blocks.map((own) => ({ type: 'actions', elements: own }));
}

/** Of more than these a menu shows the first. */
const MOST_OPTIONS = 100;

/** The action id of the menu of a register's card: what is chosen is pressed, as its button would be. */
export const registerMenu = (register: string): string => `${CASE_MENU}:${register}`;

/** One menu in place of many buttons that do the same with something else. */
export function menuBlock(register: string, placeholder: string, items: readonly CardButton[]): KnownBlock[] {
  const options = items
    .slice(0, MOST_OPTIONS)
    .map(({ label, action, value }) => ({ text: plain(label, MAX.option), value: `${action} ${value}` }));
  if (options.length === 0) return [];
  const element = { type: 'static_select' as const, action_id: registerMenu(register), placeholder: plain(placeholder, 150), options };
  return [{ type: 'actions', elements: [element] }];
}

/** A list in parts of so many at most. */
const parted = <One>(all: readonly One[], most: number): One[][] =>
  Array.from({ length: Math.ceil(all.length / most) }, (_, n) => all.slice(n * most, (n + 1) * most));

/** A text behind the sign of how a case stands. */
const signed = (text: string, { standing }: Card): string => [standing && SIGNS[standing], text].filter(Boolean).join(' ');

/** The buttons with their primary one: where none is and something is left to do, the likeliest next step, which stands first. */
function leading({ buttons, standing }: Card): readonly CardButton[] {
  const [first, ...others] = buttons;
  const isLed = standing === undefined || standing === 'kept' || standing === 'undone' || buttons.some(({ style }) => style === 'primary');
  return isLed || !first || first.style ? buttons : [{ ...first, style: 'primary' }, ...others];
}

/** The likeliest steps; what helps in danger is always in reach. The others go behind the menu. */
const inReach = (buttons: readonly CardButton[]): readonly CardButton[] =>
  buttons.filter((one, n) => n < MOST_BUTTONS || one.style === 'danger');

/** A case as a message: what it is about and how it stands first, then what to know of it, then what to do. */
export function cardMessage(card: Card, t: Translate): Message {
  const fields = card.lines.map(({ label, value }) => ({
    ...mrkdwn(`${label}\n${value}`, MAX.field),
    text: cutTo(`*${toMrkdwn(label)}*\n${toMrkdwn(unformatted(value))}`, MAX.field),
  }));
  const shown = leading(card);
  const blocks: KnownBlock[] = [
    header(signed(card.title, card)),
    section([bold(card.status), card.promise].filter(Boolean).join(' · ')),
    ...(card.body ? [section(unformatted(card.body))] : []),
    ...parted(fields, MAX.fields).map((some) => ({ type: 'section' as const, fields: some })),
    ...(card.notes ?? []).map(context),
    ...actionsBlock(inReach(shown), [...shown.filter((one) => !inReach(shown).includes(one)), ...card.menu], t),
  ];
  return { text: sentenceOf(`${card.title} · ${signed(card.status, card)}`), blocks };
}

/** A notice: its sentence, a line of context and the buttons that help. */
export function noticeMessage(sentence: string, extra: string | undefined, buttons: readonly CardButton[], t: Translate): Message {
  return {
    text: sentenceOf(sentence),
    blocks: [section(sentence), ...(extra ? [context(extra)] : []), ...actionsBlock(buttons, [], t)],
  };
}

/** A list, spread over as many sections as it needs. */
export const listBlocks = (lines: readonly string[]): KnownBlock[] =>
  parted(lines, LINES_PER_SECTION).map((some) => section(some.join('\n')));

/** A title and a list: as many lines as Slack takes, and the number of the others. */
export function listMessage(title: string, lines: readonly string[], t: Translate): Message {
  let room = MAX.message - sentenceOf(title).length - MAX.foot;
  const fits = lines.findIndex((line) => {
    room -= toMrkdwn(line).length + 1;
    return room < 0;
  });
  const shown = fits < 0 ? lines : lines.slice(0, fits);
  const more = lines.length - shown.length;
  return {
    text: sentenceOf(title),
    blocks: [section(title), ...listBlocks(shown), ...(more > 0 ? [context(t('shared.table.more', { n: more }))] : [])],
  };
}

/** A row of a list that is to be acted on: its words, and the presses that answer it, the likeliest first. */
export interface Row {
  readonly text: string;
  readonly presses?: readonly CardButton[];
}

/** The likeliest press stands beside a row's words, others below them. */
function rowBlocks(text: MrkdwnElement, [press, ...others]: readonly CardButton[], t: Translate): KnownBlock[] {
  const beside = press ? { accessory: button({ ...press, style: undefined }, t) } : {};
  return [{ type: 'section', text, ...beside }, ...actionsBlock(others, [], t)];
}

/** A row as it stands in a list. */
export const rowBlock = ({ text, presses = [] }: Row, t: Translate): KnownBlock[] => rowBlocks(mrkdwn(text, MAX.section), presses, t);

/** A text that Slack has already, or that was made for it. */
const asSaid = (text: string, max: number) => ({ type: 'mrkdwn' as const, text: cutTo(text, max), verbatim: true });
const wordsOf = (block: ShownBlock): string[] => {
  if (block.type === 'section') return block.text ? [block.text.text] : [];
  if (block.type !== 'context') return [];
  return block.elements.flatMap((element) => ('text' in element && typeof element.text === 'string' ? [element.text] : []));
};
/** What people read of a notice, as Slack has it: the sentence, then what stands below it. */
export const saidIn = ({ blocks }: Pick<Message, 'blocks'>): string[] => blocks.flatMap(wordsOf);

/** A notice that is answered: what it said, what became of it, and no press. */
export const answeredMessage = ([sentence = '', ...below]: readonly string[], outcome: string): Message => ({
  text: cutTo(sentence, MAX.text),
  blocks: [
    { type: 'section', text: asSaid(sentence, MAX.section) },
    ...below.map((words): KnownBlock => ({ type: 'context', elements: [asSaid(words, MAX.context)] })),
    context(outcome),
  ],
});

/** A row as it was said, with its presses or what became of it. */
export function saidRow(
  said: string,
  { presses = [], outcome }: { readonly presses?: readonly CardButton[]; readonly outcome?: string | undefined },
  t: Translate,
): KnownBlock[] {
  const below = outcome ? `\n${toMrkdwn(outcome)}` : '';
  return rowBlocks(asSaid(`${cutTo(said, MAX.section - below.length)}${below}`, MAX.section), presses, t);
}

/** A list as it was said, with its rows as they stand. */
export const saidRows = (title: string, rows: readonly KnownBlock[]): Message => ({
  text: cutTo(title, MAX.text),
  blocks: [{ type: 'section' as const, text: asSaid(title, MAX.section) }, ...rows].slice(0, MAX.blocks),
});

/** A title and rows, each with its press. */
export const rowsMessage = (title: string, rows: readonly KnownBlock[]): Message => ({
  text: sentenceOf(title),
  blocks: [section(title), ...rows].slice(0, MAX.blocks),
});

/** So many rows does a table of Slack show below its head, in its older form too (newer.ts). */
export const TABLE_ROWS = MAX.rows - 1;
/** The action of the buttons that show a list, or what it had no room for: their value is from where, and what was asked. */
export const REST = 'rest';
/** So much of what is asked tells its press from others beside it. */
const MOST_OF_AN_ID = MAX.actionId - 55;
/** Presses that show lists, each by what is asked, such as `ticket late`, with its label. Several may stand beside each other. */
export const listButtons = (lists: readonly (readonly [what: string, label: string])[]): CardButton[] =>
  lists
    .filter(([what]) => what.length < MAX.value - 2)
    .map(([what, label]) => ({ action: `${REST}.${what.replaceAll(' ', '-').slice(0, MOST_OF_AN_ID)}`, label, value: `0 ${what}` }));

/** The action of the menu that opens a row of a list: its value is the number in the row's first cell. */
export const ROW_MENU = 'row-menu';
/** So much of a row names it in that menu. */
const MOST_OF_A_ROW = 40;

/** What a row is called in the menu that opens it: the number in its first cell and what stands beside it. Undefined for a row of no entry. */
const openedBy = ([no = '', name = '']: readonly string[]): string | undefined =>
  /^[A-Z]+-\d+$/.test(no) ? shorten(toPlain([no, name].filter(Boolean).join(' · ')), MOST_OF_A_ROW) : undefined;

/** The way to the entries of a list that have no message to lead to: a cell of Slack's table holds links, and nothing to press. */
function rowMenu(rows: readonly (string | undefined)[], t: Translate): KnownBlock[] {
  const options = rows.flatMap((label) => (label ? [{ text: plain(label, MAX.option), value: label.split(' ', 1)[0] ?? '' }] : []));
  const placeholder = plain(t('shared.table.openRow'), 150);
  return options.length > 0 ? [{ type: 'actions', elements: [{ type: 'static_select', action_id: ROW_MENU, placeholder, options }] }] : [];
}

/** A list as a table. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  /** All rows that are known, from the first on. */
  readonly rows: readonly (readonly string[])[];
  /** Where the number in the first cell of each row leads to, if it leads somewhere. */
  readonly links?: readonly (string | undefined)[];
  /** Those that lead somewhere are opened by the menu below too: where they stand for presses that there was no room for. */
  readonly isOpenedHere?: boolean;
  /** How many there are in all, where not all are known. */
  readonly all?: number;
  /** How many rows were shown before. */
  readonly from?: number | undefined;
  /** What was asked, for the button that shows the rest, such as `ticket open`. */
  readonly again?: string;
  readonly footer?: string | undefined;
}

/** So many rows does a table show at a time: about what a telephone does. */
const PAGE_SIZE = 10;
/**
 * A table to sort, filter and turn over: a title, a head row and rows of cells, as many as Slack takes; of the others their
 * number, and a button that shows them. Slack counts the characters of all tables of a message together: there is one in it.
 */
export function tableMessage(
  { title, head, rows, links = [], isOpenedHere = false, all = rows.length, from = 0, again, footer }: Table,
  t: Translate,
): Message {
  const begun = section(title);
  const top = head.map((text) => cellOf(text));
  const room = Math.min(MAX.table, MAX.message - sentenceOf(title).length - MAX.foot);
  const opened = rows.map((row, n) => (links[n] && !isOpenedHere ? undefined : openedBy(row)));
  const cells = rows
    .slice(from)
    .map((row, n) =>
      row.map((text, column) => cellOf(text, column === 0 ? links[from + n] : undefined, column === 0 ? opened[from + n] : '')),
    );
  const shown = fitting(top, cells, room, TABLE_ROWS);
  const next = from + shown.length;
  const more = all > next ? t('shared.table.more', { n: all - next }) : undefined;
  const table: DataTableBlock = {
    type: 'data_table',
    caption: plain(title.split('\n')[0] ?? '', MAX.caption).text,
    rows: [top.map(({ block }) => block), ...withNumbers(shown)],
    page_size: PAGE_SIZE,
  };
  const value = `${next} ${again ?? ''}`;
  const rest = more && again && value.length <= MAX.value ? [{ action: REST, label: t('shared.action.rest'), value }] : [];
  return {
    text: sentenceOf(title),
    blocks: [
      begun,
      ...(shown.length > 0 ? [table] : []),
      ...[more, footer].flatMap((line) => (line ? [context(line)] : [])),
      ...actionsBlock(rest, [], t),
      ...rowMenu(opened.slice(from, next), t),
    ],
  };
}
