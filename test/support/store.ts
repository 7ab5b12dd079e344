import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedStore, openEmbeddedStore } from '../../src/embedded/server.js';

/** A folder that goes away with the test. */
export async function aFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'fieldbell-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export const silent = { info() {}, warn() {} };

/** A database's address with which the driver tells of each command. */
export const telling = (uri: string): string => `${uri}${uri.includes('?') ? '&' : '?'}monitorCommands=true`;

/** An embedded store whose address is such a one. */
export const openTellingStore: typeof openEmbeddedStore = async (...given) => {
  const store = await openEmbeddedStore(...given);
  return { ...store, uri: telling(store.uri) };
};

/** With MONGODB_URI set, a database of its own there. */
export function freshUri(): string | undefined {
  const outside = process.env.MONGODB_URI;
  if (!outside) return undefined;
  const uri = new URL(outside);
  uri.pathname = `/fieldbell_test_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  return uri.href;
}

/** With MONGODB_URI set, the database there that stands for a folder: the same one each time. */
export function uriFor(folder: string): string | undefined {
  const outside = process.env.MONGODB_URI;
  if (!outside) return undefined;
  const uri = new URL(outside);
  uri.pathname = `/fieldbell_test_${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
  return uri.href;
}

/** A database for a test: MONGODB_URI with a name of its own when set, else an embedded store in a fresh folder. */
export async function aDatabase(): Promise<{ uri: string; close(): Promise<void> }> {
  const outside = freshUri();
  if (outside) return { uri: outside, close: async () => {} };
  const folder = await aFolder();
  const store: EmbeddedStore = await openEmbeddedStore(folder.path, silent);
  return {
    uri: store.uri,
    async close() {
      await store.close();
      await folder.remove();
    },
  };
}
