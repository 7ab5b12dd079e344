import { parentPort, workerData } from 'node:worker_threads';
import { StoreInUseError, StoreRefusedError } from './refusals.js';
import { openEmbeddedStore } from './server.js';

/** What the store's thread tells. */
export interface Told {
  readonly what: 'info' | 'warn' | 'ready' | 'inUse' | 'refused' | 'failed';
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
  const what = error instanceof StoreInUseError ? 'inUse' : error instanceof StoreRefusedError ? 'refused' : 'failed';
  tell({ what, text: error instanceof Error ? error.message : String(error) });
}
