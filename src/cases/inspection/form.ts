import type { Case } from '../case.js';
import { type Field, type Form, type FormValues, textIn } from '../form.js';
import { limitsInWords } from '../limits.js';
import { shorten } from '../text.js';
import { EXCUSE_TURN_FORM, HAND_OVER_TURN_FORM } from '../turn.js';
import type { CheckItem } from './check-item.js';
import {
  type Asked as AskedItem,
  askedOf,
  type Inspection,
  isFinding,
  isWithin,
  leftIn,
  openFindingsIn,
  type Result,
  type Subject,
  VERDICTS,
  type Verdict,
} from './inspection.js';
import { ownFirst } from './shares.js';

/** The names of an item's fields: the answer, what it came to, what was seen of an exception, and why a finding is none any more. The key keeps subjects apart. */
export const answerField = (key: string): string => `answer_${key}`;
export const verdictField = (key: string): string => `verdict_${key}`;
export const noteField = (key: string): string => `note_${key}`;
export const backField = (key: string): string => `back_${key}`;
export const NOT_OK = 'notOk';
/** What says of a whole project or device that it cannot be looked at, and why. */
export const WHOLE = 'whole';
export const WHOLE_NOTE = 'wholeNote';
/** What needs no answer: only why. */
const WITHOUT_ANSWER: readonly string[] = ['na', 'cannot'] satisfies Verdict[];

const FIELD_KINDS = { ok: 'radio', number: 'number', text: 'longText', photo: 'files' } as const;
const OPTION_LENGTH = 75;
const MOST_OPTIONS = 100;
/** Slack takes 100 blocks; some stand above the items. */
const MOST_FIELDS = 92;

const expectation = (item: CheckItem): string | undefined => [limitsInWords(item), item.expected].filter(Boolean).join(' · ') || undefined;

const isBeyond = (item: CheckItem, value: FormValues[string]): boolean =>
  item.answer === 'number' && value !== undefined && value !== '' && Number.isFinite(Number(value)) && !isWithin(item, Number(value));

/** Does what was entered of an item say of itself that something is wrong, so that a word is needed? */
const needsNote = (key: string, item: CheckItem, values: FormValues): boolean => {
  const verdict = textIn(values, item.answer === 'ok' ? answerField(key) : verdictField(key));
  return (verdict !== undefined && verdict !== 'ok') || isBeyond(item, values[answerField(key)]);
};

/** Does what was entered of an item that was found wrong say that it is not? */
function takesBack(key: string, item: CheckItem, result: Result | undefined, values: FormValues): boolean {
  if (!result || !isFinding(result)) return false;
  const value = values[answerField(key)];
  const verdict = item.answer === 'ok' ? textIn(values, answerField(key)) : textIn(values, verdictField(key));
  if (verdict === 'na') return true;
  return verdict !== NOT_OK && verdict !== 'cannot' && value !== undefined && value !== '' && !isBeyond(item, value);
}

/** The fields of one item: the answer, what it came to, what was seen of an exception, and of a finding why it is none any more. Of two people who answer it one has them all. */
export function fieldsOf({ key, item, result }: Pick<AskedItem, 'key' | 'item' | 'result'>): Field[] {
  const hint = expectation(item);
  const isOk = item.answer === 'ok';
  const answer: Field = {
    name: answerField(key),
    kind: FIELD_KINDS[item.answer],
    label: item.question,
    oneWith: key,
    ...(hint ? { hint } : {}),
    ...(isOk ? { options: VERDICTS, words: 'check', redraws: true } : {}),
    ...(item.answer === 'number' ? { isDecimal: true } : {}),
    ...(isOk ? {} : { isShown: (values: FormValues) => !WITHOUT_ANSWER.includes(textIn(values, verdictField(key)) ?? '') }),
  };
  const verdict: Field = {
    name: verdictField(key),
    kind: 'choice',
    labelKey: 'inspection.field.verdict',
    options: VERDICTS,
    words: 'check',
    redraws: true,
    oneWith: key,
  };
  const note: Field = {
    name: noteField(key),
    kind: 'longText',
    labelKey: 'inspection.field.seen',
    max: 500,
    oneWith: key,
    isShown: (values) => needsNote(key, item, values),
    isRequired: true,
    // Of what was seen a word may do; why nobody looked is a reason.
    isTelling: (values) => WITHOUT_ANSWER.includes(textIn(values, isOk ? answerField(key) : verdictField(key)) ?? ''),
  };
  // The action asks for it: of two who answer at once it is asked first whose answer holds.
  const back: Field = {
    name: backField(key),
    kind: 'longText',
    labelKey: 'inspection.field.back',
    max: 500,
    oneWith: key,
    isShown: (values) => takesBack(key, item, result, values),
    isTelling: true,
  };
  return [answer, ...(isOk ? [] : [verdict]), note, ...(result && isFinding(result) ? [back] : [])];
}

/** So many items of a subject as one modal can show, those that nobody answered first. */
function shownItems(own: readonly AskedItem[]): readonly AskedItem[] {
  const size = ({ item, result }: AskedItem): number => (item.answer === 'ok' ? 2 : 3) + (result && isFinding(result) ? 1 : 0);
  let room = MOST_FIELDS;
  const inOrder = [...own.filter(({ result }) => !result), ...own.filter(({ result }) => result)];
  const taken = new Set(
    inOrder.filter((one) => {
      room -= size(one);
      return room >= 0;
    }),
  );
  return own.filter((one) => taken.has(one));
}

/** The subject whose items are asked: the one chosen, else the first with something left to look at. */
export function subjectAsked({ data }: Pick<Inspection, 'data'>, values: FormValues, user?: string): Subject | undefined {
  const chosen = textIn(values, 'subject') ?? ownFirst(leftIn(data), data.shares, user)[0]?.subject.no;
  const there = data.subjects.filter(({ aside }) => !aside);
  return there.find(({ no }) => no === chosen) ?? there[0];
}

/** Whose name or number has all of these words: of everybody's, the own ones with something left first, then the others' with something left. */
export function subjectsFound({ data }: Pick<Inspection, 'data'>, typed: string, user?: string): Subject[] {
  const words = typed.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  const unfinished = new Set(leftIn(data).map(({ subject }) => subject.no));
  const rank = ({ no }: Subject): number => (unfinished.has(no) ? (data.shares?.[no] === user ? 0 : 1) : 2);
  return data.subjects
    .filter(({ no, name, aside }) => {
      const held = `${no} ${name}`.normalize('NFKC').toLowerCase();
      return !aside && words.every((word) => held.includes(word));
    })
    .sort((a, b) => rank(a) - rank(b));
}

/** The choice of a subject, with what its items ask; one subject at a time, the others are a choice away. */
function fillFields(c: Case<object>, values: FormValues, isWhole: boolean): Field[] {
  const inspection = c as Inspection;
  const subjects = inspection.data.subjects.filter(({ aside }) => !aside);
  const labels = Object.fromEntries(subjects.map(({ no, name }) => [no, shorten(name, OPTION_LENGTH)]));
  const subject = subjectAsked(inspection, values);
  const asked = { name: 'subject', optionLabels: labels, isRequired: true, redraws: true } as const;
  // Slack shows at most 100 options: one of more is looked up.
  const choice: Field =
    subjects.length > MOST_OPTIONS ? { ...asked, kind: 'lookup' } : { ...asked, kind: 'choice', options: subjects.map(({ no }) => no) };
  const own = subject ? askedOf(subject, inspection.data.results) : [];
  // A correction asks one reason for all that it changes.
  const items = shownItems(own).flatMap((one) => fieldsOf(isWhole ? one : { ...one, result: undefined }));
  if (!isWhole || own.every(({ result }) => result)) return [choice, ...items];
  const whole: Field = { name: WHOLE, kind: 'choice', options: ['cannot', 'na'], words: 'check', redraws: true };
  const why: Field = { name: WHOLE_NOTE, kind: 'longText', max: 500, isRequired: true, isTelling: true };
  return textIn(values, WHOLE) ? [choice, whole, why] : [choice, ...items, whole];
}

export const FILL_FORM: Form = {
  name: 'inspection.fill',
  fields: [],
  fieldsOn: (c: Case<object>, values) => fillFields(c, values, true),
  leftOf(c: Case<object>, typed) {
    const isTyped = (key: string): boolean => !['', undefined].includes(textIn(typed, answerField(key)));
    const left = leftIn((c as Inspection).data).find(({ key }) => isTyped(key));
    return left && { ...typed, subject: left.subject.no };
  },
};

/** A slip in what was answered, set right with a reason. */
export const CORRECT_FORM: Form = {
  name: 'inspection.correct',
  fields: [],
  fieldsOn: (c: Case<object>, values) => [
    ...fillFields(c, values, false),
    { name: 'reason', kind: 'longText', isRequired: true, isTelling: true, max: 500 },
  ],
};

/** What has been answered of the subject that is asked. */
export function fillPrefill(inspection: Inspection, values: FormValues = {}, user?: string): FormValues {
  const subject = subjectAsked(inspection, values, user);
  if (!subject) return {};
  const own = askedOf(subject, inspection.data.results);
  return Object.assign({ subject: subject.no }, ...own.map(answerOf));
}

/** What has been answered of an item, as its fields show it. */
export function answerOf({ key, item, result }: Pick<AskedItem, 'key' | 'item' | 'result'>): FormValues {
  if (!result) return {};
  const note = result.note ? { [noteField(key)]: result.note } : {};
  if (item.answer === 'ok') return { [answerField(key)]: result.value, ...note };
  const { value, verdict } = result;
  return { ...(value === verdict ? {} : { [answerField(key)]: value }), ...(verdict ? { [verdictField(key)]: verdict } : {}), ...note };
}

/** Which finding it is about, of those that nobody takes care of. */
function findingField(c: Case<object>): Field {
  const open = openFindingsIn((c as Inspection).data).slice(0, MOST_OPTIONS);
  const labels = Object.fromEntries(
    open.map(({ key, subject, item }) => [key, shorten(`${subject.name}: ${item.question}`, OPTION_LENGTH)]),
  );
  return { name: 'finding', kind: 'choice', options: open.map(({ key }) => key), optionLabels: labels, isRequired: true };
}

/** Which finding a ticket is raised of. */
export const RAISE_FORM: Form = {
  name: 'inspection.raise',
  fields: [],
  fieldsOn: (c: Case<object>) => [
    findingField(c),
    { name: 'impact', kind: 'choice', options: ['high', 'medium', 'low'], isRequired: true },
    { name: 'urgency', kind: 'choice', options: ['high', 'medium', 'low'], isRequired: true },
  ],
};

/** Which finding was taken care of without a ticket, and how. */
export const SETTLE_FORM: Form = {
  name: 'inspection.settle',
  fields: [],
  fieldsOn: (c: Case<object>) => [
    findingField(c),
    { name: 'text', kind: 'longText', isRequired: true, isTelling: true, max: 500, labelKey: 'inspection.field.howSettled' },
  ],
};

/** What is not OK, one a line; all the rest of what is a yes or no is. */
export const ALL_OK_BUT_FORM: Form = {
  name: 'inspection.allOkBut',
  fields: [{ name: 'exceptions', kind: 'longText', isRequired: true }],
};

/** Who is away when what is left is shared out. */
export const SHARE_FORM: Form = { name: 'inspection.share', fields: [{ name: 'away', kind: 'person', isAnybody: true }] };

/** Why what is left need not be done, and to whom it is handed over. */
export const EXCUSE_FORM: Form = { ...EXCUSE_TURN_FORM, name: 'inspection.excuse' };
export const HAND_OVER_FORM: Form = { ...HAND_OVER_TURN_FORM, name: 'inspection.handOver' };
