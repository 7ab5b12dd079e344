import { person } from '../src/cases/text.js';
import type { Desk } from '../src/slack/desk.js';
import { orphans } from '../src/slack/groups.js';
import { tellLeaders } from '../src/slack/outbox/tell-leaders.js';
import { leaversWithWork, openWorkOf } from '../src/slack/people/leavers.js';
import { policyNow } from '../src/slack/people/policy.js';
import { yearWithoutHolidays } from '../src/time/calendar-end.js';
import { quietUntil } from '../src/time/quiet.js';
import type { Job } from './job.js';
import { reviewLeaders } from './leaders.js';
import { reviewRoles } from './roles.js';

/** What is wrong is named again after this. */
const NAMED_FOR_MS = 7 * 24 * 3_600_000;
const NAMED = 'wrong-id:';
const ENDING = 'calendar-ends:';

/** Somebody who is named and is not there, and where. */
interface Wrong {
  readonly setting: string;
  readonly id: string;
  readonly reason: string;
  /** How it is told, where that changes while it stays the same. */
  readonly told?: string;
}

const WRONG_IDS = 'shared.notice.wrongIds';
const prefixOf = (sentence: string): string => `${NAMED}${sentence}:`;
const keyOf = (sentence: string, { setting, id, reason }: Wrong): string => `${prefixOf(sentence)}${setting}:${id}:${reason}`;

/** Names to the supervisors, once, who is not there; what could not be told is named again, and what is wrong in another way. */
async function nameOnce(desk: Desk, wrong: readonly Wrong[], sentence: string, logged: string): Promise<void> {
  const named: Wrong[] = [];
  for (const one of wrong) if (await desk.leases.take(keyOf(sentence, one), NAMED_FOR_MS)) named.push(one);
  if (named.length === 0) return;
  for (const { setting, id, reason } of named) desk.log.error({ setting, id, reason }, logged);
  const list = named.map(({ setting, id, reason, told = `${setting}: ${id} (${reason})` }) => `• ${told}`).join('\n');
  const isTold = await tellLeaders(desk, (t) => t(sentence, { list }));
  if (!isTold) for (const one of named) await desk.leases.forget(keyOf(sentence, one));
}

/** Standing duties that are somebody's who has left; as long as they are, the group answers for them. */
async function ownersGone({ duties, people }: Desk): Promise<Wrong[]> {
  const owned = (await duties.all()).filter(({ isEnabled, owner }) => isEnabled && owner);
  const gone: Wrong[] = [];
  for (const { no, name, owner = '' } of owned)
    if (!(await people.mayBeTold(owner))) gone.push({ setting: `${no} ${name}`, id: owner, reason: people.whyNobody(owner) });
  return gone;
}

/** Open work of somebody who has left: nobody does it, and whom it reminds is not there. Rule I6. */
async function workOfGone(desk: Desk): Promise<Wrong[]> {
  const gone: Wrong[] = [];
  for (const id of await leaversWithWork(desk)) {
    const reason = desk.people.whyNobody(id);
    gone.push({ setting: 'work', id, reason, told: `${person(id)} (${reason}): ${await openWorkOf(desk, id)}` });
  }
  return gone;
}

/** What belongs to a group that the settings do not know: it is never inspected, and nobody may fill it in. */
const orphaned = async (desk: Desk): Promise<Wrong[]> =>
  (await orphans(desk)).map(({ group, entries, open }) => {
    const setting = `operations.groups.${group}`;
    const list = desk.groupUses.registers.map(({ name, prefix }) => `${entries[name] ?? 0} ${prefix}`).join(', ');
    // How much it is changes by itself, and is no news.
    return { setting, id: group, reason: 'unknown', told: `${setting}: ${list} (${open} open)` };
  });

/** Says, once a week, that the calendar knows no holidays of a year that begins soon. */
async function calendarEnding(desk: Desk): Promise<void> {
  const year = yearWithoutHolidays(desk.settings.calendar, desk.clock.now());
  if (year === undefined || !(await desk.leases.take(`${ENDING}${year}`, NAMED_FOR_MS))) return;
  desk.log.warn({ year }, 'DESK_CONFIG names no holidays of a year that begins soon');
  const isTold = await tellLeaders(desk, (t) => t('shared.notice.calendarEnds', { year }));
  if (!isTold) await desk.leases.forget(`${ENDING}${year}`);
}

/**
 * Looks whether everyone whom the settings, the standing duties and open work name is still there, and names to the supervisors, once, who is
 * not: the desk goes on with the others. In quiet hours they hear of it when those end. Answers how many ids of the settings stand for nobody.
 */
export async function reviewRoster(desk: Desk): Promise<number> {
  const wrong = await desk.people.review();
  const nobodys = (await reviewRoles(desk, wrong)).map((role) => `roles.${role}`);
  await reviewLeaders(desk);
  // Nobody puts settings right at night.
  const { calendar, quiet } = await policyNow(desk);
  if (quietUntil(desk.clock.now(), quiet, calendar)) return wrong.length;
  // A group that is emptied once more, after it was right, is news.
  await desk.leases.forgetOthers(
    prefixOf(WRONG_IDS),
    wrong.map((one) => keyOf(WRONG_IDS, one)),
  );
  // What leaves a role to nobody was told as that.
  const others = wrong.filter(({ setting }) => !nobodys.includes(setting));
  await nameOnce(desk, others, WRONG_IDS, 'DESK_CONFIG names somebody who cannot be found');
  await nameOnce(desk, await ownersGone(desk), 'shared.notice.ownersGone', 'a standing duty belongs to somebody who cannot be found');
  await nameOnce(desk, await workOfGone(desk), 'shared.notice.workOfGone', 'open work belongs to somebody who cannot be found');
  await nameOnce(desk, await orphaned(desk), 'shared.notice.orphans', 'something belongs to a group that DESK_CONFIG does not name');
  await calendarEnding(desk);
  return wrong.length;
}

export const roster: Job = { name: 'roster', pattern: () => '*/5 * * * *', run: reviewRoster };
