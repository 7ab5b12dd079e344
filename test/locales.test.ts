import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { LOCALES } from '../src/locales/index.js';
import { titleOf } from '../src/slack/modals/modal.js';

type Words = { [key: string]: string | Words };
const read = (locale: string): Words => JSON.parse(readFileSync(`src/locales/${locale}.json`, 'utf8'));
const flat = (words: Words, prefix = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flat(value, `${prefix}${key}.`),
  );
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();

test('both languages have the same keys, and no text is empty', () => {
  const [first, ...others] = LOCALES.map((locale) => flat(read(locale)));
  for (const other of others) expect(other.map(([key]) => key).sort()).toEqual(first?.map(([key]) => key).sort());
  for (const [, text] of [first, ...others].flatMap((list) => list ?? [])) expect(text.trim()).not.toBe('');
});

test('a translation uses no parameter that the other language does not have', () => {
  const english = new Map(flat(read('en')));
  for (const [key, text] of flat(read('zh-CN')))
    for (const placeholder of placeholders(text)) expect(`${key} ${english.get(key)}`).toContain(placeholder);
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
      if (key && !known.has(key)) missing.push(`${file}: ${key}`);
  }
  expect(missing).toEqual([]);
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
      for (const [name, text] of texts.filter(([name]) => name === key || name.replace(/_(one|other)$/, '') === key))
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
    for (const [, key] of code.matchAll(/refuse\('(\w+)'/g)) if (!known.has(`refusal.${key}`)) missing.push(`refusal.${key}`);
    for (const [, key] of code.matchAll(/(?:inThread|said)\('(\w+)'|say: '(\w+)'/g))
      if (key && !known.has(`notice.${key}`)) missing.push(`notice.${key}`);
  }
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
  const titles = LOCALES.flatMap((locale) => flat(read(locale))).filter(([key]) => titled.has(key) || key.startsWith('action.'));
  expect(titles.filter(([, words]) => words.length > 24)).toEqual([]);
  expect(titleOf('T-1', '接单')).toBe('T-1 接单');
  expect(titleOf('T-31', 'New time with consent')).toBe('New time with consent');
});
