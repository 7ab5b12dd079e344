import type { DateTime } from 'luxon';
import {
  askedIn,
  countsBySubject,
  type Ending,
  endingOf,
  everFoundIn,
  isPartly,
  nowInWords,
  OPEN_INSPECTION_STATES,
  seenSince,
} from '../cases/inspection/index.js';
import { person } from '../cases/text.js';
import { translator } from '../locales/index.js';
import type { SubjectPart } from '../store/inspections.js';
import type { Locale } from '../time/wording.js';
import { type Cell, pageWordsIn, Sheet } from './sheet.js';

const MOST_CHARTS = 24;
const MOST_FINDINGS = 60;
const MOST_TURNS = 120;
const CHART_HEIGHT = 96;

/** A device or a project of a report, with what it was asked and answered. */
export interface ReportPart {
  readonly name: string;
  readonly parts: readonly SubjectPart[];
}

/** What a report is about, and who asks for it. */
export interface InspectionReport {
  readonly title: string;
  /** A device, a project or a group, and what is known of it; a group has no number. */
  readonly subject: { readonly no?: string; readonly name: string; readonly cells: readonly Cell[] };
  /** One, or, of a group, each of its own under its name. */
  readonly of: readonly ReportPart[];
  readonly from: string;
  readonly to: string;
  readonly company: string;
  /** People's names by their ids. */
  readonly names: ReadonlyMap<string, string>;
}

const isOpen = ({ state }: Pick<SubjectPart, 'state'>): boolean => OPEN_INSPECTION_STATES.some((open) => open === state);
/** How a turn ended for its one subject. */
const endingOfPart = (part: SubjectPart): Ending =>
  Object.values(countsBySubject(part)).map((count) => endingOf(count, isOpen(part)))[0] ?? 'na';

/** How many items of the one subject of a turn were looked at, of how many, where some were not applicable. */
function partOf(part: SubjectPart): { readonly seen: number; readonly all: number } | undefined {
  const [count] = Object.values(countsBySubject(part));
  if (!count || !isPartly(count)) return undefined;
  const [, answered, , na = 0] = count;
  return { seen: answered - na, all: answered };
}

/** Counts of a period: turns, which are done, not applicable or excused, missed or open (`all` is their sum), which of those done only in part, and what was found. */
export function countsOf(parts: readonly SubjectPart[]): Record<Ending | 'all' | 'partly' | 'findings', number> {
  const count = (ending: Ending): number => parts.filter((part) => endingOfPart(part) === ending).length;
  return {
    all: parts.length,
    done: count('done'),
    partly: parts.filter(partOf).length,
    na: count('na'),
    missed: count('missed'),
    open: count('open'),
    findings: parts.reduce((sum, part) => sum + everFoundIn(part).length, 0),
  };
}

interface Trend {
  readonly title: string;
  readonly points: readonly { readonly at: string; readonly value: number | undefined }[];
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** The numbers of a period by question, oldest first: what trends are drawn of. Where it was asked and not answered nothing is known. */
export function trendsOf(parts: readonly SubjectPart[]): Trend[] {
  const trends = new Map<string, Trend>();
  for (const part of parts)
    for (const { item, result } of askedIn(part)) {
      if (item.answer !== 'number') continue;
      const value = typeof result?.value === 'number' ? result.value : undefined;
      const points = [...(trends.get(item.id)?.points ?? []), { at: part.day, value }];
      trends.set(item.id, { title: item.question, points, min: item.min, max: item.max });
    }
  return [...trends.values()].filter(({ points }) => points.some(({ value }) => value !== undefined));
}

/**
 * The inspection report (服务器巡检报告) of a device, a project or a whole group: each turn, the trends of its numbers, what was found, a
 * conclusion, signed. The counts at the head of a group's are the sums of those below. Rule G8.
 */
export async function inspectionReport(report: InspectionReport, now: DateTime, locale: Locale): Promise<Buffer> {
  const { title, subject, of, from, to, company } = report;
  const t = translator(locale);
  const sheet = new Sheet([subject.no, title].filter(Boolean).join(' '), pageWordsIn(t));
  const { no } = subject;
  sheet.head({ company, title, subtitle: `${subject.name} · ${from} – ${to}`, no: no ?? subject.name, ...(no ? { code: no } : {}) });
  sheet.grid(subject.cells);
  const counts = countsOf(of.flatMap(({ parts }) => parts));
  sheet.paragraph(t('inspection.counts', counts), 12);
  sheet.paragraph(t(conclusionOf(counts), counts), 11);
  for (const [n, part] of of.entries()) {
    if (no === undefined) {
      sheet.heading(part.name);
      sheet.line(t('inspection.counts', countsOf(part.parts)));
    }
    await addPart(sheet, part, report, locale, Math.ceil(MOST_CHARTS / of.length), n === of.length - 1);
  }
  sheet.signatures([t('device.report.madeBy'), t('device.report.checkedBy'), t('paper.date')]);
  sheet.foot(t('device.report.foot', { at: now.toFormat('yyyy-MM-dd HH:mm'), zone: now.zoneName ?? '' }));
  return sheet.bytes();
}

/** What was missed of a device or project, its trends, findings and turns. The last line before the signatures goes with them. */
async function addPart(
  sheet: Sheet,
  { parts }: ReportPart,
  { names }: Pick<InspectionReport, 'names'>,
  locale: Locale,
  mostCharts: number,
  isLast: boolean,
): Promise<void> {
  const t = translator(locale);
  for (const ending of ['missed', 'na'] as const) {
    const days = parts.filter((part) => endingOfPart(part) === ending).map(({ day }) => day);
    if (days.length > 0) sheet.line(t(`device.report.${ending}On`, { list: [...new Set(days)].join(', ') }));
  }
  const inPart = parts.filter(partOf).map(({ day }) => day);
  if (inPart.length > 0) sheet.line(t('device.report.partlyOn', { list: [...new Set(inPart)].join(', ') }));

  const trends = trendsOf(parts);
  const { trendPicture } = await import('./charts.js');
  if (trends.length > 0) sheet.heading(t('device.report.trends'));
  sheet.pictures(await Promise.all(trends.slice(0, mostCharts).map(trendPicture)), CHART_HEIGHT);

  const findings = parts.flatMap((part) =>
    everFoundIn(part).map((one) => {
      const ticket = one.result.ticketNo ? ` → ${one.result.ticketNo}` : '';
      const now = one.now ? ` → ${nowInWords(one, (id) => names.get(id) ?? person(id), { t })}` : '';
      return `${part.day}  ${one.item.question}: ${seenSince(one)}${ticket}${now}`;
    }),
  );
  sheet.heading(t('device.report.findings', { n: findings.length }));
  for (const finding of findings.slice(-MOST_FINDINGS)) sheet.line(`• ${finding}`);
  if (findings.length === 0) sheet.line(t('device.report.nothingFound'));
  if (findings.length > MOST_FINDINGS) sheet.line(t('shared.table.more', { n: findings.length - MOST_FINDINGS }));

  sheet.heading(t('device.report.turns', { n: parts.length }));
  const turns = parts.slice(-MOST_TURNS).map((part) => turnInWords(part, names, locale));
  if (parts.length > MOST_TURNS) turns.push(t('shared.table.more', { n: parts.length - MOST_TURNS }));
  for (const [n, turn] of turns.entries()) sheet.line(turn, isLast && n === turns.length - 1);
}

/** The sentence that sums the period up. */
function conclusionOf({ all, missed, open, na, partly, findings }: ReturnType<typeof countsOf>): string {
  if (all === 0) return 'device.report.none';
  if (missed > 0) return 'device.report.notAll';
  if (findings > 0) return na > 0 ? 'device.report.foundButNa' : 'device.report.found';
  if (open > 0) return 'device.report.goingOn';
  if (na > 0) return 'device.report.wellButNa';
  return partly > 0 ? 'device.report.wellButPartly' : 'device.report.allWell';
}

/** One turn in a line: its day, number and cycle, how it ended, what was found, and who looked. */
function turnInWords(part: SubjectPart, names: ReadonlyMap<string, string>, locale: Locale): string {
  const t = translator(locale);
  const by = [...new Set(askedIn(part).flatMap(({ result }) => (result ? [result.by] : [])))].map((id) => names.get(id) ?? person(id));
  const found = everFoundIn(part).length;
  const seen = partOf(part);
  return [
    `${part.day}  ${part.no}  ${t(`inspection.cycle.${part.cycle}`)}`,
    t(`device.report.ending.${endingOfPart(part)}`),
    ...(seen ? [t('device.report.seenOf', seen)] : []),
    ...(found > 0 ? [t('device.report.foundIn', { n: found })] : []),
    ...(by.length > 0 ? [by.join(', ')] : []),
  ].join(' · ');
}
