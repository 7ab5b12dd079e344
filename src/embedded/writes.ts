import { ObjectId } from 'bson';
import { Query } from 'mingo';
import type { Collection } from './collection.js';
import { assertFields, type Command, type CommandContext, collectionOf } from './command.js';
import { failedToParse, ServerError } from './errors.js';
import { applyUpdate, seedOf, type UpdateSpec } from './update.js';
import type { Doc } from './wire.js';

interface Updated {
  readonly n: number;
  readonly changed: number;
  readonly upserted?: unknown;
  readonly written: Promise<unknown>;
}

/** One update statement: what it matched, changed and inserted. Throws before anything is written. */
function runUpdate(collection: Collection, { q, u, sort, multi = false, upsert = false, arrayFilters }: Doc): Updated {
  const ids = [...firstMatching(collection, q, sort, multi)];
  if (ids.length === 0) {
    if (!upsert) return { n: 0, changed: 0, written: Promise.resolve() };
    const { doc, written } = insertUpserted(collection, q, u, arrayFilters);
    return { n: 1, changed: 0, upserted: doc._id, written };
  }
  const writes = ids.flatMap((id) => collection.replace(id, applyUpdate(collection.read(id), u, q, arrayFilters, false)) ?? []);
  return { n: ids.length, changed: writes.length, written: Promise.all(writes) };
}

function* firstMatching(collection: Collection, filter: Doc, sort: Doc | undefined, isMany: boolean): Generator<number> {
  const plan = collection.plan(filter, sort ?? {});
  if (isMany) {
    // What is written moves in the index that is walked: the candidates are listed before.
    const listed = [...plan.candidates()];
    return yield* collection.matching(filter, { ...plan, candidates: () => listed });
  }
  if (plan.isSorted) {
    for (const id of collection.matching(filter, plan)) return yield id;
    return;
  }
  const byDoc = new Map([...collection.matching(filter, plan)].map((id) => [collection.read(id), id]));
  const first = new Query<Doc>({})
    .find<Doc>([...byDoc.keys()])
    .sort(sort ?? {})
    .limit(1)
    .all()[0];
  const id = first && byDoc.get(first);
  if (id !== undefined) yield id;
}

function insertUpserted(
  collection: Collection,
  filter: Doc,
  update: UpdateSpec,
  arrayFilters: Doc[] | undefined,
): { doc: Doc; written: Promise<void> } {
  const seed = seedOf(filter);
  const after = applyUpdate(seed, update, {}, arrayFilters, true);
  const doc = after._id === undefined ? { _id: new ObjectId(), ...after } : after;
  return { doc, written: collection.insert(doc) };
}

async function findAndModify(command: Doc, context: CommandContext): Promise<Doc> {
  const { databases } = context;
  const collection = command.upsert
    ? databases.created(command.$db, command.findAndModify)
    : databases.collection(command.$db, command.findAndModify);
  const { query = {}, sort, remove = false, update, new: isNew = false, upsert = false, fields, arrayFilters } = command;
  if (!remove && update === undefined) throw failedToParse('Either an update or remove=true must be specified');
  const project = (doc: Doc | null): Doc | null => (doc && fields ? (new Query<Doc>({}).find<Doc>([doc], fields).all()[0] ?? null) : doc);
  const [id] = [...firstMatching(collection, query, sort, false)];
  if (id === undefined) {
    if (!upsert || remove) return { lastErrorObject: { n: 0, ...(remove ? {} : { updatedExisting: false }) }, value: null, ok: 1 };
    const { doc, written } = insertUpserted(collection, query, update, arrayFilters);
    await written;
    return { lastErrorObject: { n: 1, updatedExisting: false, upserted: doc._id }, value: isNew ? project(doc) : null, ok: 1 };
  }
  const before = collection.read(id);
  if (remove) {
    await collection.delete(id);
    return { lastErrorObject: { n: 1 }, value: project(before), ok: 1 };
  }
  const after = applyUpdate(before, update, query, arrayFilters, false);
  await collection.replace(id, after);
  return { lastErrorObject: { n: 1, updatedExisting: true }, value: project(isNew ? after : before), ok: 1 };
}

/** Runs the statements of a bulk write at once and waits for the disk once; an ordered one stops at its first error. */
async function bulk(statements: Doc[], isOrdered: boolean, run: (statement: Doc, n: number) => Promise<unknown>): Promise<Doc[]> {
  const errors: Doc[] = [];
  const writes: Promise<unknown>[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      writes.push(run(statement, index));
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      errors.push({ index, code: error.code, errmsg: error.message, ...error.details });
      if (isOrdered) break;
    }
  }
  await Promise.all(writes);
  return errors;
}

const withErrors = (reply: Doc, writeErrors: Doc[]): Doc => ({ ...reply, ...(writeErrors.length > 0 ? { writeErrors } : {}), ok: 1 });

/** The commands that write documents. */
export const WRITES: Readonly<Record<string, Command>> = {
  insert: {
    fields: ['documents', 'ordered', 'bypassDocumentValidation'],
    async run(command, context) {
      const collection = context.databases.created(command.$db, command.insert);
      const errors = await bulk(command.documents, command.ordered ?? true, (doc) => collection.insert(doc));
      return withErrors(
        { n: command.ordered === false || errors.length === 0 ? command.documents.length - errors.length : (errors[0]?.index ?? 0) },
        errors,
      );
    },
  },
  update: {
    fields: ['updates', 'ordered', 'bypassDocumentValidation'],
    async run(command, context) {
      const collection = context.databases.created(command.$db, command.update);
      let [n, nModified] = [0, 0];
      const upserted: Doc[] = [];
      const errors = await bulk(command.updates, command.ordered ?? true, (statement, index) => {
        assertFields('update.updates', statement, ['q', 'u', 'multi', 'upsert', 'arrayFilters', 'hint', 'sort']);
        const result = runUpdate(collection, statement);
        n += result.n;
        nModified += result.changed;
        if (result.upserted !== undefined) upserted.push({ index, _id: result.upserted });
        return result.written;
      });
      return withErrors({ n, nModified, ...(upserted.length > 0 ? { upserted } : {}) }, errors);
    },
  },
  findAndModify: {
    fields: ['query', 'sort', 'remove', 'update', 'new', 'upsert', 'fields', 'arrayFilters', 'bypassDocumentValidation'],
    run: findAndModify,
  },
  delete: {
    fields: ['deletes', 'ordered'],
    async run(command, context) {
      const collection = collectionOf(command, context, 'delete');
      let n = 0;
      const errors = await bulk(command.deletes, command.ordered ?? true, (statement) => {
        assertFields('delete.deletes', statement, ['q', 'limit', 'hint']);
        const ids = [...firstMatching(collection, statement.q, undefined, statement.limit !== 1)];
        n += ids.length;
        return Promise.all(ids.map((id) => collection.delete(id)));
      });
      return withErrors({ n }, errors);
    },
  },
};
