import type { Case } from '../case.js';
import { type Field, type Form, type FormValues, textIn } from '../form.js';
import { shorten } from '../text.js';
import type { CheckItem } from './check-item.js';
import { type Asked as AskedItem, askedIn, findingsIn, type Inspection, keyOf, type Subject } from './inspection.js';

/** The names of an item's two fields: the answer, and what was seen of an exception. The key keeps subjects apart. */
export const answerField = (key: string): string => `answer_${key}`;
export const noteField = (key: string): string => `note_${key}`;
export const NOT_OK = 'notOk';

const FIELD_KINDS = { ok: 'radio', number: 'number', text: 'longText', photo: 'files' } as const;
const OPTION_LENGTH = 75;
const MOST_OPTIONS = 100;

const expectation = ({ expected, min, max }: CheckItem): string | undefined =>
  [min === undefined && max === undefined ? '' : `${min ?? ''}–${max ?? ''}`, expected ?? ''].filter(Boolean).join(' · ') || undefined;

/** The fields of one item: the answer, and what was seen of an exception. */
export function fieldsOf(key: string, item: CheckItem): Field[] {
  const hint = expectation(item);
  const answer: Field = {
    name: answerField(key),
    kind: FIELD_KINDS[item.answer],
    label: item.question,
    ...(hint ? { hint } : {}),
    ...(item.answer === 'ok' ? { options: ['ok', NOT_OK], words: 'check', redraws: true } : {}),
    ...(item.answer === 'number' ? { isDecimal: true } : {}),
  };
  const note: Field = {
    name: noteField(key),
    kind: 'longText',
    labelKey: 'inspection.field.seen',
    max: 500,
    isShown: (values) => values[answerField(key)] === NOT_OK,
    isRequired: true,
  };
  return item.answer === 'ok' ? [answer, note] : [answer];
}

/** The subject whose items are asked: the one chosen, else the first with something left to look at. */
export function subjectAsked({ data }: Pick<Inspection, 'data'>, values: FormValues): Subject | undefined {
  const chosen = textIn(values, 'subject');
  const left = askedIn(data).find(({ result }) => !result);
  return data.subjects.find(({ no }) => no === (chosen ?? left?.subject.no)) ?? data.subjects[0];
}

/** Slack shows at most 100 options: of more subjects those with something left come first. */
function choosable(inspection: Inspection, values: FormValues): readonly Subject[] {
  const { subjects } = inspection.data;
  if (subjects.length <= MOST_OPTIONS) return subjects;
  const unfinished = new Set(askedIn(inspection.data).flatMap(({ subject, result }) => (result ? [] : subject.no)));
  const asked = subjectAsked(inspection, values);
  const rank = ({ no }: Subject): number => (no === asked?.no ? 0 : unfinished.has(no) ? 1 : 2);
  return [...subjects].sort((a, b) => rank(a) - rank(b)).slice(0, MOST_OPTIONS);
}

/** One subject of an inspection at a time; the others are a choice away. */
export const FILL_FORM: Form = {
  name: 'inspection.fill',
  fields: [],
  fieldsOn(c: Case<object>, values) {
    const inspection = c as Inspection;
    const subjects = choosable(inspection, values);
    const labels = Object.fromEntries(subjects.map(({ no, name }) => [no, shorten(name, OPTION_LENGTH)]));
    const choice: Field = {
      name: 'subject',
      kind: 'choice',
      options: subjects.map(({ no }) => no),
      optionLabels: labels,
      isRequired: true,
      redraws: true,
    };
    const subject = subjectAsked(inspection, values);
    return [choice, ...(subject?.items ?? []).flatMap((item) => fieldsOf(keyOf({ no: subject?.no ?? '' }, item), item))];
  },
  leftOf(c: Case<object>, typed) {
    const isTyped = (key: string): boolean => !['', undefined].includes(textIn(typed, answerField(key)));
    const left = askedIn((c as Inspection).data).find(({ key, result }) => !result && isTyped(key));
    return left && { ...typed, subject: left.subject.no };
  },
};

/** What has been answered of the subject that is asked. */
export function fillPrefill(inspection: Inspection, values: FormValues = {}): FormValues {
  const subject = subjectAsked(inspection, values);
  if (!subject) return {};
  const own = askedIn(inspection.data).filter(({ subject: { no } }) => no === subject.no);
  return Object.assign({ subject: subject.no }, ...own.map(answerOf));
}

/** What has been answered of an item, as its fields show it. */
export const answerOf = ({ key, result }: Pick<AskedItem, 'key' | 'result'>): FormValues =>
  result ? { [answerField(key)]: result.value, ...(result.note ? { [noteField(key)]: result.note } : {}) } : {};

/** Which finding a ticket is raised of. */
export const RAISE_FORM: Form = {
  name: 'inspection.raise',
  fields: [],
  fieldsOn(c: Case<object>) {
    const open = findingsIn((c as Inspection).data)
      .filter(({ result }) => !result?.ticketNo)
      .slice(0, MOST_OPTIONS);
    const labels = Object.fromEntries(
      open.map(({ key, subject, item }) => [key, shorten(`${subject.name}: ${item.question}`, OPTION_LENGTH)]),
    );
    return [
      { name: 'finding', kind: 'choice', options: open.map(({ key }) => key), optionLabels: labels, isRequired: true },
      { name: 'impact', kind: 'choice', options: ['high', 'medium', 'low'], isRequired: true },
      { name: 'urgency', kind: 'choice', options: ['high', 'medium', 'low'], isRequired: true },
    ];
  },
};
