import { askedIn, type Inspection } from '../../src/cases/inspection/inspection.js';
import { parseRegisterNo } from '../../src/cases/register.js';
import { type InspectionReport, inspectionReport, type ReportPart } from '../../src/documents/inspection-report.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { sendFile } from '../../src/slack/messages/files.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { type Days, parsePeriod } from '../../src/time/period.js';
import { firstOf } from '../shared/list-words.js';
import { noPeriod, periodAndGroup } from '../shared/period.js';
import { companyOf, deviceAsked } from './inspect-month.js';

type Reported = Pick<InspectionReport, 'title' | 'subject' | 'of'> & { readonly days: Days };

const cellIn =
  ({ reader: { t } }: Asked) =>
  (field: string, value: string | undefined) => ({ label: t(`device.field.${field}`), value: value ?? '' });

async function ofProject(asked: Asked, no: string, period: string): Promise<Reported | string | undefined> {
  const { desk, reader } = asked;
  const { t } = reader;
  const wanted = parseRegisterNo('P', no);
  const project = wanted && (await desk.projects.get(wanted));
  if (!project) return undefined;
  const days = parsePeriod(period.replaceAll(' ', ''), reader.now);
  if (typeof days === 'string') return noPeriod(days, period, asked);
  const cell = cellIn(asked);
  const cells = [
    cell('group', project.group),
    cell('customer', project.customer),
    { label: t('project.field.path'), value: project.path ?? '' },
  ];
  const parts = await desk.inspections.ofSubject(project, days.from, days.to);
  return {
    title: t('device.report.titleOfAny'),
    subject: { no: project.no, name: project.name, cells },
    of: [{ name: project.name, parts }],
    days,
  };
}

/** The turns of a group by project and device, in the order of their numbers; one that was deleted since is there too. */
function bySubject(turns: readonly Inspection[]): ReportPart[] {
  const parts = new Map<string, ReportPart>();
  for (const { no, state, data } of turns)
    for (const subject of data.subjects) {
      const known = parts.get(subject.no);
      const part = { ...data, no, state, subjects: [subject] };
      parts.set(subject.no, { name: `${subject.no} ${subject.name}`, parts: [...(known?.parts ?? []), part] });
    }
  return [...parts].toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })).map(([, part]) => part);
}

/** `group`, `group 2026-11` or `2026-11 group`. */
async function ofGroup(asked: Asked, typed: string): Promise<Reported | undefined> {
  const { desk, reader } = asked;
  const { t } = reader;
  const words = typed.trim().split(/\s+/);
  const last = words.at(-1) ?? '';
  const read = [typed, [last, ...words.slice(0, -1)].join(' ')].map((one) => periodAndGroup(one, asked));
  const wanted = read.find((one): one is { days: Days; group: string } => 'group' in one && one.group !== '');
  if (!wanted) return undefined;
  const { group, days } = wanted;
  const turns = (await desk.inspections.between(days.from, days.to)).filter(({ data }) => data.group === group);
  const of = bySubject(turns);
  const cells = [cellIn(asked)('group', group), { label: t('device.report.subjects'), value: String(of.length) }];
  return { title: t('device.report.titleOfAny'), subject: { name: group, cells }, of, days };
}

async function ofDevice(asked: Asked, typed: string): Promise<Reported | string> {
  const wanted = await deviceAsked(asked, typed);
  if (typeof wanted === 'string') return wanted;
  const { device, days } = wanted;
  const cell = cellIn(asked);
  const cells = [
    cell('model', device.model),
    cell('serial', device.serial),
    cell('ip', device.ip),
    cell('site', [device.customer, device.site].filter(Boolean).join(' · ')),
    cell('group', device.group),
    cell('warrantyUntil', device.warrantyUntil),
  ];
  const title = asked.reader.t(`device.report.${device.type === 'server' ? 'title' : 'titleOfAny'}`);
  const parts = await asked.desk.inspections.ofSubject(device, days.from, days.to);
  return { title, subject: { no: device.no, name: device.name, cells }, of: [{ name: device.name, parts }], days };
}

/** What a report is of: a project by its number, a group by its name, or a device by its number or words. */
async function reported(asked: Asked, typed: string): Promise<Reported | string> {
  const { t } = asked.reader;
  const [first = '', ...rest] = typed.trim().split(/\s+/);
  if (first === '') return t('inspection.refusal.ofWhich', { word: firstOf(t('inspection.word.report')) });
  return (await ofProject(asked, first, rest.join(' '))) ?? (await ofGroup(asked, typed)) ?? ofDevice(asked, typed);
}

/** Sends the inspection report of a device, a project or a group as a PDF. Rule G8. */
export async function sendReport(asked: Asked, typed: string): Promise<void> {
  const { desk, person, reader, answer } = asked;
  const wanted = await reported(asked, typed);
  if (typeof wanted === 'string') return answer(wanted);
  const { days, subject, of } = wanted;
  const answers = of.flatMap(({ parts }) => parts.flatMap(askedIn));
  const names = await namesOf(desk, [...new Set(answers.flatMap(({ result }) => result?.by ?? []))]);
  const bytes = await inspectionReport({ ...wanted, ...days, company: companyOf(desk), names }, reader.now, reader.locale);
  const name = `${subject.no ?? subject.name}-${days.from}-${days.to}.pdf`;
  const comment = reader.t('inspection.done.report', { no: subject.no ?? '', name: subject.name }).trim();
  await sendFile(desk, person.id, { bytes, name, comment });
  return answer(reader.t('shared.done.sent'));
}
