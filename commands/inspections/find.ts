import { CYCLES, type Cycle } from '../../src/cases/inspection/check-item.js';
import { askedIn, countsBySubject, everFoundIn, type Inspection, isNa } from '../../src/cases/inspection/inspection.js';
import { endingOf } from '../../src/cases/inspection/month.js';
import { nameKey, sameName } from '../../src/cases/names.js';
import { parseRegisterNo } from '../../src/cases/register.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { type Message, noticeMessage } from '../../src/slack/messages/blocks.js';
import { fitAlone } from '../../src/slack/messages/broken.js';
import { type Days, looksLikePeriod, parsePeriod } from '../../src/time/period.js';
import { noPeriod } from '../shared/period.js';
import { inspectionTable } from './table.js';

/** How an inspection, or a project's part of it, came out. */
const RESULTS = ['done', 'missed', 'open', 'excused', 'found', 'na'] as const;
type Result = (typeof RESULTS)[number];

const RESULT_WORDS = wordsFor('inspection.result', RESULTS);
const CYCLE_WORDS = wordsFor('inspection.cycleWord', CYCLES);

/** Is this a word by which inspections are found: a result or a cycle, in any language? */
export const isResultWord = (word: string): boolean => RESULT_WORDS[word.toLowerCase()] !== undefined;

/** What is looked for; what is left out is all. */
interface Wanted {
  readonly days: Days;
  readonly result?: Result | undefined;
  readonly cycle?: Cycle | undefined;
  readonly group?: string | undefined;
  readonly subject?: { readonly no: string; readonly name: string } | undefined;
}

/** Reads words in any order; what none of them is stands in a sentence. */
async function wantedIn(asked: Asked, typed: string): Promise<Wanted | string> {
  const { desk, reader } = asked;
  const words = typed.normalize('NFKC').trim().split(/\s+/).filter(Boolean);
  const take = (fits: (word: string) => boolean): string | undefined => {
    const at = words.findIndex(fits);
    return at < 0 ? undefined : words.splice(at, 1)[0];
  };
  const period = take(looksLikePeriod) ?? '';
  const days = parsePeriod(period, reader.now);
  if (typeof days === 'string') return noPeriod(days, period, asked);
  const result = RESULT_WORDS[take((word) => isResultWord(word))?.toLowerCase() ?? ''];
  const cycle = CYCLE_WORDS[take((word) => CYCLE_WORDS[word.toLowerCase()] !== undefined)?.toLowerCase() ?? ''];
  const rest = words.join(' ');
  const wanted = { days, result, cycle };
  if (rest === '') return wanted;
  const group = sameName(rest, Object.keys(desk.settings.operations.groups));
  if (group) return { ...wanted, group };
  const subject = await subjectOf(asked, rest);
  if (subject) return { ...wanted, subject };
  const results = RESULTS.map((one) => reader.t(`inspection.result.${one}`).split(',')[0]).join(' ');
  return reader.t('inspection.notUnderstood', { typed: rest, results });
}

/** The one project or device of a number, a name, or a part of it. */
async function subjectOf({ desk }: Asked, typed: string): Promise<Wanted['subject']> {
  const [project, device] = [parseRegisterNo('P', typed), parseRegisterNo('D', typed)];
  if (project) return desk.projects.get(project);
  if (device) return desk.devices.get(device);
  const key = nameKey(typed);
  const all = await desk.projects.all();
  const named = all.filter(({ name }) => nameKey(name) === key);
  const fitting = named.length > 0 ? named : all.filter(({ name }) => nameKey(name).includes(key));
  if (fitting.length === 1) return fitting[0];
  const devices = fitting.length > 0 ? [] : await desk.devices.find(typed, 2);
  return devices.length === 1 ? devices[0] : undefined;
}

/** How an inspection came out, or what it has of one project or device: something found or not applicable beside the others. */
function resultsOf({ data, state, isOpen }: Inspection, subject: string | undefined): readonly Result[] {
  const count = subject === undefined ? undefined : countsBySubject(data)[subject];
  const ended = state === 'open' || state === 'in_progress' ? 'open' : state;
  const ending = count && endingOf(count, isOpen);
  const own = ending === 'na' ? 'excused' : (ending ?? ended);
  const [, , wrong, na = 0] = count ?? [
    0,
    0,
    everFoundIn(data).length,
    askedIn(data).filter(({ result }) => result && isNa(result)).length,
  ];
  return [own, ...(wrong > 0 ? ['found' as const] : []), ...(na > 0 ? ['na' as const] : [])];
}

const whatInWords = ({ result, cycle, group, subject }: Wanted, { t }: Asked['reader']): string =>
  [
    subject && `${subject.no} ${subject.name}`,
    group,
    cycle && t(`inspection.cycle.${cycle}`),
    result && t(`inspection.result.${result}`).split(',')[0],
  ]
    .filter(Boolean)
    .join(' · ') || t('inspection.all');

/** Inspections by project or device, group, kind, result and period, the newest first. Rule G8. */
export async function findInspections(asked: Asked, typed: string): Promise<Message> {
  const { desk, reader } = asked;
  const wanted = await wantedIn(asked, typed);
  if (typeof wanted === 'string') return noticeMessage(wanted, undefined, [], reader.t);
  const { days, result, cycle, group, subject } = wanted;
  const all = fitAlone(desk, await desk.inspections.between(days.from, days.to), 'list', (one) => resultsOf(one, subject?.no));
  const found = all.filter(
    (one) =>
      (cycle === undefined || one.data.cycle === cycle) &&
      (group === undefined || one.data.group === group) &&
      (subject === undefined || one.data.subjects.some(({ no }) => no === subject.no)) &&
      (result === undefined || resultsOf(one, subject?.no).includes(result)),
  );
  const words = { ...days, what: whatInWords(wanted, reader), n: found.length };
  if (found.length === 0) return noticeMessage(reader.t('inspection.noneFound', words), undefined, [], reader.t);
  return inspectionTable(asked, reader.t('inspection.found', words), found.toReversed(), `inspect find ${typed}`.trim());
}
