import { Aggregator, Query } from 'mingo';
import type { Collection } from './collection.js';
import { type Command, type CommandContext, collectionOf } from './command.js';
import { firstBatch, nextBatch } from './cursors.js';
import { badValue, notSupported } from './errors.js';
import { inclusionOf } from './inclusion.js';
import { tallied } from './tally.js';
import { copyOf } from './update.js';
import type { Doc } from './wire.js';

function found(collection: Collection, command: Doc): Doc[] {
  const { filter = {}, sort = {}, skip = 0, projection } = command;
  const limit = Math.abs(command.limit ?? 0) || Number.POSITIVE_INFINITY;
  const plan = collection.plan(filter, sort);
  const documents: Doc[] = [];
  for (const id of collection.matching(filter, plan)) {
    documents.push(collection.read(id));
    if (plan.isSorted && documents.length >= skip + limit) break;
  }
  const wantsFields = projection && Object.keys(projection).length > 0;
  const include = wantsFields ? inclusionOf(projection) : undefined;
  if (plan.isSorted && (!wantsFields || include)) {
    const wanted = documents.slice(skip, Number.isFinite(limit) ? skip + limit : undefined);
    return include ? wanted.map(include) : wanted;
  }
  try {
    const cursor = new Query<Doc>({}).find<Doc>(documents, wantsFields ? projection : undefined);
    const sorted = plan.isSorted ? cursor : cursor.sort(sort);
    const skipped = skip > 0 ? sorted.skip(skip) : sorted;
    return (Number.isFinite(limit) ? skipped.limit(limit) : skipped).all();
  } catch (error) {
    throw badValue(error instanceof Error ? error.message : String(error));
  }
}

/** Stages after which a document is another one: they must work on copies. */
const CHANGING = ['$set', '$addFields', '$unset', '$unwind', '$replaceRoot', '$replaceWith', '$lookup'];

/** A pipeline in two: what may read the documents themselves, up to the first projection, and what works on copies of what is left. */
function parted(pipeline: Doc[]): { reading: Doc[]; changing: Doc[] } {
  const nameOf = (stage: Doc): string => Object.keys(stage)[0] ?? '';
  const first = pipeline.findIndex((stage) => CHANGING.includes(nameOf(stage)) || nameOf(stage) === '$project');
  const end = first < 0 ? pipeline.length : nameOf(pipeline[first] ?? {}) === '$project' ? first + 1 : first;
  return { reading: pipeline.slice(0, end), changing: pipeline.slice(end) };
}

function aggregated(context: CommandContext, command: Doc): Doc[] {
  const { aggregate: name, pipeline = [] } = command;
  if (typeof name !== 'string') throw notSupported('database-level aggregation');
  const stages = pipeline.flatMap((stage: Doc) => Object.keys(stage));
  for (const stage of stages)
    if (['$out', '$merge', '$changeStream', '$indexStats', '$collStats', '$graphLookup', '$geoNear'].includes(stage))
      throw notSupported(`the stage ${stage}`);
  const collection = collectionOf(command, context, 'aggregate');
  const counted = tallied(collection, pipeline);
  if (counted) return counted;
  const filter: Doc = pipeline[0]?.$match ?? {};
  const documents = [...collection.matching(filter)].map((id) => collection.read(id));
  try {
    const resolver = (from: string): Doc[] => found(context.databases.collection(command.$db, from), {}).map(copyOf);
    const run = (part: Doc[], on: Doc[]): Doc[] => new Aggregator(part, { scriptEnabled: false, collectionResolver: resolver }).run(on);
    const { reading, changing } = parted(pipeline);
    const read = run(reading, documents);
    return changing.length > 0 ? run(changing, read.map(copyOf)) : read;
  } catch (error) {
    throw badValue(error instanceof Error ? error.message : String(error));
  }
}

/** The commands that read. */
export const READS: Readonly<Record<string, Command>> = {
  find: {
    fields: ['filter', 'sort', 'projection', 'skip', 'limit', 'batchSize', 'singleBatch', 'noCursorTimeout', 'allowDiskUse'],
    run(command, context) {
      const collection = collectionOf(command, context, 'find');
      const { namespace, largest } = collection;
      const { projection, singleBatch, limit = 0, batchSize } = command;
      const mayGrow = projection && !inclusionOf(projection);
      const cursor = { namespace, documents: found(collection, command), ...(mayGrow ? {} : { largest }) };
      return firstBatch(context.cursors, cursor, singleBatch || limit < 0 ? Number.POSITIVE_INFINITY : batchSize);
    },
  },
  getMore: {
    fields: ['collection', 'batchSize'],
    run: ({ getMore, batchSize }, { cursors }) => nextBatch(cursors, String(getMore), batchSize),
  },
  killCursors: {
    fields: ['cursors'],
    run(command, { cursors }) {
      const cursorsKilled = command.cursors.filter((id: unknown) => cursors.delete(String(id)));
      return {
        cursorsKilled,
        cursorsNotFound: command.cursors.filter((id: unknown) => !cursorsKilled.includes(id)),
        cursorsAlive: [],
        cursorsUnknown: [],
        ok: 1,
      };
    },
  },
  aggregate: {
    fields: ['pipeline', 'cursor', 'allowDiskUse', 'bypassDocumentValidation'],
    run: (command, context) =>
      firstBatch(
        context.cursors,
        { namespace: `${command.$db}.${command.aggregate}`, documents: aggregated(context, command) },
        command.cursor?.batchSize,
      ),
  },
  distinct: {
    fields: ['key', 'query'],
    run(command, context) {
      const collection = collectionOf(command, context, 'distinct');
      const documents = [...collection.matching(command.query ?? {})].map((id) => collection.read(id));
      const pipeline = [{ $unwind: { path: `$${command.key}` } }, { $group: { _id: `$${command.key}` } }];
      return { values: new Aggregator(pipeline).run<Doc>(documents.map(copyOf)).map(({ _id }) => _id), ok: 1 };
    },
  },
  count: {
    fields: ['query', 'limit', 'skip'],
    run(command, context) {
      const collection = collectionOf(command, context, 'count');
      const all = Object.keys(command.query ?? {}).length === 0 ? collection.size : [...collection.matching(command.query)].length;
      return { n: Math.min(Math.max(0, all - (command.skip ?? 0)), command.limit || Number.POSITIVE_INFINITY), ok: 1 };
    },
  },
  explain: {
    fields: ['verbosity'],
    run({ explain, $db }, context) {
      const { index } = context.databases.collection($db, explain.find).plan(explain.filter ?? {}, explain.sort ?? {});
      if (explain.find === undefined) throw notSupported('explain of anything but find');
      return {
        queryPlanner: {
          winningPlan: index ? { stage: 'FETCH', inputStage: { stage: 'IXSCAN', indexName: index.spec.name } } : { stage: 'COLLSCAN' },
        },
        ok: 1,
      };
    },
  },
};
