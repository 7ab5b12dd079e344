import { DateTime } from 'luxon';
import { calledAs } from '../cases/called.js';
import { currentArrival, PAPERS, type Paper, RESULTS, VISIT_KINDS, type Visit } from '../cases/visit/index.js';
import { both, en, PAGE_WORDS, zh } from './both.js';
import { type Card, type Cell, Sheet, type Tick } from './sheet.js';

/** What a form shows beside the visit itself. */
export interface Letterhead {
  readonly company: string;
  /** The desk's number: nobody leaves a private one. Rule D12. */
  readonly phone: string;
  readonly engineer: string;
}

/** Clock times on paper are local to the desk and carry their date. */
const onPaper = (at: Date | undefined, now: DateTime): string =>
  at ? DateTime.fromJSDate(at, { zone: now.zone }).toFormat('yyyy-MM-dd HH:mm') : '';

/** A window of time; the day of its end stands there where it is another one. */
function windowOnPaper({ from, to }: Visit['data'], now: DateTime): string {
  const [begin, end] = [from, to].map((at) => DateTime.fromJSDate(at, { zone: now.zone }));
  const isSameDay = begin?.hasSame(end ?? begin, 'day');
  return `${onPaper(from, now)} – ${end?.toFormat(isSameDay ? 'HH:mm' : 'yyyy-MM-dd HH:mm')}`;
}

/** What is known of a visit; nothing on a blank form. */
type Known = Visit | undefined;
type Draw = (sheet: Sheet, visit: Known, now: DateTime, head: Letterhead) => void;

const cell = (key: string, value: string | undefined, isWide = false): Cell => ({
  label: both(`paper.${key}`),
  value: value ?? '',
  isWide,
});

function customerCells(visit: Known): Cell[] {
  const data = visit?.data;
  return [
    cell('customer', data?.customer),
    cell('site', data?.site),
    cell('address', data?.address, true),
    cell('caller', calledAs(data ?? {})),
    cell('phone', data?.phone),
    cell('product', data?.product),
  ];
}

const visitCells = (visit: Known, now: DateTime, { engineer }: Letterhead): Cell[] => [
  cell('ticket', visit?.data.ticketNo),
  cell('window', visit && windowOnPaper(visit.data, now)),
  cell('engineer', engineer),
  cell('arrivedAt', onPaper(visit && currentArrival(visit.data)?.at, now)),
  cell('finishedAt', onPaper(visit?.data.signedAt, now)),
];

/** All choices as squares; the one that is known is ticked, the others are left to the pen. */
const choices = (group: string, options: readonly string[], chosen: string | undefined): Tick[] =>
  options.map((option) => ({ text: both(`visit.${group}.${option}`), isTicked: option === chosen }));
const OPINIONS = ['satisfied', 'fair', 'unsatisfied'] as const;
const opinions = (): Tick[] => OPINIONS.map((opinion) => ({ text: both(`paper.${opinion}`), isTicked: false }));

/** What the customer says of it, and his signature beside the engineer's; his company may stamp. Nobody signs for the customer. Rules D9, D14. */
function signed(sheet: Sheet): void {
  sheet.signatures([both('paper.customerSign'), both('paper.engineerSign'), both('paper.date')], {
    stamp: both('paper.stamp'),
    above: { label: both('paper.customerRemark'), height: 40 },
  });
}

/** Form 1, 上门服务单. Rule D1. */
const order: Draw = (sheet, visit, now, head) => {
  const data = visit?.data;
  sheet.grid([...customerCells(visit), ...visitCells(visit, now, head), cell('deskPhone', head.phone, true)]);
  sheet.ticks(both('paper.kind'), choices('kind', VISIT_KINDS, data?.kind));
  sheet.box(both('paper.need'), data?.need ?? '', 76);
  sheet.box(both('paper.workDone'), data?.finish?.workDone ?? '', 70);
  sheet.ticks(both('paper.result'), choices('result', RESULTS, data?.finish?.result));
  sheet.ticks(both('paper.opinion'), opinions());
  signed(sheet);
  sheet.foot(both('paper.noSubstitute'));
};

/** Form 2, 未见客户留言条: to a person, with when we call again. Rule D7. */
const missed: Draw = (sheet, visit, now, head) => {
  const data = visit?.data;
  const blank = '________';
  const words = {
    customer: calledAs(data ?? {}) || blank,
    at: onPaper(data?.absent?.since ?? (data && currentArrival(data)?.at), now) || blank,
    engineer: head.engineer || blank,
    again: onPaper(data?.absent?.followUpAt, now) || blank,
    phone: head.phone || blank,
  };
  sheet.paragraph(zh('paper.missedText', words), 12);
  sheet.paragraph(en('paper.missedText', words), 12);
  sheet.grid([
    cell('customer', data?.customer),
    cell('site', data?.site),
    cell('window', data && windowOnPaper(data, now)),
    cell('waited', data?.absent && `${onPaper(data.absent.since, now)} – ${onPaper(data.absent.waitUntil, now).slice(11)}`),
    cell('engineer', head.engineer),
    cell('deskPhone', head.phone),
  ]);
  sheet.box(both('paper.need'), data?.need ?? '', 90);
  sheet.signatures([both('paper.reception'), both('paper.engineerSign'), both('paper.date')], {
    above: { label: both('paper.message'), height: 110 },
  });
};

/** A card for the wallet, 90 × 54 mm. */
const CARD = { width: 249, height: 150 } as const;
const BLANK_CARDS = 8;

const contactCard =
  (visit: Known, { company, phone, engineer }: Letterhead) =>
  (card: Card): void => {
    card.line(company, 12, true);
    card.line(both('paper.contactText'), 8);
    card.line(both('paper.deskPhone'), 8);
    card.line(phone || '________________', 12, true);
    card.line(`${both('paper.engineer')}: ${engineer}`, 9);
    card.line(`${both('paper.visitNo')}: ${visit ? `${visit.no} (${visit.data.ticketNo})` : ''}`, 9);
    if (phone) card.code(`MECARD:N:${company.replace(/[;:\\]/g, ' ')};TEL:${phone.replace(/[^\d+]/g, '')};;`);
  };

/** Form 2, 服务联络卡: how to reach the desk, never a private number. Rule D12. */
const contact: Draw = (sheet, visit, _now, head) => {
  sheet.cards(visit ? 1 : BLANK_CARDS, CARD.width, CARD.height, contactCard(visit, head));
};

/** Points; all of form 3 or 4 has room on one page, as long as what stands in it is short. */
const ROW = 28;

/** What forms 3 and 4 share: what was found, done and tested. Rule D9. */
const report: Draw = (sheet, visit, now, head) => {
  sheet.grid([...customerCells(visit), ...visitCells(visit, now, head)], ROW);
  sheet.box(both('paper.need'), visit?.data.need ?? '', 50);
};

const closing: Draw = (sheet, visit) => {
  const finish = visit?.data.finish;
  sheet.ticks(both('paper.result'), choices('result', RESULTS, finish?.result));
  sheet.grid([cell('testedBy', finish?.testedBy, true)], ROW);
  sheet.ticks(both('paper.opinion'), opinions());
  signed(sheet);
  sheet.foot(both('paper.noSubstitute'));
};

/** Form 3, 验收单: an installation accepted. */
const acceptance: Draw = (sheet, visit, now, head) => {
  report(sheet, visit, now, head);
  sheet.box(both('paper.installed'), visit?.data.finish?.workDone ?? '', 84);
  sheet.box(both('paper.parts'), visit?.data.finish?.parts ?? '', 40);
  closing(sheet, visit, now, head);
};

/** Form 4, 维修单: a repair. */
const repair: Draw = (sheet, visit, now, head) => {
  report(sheet, visit, now, head);
  sheet.box(both('paper.cause'), visit?.data.finish?.cause ?? '', 40);
  sheet.box(both('paper.workDone'), visit?.data.finish?.workDone ?? '', 60);
  sheet.box(both('paper.parts'), visit?.data.finish?.parts ?? '', 36);
  closing(sheet, visit, now, head);
};

const DRAW: Readonly<Record<Paper, Draw>> = { order, missed, contact, acceptance, repair };
/** Papers that are signed twice: one goes back to the desk, one stays with the customer. Rule D13. */
const COPIES: Partial<Readonly<Record<Paper, readonly string[]>>> = {
  order: ['copyA', 'copyB'],
  acceptance: ['copyA', 'copyB'],
  repair: ['copyA', 'copyB'],
};

function draw(sheet: Sheet, name: Paper, visit: Known, now: DateTime, head: Letterhead): void {
  const title = { company: head.company, title: zh(`visit.paper.${name}`), subtitle: en(`visit.paper.${name}`), no: visit?.no ?? '' };
  for (const copy of COPIES[name] ?? [undefined]) {
    const code = visit && [visit.no, visit.data.ticketNo, head.company, head.phone].filter(Boolean).join(' ');
    sheet.head({ ...title, copy: copy && both(`paper.${copy}`), code: name === 'contact' ? undefined : code });
    DRAW[name](sheet, visit, now, head);
  }
}

/** A form of a visit as a PDF, filled in as far as the visit goes, in Chinese and English: each copy on pages of its own. Nothing is cut. */
export async function renderDocument(name: Paper, visit: Visit, now: DateTime, head: Letterhead): Promise<Buffer> {
  const sheet = new Sheet(`${visit.no} ${zh(`visit.paper.${name}`)}`, PAGE_WORDS);
  draw(sheet, name, visit, now, head);
  return sheet.bytes();
}

/** Every form, blank, for the bag: to be filled in by pen where there is no network. */
export async function renderBlankForms(now: DateTime, head: Omit<Letterhead, 'engineer'>): Promise<Buffer> {
  const sheet = new Sheet(zh('paper.blank'), PAGE_WORDS);
  for (const name of PAPERS) draw(sheet, name, undefined, now, { ...head, engineer: '' });
  return sheet.bytes();
}
