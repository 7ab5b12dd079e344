import type { Reader } from '../../cases/card.js';
import { CLOCK, type FieldChange, type HistoryEntry } from '../../cases/case.js';
import { bold, maskedPhone, person, shorten } from '../../cases/text.js';
import { hasText } from '../../locales/index.js';
import { timeInWords } from '../../time/wording.js';

/** Bookkeeping that people do not read as a change. */
const INTERNAL = new Set([
  'phoneKey',
  'clock',
  'acceptedBy',
  'consents',
  'pastPromises',
  'callbackRound',
  'escalationLevel',
  'movedAt',
  'moves',
]);
/** What something began with is what it is, not a change. */
const NEW = new Set(['open', 'add']);

/** Where the words of a field's values stand under another name than the field's. */
const WORDS_OF: Readonly<Record<string, string>> = { type: 'deviceType' };

/** What people call a record within a record: its question, name or title, an answer with what was seen, else its plain values. */
function recordInWords(record: object): string {
  const { question, name, title, value, note, link, file, n } = record as Readonly<Record<string, unknown>>;
  if (typeof file === 'object' && file) return `${n} ${recordInWords({ ...file, note })}`;
  const named = question ?? name ?? title ?? value ?? link;
  const plain = Object.values(record).filter((one) => typeof one === 'string' || typeof one === 'number');
  const words = named === undefined ? plain.join(', ') : String(named);
  return typeof note === 'string' && note !== '' ? `${words} – ${note}` : words;
}

function valueInWords(field: string, value: unknown, kind: string, reader: Reader): string {
  const { t, now, locale } = reader;
  if (value === null || value === undefined || value === '') return '–';
  if (field === 'phone') return maskedPhone(String(value));
  if (field === 'state') return t(`${kind}.state.${String(value)}`);
  if (value instanceof Date) return timeInWords(value, now, locale);
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return timeInWords(new Date(value), now, locale);
  if (typeof value === 'string' && /^[UW][A-Z0-9]{3,}$/.test(value)) return person(value);
  if (typeof value === 'boolean') return t(value ? 'shared.button.yes' : 'shared.button.no');
  if (Array.isArray(value)) {
    const each = value.map((one) => (typeof one === 'object' && one ? recordInWords(one) : valueInWords(field, one, kind, reader)));
    return shorten(each.join('; ') || '–', 300);
  }
  if (typeof value === 'object') return shorten(recordInWords(value), 160);
  const key = `${kind}.${WORDS_OF[field] ?? field}.${String(value)}`;
  return hasText(key, locale) ? t(key) : shorten(String(value), 160);
}

function changeInWords({ field, from, to, isList }: FieldChange, kind: string, reader: Reader): string {
  const name = hasText(`${kind}.field.${field}`, reader.locale) ? reader.t(`${kind}.field.${field}`) : field;
  if (isList) {
    const side = (sign: string, list: unknown): string[] =>
      Array.isArray(list) && list.length > 0 ? [`${sign} ${valueInWords(field, list, kind, reader)}`] : [];
    return `${name}: ${[...side('−', from), ...side('+', to)].join(' / ')}`;
  }
  return `${name}: ${valueInWords(field, from, kind, reader)} → ${valueInWords(field, to, kind, reader)}`;
}

/** The words of an action or of what the clock did. */
const actionInWords = (action: string, kind: string, { t, locale }: Reader): string =>
  action
    .split(',')
    .map((name) => (name.includes('.') ? `${kind}.clockDid.${name}` : `${kind}.history.${name}`))
    .map((key) => (hasText(key, locale) ? t(key) : key))
    .join(', ');

/** One entry of a history, with its changes below. */
export function entryInWords(entry: HistoryEntry, kind: string, reader: Reader): string {
  const who = entry.by === CLOCK.id ? reader.t('shared.people.clock') : person(entry.by);
  const changes = NEW.has(entry.action)
    ? []
    : entry.changes.filter(({ field }) => !INTERNAL.has(field)).map((change) => `   ${changeInWords(change, kind, reader)}`);
  const note = entry.note && entry.by !== CLOCK.id ? [`   “${shorten(entry.note, 300)}”`] : [];
  const withdrawn = entry.withdrawn ? [`   ${reader.t(`shared.history.note_${entry.withdrawn.why}`)}`] : [];
  return [
    `${bold(timeInWords(entry.at, reader.now, reader.locale))} ${who}: ${actionInWords(entry.action, kind, reader)}`,
    ...changes,
    ...note,
    ...withdrawn,
  ].join('\n');
}

/** Some of the entries of a history, in words. Rule J4. */
export const entriesInWords = (entries: readonly HistoryEntry[], kind: string, reader: Reader): string[] =>
  entries.map((entry) => entryInWords(entry, kind, reader));
