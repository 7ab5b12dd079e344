import type { Case } from './case.js';
import type { CaseKind } from './rules.js';

/** Who is asked: whoever leads, or one person. */
export type Asked = 'supervisors' | `person:${string}`;

/** An answer that a case waits for. Words: `<kind>.ask.<say>`. */
export interface Ask {
  readonly of: Asked;
  readonly say: string;
  /** The presses that answer it, the likeliest first. */
  readonly actions: readonly string[];
}

/** What an open case waits for; nothing does once it is over. */
export const asksOf = <D extends object, S extends string>(kind: CaseKind<D, S>, c: Case<D, S>): readonly Ask[] =>
  c.isOpen ? (kind.asks?.(c) ?? []) : [];
