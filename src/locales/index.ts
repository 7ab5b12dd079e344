import { readdirSync, readFileSync } from 'node:fs';
import i18next from 'i18next';
import { LRUCache } from 'lru-cache';
import type { DateTime } from 'luxon';
import type { Translate } from '../cases/card.js';
import type { Refusal } from '../cases/case.js';
import { byWord } from '../cases/table.js';
import { person } from '../cases/text.js';
import { type Locale, oneOf, timeInWords } from '../time/wording.js';

export const LOCALES: readonly Locale[] = ['zh-CN', 'en'];

/** Texts by the parts of their keys. */
export interface Words {
  readonly [part: string]: string | Words;
}

/** Words with more words. Throws where a text would stand in another's place. */
function merged(words: Words, more: Words, path = ''): Words {
  const both: Record<string, string | Words> = { ...words };
  for (const [part, value] of Object.entries(more)) {
    const there = both[part];
    if (there !== undefined && (typeof there === 'string' || typeof value === 'string'))
      throw new Error(`there are two texts of ${path}${part}`);
    both[part] = there === undefined || typeof value === 'string' ? value : merged(there, value, `${path}${part}.`);
  }
  return both;
}

/** Words where they are looked for: what a subject brings to another one stands in its own file, under `<subject>.on.<other>`, and is said as that one's. */
export function placed(words: Words): Words {
  const own: Record<string, Words> = {};
  const brought: Words[] = [];
  for (const [subject, texts] of Object.entries(words)) {
    if (typeof texts === 'string') throw new Error(`${subject} is a text, not the words of a subject`);
    const { on, ...rest } = texts;
    if (typeof on === 'string') throw new Error(`${subject}.on is a text, but holds what a subject says on the cases of others`);
    own[subject] = rest;
    if (typeof on === 'object') brought.push(on);
  }
  return brought.reduce<Words>((all, on) => merged(all, on), own);
}

/** The words of all subjects in a language: each `<subject>.<locale>.json` holds the keys that begin with its subject. Throws at others. */
function read(locale: Locale, folder: URL): Words {
  const ending = `.${locale}.json`;
  const files = readdirSync(folder).filter((name) => name.endsWith(ending));
  const groups = files.map((name) => {
    const group = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Words;
    const stray = Object.keys(group).find((subject) => `${subject}${ending}` !== name);
    if (stray !== undefined) throw new Error(`${name} holds words of ${stray}`);
    return group;
  });
  return Object.assign({}, ...groups);
}

/** The keys of these words; a text that depends on a number has one, whatever forms a language has for it. */
function keysIn(words: Words, path = ''): string[] {
  return Object.entries(words).flatMap(([part, value]) =>
    typeof value === 'string' ? [`${path}${part}`.replace(/_(zero|one|two|few|many|other)$/, '')] : keysIn(value, `${path}${part}.`),
  );
}

const words = i18next.createInstance();
await words.init({
  resources: Object.fromEntries(LOCALES.map((locale) => [locale, { translation: placed(read(locale, new URL('./', import.meta.url))) }])),
  fallbackLng: false,
  showSupportNotice: false,
  returnEmptyString: false,
  // Slack's own escaping happens where mrkdwn is made (src/slack/messages/mrkdwn.ts); a second one here would show as `&amp;`.
  interpolation: { escapeValue: false, skipOnVariables: true },
} as Parameters<typeof words.init>[0]);

/** Texts without their parameters by key, of each language. */
const TEXTS: Readonly<Record<Locale, Map<string, string>>> = { 'zh-CN': new Map(), en: new Map() };
/** A form asks some hundred times whether there is a text; part of a key may be something typed, so not all are kept. */
const EXISTING = new LRUCache<string, boolean>({ max: 5_000 });

/**
 * Adds the words of subjects that are declared elsewhere, before the desk starts: a file for each subject and language, as here. Throws
 * when a subject has words already, lacks them in one of the languages, or brings another subject a text that is there.
 */
export function addWords(folder: URL): void {
  const added = LOCALES.map((locale) => [locale, read(locale, folder)] as const);
  const subjects = new Set(added.flatMap(([, group]) => Object.keys(group)));
  for (const subject of subjects) {
    if (LOCALES.some((locale) => words.exists(subject, { lng: locale, returnObjects: true })))
      throw new Error(`there are words of ${subject} already`);
    const lacking = added.find(([, group]) => !Object.hasOwn(group, subject));
    if (lacking) throw new Error(`${subject} has no words in ${lacking[0]}`);
  }
  for (const [locale, group] of added) {
    const there = new Set(keysIn(group));
    const lacking = added.flatMap(([, other]) => keysIn(other)).find((key) => !there.has(key));
    if (lacking !== undefined) throw new Error(`there is no ${lacking} in ${locale}`);
    const [stranger] = Object.keys(placed(group)).filter(
      (subject) => !subjects.has(subject) && !words.exists(subject, { lng: locale, returnObjects: true }),
    );
    if (stranger !== undefined) throw new Error(`words are brought to ${stranger}, which has none`);
  }
  for (const [locale, group] of added) {
    words.addResourceBundle(locale, 'translation', merged(words.getResourceBundle(locale, 'translation') as Words, placed(group)));
    TEXTS[locale].clear();
  }
  EXISTING.clear();
}

let inWorkspaceNames = (text: string): string => text;

/**
 * Texts name commands as this workspace registered them, from here on; before the desk starts. `own`: the desk's names, with the slash.
 */
export function nameCommands(own: readonly string[], typed: (own: string) => string): void {
  // Not within a word, a path or an address.
  const named = new RegExp(`(?<![\\w/.-])/(?:${own.map((name) => name.slice(1)).join('|')})(?![\\w-])`, 'g');
  inWorkspaceNames = own.every((name) => typed(name) === name) ? (text) => text : (text) => text.replace(named, typed);
  for (const texts of Object.values(TEXTS)) texts.clear();
}

/** Words that several subjects have in common. */
const SHARED = 'shared';

/** Where the words for a key stand: with its subject, else among those that all share (`ticket.action.accept`, `shared.action.accept`). */
function keysOf(key: string): string[] {
  const [subject = '', ...rest] = key.split('.');
  return subject === SHARED ? [key] : [key, [SHARED, ...rest].join('.')];
}

/** The words of a language. A key that is missing comes back as itself, which a test forbids. */
export const translator = (locale: Locale): Translate => TRANSLATORS[locale];

/** Behind what ends a sentence already: a full stop of ours that follows is one too many. Of the private use area, which nobody types. */
const ENDED = '\uE003';
const ENDS = /[.。!！?？…]$/;

/** What is put into a text, with that mark. */
function endsMarked(params: Record<string, unknown>): Record<string, unknown> {
  const ended = Object.entries(params).filter(([, value]) => typeof value === 'string' && ENDS.test(value));
  return ended.length === 0 ? params : { ...params, ...Object.fromEntries(ended.map(([name, value]) => [name, `${value}${ENDED}`])) };
}
const withoutMarks = (text: string): string => (text.includes(ENDED) ? text.replace(/\uE003[.。]?/g, '') : text);

/** A text may have forms of its own for none and for one of its `n`: `<key>_zero`, `<key>_one`. */
const FORMS = ['zero', 'one'];

/** i18next looks for a text's plural, context and namespace each time; here each text is looked up once. */
function makeTranslator(locale: Locale): Translate {
  const t = words.getFixedT(locale);
  const { interpolator } = words.services;
  const texts = TEXTS[locale];
  const found = (key: string, text: string): string => (keysOf(key).includes(text) ? key : text);
  return (asked, params) => {
    const form = typeof params?.n === 'number' ? `${asked}_${FORMS[params.n]}` : asked;
    const key = hasText(form, locale) ? form : asked;
    const text = texts.get(key) ?? inWorkspaceNames(found(key, t(keysOf(key), { skipInterpolation: true })));
    texts.set(key, text);
    if (!params) return text;
    const given = endsMarked(params);
    return withoutMarks(interpolator.interpolate(text, given, locale, given));
  };
}

const TRANSLATORS: Readonly<Record<Locale, Translate>> = { 'zh-CN': makeTranslator('zh-CN'), en: makeTranslator('en') };

/** What people may write for each of these keys, in any language; several words for one stand between commas. */
export const wordsFor = <Name extends string>(prefix: string, names: readonly Name[]): Readonly<Record<string, Name>> =>
  byWord(
    Object.fromEntries(
      LOCALES.flatMap((locale) =>
        names.flatMap((name) =>
          translator(locale)(`${prefix}.${name}`)
            .split(',')
            .map((word) => [word.trim().toLowerCase(), name]),
        ),
      ),
    ),
  );

/** Is there a text for this key? */
export function hasText(key: string, locale: Locale): boolean {
  const name = `${locale}:${key}`;
  const known = EXISTING.get(name) ?? keysOf(key).some((one) => words.exists(one, { lng: locale }));
  EXISTING.set(name, known);
  return known;
}

/** Slack's locale of a person as one of ours: every Chinese is zh-CN, everything else English. */
export const localeOf = (slackLocale: string | undefined): Locale => (slackLocale?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en');

/** Parameters as words: times in the desk's zone, people as mentions where the name says so. */
export function paramsInWords(
  params: Readonly<Record<string, string | number | Date>>,
  now: DateTime,
  locale: Locale,
): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, value instanceof Date ? timeInWords(value, now, locale) : value]),
  );
}

/** The sentence of a refusal: what is wrong and what to do. */
export function refusalInWords({ code, params, also = [] }: Refusal, now: DateTime, locale: Locale): string {
  const [subject, name] = code.includes('.') ? code.split('.', 2) : [SHARED, code];
  const t = translator(locale);
  const words = paramsInWords(params, now, locale);
  const by = typeof words.by === 'string' && /^[UW][A-Z0-9]+$/.test(words.by) ? person(words.by) : t('shared.people.clock');
  const state = typeof words.state === 'string' ? t(`${words.kind}.state.${words.state}`) : '';
  const did = typeof words.did === 'string' ? t(`${words.kind}.history.${words.did.split(',')[0]}`) : '';
  const action = typeof words.action === 'string' ? t(`${words.kind ?? SHARED}.action.${words.action}`) : '';
  const roles =
    typeof words.roles === 'string'
      ? oneOf(
          words.roles.split(',').map((role) => t(`shared.role.${role}`)),
          locale,
        )
      : '';
  const own = t(`${subject}.refusal.${name}`, { ...words, by, state, did, action, roles });
  return [own, ...also.map((one) => refusalInWords(one, now, locale))].join('\n');
}
