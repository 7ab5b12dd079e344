import { leads } from '../../src/cases/case.js';
import { STATES } from '../../src/cases/customer/cells.js';
import { CUSTOMER_HISTORY, type Customer, isGoneSite } from '../../src/cases/customer/customer.js';
import { saysHours } from '../../src/cases/customer/hours.js';
import { CUSTOMER_COLUMNS, type ImportPlan, planImport, rowsOfCustomer } from '../../src/cases/customer/rows.js';
import { filesIn } from '../../src/cases/form.js';
import { nameKey } from '../../src/cases/names.js';
import { personCalled, personInSheet } from '../../src/cases/people-named.js';
import type { LacksColumns } from '../../src/cases/sheet-rows.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import { translator, wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { sendFile } from '../../src/slack/messages/files.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import type { SubmissionResult } from '../../src/slack/modals/submissions.js';
import type { RegisterForm } from '../shared/registers.js';
import { badRows, previewOf } from '../shared/sheet-preview.js';
import { type Changing, changingInWords, missingInWords, rowsOf, sheetForm } from '../shared/sheets.js';
import { usableAgain } from './calling.js';
import { NAME } from './card.js';
import { openFor } from './cases.js';
import { MOST_NEW, newInWords } from './of-sheets.js';

/** What may stand above the columns, in any language: what we call them, and what others do. */
const HEADINGS = { ...wordsFor('customer.columnAlso', CUSTOMER_COLUMNS), ...wordsFor('customer.column', CUSTOMER_COLUMNS) };
const STATE_WORDS = wordsFor('customer.stateWord', STATES);
const CONFIRM = 'customer.confirm';
/** So many of what is open for a customer are named. */
const MOST_OPEN = 20;

/** Who can be named as the owner of a customer: colleagues, and whoever is it already. */
async function ownersOf(desk: Desk, customers: readonly Customer[]): Promise<readonly (readonly [id: string, name: string])[]> {
  const ids = customers.flatMap(({ accountOwner }) => accountOwner ?? []);
  return [...(await namesOf(desk, ids)), ...(await desk.people.colleagues())];
}

/** Sends the register, with all numbers in it, to one who leads. */
export async function exportCustomers({ desk, person, reader, answer }: Asked): Promise<void> {
  const { t } = reader;
  if (!leads(person)) return answer(t('shared.refusal.leadersOnly'));
  const customers = await desk.customers.all();
  const people = await ownersOf(desk, customers);
  const words = { state: (state: string) => t(`customer.state.${state}`), person: (id: string) => personInSheet(id, people) };
  const rows = customers
    .flatMap((customer) => rowsOfCustomer(customer, words))
    .map((cells) => CUSTOMER_COLUMNS.map((column) => cells[column]));
  const head = CUSTOMER_COLUMNS.map((column) => t(`customer.column.${column}`));
  const bytes = await writeWorkbook([{ name: t('customer.register'), head, rows }]);
  await sendFile(desk, person.id, { bytes, name: 'customers.xlsx', comment: t('customer.sheetSent', { n: customers.length }) });
  return answer(t('shared.done.sent'));
}

type Planned = { readonly plan: ImportPlan | LacksColumns; readonly sheet: string[][]; readonly all: readonly Customer[] } | string;

async function planOf(asked: Asked, file: string | undefined): Promise<Planned> {
  const sheet = await rowsOf(asked, file);
  if (typeof sheet === 'string') return sheet;
  const { desk, reader } = asked;
  const all = await desk.customers.everyone();
  const people = await ownersOf(desk, all);
  const states = Object.fromEntries(Object.entries(STATE_WORDS).map(([word, state]) => [nameKey(word), state]));
  const personOf = (typed: string): string | undefined => {
    const called = personCalled(typed, people);
    return people.some(([id]) => id === called) ? called : undefined;
  };
  return { sheet, all, plan: planImport(sheet, { columns: HEADINGS, states, all, personOf, now: reader.now }) };
}

/** The sites that were removed and that the sheet would bring back. */
const backInWords = ({ changed }: Pick<ImportPlan, 'changed'>, { t }: Asked['reader']): string[] =>
  changed.flatMap(({ before, change }) => {
    const back = (change.sites ?? []).filter(({ site }) => isGoneSite(before, site)).map(({ site }) => site);
    return back.length > 0 ? [t('customer.importBack', { no: before.no, name: before.name, list: back.join(' · ') })] : [];
  });

/** The sites whose opening hours would be new and cannot be read, with what the sheet says. */
function unreadHours({ changed, fresh }: Pick<ImportPlan, 'changed' | 'fresh'>, { t }: Asked['reader']): string[] {
  const coming = [
    ...changed.map(({ before, change }) => ({ name: `${before.no} ${before.name}`, known: before.sites, sites: change.sites ?? [] })),
    ...fresh.map(({ name, sites }) => ({ name, known: [], sites })),
  ];
  const unread = coming.flatMap(({ name, known, sites }) =>
    sites
      .filter(({ id, hours }) => hours && !saysHours(hours) && known.find((one) => one.id === id)?.hours !== hours)
      .map(({ site, hours = '' }) => `${name} ${site} “${hours}”`),
  );
  const more = unread.length > MOST_NEW ? [t('shared.table.more', { n: unread.length - MOST_NEW })] : [];
  return unread.length > 0 ? [t('customer.importHours', { list: [...unread.slice(0, MOST_NEW), ...more].join(' · ') })] : [];
}

/** Whom the sheet would disable, each with what is still open for it. */
async function disablingInWords({ changed }: Pick<ImportPlan, 'changed'>, { desk, reader: { t } }: Asked): Promise<string[]> {
  const going = changed.filter(({ change }) => change.isEnabled === false).map(({ before }) => before);
  const lines = going.slice(0, MOST_NEW).map(async (customer) => {
    const open = await openFor(desk, customer);
    const list = open.slice(0, MOST_OPEN).map(({ no }) => no);
    const named = { no: customer.no, name: customer.name };
    return t(`customer.${open.length > 0 ? 'importDisablesOpen' : 'importDisables'}`, { ...named, n: open.length, list: list.join(' · ') });
  });
  const more = going.length > MOST_NEW ? [t('shared.table.more', { n: going.length - MOST_NEW })] : [];
  return [...(await Promise.all(lines)), ...more];
}

/** What would happen, customer by customer: those that it disables and other names first, then the other changes, then those that are new. */
async function aheadInWords({ changed, fresh }: ImportPlan, all: readonly Customer[], asked: Asked): Promise<string[]> {
  const { reader } = asked;
  const { t } = reader;
  const changing = changed.map(({ before, change }): Changing & { isRename: boolean } => {
    const isRename = change.name !== undefined;
    const called = isRename
      ? t('customer.renamedTo', { no: before.no, name: before.name, to: change.name })
      : `${before.no} ${before.name}`;
    // The former name is kept by itself.
    const after = { ...before, ...change, ...(isRename ? { name: before.name, formerNames: before.formerNames } : {}) };
    return { called, before, after, isRename };
  });
  return [
    ...(await disablingInWords({ changed }, asked)),
    ...changingInWords(
      NAME,
      changing.toSorted((a, b) => Number(b.isRename) - Number(a.isRename)),
      CUSTOMER_HISTORY,
      reader,
    ),
    ...backInWords({ changed }, reader).slice(0, MOST_NEW),
    ...unreadHours({ changed, fresh }, reader),
    ...newInWords(
      fresh.map(({ name }) => name),
      all,
      asked,
    ),
  ];
}

/** A sheet of customers: first what it would do is shown, nothing is written before that is confirmed. */
export const importForm: RegisterForm = {
  submit: () => 'shared.button.preview',
  form: async () => sheetForm('customer.import'),
  above: async ({ reader: { t } }) => [
    t('customer.sheetHow', { columns: CUSTOMER_COLUMNS.map((column) => t(`customer.column.${column}`)).join(' | ') }),
  ],
  async save(asked, _target, values): Promise<SubmissionResult> {
    const { reader, person } = asked;
    const { t } = reader;
    if (!leads(person)) return { errors: { sheet: t('shared.refusal.leadersOnly') } };
    const file = filesIn(values, 'sheet')[0]?.id ?? '';
    const planned = await planOf(asked, file);
    if (typeof planned === 'string') return { errors: { sheet: planned } };
    const { plan, sheet, all } = planned;
    if ('missing' in plan) return { errors: { sheet: missingInWords(plan, reader, 'customer.column') } };
    const ahead = await aheadInWords(plan, all, asked);
    return previewOf(asked, { subject: NAME, confirm: CONFIRM, errors: 'customers-errors.xlsx', file, sheet, plan, ahead });
  },
};

/** Disables a customer as by hand: that a sheet did it is the reason. */
const disable = async ({ desk, person }: Asked, customer: Customer, at: Date): Promise<boolean> => {
  const reason = translator(desk.settings.language)('customer.byImport');
  return (await desk.customers.change(customer, { isEnabled: false }, 'disable', person.id, at, reason)).ok;
};

/** Writes what a sheet changes of a customer. */
async function changedBySheet(asked: Asked, { before, change }: ImportPlan['changed'][number], at: Date): Promise<boolean> {
  const { isEnabled, ...others } = change;
  const written = await asked.desk.customers.change(before, isEnabled ? change : others, 'import', asked.person.id, at);
  if (!written.ok) return false;
  if (isEnabled) await usableAgain(asked, before);
  return isEnabled === false ? disable(asked, written.entry, at) : true;
}

/** Reads the same sheet again and writes what it says by now. */
export const confirmForm: RegisterForm = {
  form: async () => ({ name: CONFIRM, fields: [] }),
  async save(asked, file) {
    const { desk, person, reader } = asked;
    const { t } = reader;
    const tell = (words: readonly string[]): SubmissionResult => ({ show: tellingModal(t('customer.press.import'), words, t) });
    if (!leads(person)) return tell([t('shared.refusal.leadersOnly')]);
    const planned = await planOf(asked, file);
    if (typeof planned === 'string') return tell([planned]);
    const { plan } = planned;
    if ('missing' in plan) return tell([missingInWords(plan, reader, 'customer.column')]);
    const at = desk.clock.now().toJSDate();
    const written: { readonly name: string; readonly isTaken: boolean }[] = [];
    for (const data of plan.fresh) {
      const added = await desk.customers.add(data, person.id, at);
      // Whatever is entered is in use at first.
      if (added.ok && data.isEnabled === false) await disable(asked, added.entry, at);
      written.push({ name: data.name, isTaken: added.ok });
    }
    for (const one of plan.changed) written.push({ name: one.before.name, isTaken: await changedBySheet(asked, one, at) });
    const left = written.filter(({ isTaken }) => !isTaken).map(({ name }) => name);
    return tell([
      t('customer.imported', { n: written.length - left.length, bad: badRows(plan.bad) }),
      ...(left.length > 0 ? [t('customer.importLeft', { list: left.slice(0, 30).join(' · ') })] : []),
    ]);
  },
};
