import type { Reader } from '../../cases/card.js';
import { CLOCK, COLLEAGUE, type HistoryEntry } from '../../cases/case.js';
import { bold, person, shorten } from '../../cases/text.js';
import { hasText } from '../../locales/index.js';
import { timeInWords } from '../../time/wording.js';
import { changeInWords, NO_WORDS, type OwnWords } from './changed.js';

/** What something began with is what it is, not a change. */
const NEW = new Set(['open', 'add']);

/** The words of an action or of what the clock did. */
export const actionInWords = (action: string, kind: string, { t, locale }: Reader): string =>
  action
    .split(',')
    .map((name) => (name.includes('.') ? `${kind}.clockDid.${name}` : `${kind}.history.${name}`))
    .map((key) => (hasText(key, locale) ? t(key) : t('shared.history.changed')))
    .join(t('shared.history.comma'));

/** One entry of a history, with its changes below. */
export function entryInWords(whole: HistoryEntry, kind: string, reader: Reader, own: OwnWords = NO_WORDS): string {
  const entry = own.asRead(whole, reader);
  const nameless = { [CLOCK.id]: 'shared.people.clock', [COLLEAGUE]: 'shared.people.colleague' }[entry.by];
  const who = nameless ? reader.t(nameless) : person(entry.by);
  // What was said in the note alone is said there.
  const told = entry.changes.filter(({ from, to }) => from !== null || to !== entry.note);
  const changes = NEW.has(entry.action)
    ? []
    : told.flatMap((change) => changeInWords(change, kind, reader, own) ?? []).map((words) => `   ${words}`);
  const note = entry.note && entry.by !== CLOCK.id ? [`   “${shorten(entry.note, 300)}”`] : [];
  const withdrawn = entry.withdrawn ? [`   ${reader.t(`shared.history.note_${entry.withdrawn.why}`)}`] : [];
  return [
    `${bold(timeInWords(entry.at, reader.now, reader.locale))} ${who}${reader.t('shared.history.colon')}${actionInWords(entry.action, kind, reader)}`,
    ...changes,
    ...note,
    ...withdrawn,
  ].join('\n');
}

/** Some of the entries of a history, in words. Rule J4. */
export const entriesInWords = (entries: readonly HistoryEntry[], kind: string, reader: Reader, own?: OwnWords): string[] =>
  entries.map((entry) => entryInWords(entry, kind, reader, own));
