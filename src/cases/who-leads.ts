import type { Policy } from './policy.js';

/** Who leads besides this person: the supervisors, or where there is no other, the heads. */
export function othersWhoLead({ people }: Pick<Policy, 'people'>, user: string): string[] {
  const [supervisors, heads] = [people.supervisors, people.heads].map((all) => [...new Set(all)].filter((one) => one !== user));
  return supervisors && supervisors.length > 0 ? supervisors : (heads ?? []);
}
