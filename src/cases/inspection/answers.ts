import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { type FileRef, type FormValues, filesIn, numberIn, textIn } from '../form.js';
import { leadersHear } from '../promise-told.js';
import type { Change } from '../rules.js';
import { inThread } from '../telling.js';
import { person } from '../text.js';
import type { CheckItem } from './check-item.js';
import { saidNotApplicable } from './excusing.js';
import { answerField, backField, NOT_OK, noteField, verdictField, WHOLE, WHOLE_NOTE } from './form.js';
import {
  type Asked,
  askedIn,
  findingsIn,
  type Inspection,
  type InspectionData,
  type InspectionState,
  isFinding,
  isNa,
  isWithin,
  MOST_NAMED,
  type Result,
  seenIn,
  stateOf,
  VERDICTS,
  type Verdict,
} from './inspection.js';

/** What an action makes of an inspection. */
export type InspectionChange = Change<InspectionData, InspectionState>;

type Answered = Pick<Result, 'value' | 'isOk' | 'note' | 'verdict'>;
type Entered = Pick<Asked, 'key' | 'item'>;

const isVerdict = (word: string | undefined): word is Verdict => VERDICTS.some((verdict) => verdict === word);

/** The answer itself, by how its item is answered. */
const VALUES: Readonly<Record<CheckItem['answer'], (key: string, input: FormValues) => Result['value'] | undefined>> = {
  ok: (key, input) => textIn(input, answerField(key)),
  number: (key, input) => numberIn(input, answerField(key)),
  text: (key, input) => textIn(input, answerField(key)),
  photo(key, input) {
    const files: readonly FileRef[] = filesIn(input, answerField(key));
    return files.length > 0 ? files : undefined;
  },
};

/** What was entered of an item; undefined where it was not answered. */
export function answerIn({ key, item }: Entered, input: FormValues): Answered | undefined {
  const value = VALUES[item.answer](key, input);
  const said = item.answer === 'ok' ? value : textIn(input, verdictField(key));
  const verdict = typeof said === 'string' && isVerdict(said) ? said : undefined;
  const note = textIn(input, noteField(key));
  const withNote = note ? { note } : {};
  if (verdict === 'na' || verdict === 'cannot') return { value: verdict, verdict, isOk: verdict === 'na', ...withNote };
  if (value === undefined) return verdict === 'notOk' && note ? { value: verdict, verdict, isOk: false, note } : undefined;
  const isOk = verdict !== NOT_OK && (typeof value !== 'number' || isWithin(item, value));
  return { value, isOk, ...(verdict === NOT_OK && item.answer !== 'ok' ? { verdict } : {}), ...(isOk ? {} : withNote) };
}

const isSame = (a: Answered, b: Answered): boolean =>
  JSON.stringify([a.value, a.note, a.verdict]) === JSON.stringify([b.value, b.note, b.verdict]);

/** The answers that were entered for the subject that was asked, or for all where none was, where they differ from what stands there. */
export function entered({ data }: Inspection, input: FormValues, { actor, now }: Circumstances): [Asked, Result][] {
  const chosen = textIn(input, 'subject');
  const own = askedIn(data).filter(({ subject }) => (chosen === undefined || subject.no === chosen) && !subject.aside);
  const by = { by: actor.id, at: now.toJSDate() };
  const whole = chosen === undefined ? undefined : textIn(input, WHOLE);
  if (whole === 'cannot' || whole === 'na') {
    const left = own.filter(({ result }) => !result);
    const note = textIn(input, WHOLE_NOTE);
    const all: Result = { value: whole, verdict: whole, isOk: whole === 'na', ...(note ? { note } : {}), ...by };
    return left.map((asked, n) => [asked, n === 0 || all.isOk ? all : { ...all, within: left[0]?.key }]);
  }
  return own.flatMap((asked): [Asked, Result][] => {
    const answer = answerIn(asked, input);
    if (!answer || (asked.result && isSame(asked.result, answer))) return [];
    const ticketNo = !answer.isOk && asked.result?.ticketNo ? { ticketNo: asked.result.ticketNo } : {};
    const back = textIn(input, backField(asked.key));
    const now = { ...answer, ...ticketNo, ...by };
    if (isReworded(asked, answer)) return [[asked, corrected(asked, now)]];
    return [[asked, back && takesBack(asked, answer) ? corrected(asked, { ...answer, ...by }, back) : now]];
  });
}

/** Was it found wrong, and is it no more? */
export const takesBack = ({ result }: Pick<Asked, 'result'>, { isOk }: Pick<Result, 'isOk'>): boolean =>
  result !== undefined && isFinding(result) && isOk;

/** Was it found wrong, and is it still, in other words? */
const isReworded = ({ result }: Pick<Asked, 'result'>, { isOk, note }: Pick<Result, 'isOk' | 'note'>): boolean =>
  result !== undefined && isFinding(result) && !isOk && result.note !== note;

/** A result in the place of another, which stays with it, and why where that was asked. */
export function corrected({ result }: Pick<Asked, 'result'>, now: Result, reason?: string): Result {
  if (!result) return now;
  const { was = [], ...before } = result;
  return { ...now, ...(reason ? { reason } : {}), was: [...was, before] };
}

export const byKey = (results: readonly [Asked, Result][]): Record<string, Result> =>
  Object.fromEntries(results.map(([{ key }, result]) => [key, result]));

/** The case with more answers: done when nothing is left, with what was newly found told in its thread. */
export function answered(inspection: Inspection, more: Readonly<Record<string, Result>>, circumstances: Circumstances): InspectionChange {
  const { actor, now } = circumstances;
  const { results, say } = saidNotApplicable(inspection, more, circumstances);
  const data = { ...inspection.data, results };
  const state = stateOf(data);
  const found = findingsIn(data).filter(({ key }) => more[key]);
  const isLate = now.toJSDate() > data.dueAt;
  const takenBack = askedIn(inspection.data).filter((one) => more[one.key] && takesBack(one, more[one.key] as Result));
  const words = ofCorrected(takenBack, circumstances);
  const back = takenBack.length > 0 ? [inThread('findingsBack', words), ...findingsBackTold(inspection, takenBack, circumstances)] : [];
  const finding = found.length > 0 ? [inThread('finding', { by: person(actor.id), n: found.length, list: listed(found) })] : [];
  const na = askedIn(data).filter(({ result }) => result && isNa(result)).length;
  const done = { by: person(actor.id), findings: findingsIn(data).length, all: askedIn(data).length - na, na };
  const isDone = state === 'done';
  return {
    state,
    data: { results: data.results, ...(isDone && isLate ? { isLate } : {}) },
    say: [...finding, ...back, ...say, ...(isDone ? [inThread(na > 0 ? 'inspectionDoneButNa' : 'inspectionDone', done)] : [])],
  };
}

const listed = (found: readonly Asked[]): string =>
  found
    .slice(0, MOST_NAMED)
    .map((asked) => `• ${asked.subject.name}: ${asked.item.question} – ${seenIn(asked)}`)
    .join('\n');

/** Which answers are corrected, by whom and when: a notice says them in its reader's words (`correctedInWords`). */
export const ofCorrected = (corrections: readonly Pick<Asked, 'key'>[], { actor, now }: Circumstances) => ({
  by: person(actor.id),
  keys: corrections.map(({ key }) => key).join(' '),
  madeAt: now.toMillis(),
});

/** Those who lead hear of findings that are none any more by a correction. */
export const findingsBackTold = (inspection: Inspection, takenBack: readonly Asked[], circumstances: Circumstances): NoticeDraft[] =>
  takenBack.length > 0 ? leadersHear(inspection, 'findingsBack', ofCorrected(takenBack, circumstances), circumstances) : [];
