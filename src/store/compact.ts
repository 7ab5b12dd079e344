import type { Connection } from './connection.js';

/**
 * Writes an embedded store's files anew, so that what was removed or overwritten lies in none of them any more; whether they are a
 * tool's own or those of a bot that runs. On a MongoDB it does nothing and answers false: its files are its operator's.
 */
export async function writeFilesAnew(connection: Connection): Promise<boolean> {
  const { modules } = (await connection.db?.command({ buildInfo: 1 })) ?? {};
  if (!Array.isArray(modules) || !modules.includes('fieldbell-embedded')) return false;
  await connection.db?.command({ compact: 'cases' });
  return true;
}
