import type { CardButton } from '../../src/cases/card.js';
import { leads } from '../../src/cases/case.js';
import type { Customer } from '../../src/cases/customer/customer.js';
import { MERGE_FORM } from '../../src/cases/customer/form.js';
import { absorbed } from '../../src/cases/customer/merging.js';
import { type FormValues, textIn } from '../../src/cases/form.js';
import { parseRegisterNo } from '../../src/cases/register.js';
import { bold, person as mention, shorten } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { noticeMessage } from '../../src/slack/messages/blocks.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import type { SubmissionResult } from '../../src/slack/modals/submissions.js';
import { tellLeaders, tellOne } from '../../src/slack/outbox/tell-leaders.js';
import type { RegisterForm } from '../shared/registers.js';
import type { Named, Press } from '../subject.js';
import { NAME } from './card.js';
import { writtenAs } from './cases.js';
import { keyed } from './forms.js';

const MOST_OPTIONS = 100;

/** What a merge is about: which customer, and where somebody asked for it, which other one it is and who asked. */
interface MergeAsked {
  readonly no: string;
  readonly into?: string | undefined;
  readonly by?: string | undefined;
}

/** A button takes so much. */
const LONGEST_REASON = 500;
const partsOf = (target: string): MergeAsked => {
  const [no = '', into, by] = target.split(' ');
  return { no, into, by };
};

/** What the form of a merge begins with, of the button by which it was opened. */
export function mergeBeginning(target: string): { readonly target: string; readonly values: FormValues } {
  const { no, into, by } = partsOf(target);
  const reason = target.split(' ').slice(3).join(' ');
  return { target: [no, into, by].filter(Boolean).join(' '), values: into ? { otherCustomer: into, reason } : {} };
}

/** Those who lead hear who asked for a merge, with what they need to decide it. */
const tellAsked = (desk: Desk, from: Customer, into: Customer, by: string, reason: string): Promise<boolean> =>
  tellLeaders(desk, (t) => {
    const named = { from: `${from.no} ${from.name}`, into: `${into.no} ${into.name}` };
    const about = `${from.no} ${into.no} ${by} ${shorten(reason, LONGEST_REASON)}`;
    const button = (press: string, label: string, value: string): CardButton => ({
      action: `${NAME}.${press}`,
      label: t(label, { no: value }),
      value,
    });
    return noticeMessage(
      t('customer.mergeAsked', { ...named, by: mention(by), reason }),
      undefined,
      [
        { ...button('merge', 'customer.mergeInto', about), label: t('customer.mergeInto', { no: into.no }), style: 'primary' },
        button('notSame', 'customer.press.notSame', about),
        button('open', 'customer.openNo', from.no),
        button('openOther', 'customer.openNo', into.no),
      ],
      t,
    );
  });

/** Whoever asked for a merge hears what became of it. */
const answerAsker = (desk: Desk, { by, no, into }: MergeAsked, actor: string, words: 'mergeDone' | 'mergeRefused'): Promise<boolean> =>
  by && into && by !== actor ? tellOne(desk, by, (t) => t(`customer.${words}`, { no, into, by: mention(actor) })) : Promise.resolve(true);

/** Two customers that somebody took for one are none: whoever asked hears it. Only who leads says so. */
export const notSame: Press = async (asked, target) => {
  const { desk, person, reader, answer } = asked;
  if (!leads(person)) return answer(reader.t('shared.refusal.leadersOnly'));
  const about = partsOf(target);
  const customer = await desk.customers.get(about.no);
  if (!customer || customer.mergedInto) return answer(reader.t('customer.refusal.gone', { no: about.no }));
  await answerAsker(desk, about, person.id, 'mergeRefused');
  return answer(reader.t('customer.notSameTold', { no: about.no, into: about.into ?? '' }));
};

/** Another customer, by its number or any of its names; a merged one is the one that it became. */
export const OTHER_CUSTOMER: Named = {
  async find(desk, typed) {
    const no = parseRegisterNo('CU', typed);
    return (await (no ? desk.customers.current(no) : desk.customers.named(typed)))?.no;
  },
  missing: 'shared.invalid.notThere',
  async options(desk, typed, { target = '' }) {
    const no = parseRegisterNo('CU', typed);
    const own = no && (await desk.customers.current(no));
    const found = own ? [own] : await desk.customers.find(typed, { limit: MOST_OPTIONS });
    return found
      .filter((customer) => customer.no !== partsOf(target).no)
      .map((customer) => [customer.no, `${customer.no} ${customer.name}`] as const);
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
  submit: ({ person }) => (leads(person) ? 'shared.button.merge' : 'shared.button.propose'),
  form: async () => MERGE_FORM,
  async above({ desk, reader }, target) {
    const { no } = partsOf(target);
    const customer = await desk.customers.get(no);
    if (!customer) return [];
    const cases = await desk.customers.countCasesOf(await writtenAs(desk, customer));
    const { sites, contacts, name } = customer;
    return [bold(`${no} · ${name}`), reader.t('customer.mergeMeans', { no, sites: sites.length, contacts: contacts.length, cases })];
  },
  async save(asked, target, values): Promise<SubmissionResult | 'again'> {
    const { no, into: wanted, by } = partsOf(target);
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
      const isTold = await tellAsked(desk, from, into, person.id, reason ?? '');
      return isTold ? tell(t('customer.mergeForLeaders', words)) : { refused: t('shared.refusal.leadersOnly') };
    }
    const result = await merged(asked, from, into, reason);
    if (result === 'again') return 'again';
    if (wanted === into.no) await answerAsker(desk, { no, into: into.no, by }, person.id, 'mergeDone');
    return tell(t(`${NAME}.merged`, words));
  },
};
