import { leads } from '../../src/cases/case.js';
import type { Customer } from '../../src/cases/customer/customer.js';
import { MERGE_FORM } from '../../src/cases/customer/form.js';
import { absorbed } from '../../src/cases/customer/merging.js';
import { textIn } from '../../src/cases/form.js';
import { parseRegisterNo } from '../../src/cases/register.js';
import { bold, person as mention } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import type { SubmissionResult } from '../../src/slack/modals/submissions.js';
import { tellLeaders } from '../../src/slack/outbox/tell-leaders.js';
import type { RegisterForm } from '../shared/registers.js';
import type { Named } from '../subject.js';
import { NAME } from './card.js';
import { keyed } from './forms.js';

const MOST_OPTIONS = 100;

/** Another customer, by its number or any of its names; a merged one is the one that it became. */
export const OTHER_CUSTOMER: Named = {
  async find(desk, typed) {
    const no = parseRegisterNo('CU', typed);
    return (await (no ? desk.customers.current(no) : desk.customers.named(typed)))?.no;
  },
  missing: 'shared.invalid.notThere',
  async options(desk, typed) {
    const no = parseRegisterNo('CU', typed);
    const own = no && (await desk.customers.current(no));
    const found = own ? [own] : await desk.customers.find(typed, { limit: MOST_OPTIONS });
    return found.map((customer) => [customer.no, `${customer.no} ${customer.name}`] as const);
  },
};

/**
 * Writes the merge: first the one that stays takes everything, then the other becomes it. Broken off in between, both are there and
 * nothing is lost; done again it ends.
 */
async function merged({ desk, person }: Asked, from: Customer, into: Customer, reason: string | undefined): Promise<'again' | Customer> {
  const at = desk.clock.now().toJSDate();
  const grown = await desk.customers.change(into, absorbed(into, from), 'merge', person.id, at, reason);
  if (!grown.ok) return 'again';
  const change = keyed({ ...from, mergedInto: into.no }, { mergedInto: into.no });
  const gone = await desk.customers.change(from, { ...change, isEnabled: false }, 'merge', person.id, at, reason);
  return gone.ok ? grown.entry : 'again';
}

/** Makes of two customers one. Only who leads does; whoever else asks for it, they are told. */
export const mergeForm: RegisterForm = {
  form: async () => MERGE_FORM,
  async above({ desk, reader }, no) {
    const customer = await desk.customers.get(no);
    if (!customer) return [];
    const cases = await desk.customers.casesOf(await desk.customers.numbersOf(customer), [customer.name, ...customer.formerNames]);
    const { sites, contacts, name } = customer;
    return [
      bold(`${no} · ${name}`),
      reader.t('customer.mergeMeans', { no, sites: sites.length, contacts: contacts.length, cases: cases.length }),
    ];
  },
  async save(asked, no, values): Promise<SubmissionResult | 'again'> {
    const { desk, person, reader } = asked;
    const { t } = reader;
    const other = textIn(values, 'otherCustomer') ?? '';
    const reason = textIn(values, 'reason');
    const [from, into] = await Promise.all([desk.customers.get(no), desk.customers.get(other)]);
    if (!from || from.mergedInto) return { errors: { otherCustomer: t('customer.refusal.gone', { no }) } };
    if (!into || into.mergedInto) return { errors: { otherCustomer: t('customer.refusal.gone', { no: other }) } };
    if (from.no === into.no) return { errors: { otherCustomer: t('customer.invalid.mergeItself') } };
    const words = { from: `${from.no} ${from.name}`, into: `${into.no} ${into.name}` };
    const tell = (sentence: string): SubmissionResult => ({ show: tellingModal(t('shared.modal.done'), [sentence], t) });
    if (!leads(person)) {
      const isTold = await tellLeaders(desk, (inTheirs) =>
        inTheirs('customer.mergeAsked', { ...words, no: from.no, by: mention(person.id), reason: reason ?? '' }),
      );
      return isTold ? tell(t('customer.mergeForLeaders', words)) : { refused: t('shared.refusal.leadersOnly') };
    }
    const result = await merged(asked, from, into, reason);
    return result === 'again' ? 'again' : tell(t(`${NAME}.merged`, words));
  },
};
