import type { Actor } from './case.js';
import type { Policy } from './policy.js';

/** Who leads besides these people: the supervisors, or where there is no other, the heads. */
export function othersWhoLead({ people }: Pick<Policy, 'people'>, ...users: readonly string[]): string[] {
  const [supervisors, heads] = [people.supervisors, people.heads].map((all) => [...new Set(all)].filter((one) => !users.includes(one)));
  return supervisors && supervisors.length > 0 ? supervisors : (heads ?? []);
}

/** Is it for this person to decide what somebody asked for? Nobody is offered to grant his own wish, unless nobody else leads. */
export const isAnothers = (asker: string | undefined, { id, isOnlyLeader }: Pick<Actor, 'id' | 'isOnlyLeader'>): boolean =>
  id !== asker || isOnlyLeader === true;
