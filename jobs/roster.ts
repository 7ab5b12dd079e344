import type { Desk } from '../src/slack/desk.js';
import { tellLeaders } from '../src/slack/tell-leaders.js';
import type { Job } from './job.js';

/** What is wrong is named again after this. */
const NAMED_FOR_MS = 7 * 24 * 3_600_000;
const NAMED = 'wrong-id:';

/**
 * Looks whether everyone whom the settings name is still there, and names to the supervisors, once, who is not: the desk goes on
 * with the others. Answers how many ids stand for nobody.
 */
export async function reviewRoster(desk: Desk): Promise<number> {
  const wrong = await desk.people.review();
  const named = [];
  for (const one of wrong) if (await desk.leases.take(`${NAMED}${one.setting}:${one.id}`, NAMED_FOR_MS)) named.push(one);
  if (named.length === 0) return wrong.length;
  for (const { setting, id, reason } of named) desk.log.error({ setting, id, reason }, 'DESK_CONFIG names somebody who cannot be found');
  const list = named.map(({ setting, id, reason }) => `• ${setting}: ${id} (${reason})`).join('\n');
  const isTold = await tellLeaders(desk, (t) => t('notice.wrongIds', { list }));
  if (!isTold) for (const { setting, id } of named) await desk.leases.forget(`${NAMED}${setting}:${id}`);
  return wrong.length;
}

export const roster: Job = { name: 'roster', pattern: () => '*/5 * * * *', run: reviewRoster };
