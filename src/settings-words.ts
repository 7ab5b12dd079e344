import { z } from 'zod';

/** So many characters may a word differ, put in, left out or exchanged, to be taken for another. */
const MOST_TYPOS = 2;

/** In how many characters two words differ: the row of a table of prefixes after the other. */
function typos(a: string, b: string): number {
  let row = [...b, ''].map((_, n) => n);
  for (const [n, letter] of [...a].entries()) {
    const next = [n + 1];
    for (const [m, other] of [...b].entries())
      next.push(Math.min((row[m] ?? 0) + (letter === other ? 0 : 1), (row[m + 1] ?? 0) + 1, (next[m] ?? 0) + 1));
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Which of these somebody meant who wrote something like it; undefined if none is near. */
export function meant(typed: string, known: readonly string[]): string | undefined {
  const wrote = typed.toLowerCase().replace(/[-_\s]/g, '');
  const far = known.map((one) => [typos(wrote, one.toLowerCase()), one] as const).sort(([a], [b]) => a - b);
  const [nearest] = far;
  return nearest && nearest[0] <= Math.min(MOST_TYPOS, Math.floor(nearest[1].length / 3)) ? nearest[1] : undefined;
}

/** What stands under a schema's defaults, and which one is meant by the next part of a path. */
function within(schema: unknown, part: PropertyKey): unknown {
  const plain = unwrapped(schema);
  if (plain instanceof z.ZodObject) return plain.shape[String(part)];
  if (plain instanceof z.ZodRecord) return plain.valueType;
  return plain instanceof z.ZodArray ? plain.element : undefined;
}

function unwrapped(schema: unknown): unknown {
  const isWrapped = schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional;
  return isWrapped ? unwrapped(schema.unwrap()) : schema;
}

/** The settings that there are at this place. */
export function settingsAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const found = unwrapped(path.reduce<unknown>(within, schema));
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list, such as [a, b]',
  object: 'a block of settings below it',
  record: 'a block of settings below it',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

/** What is wrong with a setting, as the checking library finds it, in our words; a setting that says itself what it takes goes before. */
export const inOurWords: z.core.$ZodErrorMap = (issue) => {
  const { code, input } = issue;
  if (input === undefined && (code === 'invalid_type' || code === 'invalid_value')) return 'is missing';
  if (code === 'invalid_type') return `must be ${KINDS[issue.expected] ?? issue.expected}`;
  if (code === 'invalid_value') {
    const near = meant(String(input), issue.values.map(String));
    return `must be one of ${issue.values.join(', ')}${near ? `; did you mean ${near}?` : ''}`;
  }
  if (code === 'too_small' && issue.origin === 'array') return `must have at least ${issue.minimum} of them`;
  if (code === 'too_small') return issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`;
  if (code === 'too_big') return `must be at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
  return undefined;
};
