import { DateTime } from 'luxon';
import { leads } from '../../src/cases/case.js';
import { CUSTOMER_HISTORY, type Customer, contractTargets } from '../../src/cases/customer/customer.js';
import { MERGE_FORM } from '../../src/cases/customer/form.js';
import { textIn } from '../../src/cases/form.js';
import { isOneSlip } from '../../src/cases/one-slip.js';
import { phonesIn, shownPhone } from '../../src/cases/phones.js';
import { parseRegisterNo } from '../../src/cases/register.js';
import { dialOf } from '../../src/cases/telephone.js';
import { shorten } from '../../src/cases/text.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { actionsBlock, context, type Message, noticeMessage, TABLE_ROWS, tableMessage } from '../../src/slack/messages/blocks.js';
import { rowsAlone } from '../../src/slack/messages/broken.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { tellingModal, titleOf } from '../../src/slack/modals/modal.js';
import { openModal } from '../../src/slack/modals/views.js';
import { isoDay } from '../../src/time/period.js';
import { cardAlone } from '../shared/entries.js';
import { openHistory } from '../shared/history.js';
import { lookingFor } from '../shared/list-words.js';
import { notThere } from '../shared/not-there.js';
import { NEW, openForm, type RegisterCommand, registerButton } from '../shared/registers.js';
import type { Press, Subject } from '../subject.js';
import { usableAgain } from './calling.js';
import { contractInWords, customerCard, mayDecide, NAME } from './card.js';
import { aroundLines, openCases } from './cases.js';
import { contactOf, disableForm, editForm, siteOf } from './forms.js';
import { mergeBeginning, mergeForm, notSame, OTHER_CUSTOMER } from './merge.js';
import { reportCustomer, sendCustomerReport } from './report.js';
import { confirmForm, exportCustomers, importForm } from './sheets.js';
import { typedForm } from './typed.js';

/** What can be said behind `/customer`, in any language; anything else is looked for. */
const WORDS = wordsFor('customer.word', ['add', 'list', 'help', 'import', 'export', 'report']);
/** So much of what is not found is said again. */
const SHOWN_WORDS = 60;

/** The register: all, or those that are found by what was typed; one alone is shown as its card. */
async function listCustomers(asked: Asked, typed: string): Promise<Message> {
  const { desk, reader, from = 0 } = asked;
  const { t } = reader;
  const n = await desk.customers.countFound(typed);
  const wanted = n > 0 ? typed.trim() : '';
  if (n === 1 && wanted !== '') {
    const [only] = await desk.customers.find(typed, { limit: 1 });
    if (only) return showCustomer(asked, only.no);
  }
  const similar = n === 0 && typed.trim() !== '' ? await desk.customers.similarTo(typed) : [];
  const [customers, all] = await Promise.all([
    similar.length > 0 ? similar : desk.customers.find(wanted, { limit: from + TABLE_ROWS }),
    similar.length > 0 ? similar.length : n > 0 ? n : desk.customers.countFound(wanted),
  ]);
  const owners = await namesOf(
    desk,
    customers.flatMap(({ accountOwner }) => accountOwner ?? []),
  );
  const head = ['no', 'customer', 'shortNames', 'sites', 'contract', 'accountOwner', 'state'].map((column) =>
    t(`customer.table.${column}`),
  );
  const rows = rowsAlone(desk, customers, head, reader, (customer) => [
    customer.no,
    customer.name,
    customer.shortNames.join(', '),
    String(customer.sites.length),
    contractInWords(customer, reader, { isShort: true }) ?? '',
    customer.accountOwner ? (owners.get(customer.accountOwner) ?? customer.accountOwner) : '',
    customer.isEnabled ? '' : t('customer.outOfUse'),
  ]);
  const isFound = n > 0 || typed.trim() === '';
  const words = shorten(typed.trim(), SHOWN_WORDS);
  const notFound = t(similar.length > 0 ? 'customer.nearest' : 'customer.noneFound', { typed: words });
  const title = isFound ? t('customer.title', { n: all }) : notFound;
  const footer = t(all === 0 ? 'customer.none' : 'customer.how');
  const message = tableMessage({ title, head, rows, all, from, again: `customer ${wanted}`.trim(), footer }, t);
  const leaders = leads(asked.person) ? ['import', 'exportAll', 'typed'] : [];
  const buttons = ['add', ...leaders].map((action) => registerButton(NAME, action, NEW, reader));
  return { ...message, blocks: [...message.blocks, ...actionsBlock(buttons, [], t)] };
}

/** The card of the number that stood behind a word which is none of ours, with the word that may have been meant. */
function withSlip(card: Message, word: string, behind: string, { t }: Asked['reader']): Message {
  const near = Object.keys(WORDS).find((one) => isOneSlip(one, word.toLowerCase()));
  const said = near ? t('customer.nearWord', { word, near: `/customer ${near} ${behind}` }) : t('shared.refusal.notTaken', { typed: word });
  return { ...card, blocks: [...card.blocks, context(said)] };
}

/** A customer's card; `typed`: of its sites and contacts only those that hold these words. */
async function showCustomer(asked: Asked, no: string, typed = ''): Promise<Message> {
  const { desk, person, reader } = asked;
  const customer = await desk.customers.get(no);
  if (!customer) return noticeMessage(await notThere(asked, no), undefined, [], reader.t);
  const isRemovable = leads(person) && (await desk.customers.isRemovable(customer));
  const ways = ['edit', ...(mayDecide(customer, person) ? [customer.isEnabled ? 'disable' : 'enable'] : [])];
  const shape = { texts: ['name'], lists: ['shortNames', 'formerNames', 'products', 'sites', 'contacts'] };
  return cardAlone(asked, NAME, customer, ways, shape, async () =>
    customerCard(customer, { isRemovable, typed, around: await aroundLines(asked, customer) }, asked),
  );
}

/** A press on a customer that is there and was not merged into another. */
const onCustomer =
  (act: (asked: Asked, customer: Customer, triggerId: string, target: string) => Promise<void>): Press =>
  async (asked, target, triggerId) => {
    const [no = ''] = target.split(' ');
    const customer = await asked.desk.customers.get(no);
    if (!customer) return asked.answer(asked.reader.t('customer.refusal.gone', { no }));
    if (customer.mergedInto) return asked.answer(asked.reader.t('customer.refusal.merged', { no, into: customer.mergedInto }));
    return act(asked, customer, triggerId, target);
  };

const opening = (form: string): Press =>
  onCustomer((asked, _customer, triggerId, target) => openForm(asked, CUSTOMERS, form, target, {}, triggerId));

/** A form about the whole register, for whoever leads. */
const leading =
  (form: string): Press =>
  (asked, _target, triggerId) =>
    leads(asked.person) ? openForm(asked, CUSTOMERS, form, NEW, {}, triggerId) : asked.answer(asked.reader.t('shared.refusal.leadersOnly'));

/** Only who leads, or answers for the customer. */
const deciding = (act: (asked: Asked, customer: Customer, triggerId: string) => Promise<void>): Press =>
  onCustomer((asked, customer, triggerId) =>
    mayDecide(customer, asked.person)
      ? act(asked, customer, triggerId)
      : asked.answer(asked.reader.t('customer.refusal.notYours', { no: customer.no })),
  );

/** A contact's form begins with the number: that it is seen is written down. */
const openContact: Press = onCustomer(async (asked, customer, triggerId, target) => {
  const { desk, person } = asked;
  const isSeen = customer.contacts.some(({ id, phone }) => phone && target === `${customer.no} ${id}`);
  if (isSeen) await desk.customers.looked(customer, person.id, desk.clock.now().toJSDate());
  return openForm(asked, CUSTOMERS, 'contact', target, {}, triggerId);
});

/** The numbers of a field, each to be dialled. */
function inFull(typed: string): string {
  const phones = phonesIn(typed);
  return (phones.length > 0 ? phones : [typed]).map((phone) => shownPhone(phone, dialOf(phone))).join(' / ');
}

/** The numbers of the contacts in full; that somebody looked is written down first. */
const showPhones: Press = onCustomer(({ desk, person, reader, isInModal }, customer, triggerId) =>
  openModal(
    desk,
    triggerId,
    reader.t,
    async () => {
      await desk.customers.looked(customer, person.id, desk.clock.now().toJSDate());
      const lines = customer.contacts
        .filter(({ phone }) => phone)
        .map(({ callerName, callerTitle, role, phone, site }) =>
          [callerName, callerTitle, role, inFull(phone ?? ''), site].filter(Boolean).join(' · '),
        );
      return tellingModal(titleOf(customer.no, reader.t('customer.press.phones')), [...lines, reader.t('customer.lookedAt')], reader.t);
    },
    isInModal,
  ),
);

const CUSTOMERS: RegisterCommand = {
  name: NAME,
  command: '/customer',
  async answer(asked, text, triggerId) {
    const [word = '', ...rest] = text.trim().split(/\s+/);
    // CU 11 is CU-11.
    const [, numbered = word, behind = rest.join(' ')] = /^(cu\s*[-–]?\s*\d+)(?:\s+(.*))?$/isu.exec(text.normalize('NFKC').trim()) ?? [];
    const no = parseRegisterNo('CU', numbered);
    const others = behind.split(/\s+/).filter((one) => WORDS[one.toLowerCase()] !== 'report');
    const isReport = others.length < behind.split(/\s+/).length;
    if (no && isReport) return asked.answer(await reportCustomer(asked, [no, ...others].join(' ')));
    if (no) return asked.answer(await showCustomer(asked, no, behind));
    if (WORDS[word.toLowerCase()] === 'report') return asked.answer(await reportCustomer(asked, rest.join(' ')));
    if (WORDS[word.toLowerCase()] === 'add') return CUSTOMERS.presses.add?.(asked, rest.join(' ') || NEW, triggerId);
    const slipped = rest.length > 0 && parseRegisterNo('CU', rest.join(' '));
    if (slipped) return asked.answer(withSlip(await showCustomer(asked, slipped), word, rest.join(' '), asked.reader));
    const asksFor = rest.length === 0 ? WORDS[word.toLowerCase()] : undefined;
    if (asksFor === 'import') return CUSTOMERS.presses.import?.(asked, NEW, triggerId);
    if (asksFor === 'export') return exportCustomers(asked);
    if (asksFor === 'help') return asked.answer(asked.reader.t('customer.help.customer'));
    return asked.answer(await listCustomers(asked, asksFor === 'list' ? '' : text));
  },
  presses: {
    add: (asked, target, triggerId) => openForm(asked, CUSTOMERS, 'edit', NEW, target === NEW ? {} : { name: target }, triggerId),
    import: leading('import'),
    exportAll: exportCustomers,
    typed: leading('typed'),
    open: async (asked, no) => asked.answer(await showCustomer(asked, no)),
    // The second of two beside each other: a message takes a press once.
    openOther: async (asked, no) => asked.answer(await showCustomer(asked, no)),
    edit: opening('edit'),
    addSite: opening('site'),
    site: opening('site'),
    addContact: opening('contact'),
    contact: openContact,
    phones: showPhones,
    cases: onCustomer(openCases),
    report: async (asked, no) => asked.answer(await reportCustomer(asked, no)),
    reportSheet: sendCustomerReport,
    history: openHistory,
    merge: onCustomer((asked, _customer, triggerId, target) => {
      const { target: about, values } = mergeBeginning(target);
      return openForm(asked, CUSTOMERS, 'merge', about, values, triggerId);
    }),
    notSame,
    disable: deciding((asked, { no }, triggerId) => openForm(asked, CUSTOMERS, 'disable', no, {}, triggerId)),
    enable: deciding(async (asked, customer) => {
      const { desk, person, reader } = asked;
      const written = await desk.customers.change(customer, { isEnabled: true }, 'enable', person.id, desk.clock.now().toJSDate());
      if (written.ok) await usableAgain(asked, customer);
      return asked.answer(
        written.ok ? await showCustomer(asked, customer.no) : reader.t(`customer.refusal.${written.why}`, { no: customer.no }),
      );
    }),
    delete: onCustomer(async ({ desk, person, reader, answer }, customer) => {
      const { no, name } = customer;
      if (!leads(person)) return answer(reader.t('shared.refusal.leadersOnly'));
      const removed = await desk.customers.remove(customer);
      return answer(removed.ok ? reader.t('shared.done.deleted', { no, name }) : reader.t(`customer.refusal.${removed.why}`, { no }));
    }),
  },
  forms: {
    edit: editForm,
    site: siteOf,
    contact: contactOf,
    disable: disableForm,
    import: importForm,
    confirm: confirmForm,
    typed: typedForm,
    merge: mergeForm,
  },
};

/** Whom the desk works for: who calls, from where, by which contract. Rule B2. */
export const customers: Subject = {
  ...CUSTOMERS,
  entries: { prefix: 'CU', inHistory: CUSTOMER_HISTORY, get: (desk, no) => desk.customers.get(no) },
  ownLists: { '': listCustomers },
  offers: lookingFor(NAME, NAME),
  openForms: [MERGE_FORM.name],
  named: { otherCustomer: OTHER_CUSTOMER },
  objections: {
    'ticket.edit': async ({ desk, values, record, reader }) => {
      const typed = textIn(values, 'customer');
      const customer = typed && (await desk.customers.named(typed));
      if (!customer) return { values: {} };
      const { customerNo } = record.data as { readonly customerNo?: string };
      // The contract that was in force as the call came; of the same customer it was read then.
      const day = isoDay(DateTime.fromJSDate(record.openedAt, { zone: reader.now.zone }));
      const { firstResponse, resolve } = (customerNo !== customer.no && contractTargets(customer, day)) || {};
      const contract = {
        ...(firstResponse ? { contractFirstResponse: firstResponse } : {}),
        ...(resolve ? { contractResolve: resolve } : {}),
      };
      return { values: { customer: customer.name, customerNo: customer.no, ...contract } };
    },
  },
};
