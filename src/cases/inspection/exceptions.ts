import { type Refusal, refuse } from '../case.js';
import { nameKey } from '../names.js';
import { cleanText } from '../text.js';
import { type Asked, type Inspection, leftIn, type Subject } from './inspection.js';

/** What a list of exceptions says: what was found, and what is left open. */
export interface Exceptions {
  readonly found: readonly (readonly [asked: Asked, seen: string])[];
  /** Projects or devices that were named without a word: they stay to be looked at. */
  readonly open: ReadonlySet<string>;
}

const FIELD = 'exceptions';
const MOST_QUESTIONS = 8;

const isNamed = ({ no, name }: Subject, typed: string): boolean => nameKey(no) === nameKey(typed) || nameKey(name) === nameKey(typed);

/** The project or device that a line begins with, and the parts behind it. */
function partsOf(line: string, subjects: readonly Subject[]): { subject: Subject; parts: string[] } | undefined {
  const [first = '', ...parts] = line.split(/[|｜:：\t]/).map(cleanText);
  const named = subjects.find((one) => isNamed(one, first));
  if (named) return { subject: named, parts: parts.filter((part) => part !== '') };
  const [word = '', ...rest] = line.trim().split(/\s+/);
  const begun = subjects.find((one) => isNamed(one, word));
  return begun && { subject: begun, parts: [rest.join(' ')].flatMap((text) => text.split(/[|｜:：\t]/).map(cleanText)).filter(Boolean) };
}

/**
 * Reads exceptions, one a line: `D-7` is left open; `D-7 | fan | noisy` found something; the check item may be left out where only one
 * is left. The refusal names the first line that says too little.
 */
export function readExceptions({ no, data }: Pick<Inspection, 'no' | 'data'>, text: string): Exceptions | Refusal {
  const left = leftIn(data).filter(({ item }) => item.answer === 'ok');
  const found: [Asked, string][] = [];
  const open = new Set<string>();
  const subjects = data.subjects.filter(({ aside }) => !aside);
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue;
    const read = partsOf(line, subjects);
    if (!read) return refuse('inspection.exceptionWhere', { no, line }, FIELD);
    const { subject, parts } = read;
    const own = left.filter((one) => one.subject.no === subject.no);
    const questions = own
      .slice(0, MOST_QUESTIONS)
      .map(({ item }) => item.question)
      .join(' / ');
    const [first = '', ...rest] = parts;
    const asked = own.filter(({ item }) => nameKey(item.question) === nameKey(first));
    const about = first === '' ? [] : asked.length > 0 ? asked : own.filter(({ item }) => nameKey(item.question).includes(nameKey(first)));
    if (parts.length === 0) open.add(subject.no);
    else if (parts.length === 1) {
      const [only] = own;
      if (own.length !== 1 || !only) return refuse('inspection.exceptionWhich', { no, line, questions }, FIELD);
      found.push([only, first]);
    } else {
      const [only] = about;
      if (about.length !== 1 || !only) return refuse('inspection.exceptionWhich', { no, line, questions }, FIELD);
      found.push([only, rest.join(' – ')]);
    }
  }
  return { found, open };
}
