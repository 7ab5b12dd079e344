import { nameKey } from '../../src/cases/names.js';
import { personCalled } from '../../src/cases/people-named.js';
import type { Desk } from '../../src/slack/desk.js';

const MENTION = /^\s*<@([UW][A-Z0-9]+)(?:\|[^>]*)?>\s*(.*)$/s;

/** No name has more words. */
const MOST_WORDS = 10;

/** A person whom a text begins with, and what stands behind. */
interface PersonFirst {
  readonly id: string;
  readonly rest: string;
}

/** The one colleague whom these words name: his name, or his first name, where nobody else has it. */
const nameOfOne = (colleagues: readonly (readonly [id: string, name: string])[], words: string): string | undefined =>
  personCalled(words, colleagues) ??
  personCalled(
    words,
    colleagues.map(([id, name]) => [id, name.split(' ')[0] ?? name]),
  );

/** Who stands at the beginning of what was typed, mentioned or by his name. Undefined where it is nobody of ours, or several of that name. */
export async function personFirst({ people }: Pick<Desk, 'people'>, typed: string): Promise<PersonFirst | undefined> {
  const [, mentioned, behind = typed] = MENTION.exec(typed) ?? [];
  const words = behind.trim().split(/\s+/).filter(Boolean);
  const colleagues = words.length > 0 ? await people.colleagues() : [];
  if (mentioned) {
    // The rest of his name may stand behind the mention: it asks for nothing.
    const own = new Set(colleagues.filter(([id]) => id === mentioned).flatMap(([, name]) => name.split(' ').map(nameKey)));
    const asked = words.findIndex((word) => !own.has(nameKey(word)));
    return { id: mentioned, rest: asked < 0 ? '' : words.slice(asked).join(' ') };
  }
  for (let n = Math.min(words.length, MOST_WORDS); n > 0; n -= 1) {
    const id = nameOfOne(colleagues, words.slice(0, n).join(' '));
    // What only looks like Slack's id of somebody, such as UPS or WIFI, is a word.
    if (id && colleagues.some(([one]) => one === id)) return { id, rest: words.slice(n).join(' ') };
  }
  return undefined;
}
