import { typedCaller } from '../../src/cases/call/typed.js';
import type { Reader } from '../../src/cases/card.js';
import { namesOf } from '../../src/cases/customer/index.js';
import { type FormValues, textIn } from '../../src/cases/form.js';
import { nameKey } from '../../src/cases/names.js';
import { isLocal, mainOf, phoneKey, phoneKeys } from '../../src/cases/telephone.js';
import { maskedPhone, saysEnough, shorten, unformatted } from '../../src/cases/text.js';
import type { Ticket } from '../../src/cases/ticket/index.js';
import type { Desk } from '../../src/slack/desk.js';
import { callerFromRegister, type KnownNumber, numberIn, savedNumbers } from '../customers/index.js';

const LONGEST_NAME = 120;
const MOST_NAMED = 8;
/** A name of a customer has so many words at most. */
const MOST_WORDS = 5;

/** Who logs a call is speaking with the customer, unless he says otherwise. */
export const BEGINNING: FormValues = { outcome: 'ticket', spoken: ['spoken'] };

/** What the call log begins with, and what is to be said of it. */
export interface Beginning {
  readonly values: FormValues;
  readonly told?: readonly string[];
  /** Did somebody press to see what is known of the fault? He hears what came of it. */
  readonly isLookedUp?: boolean;
  /** When he called, where that was logged already: his promise counts from then. Rule A1. */
  readonly calledAt?: Date;
}

/** Is it known who calls, for whom and from which number? */
export const isCallerKnown = (values: FormValues): boolean => ['phone', 'customer', 'callerName'].every((name) => textIn(values, name));

/** What the last ticket of a known caller says of him. */
export const callerFrom = ({ data }: Ticket): FormValues => ({
  phone: data.phone,
  customer: data.customer,
  site: data.site,
  callerName: data.callerName,
  callerTitle: data.callerTitle,
  product: data.product,
});

/** A name is not told by less than so many letters, or half as many characters. */
const LEAST_OF_NAME = 4;

/** The one customer of the register of which this is the beginning of a name. */
async function onlyCalled(desk: Desk, begun: string): Promise<string | undefined> {
  if (!saysEnough(begun, LEAST_OF_NAME)) return undefined;
  const found = await desk.customers.find(begun, { limit: MOST_NAMED, inUse: true });
  const meant = found.filter((one) => namesOf(one).some((name) => nameKey(name).startsWith(nameKey(begun))));
  return meant.length === 1 ? meant[0]?.name : undefined;
}

/** The name of a customer that a text begins with, and what is said behind it; the whole text where it begins with none. */
async function nameFirst(desk: Desk, typed: string): Promise<{ readonly words: string; readonly rest: string }> {
  const parts = typed.split(/\s+/);
  if (parts.length < 2 || (await desk.directory.named(typed)) || (await desk.directory.customersLike(typed)).length > 0)
    return { words: typed, rest: '' };
  for (let n = Math.min(parts.length - 1, MOST_WORDS); n > 0; n -= 1) {
    const words = parts.slice(0, n).join(' ');
    if (await desk.directory.named(words)) return { words, rest: parts.slice(n).join(' ') };
  }
  const [first = '', ...others] = parts;
  const called = await onlyCalled(desk, first);
  if (called) return { words: called, rest: others.join(' ') };
  return { words: typed, rest: '' };
}

/** Whom a name, or a part of one, can mean. */
async function byName(desk: Desk, typed: string, reader: Reader): Promise<Beginning> {
  const { t } = reader;
  const { words, rest } = await nameFirst(desk, typed);
  if (rest !== '') return { values: { ...(await byName(desk, words, reader)).values, description: rest } };
  const known = await desk.directory.named(words);
  const like = known ? [known.name] : await desk.directory.customersLike(words);
  const [customer] = like;
  if (customer !== undefined && like.length === 1) {
    const sites = await desk.directory.sitesOf(customer);
    return { values: { customer, ...(sites.length === 1 ? { site: sites[0] } : {}) } };
  }
  const list = like.slice(0, MOST_NAMED).join(' · ');
  if (like.length > 1) return { values: {}, told: [t('call.severalCustomers', { words: shorten(words, LONGEST_NAME), list })] };
  const name = shorten(await desk.directory.nameOf(words), LONGEST_NAME);
  return { values: { customer: name }, told: [t('call.noSuchCustomer', { name })] };
}

/** The numbers of which somebody knows a part, each once, without its extension where several are known: who called from them, and whose contacts have them. */
async function numbersWith(desk: Desk, part: string): Promise<readonly KnownNumber[]> {
  const [called, saved] = await Promise.all([desk.tickets.ofPhonePart(part, MOST_NAMED), savedNumbers(desk, part)]);
  const names = await desk.directory.allCalledNow(called);
  const heard = called.map(({ data }): KnownNumber => {
    const { phone = '', callerName, customer } = data;
    return { phone: numberIn(phone, part, true) ?? phone, callerName, customer: names.get(customer) ?? customer };
  });
  const byNumber = new Map<string, KnownNumber>();
  for (const one of [...heard, ...saved]) {
    const key = phoneKey(one.phone);
    const before = byNumber.get(mainOf(key));
    byNumber.set(mainOf(key), before && phoneKey(before.phone) !== key ? { ...before, phone: mainOf(key) } : one);
  }
  return [...byNumber.values()];
}

/** That several numbers are meant, with whose they are: who logs the call asks. */
const whichNumber = (part: string, known: readonly KnownNumber[], { t }: Reader): string =>
  t('call.severalNumbers', {
    part,
    list: known
      .slice(0, MOST_NAMED)
      .map(({ phone, callerName, customer }) => [maskedPhone(phone), callerName, customer].filter(Boolean).join(' '))
      .join(' · '),
  });

/** Who calls from a number of which some digits are known. */
async function byPart(desk: Desk, part: string, reader: Reader): Promise<Beginning> {
  const known = await numbersWith(desk, part);
  const [only] = known;
  if (only && known.length === 1) return callerOfWhole(desk, only.phone, reader);
  const phone = part.replace(/^x/, 'ext. ');
  if (!only) return { values: { phone }, told: [reader.t('call.noSuchNumber', { part: phone })] };
  const isOne = new Set(known.map(({ customer }) => nameKey(customer))).size === 1;
  const registered = isOne ? await callerFromRegister(desk, part, reader, { isPart: true }) : undefined;
  return registered ?? { values: { phone }, told: [whichNumber(phone, known, reader)] };
}

/** Who calls from a number. */
export interface OfNumber {
  readonly values: FormValues;
  readonly told: readonly string[];
  /** The customer whose saved contact has it, where that decides. */
  readonly saved?: string | undefined;
  /** Has somebody called from it, and for whom. */
  readonly called?: string | undefined;
}

/** Who calls from a number; one that a display showed without its area is found with it, and of several nobody is meant before one has asked. */
export async function callerOfNumber(desk: Desk, phone: string, reader: Reader): Promise<OfNumber> {
  const key = phoneKey(phone);
  const known = isLocal(key) ? await numbersWith(desk, key) : [];
  if (known.length > 1) return { values: { phone }, told: [whichNumber(phone, known, reader)] };
  return callerOfWhole(desk, known[0]?.phone ?? phone, reader);
}

/**
 * Who calls from a whole number: whoever called from it last; where that was for another customer than the one whose saved contact has it,
 * that contact, and both customers are named.
 */
async function callerOfWhole(desk: Desk, phone: string, reader: Reader): Promise<OfNumber> {
  const key = phoneKey(phone);
  const [last, registered] = await Promise.all([desk.tickets.lastOfPhone(key), callerFromRegister(desk, phone, reader)]);
  if (!last)
    return { values: registered?.values ?? { phone }, told: registered?.told ?? [], saved: textIn(registered?.values ?? {}, 'customer') };
  const called = last.data.customer;
  const { site } = last.data;
  const isGone = site !== undefined && (await desk.directory.isGone(called, site));
  const isHis = phoneKeys(last.data.phone ?? '').includes(key);
  const customer = await desk.directory.calledNow(last.data);
  const values = { ...callerFrom(last), customer, ...(isHis ? {} : { phone }), ...(isGone ? { site: undefined } : {}) };
  const saved = registered?.customers ?? [];
  const isOne = saved.some((one) => one.no === last.data.customerNo || namesOf(one).some((name) => nameKey(name) === nameKey(called)));
  if (!registered || isOne) return { values, told: saved.length > 1 ? (registered?.told ?? []) : [], called: customer };
  const list = saved.map(({ no, name }) => `${no} ${unformatted(name)}`).join(' · ');
  const told = [reader.t('call.savedContact', { list, called: unformatted(customer) }), ...registered.told];
  return { values: registered.values, told, saved: textIn(registered.values, 'customer'), called: customer };
}

/** A number with words: whoever calls from it, and the words as his name for the customer or as what he says. */
async function byPhone(desk: Desk, phone: string, words: string | undefined, reader: Reader): Promise<Beginning> {
  const { values: caller, told, called } = await callerOfNumber(desk, phone, reader);
  if (!words) return { values: caller, told };
  const exact = called ? undefined : await desk.directory.named(words);
  const named = exact ? [exact.name] : await desk.directory.customersLike(words);
  const [customer] = named;
  if (!called && named.length > 1) {
    const list = named.slice(0, MOST_NAMED).join(' · ');
    return { values: caller, told: [...told, reader.t('call.severalCustomers', { words: shorten(words, LONGEST_NAME), list })] };
  }
  if (!called && customer !== undefined && named.length === 1) return { values: { ...caller, customer }, told };
  const isAboutHim = called && ['customer', 'callerName'].some((name) => textIn(caller, name)?.includes(words));
  if (isAboutHim) return { values: caller, told };
  return {
    values: { ...caller, description: words },
    told: [...told, reader.t('call.wordsTaken', { words: shorten(words, LONGEST_NAME) })],
  };
}

/** What `/newcall` begins with, whatever of a caller was typed behind it. */
export async function startingValues(desk: Desk, typed: string, reader: Reader): Promise<Beginning> {
  const { phone, part, words } = typedCaller(typed);
  const found = phone
    ? await byPhone(desk, phone, words, reader)
    : part
      ? await byPart(desk, part, reader)
      : words
        ? await byName(desk, words, reader)
        : { values: {} };
  return { ...found, values: { ...BEGINNING, ...found.values } };
}
