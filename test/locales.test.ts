import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { withMaskedPhones } from '../src/cases/phones.js';
import { LOCALES, placed, translator, type Words } from '../src/locales/index.js';
import { titleOf } from '../src/slack/modals/modal.js';

const FOLDER = 'src/locales';
const filesOf = (locale: string): string[] => readdirSync(FOLDER).filter((name) => name.endsWith(`.${locale}.json`));
const readFile = (name: string): Words => JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
const read = (locale: string): Words => placed(Object.assign({}, ...filesOf(locale).map(readFile)));
/** A text may have a form of its own for none and for one. */
const FORM = /_(zero|one)$/;
const keysIn = (texts: readonly (readonly [key: string, text: string])[]): string[] => [
  ...new Set(texts.map(([key]) => key.replace(FORM, ''))),
];
/** Words of a subject stand with it, or with what all subjects share. */
const isKnown = (known: ReadonlySet<string>, key: string): boolean =>
  known.has(key) || known.has(`shared.${key.slice(key.indexOf('.') + 1)}`);
const flat = (words: Words, prefix = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flat(value, `${prefix}${key}.`),
  );
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();

test('every subject has a file of words in each language, whose keys begin with its name', () => {
  const subjects = LOCALES.map((locale) => filesOf(locale).map((name) => name.slice(0, -`.${locale}.json`.length)));
  expect(subjects[0]?.length).toBeGreaterThan(10);
  for (const names of subjects) expect(names).toEqual(subjects[0]);
  for (const locale of LOCALES)
    for (const name of filesOf(locale))
      expect(`${name}: ${Object.keys(readFile(name))}`).toBe(`${name}: ${name.slice(0, -`.${locale}.json`.length)}`);
});

test('the sandbox’s page has its words in a file of each language, and none in its code', () => {
  const page = 'src/sandbox/page';
  const wordsOf = (locale: string): [string, string][] => flat(JSON.parse(readFileSync(join(page, `words.${locale}.json`), 'utf8')));
  const [first, ...others] = LOCALES.map(wordsOf);
  for (const other of others) expect(other.map(([key]) => key).sort()).toEqual(first?.map(([key]) => key).sort());
  for (const name of readdirSync(page).filter((file) => /\.tsx?$/.test(file)))
    expect(`${name}: ${/[\p{Script=Han}]+/u.exec(readFileSync(join(page, name), 'utf8'))?.[0] ?? ''}`).toBe(`${name}: `);
});

test('both languages have the same keys, and no text is empty', () => {
  const [first = [], ...others] = LOCALES.map((locale) => flat(read(locale)));
  for (const other of others) expect(keysIn(other).sort()).toEqual(keysIn(first).sort());
  for (const [, text] of [first, ...others].flat()) expect(text.trim()).not.toBe('');
});

test('face: of one there is the word for one, of none that for none, where there is one; any other number has the common one', () => {
  const said = [0, 1, 2].map((n) => translator('en')('duty.when', { dueBy: '18:00', n, remind: 30, next: '–' }).split(';')[0]);
  expect(said).toEqual([
    'Due by 18:00 of the day on which it opens',
    'Due by 18:00, 1 work day after it opens',
    'Due by 18:00, 2 work days after it opens',
  ]);
  expect([1, 2].map((n) => translator('en')('device.title', { n }))).toEqual(['1 device', '2 devices']);
  expect(translator('zh-CN')('device.title', { n: 1 })).toBe('1 台设备');
});

test('a translation uses no parameter that the other language does not have', () => {
  const english = new Map(flat(read('en')));
  for (const [key, text] of flat(read('zh-CN')))
    for (const placeholder of placeholders(text)) expect(`${key} ${english.get(key)}`).toContain(placeholder);
});

test('fresh eye: after what people typed no sentence follows without a sign between, and no example of ours looks like a number that is masked', () => {
  const typed = /\{\{(?:address|reason|note|text|remark|fault|cause|advice|work)\}\} ?(?=[A-Z]|请|等待|如属实|七大)/;
  for (const locale of LOCALES)
    for (const [key, text] of flat(read(locale))) {
      expect(`${key}: ${typed.exec(text)?.[0] ?? ''}`).toBe(`${key}: `);
      if (key !== 'overview.help.number') expect(`${key}: ${withMaskedPhones(text)}`).toBe(`${key}: ${text}`);
    }
});

test('Q30: whatever the clock says of a kind, its history says that it did', () => {
  const words = Object.entries(read('en')) as [string, Words][];
  const nameless = words.flatMap(([subject, { notice = {}, clockDid = {} }]) =>
    Object.entries(notice as Words).flatMap(([track, steps]) =>
      typeof steps === 'string'
        ? []
        : Object.keys(steps)
            .filter((step) => typeof (clockDid as Words)[track] !== 'object' || !(step in ((clockDid as Words)[track] as Words)))
            .map((step) => `${subject}.clockDid.${track}.${step}`),
    ),
  );
  expect(nameless).toEqual([]);
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name)) : entry.name.endsWith('.ts') ? [join(folder, entry.name)] : [],
  );
}

test('every key that the code names exists', () => {
  const known = new Set(flat(read('en')).map(([key]) => key));
  const missing: string[] = [];
  for (const file of ['src', 'commands', 'jobs'].flatMap(sources)) {
    for (const [, key] of readFileSync(file, 'utf8').matchAll(/\bt\('([\w.]+)'/g))
      if (key && !isKnown(known, key)) missing.push(`${file}: ${key}`);
  }
  expect(missing).toEqual([]);
});

/** What a key may look like where the code puts it together: `${kind}.action.${name}`. */
const patternOf = (template: string): RegExp => new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\$\{[^}]*\}/g, '.+')}$`);

test('every text is used', () => {
  const code = ['src', 'commands', 'jobs']
    .flatMap(sources)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const subjects = filesOf('en').map((name) => name.slice(0, -'.en.json'.length));
  const named = (sought: RegExp): ReadonlySet<string> => new Set([...code.matchAll(sought)].map(([, name]) => name ?? ''));
  const literals = new Set([...code.matchAll(/'([\w.]+)'/g)].map(([, text]) => text ?? ''));
  const templates = [...code.matchAll(/`([\w.]*(?:\$\{[^`{}]*\}[\w.]*)+)`/g)].map(([, text]) => text ?? '');
  const isTelling = (template: string): boolean => /(^|\.)\w+(\.|$)/.test(template.replace(/\$\{[^}]*\}/g, ''));
  const patterns = [...new Set(templates)].filter(isTelling).map(patternOf);
  const words = [...code.matchAll(/wordsFor\('([\w.]+)'/g)].map(([, prefix]) => new RegExp(`^${prefix}\\.`));
  /** Of every subject: what is said for its command, and for what it brings by word. */
  const brought = [...code.matchAll(/worded\('\w+', '(\w+)'/g)].map(([, group]) => new RegExp(`^\\w+\\.${group}\\.`));
  const ofCommands = code.includes("['commandWords']") ? [/^\w+\.commandWords$/] : [];
  /** The options of a field stand under its name, or under the words that it names. */
  const fields = named(/\b(?:name|words): '(\w+)'/g);
  /** Histories say the fixed values of a field of the data by its name. */
  const values = named(/readonly (\w+)\??:/g);
  const isOfField = ([, field = '', ...rest]: string[]): boolean => rest.length === 1 && (fields.has(field) || values.has(field));
  const isUsed = (key: string): boolean =>
    literals.has(key) ||
    isOfField(key.split('.')) ||
    [...patterns, ...words, ...brought, ...ofCommands].some((pattern) => pattern.test(key));
  /** What all subjects share is asked for by each of them. */
  const names = (key: string): string[] =>
    key.startsWith('shared.') ? subjects.map((subject) => subject + key.slice('shared'.length)) : [key];
  const keys = keysIn(flat(read('en')));
  expect(keys.filter((key) => !names(key).some(isUsed))).toEqual([]);
});

/** The names of an object literal that begins here; undefined when it also spreads another object. */
function namesIn(code: string, from: number): string[] | undefined {
  let depth = 0;
  let own = '';
  for (const sign of code.slice(from)) {
    if ('}])'.includes(sign)) depth -= 1;
    if (depth === 0 && own !== '') break;
    if (depth === 1) own += sign;
    if ('{[('.includes(sign)) depth += 1;
  }
  return own.includes('...') ? undefined : own.split(',').map((part) => part.split(':')[0]?.trim() ?? '');
}

test('every text gets the parameters that it names', () => {
  const texts = LOCALES.flatMap((locale) => flat(read(locale)));
  const lacking: string[] = [];
  for (const file of ['src', 'commands', 'jobs'].flatMap(sources)) {
    const code = readFileSync(file, 'utf8');
    for (const { 0: call, 1: key, 2: end, index } of code.matchAll(/\bt\(\s*'([\w.]+)'(\)|,\s*\{)/g)) {
      const given = end === ')' ? [] : namesIn(code, index + call.length - 1);
      for (const [name, text] of texts.filter(([name]) => name === key || name.replace(FORM, '') === key))
        for (const placeholder of given ? placeholders(text) : [])
          if (!given?.includes(placeholder.slice(2, -2))) lacking.push(`${file}: ${name} ${placeholder}`);
    }
  }
  expect(lacking).toEqual([]);
});

test('every notice and refusal that the rules give has words', () => {
  const known = new Set(flat(read('en')).map(([key]) => key));
  const missing: string[] = [];
  for (const file of sources('src/cases')) {
    const code = readFileSync(file, 'utf8');
    const own = /^src\/cases\/(\w+)\//.exec(file)?.[1] ?? 'shared';
    for (const [, subject = 'shared', key] of code.matchAll(/refuse\('(?:(\w+)\.)?(\w+)'/g))
      if (!isKnown(known, `${subject}.refusal.${key}`)) missing.push(`${subject}.refusal.${key}`);
    // What a kind brings to another one is said as that one's.
    const teller = /\/on-(\w+)s[.]ts$/.exec(file)?.[1] ?? own;
    const helpers = '(?:inThread|said|toPerson|toSupervisors|toDeciders|toAlarms)';
    for (const [, key] of code.matchAll(new RegExp(`\\b${helpers}\\((?:[^'();?]|\\([^()]*\\))*'(\\w+)'`, 'g')))
      if (key && !isKnown(known, `${teller}.notice.${key}`)) missing.push(`${teller}.notice.${key}`);
  }
  expect(missing).toEqual([]);
});

test('issue 16: what breaks is told again until somebody takes it, in its own words; what lapses ends with that', () => {
  const missing = (Object.entries(read('en')) as [string, Words][]).flatMap(([subject, { notice = {} }]) =>
    Object.entries(notice as Words)
      .filter(([track, steps]) => typeof steps !== 'string' && 'breach' in steps && !('repeat' in steps) && !/lapse$/i.test(track))
      .map(([track]) => `${subject}.notice.${track}.repeat`),
  );
  expect(missing).toEqual([]);
});

test('L11: the words of every title of a modal fit into it, in both languages', () => {
  const titled = new Set(
    ['src', 'commands'].flatMap(sources).flatMap((file) => {
      const code = readFileSync(file, 'utf8');
      const named = [...code.matchAll(/(?:tellingModal\(\s*|modalOf\([^;]*?title: )(?:reader\.|asked\.reader\.)?t\('([\w.]+)'/g)];
      return named.map(([, key]) => key ?? '');
    }),
  );
  expect(titled.size).toBeGreaterThan(5);
  const titles = LOCALES.flatMap((locale) => flat(read(locale))).filter(([key]) => titled.has(key) || /^\w+\.(action|press)\./.test(key));
  expect(titles.filter(([, words]) => words.length > 24)).toEqual([]);
  expect(titleOf('T-1', '接单')).toBe('T-1 接单');
  expect(titleOf('T-31', 'New time with consent')).toBe('New time with consent');
});
