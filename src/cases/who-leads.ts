import type { Actor } from './case.js';
import type { Policy } from './policy.js';

/** Who leads besides this person: the supervisors, or where there is no other, the heads. */
export function othersWhoLead({ people }: Pick<Policy, 'people'>, user: string): string[] {
  const [supervisors, heads] = [people.supervisors, people.heads].map((all) => [...new Set(all)].filter((one) => one !== user));
  return supervisors && supervisors.length > 0 ? supervisors : (heads ?? []);
}

/** Is it for this person to decide what somebody asked for? Nobody is offered to grant his own wish, unless nobody else leads. */
export const isAnothers = (asker: string | undefined, { id, isOnlyLeader }: Pick<Actor, 'id' | 'isOnlyLeader'>): boolean =>
  id !== asker || isOnlyLeader === true;
