import { type Asked as Answered, asideIn, askedIn, type Inspection, isNa } from '../../src/cases/inspection/inspection.js';
import { formerInWords, resultInWords } from '../../src/cases/inspection/words.js';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { bold, person as mention, shorten } from '../../src/cases/text.js';
import { inspectionRecord } from '../../src/documents/inspection-record.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { sendFile } from '../../src/slack/messages/files.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { tellingModal, titleOf } from '../../src/slack/modals/modal.js';
import { openModal } from '../../src/slack/modals/views.js';
import { timeInWords } from '../../src/time/wording.js';
import { notThere } from '../shared/not-there.js';
import { companyOf } from './inspect-month.js';

/** A modal has 100 blocks of at most 3,000 characters. */
const MOST_SECTIONS = 95;
const LONGEST_SECTION = 2_800;
const LONGEST_VALUE = 300;

/** An answer in words, or that there is none. */
const answerInWords = ({ result }: Answered, reader: Asked['reader']): string =>
  result ? resultInWords(result, reader) : reader.t('inspection.notLookedAt');

function lineOf(asked: Answered, reader: Asked['reader']): string {
  const { item, result } = asked;
  const { t, now, locale } = reader;
  if (!result) return `▫️ ${item.question}: ${t('inspection.notLookedAt')}`;
  const care = result.ticketNo ? ` → ${result.ticketNo}` : result.settled ? ` → ☑️ ${shorten(result.settled.note, LONGEST_VALUE)}` : '';
  const was = formerInWords(result, (by, at) => `${mention(by)} ${timeInWords(at, now, locale)}`, reader).map((line) => `\n      ${line}`);
  return `${isNa(result) ? '⊘' : result.isOk ? '✅' : '⚠️'} ${item.question}: ${answerInWords(asked, reader)}${care} · ${mention(result.by)} ${timeInWords(result.at, now, locale)}${was.join('')}`;
}

/** Every answer of an inspection, by project or device, in sections that Slack takes. */
function sectionsOf({ data }: Inspection, reader: Asked['reader']): string[] {
  const all = [...askedIn(data), ...asideIn(data)];
  const lines = data.subjects.flatMap((subject) => [
    bold(subject.name) + (subject.aside ? ` · ${reader.t('inspection.card.aside')}` : ''),
    ...all.filter(({ subject: { no } }) => no === subject.no).map((one) => lineOf(one, reader)),
  ]);
  const sections: string[] = [];
  for (const line of lines) {
    const last = sections.at(-1);
    if (last !== undefined && last.length + line.length < LONGEST_SECTION) sections[sections.length - 1] = `${last}\n${line}`;
    else sections.push(line);
  }
  const more = sections.length > MOST_SECTIONS ? [reader.t('shared.table.more', { n: sections.length - MOST_SECTIONS })] : [];
  return [...sections.slice(0, MOST_SECTIONS), ...more];
}

/** Shows what everybody answered, who, when, with the files and what was corrected. */
export async function showRecord(asked: Asked, no: string, triggerId: string): Promise<void> {
  const { desk, reader } = asked;
  await openModal(desk, triggerId, reader.t, async () => {
    const record = await desk.cases.get(parseCaseNo(no) ?? ('' as never));
    const lines =
      record?.kind === 'inspection'
        ? sectionsOf(record as object as Inspection, reader)
        : [await notThere(asked, no, 'shared.trouble.gone')];
    return tellingModal(titleOf(no, reader.t('inspection.action.record')), lines, reader.t);
  });
}

/** Sends the record of one inspection as a PDF with lines for signatures. */
export async function sendRecord(asked: Asked, typed: string): Promise<void> {
  const { desk, person, reader, answer } = asked;
  const no = parseCaseNo(typed.trim());
  const record = no && (await desk.cases.get(no));
  if (record?.kind !== 'inspection') return answer(await notThere(asked, no ?? (typed.trim() || 'I-'), 'inspection.refusal.noSuchCase'));
  const inspection = record as object as Inspection;
  const names = await namesOf(desk, [
    inspection.owner,
    ...new Set(askedIn(inspection.data).flatMap(({ result }) => (result ? [result, ...(result.was ?? [])].map(({ by }) => by) : []))),
  ]);
  const bytes = await inspectionRecord(
    { inspection, company: companyOf(desk), nameOf: (id) => names.get(id) ?? id, answerOf: (one) => answerInWords(one, reader) },
    reader,
  );
  await sendFile(desk, person.id, {
    bytes,
    name: `${inspection.no}.pdf`,
    comment: reader.t('inspection.done.record', { no: inspection.no }),
  });
  return answer(reader.t('shared.done.sent'));
}
