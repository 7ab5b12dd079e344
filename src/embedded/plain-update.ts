import { compareValues } from './order.js';
import type { Doc } from './wire.js';

const isPlain = (value: unknown): value is Doc =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
const isModifier = (value: unknown): boolean => isPlain(value) && Object.keys(value).some((key) => key.startsWith('$'));

/** What cannot be done here is left to the general engine. */
const LEFT = Symbol('left to the general engine');
type Change = (now: unknown, given: unknown) => unknown;

/** Keeps what stands there unless the one given comes before it in MongoDB's order (after it, with -1). */
const extreme =
  (direction: 1 | -1): Change =>
  (now, given) =>
    now === undefined || compareValues(given, now) * direction < 0 ? given : now;

const CHANGES: Readonly<Record<string, Change>> = {
  $set: (_, given) => given,
  $unset: () => undefined,
  $inc: (now = 0, given) => (typeof now === 'number' && typeof given === 'number' ? now + given : LEFT),
  $min: extreme(1),
  $max: extreme(-1),
  $push(now = [], given) {
    if (!Array.isArray(now)) return LEFT;
    if (!isModifier(given)) return [...now, given];
    const { $each, ...others } = given as Doc;
    return Array.isArray($each) && Object.keys(others).length === 0 ? [...now, ...$each] : LEFT;
  },
};

/** A copy of the document with one path changed; it shares all else. */
function changed(doc: Doc, path: readonly string[], change: (now: unknown) => unknown): Doc | typeof LEFT {
  const [field = '', ...below] = path;
  const now = doc[field];
  if (below.length > 0 && now !== undefined && !isPlain(now)) return LEFT;
  const next = below.length === 0 ? change(now) : changed((now ?? {}) as Doc, below, change);
  if (next === LEFT) return LEFT;
  if (next !== undefined) return { ...doc, [field]: next };
  const { [field]: _, ...others } = doc;
  return others;
}

const PLAIN_PATH = /^[a-z_]\w*(\.[a-z_]\w*)*$/i;

/**
 * The commonest updates, fields set, unset, counted and pushed at paths through no array, as a function that copies only what
 * changes: most of the bot's are of that kind, and the general engine takes several times as long. Undefined for any other.
 */
export function plainlyUpdated(doc: Doc, update: Doc): Doc | undefined {
  let next: Doc = doc;
  for (const [operator, fields] of Object.entries(update)) {
    const change = CHANGES[operator];
    if (!change) return undefined;
    for (const [path, given] of Object.entries(fields)) {
      const isUnsetBelow = operator === '$unset' && path.includes('.');
      if (path === '_id' || !PLAIN_PATH.test(path) || isUnsetBelow) return undefined;
      const done = changed(next, path.split('.'), (now) => change(now, given));
      if (done === LEFT) return undefined;
      next = done;
    }
  }
  return next;
}
