import type { Reader } from '../../cases/card.js';
import { type Case, CLOCK, COLLEAGUE, type FieldChange, type HistoryEntry } from '../../cases/case.js';
import { asRead } from '../../cases/confided.js';
import { changesBetween, type HistoryWords } from '../../cases/history.js';
import { kindNamed } from '../../cases/kinds.js';
import { maskedPhones } from '../../cases/phones.js';
import { person, shorten } from '../../cases/text.js';
import { hasText } from '../../locales/index.js';
import { timeInWords } from '../../time/wording.js';

/** How a history speaks of one case or entry. */
export interface OwnWords extends HistoryWords {
  /** What it calls an entry of a keyed field, or a value that only counts or names something of its own; undefined for what speaks for itself. */
  called(field: string, value?: unknown): string | undefined;
  /** An entry as this reader may read it. */
  asRead(entry: HistoryEntry, reader: Reader): HistoryEntry;
}

/** For what has no words of its own. */
export const NO_WORDS: OwnWords = { called: () => undefined, asRead: (entry) => entry };

/** How the history of a case speaks of it; `words` are those of a register's entries. */
export function ownWordsOf(record: object, words: HistoryWords = {}): OwnWords {
  const c = 'data' in record && 'kind' in record ? (record as Case<object>) : undefined;
  const row = c && kindNamed(c.kind);
  return {
    ...(row?.inHistory ?? words),
    called: (field, value) => (c ? row?.calls?.(c, field, value) : undefined),
    asRead: (entry, reader) => (c && row ? asRead(row.rules, c, entry, reader) : entry),
  };
}

/** Parts of every record that need no name beside them: who, when, and what was said. */
const PLAIN = ['by', 'at', 'text', 'note'];
const MOST_OF_VALUE = 160;
const MOST_OF_LIST = 300;
const NOTHING = '–';

interface Said {
  readonly kind: string;
  readonly reader: Reader;
  readonly own: OwnWords;
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null && !(value instanceof Date);
const isTime = (value: unknown): boolean =>
  value instanceof Date || (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value));

/** Where the words of a field stand; `within`: the field of the case in which its record stands. */
const wordsAt = (field: string, within: string, { own: { words = {} } }: Said): string =>
  words[`${within}.${field}`] ?? words[field] ?? field;

/** The name of a field, if people have one for it: what has none is bookkeeping. */
function nameOf(field: string, within: string, said: Said): string | undefined {
  const { kind, own, reader } = said;
  const key = [field, wordsAt(field, within, said)].map((name) => `${kind}.field.${name}`).find((one) => hasText(one, reader.locale));
  return own.called(field) ?? (key && reader.t(key));
}

/** The words for one of a field's fixed values, if it is one. */
function chosenInWords(field: string, value: string, within: string, said: Said): string | undefined {
  const { kind, own, reader } = said;
  const key = `${kind}.${wordsAt(field, within, said)}.${value}`;
  return own.called(field, value) ?? (hasText(key, reader.locale) ? reader.t(key) : undefined);
}

/** What people call a record within a record: its question, name or title; else each of its fields that has a name or speaks for itself. */
function recordInWords(record: object, within: string, said: Said): string {
  const { question, name, title } = record as Readonly<Record<string, unknown>>;
  const called = question ?? name ?? title;
  if (called !== undefined) return String(called);
  const plain = [...PLAIN, ...(said.own.plain ?? [])];
  const parts = Object.entries(record).flatMap(([field, value]) => {
    if (isEmpty(value) || said.own.unsaid?.includes(field)) return [];
    const label = nameOf(field, within, said);
    const chosen = typeof value === 'string' ? chosenInWords(field, value, within, said) : undefined;
    if (label === undefined && chosen === undefined && !plain.includes(field)) return [];
    const words = chosen ?? valueInWords(field, value, said, within);
    return [label === undefined || plain.includes(field) ? words : `${label} ${words}`];
  });
  return parts.join(' · ');
}

function valueInWords(field: string, value: unknown, said: Said, within = field): string {
  const { kind, reader } = said;
  const { t, now, locale } = reader;
  if (isEmpty(value)) return NOTHING;
  if (field === 'phone') return maskedPhones(String(value));
  if (field === 'state') return t(`${kind}.state.${String(value)}`);
  if (isTime(value)) return timeInWords(new Date(value as string | Date), now, locale);
  if (value === CLOCK.id) return t('shared.people.clock');
  if (value === COLLEAGUE) return t('shared.people.colleague');
  if (typeof value === 'string' && /^[UW][A-Z0-9]{3,}$/.test(value)) return person(value);
  if (typeof value === 'boolean') return t(value ? 'shared.button.yes' : 'shared.button.no');
  if (Array.isArray(value)) {
    const each = value.map((one) => valueInWords(field, one, said, within)).filter((words) => words !== '');
    return shorten(each.join('; ') || NOTHING, MOST_OF_LIST);
  }
  if (isRecord(value)) return shorten(recordInWords(value, within, said), MOST_OF_LIST);
  return chosenInWords(field, String(value), within, said) ?? shorten(String(value), MOST_OF_VALUE);
}

/** What people call a record of a list in which each keeps its id; undefined for one that has no such name. */
const labelOf = (record: object, { own }: Said): string | undefined =>
  (own.plain ?? []).map((field) => Reflect.get(record, field)).find((value) => typeof value === 'string' && value !== '');

/** A record that stays in its list and says something else: field by field, from what to what. */
function changedInWords(before: object, after: object, within: string, said: Said): string {
  const changes = changesBetween(before, after).flatMap(({ field, from, to }) => {
    const name = nameOf(field, within, said);
    if (name === undefined) return [];
    return [
      `${name}${said.reader.t('shared.history.colon')}${[from, to].map((one) => valueInWords(field, one, said, within)).join(' → ')}`,
    ];
  });
  return [labelOf(after, said), ...changes].join(' · ');
}

/** A list in words: what changed in it, what left it, and what came. */
function listInWords(field: string, from: unknown, to: unknown, said: Said): string {
  const [left, came] = [from, to].map((list) => (Array.isArray(list) ? list : [])) as [unknown[], unknown[]];
  const idOf = (one: unknown): unknown => (isRecord(one) && labelOf(one, said) !== undefined ? Reflect.get(one, 'id') : undefined);
  const twinOf = (one: unknown, others: readonly unknown[]): unknown =>
    idOf(one) === undefined ? undefined : others.find((other) => idOf(other) === idOf(one));
  const side = (sign: string, list: readonly unknown[]): string[] => (isEmpty(list) ? [] : [`${sign} ${valueInWords(field, list, said)}`]);
  const changed = left.flatMap((one) => {
    const twin = twinOf(one, came);
    return twin === undefined ? [] : [changedInWords(one as object, twin as object, field, said)];
  });
  const alone = (list: readonly unknown[], others: readonly unknown[]) => list.filter((one) => twinOf(one, others) === undefined);
  return [...changed, ...side('−', alone(left, came)), ...side('+', alone(came, left))].join(' / ');
}

/** A change in words, from what to what; undefined for one of bookkeeping, which has no name. Rule J4. */
export function changeInWords({ field, from, to, isList }: FieldChange, kind: string, reader: Reader, own: OwnWords): string | undefined {
  const said: Said = { kind, reader, own };
  const [within = field] = field.split('.');
  const name = nameOf(field, within, said);
  if (name === undefined) return undefined;
  const colon = reader.t('shared.history.colon');
  if (!isList) return `${name}${colon}${valueInWords(within, from, said)} → ${valueInWords(within, to, said)}`;
  return `${name}${colon}${listInWords(field, from, to, said)}`;
}
