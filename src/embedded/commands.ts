import { ADMIN } from './admin.js';
import { assertFields, type Command, type CommandContext } from './command.js';
import { ServerError } from './errors.js';
import { READS } from './reads.js';
import type { Doc } from './wire.js';
import { WRITES } from './writes.js';

/** Fields of every command that change nothing here: one server, every write synced. */
const COMMON = [
  '$db',
  'lsid',
  '$clusterTime',
  '$readPreference',
  'readConcern',
  'writeConcern',
  'comment',
  'maxTimeMS',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'hint',
];
const COMMANDS: Readonly<Record<string, Command>> = { ...ADMIN, ...READS, ...WRITES };

/** Runs one command of a driver. Expected failures are ServerErrors. */
export async function runCommand(command: Doc, context: CommandContext): Promise<Doc> {
  const name = Object.keys(command)[0] ?? '';
  const known = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if ('txnNumber' in command || 'startTransaction' in command || 'autocommit' in command) {
    throw new ServerError(20, 'IllegalOperation', 'Transaction numbers are only allowed on a replica set member or mongos');
  }
  if (!known) throw new ServerError(59, 'CommandNotFound', `no such command: '${name}'`);
  assertFields(name, command, [name, ...COMMON, ...known.fields]);
  return known.run(command, context);
}
