import type { CardButton } from '../../src/cases/card.js';
import type { Contact, Customer, CustomerData, CustomerFields, Site } from '../../src/cases/customer/customer.js';
import { keysOf } from '../../src/cases/customer/finding.js';
import { CUSTOMER_FORM, contactForm, DISABLE_FORM, siteForm } from '../../src/cases/customer/form.js';
import { saysHours } from '../../src/cases/customer/hours.js';
import { checksIn, type FormValues, numberIn, textIn } from '../../src/cases/form.js';
import { nameKey, sameName, tidyName } from '../../src/cases/names.js';
import { mainOf, phoneKeys } from '../../src/cases/telephone.js';
import { bold } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import type { SubmissionResult, SubmittedView } from '../../src/slack/modals/submissions.js';
import { inTurn } from '../shared/in-turn.js';
import { peopleProblems } from '../shared/named.js';
import { NEW, type RegisterForm, registerButton, writtenResult } from '../shared/registers.js';
import { meantInstead } from './calling.js';
import { mayDecide, NAME } from './card.js';
import { openFor } from './cases.js';
import { goesAlthough, withoutSite } from './site-gone.js';

/** A customer's names, products, sites and contacts are so many at most: all of them stand in one document. */
const MOST_NAMES = 20;
const MOST_PARTS = 300;

/** Names typed a line each, every one once, and none that is `name` itself. */
const linesIn = (values: FormValues, field: string, name = ''): string[] => {
  const lines = (textIn(values, field) ?? '')
    .split('\n')
    .map(tidyName)
    .filter((line) => nameKey(line) !== '');
  const byKey = new Map(lines.toReversed().map((line) => [nameKey(line), line]));
  byKey.delete(nameKey(name));
  return [...byKey.values()].toReversed().slice(0, MOST_NAMES);
};

function fieldsIn(values: FormValues): CustomerFields {
  const name = tidyName(textIn(values, 'name') ?? '');
  return {
    name,
    shortNames: linesIn(values, 'shortNames', name),
    formerNames: linesIn(values, 'formerNames', name),
    products: linesIn(values, 'products'),
    accountOwner: textIn(values, 'accountOwner'),
    contractNo: textIn(values, 'contractNo'),
    contractFrom: textIn(values, 'contractFrom'),
    contractTo: textIn(values, 'contractTo'),
    contractScope: textIn(values, 'contractScope'),
    contractFirst: numberIn(values, 'contractFirst') || undefined,
    contractResolve: numberIn(values, 'contractResolve') || undefined,
  };
}

/** A change with the keys by which the customer is found afterwards. */
export const keyed = (before: CustomerData, change: Partial<CustomerData>): Partial<CustomerData> => ({
  ...change,
  ...keysOf({ ...before, ...change }),
});

/** A customer under another name is still found by the one that it had. */
export const renamed = (before: Pick<Customer, 'name' | 'formerNames'>, fields: CustomerFields): CustomerFields =>
  nameKey(before.name) === nameKey(fields.name) || sameName(before.name, fields.formerNames) || typeof before.name !== 'string'
    ? fields
    : { ...fields, formerNames: [before.name, ...fields.formerNames.filter((name) => nameKey(name) !== nameKey(fields.name))] };

/** What the form's own checks cannot see: days in the wrong order, names that another customer has. */
async function problemsOf({ desk, reader }: Asked, fields: CustomerFields, no: string): Promise<Record<string, string> | undefined> {
  const { t } = reader;
  const { name, shortNames, formerNames, contractFrom, contractTo } = fields;
  if (nameKey(name) === '') return { name: t('shared.invalid.required') };
  if (contractFrom && contractTo && contractTo < contractFrom) return { contractTo: t('customer.invalid.contractOrder') };
  const holder = await desk.customers.holderOf([name, ...shortNames, ...formerNames], no);
  if (!holder) return undefined;
  const field = holder.name === name ? 'name' : shortNames.includes(holder.name) ? 'shortNames' : 'formerNames';
  return { [field]: t('customer.invalid.nameTaken', { typed: holder.name, no: holder.customer.no, name: holder.customer.name }) };
}

/** Enters a customer, and edits one. Everybody with a role may. */
export const editForm: RegisterForm = {
  form: async () => CUSTOMER_FORM,
  async known({ desk }, no) {
    const customer = no === NEW ? undefined : await desk.customers.get(no);
    if (!customer) return undefined;
    const { name, accountOwner, contractNo, contractFrom, contractTo, contractScope, contractFirst, contractResolve, version, history } =
      customer;
    const lines = (field: 'shortNames' | 'formerNames' | 'products'): string => [customer[field] ?? []].flat().join('\n');
    const values = { name, accountOwner, contractNo, contractFrom, contractTo, contractScope, contractFirst, contractResolve };
    return {
      values: { ...values, shortNames: lines('shortNames'), formerNames: lines('formerNames'), products: lines('products') },
      version,
      history,
    };
  },
  save: (asked, no, values, _viewId, version, view) => inTurn(asked.desk, NAME, () => write(asked, no, values, version, view)),
};

async function write(
  asked: Asked,
  no: string,
  values: FormValues,
  version: number | undefined,
  view: SubmittedView,
): Promise<SubmissionResult | 'again'> {
  const { desk, person, reader } = asked;
  const entered = fieldsIn(values);
  const people = await peopleProblems(desk, CUSTOMER_FORM, values, reader);
  if (people) return { errors: people };
  const before = no === NEW ? undefined : await openCustomer(desk, no);
  if (no !== NEW && !before) return { errors: { name: reader.t('customer.refusal.gone', { no }) } };
  if (before && before.version !== version) return 'again';
  const fields = before ? renamed(before, entered) : entered;
  const problems = await problemsOf(asked, fields, no);
  if (problems) return { errors: problems };
  const at = desk.clock.now().toJSDate();
  const nameOf = ({ name }: Customer): string => name;
  if (before)
    return writtenResult(
      NAME,
      await desk.customers.change(before, keyed(before, fields), 'edit', person.id, at),
      no,
      'name',
      asked,
      nameOf,
    );
  const instead = await meantInstead(asked, fields.name, no, view);
  if (instead) return instead;
  const data = { ...fields, sites: [], contacts: [], lastPart: 0 };
  const added = await desk.customers.add({ ...data, ...keysOf(data) }, person.id, at);
  const next = added.ok
    ? {
        words: reader.t('customer.next'),
        buttons: more(added.entry.no, reader),
      }
    : undefined;
  return writtenResult(NAME, added, no, 'name', asked, nameOf, next);
}

/** A customer that can be changed: one that was merged into another cannot. */
async function openCustomer(desk: Desk, no: string): Promise<Customer | undefined> {
  const customer = await desk.customers.get(no);
  return customer && !customer.mergedInto ? customer : undefined;
}

/** What a button of a site or a contact carries: the customer's number, and which one of it. */
const partIn = (target: string): { readonly no: string; readonly id: number | undefined } => {
  const [no = '', id] = target.split(' ');
  return { no, id: id ? Number(id) : undefined };
};

type Part = 'sites' | 'contacts';

/** Writes one part of a customer: new, changed, or taken out. */
async function writePart<Entry extends Site | Contact>(
  asked: Asked,
  target: string,
  part: Part,
  field: string,
  version: number | undefined,
  made: (id: number) => Entry | undefined,
  follow: (customer: Customer, before: Entry | undefined, after: Entry | undefined) => Partial<CustomerData> = () => ({}),
  said: (customer: Customer, after: Entry) => Promise<readonly string[]> = async () => [],
): Promise<SubmissionResult | 'again'> {
  const { desk, person, reader } = asked;
  const { no, id } = partIn(target);
  const customer = await openCustomer(desk, no);
  if (!customer) return { errors: { [field]: reader.t('customer.refusal.gone', { no }) } };
  if (version !== undefined && customer.version !== version) return 'again';
  const all = customer[part] as readonly (Site | Contact)[] as readonly Entry[];
  const before = id === undefined ? undefined : all.find((one) => one.id === id);
  if (id !== undefined && !before) return { errors: { [field]: reader.t('customer.refusal.partGone') } };
  if (id === undefined && all.length >= MOST_PARTS) return { errors: { [field]: reader.t('customer.refusal.full', { n: MOST_PARTS }) } };
  const lastPart = customer.lastPart + (id === undefined ? 1 : 0);
  const entry = made(id ?? lastPart);
  const parts = before ? all.flatMap((one) => (one.id === id ? (entry ?? []) : one)) : [...all, ...(entry ? [entry] : [])];
  const change = { [part]: parts, lastPart, ...follow(customer, before, entry) };
  const written = await desk.customers.change(customer, keyed(customer, change), 'edit', person.id, desk.clock.now().toJSDate());
  const words = written.ok && entry ? await said(written.entry, entry) : [];
  return writtenResult(NAME, written, no, field, asked, ({ name }) => name, { words: words.join('\n'), buttons: more(no, reader) });
}

/** After one site or contact comes the next. */
const more = (no: string, reader: Asked['reader']): CardButton[] =>
  ['addSite', 'addContact'].map((action) => registerButton(NAME, action, no, reader));

/** The same, or one of them without an extension: a call from it may be either's. */
const isOneNumber = (a: string, b: string): boolean => a === b || a === mainOf(b) || mainOf(a) === b;

/** Whose one of these numbers is besides: there may be two of one number, who then are both named when it calls. */
async function sharedNumbers({ desk, reader }: Asked, customer: Customer, { id, callerName, phone }: Contact): Promise<string[]> {
  const keys = phone ? phoneKeys(phone) : [];
  const found = (await Promise.all(keys.map((key) => desk.customers.ofPhone(key)))).flat();
  const holders = [...new Map([...found, customer].map((one) => [one.no, one])).values()].flatMap((one) =>
    one.contacts
      .filter(
        (other) =>
          !(one.no === customer.no && other.id === id) &&
          phoneKeys(other.phone ?? '').some((key) => keys.some((own) => isOneNumber(own, key))),
      )
      .map((other) => (one.no === customer.no ? other.callerName : `${one.no} ${one.name} ${other.callerName}`)),
  );
  const list = [...new Set(holders)].slice(0, MOST_NAMES).join(' · ');
  return list ? [reader.t('customer.numberShared', { name: callerName, list })] : [];
}

const knownPart = async ({ desk }: Asked, target: string, part: Part) => {
  const { no, id } = partIn(target);
  const customer = id === undefined ? undefined : await desk.customers.get(no);
  const found = customer?.[part].find((one) => one.id === id);
  if (!customer || !found) return undefined;
  const { id: _, ...values } = found;
  return { values: values as FormValues, version: customer.version, history: customer.history };
};

const isRemoved = (values: FormValues): boolean => checksIn(values, 'remove').length > 0;
const nameAbove = async ({ desk }: Asked, target: string): Promise<string[]> => {
  const customer = await desk.customers.get(partIn(target).no);
  return customer ? [bold(`${customer.no} · ${customer.name}`)] : [];
};

/** A site of a customer; one that is renamed keeps its contacts. */
export const siteOf: RegisterForm = {
  form: async (_asked, target) => siteForm(partIn(target).id !== undefined),
  title: (target) => (partIn(target).id === undefined ? 'customer.press.addSite' : 'customer.editSite'),
  above: nameAbove,
  known: (asked, target) => knownPart(asked, target, 'sites'),
  async save(asked, target, values, _viewId, version, view) {
    const site = tidyName(textIn(values, 'site') ?? '');
    const { no, id } = partIn(target);
    const customer = await asked.desk.customers.get(no);
    const twin = customer?.sites.find((one) => one.id !== id && nameKey(one.site) === nameKey(site));
    const before = customer?.sites.find((one) => one.id === id);
    const goes = isRemoved(values) && (!customer || !before || (await goesAlthough(asked, target, customer, before, view)));
    if (typeof goes === 'object') return goes;
    if (twin && !goes) return { errors: { site: asked.reader.t('customer.invalid.siteTwice', { site: twin.site }) } };
    const made = (own: number): Site | undefined =>
      goes
        ? undefined
        : {
            id: own,
            site,
            address: textIn(values, 'address'),
            travelMinutes: numberIn(values, 'travelMinutes'),
            hours: textIn(values, 'hours'),
            note: textIn(values, 'note'),
          };
    return writePart<Site>(
      asked,
      target,
      'sites',
      'site',
      version,
      made,
      (of, was, after) => {
        if (was && !after) return withoutSite(of, was);
        if (!was || !after || was.site === after.site) return {};
        return { contacts: of.contacts.map((one) => (one.site === was.site ? { ...one, site: after.site } : one)) };
      },
      async (_customer, { hours }) => (hours && !saysHours(hours) ? [asked.reader.t('customer.hoursUnread', { hours })] : []),
    );
  },
};

/** Whom one speaks with at a customer's. */
export const contactOf: RegisterForm = {
  title: (target) => (partIn(target).id === undefined ? 'customer.press.addContact' : 'customer.editContact'),
  async form({ desk }, target) {
    const { no, id } = partIn(target);
    return contactForm({ sites: (await desk.customers.get(no))?.sites ?? [] }, id !== undefined);
  },
  above: nameAbove,
  known: (asked, target) => knownPart(asked, target, 'contacts'),
  save: (asked, target, values, _viewId, version) =>
    writePart<Contact>(
      asked,
      target,
      'contacts',
      'callerName',
      version,
      (id) =>
        isRemoved(values)
          ? undefined
          : {
              id,
              callerName: textIn(values, 'callerName') ?? '',
              callerTitle: textIn(values, 'callerTitle'),
              phone: textIn(values, 'phone'),
              role: textIn(values, 'role'),
              site: textIn(values, 'site'),
            },
      undefined,
      (customer, contact) => sharedNumbers(asked, customer, contact),
    ),
};

/** Offers a customer no more; what hangs on it stays. */
export const disableForm: RegisterForm = {
  form: async () => DISABLE_FORM,
  async above(asked, no) {
    const customer = await asked.desk.customers.get(no);
    const open = customer ? await openFor(asked.desk, customer) : [];
    const list = open.slice(0, MOST_NAMES).map((one) => one.no);
    return [
      ...(await nameAbove(asked, no)),
      asked.reader.t('customer.disableMeans'),
      ...(open.length > 0 ? [asked.reader.t('customer.stillOpen', { n: open.length, list: list.join(' · ') })] : []),
    ];
  },
  async save({ desk, person, reader }, no, values) {
    const customer = await openCustomer(desk, no);
    if (!customer) return { errors: { reason: reader.t('customer.refusal.gone', { no }) } };
    if (!mayDecide(customer, person)) return { errors: { reason: reader.t('customer.refusal.notYours', { no }) } };
    const at = desk.clock.now().toJSDate();
    const written = await desk.customers.change(customer, { isEnabled: false }, 'disable', person.id, at, textIn(values, 'reason'));
    if (!written.ok && written.why === 'changedMeanwhile') return 'again';
    if (!written.ok) return { errors: { reason: reader.t(`customer.refusal.${written.why}`, { no }) } };
    return { show: tellingModal(reader.t('shared.modal.done'), [reader.t('shared.done.disabled', { no, name: customer.name })], reader.t) };
  },
};
