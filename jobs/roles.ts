import type { Translate } from '../src/cases/card.js';
import type { Desk } from '../src/slack/desk.js';
import { tellLeaders } from '../src/slack/outbox/tell-leaders.js';
import type { RoleList, WrongId } from '../src/slack/people/people.js';

/** A role that stays nobody's is named again after this. */
const NAMED_FOR_MS = 7 * 24 * 3_600_000;
const NAMED = 'nobodys-role:';
/** So many ids of one role are named. */
const MOST_NAMED = 10;

const keyOf = (role: string): string => `${NAMED}${role}`;

/**
 * Tells those who are left, once and at any hour, that a role has nobody any more, and that it has somebody again: while a desk has no
 * engineer nobody can be found, whatever is due. `wrong`: what Slack says of the ids of the settings. Answers which
 * roles are nobody's. Rule S18.
 */
export async function reviewRoles(desk: Desk, wrong: readonly WrongId[]): Promise<readonly RoleList[]> {
  const roles = await desk.people.roles();
  const nobodys = roles.filter(({ isNobodys }) => isNobodys).map(({ role }) => role);
  await tellNobodys(desk, nobodys, wrong);
  const filled = new Set(roles.filter(({ members }) => members.length > 0).map(({ role }) => keyOf(role)));
  const given = new Set(roles.map(({ role }) => keyOf(role)));
  const named = await desk.leases.under(NAMED);
  // What the settings give to nobody any more is nobody's on purpose.
  for (const key of named.filter((one) => !given.has(one))) await desk.leases.forget(key);
  await tellFilled(
    desk,
    named.filter((key) => filled.has(key)),
  );
  return nobodys;
}

async function tellNobodys(desk: Desk, nobodys: readonly RoleList[], wrong: readonly WrongId[]): Promise<void> {
  const fresh: RoleList[] = [];
  for (const role of nobodys) if (await desk.leases.take(keyOf(role), NAMED_FOR_MS)) fresh.push(role);
  if (fresh.length === 0) return;
  desk.log.error({ roles: fresh }, 'nobody is left in a role of DESK_CONFIG');
  const line = (role: RoleList, t: Translate): string => t(`shared.trouble.nobodys.${role}`, { ids: idsOf(role, wrong) });
  const isTold = await tellLeaders(desk, (t) => t('shared.trouble.rolesNobodys', { list: fresh.map((role) => line(role, t)).join('\n') }));
  if (!isTold) for (const role of fresh) await desk.leases.forget(keyOf(role));
}

async function tellFilled(desk: Desk, keys: readonly string[]): Promise<void> {
  const ended: string[] = [];
  for (const key of keys) if (await desk.leases.giveUp(key)) ended.push(key);
  if (ended.length === 0) return;
  const isTold = await tellLeaders(desk, (t) =>
    t('shared.trouble.rolesFilled', { list: ended.map((key) => t(`shared.roleList.${key.slice(NAMED.length)}`)).join(', ') }),
  );
  if (!isTold) for (const key of ended) await desk.leases.take(key, NAMED_FOR_MS);
}

/** What the settings name for a role, and what Slack says of it. */
function idsOf(role: RoleList, wrong: readonly WrongId[]): string {
  const setting = `roles.${role}`;
  const named = wrong.filter((one) => one.setting === setting).map(({ id, reason }) => `${id} (${reason})`);
  return `${setting}: ${named.slice(0, MOST_NAMED).join(', ')}${named.length > MOST_NAMED ? ' …' : ''}`;
}
