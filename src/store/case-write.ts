import { isDeepStrictEqual } from 'node:util';
import { asksOf } from '../cases/asks.js';
import type { Case, Notice } from '../cases/case.js';
import { filesOf } from '../cases/file.js';
import { kindOf } from '../cases/kinds.js';
import type { Decided } from '../cases/rules.js';
import { wordsOf } from '../cases/words.js';
import type { CaseRecord } from './case-record.js';

const texts = (data: object): string[] => Object.values(data).filter((value): value is string => typeof value === 'string');

/** So far ahead of its time does an urgent notice stand in the outbox: it overtakes what waits there. */
const URGENT_AHEAD_MS = 5 * 60_000;
/** When the first of what is owed is to be sent. */
export const turnOf = (notices: readonly Notice[], at: Date): Date =>
  new Date(Math.min(...notices.map(({ isUrgent, held }) => held?.until.getTime() ?? at.getTime() - (isUrgent ? URGENT_AHEAD_MS : 0))));

/** The fields that a decision owns. History and notices grow by `$push`; card, claim and delivery belong to the outbox. */
const DECIDED = [
  'version',
  'state',
  'isOpen',
  'owner',
  'data',
  'changedAt',
  'closedAt',
  'pauses',
  'dueAt',
  'riskAt',
  'breachedAt',
  'breachedBy',
  'deadlines',
  'nextDueAt',
  'said',
  'alarms',
  'snoozes',
  'fallbacks',
  'fallbackAt',
  'told',
] as const satisfies (keyof Case)[];

/** What is kept beside a case to find it and to count it by. */
export function besides(c: Case<object>, before?: CaseRecord): Pick<CaseRecord, 'words' | 'summary' | 'asks' | 'files'> {
  const summary = kindOf(c).summary?.(c, before);
  const asks = [...new Set(asksOf(kindOf(c), c).map(({ of }) => of))];
  const files = [...new Set(filesOf(c.data).map(({ id }) => id))];
  const words = before && c.data === before.data ? before.words : wordsOf(c.no, ...texts(c.data));
  return { words, ...(summary ? { summary } : {}), ...(asks.length > 0 ? { asks } : {}), ...(files.length > 0 ? { files } : {}) };
}

/** What a decision changes, as an update: indexes of what stays are left alone, and let go of what is absent. */
function changesOf(before: CaseRecord, next: Case<object>): { $set: Record<string, unknown>; $unset?: Record<string, ''> } {
  // What stood beside it before and does not any more goes.
  const after = { ...next, summary: undefined, asks: undefined, files: undefined, ...besides(next, before) };
  const changed = [...DECIDED, 'words' as const, 'summary' as const, 'asks' as const, 'files' as const].filter(
    (field) => !isDeepStrictEqual(before[field], after[field]),
  );
  const gone = changed.filter((field) => after[field] === undefined);
  return {
    $set: Object.fromEntries(changed.filter((field) => !gone.includes(field)).map((field) => [field, after[field]])),
    ...(gone.length > 0 ? { $unset: Object.fromEntries(gone.map((field) => [field, '' as const])) } : {}),
  };
}

/** A decision as one write, for the version that it was decided on. */
export function writeOf(before: CaseRecord, decided: Decided<object, string>, key?: string): object {
  const hasNotices = decided.notices.length > 0;
  return {
    ...changesOf(before, decided.next),
    $push: {
      history: { $each: decided.entries.map((entry) => (key ? { ...entry, key } : entry)) },
      ...(hasNotices ? { notices: { $each: decided.notices } } : {}),
    },
    ...(hasNotices ? { $min: { nextNoticeAt: turnOf(decided.notices, (decided.next as Case).changedAt) } } : {}),
  };
}
