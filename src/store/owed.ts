import { z } from 'zod';
import type { Answerable } from '../cases/answerable.js';
import type { CaseRecord, OwedNotice } from './cases.js';

const recipientSchema = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('home') }),
  z.looseObject({ kind: z.literal('thread') }),
  z.looseObject({ kind: z.literal('channel'), name: z.enum(['desk', 'alarms']) }),
  z.looseObject({ kind: z.literal('person'), user: z.string() }),
  z.looseObject({ kind: z.literal('anyone') }),
  z.looseObject({ kind: z.literal('case'), no: z.string() }),
]);

/** As much of a stored notice as it takes to plan, send and record it. */
const noticeSchema = z.looseObject({
  id: z.string().min(1),
  to: recipientSchema,
  say: z.string(),
  params: z.record(z.string(), z.unknown()),
  createdAt: z.date(),
  by: z.string().nullish(),
  opens: z.string().nullish(),
  document: z.string().nullish(),
  retryAt: z.date().nullish(),
  tries: z.number().nullish(),
  attempts: z.number().nullish(),
  refused: z.string().nullish(),
  held: z.looseObject({ until: z.date() }).nullish(),
  deadline: z.looseObject({ id: z.string(), track: z.string(), step: z.string(), dueAt: z.date(), promisedAt: z.date() }).nullish(),
});

/** As much of a message as it takes to say it again. */
const answerableSchema = z.looseObject({
  channel: z.string(),
  ts: z.string(),
  at: z.date(),
  owner: z.string(),
  notice: noticeSchema,
  presses: z.array(z.string()),
  said: z.array(z.string()).min(1),
  list: z.looseObject({ title: z.string(), of: z.array(z.string()) }).nullish(),
});

const isAnswerable = (stored: unknown): stored is Answerable => answerableSchema.safeParse(stored).success;
const isNotice = (stored: unknown): stored is OwedNotice => noticeSchema.safeParse(stored).success;
const listOf = (stored: unknown): readonly unknown[] => (Array.isArray(stored) ? stored : []);

/** What of a stored case's notices can be read. `unread`: what cannot, as it is stored. */
export function readNotices({ notices }: Pick<CaseRecord, 'notices'>): {
  readonly notices: readonly OwedNotice[];
  readonly unread: readonly unknown[];
} {
  const stored: unknown = notices ?? [];
  if (!Array.isArray(stored)) return { notices: [], unread: [stored] };
  return { notices: stored.filter(isNotice), unread: stored.filter((one) => !isNotice(one)) };
}

/** A stored case as the outbox works on it: with the notices that can be read, and what was delivered. */
export function readRecord(record: CaseRecord): CaseRecord & { readonly unread: readonly unknown[] } {
  const sent = listOf(record.sent).filter((one): one is CaseRecord['sent'][number] => typeof one === 'object' && one !== null);
  const answerable = listOf(record.answerable).filter(isAnswerable);
  return { ...record, sent, answerable, ...readNotices(record) };
}
