import type { Doc } from './wire.js';

/** The paths to keep, as a tree: a leaf keeps whatever stands there. */
interface Tree {
  readonly [field: string]: Tree | true;
}

function treeOf(paths: readonly string[]): Tree | undefined {
  const root: Record<string, Tree | true> = {};
  for (const path of paths) {
    const fields = path.split('.');
    if (fields.some((field) => field === '' || field.startsWith('$'))) return undefined;
    let at = root;
    for (const [n, field] of fields.entries()) {
      const below = at[field];
      if (below === true || (n === fields.length - 1 && below !== undefined)) return undefined;
      if (n === fields.length - 1) at[field] = true;
      else {
        const next = (below ?? {}) as Record<string, Tree | true>;
        at[field] = next;
        at = next;
      }
    }
  }
  return root;
}

const isPlain = (value: unknown): value is Doc =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** What a tree keeps of a value; of an array what it keeps of each document in it. Undefined where there is nothing. */
function keep(value: unknown, tree: Tree | true): unknown {
  if (tree === true) return value;
  if (Array.isArray(value)) return value.filter((item) => isPlain(item) || Array.isArray(item)).map((item) => keep(item, tree));
  if (!isPlain(value)) return undefined;
  const kept: Doc = {};
  for (const field of Object.keys(value)) {
    const below = tree[field];
    const inner = below === undefined ? undefined : keep(value[field], below);
    if (inner !== undefined) kept[field] = inner;
  }
  return kept;
}

/**
 * A projection that only names what to keep, as a function: most of the bot's are of that kind, and a general projection takes
 * several times as long. Undefined for any other projection.
 */
export function inclusionOf(projection: Doc): ((doc: Doc) => Doc) | undefined {
  const { _id: id = 1, ...others } = projection;
  const isKept = (value: unknown): boolean => value === 1 || value === true;
  if (Object.keys(others).length === 0 || !Object.values(others).every(isKept) || !(isKept(id) || id === 0 || id === false))
    return undefined;
  const tree = treeOf([...(isKept(id) ? ['_id'] : []), ...Object.keys(others)]);
  return tree && ((doc) => keep(doc, tree) as Doc);
}
