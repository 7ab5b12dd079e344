import { BSON } from 'bson';
import { Aggregator, updateOne } from 'mingo';
import type { PipelineStage } from 'mingo/updater';
import { isEqual } from 'mingo/util';
import { badValue, failedToParse, ServerError } from './errors.js';
import { plainlyUpdated } from './plain-update.js';
import type { Doc } from './wire.js';

const OPERATORS = new Set([
  '$set',
  '$unset',
  '$setOnInsert',
  '$inc',
  '$mul',
  '$min',
  '$max',
  '$push',
  '$pull',
  '$pullAll',
  '$addToSet',
  '$pop',
  '$rename',
  '$currentDate',
  '$bit',
]);

export type UpdateSpec = Doc | PipelineStage[];

const isOperatorUpdate = (update: Doc): boolean => Object.keys(update).some((key) => key.startsWith('$'));
export const copyOf = (doc: Doc): Doc =>
  BSON.deserialize(BSON.serialize(doc, { ignoreUndefined: true }), { promoteBuffers: false, bsonRegExp: false });

/** Two operators on one path, or on a path and its parent, are an error, not a race. */
function assertNoConflicts(update: Doc): void {
  const paths = Object.values(update).flatMap((fields) => Object.keys(fields));
  for (const [n, path] of paths.entries()) {
    const rival = paths.find((other, m) => m !== n && (other === path || other.startsWith(`${path}.`)));
    if (rival) throw new ServerError(40, 'ConflictingUpdateOperators', `Updating the path '${rival}' would create a conflict at '${path}'`);
  }
}

function assertKnown(update: Doc): void {
  for (const [operator, fields] of Object.entries(update)) {
    if (!OPERATORS.has(operator))
      throw failedToParse(`Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`);
    if (typeof fields !== 'object' || fields === null)
      throw failedToParse(`Modifiers operate on fields but we found type ${typeof fields} instead`);
  }
  assertNoConflicts(update);
}

/** The document after an update; the one given stays as it is. `filter` is needed for the positional `$`. */
export function applyUpdate(doc: Doc, update: UpdateSpec, filter: Doc, arrayFilters: Doc[] | undefined, isInsert: boolean): Doc {
  const next =
    Array.isArray(update) || isOperatorUpdate(update)
      ? modified(doc, update, filter, arrayFilters, isInsert)
      : { ...(doc._id === undefined ? {} : { _id: doc._id }), ...update };
  if (doc._id !== undefined && !isEqual(doc._id, next._id)) throw immutableId();
  return next;
}

const immutableId = (): ServerError =>
  new ServerError(66, 'ImmutableField', "Performing an update on the path '_id' would modify the immutable field '_id'");

function modified(doc: Doc, update: UpdateSpec, filter: Doc, arrayFilters: Doc[] | undefined, isInsert: boolean): Doc {
  if (Array.isArray(update)) return piped(doc, update);
  assertKnown(update);
  const { $setOnInsert, ...always } = update;
  const modifier: Doc = isInsert && $setOnInsert ? { ...always, $set: { ...always.$set, ...$setOnInsert } } : always;
  const plain = plainlyUpdated(doc, modifier);
  if (plain) return plain;
  const documents = [copyOf(doc)];
  const usesPosition = Object.values(modifier).some((fields) => Object.keys(fields).some((path) => path.split('.').includes('$')));
  asServer(() =>
    updateOne(
      documents,
      usesPosition ? filter : {},
      modifier,
      { cloneMode: 'none', ...(arrayFilters ? { arrayFilters } : {}) },
      { scriptEnabled: false },
    ),
  );
  return copyOf(documents[0] ?? {}); // without what is undefined now
}

const UPDATE_STAGES = ['$set', '$addFields', '$unset', '$project', '$replaceRoot', '$replaceWith'];
/** Does a stage set fields of the document itself? It answers another one that shares what it did not set. */
const setsOwnFields = ([name, fields]: [string, unknown]): boolean =>
  (name === '$set' || name === '$addFields') && Object.keys(fields as Doc).every((field) => /^[a-z]\w*$/i.test(field));

/** An update by a pipeline. Where a stage writes below a field, each works on a copy: the engine lets fields share what they hold. */
function piped(doc: Doc, pipeline: readonly Doc[]): Doc {
  const stages = pipeline.flatMap((stage) => Object.entries(stage));
  const unknown = stages.find(([name]) => !UPDATE_STAGES.includes(name));
  if (unknown) throw failedToParse(`Unrecognized pipeline stage name in an update: ${unknown[0]}`);
  const run = (some: readonly Doc[], on: Doc): Doc =>
    asServer(() => new Aggregator(some as PipelineStage[], { scriptEnabled: false }).run<Doc>([on]))[0] ?? {};
  return stages.every(setsOwnFields) ? run(pipeline, doc) : pipeline.reduce((at, stage) => copyOf(run([stage], copyOf(at))), doc);
}

/** What the engine does not like is the server's error. */
function asServer<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw /\b_id\b/.test(message) ? immutableId() : badValue(message);
  }
}

/** What an upsert starts from: the fields its filter pins to one value. */
export function seedOf(filter: Doc): Doc {
  const seed: Doc = {};
  for (const [field, condition] of Object.entries(filter)) {
    if (field === '$and' && Array.isArray(condition)) Object.assign(seed, ...condition.map(seedOf));
    if (field.startsWith('$')) continue;
    const isOperators = typeof condition === 'object' && condition !== null && isOperatorUpdate(condition);
    const value = isOperators ? condition.$eq : condition;
    if (value === undefined || value instanceof RegExp) continue;
    if (field === '_id') seed._id = value;
    else updateOne([seed], {}, { $set: { [field]: value } });
  }
  return seed;
}
