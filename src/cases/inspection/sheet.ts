import type { FormValues } from '../form.js';
import { nameKey } from '../names.js';
import type { Row, RowProblem } from '../sheet-rows.js';
import { answerField, NOT_OK, noteField, verdictField } from './form.js';
import { type Asked, askedOf, type Inspection, isWithin, type Verdict } from './inspection.js';

/** The columns of a sheet in which an inspection is filled in. */
export const FILL_COLUMNS = ['no', 'name', 'question', 'expected', 'found', 'seen'] as const;

/** What can be filled in in a sheet: all but photos. */
export const inSheet = ({ item }: Asked): boolean => item.answer !== 'photo';

/** What the rows of a sheet say, as a form would have it, by the key of each item; and what is wrong with the others. */
export interface HandedIn {
  readonly answers: ReadonlyMap<string, FormValues>;
  readonly bad: readonly RowProblem[];
}

const numberIn = (text: string): number | undefined => {
  const plain = text.normalize('NFKC').replace(/[\s,%]/g, '');
  return plain !== '' && Number.isFinite(Number(plain)) ? Number(plain) : undefined;
};

/** What one row says of its item, or what is wrong with it. */
function answerOfRow({ key, item }: Asked, found: string, seen: string, words: AnswerWords): FormValues | [code: string, what: string] {
  const verdict = words[nameKey(found)];
  const note = seen === '' ? {} : { [noteField(key)]: seen };
  if (verdict === 'na' || verdict === 'cannot') {
    if (seen === '') return ['rowNote', found];
    return { [item.answer === 'ok' ? answerField(key) : verdictField(key)]: verdict, ...note };
  }
  if (item.answer === 'photo') return ['rowPhoto', found];
  if (item.answer === 'ok') {
    if (!verdict) return ['rowAnswer', found];
    return verdict === NOT_OK && seen === '' ? ['rowNote', found] : { [answerField(key)]: verdict, ...note };
  }
  if (item.answer === 'text') return { [answerField(key)]: found, ...(seen === '' ? {} : { [verdictField(key)]: NOT_OK, ...note }) };
  const number = numberIn(found);
  if (number === undefined) return ['rowNumber', found];
  if (isWithin(item, number)) return { [answerField(key)]: number };
  return seen === '' ? ['rowNote', found] : { [answerField(key)]: number, ...note };
}

/** What a result means, by `nameKey`, in every language. */
export type AnswerWords = Readonly<Record<string, Verdict>>;

/** Reads the rows of a sheet against the inspection that it was made of; a row without a result says nothing. */
export function readFilledIn(
  { data }: Pick<Inspection, 'data'>,
  rows: readonly { readonly row: number; readonly cells: Row }[],
  words: AnswerWords,
  shown: string,
): HandedIn {
  const answers = new Map<string, FormValues>();
  const bad: RowProblem[] = [];
  const bySubject = new Map(data.subjects.map((subject) => [subject.no, askedOf(subject, data.results)]));
  for (const { row, cells } of rows) {
    const { no = '', question = '', found = '', seen = '' } = cells;
    if (found === '' && seen === '') continue;
    const own = bySubject.get(no.normalize('NFKC').toUpperCase());
    const asked = own?.find(({ item }) => nameKey(item.question) === nameKey(question));
    if (!own) bad.push({ row, code: 'rowSubject', params: { what: no } });
    else if (!asked) bad.push({ row, code: 'rowQuestion', params: { what: question, no } });
    else {
      const answer = answerOfRow(asked, found, seen, words);
      if (Array.isArray(answer)) bad.push({ row, code: answer[0], params: { what: answer[1], words: shown } });
      else answers.set(asked.key, answer as FormValues);
    }
  }
  return { answers, bad };
}
