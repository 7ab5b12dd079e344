import { isDeepStrictEqual } from 'node:util';
import type { IndexDefinition, IndexOptions, Model } from 'mongoose';
import { isDuplicate } from './outage.js';

/** Hears what is done to indexes: each line is for the log. */
export interface IndexLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

/** An index cannot be made as the data are. The message names the collection and says what to do. */
export class IndexTrouble extends Error {}

interface Existing {
  readonly name: string;
  readonly key: Readonly<Record<string, unknown>>;
  readonly unique?: boolean;
  readonly sparse?: boolean;
  readonly partialFilterExpression?: object;
}
type Wanted = Existing & { readonly options: object };

const NAMESPACE_NOT_FOUND = 26;
const INDEX_NOT_FOUND = 27;

const codeOf = (error: unknown): unknown => (typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined);
const nameOf = (fields: object): string =>
  Object.entries(fields)
    .map(([field, direction]) => `${field}_${String(direction)}`)
    .join('_');

const wantedOf = (key: IndexDefinition, options: IndexOptions = {}): Wanted => {
  const { background: _, ...own } = options as Readonly<Record<string, unknown>>;
  return { name: nameOf(key), key: key as Wanted['key'], ...own, options: own };
};

/** Do two have the same fields in the same order, and ask the same of documents? */
const isAlike = (a: Existing, b: Existing): boolean =>
  JSON.stringify(Object.entries(a.key)) === JSON.stringify(Object.entries(b.key)) &&
  (a.unique ?? false) === (b.unique ?? false) &&
  (a.sparse ?? false) === (b.sparse ?? false) &&
  isDeepStrictEqual(plain(a.partialFilterExpression), plain(b.partialFilterExpression));
const plain = (value: object | undefined): unknown => JSON.parse(JSON.stringify(value ?? {}));

const isRivalOf = (wanted: Wanted, other: Existing): boolean =>
  !isAlike(wanted, other) &&
  (other.name === wanted.name || JSON.stringify(Object.entries(other.key)) === JSON.stringify(Object.entries(wanted.key)));

async function existingIn(model: Model<never>): Promise<Existing[]> {
  try {
    return (await model.collection.listIndexes().toArray()) as Existing[];
  } catch (error) {
    if (codeOf(error) === NAMESPACE_NOT_FOUND) return [];
    throw error;
  }
}

/** Drops an index; another process that starts too may have been faster. */
async function drop(model: Model<never>, name: string): Promise<void> {
  await model.collection.dropIndex(name).catch((error: unknown) => {
    if (![INDEX_NOT_FOUND, NAMESPACE_NOT_FOUND].includes(Number(codeOf(error)))) throw error;
  });
}

/** Builds one index; another with its name or fields that is otherwise gives way, and comes back when the new one cannot be built. */
async function build(model: Model<never>, wanted: Wanted, rivals: readonly Existing[], log: IndexLog): Promise<void> {
  const { collection } = model;
  const about = { collection: collection.collectionName, index: wanted.name };
  for (const { name } of rivals) {
    log.warn({ ...about, former: name }, 'an index has other options than it should: it is replaced');
    await drop(model, name);
  }
  const begun = performance.now();
  try {
    await collection.createIndex(wanted.key as never, wanted.options);
  } catch (error) {
    for (const { name, key, unique, sparse, partialFilterExpression } of rivals)
      await collection
        .createIndex(key as never, {
          name,
          ...(unique ? { unique } : {}),
          ...(sparse ? { sparse } : {}),
          ...(partialFilterExpression ? { partialFilterExpression } : {}),
        })
        .catch(() => {});
    if (!isDuplicate(error)) throw error;
    const { keyValue } = error as { keyValue?: unknown };
    throw new IndexTrouble(
      `The collection ${about.collection} holds documents twice that may be there once by ${Object.keys(wanted.key).join(', ')}${keyValue ? ` (${JSON.stringify(keyValue)})` : ''}. Nothing was changed. Back up (npm run data:backup), look at them, delete or change all but one, and start again.`,
    );
  }
  log.info({ ...about, ms: Math.round(performance.now() - begun) }, 'an index was built');
}

const NOBODY: IndexLog = { info() {}, warn() {} };

/**
 * Gives a collection the indexes that its schema declares, one after the other: those that are missing are built, those that have other
 * options are replaced, those named as `former` are dropped. What else somebody made there stays. Throws IndexTrouble.
 */
export async function prepareIndexes<Stored>(of: Model<Stored>, log: IndexLog = NOBODY, former: readonly string[] = []): Promise<void> {
  const model = of as object as Model<never>;
  const wanted = model.schema.indexes().map(([key, options]) => wantedOf(key, options));
  const existing = await existingIn(model);
  const missing = wanted.filter((index) => !existing.some((other) => isAlike(index, other)));
  if (missing.length > 0 && existing.length > 0)
    log.info(
      { collection: model.collection.collectionName, indexes: missing.map(({ name }) => name) },
      'indexes are built; with many documents this takes its time',
    );
  // A new collection is no news.
  const told = existing.length > 0 ? log : NOBODY;
  for (const index of missing) {
    const rivals = existing.filter((other) => isRivalOf(index, other));
    await build(model, index, rivals, told);
  }
  for (const { name } of existing.filter((index) => former.includes(index.name) && !wanted.some((one) => one.name === index.name))) {
    await drop(model, name);
    log.info({ collection: model.collection.collectionName, index: name }, 'an index that others replaced was dropped');
  }
}
