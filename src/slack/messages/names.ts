import { CLOCK } from '../../cases/case.js';
import { MARK } from '../../cases/text.js';
import type { Desk } from '../desk.js';
import { toPlain } from './mrkdwn.js';

/** People's names for a table, where mentions do not work. */
/** Stands for the owner of what is nobody's yet. */
const NOBODY = '—';

export async function namesOf({ people }: Pick<Desk, 'people'>, ids: readonly string[]): Promise<Map<string, string>> {
  const unique = [...new Set(ids)];
  const names = await Promise.all(
    unique.map(async (id) => (id === CLOCK.id ? NOBODY : ((await people.find(id).catch(() => undefined))?.name ?? id))),
  );
  return new Map(unique.map((id, n) => [id, names[n] ?? id]));
}

const MENTION = new RegExp(`${MARK.open}@([UW][A-Z0-9]+)${MARK.close}`, 'g');

/** A sentence as plain words, where mentions do not work: people by their names. */
export async function withNames(desk: Pick<Desk, 'people'>, words: string): Promise<string> {
  const names = await namesOf(
    desk,
    [...words.matchAll(MENTION)].flatMap(([, id]) => id ?? []),
  );
  return toPlain(words.replace(MENTION, (_mention, id: string) => names.get(id) ?? id));
}
