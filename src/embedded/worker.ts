import { parentPort, workerData } from 'node:worker_threads';
import { openEmbeddedStore } from './server.js';
import { StoreInUseError } from './storage.js';

/** What the store's thread tells. */
export interface Told {
  readonly what: 'info' | 'warn' | 'ready' | 'inUse' | 'failed';
  readonly text: string;
}

// The embedded store in a thread of its own, see apart.ts. It ends when it is told anything.
const tell = (told: Told): void => parentPort?.postMessage(told);
try {
  const store = await openEmbeddedStore(workerData, {
    info: (text) => tell({ what: 'info', text }),
    warn: (text) => tell({ what: 'warn', text }),
  });
  parentPort?.once('message', () => void store.close().then(() => parentPort?.close()));
  tell({ what: 'ready', text: store.uri });
} catch (error) {
  tell({ what: error instanceof StoreInUseError ? 'inUse' : 'failed', text: error instanceof Error ? error.message : String(error) });
}
