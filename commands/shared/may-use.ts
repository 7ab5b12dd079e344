import { groupsOf } from '../../src/cases/group.js';
import { allKinds } from '../../src/cases/kinds.js';
import type { Action } from '../../src/cases/rules.js';
import { mayDo } from '../../src/cases/workflow.js';
import type { Desk } from '../../src/slack/desk.js';
import type { Person } from '../../src/slack/people/people.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { subjectsOf } from './subjects.js';

/** The action that asks the form of this callback id. */
const actionAsking = (callbackId: string): Pick<Action<never, never>, 'by'> | undefined =>
  allKinds()
    .flatMap(({ rules: { actions } }) => Object.values(actions))
    .find(({ form }) => form?.name === callbackId);

/** May this person use the form of this callback id: by his roles, and what belongs to a register by being in a group? Rule G1. */
export async function mayUse(desk: Desk, person: Person, callbackId: string): Promise<boolean> {
  if (person.roles.length === 0) return false;
  const action = actionAsking(callbackId);
  if (action) return mayDo(person.roles, action);
  const isOpen = subjectsOf(desk).all.some(({ openForms = [] }) => openForms.includes(callbackId));
  return isOpen || groupsOf(person, await policyNow(desk)).length > 0;
}
