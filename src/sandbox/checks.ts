/** What Slack says against something, each with a pointer into it. */
export type Problems = string[];
// biome-ignore lint/suspicious/noExplicitAny: anything may come over the wire; that is what is checked here.
export type Json = any;
/** Where blocks stand. */
export type Surface = 'message' | 'modal' | 'home';

export const PLAIN = ['plain_text'];
export const ANY = ['plain_text', 'mrkdwn'];

export const problem = (problems: Problems, at: string, words: string): void => void problems.push(`[ERROR] ${words} [json-pointer:${at}]`);

export const lengthOf = (text: unknown): number => (typeof text === 'string' ? text.length : 0);

/** A text object of at most so many characters, of these kinds. */
export function text(problems: Problems, at: string, value: Json, max: number, kinds: readonly string[]): void {
  if (typeof value !== 'object' || value === null || typeof value.text !== 'string') {
    problem(problems, at, 'missing required field: text');
    return;
  }
  if (!kinds.includes(value.type)) problem(problems, `${at}/type`, `unsupported type: ${value.type}`);
  if (value.text.length === 0) problem(problems, `${at}/text`, 'must be more than 0 characters');
  if (value.text.length > max) problem(problems, `${at}/text`, `must be less than ${max + 1} characters`);
  if (value.verbatim !== undefined && value.type !== 'mrkdwn') problem(problems, at, 'invalid additional property: verbatim');
  if (value.emoji !== undefined && value.type !== 'plain_text') problem(problems, at, 'invalid additional property: emoji');
}

/** A list of so many items. */
export function count(problems: Problems, at: string, items: Json, max: number, min = 1): void {
  if (!Array.isArray(items) || items.length < min) problem(problems, at, `no fewer than ${min} items allowed`);
  else if (items.length > max) problem(problems, at, `no more than ${max} items allowed`);
}

/** A string of at most so many characters, where there is one. */
export function short(problems: Problems, at: string, value: Json, max: number): void {
  if (value === undefined) return;
  if (typeof value !== 'string') problem(problems, at, 'must be a string');
  else if (value.length > max) problem(problems, at, `must be less than ${max + 1} characters`);
}

/** All characters that blocks show: what Slack counts against `msg_blocks_too_long`, as far as is known. */
export function charactersIn(value: Json): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + charactersIn(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, held]) => sum + (key === 'text' && typeof held === 'string' ? held.length : charactersIn(held)),
    0,
  );
}
