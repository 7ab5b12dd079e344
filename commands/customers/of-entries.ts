import { nameKey } from '../../src/cases/names.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { SubmissionResult, SubmittedView } from '../../src/slack/modals/submissions.js';
import { withAnswers } from '../../src/slack/modals/together.js';
import { entered, meantIn } from './calling.js';

/** What of an entry of another register says whose it is. */
interface Placed {
  readonly customer?: string | undefined;
  readonly site?: string | undefined;
}

/**
 * Whose an entry of another register is, as the customers' register has it: by any of its names or its number. A name like a known one is
 * asked about, a new one comes into the register; what stood there before and was not touched stays.
 */
export async function withCustomer<Fields extends Placed>(
  asked: Asked,
  fields: Fields,
  target: string,
  before: Placed | undefined,
  view: SubmittedView,
): Promise<{ readonly fields: Fields } | SubmissionResult> {
  const { desk, person } = asked;
  const { customer: typed, site } = fields;
  if (!typed || (before?.customer && nameKey(before.customer) === nameKey(typed))) return { fields };
  const remembers = JSON.stringify({ target, ...(JSON.parse(withAnswers(view)) as object) });
  const meant = await meantIn(asked, { customer: typed, phone: undefined }, { ...view, private_metadata: remembers });
  if (!('customer' in meant)) return meant;
  const customer = meant.customer ?? (await entered(desk, person.id, typed, site ? [site] : [], desk.clock.now().toJSDate()));
  return { fields: { ...fields, customer: customer?.name ?? typed } };
}
