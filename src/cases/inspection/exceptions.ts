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
/** So many wrong lines are named besides the first; a field's error has room for no more. */
const MOST_WRONG = 9;

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

/** What one line says of what is left to look at, or what is wrong with it. */
function readLine(
  { no, data }: Pick<Inspection, 'no' | 'data'>,
  line: string,
  left: readonly Asked[],
): { open: string } | { found: readonly [Asked, string] } | Refusal {
  const read = partsOf(
    line,
    data.subjects.filter(({ aside }) => !aside),
  );
  if (!read) return refuse('inspection.exceptionWhere', { no, line }, FIELD);
  const { subject, parts } = read;
  const [first = '', ...rest] = parts;
  if (parts.length === 0) return { open: subject.no };
  const own = left.filter((one) => one.subject.no === subject.no);
  const asked = own.filter(({ item }) => nameKey(item.question) === nameKey(first));
  const about = first === '' ? [] : asked.length > 0 ? asked : own.filter(({ item }) => nameKey(item.question).includes(nameKey(first)));
  const meant = parts.length === 1 ? own : about;
  const questions = own
    .slice(0, MOST_QUESTIONS)
    .map(({ item }) => item.question)
    .join(' / ');
  const [only] = meant;
  if (meant.length !== 1 || !only) return refuse('inspection.exceptionWhich', { no, line, questions }, FIELD);
  return { found: [only, parts.length === 1 ? first : rest.join(' – ')] };
}

/**
 * Reads exceptions, one a line: `D-7` is left open; `D-7 | fan | noisy` found something; the check item may be left out where only one
 * is left. The refusal names every line that says too little, the first of many.
 */
export function readExceptions(inspection: Pick<Inspection, 'no' | 'data'>, text: string): Exceptions | Refusal {
  const left = leftIn(inspection.data).filter(({ item }) => item.answer === 'ok');
  const lines = text
    .split('\n')
    .map((one) => one.trim())
    .filter((line) => line !== '')
    .map((line) => readLine(inspection, line, left));
  const [wrong, ...also] = lines.flatMap((line) => ('code' in line ? [line] : []));
  if (wrong) return also.length > 0 ? { ...wrong, also: also.slice(0, MOST_WRONG) } : wrong;
  return {
    found: lines.flatMap((line) => ('found' in line ? [line.found] : [])),
    open: new Set(lines.flatMap((line) => ('open' in line ? [line.open] : []))),
  };
}
