import type { CardButton, Reader } from '../../src/cases/card.js';
import { leads } from '../../src/cases/case.js';
import { type Contact, type Customer, contractOn, type Site } from '../../src/cases/customer/customer.js';
import { saysHours } from '../../src/cases/customer/hours.js';
import { onScreen } from '../../src/cases/moment.js';
import { nameKey } from '../../src/cases/names.js';
import { withMaskedPhones } from '../../src/cases/phones.js';
import { initialsOf } from '../../src/cases/pinyin.js';
import { bold, person as mention, shorten, unformatted } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { actionsBlock, context, listBlocks, type Message, menuBlock, section, sentenceOf } from '../../src/slack/messages/blocks.js';
import { isoDay } from '../../src/time/period.js';
import { durationInWords } from '../../src/time/wording.js';
import { registerButton } from '../shared/registers.js';

export const NAME = 'customer';
/** So many sites, and so many contacts, stand on a card: a message has fifty blocks. */
const MOST_SHOWN = 15;
const LONGEST_ROW = 280;
const LONGEST_LINE = 300;

const listOf = (values: readonly string[]): string => shorten(values.join(' · '), LONGEST_LINE);

/** What the contract promises besides the desk's own targets. */
const targetsInWords = ({ contractFirst, contractResolve }: Customer, { t, locale }: Reader): string[] => [
  ...(contractFirst ? [t('customer.contract.first', { span: durationInWords(contractFirst * 60_000, locale) })] : []),
  ...(contractResolve ? [t('customer.contract.resolve', { span: durationInWords(contractResolve * 3_600_000, locale) })] : []),
];

/** A contract in one line, and a mark when it is not in force today; in a table without what it covers. */
export function contractInWords(customer: Customer, reader: Reader, { isShort = false } = {}): string | undefined {
  const { t, now } = reader;
  const stands = contractOn(customer, isoDay(now));
  if (stands === 'none') return undefined;
  const { contractNo, contractFrom, contractTo } = customer;
  const contractScope = isShort ? undefined : customer.contractScope;
  const days = contractFrom || contractTo ? `${contractFrom ?? '…'} – ${contractTo ?? '…'}` : '';
  const state = stands === 'running' ? '' : t(`customer.contract.${stands}`);
  const targets = isShort ? [] : targetsInWords(customer, reader);
  return [contractNo, days, state, ...targets, contractScope && shorten(contractScope, LONGEST_LINE)].filter(Boolean).join(' · ');
}

/** What is to be said before work is promised to this customer: out of contract is said, never refused. */
export function contractWarning(customer: Customer, { t, now }: Reader): string | undefined {
  const stands = contractOn(customer, isoDay(now));
  if (stands !== 'over' && stands !== 'ahead') return undefined;
  return t(`customer.warning.${stands}`, {
    no: customer.no,
    contract: customer.contractNo ? ` ${customer.contractNo}` : '',
    day: (stands === 'over' ? customer.contractTo : customer.contractFrom) ?? '',
  });
}

const disabling = ({ history }: Pick<Customer, 'history'>) => history.findLast(({ action, note }) => action === 'disable' && note);
/** Why a customer is offered no more, as whoever disabled it wrote. */
export const whyDisabled = (customer: Pick<Customer, 'history'>): string => disabling(customer)?.note ?? '';

const rowText = (parts: readonly (string | undefined)[]): string =>
  `• ${shorten(
    withMaskedPhones(
      unformatted(
        parts
          .filter(Boolean)
          .join(' · ')
          .replace(/\s*\n\s*/g, ' '),
      ),
    ),
    LONGEST_ROW,
  )}`;

const siteRow = ({ site, address, travelMinutes, hours, note }: Site, reader: Reader): string => {
  const travel =
    travelMinutes === undefined ? '' : reader.t('customer.travel', { span: durationInWords(travelMinutes * 60_000, reader.locale) });
  const open = hours && !saysHours(hours) ? reader.t('customer.hoursNotRead', { hours }) : hours;
  return rowText([site, address, travel, open, note]);
};
const contactRow = ({ callerName, callerTitle, phone, role, site }: Contact): string =>
  rowText([callerName, callerTitle, role, phone, site]);

/** What is edited, as the menu names it. */
const siteEdit = (no: string, { id, site }: Site, reader: Reader): CardButton =>
  registerButton(NAME, 'site', `${no} ${id}`, reader, {
    label: reader.t('customer.editOne', { what: reader.t('customer.field.site'), name: site }),
  });
const contactEdit = (no: string, { id, callerName, role }: Contact, reader: Reader): CardButton =>
  registerButton(NAME, 'contact', `${no} ${id}`, reader, {
    label: reader.t('customer.editOne', {
      what: reader.t('customer.column.callerName'),
      name: [callerName, role].filter(Boolean).join(' · '),
    }),
  });

/** What hangs on a customer, as its card tells it. `isMore`: there are cases. */
export interface Around {
  readonly open: readonly string[];
  readonly lines: readonly string[];
  readonly isMore: boolean;
}

/** Does one of these texts hold all words that were typed behind the number? */
function matches(typed: string, ...texts: readonly (string | undefined)[]): boolean {
  const held = texts.filter((text) => text !== undefined).flatMap((text) => [nameKey(text), ...initialsOf(text)]);
  return typed
    .split(/\s+/)
    .map(nameKey)
    .every((word) => held.some((text) => text.includes(word)));
}

/** That it is offered no more, why, and who said so when. */
function outOfUse(customer: Customer, reader: Reader): string {
  const { t } = reader;
  const { note = '', by = '', at } = disabling(customer) ?? {};
  const reason = shorten(unformatted(note), LONGEST_LINE);
  if (!reason || !at) return t('customer.outOfUse');
  const said = t('customer.disabledBy', { reason, by: mention(by), at: onScreen(at, reader) });
  return `${t('customer.outOfUse')}${t('shared.history.colon')}${said}`;
}

/** A customer with its sites and contacts; `typed`: only those of them that hold these words. `around`: what hangs on it. */
export function customerCard(
  customer: Customer,
  { isRemovable, typed = '', around }: { isRemovable: boolean; typed?: string; around: Around },
  { reader, person }: Asked,
): Message {
  const { t } = reader;
  const { no, name, shortNames, formerNames, products, accountOwner, sites, contacts, isEnabled, mergedInto } = customer;
  const state = mergedInto ? t('customer.mergedInto', { no: mergedInto }) : isEnabled ? '' : outOfUse(customer, reader);
  const known: Readonly<Record<string, string | undefined>> = {
    shortNames: listOf(shortNames),
    formerNames: listOf(formerNames),
    products: listOf(products),
    accountOwner: accountOwner && mention(accountOwner),
    contract: contractInWords(customer, reader),
  };
  const fields = Object.entries(known).flatMap(([field, value]) =>
    value ? [`${t(`customer.field.${field}`)}${t('shared.history.colon')}${field === 'accountOwner' ? value : unformatted(value)}`] : [],
  );
  const wantedSites = sites.filter(({ site, address }) => matches(typed, site, address));
  const wantedContacts = contacts.filter(({ callerName, role, site }) => matches(typed, callerName, role, site));
  const hidden = Math.max(0, wantedSites.length - MOST_SHOWN) + Math.max(0, wantedContacts.length - MOST_SHOWN);
  const rows = (title: string, all: readonly string[]) =>
    all.length === 0 ? [] : [context(t(title, { n: all.length })), ...listBlocks(all.slice(0, MOST_SHOWN))];
  const edits = mergedInto
    ? []
    : [...wantedSites.map((one) => siteEdit(no, one, reader)), ...wantedContacts.map((one) => contactEdit(no, one, reader))];
  const hasPhones = contacts.some(({ phone }) => phone);
  const buttons = mergedInto
    ? [registerButton(NAME, 'open', mergedInto, reader, { style: 'primary' }), registerButton(NAME, 'history', no, reader)]
    : [
        registerButton(NAME, 'edit', no, reader),
        registerButton(NAME, 'addSite', no, reader),
        registerButton(NAME, 'addContact', no, reader),
        ...(hasPhones ? [registerButton(NAME, 'phones', no, reader)] : []),
        ...(around.isMore ? [registerButton(NAME, 'cases', no, reader)] : []),
        ...(around.isMore && leads(person) ? [registerButton(NAME, 'report', no, reader)] : []),
        registerButton(NAME, 'merge', no, reader),
        registerButton(NAME, 'history', no, reader),
        ...(mayDecide(customer, person) ? [registerButton(NAME, isEnabled ? 'disable' : 'enable', no, reader)] : []),
        ...(leads(person) && isRemovable
          ? [registerButton(NAME, 'delete', no, reader, { style: 'danger', confirm: t('customer.confirmDelete', { name }) })]
          : []),
      ];
  const title = [bold(`${no} · ${shorten(unformatted(name), 120)}`), state].filter(Boolean).join(' · ');
  return {
    text: sentenceOf(`${no} · ${name}`),
    blocks: [
      section([title, ...fields].join('\n')),
      // Whoever has the customer on the telephone needs what is open before all else.
      ...around.open.map(section),
      ...rows(
        'customer.sitesOf',
        wantedSites.map((site) => siteRow(site, reader)),
      ),
      ...rows('customer.contactsOf', wantedContacts.map(contactRow)),
      ...(hidden > 0 ? [context(t('customer.moreParts', { n: hidden, no }))] : []),
      ...menuBlock(NAME, t('customer.editPart'), edits),
      ...around.lines.map(section),
      ...actionsBlock(buttons, [], t),
    ],
  };
}

/** Who leads decides whether a customer is offered, and whoever answers for it. */
export const mayDecide = ({ accountOwner }: Pick<Customer, 'accountOwner'>, person: Asked['person']): boolean =>
  leads(person) || accountOwner === person.id;
