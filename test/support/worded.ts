import { readdirSync, readFileSync } from 'node:fs';
import type { Workspace } from '../../src/sandbox/workspace.js';

const FOLDER = new URL('../../src/locales/', import.meta.url);
/** The groups of words that each subject has, or shares: `ticket.notice`. */
const GROUPS = (() => {
  const words: Record<string, object> = Object.assign(
    {},
    ...readdirSync(FOLDER)
      .filter((name) => name.endsWith('.en.json'))
      .map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))),
  );
  const { shared = {}, ...subjects } = words;
  const groups = Object.entries({ ...subjects, shared }).flatMap(([subject, own]) =>
    Object.entries({ ...shared, ...own }).flatMap(([group, texts]) => (typeof texts === 'object' ? [`${subject}\\.${group}`] : [])),
  );
  return new RegExp(`(?<![\\w./:@-])(?:${[...new Set(groups)].join('|')})\\.[\\w.]+`, 'g');
})();

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
  return [...new Set(texts.flatMap((text) => text.match(GROUPS) ?? []))];
}
