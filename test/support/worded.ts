import { readdirSync, readFileSync } from 'node:fs';
import { kindNamed } from '../../src/cases/kinds.js';
import type { Workspace } from '../../src/sandbox/workspace.js';

const FOLDER = new URL('../../src/locales/', import.meta.url);
const WORDS: Readonly<Record<string, object>> = Object.assign(
  {},
  ...readdirSync(FOLDER)
    .filter((name) => name.endsWith('.en.json'))
    .map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))),
);

/** The groups of words that each subject has, or shares: `ticket.notice`. */
const GROUPS = (() => {
  const { shared = {}, ...subjects } = WORDS;
  const groups = Object.entries({ ...subjects, shared }).flatMap(([subject, own]) =>
    Object.entries({ ...shared, ...own }).flatMap(([group, texts]) => (typeof texts === 'object' ? [`${subject}\\.${group}`] : [])),
  );
  return new RegExp(`(?<![\\w./:@-])(?:${[...new Set(groups)].join('|')})\\.[\\w.]+`, 'g');
})();

/** Is all of a text a key of two parts, as `loan.saved`, also of a kind that a test brings? */
function isKeyAlone(text: string): boolean {
  const [, subject = ''] = /^([a-z]\w*)\.[a-z][A-Za-z]+$/.exec(text.trim()) ?? [];
  return Object.hasOwn(WORDS, subject) || kindNamed(subject) !== undefined;
}

/** All that a person reads in some blocks. */
function textsIn(shown: unknown): string[] {
  if (Array.isArray(shown)) return shown.flatMap(textsIn);
  if (typeof shown !== 'object' || shown === null) return [];
  return Object.entries(shown).flatMap(([key, value]) => (key === 'text' && typeof value === 'string' ? [value] : textsIn(value)));
}

/** The keys that anybody was shown in place of words: what has no text comes back as its key. */
export function wordless({ messages, modals, homes }: Workspace): string[] {
  const views = [...modals.values()].flat().concat([...homes.values()]);
  const texts = [...messages.filter(({ isBot }) => isBot).flatMap(({ text, blocks }) => [text, ...textsIn(blocks)]), ...textsIn(views)];
  return [...new Set(texts.flatMap((text) => (isKeyAlone(text) ? [text.trim()] : (text.match(GROUPS) ?? []))))];
}
