import type { Policy } from '../../cases/policy.js';
import { policyOf, type Settings } from '../../settings.js';
import type { People } from './people.js';

/** The desk's rules with the people of today. */
export async function policyNow({ settings, people }: { readonly settings: Settings; readonly people: People }): Promise<Policy> {
  const [leaders, engineers, groups] = await Promise.all([people.leaders(), people.engineers(), people.operationsGroups()]);
  return policyOf(settings, { ...leaders, engineers, groups });
}
