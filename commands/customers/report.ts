import { DateTime } from 'luxon';
import { leads } from '../../src/cases/case.js';
import type { Customer } from '../../src/cases/customer/customer.js';
import { parseRegisterNo } from '../../src/cases/register.js';
import { bold, shorten, unformatted } from '../../src/cases/text.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { actionsBlock, type Message, noticeMessage, tableMessage } from '../../src/slack/messages/blocks.js';
import { fitAlone } from '../../src/slack/messages/broken.js';
import { sendFile } from '../../src/slack/messages/files.js';
import { namesOf } from '../../src/slack/messages/names.js';
import type { CaseRecord } from '../../src/store/cases.js';
import { type Days, looksLikePeriod, parsePeriod } from '../../src/time/period.js';
import { noPeriod } from '../shared/period.js';
import { registerButton } from '../shared/registers.js';
import { NAME } from './card.js';
import { writtenAs } from './cases.js';
import {
  type CustomerReport,
  customerReport,
  type Flow,
  firstOf,
  flowOf,
  promiseOf,
  REPORTED_KINDS,
  type Reported,
  type Stretch,
} from './reported.js';

/** So many are named where several fit. */
const MOST_NAMED = 8;
const LONGEST_NAME = 60;
const FLOWS = ['before', 'came', 'ended', 'after'] as const satisfies readonly (keyof Flow)[];

/** Whom a report is about, and of which days; or the sentence why there is none. */
interface Wanted {
  readonly customer: Customer;
  readonly days: Days;
}

async function customerMeant({ desk, reader }: Asked, name: string): Promise<Customer | string> {
  const { t } = reader;
  const no = parseRegisterNo('CU', name);
  const exact = no ? await desk.customers.current(no) : await desk.customers.named(name);
  if (exact) return exact;
  const found = name === '' || no ? [] : await desk.customers.find(name, { limit: MOST_NAMED + 1 });
  const [only] = found;
  if (only && found.length === 1) return only;
  const list = found.slice(0, MOST_NAMED).map((one) => `${one.no} ${unformatted(one.name)}`);
  if (found.length > 1) return t('customer.report.several', { list: [...list, ...(found.length > MOST_NAMED ? ['…'] : [])].join(' · ') });
  return t(name === '' ? 'customer.report.nobody' : 'customer.report.noSuch', { name: shorten(name, LONGEST_NAME) });
}

/** The word beside a customer that was to be a period and is none. */
async function wrongPeriod({ desk }: Asked, words: readonly string[]): Promise<string | undefined> {
  if (words.length < 2 || (await desk.customers.countFound(words.join(' '))) > 0) return undefined;
  return [words.at(-1), words[0]].find((word) => word !== undefined && looksLikePeriod(word));
}

/** `name period`, the period before or behind the name, or left out: the last 30 days. */
async function wantedIn(asked: Asked, typed: string): Promise<Wanted | string> {
  const { desk, reader } = asked;
  const words = typed.normalize('NFKC').trim().split(/\s+/).filter(Boolean);
  const whole = words.join(' ');
  // `last month` is two words.
  const parts = [1, 2]
    .flatMap((n) => [
      { name: words.slice(0, -n).join(' '), period: words.slice(-n).join(' ') },
      { name: words.slice(n).join(' '), period: words.slice(0, n).join(' ') },
    ])
    .filter(({ period }) => period !== '' && parsePeriod(period, reader.now) !== 'notAPeriod');
  const { name, period } = ((await desk.customers.named(whole)) ? undefined : parts[0]) ?? { name: whole, period: '' };
  const wrong = period === '' ? await wrongPeriod(asked, words) : undefined;
  if (wrong) return noPeriod('notAPeriod', wrong, asked);
  const days = parsePeriod(period, reader.now);
  if (typeof days === 'string') return noPeriod(days, period, asked);
  const customer = await customerMeant(asked, name);
  return typeof customer === 'string' ? customer : { customer, days };
}

/** The cases that were open, came or ended on these days of the desk's calendar, the newest first. */
async function casesIn({ desk, reader }: Asked, { customer, days }: Wanted): Promise<{ cases: CaseRecord[]; stretch: Stretch }> {
  const day = (iso: string): DateTime => DateTime.fromISO(iso, { zone: reader.now.zone });
  const stretch = { from: day(days.from).toJSDate(), to: day(days.to).plus({ days: 1 }).toJSDate() };
  const which = {
    kind: { $in: REPORTED_KINDS },
    openedAt: { $lt: stretch.to },
    $or: [{ isOpen: true }, { closedAt: { $gte: stretch.from } }],
  };
  const found = await desk.customers.casesOf(await writtenAs(desk, customer), which);
  return { cases: fitAlone(desk, found, 'report', (one) => customerReport([one as Reported], stretch)), stretch };
}

const flowRows = (report: CustomerReport, { t }: Asked['reader']): (string | number)[][] =>
  FLOWS.map((flow) => [t(`customer.report.${flow}`), ...REPORTED_KINDS.map((kind) => report.flows[kind][flow])]);
const flowHead = ({ t }: Asked['reader']): string[] => ['count', ...REPORTED_KINDS].map((column) => t(`customer.report.head.${column}`));

/** What the figures say besides, a sentence each. */
function sentences({ promises, first, arrivals, sessions }: CustomerReport, { t }: Asked['reader']): string[] {
  const decided = promises.kept + promises.broken;
  const answered = first.kept + first.missed;
  return [
    t(decided > 0 ? 'customer.report.promises' : 'customer.report.noPromises', { kept: promises.kept, all: decided }),
    t(answered > 0 ? 'customer.report.first' : 'customer.report.noFirst', { kept: first.kept, all: answered }),
    t('customer.report.arrivals', arrivals),
    t('customer.report.sessions', sessions),
  ];
}

/** A customer's tickets, kept promises, visits and remote sessions over a period, for those who lead. Rules J3, B2. */
export async function reportCustomer(asked: Asked, typed: string): Promise<Message> {
  const { person, reader } = asked;
  const { t } = reader;
  if (!leads(person)) return noticeMessage(t('shared.refusal.leadersOnly'), undefined, [], t);
  const wanted = await wantedIn(asked, typed);
  if (typeof wanted === 'string') return noticeMessage(wanted, undefined, [], t);
  const { customer, days } = wanted;
  const { cases, stretch } = await casesIn(asked, wanted);
  const report = customerReport(cases as Reported[], stretch);
  const title = bold(t('customer.report.title', { no: customer.no, name: unformatted(customer.name), ...days }));
  const rows = flowRows(report, reader).map((row) => row.map(String));
  const footer = [...(cases.length === 0 ? [t('customer.report.nothing')] : sentences(report, reader)), t('customer.report.rule')].join(
    '\n',
  );
  const target = `${customer.no} ${days.from}..${days.to}`;
  const message = tableMessage({ title, head: flowHead(reader), rows, footer }, t);
  return { ...message, blocks: [...message.blocks, ...actionsBlock([registerButton(NAME, 'reportSheet', target, reader)], [], t)] };
}

const CASE_COLUMNS = ['no', 'kind', 'openedAt', 'closedAt', 'state', 'site', 'about', 'person', 'counts', 'promise', 'first'] as const;

/** The same as a sheet, with every case behind the figures. */
export async function sendCustomerReport(asked: Asked, target: string): Promise<void> {
  const { desk, person, reader, answer } = asked;
  const { t } = reader;
  if (!leads(person)) return answer(t('shared.refusal.leadersOnly'));
  const wanted = await wantedIn(asked, target);
  if (typeof wanted === 'string') return answer(wanted);
  const { cases, stretch } = await casesIn(asked, wanted);
  const names = await namesOf(desk, [...new Set(cases.map(({ owner }) => owner))]);
  const rows = cases.map((record) => {
    const one = record as Reported;
    const { site, description, need, asked: askedFor } = record.data as Readonly<Record<string, string | undefined>>;
    const flow = flowOf(one, stretch);
    const [promise, first] = [promiseOf(one, stretch), record.kind === 'ticket' && flow.came ? firstOf(one) : undefined];
    return [
      ...[record.no, t(`${record.kind}.caseKind`), record.openedAt, record.closedAt, t(`${record.kind}.state.${record.state}`), site],
      ...[description ?? need ?? askedFor, names.get(record.owner) ?? record.owner],
      FLOWS.filter((name) => flow[name])
        .map((name) => t(`customer.report.${name}`))
        .join(', '),
      promise && t(`customer.report.is.${promise}`),
      first === undefined ? undefined : t(`customer.report.is.${first ? 'kept' : 'missed'}`),
    ];
  });
  const report = customerReport(cases as Reported[], stretch);
  const said = [...sentences(report, reader), t('customer.report.rule')].map((sentence) => [sentence]);
  const sheets = [
    { name: t('customer.report.sheet'), head: flowHead(reader), rows: [...flowRows(report, reader), ...said] },
    { name: t('customer.report.cases'), head: CASE_COLUMNS.map((column) => t(`customer.report.column.${column}`)), rows },
  ];
  const { customer, days } = wanted;
  const bytes = await writeWorkbook(sheets, reader.now.zone);
  const comment = t('customer.report.sent', { no: customer.no, name: unformatted(customer.name), ...days });
  await sendFile(desk, person.id, { bytes, name: `${customer.no}-${days.from}.xlsx`, comment });
  return answer(t('shared.done.sent'));
}
