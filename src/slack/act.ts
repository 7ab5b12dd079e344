import type { CaseNo, Refusal } from '../cases/case.js';
import { refuse } from '../cases/case.js';
import { type FormValues, LONGEST_TEXT } from '../cases/form.js';
import { kindOf } from '../cases/kinds.js';
import { decide } from '../cases/workflow.js';
import type { CaseRecord } from '../store/cases.js';
import type { Desk } from './desk.js';
import { goneUnder } from './gone.js';
import type { Person } from './people/people.js';
import { policyNow } from './people/policy.js';

/** What was entered, as it stands beside the case that is decided on: others may have changed that meanwhile, which `unless` says. */
export type Entered = (record: CaseRecord) => { readonly values: FormValues; readonly unless?: Refusal | undefined };

/** A person does something to a case: decided by its rules, written once, shown to everybody. */
export async function act(
  desk: Desk,
  person: Person,
  no: CaseNo,
  action: string,
  input: FormValues | Entered,
  key: string | undefined,
): Promise<{ ok: true; case: CaseRecord } | Refusal> {
  const long = Object.values(input).find((value): value is string => typeof value === 'string' && value.length > LONGEST_TEXT);
  if (long !== undefined) return refuse('tooLong', { n: long.length, max: LONGEST_TEXT });
  const policy = await policyNow(desk);
  const circumstances = { actor: { id: person.id, roles: person.roles }, now: desk.clock.now(), policy };
  const changed = await desk.cases.change(
    no,
    (record) => {
      const { values, unless } = typeof input === 'function' ? input(record) : { values: input, unless: undefined };
      const decided = decide(kindOf(record), record, action, values, circumstances);
      // What is wrong with an answer that rests on something old is said once he has looked at what is new.
      return decided.ok || decided.field !== undefined ? (unless ?? decided) : decided;
    },
    key,
  );
  if (!changed) return (await goneUnder(desk, no)) ?? refuse('noSuchCase', { no });
  if (changed.ok) desk.outbox.poke();
  return changed;
}
