import { DateTime } from 'luxon';
import type { Device } from '../../src/cases/device/index.js';
import { findingInWords } from '../../src/cases/inspection/card.js';
import { everFoundIn, type Inspection, seenSince } from '../../src/cases/inspection/inspection.js';
import { DAY_STATES, type DayState, monthsOf, rowsByCycle, type SubjectMonth } from '../../src/cases/inspection/month.js';
import { nowInWords } from '../../src/cases/inspection/words.js';
import { dayInWords } from '../../src/cases/turn.js';
import { countsOf, trendsOf } from '../../src/documents/inspection-report.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { noticeMessage } from '../../src/slack/messages/blocks.js';
import { fitAlone } from '../../src/slack/messages/broken.js';
import { sendFile } from '../../src/slack/messages/files.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { isWorkDate, type WorkCalendar } from '../../src/time/calendar.js';
import { type Days, eachDay, parsePeriod } from '../../src/time/period.js';
import { firstOf } from '../shared/list-words.js';
import { noPeriod, periodAndGroup } from '../shared/period.js';
import { registerButton } from '../shared/registers.js';

/** A picture with more rows is read by nobody; the sheet has all. */
const MOST_ROWS = 60;
const LONGEST_MAP_DAYS = 31;
/** Apart in grey too, each with a sign. */
const COLORS: Readonly<Record<DayState, string>> = {
  ...{ ok: '#d3ecdf', partly: '#e6ecc8', na: '#d5dcea' },
  ...{ open: '#ffffff', finding: '#f0b03f', missed: '#c2492f' },
};
const SIGNS: Readonly<Record<DayState, string>> = { ok: '✓', partly: '◐', na: '⊘', open: '○', finding: '!', missed: '×' };

interface Month {
  readonly days: Days;
  readonly group: string;
  readonly months: readonly SubjectMonth[];
  readonly nameOf: (no: string) => string;
}

async function monthOf({ desk }: Asked, days: Days, group: string): Promise<Month> {
  const [turns, projects, devices] = await Promise.all([
    desk.inspections.counts(days.from, days.to),
    desk.projects.all(),
    desk.devices.all(),
  ]);
  const names = new Map([...projects, ...devices].map(({ no, name }) => [no, name]));
  const own = turns.filter((turn) => group === '' || turn.group === group);
  return { days, group, months: monthsOf(own), nameOf: (no) => `${no} ${names.get(no) ?? ''}`.trim() };
}

/** A day at the head of the map: its number, its weekday, and whether nobody works. */
function columnOf(day: string, calendar: WorkCalendar, { reader: { now, locale } }: Asked) {
  const at = DateTime.fromISO(day, { zone: now.zone, locale });
  return { label: String(at.day), below: at.toLocaleString({ weekday: 'narrow' }), isOff: !isWorkDate(calendar, at) };
}

/** The month of all projects and devices as a picture: days across, what was looked at downwards. Rule G8. */
export async function sendMap(asked: Asked, typed: string): Promise<void> {
  const { desk, person, reader, answer } = asked;
  const { t } = reader;
  const wanted = periodAndGroup(typed, asked);
  if ('why' in wanted) return answer(noPeriod(wanted.why, wanted.typed, asked));
  const columns = eachDay(wanted.days);
  if (columns.length > LONGEST_MAP_DAYS) return answer(t('inspection.refusal.notAMonth', { typed }));
  const { months, nameOf } = await monthOf(asked, wanted.days, wanted.group);
  if (months.length === 0) return answer(t('inspection.none'));
  const parts = rowsByCycle(months, MOST_ROWS);
  // Each cycle is named once, above its rows.
  const rows = parts.flatMap(({ cycle, months: own }) => [
    { label: `▍${t(`inspection.cycle.${cycle}`)}` },
    ...own.map((month) => ({ label: nameOf(month.no), month })),
  ]);
  const shown = rows.flatMap((row) => ('month' in row ? [row.month] : []));
  // Loaded when the first picture is wanted: it takes longer than all else together that a bot starts with.
  const { heatMapPicture } = await import('../../src/documents/charts.js');
  const { calendar } = await policyNow(desk);
  const bytes = await heatMapPicture({
    title: t('inspection.mapTitle', { from: wanted.days.from, to: wanted.days.to, group: wanted.group }),
    columns: columns.map((day) => columnOf(day, calendar, asked)),
    rows: rows.map(({ label }) => label),
    totals: {
      head: t('inspection.mapTotals'),
      rows: rows.map((row) =>
        'month' in row ? [row.month.done, row.month.na, row.month.missed, row.month.open, row.month.findings].join(' / ') : '',
      ),
    },
    off: t('inspection.mapOff'),
    cells: rows.flatMap((one, row) =>
      columns.flatMap((day, column) => {
        const state = 'month' in one ? one.month.days[day] : undefined;
        return state ? [[column, row, DAY_STATES.indexOf(state)] as const] : [];
      }),
    ),
    levels: DAY_STATES.map((state) => ({ words: t(`inspection.dayState.${state}`), color: COLORS[state], sign: SIGNS[state] })),
  });
  const hidden = months.length > shown.length ? ` ${t('inspection.mapMore', { n: months.length - shown.length })}` : '';
  await sendFile(desk, person.id, {
    bytes,
    name: `inspections-${wanted.days.from}.png`,
    comment: `${t('inspection.done.map', { ...wanted.days })}${hidden}`,
  });
  return answer(t('shared.done.sent'));
}

/** The names of whoever found something. Whom Slack does not know any more stays an id. */
async function findersOf(desk: Desk, inspections: readonly Inspection[]): Promise<ReadonlyMap<string, string>> {
  const ids = [
    ...new Set(
      inspections.flatMap(({ data }) => everFoundIn(data).flatMap(({ result, now }) => (now ? [result.by, now.by] : [result.by]))),
    ),
  ];
  const named = await Promise.all(ids.map(async (id) => [id, (await desk.people.find(id).catch(() => undefined))?.name ?? id] as const));
  return new Map(named);
}

/** The period as a sheet: the map, and every finding. Rule G8. */
export async function sendSheet(asked: Asked, typed: string): Promise<void> {
  const { desk, person, reader, answer } = asked;
  const { t } = reader;
  const wanted = periodAndGroup(typed, asked);
  if ('why' in wanted) return answer(noPeriod(wanted.why, wanted.typed, asked));
  const { days, group } = wanted;
  const { months, nameOf } = await monthOf(asked, days, group);
  if (months.length === 0) return answer(t('inspection.none'));
  const columns = eachDay(days);
  const found = (await desk.inspections.between(days.from, days.to)).filter(({ data }) => group === '' || data.group === group);
  const inspections = fitAlone(desk, found, 'list', ({ data }) => everFoundIn(data).map(seenSince));
  const names = await findersOf(desk, inspections);
  const who = (id: string): string => names.get(id) ?? id;
  const findings = inspections.flatMap(({ no, data }) =>
    everFoundIn(data).map((one) => [
      data.day,
      no,
      data.group,
      one.subject.name,
      t(`inspection.itemWord.${one.item.cycle}`),
      one.item.question,
      seenSince(one),
      nowInWords(one, who, reader),
      one.result.ticketNo ?? '',
      who(one.result.by),
      one.result.at,
    ]),
  );
  const bytes = await writeWorkbook(
    [
      {
        name: t('inspection.sheetMap'),
        head: ['subject', 'cycle', 'done', 'na', 'missed', 'openTurns', 'findings']
          .map((column) => t(`inspection.table.${column}`))
          .concat(columns),
        rows: months.map(({ no, cycle, done, na, open, missed, findings: found, days: states }) => [
          nameOf(no),
          t(`inspection.cycle.${cycle}`),
          done,
          na,
          missed,
          open,
          found,
          ...columns.map((day) => (states[day] ? t(`inspection.dayState.${states[day]}`) : '')),
        ]),
      },
      {
        name: t('inspection.sheetFindings'),
        head: ['day', 'no', 'group', 'subject', 'cycle', 'question', 'seen', 'corrected', 'ticket', 'by', 'at'].map((column) =>
          t(`inspection.table.${column}`),
        ),
        rows: findings,
      },
    ],
    reader.now.zone,
  );
  await sendFile(desk, person.id, { bytes, name: `inspections-${days.from}.xlsx`, comment: t('inspection.done.monthSheet', { ...days }) });
  return answer(t('shared.done.sent'));
}

/** `D-4` or words that name one device, then a period. */
export async function deviceAsked(asked: Asked, typed: string): Promise<{ device: Device; days: Days } | string> {
  const { desk, reader } = asked;
  const { t } = reader;
  if (typed.trim() === '') return t('inspection.refusal.ofWhich', { word: firstOf(t('inspection.listWord.server')) });
  const words = typed.trim().split(/\s+/);
  const last = words.at(-1) ?? '';
  const hasPeriod = words.length > 1 && /^\d{4}-\d\d/.test(last);
  const days = parsePeriod(hasPeriod ? last : '', reader.now);
  if (typeof days === 'string') return noPeriod(days, last, asked);
  const name = (hasPeriod ? words.slice(0, -1) : words).join(' ');
  const found = name === '' ? [] : await desk.devices.find(name, 10);
  const device = (await desk.devices.get(name.toUpperCase())) ?? (found.length === 1 ? found[0] : undefined);
  if (device) return { device, days };
  return found.length === 0
    ? t('inspection.refusal.noSuchDevice', { typed: name })
    : t('inspection.refusal.severalDevices', { list: found.map(({ no, name: own }) => `${no} ${own}`).join(', ') });
}

const MOST_FINDINGS = 20;

/** A device's inspections of a period: done, missed, findings, and the ends of its trends. Rule G8. */
export async function ofDevice(asked: Asked, typed: string) {
  const { desk, reader } = asked;
  const { t } = reader;
  const wanted = await deviceAsked(asked, typed);
  if (typeof wanted === 'string') return noticeMessage(wanted, undefined, [], t);
  const { device, days } = wanted;
  const parts = await desk.inspections.ofSubject(device, days.from, days.to);
  const trends = trendsOf(parts).map(({ title, points }) => {
    const values = points.flatMap(({ value }) => value ?? []);
    return t('inspection.trend', {
      title,
      last: values.at(-1) ?? '',
      low: Math.min(...values),
      high: Math.max(...values),
      n: values.length,
    });
  });
  const findings = parts.flatMap((part) => everFoundIn(part).map((one) => `${dayInWords(part, reader)} ${findingInWords(one, reader)}`));
  const lines = [
    t('inspection.project', { no: device.no, name: device.name, ...days }),
    t('inspection.counts', countsOf(parts)),
    ...trends,
    ...findings.slice(-MOST_FINDINGS),
  ];
  const target = `${device.no} ${days.from}..${days.to}`;
  return noticeMessage(lines.join('\n'), undefined, [registerButton('inspection', 'report', target, reader, { style: 'primary' })], t);
}

/** The company's name, as papers have it. */
export const companyOf = ({ settings }: Desk): string => settings.company.name;
