import { createServer, connect as dial, type Socket } from 'node:net';
import { type Doc, encodeReply, Incoming, type Request } from '../../src/embedded/wire.js';

/** What becomes of a command: it passes; it is done and its answer is lost; or it is not done and this is the answer. A promise holds it up. */
export type Meddling = 'pass' | 'lose' | Doc;

/** Stands on the wire between a driver and its database, and meddles with the commands that pass. */
export async function aProxy(
  uri: string,
  meddle: (command: Doc) => Meddling | Promise<Meddling>,
): Promise<{ uri: string; close(): Promise<void> }> {
  const target = new URL(uri);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const host = decodeURIComponent(target.hostname);
    const upstream = host.endsWith('.sock') ? dial(host) : dial(Number(target.port), host);
    const incoming = new Incoming();
    let arrived: Buffer = Buffer.alloc(0);
    let isLost = false;
    let replies = 1_000_000;
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end).on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    upstream.on('data', (chunk) => (isLost ? end() : client.write(chunk)));
    let turn = Promise.resolve();
    const handle = async (request: Request, bytes: Buffer): Promise<void> => {
      const fate = await meddle(request.command);
      if (fate === 'pass' || fate === 'lose') {
        isLost ||= fate === 'lose';
        upstream.write(bytes);
        return;
      }
      replies += 1;
      client.write(encodeReply(request, fate, replies));
    };
    client.on('data', (chunk) => {
      const whole = Buffer.concat([arrived, chunk]);
      let at = 0;
      for (const request of incoming.take(chunk)) {
        const bytes = whole.subarray(at, at + whole.readInt32LE(at));
        at += bytes.length;
        turn = turn.then(() => handle(request, bytes));
      }
      arrived = whole.subarray(at);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    uri: `mongodb://127.0.0.1:${port}${target.pathname}${target.search}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
