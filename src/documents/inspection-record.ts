import { DateTime } from 'luxon';
import type { Reader } from '../cases/card.js';
import { type Asked, asideIn, askedIn, formerInWords, type Inspection, isNa } from '../cases/inspection/index.js';
import { pageWordsIn, Sheet } from './sheet.js';

/** What a printed record needs besides the inspection: people and answers in words. */
export interface InspectionRecord {
  readonly inspection: Inspection;
  readonly company: string;
  nameOf(id: string): string;
  answerOf(asked: Asked): string;
}

/** What stood in the place of a corrected answer stands below it, set in. */
const SET_IN = '      ';

/** The record of one inspection (巡检记录): each answer, who gave it when, and lines for signatures. Rule G8. */
export async function inspectionRecord(
  { inspection, company, nameOf, answerOf }: InspectionRecord,
  { t, now }: Pick<Reader, 't' | 'now'>,
): Promise<Buffer> {
  const { no, data, owner, state } = inspection;
  const at = (moment: Date): string => DateTime.fromJSDate(moment, { zone: now.zone }).toFormat('yyyy-MM-dd HH:mm');
  const title = t(`inspection.cycle.${data.cycle}`);
  const sheet = new Sheet(`${no} ${title}`, pageWordsIn(t));
  sheet.head({ company, title, subtitle: `${data.group} · ${data.day}`, no, code: no });
  sheet.grid([
    { label: t('shared.card.owner'), value: nameOf(owner) },
    { label: t('shared.card.due'), value: at(data.dueAt) },
    { label: t('inspection.table.state'), value: t(`inspection.state.${state}`) },
    { label: t('inspection.table.group'), value: data.group },
  ]);
  const all = [...askedIn(data), ...asideIn(data)];
  const lastOf = data.excused ? undefined : data.subjects.at(-1);
  for (const subject of data.subjects) {
    sheet.heading(subject.name);
    const own = all.filter((one) => one.subject.no === subject.no);
    for (const [n, asked] of own.entries()) {
      const { item, result } = asked;
      const mark = result ? (isNa(result) ? '⊘' : result.isOk ? '√' : '×') : '○';
      const who = result ? `  (${nameOf(result.by)} ${at(result.at)})` : '';
      const care = result?.ticketNo ? ` → ${result.ticketNo}` : result?.settled ? ` → ${result.settled.note}` : '';
      const former = result ? formerInWords(result, (by, on) => `${nameOf(by)} ${at(on)}`, { t }) : [];
      const lines = [`${mark} ${item.question}: ${answerOf(asked)}${care}${who}`, ...former.map((line) => `${SET_IN}${line}`)];
      for (const [m, line] of lines.entries()) sheet.line(line, subject === lastOf && n === own.length - 1 && m === lines.length - 1);
    }
  }
  if (data.excused) sheet.line(t('shared.card.excusedBy', { by: nameOf(data.excused.by), reason: data.excused.reason }), true);
  sheet.signatures([t('inspection.sign.inspector'), t('inspection.sign.supervisor'), t('inspection.sign.date')]);
  sheet.foot(t('device.report.foot', { at: now.toFormat('yyyy-MM-dd HH:mm'), zone: now.zoneName ?? '' }));
  return sheet.bytes();
}
