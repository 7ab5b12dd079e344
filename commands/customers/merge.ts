import type { CardButton, Reader } from '../../src/cases/card.js';
import { leads } from '../../src/cases/case.js';
import type { Customer } from '../../src/cases/customer/customer.js';
import { MERGE_FORM } from '../../src/cases/customer/form.js';
import { absorbed } from '../../src/cases/customer/merging.js';
import { type FormValues, textIn } from '../../src/cases/form.js';
import { onScreen } from '../../src/cases/moment.js';
import { parseRegisterNo } from '../../src/cases/register.js';
import { bold, person as mention, shorten, unformatted } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { noticeMessage } from '../../src/slack/messages/blocks.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import type { SubmissionResult } from '../../src/slack/modals/submissions.js';
import { endTold, tellLeaders, tellOne } from '../../src/slack/outbox/tell-leaders.js';
import type { RegisterForm } from '../shared/registers.js';
import type { Named, Press } from '../subject.js';
import { NAME } from './card.js';
import { writtenAs } from './cases.js';
import { keyed } from './forms.js';

const MOST_OPTIONS = 100;
/** So many that a customer is not are named where it is merged. */
const MOST_APART = 5;

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

/** Under what a request is told and found again. */
const ASKED = 'customer.merge';
const called = ({ no, name }: Customer): string => `${no} ${unformatted(name)}`;

/** That whoever leads has said of these two that they are not one; of several times the last. */
function apartInWords({ notSame: apart = [] }: Customer, other: Customer, { t, ...clock }: Pick<Reader, 't' | 'now' | 'locale'>): string[] {
  const last = apart.findLast(({ no }) => no === other.no);
  return last ? [t('customer.apartBefore', { other: called(other), by: mention(last.by), at: onScreen(last.at, clock) })] : [];
}

/** Those who lead hear who asked for a merge, with what they need to decide it. */
const tellAsked = ({ desk, reader }: Asked, from: Customer, into: Customer, by: string, reason: string): Promise<boolean> =>
  tellLeaders(
    desk,
    (t, locale) => {
      const named = { from: called(from), into: called(into) };
      const about = `${from.no} ${into.no} ${by} ${shorten(reason, LONGEST_REASON)}`;
      const button = (press: string, label: string, value: string): CardButton => ({
        action: `${NAME}.${press}`,
        label: t(label, { no: value }),
        value,
      });
      return noticeMessage(
        t('customer.mergeAsked', { ...named, by: mention(by), reason }),
        apartInWords(from, into, { t, locale, now: reader.now })[0],
        [
          { ...button('merge', 'customer.mergeInto', about), label: t('customer.mergeInto', { no: into.no }), style: 'primary' },
          button('notSame', 'customer.press.notSame', about),
          button('open', 'customer.openNo', from.no),
          button('openOther', 'customer.openNo', into.no),
        ],
        t,
      );
    },
    { mark: { about: [ASKED, from.no, into.no, by].join(' '), since: reader.now.toMillis() } },
  );

/**
 * What was decided of two customers: every request for it says so, by whom and when, and has no presses any more; whoever asked for it
 * hears what became of it.
 */
async function decided(
  { desk, person, reader }: Asked,
  { no, into, by }: { readonly no: string; readonly into: string; readonly by?: string | undefined },
  words: 'merge' | 'notSame',
): Promise<void> {
  const at = reader.now.toJSDate();
  const isOver = (about: string): boolean => {
    const [asked, from, other] = about.split(' ');
    const isPair = (from === no && other === into) || (from === into && other === no);
    return asked === ASKED && (isPair || (words === 'merge' && from === no));
  };
  const ended = await endTold(desk, isOver, (own) => {
    const did = own.t(`customer.decided.${words}`, { no, into });
    return own.t('shared.notice.answered', { by: mention(person.id), did, at: onScreen(at, own) });
  });
  const askers = new Set([by, ...ended.map((about) => about.split(' ')[3])]);
  const tell = (asker: string | undefined) =>
    asker && asker !== person.id && tellOne(desk, asker, (t) => t(`customer.told.${words}`, { no, into, by: mention(person.id) }));
  await Promise.all([...askers].map(tell));
}

/** Two customers that somebody took for one are none: that is kept, and whoever asked hears it. Only who leads says so. */
export const notSame: Press = async (asked, target) => {
  const { desk, person, reader, answer } = asked;
  if (!leads(person)) return answer(reader.t('shared.refusal.leadersOnly'));
  const { no, into = '', by } = partsOf(target);
  const [customer, other] = await Promise.all([desk.customers.get(no), desk.customers.get(into)]);
  for (const [key, one] of [[no, customer] as const, [into, other] as const])
    if (!one || one.mergedInto) return answer(reader.t('customer.refusal.gone', { no: key }));
  if (customer && other) await desk.customers.apart(customer, other, person.id, reader.now.toJSDate());
  await decided(asked, { no, into, by }, 'notSame');
  return answer(reader.t('customer.notSameTold', { no, into }));
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
    const { no, into } = partsOf(target);
    const customer = await desk.customers.get(no);
    if (!customer) return [];
    const others = [...new Set([...(into ? [into] : []), ...(customer.notSame ?? []).map((apart) => apart.no).reverse()])];
    const apart = await Promise.all(others.slice(0, MOST_APART).map((one) => desk.customers.get(one)));
    const cases = await desk.customers.countCasesOf(await writtenAs(desk, customer));
    const { sites, contacts, name } = customer;
    const meant = into ? apart[0] : undefined;
    return [
      bold([`${no} · ${name}`, ...(meant ? [`${meant.no} · ${meant.name}`] : [])].join(' → ')),
      reader.t('customer.mergeMeans', { no, sites: sites.length, contacts: contacts.length, cases }),
      ...apart.flatMap((other) => (other && !other.mergedInto ? apartInWords(customer, other, reader) : [])),
    ];
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
    const tell = (...said: string[]): SubmissionResult => ({ show: tellingModal(t('shared.modal.done'), said, t) });
    if (!leads(person)) {
      const isTold = await tellAsked(asked, from, into, person.id, reason ?? '');
      const said = [t('customer.mergeForLeaders', words), ...apartInWords(from, into, reader)];
      return isTold ? tell(...said) : { refused: t('shared.refusal.leadersOnly') };
    }
    const result = await merged(asked, from, into, reason);
    if (result === 'again') return 'again';
    await decided(asked, { no, into: into.no, by: wanted === into.no ? by : undefined }, 'merge');
    return tell(t(`${NAME}.merged`, words));
  },
};
