import type { Desk } from '../desk.js';

/** Slack's ids of people; a case may also be a group's. */
const PERSON = /^[UW][A-Z0-9]+$/;
/** So many cases of one person are named. */
const MOST_NAMED = 15;

/** Who has open work and cannot do it any more: Slack closed the account, or it is no colleague's. Rule I6. */
export async function leaversWithWork({ cases, people }: Pick<Desk, 'cases' | 'people'>): Promise<string[]> {
  const owners = (await cases.ownersOfOpen()).filter((owner) => PERSON.test(owner));
  const isThere = await Promise.all(owners.map((owner) => people.mayBeTold(owner)));
  return owners.filter((_, n) => !isThere[n]);
}

/** The numbers of somebody's open cases, with a sign for those that have no room; empty where there are none. */
export async function openWorkOf({ cases }: Pick<Desk, 'cases'>, user: string): Promise<string> {
  const open = await cases.openOf(user, MOST_NAMED + 1);
  return [...open.slice(0, MOST_NAMED), ...(open.length > MOST_NAMED ? ['…'] : [])].join(', ');
}
