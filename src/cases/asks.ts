import type { Case } from './case.js';

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
export const asksOf = <C extends Pick<Case, 'isOpen'>>(kind: { asks?(c: C): readonly Ask[] }, c: C): readonly Ask[] =>
  c.isOpen ? (kind.asks?.(c) ?? []) : [];
