import mongoose from 'mongoose';
import { collectionsOf } from './stores.js';

/** So many documents are looked at. */
const SAMPLE = 200;

/**
 * Which collection documents are of, by the fields that the stores declare: all that they need are there, and there are no others.
 * Undefined when none fits, or more than one.
 */
export function nameByShape(documents: readonly Readonly<Record<string, unknown>>[]): string | undefined {
  const connection = mongoose.createConnection(); // connects to nothing: it only carries what is declared
  const names = collectionsOf(connection).map(({ name }) => name);
  const sample = documents.slice(0, SAMPLE).map((document) => Object.keys(document));
  const fitting = Object.values(connection.models).filter(({ schema }) => {
    const paths = Object.keys(schema.paths);
    const fields = new Set(['__v', ...paths.map((path) => path.split('.')[0])]);
    const needed = schema.requiredPaths().map((path) => path.split('.')[0] ?? path);
    return sample.every((keys) => keys.every((key) => fields.has(key)) && needed.every((key) => keys.includes(key)));
  });
  const [only, ...others] = fitting.map(({ collection }) => collection.collectionName).filter((name) => names.includes(name));
  return others.length === 0 ? only : undefined;
}
