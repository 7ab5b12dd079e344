import type { Policy } from '../../cases/policy.js';
import { policyOf, type Settings } from '../../settings.js';
import type { Clock } from '../../time/clock.js';
import { firstWholeDay } from '../../time/work-days.js';
import type { People } from './people.js';

/** The desk's rules with the people of today. */
export async function policyNow({ settings, people }: { readonly settings: Settings; readonly people: People }): Promise<Policy> {
  const [leaders, engineers, groups, quiet] = await Promise.all([
    people.leaders(),
    people.engineers(),
    people.operationsGroups(),
    people.quietHours(),
  ]);
  return policyOf(settings, { ...leaders, engineers, groups, ...quiet });
}

/** The first local day, ISO, that is whole from now on: what begins now comes round then for the first time. */
export const wholeDay = async (desk: Parameters<typeof policyNow>[0] & { readonly clock: Clock }): Promise<string> =>
  firstWholeDay(desk.clock.now(), (await policyNow(desk)).calendar);
