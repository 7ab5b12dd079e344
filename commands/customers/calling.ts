import type { Reader, Translate } from '../../src/cases/card.js';
import type { CaseNo } from '../../src/cases/case.js';
import type { Customer, Site } from '../../src/cases/customer/customer.js';
import { newCustomer } from '../../src/cases/customer/joining.js';
import type { FormValues } from '../../src/cases/form.js';
import { onScreen } from '../../src/cases/moment.js';
import { nameKey, sameName } from '../../src/cases/names.js';
import { phonesIn } from '../../src/cases/phones.js';
import { isLocal, mainOf, partOf, phoneKey, phoneKeys } from '../../src/cases/telephone.js';
import { person, unformatted } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { noticeMessage } from '../../src/slack/messages/blocks.js';
import { SLOW, within } from '../../src/slack/modals/in-time.js';
import type { SubmissionResult, SubmittedView } from '../../src/slack/modals/submissions.js';
import { answerTo, questionIn, withAnswers } from '../../src/slack/modals/together.js';
import { endTold, tellLeaders, tellOne } from '../../src/slack/outbox/tell-leaders.js';
import { isoDay } from '../../src/time/period.js';
import { contractWarning, NAME, whyDisabled } from './card.js';

/** What only helps is left out when it is not there by then: nobody waits for a suggestion. */
const PATIENCE_MS = 800;
const QUESTION = 'customer';
const NEW = 'new';

/** What helps, if it comes in time; a store that is slow or does not answer takes nothing away but the help. */
async function inTime<T>(desk: Desk, helping: Promise<T>): Promise<T | undefined> {
  const came = await within(
    helping.catch((error: unknown) => {
      desk.log.warn({ err: error }, 'what is known of a customer was left out');
      return undefined;
    }),
    PATIENCE_MS,
  );
  return came === SLOW ? undefined : came;
}

/** What is to be said of a customer while a call is logged: that it is offered no more, and that its contract is over, or has not begun. */
export async function warningsOf(desk: Desk, name: string, reader: Reader): Promise<string[]> {
  const customer = await inTime(desk, desk.customers.named(name));
  if (!customer) return [];
  const { no, isEnabled, accountOwner } = customer;
  const reason = unformatted(whyDisabled(customer));
  const disabled = reader.t(accountOwner ? 'customer.warning.disabledOwned' : 'customer.warning.disabled', {
    ...{ no, reason: reason && reader.t('customer.warning.because', { reason }) },
    owner: accountOwner ? person(accountOwner) : '',
  });
  return [...(isEnabled ? [] : [disabled]), contractWarning(customer, reader) ?? ''].filter(Boolean);
}

/** A day is over by then. */
const DAY_MS = 86_400_000;

/** Under what is told that a disabled customer called. */
const calledDisabled = (no: string): string => `customer.disabledCalled ${no}`;

/** That a customer called who is offered no more is heard once a day: by whoever answers for it, else by those who lead. */
export async function tellOfDisabled(desk: Desk, customer: Customer, ticket: CaseNo, by: string): Promise<void> {
  const { no, name, isEnabled, accountOwner } = customer;
  if (isEnabled) return;
  const day = isoDay(desk.clock.now());
  const lease = `disabled-called:${desk.team.id}:${no}:${day}`;
  if (!(await desk.leases.take(lease, DAY_MS))) return;
  const words = (t: Translate) => {
    const reason = unformatted(whyDisabled(customer));
    const because = reason && t('customer.warning.because', { reason });
    const press = (action: string) => ({ action: `${NAME}.${action}`, label: t(`${NAME}.press.${action}`), value: no });
    const said = t('customer.disabledCalled', { no, name: unformatted(name), reason: because, ticket, by: person(by) });
    return noticeMessage(said, undefined, [press('open'), press('enable')], t);
  };
  const mark = { about: calledDisabled(no), since: desk.clock.now().toMillis() };
  // Whoever took the call himself saw it.
  if (accountOwner === by || (accountOwner && (await tellOne(desk, accountOwner, words, mark)))) return;
  // Whom nobody could be told of is told of with the next call.
  if (!(await tellLeaders(desk, words, { but: by, mark }))) await desk.leases.forget(lease);
}

/** Where it was told that this customer called although it was disabled, it stands who made it usable again, and no press any more. */
export async function usableAgain({ desk, person: by, reader }: Asked, { no, accountOwner }: Customer): Promise<void> {
  const at = reader.now.toJSDate();
  await endTold(
    desk,
    (about) => about === calledDisabled(no),
    (own) => own.t('shared.notice.answered', { by: person(by.id), did: own.t('customer.usableAgain', { no }), at: onScreen(at, own) }),
    accountOwner ? [accountOwner] : [],
  );
}

/** The number of a field that a key, or a part of one, means; undefined if none does. */
export const numberIn = (phone: string, key: string, isPart: boolean): string | undefined => {
  const numbers = phonesIn(phone);
  return (numbers.length > 0 ? numbers : [phone]).find((one) =>
    phoneKeys(one).some((own) => own === key || (isPart ? partOf(key).test(own) : mainOf(own) === mainOf(key))),
  );
};

/** A number that is known, and whose it is. */
export interface KnownNumber {
  readonly phone: string;
  readonly callerName?: string | undefined;
  readonly customer: string;
}

/** The numbers of saved contacts of which somebody knows a part. */
export async function savedNumbers(desk: Desk, part: string): Promise<readonly KnownNumber[]> {
  const found = (await inTime(desk, desk.customers.ofPhone(part, { isPart: true }))) ?? [];
  return found.flatMap(({ name, contacts }) =>
    contacts.flatMap(({ phone = '', callerName }) => {
      const number = numberIn(phone, part, true);
      return number === undefined ? [] : [{ phone: number, callerName, customer: name }];
    }),
  );
}

/**
 * What the register says of whoever calls from a number, or one with these digits in it: the customer, and the contact if it is one's;
 * several are named. Undefined where it is nobody's.
 */
export async function callerFromRegister(
  desk: Desk,
  phone: string,
  { t }: Reader,
  { isPart = false } = {},
): Promise<{ readonly values: FormValues; readonly told: readonly string[]; readonly customers: readonly Customer[] } | undefined> {
  const key = isPart ? phone : phoneKey(phone);
  const found = key === '' ? undefined : await inTime(desk, desk.customers.ofPhone(key, { isPart }));
  const [customer] = found ?? [];
  if (!customer || !found) return undefined;
  if (found.length > 1) {
    const list = found.map(({ no, name }) => `${no} ${unformatted(name)}`).join(' · ');
    return { values: isPart ? {} : { phone }, told: [t('call.severalCustomersOfNumber', { list })], customers: found };
  }
  const having = customer.contacts.flatMap((contact) => {
    const number = numberIn(contact.phone ?? '', key, isPart);
    return number === undefined ? [] : [{ contact, number }];
  });
  // Who calls from an extension may show his house's number alone.
  const exact = having.filter(({ number }) => phoneKeys(number).some((own) => own === key || mainOf(own) === key));
  const meant = exact.length > 0 ? exact : having;
  const names = [...new Map(meant.map(({ contact }) => [nameKey(contact.callerName), contact.callerName])).values()];
  const contact = names.length === 1 ? meant[0]?.contact : undefined;
  const numbers = new Set(meant.map(({ number }) => phoneKey(number)));
  const whole = isPart ? (numbers.size === 1 ? meant[0]?.number : undefined) : phone;
  const list = names.map(unformatted).join(' · ');
  return {
    values: {
      ...{ phone: whole, customer: customer.name },
      ...{ site: contact?.site, callerName: contact?.callerName, callerTitle: contact?.callerTitle },
    },
    told: names.length > 1 ? [t('call.severalContacts', { n: names.length, list })] : [],
    customers: found,
  };
}

const questionOf = (name: string, similar: readonly Customer[], { t }: Reader) => ({
  said: t('customer.didYouMean', { name }),
  label: t('customer.whichOne'),
  options: [...similar.map(({ no, name: known }) => [no, `${no} ${known}`] as const), [NEW, t('customer.itIsNew', { name })] as const],
});

/** The customer for whom somebody last called from a number. */
async function lastCalled(desk: Desk, key: string): Promise<Customer | undefined> {
  const last = await desk.tickets.lastOfPhone(key);
  return last && (last.data.customerNo ? desk.customers.current(last.data.customerNo) : desk.customers.named(last.data.customer));
}

/** Customers of the register that may be meant by a name that is not in it: those with this number, by a contact or by a call, then those called alike. */
async function mayBeMeant(desk: Desk, name: string, phone: string | undefined): Promise<readonly Customer[]> {
  const key = phone ? phoneKey(phone) : '';
  const [having, called, alike] = await Promise.all([
    key === '' ? [] : desk.customers.ofPhone(key, { isPart: isLocal(key) }),
    key === '' ? undefined : lastCalled(desk, key),
    desk.customers.similarTo(name),
  ]);
  const ofNumber = [...having, ...(called ? [called] : [])].filter(({ isEnabled }) => isEnabled);
  return [...new Map([...ofNumber, ...alike].map((one) => [one.no, one])).values()];
}

/** Which customer a call is about: one of the register, or a new one; or the question that has to be answered before. */
export async function meantIn(
  { desk, reader }: Asked,
  { customer: name, phone }: { readonly customer: string; readonly phone: string | undefined },
  view: SubmittedView,
): Promise<{ readonly customer: Customer | undefined } | SubmissionResult> {
  const registered = await desk.customers.named(name);
  if (registered) return { customer: registered };
  const about = `${nameKey(name)} ${phone ? phoneKey(phone) : ''}`;
  const answer = answerTo(view, QUESTION, about);
  if (answer === NEW) return { customer: undefined };
  if (answer) {
    const customer = await desk.customers.current(answer);
    if (customer) return { customer };
  }
  const similar = await mayBeMeant(desk, name, phone);
  if (similar.length === 0) return { customer: undefined };
  return { ask: questionIn(view, QUESTION, about, questionOf(name, similar, reader)) };
}

/** Before somebody makes a customer whose name is like one that is known: whether that is meant. Nothing where it may be made. */
export async function meantInstead(asked: Asked, name: string, target: string, view: SubmittedView): Promise<SubmissionResult | undefined> {
  const remembers = JSON.stringify({ target, ...(JSON.parse(withAnswers(view)) as object) });
  const meant = await meantIn(asked, { customer: name, phone: undefined }, { ...view, private_metadata: remembers });
  if (!('customer' in meant)) return meant;
  if (!meant.customer) return undefined;
  const { no, name: known } = meant.customer;
  return { errors: { name: asked.reader.t('customer.refusal.isKnown', { no, name: known }) } };
}

/** The entry of a customer that somebody calls about; a new one comes into the register by its first call. */
export async function entered(desk: Desk, by: string, name: string, sites: readonly string[], at: Date): Promise<Customer | undefined> {
  const known = await desk.customers.named(name);
  if (known) return known;
  const added = await desk.customers.add(newCustomer(name, sites), by, at);
  // Somebody else was called about it at the same moment.
  return added.ok ? added.entry : desk.customers.named(name);
}

interface Placed {
  readonly customerNo?: string | undefined;
  readonly customer: string;
  readonly site?: string | undefined;
}

/** The site of a customer that a case is at: by its name, or the only one that there is. */
export async function siteFor(desk: Desk, { customerNo, customer, site }: Placed): Promise<Site | undefined> {
  const found = await (customerNo ? desk.customers.current(customerNo) : desk.customers.named(customer));
  const sites = found?.sites ?? [];
  const name =
    site &&
    sameName(
      site,
      sites.map((one) => one.site),
    );
  return name ? sites.find((one) => one.site === name) : !site && sites.length === 1 ? sites[0] : undefined;
}

/** The same for a modal that is opened: left out where it is slow. */
export const siteInTime = (desk: Desk, placed: Placed): Promise<Site | undefined> => inTime(desk, siteFor(desk, placed));
