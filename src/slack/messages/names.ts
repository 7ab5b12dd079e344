import { CLOCK } from '../../cases/case.js';
import type { Desk } from '../desk.js';

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
