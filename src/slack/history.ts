import type { Reader } from '../cases/card.js';
import { CLOCK, type FieldChange, type HistoryEntry } from '../cases/case.js';
import { bold, maskedPhone, person, shorten } from '../cases/text.js';
import { hasText } from '../locales/index.js';
import type { CaseRecord } from '../store/cases.js';
import { timeInWords } from '../time/wording.js';

/** Bookkeeping that people do not read as a change. */
const INTERNAL = new Set(['phoneKey', 'clock', 'consents', 'pastPromises', 'callbackRound', 'escalationLevel']);
const MOST_ENTRIES = 60;

function valueInWords(field: string, value: unknown, kind: string, { t, now, locale }: Reader): string {
  if (value === null || value === undefined || value === '') return '–';
  if (field === 'phone') return maskedPhone(String(value));
  if (field === 'state') return t(`state.${kind}.${String(value)}`);
  if (value instanceof Date) return timeInWords(value, now, locale);
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return timeInWords(new Date(value), now, locale);
  if (typeof value === 'string' && /^[UW][A-Z0-9]{3,}$/.test(value)) return person(value);
  if (typeof value === 'boolean') return t(value ? 'button.yes' : 'button.no');
  const key = `${field}.${String(value)}`;
  return hasText(key, locale) ? t(key) : shorten(String(value), 160);
}

function changeInWords({ field, from, to }: FieldChange, kind: string, reader: Reader): string {
  const name = hasText(`field.${field}`, reader.locale) ? reader.t(`field.${field}`) : field;
  return `${name}: ${valueInWords(field, from, kind, reader)} → ${valueInWords(field, to, kind, reader)}`;
}

/** The words of an action or of what the clock did. */
const actionInWords = (action: string, { t, locale }: Reader): string =>
  action
    .split(',')
    .map((name) => (name.includes('.') ? `clockDid.${name}` : `history.${name}`))
    .map((key) => (hasText(key, locale) ? t(key) : key))
    .join(', ');

/** One entry of a history, with its changes below. */
export function entryInWords(entry: HistoryEntry, kind: string, reader: Reader): string {
  const who = entry.by === CLOCK.id ? reader.t('people.clock') : person(entry.by);
  const changes =
    entry.action === 'open'
      ? []
      : entry.changes.filter(({ field }) => !INTERNAL.has(field)).map((change) => `   ${changeInWords(change, kind, reader)}`);
  const note = entry.note && entry.by !== CLOCK.id ? [`   “${shorten(entry.note, 300)}”`] : [];
  return [
    `${bold(timeInWords(entry.at, reader.now, reader.locale))} ${who}: ${actionInWords(entry.action, reader)}`,
    ...changes,
    ...note,
  ].join('\n');
}

/** Who did what when to a case or an entry of a register, from what to what, the newest first. Rule J4. */
export function historyLines(record: Pick<CaseRecord, 'history' | 'kind'> | undefined, reader: Reader): string[] {
  if (!record) return [reader.t('trouble.gone')];
  const entries = record.history.toReversed();
  const more = entries.length > MOST_ENTRIES ? [reader.t('history.more', { n: entries.length - MOST_ENTRIES })] : [];
  return [...entries.slice(0, MOST_ENTRIES).map((entry) => entryInWords(entry, record.kind, reader)), ...more];
}
