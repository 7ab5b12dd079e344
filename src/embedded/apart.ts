import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { StoreLog } from './log.js';
import { StoreInUseError, StoreRefusedError } from './refusals.js';
import type { EmbeddedStore } from './server.js';
import type { Told } from './worker.js';

const REFUSALS: Readonly<Record<'inUse' | 'refused' | 'failed', (text: string) => Error>> = {
  inUse: (text) => new StoreInUseError(text),
  refused: (text) => new StoreRefusedError(text),
  failed: (text) => new Error(text),
};

/**
 * Opens the embedded store in a thread of its own, so that its work keeps no request waiting. Throws StoreRefusedError. Should the
 * thread break while it runs, so does the process: without its data the bot is none.
 */
export async function openStoreApart(folder: string, log: StoreLog): Promise<EmbeddedStore> {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: folder });
  const uri = await new Promise<string>((ready, refused) => {
    const ended = (code: number): void => refused(new Error(`the embedded store ended with code ${code} while it opened`));
    worker.once('error', refused).once('exit', ended);
    worker.on('message', ({ what, text }: Told) => {
      if (what === 'info' || what === 'warn') return log[what](text);
      worker.off('error', refused).off('exit', ended);
      if (what === 'ready') ready(text);
      else refused(REFUSALS[what](text));
    });
  });
  const ended = (code: number): void => {
    throw new Error(`the thread of the embedded store ended with code ${code}`);
  };
  worker.once('exit', ended);
  return {
    uri,
    async close() {
      worker.off('exit', ended).postMessage('close');
      await once(worker, 'exit');
    },
  };
}
