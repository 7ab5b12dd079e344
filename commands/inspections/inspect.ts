import { findingInWords } from '../../src/cases/inspection/card.js';
import { everFoundIn } from '../../src/cases/inspection/inspection.js';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { parseRegisterNo } from '../../src/cases/register.js';
import { byWord } from '../../src/cases/table.js';
import { person as mention } from '../../src/cases/text.js';
import { dayInWords } from '../../src/cases/turn.js';
import { countsOf } from '../../src/documents/inspection-report.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { type Message, noticeMessage } from '../../src/slack/messages/blocks.js';
import { isoDay, parsePeriod } from '../../src/time/period.js';
import { answerCase } from '../shared/case-views.js';
import { firstOf, listAsked, listsInWords, notUnderstood, numberOf } from '../shared/list-words.js';
import { notTaken } from '../shared/not-taken.js';
import { notThere } from '../shared/not-there.js';
import { noPeriod } from '../shared/period.js';
import type { RegisterCommand } from '../shared/registers.js';
import { shareable } from '../shared/shareable.js';
import type { List } from '../subject.js';
import { handInForm } from './fill-sheet.js';
import { findInspections, isResultWord } from './find.js';
import { listFindings } from './findings.js';
import { ofDevice, sendMap, sendSheet } from './inspect-month.js';
import { sendReport } from './inspect-report.js';
import { ITEM, STEP_PRESSES } from './inspect-step.js';
import { inspectionsNow, MISSED_DAYS, overdueInspections } from './now.js';
import { sendRecord } from './record.js';
import { inspectionTable } from './table.js';

const WEEK_DAYS = 7;
/** A result: something was found. */
const FOUND = 'found';
/** What can be said after `/inspect` in any language. */
const WORDS = wordsFor('inspection.word', ['map', 'export', 'report', 'print']);

/** What is open, of whichever day, what ended today, and how many were missed of late. */
async function today(asked: Asked, typed: string): Promise<Message> {
  if (typed.trim() !== '') return notTaken(typed, asked.reader);
  const { desk, reader } = asked;
  const { open, ended, figures } = await inspectionsNow(desk, reader.now);
  const words = { day: reader.now.toFormat('yyyy-MM-dd'), missed: figures.missed, days: MISSED_DAYS };
  return inspectionTable(asked, reader.t('inspection.today', words), [...open, ...ended], 'inspect today');
}

async function week(asked: Asked, typed: string): Promise<Message> {
  if (typed.trim() !== '') return notTaken(typed, asked.reader);
  const { desk, reader } = asked;
  const from = isoDay(reader.now.minus({ days: WEEK_DAYS - 1 }));
  return inspectionTable(
    asked,
    reader.t('inspection.week'),
    (await desk.inspections.between(from, isoDay(reader.now))).toReversed(),
    'inspect week',
  );
}

/** What is open and was due already, the longest first. */
async function late(asked: Asked, typed: string): Promise<Message> {
  if (typed.trim() !== '') return notTaken(typed, asked.reader);
  const inspections = await overdueInspections(asked);
  return inspectionTable(asked, asked.reader.t('inspection.late', { n: inspections.length }), inspections, 'inspect late');
}

/** A project's inspections of a period: done, missed, findings. Rule G8. */
async function ofProject(asked: Asked, rest: string): Promise<Message> {
  const { desk, reader } = asked;
  const { t } = reader;
  const [typed = '', ...more] = rest.trim().split(/\s+/);
  if (typed === '')
    return noticeMessage(t('inspection.refusal.ofWhich', { word: firstOf(t('inspection.listWord.project')) }), undefined, [], t);
  const no = parseRegisterNo('P', typed);
  const project = no && (await desk.projects.get(no));
  if (!project) return noticeMessage(await notThere(asked, no ?? typed, 'shared.refusal.noSuchProject'), undefined, [], t);
  const period = parsePeriod(more.join(''), reader.now);
  if (typeof period === 'string') return noticeMessage(noPeriod(period, more.join(' '), asked), undefined, [], t);
  const parts = await desk.inspections.ofSubject(project, period.from, period.to);
  const findings = parts.flatMap((part) =>
    everFoundIn(part).map((one) => `${dayInWords(part, reader)} ${findingInWords(one, reader)} (${mention(one.result.by)})`),
  );
  const lines = [
    t('inspection.project', { no: project.no, name: project.name, from: period.from, to: period.to }),
    t('inspection.counts', countsOf(parts)),
    ...findings.slice(-20),
  ];
  return noticeMessage(lines.join('\n'), undefined, [], t);
}

/** Is what was asked about this register's, by its number? */
const isOf = (prefix: string, typed: string): boolean => parseRegisterNo(prefix, typed.trim().split(/\s+/)[0] ?? '') !== undefined;

/** What can be asked of inspections, each also shared to a channel. */
export const INSPECTION_LISTS: Readonly<Record<string, List>> = byWord({
  today,
  late,
  week,
  // Which of both words stands before a number changes nothing of what it is.
  project: (asked, rest) => (isOf('D', rest) ? ofDevice(asked, rest) : ofProject(asked, rest)),
  server: (asked, rest) => (isOf('P', rest) ? ofProject(asked, rest) : ofDevice(asked, rest)),
  findings: (asked, rest) => (rest.trim() === '' ? listFindings(asked) : findInspections(asked, `${FOUND} ${rest}`)),
  find: findInspections,
});

/** What is sent as a file to whoever asks. */
const FILES: Readonly<Record<string, (asked: Asked, rest: string) => Promise<void>>> = byWord({
  map: sendMap,
  export: sendSheet,
  report: sendReport,
  print: sendRecord,
});

const LISTS = listsInWords('inspection', INSPECTION_LISTS);
/** The lists that can be pressed; the others take more words. */
const OFFERED = ['today', 'late', 'week', 'findings'];

export const INSPECT: RegisterCommand = {
  name: 'inspection',
  command: '/inspect',
  async answer(asked, text, triggerId) {
    const { t } = asked.reader;
    const [word = '', ...rest] = text.trim().split(/\s+/);
    const named = listAsked(LISTS, text.trim() || 'today');
    if (named) return asked.answer(shareable(await named.list(asked, named.rest), `inspect ${named.word} ${named.rest}`.trim(), t));
    const file = FILES[WORDS[word.toLowerCase()] ?? word.toLowerCase()];
    if (file) return file(asked, rest.join(' '));
    if (isResultWord(word)) return asked.answer(shareable(await findInspections(asked, text), `inspect find ${text.trim()}`, t));
    const no = parseCaseNo(numberOf('I', word));
    if (no?.startsWith('I-')) return answerCase(asked, no, rest, triggerId);
    return asked.answer(await notUnderstood(text, 'inspection', 'inspect', OFFERED, asked));
  },
  presses: { ...STEP_PRESSES, report: (asked, target) => sendReport(asked, target) },
  forms: { item: ITEM, handIn: handInForm },
};
