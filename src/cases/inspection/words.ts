import type { Reader } from '../card.js';
import { fileInWords } from '../file.js';
import { shorten } from '../text.js';
import { askedIn, type Found, type InspectionData, isFinding, MOST_NAMED, type Result } from './inspection.js';

const LONGEST_VALUE = 300;

/** A result without those that stood there before. */
type Single = Omit<Result, 'was'>;

/** An answer in words: the value, files as links, and what was said besides. */
export function resultInWords({ value, verdict, note }: Single, { t }: Pick<Reader, 't'>): string {
  const files = Array.isArray(value) ? value.map((file) => fileInWords(file, { t })).join(' ') : undefined;
  const said =
    typeof value === 'string' && (value === verdict || ['ok', 'notOk'].includes(value)) ? t(`inspection.check.${value}`) : undefined;
  const verdictSaid = verdict && verdict !== value ? t(`inspection.check.${verdict}`) : undefined;
  return [files ?? said ?? shorten(String(value), LONGEST_VALUE), verdictSaid, note && shorten(note, LONGEST_VALUE)]
    .filter(Boolean)
    .join(' – ');
}

/** What a correction made of a result: what stood there, what stands there since, and why. */
interface Correction {
  readonly before: Single;
  readonly after: Single;
}

/** The corrections of a result, the oldest first. */
export function correctionsOf(result: Result): Correction[] {
  const { was = [], ...now } = result;
  const all: Single[] = [...was, now];
  return was.map((before, n) => ({ before, after: all[n + 1] ?? now }));
}

/** Each correction of a result: why it was made, what stood there and who had answered it; `who` names a person and a moment. */
export const formerInWords = (result: Result, who: (by: string, at: Date) => string, reader: Pick<Reader, 't'>): string[] =>
  correctionsOf(result).map(({ before, after }) =>
    reader.t(after.reason ? 'inspection.was' : 'inspection.wasReworded', {
      was: resultInWords(before, reader),
      by: who(before.by, before.at),
      reason: shorten(after.reason ?? '', LONGEST_VALUE),
    }),
  );

/** What stands in the place of a finding that was corrected, by whom and why; nothing where it still stands. */
export const nowInWords = ({ now }: Pick<Found, 'now'>, nameOf: (id: string) => string, reader: Pick<Reader, 't'>): string =>
  now
    ? reader.t('inspection.corrected', {
        now: resultInWords(now, reader),
        by: nameOf(now.by),
        reason: shorten(now.reason ?? '', LONGEST_VALUE),
      })
    : '';

/** The corrections that a notice speaks of, a line each: by the keys of their items, and when they were made, in milliseconds. */
export function correctedInWords(data: InspectionData, keys: string, madeAt: number, reader: Pick<Reader, 't'>): string {
  const wanted = new Set(keys.split(' '));
  return askedIn(data)
    .filter(({ key }) => wanted.has(key))
    .slice(0, MOST_NAMED)
    .flatMap(({ subject, item, result }) => {
      const all = result ? correctionsOf(result) : [];
      const made = all.find(({ after }) => after.at.getTime() === madeAt) ?? all.at(-1);
      if (!made) return [];
      const found = isFinding(made.after) ? undefined : all.map(({ before }) => before).find(isFinding);
      const stood = [...(found && found !== made.before ? [found] : []), made.before, made.after].map((one) => resultInWords(one, reader));
      return [`• ${subject.name}: ${item.question} – ${stood.join(' → ')} (${made.after.reason ?? ''})`];
    })
    .join('\n');
}
