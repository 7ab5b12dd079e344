import { Query } from 'mingo';
import { type Bounds, liesWithin, plainBoundsOf } from './bounds.js';
import { badValue } from './errors.js';
import { HOLDS_ARRAY, plainValueAt } from './paths.js';
import type { Doc } from './wire.js';

type Test = (doc: Doc) => boolean;

/** From so many words on they are looked up, not compared one by one. */
const MANY = 8;

function withinTest(bounds: Bounds): (value: unknown) => boolean {
  const words = bounds.equals?.length && bounds.equals.length >= MANY && bounds.equals.every((one) => typeof one === 'string');
  if (!words) return (value) => liesWithin(value, bounds);
  const known = new Set(bounds.equals);
  return (value) => known.has(value);
}

function fullMatcher(filter: Doc): Test {
  try {
    const query = new Query(filter, { scriptEnabled: false });
    return (doc) => query.test(doc);
  } catch (error) {
    throw badValue(error instanceof Error ? error.message : String(error));
  }
}

/** Equality and ranges need no query engine unless the document holds an array there. */
function plainTest(field: string, condition: unknown): Test | undefined {
  const bounds = field.startsWith('$') ? undefined : plainBoundsOf(condition);
  if (!bounds) return undefined;
  const path = field.split('.');
  const isWithin = withinTest(bounds);
  let full: Test | undefined;
  return (doc) => {
    const value = plainValueAt(doc, path);
    if (value !== HOLDS_ARRAY) return isWithin(value);
    full ??= fullMatcher({ [field]: condition });
    return full(doc);
  };
}

/** A test for documents; a filter that cannot be read is the server's error 2. */
export function matcher(filter: Doc): Test {
  const tests: Test[] = [];
  const rest: Doc = {};
  for (const [field, condition] of Object.entries(filter)) {
    const test = plainTest(field, condition);
    if (test) tests.push(test);
    else rest[field] = condition;
  }
  if (Object.keys(rest).length > 0) tests.push(fullMatcher(rest));
  return (doc) => tests.every((test) => test(doc));
}
