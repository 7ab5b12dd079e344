import type { KnownBlock } from '@slack/types';
import type { CardButton, Translate } from '../../src/cases/card.js';
import { leads } from '../../src/cases/case.js';
import { SIGNS } from '../../src/cases/standing.js';
import { unformatted } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { actionsBlock, context, listButtons, section } from '../../src/slack/messages/blocks.js';
import type { Named } from '../../src/slack/messages/broken.js';
import { timeInWords } from '../../src/time/wording.js';

/** Rows of their own, two blocks each, in each of five parts; Slack allows 100 blocks in a Home. */
export const MOST_ROWS = 8;

/** What people typed, in Home: no sign in it formats anything. */
export const typedSection = (words: string): KnownBlock => section(unformatted(words));

/** A row: its words, typed by people, and its presses. */
export const rowWith = (words: string, buttons: readonly CardButton[], { t }: Pick<Asked['reader'], 't'>): KnownBlock[] => [
  typedSection(words),
  ...actionsBlock(buttons, [], t),
];

/** The blocks of each entry; one that cannot be shown is there by its number. */
export const rowsOf = <One extends Named>(
  { desk, reader }: Asked,
  entries: readonly One[],
  row: (one: One) => KnownBlock[],
): KnownBlock[] =>
  entries.slice(0, MOST_ROWS).flatMap((one) => {
    try {
      return row(one);
    } catch (error) {
      desk.broken.report(one, 'home', error);
      const open = { action: 'open', label: reader.t('shared.action.open'), value: one.no };
      return rowWith(`${one.no} · ${reader.t('shared.broken.row')}`, [open], reader);
    }
  });

/** The operations groups that a person is in; whoever leads answers for all. */
export const groupsWith = (person: Asked['person'], groups: Readonly<Record<string, readonly string[]>>): string[] =>
  Object.entries(groups).flatMap(([name, members]) => (leads(person) || members.includes(person.id) ? [name] : []));

/** The way to those that Home does not show: how many they are, and a press that opens the list of all. */
export const moreRows = (all: number, list: string, { t }: Pick<Asked['reader'], 't'>): KnownBlock[] =>
  actionsBlock(all > MOST_ROWS ? listButtons([[list, t('shared.table.more', { n: all - MOST_ROWS })]]) : [], [], t);

/** What of a case of the person's groups stands in a row: its words, and by when it is to be done. */
interface GroupCase {
  readonly no: string;
  readonly title: string;
  readonly dueAt: Date;
  /** Words behind the due time, and a line below. */
  readonly done?: string;
  readonly more?: string;
}

/** A case of the person's groups with its next action as one button; what was due already is late. */
export function groupRow({ no, title, dueAt, done, more }: GroupCase, kind: string, action: string, reader: Asked['reader']): KnownBlock[] {
  const { t, now, locale } = reader;
  const isLate = dueAt <= now.toJSDate();
  const how = [done, `${t('shared.card.due')} ${timeInWords(dueAt, now, locale)}`, isLate && t('shared.card.turnLate')].filter(Boolean);
  const words = [`${SIGNS[isLate ? 'late' : 'waiting']} ${title}`, how.join(' · '), ...(more ? [more] : [])].join('\n');
  const buttons = [
    { action, label: t(`${kind}.action.${action}`), value: no, style: 'primary' as const },
    { action: 'open', label: t('shared.action.open'), value: no },
  ];
  return rowWith(words, buttons, reader);
}

/** How it went today and of late, in one line: of what there is none nothing is said. Words: `<kind>.home.count.<part>`. */
export function countsLine<Part extends string>(
  kind: string,
  parts: readonly Part[],
  figures: Readonly<Record<Part, number>>,
  t: Translate,
): KnownBlock[] {
  const said = parts.filter((part) => figures[part] > 0).map((part) => t(`${kind}.home.count.${part}`, { n: figures[part] }));
  return said.length > 0 ? [context(said.join(' · '))] : [];
}
