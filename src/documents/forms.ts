import { DateTime } from 'luxon';
import { placeOf } from '../cases/text.js';
import { LEAVING_CUSTOMER } from '../cases/visit/form.js';
import { currentArrival, type Paper, type Visit } from '../cases/visit/visit.js';
import { translator } from '../locales/index.js';
import { type Cell, Sheet } from './sheet.js';

/** What a form shows beside the visit itself. */
export interface Letterhead {
  readonly company: string;
  /** The desk's number: nobody leaves a private one. Rule D12. */
  readonly phone: string;
  readonly engineer: string;
}

const zh = translator('zh-CN');
const en = translator('en');
/** A label in both languages, since customers read either. */
const both = (key: string, params?: Record<string, string | number>): string => `${zh(key, params)} ${en(key, params)}`;
const option = (key: string, value: string | undefined): string => (value ? both(`visit.${key}.${value}`) : '');

/** Clock times on paper are local to the desk and carry their date. */
const onPaper = (at: Date | undefined, now: DateTime): string =>
  at ? DateTime.fromJSDate(at, { zone: now.zone }).toFormat('yyyy-MM-dd HH:mm') : '';

const windowOnPaper = ({ data }: Visit, now: DateTime): string =>
  `${onPaper(data.from, now)} – ${DateTime.fromJSDate(data.to, { zone: now.zone }).toFormat('HH:mm')}`;

function customerCells({ data }: Visit): Cell[] {
  return [
    { label: both('paper.customer'), value: placeOf(data) },
    { label: both('paper.caller'), value: [data.callerName, data.callerTitle].filter(Boolean).join(' ') },
    { label: both('paper.phone'), value: data.phone ?? '' },
    { label: both('paper.product'), value: data.product ?? '' },
    { label: both('paper.address'), value: data.address ?? '', isWide: true },
  ];
}

const visitCells = (visit: Visit, now: DateTime, { engineer }: Letterhead): Cell[] => [
  { label: both('paper.window'), value: windowOnPaper(visit, now) },
  { label: both('paper.engineer'), value: engineer },
  { label: both('paper.arrivedAt'), value: onPaper(currentArrival(visit.data)?.at, now) },
  { label: both('paper.finishedAt'), value: onPaper(visit.data.signedAt, now) },
];

type Draw = (sheet: Sheet, visit: Visit, now: DateTime, head: Letterhead) => void;

/** Form 1, 上门服务单. Rule D1. */
const order: Draw = (sheet, visit, now, head) => {
  const { data } = visit;
  sheet.grid([
    ...customerCells(visit),
    ...visitCells(visit, now, head),
    { label: both('paper.ticket'), value: data.ticketNo },
    { label: both('paper.kind'), value: option('kind', data.kind) },
  ]);
  sheet.box(both('paper.need'), data.need, 120);
  sheet.box(both('paper.workDone'), data.finish?.workDone ?? '', 110);
  sheet.box(both('paper.customerRemark'), '', 60);
  sheet.signatures([both('paper.customerSign'), both('paper.engineerSign'), both('paper.date')]);
  sheet.foot(both('paper.copyA'));
};

/** Form 2, 未见客户留言条. Rule D7. */
const missed: Draw = (sheet, visit, now, head) => {
  const { data } = visit;
  sheet.paragraph(
    zh('paper.missedText', {
      customer: data.customer,
      at: onPaper(data.absent?.since ?? currentArrival(data)?.at, now),
      engineer: head.engineer,
    }),
    12,
  );
  sheet.paragraph(
    en('paper.missedText', {
      customer: data.customer,
      at: onPaper(data.absent?.since ?? currentArrival(data)?.at, now),
      engineer: head.engineer,
    }),
    12,
  );
  sheet.grid([
    { label: both('paper.customer'), value: placeOf(data) },
    { label: both('paper.caller'), value: [data.callerName, data.callerTitle].filter(Boolean).join(' ') },
    { label: both('paper.window'), value: windowOnPaper(visit, now) },
    { label: both('paper.waited'), value: `${onPaper(data.absent?.since, now)} – ${onPaper(data.absent?.waitUntil, now).slice(11)}` },
    { label: both('paper.deskPhone'), value: head.phone },
    { label: both('paper.engineer'), value: head.engineer },
  ]);
  sheet.box(both('paper.need'), data.need, 90);
  sheet.box(both('paper.message'), '', 90);
  sheet.signatures([both('paper.reception'), both('paper.engineerSign'), both('paper.date')]);
};

/** Form 2, 服务联络卡: how to reach the desk, never a private number. Rule D12. */
const contact: Draw = (sheet, visit, now, head) => {
  sheet.paragraph(zh('paper.contactText'), 14);
  sheet.paragraph(en('paper.contactText'), 12);
  sheet.grid([
    { label: both('paper.company'), value: head.company },
    { label: both('paper.deskPhone'), value: head.phone },
    { label: both('paper.engineer'), value: head.engineer },
    { label: both('paper.visitNo'), value: `${visit.no} (${visit.data.ticketNo})` },
    { label: both('paper.customer'), value: placeOf(visit.data) },
    { label: both('paper.date'), value: onPaper(now.toJSDate(), now).slice(0, 10) },
  ]);
};

/** What forms 3 and 4 share: what was found, done and tested. Rule D9. */
const report: Draw = (sheet, visit, now, head) => {
  const { data } = visit;
  sheet.grid([...customerCells(visit), ...visitCells(visit, now, head)]);
  sheet.box(both('paper.need'), data.need, 70);
};

const closing: Draw = (sheet, { data }) => {
  sheet.grid([
    { label: both('paper.result'), value: option('result', data.finish?.result) },
    { label: both('paper.testedBy'), value: data.finish?.testedBy ?? '' },
  ]);
  sheet.ticks(
    both('paper.leaving'),
    LEAVING_CUSTOMER.filter((check) => check !== 'contactCard' || data.isFirstVisit).map((check) => ({
      text: both(`visit.leaving.${check}`),
      isTicked: data.finish?.leaving.includes(check) === true,
    })),
  );
  sheet.box(both('paper.customerRemark'), '', 46);
  sheet.signatures([both('paper.customerSign'), both('paper.engineerSign'), both('paper.date')]);
  sheet.foot(both('paper.noSubstitute'));
};

/** Form 3, 验收单: an installation accepted. */
const acceptance: Draw = (sheet, visit, now, head) => {
  report(sheet, visit, now, head);
  sheet.box(both('paper.installed'), visit.data.finish?.workDone ?? '', 90);
  sheet.box(both('paper.parts'), visit.data.finish?.parts ?? '', 46);
  closing(sheet, visit, now, head);
};

/** Form 4, 维修单: a repair. */
const repair: Draw = (sheet, visit, now, head) => {
  report(sheet, visit, now, head);
  sheet.box(both('paper.cause'), visit.data.finish?.cause ?? '', 46);
  sheet.box(both('paper.workDone'), visit.data.finish?.workDone ?? '', 70);
  sheet.box(both('paper.parts'), visit.data.finish?.parts ?? '', 40);
  closing(sheet, visit, now, head);
};

const DRAW: Readonly<Record<Paper, Draw>> = { order, missed, contact, acceptance, repair };

/** A form of a visit as a PDF of one A4 page, filled in as far as the visit goes, in Chinese and English. */
export async function renderDocument(name: Paper, visit: Visit, now: DateTime, head: Letterhead): Promise<Buffer> {
  const title = zh(`paper.${name}`);
  const sheet = new Sheet(title, visit.no);
  sheet.head(head.company, title, en(`paper.${name}`), visit.no);
  DRAW[name](sheet, visit, now, head);
  return sheet.bytes();
}
