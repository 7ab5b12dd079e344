import type { Translate } from './card.js';
import { type Case, CLOCK } from './case.js';
import { person } from './text.js';

/** Whoever answers for a case, as it is shown: what the desk opened for a group without a member is nobody's yet. */
export const ownerInWords = (owner: string, t: Translate): string => (owner === CLOCK.id ? t('shared.people.nobody') : person(owner));

/** Whose a case was at a moment, as its newest entries tell. */
export function ownerAt({ owner, history }: Pick<Case, 'owner' | 'history'>, at: Date): string {
  const next = history.filter((entry) => entry.at > at).flatMap(({ changes }) => changes.filter(({ field }) => field === 'owner'))[0];
  return typeof next?.from === 'string' ? next.from : owner;
}

/** Whose a case was when its main promise was broken at `breachedAt`; undefined where none was. */
export function breachedByOf(
  c: Pick<Case, 'owner' | 'history' | 'breachedAt' | 'breachedBy'>,
  breachedAt: Date | undefined,
): string | undefined {
  if (!breachedAt) return undefined;
  return (c.breachedAt?.getTime() === breachedAt.getTime() ? c.breachedBy : undefined) ?? ownerAt(c, breachedAt);
}
