import { cleanText, phoneKey } from './text.js';

/** Whose traces are to go: the digits of a number, and the names under which it called. */
export interface Forgotten {
  readonly phoneKey?: string | undefined;
  readonly names: readonly string[];
}

export const REMOVED = '[removed]';
/** Runs of digits with the marks that people put between them. */
const PHONES = /\+?\d[\d\s().\-–]{5,}\d/g;
const SHORTEST_NAME = 2;

/** Fields that are about the person whatever stands in them. */
const PERSONAL: ReadonlySet<string> = new Set([
  'callerName',
  'callerTitle',
  'phone',
  'testedBy',
  'remoteConsentBy',
  'consentedBy',
  'agreedWith',
]);

function redactedText(text: string, { phoneKey: key, names }: Forgotten): string {
  const withoutPhone = key ? text.replace(PHONES, (found) => (phoneKey(found) === key ? REMOVED : found)) : text;
  return names.filter((name) => name.length >= SHORTEST_NAME).reduce((left, name) => left.replaceAll(name, REMOVED), withoutPhone);
}

function redacted(value: unknown, person: Forgotten, field = ''): unknown {
  if (typeof value === 'string') return PERSONAL.has(field) && value !== '' ? REMOVED : redactedText(value, person);
  if (Array.isArray(value)) return value.map((item) => redacted(item, person, field));
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).filter(([name]) => name !== 'phoneKey');
  const isChange = 'field' in value && 'from' in value && 'to' in value;
  const about = isChange ? String(value.field) : '';
  return Object.fromEntries(entries.map(([name, inner]) => [name, redacted(inner, person, isChange && name !== 'field' ? about : name)]));
}

/** Who called in a case: what must go with him. */
export const callerOf = (data: object): Forgotten => {
  const { callerName, phone } = data as { callerName?: string; phone?: string };
  return { names: callerName ? [cleanText(callerName)] : [], ...(phone ? { phoneKey: phoneKey(phone) } : {}) };
};

/**
 * The same record without the person: names and numbers go, wherever they stand; times, states, priorities, and so all
 * statistics, stay.
 */
export const withoutPerson = <T extends object>(record: T, person: Forgotten): T => redacted(record, person) as T;
