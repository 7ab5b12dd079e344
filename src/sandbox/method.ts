import type { Files } from './files.js';
import type { Triggers } from './triggers.js';
import type { Json, Workspace } from './workspace.js';

/** What a method works on. */
export interface MethodContext {
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  readonly files: Files;
  /** Least milliseconds between two messages of one channel; 0 turns the limit off. */
  messageGapMs(): number;
  /** Milliseconds of the desk's clock. */
  now(): number;
  readonly lastPosts: Map<string, number>;
}

/** `ok: false` with Slack's error code, or the method's answer. */
export type Answer = { ok: true; [field: string]: Json } | { ok: false; error: string; retryAfter?: number; [field: string]: Json };

export interface Method {
  /** The bot scope it needs. */
  readonly scope?: string;
  run: (args: Json, context: MethodContext) => Answer;
}

export const no = (error: string, more: object = {}): Answer => ({ ok: false, error, ...more });
export const invalid = (problem: { error: string; messages?: string[] }): Answer =>
  no(problem.error, problem.messages ? { response_metadata: { messages: problem.messages } } : {});

/** A page of a list: Slack's cursors are opaque, ours hold an offset. */
export function page(
  items: Json[],
  { cursor, limit = 100 }: Json,
): { items: Json[]; response_metadata: { next_cursor: string } } | undefined {
  const offset = cursor ? Number(Buffer.from(String(cursor), 'base64').toString()) : 0;
  if (!Number.isInteger(offset)) return undefined;
  const end = offset + Number(limit);
  return {
    items: items.slice(offset, end),
    response_metadata: { next_cursor: end < items.length ? Buffer.from(String(end)).toString('base64') : '' },
  };
}
