import type { Locale } from '../../time/wording.js';

/** Words by language; where one is missing, another stands in. */
export type Words = Readonly<Partial<Record<Locale, string>>>;

/** What a light shows, and what that means. */
export interface LightState {
  readonly shows: Words;
  readonly means: Words;
  readonly isNormal: boolean;
}

/** An indicator light by its number in the maker's drawing. */
export interface Light {
  readonly item: string;
  readonly name: Words;
  readonly states: readonly LightState[];
}

/** The indicator lights of a model. Rule G7. */
export interface LightTable {
  readonly model: string;
  readonly lights: readonly Light[];
}

export const wordsIn = (words: Words, locale: Locale): string => words[locale] ?? Object.values(words)[0] ?? '';

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s-]+/g, '');

/** The table of a model as people name it: `DL580 G7` is an `HP ProLiant DL580 G7`. */
export const tableOf = (model: string, tables: readonly LightTable[]): LightTable | undefined => {
  const wanted = plain(model);
  return wanted === ''
    ? undefined
    : (tables.find((table) => plain(table.model) === wanted) ?? tables.find((table) => plain(table.model).includes(wanted)));
};

const isNamed = ({ item, name }: Light, word: string): boolean =>
  item === word || Object.values(name).some((one) => plain(one ?? '').includes(plain(word)));

/**
 * What `DL580 G7 health` asks for: the words that name a model, as many as do, then those that name a light by its name in any
 * language or its number. Undefined when no model is named.
 */
export function lightsAsked(typed: string, tables: readonly LightTable[]): { table: LightTable; lights: readonly Light[] } | undefined {
  const words = typed.split(/\s+/).filter(Boolean);
  for (let count = words.length; count > 0; count -= 1) {
    const table = tableOf(words.slice(0, count).join(' '), tables);
    if (!table) continue;
    const rest = words.slice(count);
    return { table, lights: table.lights.filter((light) => rest.every((word) => isNamed(light, word))) };
  }
  return undefined;
}
