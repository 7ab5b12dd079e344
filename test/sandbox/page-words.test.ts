import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const PAGE = 'src/sandbox/page';
const read = (name: string): string => readFileSync(join(PAGE, name), 'utf8');
/** Every word of a file of words, by its way there. */
const keysOf = (words: object, before = ''): string[] =>
  Object.entries(words).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null ? keysOf(value, `${before}${name}.`) : [`${before}${name}`],
  );

test('18.8: what the page says of its buttons and fields stands in its words, in both languages', () => {
  const said = readdirSync(PAGE)
    .filter((name) => name.endsWith('.tsx'))
    .flatMap((name) =>
      [...read(name).matchAll(/(?:aria-label|title|placeholder)=(?:"[^"]+"|\{[^}\n]*'[A-Za-z][^}\n]*\})/g)].map(
        ([found]) => `${name}: ${found}`,
      ),
    );
  expect(said).toEqual([]);
  const [en, zh] = ['en', 'zh-CN'].map((language) => keysOf(JSON.parse(read(`words.${language}.json`))));
  expect(zh).toEqual(en);
});
