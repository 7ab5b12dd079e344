import { createHash } from 'node:crypto';
import { type Field, type FieldKind, type FieldValue, type FormValues, isShown, LONGEST_TEXT, maxOf } from './form.js';
import { cleanText, shorten } from './text.js';

/** What a form showed in its fields, by field: a digest, and the beginning of it for people. A blank field is absent. */
export type Shown = Readonly<Record<string, string>>;

/** One field that two people changed to different things since a form was opened. */
interface Disputed {
  readonly field: Field;
  /** The beginning of what both found; undefined when it is not known any more. */
  readonly was: string | undefined;
  readonly theirs: FieldValue | undefined;
  readonly mine: FieldValue | undefined;
}

/** A question to the later one: of a field, or of fields that only make sense together. `theirs` names what he is asked about. */
export interface Conflict {
  readonly name: string;
  readonly theirs: string;
  readonly fields: readonly Disputed[];
}

/** What somebody answered to a conflict, and which state of the others' he was shown. */
export interface Answer {
  readonly take: 'mine' | 'theirs';
  readonly theirs: string;
}

export interface Merged {
  readonly values: FormValues;
  readonly conflicts: readonly Conflict[];
}

const DIGEST = 8;
/** So much of what was shown stands in a mark, and so long are its digests: the first that fits is taken. */
const SIZES = [
  { start: 60, digest: DIGEST },
  { start: 24, digest: DIGEST },
  { start: 0, digest: DIGEST },
  { start: 0, digest: 4 },
] as const;
const LINE_DIGEST = 4;
const BETWEEN = '.';

/** A short name of a text, by which it is recognised. */
export const digestOf = (text: string, length = DIGEST): string => createHash('sha256').update(text).digest('base64url').slice(0, length);

const asText = (field: Field, value: FieldValue): string => cleanText(shorten(String(value), maxOf(field) ?? LONGEST_TEXT));
const ifOffered = (field: Field, value: FieldValue): string => (field.options?.includes(String(value)) ? String(value) : '');
const MINUTE_MS = 60_000;

/** A value as its field shows it and gives it back untouched. */
const SHOWN: Readonly<Record<FieldKind, (field: Field, value: FieldValue) => string>> = {
  text: asText,
  longText: asText,
  phone: asText,
  number: (_field, value) => String(Number(value)),
  date: (_field, value) => String(value),
  time: (_field, value) => String(value),
  // Slack's picker knows minutes.
  dateTime: (_field, value) => (value instanceof Date ? String(Math.floor(value.getTime() / MINUTE_MS)) : ''),
  choice: ifOffered,
  radio: ifOffered,
  checks: (field, value) =>
    Array.isArray(value)
      ? value
          .filter((one) => field.options?.includes(String(one)))
          .sort()
          .join('\n')
      : '',
  lookup: asText,
  person: (_field, value) => String(value),
  files: (_field, value) => (Array.isArray(value) ? value.map((file) => (typeof file === 'object' ? file.id : '')).join('\n') : ''),
};

const shownAs = (field: Field, value: FieldValue | undefined): string => (value === undefined ? '' : SHOWN[field.kind](field, value));
const linesOf = (text: string): string[] => [...new Set(text.split('\n').map(cleanText))].filter((line) => line !== '');
const READABLE: readonly FieldKind[] = ['text', 'longText', 'lookup', 'date', 'time', 'number', 'choice', 'radio', 'person'];

function markOf(field: Field, value: FieldValue | undefined, { start, digest }: (typeof SIZES)[number]): string {
  const shown = shownAs(field, value);
  if (shown === '') return '';
  const more = field.isLines
    ? linesOf(shown)
        .map((line) => digestOf(line, LINE_DIGEST))
        .join('')
    : READABLE.includes(field.kind)
      ? shorten(shown, start)
      : '';
  return `${digestOf(shown, digest)}${BETWEEN}${start === 0 && !field.isLines ? '' : more}`;
}

/** What these fields show of what is known, in at most so many characters of JSON; `before` stands for what was shown already. */
export function shownOf(fields: readonly Field[], known: FormValues, room: number, before: Shown = {}): Shown {
  for (const size of SIZES) {
    const marks = fields.map((field): [string, string] => [field.name, markOf(field, known[field.name], size)]);
    const shown = { ...Object.fromEntries(marks.filter(([, mark]) => mark !== '')), ...before };
    if (JSON.stringify(shown).length <= room) return shown;
  }
  // Without the beginnings of what was shown before it may fit; of what does not, all that differs is asked.
  const short = Object.entries(before).map(([name, mark]): [string, string] => [name, mark.slice(0, mark.indexOf(BETWEEN) + 1)]);
  const least = Object.fromEntries(short);
  return JSON.stringify(least).length <= room ? least : {};
}

const isAs = (mark: string | undefined, shown: string): boolean => {
  if (mark === undefined || mark === '') return shown === '';
  const digest = mark.slice(0, mark.indexOf(BETWEEN));
  return shown !== '' && digestOf(shown, digest.length) === digest;
};

const startIn = (field: Field, mark: string | undefined): string | undefined => {
  if (mark === undefined) return '';
  return field.isLines ? undefined : mark.slice(mark.indexOf(BETWEEN) + 1) || undefined;
};

/** A list that is longer than its field can show: what was not shown is nobody's to take away. */
const isCut = (field: Field, value: FieldValue | undefined): boolean =>
  field.isLines === true && typeof value === 'string' && value.length > (maxOf(field) ?? LONGEST_TEXT);

/** Lines that two people changed: what each added and took away; undefined when they were at the same lines, or one only moved lines. */
function mergedLines(mark: string | undefined, mine: string, theirs: string): string | undefined {
  const known: readonly string[] =
    ((mark?.slice(mark.indexOf(BETWEEN) + 1) ?? '').match(new RegExp(`.{${LINE_DIGEST}}`, 'g')) as readonly string[] | null) ?? [];
  const name = (line: string): string => digestOf(line, LINE_DIGEST);
  const [own, others] = [linesOf(mine), linesOf(theirs)];
  const [ownNames, otherNames] = [new Set(own.map(name)), new Set(others.map(name))];
  const added = (lines: readonly string[]): string[] => lines.filter((line) => !known.includes(name(line)));
  const [ownNew, othersNew] = [added(own), added(others)];
  const ownGone = known.filter((line) => !ownNames.has(line));
  const bothGone = ownGone.filter((line) => !otherNames.has(line));
  if (bothGone.length > 0 && (ownNew.length > 0 || othersNew.length > 0)) return undefined;
  if (ownNew.length === 0 && ownGone.length === 0) return undefined;
  const merged = others.filter((line) => !ownGone.includes(name(line)));
  for (const line of ownNew.filter((one) => !otherNames.has(name(one)))) {
    const place = own.indexOf(line);
    const before = own.slice(0, place).findLast((one) => merged.includes(one));
    const behind = own.slice(place + 1).find((one) => merged.includes(one));
    merged.splice(
      before !== undefined ? merged.indexOf(before) + 1 : behind !== undefined ? merged.indexOf(behind) : merged.length,
      0,
      line,
    );
  }
  return merged.join('\n');
}

/**
 * What a submitted form changes of a record that others may have changed since the form was opened: what its user did not touch
 * stays as the others left it, what only he touched is his. What both touched is a conflict, until `answers` says whose it is.
 * `displayed`: the fields that stood in the modal.
 */
export function merge(
  fields: readonly Field[],
  {
    shown,
    mine,
    theirs,
    displayed,
    answers = {},
  }: {
    readonly shown: Shown;
    readonly mine: FormValues;
    readonly theirs: FormValues;
    readonly displayed: ReadonlySet<string>;
    readonly answers?: Readonly<Record<string, Answer>>;
  },
): Merged {
  const values: Record<string, FieldValue | undefined> = {};
  const conflicts: Conflict[] = [];
  const nameOf = ({ oneWith, name }: Field): string => oneWith ?? name;
  for (const name of new Set(fields.map(nameOf))) {
    const unit = fields.filter((field) => nameOf(field) === name);
    const seen = unit.map((field) => {
      const now = shownAs(field, theirs[field.name]);
      const own = shownAs(field, mine[field.name]);
      const mark = shown[field.name];
      const isTyped = displayed.has(field.name) && isShown(field, mine);
      // A file input starts empty, whatever is known: empty is untouched.
      const isTouched = isTyped && (field.kind === 'files' ? own !== '' : !isAs(mark, own));
      return {
        field,
        mark,
        own,
        now,
        isTouched,
        isMoved: !isAs(mark, now) || isCut(field, theirs[field.name]),
        differs: isTyped && own !== now,
      };
    });
    const theirsNow = digestOf(JSON.stringify(seen.map(({ now }) => now)));
    const answer = answers[name];
    const isTheirs = answer?.take === 'theirs' || !seen.some(({ isTouched }) => isTouched);
    const isDisputed =
      !isTheirs &&
      seen.some(({ isMoved }) => isMoved) &&
      seen.some(({ differs }) => differs) &&
      !(answer?.take === 'mine' && answer.theirs === theirsNow);
    const [only] = seen;
    const lines = isDisputed && only?.field.isLines ? mergedLines(only.mark, only.own, String(theirs[name] ?? '')) : undefined;
    for (const { field, isTouched } of seen) {
      const isMine = isTouched || (!isTheirs && answer?.take === 'mine');
      values[field.name] = lines ?? (isTheirs || !isMine ? theirs[field.name] : mine[field.name]);
    }
    if (isDisputed && lines === undefined)
      conflicts.push({
        name,
        theirs: theirsNow,
        fields: seen
          // What the others said besides is told with it: a finding and its words are one answer.
          .filter(({ differs, isMoved, now }) => differs || (isMoved && now !== ''))
          .map(({ field, mark }) => ({ field, was: startIn(field, mark), theirs: theirs[field.name], mine: mine[field.name] })),
      });
  }
  const left = fields.filter((field) => values[field.name] !== undefined && isShown(field, values));
  return { values: Object.fromEntries(left.map(({ name }) => [name, values[name]])), conflicts };
}
