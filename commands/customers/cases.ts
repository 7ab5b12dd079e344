import type { Customer } from '../../src/cases/customer/customer.js';
import { kindNamed } from '../../src/cases/kinds.js';
import { bold, shorten, unformatted } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { tellingModal, titleOf } from '../../src/slack/modals/modal.js';
import { openModal } from '../../src/slack/modals/views.js';
import { numberOf } from '../../src/slack/people/readers.js';
import type { CaseRecord } from '../../src/store/cases.js';
import type { WrittenAs } from '../../src/store/customers.js';
import { timeInWords } from '../../src/time/wording.js';
import type { Around } from './card.js';

const OPEN_SHOWN = 6;
const PAST_SHOWN = 3;
/** A modal has a hundred blocks. */
const MOST_LISTED = 90;
const DEVICES_SHOWN = 10;
const WORDS_LENGTH = 80;

/** As what everything that hangs on a customer names it: its number, those of the customers that it turned out to be, and its names. */
export async function writtenAs(desk: Desk, customer: Customer): Promise<WrittenAs> {
  const [numbers, known] = await Promise.all([desk.customers.numbersOf(customer), desk.directory.named(customer.name)]);
  return { numbers, names: [...new Set([customer.name, ...customer.formerNames, ...(known?.names ?? [])])] };
}

/** What is open for a customer, under each of its numbers and names. */
export const openFor = async (desk: Desk, customer: Customer): Promise<CaseRecord[]> =>
  desk.customers.casesOf(await writtenAs(desk, customer), { isOpen: true });

/** What people told in a field, in a few words of one line. */
const inShort = (data: object, field: string | undefined): string => {
  const told: unknown = field && Reflect.get(data, field);
  return typeof told === 'string' ? shorten(unformatted(told), WORDS_LENGTH).replace(/\s*\n\s*/g, ' ') : '';
};

/** A case in one line, its number leading to its card: what is open with its promise, all else with when it came. */
function lineOf(desk: Desk, record: CaseRecord, { reader }: Asked, isPast: boolean): string {
  const { t, now, locale } = reader;
  const { kind, state, data, isOpen, openedAt } = record;
  const { inOneLine = {}, promisedInWords } = kindNamed(kind) ?? {};
  const at = timeInWords(openedAt, now, locale);
  const when = isPast || !isOpen ? at : promisedInWords?.(record, reader) || t('customer.cameAt', { at });
  const did = isPast ? inShort(data, inOneLine.did) : '';
  const said = [numberOf(desk, record, reader), when, t(`${kind}.state.${state}`), inShort(data, inOneLine.about)].filter(Boolean);
  return `${said.join(' · ')}${did && ` → ${did}`}`;
}

/** What stands on a customer's card of its cases and devices; `isMore`: there are cases that have no room there. */
export async function aroundLines(asked: Asked, customer: Customer): Promise<Around> {
  const { desk, reader } = asked;
  const { t } = reader;
  const named = await writtenAs(desk, customer);
  const names = [customer.name, ...customer.shortNames, ...customer.formerNames];
  const [open, past, all, devices, projects] = await Promise.all([
    desk.customers.casesOf(named, { isOpen: true }),
    desk.customers.casesOf(named, { isOpen: false }, PAST_SHOWN),
    desk.customers.countCasesOf(named),
    desk.devices.ofCustomer(names, DEVICES_SHOWN),
    desk.projects.ofCustomer(names, DEVICES_SHOWN),
  ]);
  const entries = (title: string, some: readonly { readonly no: string; readonly name: string }[]) =>
    some.length > 0 ? [t(title, { list: some.map(({ no, name }) => `${no} ${unformatted(name)}`).join(' · ') })] : [];
  const listed = (title: string, some: readonly CaseRecord[], isPast: boolean) =>
    some.length > 0 ? [[bold(title), ...some.map((record) => `• ${lineOf(desk, record, asked, isPast)}`)].join('\n')] : [];
  const shown = [...open.slice(0, OPEN_SHOWN), ...past].length;
  return {
    open: listed(t('customer.openCases', { n: open.length }), open.slice(0, OPEN_SHOWN), false),
    lines: [
      ...listed(t('customer.pastCases'), past, true),
      ...entries('customer.projectsOf', projects),
      ...entries('customer.devicesOf', devices),
      ...(all > shown ? [t('customer.moreCases', { n: all - shown })] : []),
    ],
    isMore: all > 0,
  };
}

/** Everything that hangs on a customer in a modal, the newest first. */
export const openCases = (asked: Asked, customer: Customer, triggerId: string): Promise<void> =>
  openModal(
    asked.desk,
    triggerId,
    asked.reader.t,
    async () => {
      const { desk, reader } = asked;
      const { t } = reader;
      const { no, name } = customer;
      const named = await writtenAs(desk, customer);
      const [newest, all] = await Promise.all([desk.customers.casesOf(named, {}, MOST_LISTED), desk.customers.countCasesOf(named)]);
      const lines = newest.map((record) => lineOf(desk, record, asked, true));
      const more = all > lines.length ? [t('customer.moreReported', { n: all - lines.length, no })] : [];
      const title = titleOf(no, t('customer.press.cases'));
      return tellingModal(title, [lines.length > 0 ? t('customer.casesOf', { no, name }) : t('customer.noCases'), ...lines, ...more], t);
    },
    asked.isInModal,
  );
