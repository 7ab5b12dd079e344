import { tracingChannel } from 'node:diagnostics_channel';
import type { Connection } from 'mongoose';

/** Where mongoose tells of what it does. The driver's own monitoring decodes each answer a second time. */
const CHANNELS = ['mongoose:query', 'mongoose:aggregate', 'mongoose:model:insertMany', 'mongoose:model:bulkWrite', 'mongoose:cursor:next'];

/** An operation as mongoose tells of it; the same object from its beginning to its end. */
interface Operation {
  readonly operation: string;
  readonly serverAddress?: string;
  readonly serverPort?: number;
  readonly database?: string;
  readonly error?: unknown;
}

/** Hears of every operation of this connection's models: its name, whether it went well, and the milliseconds it was waited for. */
export function observeOperations(connection: Connection, observe: (operation: string, isOk: boolean, ms: number) => void): void {
  const begun = new WeakMap<object, number>();
  const isOurs = ({ serverAddress, serverPort, database }: Operation): boolean =>
    serverAddress === connection.host && serverPort === connection.port && database === connection.name;
  const subscribers = {
    start(told: unknown) {
      if (isOurs(told as Operation)) begun.set(told as Operation, performance.now());
    },
    end() {},
    asyncStart() {},
    asyncEnd(told: unknown) {
      const at = begun.get(told as Operation);
      if (at === undefined) return;
      const { operation, error } = told as Operation;
      observe(operation, error === undefined, performance.now() - at);
    },
    error() {},
  };
  for (const name of CHANNELS) tracingChannel(name).subscribe(subscribers);
  connection.once('close', () => {
    for (const name of CHANNELS) tracingChannel(name).unsubscribe(subscribers);
  });
}
