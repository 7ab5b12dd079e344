import type { Collection } from './collection.js';
import type { Cursors } from './cursors.js';
import type { Databases } from './databases.js';
import { notSupported, ServerError } from './errors.js';
import type { Doc } from './wire.js';

/** A command as a row: the fields it understands, and what it answers. Any other field is an error, never ignored. */
export interface Command {
  readonly fields: readonly string[];
  run(command: Doc, context: CommandContext): Doc | Promise<Doc>;
}

export interface CommandContext {
  readonly databases: Databases;
  readonly cursors: Cursors;
  readonly connectionId: number;
}

export const collectionOf = (command: Doc, { databases }: CommandContext, name: string): Collection =>
  databases.collection(command.$db, command[name]);

export function assertFields(where: string, given: Doc, known: readonly string[]): void {
  for (const field of Object.keys(given)) {
    if (known.includes(field)) continue;
    if (field === 'collation' || field === 'let' || field === 'c') throw notSupported(`${where}.${field}`);
    throw new ServerError(40415, 'Location40415', `BSON field '${where}.${field}' is an unknown field.`);
  }
}
