import type { FieldChange } from './case.js';
import type { TextFields } from './kind.js';
import { allKinds } from './kinds.js';
import { mainOf, phoneKeys } from './telephone.js';
import { cleanText, maskedDigits } from './text.js';

/** Whose traces are to go: a number or several, as numbers are compared, and the names under which they called. */
export interface Forgotten {
  readonly phoneKey?: string | readonly string[] | undefined;
  readonly names: readonly string[];
}

export const REMOVED = '[removed]';
/** A shorter number, an extension for instance, may be anything in a text: it goes from the fields for numbers only. */
const SHORTEST_IN_TEXT = 7;
const SHORTEST_NAME = 2;

/** The fields of no one kind, and of the registers; each kind names its own in its row. */
const COMMON: Readonly<Record<keyof TextFields, readonly string[]>> = {
  personal: ['callerName', 'callerTitle', 'phone'],
  told: ['description', 'text', 'steps', 'cause', 'reason', 'note', 'remark', 'value'],
  labels: [
    'customer',
    'site',
    'sites',
    'names',
    'shortNames',
    'formerNames',
    'nameKey',
    'address',
    'product',
    'name',
    'projectName',
    'title',
    'model',
    'serial',
    'path',
    'link',
    'question',
    'lines',
    'ip',
  ],
};

const SORTS = ['personal', 'told', 'labels'] as const satisfies readonly (keyof TextFields)[];
const together = (sort: keyof TextFields): ReadonlySet<string> =>
  new Set([...COMMON[sort], ...allKinds().flatMap(({ texts }) => texts?.[sort] ?? [])]);
type Looked = Readonly<Record<keyof TextFields, ReadonlySet<string>>>;
let looked: (Looked & { readonly kinds: number }) | undefined;

/** What forgetting looks at, of every kind that is known by now. Ids, states, times, choices are in none of it, and are never looked at. */
function lookedAt(): Looked {
  const kinds = allKinds().length;
  if (looked?.kinds !== kinds) looked = { kinds, personal: together('personal'), told: together('told'), labels: together('labels') };
  return looked;
}

/** Is a field one that forgetting looks at? */
export const isLookedAt = (field: string): boolean => SORTS.some((sort) => lookedAt()[sort].has(field));

/** What stands between the digits of a number as people write it. */
const GAP = '[\\s().\\-–—·•/\u00A0\u3000（）]*';
const digit = (character: string): string => `[${character}${String.fromCharCode(character.charCodeAt(0) + 0xfee0)}]`;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const isLatin = (name: string): boolean => /^[\p{Script=Latin}\p{N}]|[\p{Script=Latin}\p{N}]$/u.test(name);

/** An extension behind a number, however it is written. */
const extensionPattern = (digits: string): string =>
  `\\s*(?:转接?|分机号?|ext(?:ension)?\\.?|x|＃|#)${GAP}[:：]?${GAP}${[...digits].map(digit).join(GAP)}`;

/**
 * A number however it is written: with or without the country code, full-width digits, and marks between them; never part of a longer
 * one. With an extension it is that one's alone.
 */
function numberPattern(key: string): string {
  const [main = '', extension] = key.replace(/^0(?=[1-9]\d{8})/, '').split('x');
  const behind = extension ? extensionPattern(extension) : '';
  const country = `(?:[+＋]?(?:${digit('0')}${digit('0')})?${GAP}${digit('8')}${digit('6')}${GAP})?${digit('0')}?`;
  return `(?<![\\d０-９])[+＋(（]?${country}[(（]?${[...main].map(digit).join(GAP)}${behind}(?![\\d０-９])`;
}

/** A name: a Latin one as a word of its own, since it may be part of another word. */
const namePattern = (name: string): string =>
  isLatin(name) ? `(?<![\\p{Script=Latin}\\p{N}_])${escaped(name)}(?![\\p{Script=Latin}\\p{N}_])` : escaped(name);

/** What in a text is not its words: our marks and Slack's of a person, a channel, an address. */
const KEPT = '\uE000[^\uE001]*\uE001|<[@#!][^>]*>|@[UW][A-Z0-9]{6,}';

const replaced = (text: string, patterns: readonly string[]): string =>
  patterns.length === 0
    ? text
    : text.replace(new RegExp(`(${KEPT})|${patterns.join('|')}`, 'giu'), (found, kept?: string) => (kept === undefined ? REMOVED : found));

/** The numbers by which somebody is known, as they are compared. */
export const keysOf = ({ phoneKey: keys = [] }: Forgotten): readonly string[] => [keys].flat().filter((key) => key !== '');
const numberIn = (person: Forgotten): string[] =>
  keysOf(person)
    .filter((key) => key.length >= SHORTEST_IN_TEXT)
    .map(numberPattern);
const namesIn = ({ names }: Forgotten): string[] => names.filter((name) => name.length >= SHORTEST_NAME).map(namePattern);

/** The number as a channel shows it, or showed it with its country and extension: it tells of him as well, to whoever knows him. */
const maskedIn = (person: Forgotten): string[] =>
  keysOf(person)
    .filter((key) => key.length >= SHORTEST_IN_TEXT)
    .flatMap((key) => [mainOf(key), key.replace('x', ''), key.replace(/^0/, '86')].map((digits) => escaped(maskedDigits(digits))));

/** Does the number stand in a text, however it is written? */
export const namesNumber = (text: string, person: Forgotten): boolean => replaced(text, numberIn(person)) !== text;

/** A text without the person: without the number, and, where it is about him (`isOwn`) or held the number, without his names. */
export function textWithout(text: string, person: Forgotten, isOwn: boolean): string {
  const without = replaced(text, [...numberIn(person), ...maskedIn(person)]);
  return isOwn || without !== text ? replaced(without, namesIn(person)) : text;
}

const isName = (text: string, { names }: Forgotten): boolean => names.includes(cleanText(text));
const isNumber = (text: string, person: Forgotten): boolean => {
  const keys = keysOf(person);
  return keys.length > 0 && (keys.includes(text) || phoneKeys(text).some((key) => keys.includes(key)));
};

function fieldWithout(text: string, field: string, person: Forgotten, isOwn: boolean): string {
  if (text === '' || text === REMOVED) return text;
  if (field === 'phoneKey' || field === 'phone') return isOwn || isNumber(text, person) ? REMOVED : text;
  const { personal, told, labels } = lookedAt();
  if (personal.has(field)) return isOwn ? REMOVED : textWithout(text, person, false);
  if (told.has(field)) return textWithout(text, person, isOwn);
  if (!labels.has(field)) return text;
  return isOwn && isName(text, person) ? REMOVED : replaced(text, numberIn(person));
}

const isChange = (value: object): value is FieldChange => 'field' in value && 'from' in value && 'to' in value;
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Object]' && !('_bsontype' in value);

/** The value without the person; the very same one when he is not in it. */
function redacted(value: unknown, field: string, person: Forgotten, isOwn: boolean): unknown {
  if (typeof value === 'string') return fieldWithout(value, field, person, isOwn);
  if (Array.isArray(value)) {
    const items = value.map((item) => redacted(item, field, person, isOwn));
    return items.some((item, n) => item !== value[n]) ? items : value;
  }
  if (!isRecord(value)) return value;
  const about = isChange(value) ? value.field : undefined;
  // Of many people in one record, a contact of a customer's: the one with his number is he.
  const isHis = isOwn || (typeof value.phone === 'string' && isNumber(value.phone, person));
  const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    if (name === 'phoneKey' && (isHis || (typeof inner === 'string' && isNumber(inner, person)))) return [];
    const isOfChange = about !== undefined && (name === 'from' || name === 'to');
    return [[name, redacted(inner, isOfChange ? about : name, person, isHis)]];
  });
  const isSame = entries.length === Object.keys(value).length && entries.every(([name, inner]) => value[name] === inner);
  return isSame ? value : Object.fromEntries(entries);
}

/** Who called in a case: what must go with him, both numbers where he left two. */
export const callerOf = (data: object): Forgotten => {
  const { callerName, phone } = data as { callerName?: string; phone?: string };
  const name = callerName && callerName !== REMOVED ? cleanText(callerName) : '';
  const [key, ...others] = phone && phone !== REMOVED ? phoneKeys(phone) : [];
  return { names: name ? [name] : [], ...(key ? { phoneKey: others.length > 0 ? [key, ...others] : key } : {}) };
};

/** The names that stood in the caller's field of a case, now or before. */
export function namesOf({
  data,
  history,
}: {
  readonly data: object;
  readonly history?: readonly { readonly changes: readonly FieldChange[] }[];
}): string[] {
  const former = (history ?? []).flatMap(({ changes }) =>
    changes.filter(({ field }) => field === 'callerName').flatMap(({ from, to }) => [from, to]),
  );
  const { callerName } = data as { callerName?: unknown };
  const all = [callerName, ...former].filter((name): name is string => typeof name === 'string' && name !== '' && name !== REMOVED);
  return [...new Set(all.map(cleanText))];
}

/**
 * The same record without the person, by field: what is about whoever called goes where the record is his (`isOwn`), his number and
 * names go from what people told, his number from all else that people wrote. Ids, times, states, priorities, and so all statistics,
 * stay. The very same record when he is not in it.
 */
export const withoutPerson = <T extends object>(record: T, person: Forgotten, isOwn = true): T => redacted(record, '', person, isOwn) as T;
