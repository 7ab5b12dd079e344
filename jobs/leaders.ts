import type { Desk } from '../src/slack/desk.js';
import { failureOf } from '../src/slack/outbox/delivery.js';

/** Who led when it was looked last is known by leases that do not end by themselves. */
const LEADS = 'leads:';
const FOR_GOOD_MS = 10 * 365 * 24 * 3_600_000;
/** Taken with the first look: who leads then has heard of everything. */
const LOOKED = `${LEADS}since`;

/** Whom the settings name to lead, and who is there. Who stands in for them is none of them. */
async function leadersToday({ people }: Desk): Promise<string[]> {
  const lists = (await people.roles()).filter(({ role }) => role === 'supervisors' || role === 'heads');
  return [...new Set(lists.flatMap(({ members }) => members))];
}

/**
 * Whoever leads again, or comes to lead, hears at once what is urgent, still calls for an answer, and was told while he was away. He is
 * taken to be there once all of it is owed to him: a bot that dies in between begins anew. Rule S16.
 */
export async function reviewLeaders(desk: Desk): Promise<void> {
  const { leases, log, outbox } = desk;
  const before = new Set(await leases.under(LEADS));
  const isFirst = !before.has(LOOKED) && (await leases.take(LOOKED, FOR_GOOD_MS));
  const today = await leadersToday(desk);
  for (const user of today.filter((one) => !before.has(`${LEADS}${one}`))) {
    try {
      if (!isFirst) await outbox.bringUpToDate(user);
      await leases.take(`${LEADS}${user}`, FOR_GOOD_MS);
    } catch (error) {
      log.warn(
        { user, reason: failureOf(error).reason },
        'who leads again could not be told yet what is urgent still; it will be tried again',
      );
    }
  }
  const kept = new Set([LOOKED, ...today.map((user) => `${LEADS}${user}`)]);
  if ([...before].some((key) => !kept.has(key))) await leases.forgetOthers(LEADS, [...kept]);
}
