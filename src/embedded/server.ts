import { createServer, type Server, type Socket } from 'node:net';
import type { CommandContext } from './command.js';
import { runCommand } from './commands.js';
import { Databases } from './databases.js';
import { ServerError } from './errors.js';
import { Storage, type StoreLog } from './storage.js';
import { type Doc, encodeReply, type Request, takeRequests } from './wire.js';

/** A running embedded store. */
export interface EmbeddedStore {
  /** What mongoose connects to, loopback only. */
  readonly uri: string;
  close(): Promise<void>;
}

/** Opens the store in a folder and serves MongoDB's wire protocol on loopback. Throws StoreInUseError. */
export async function openEmbeddedStore(folder: string, log: StoreLog, port = 0, mostDocuments?: number): Promise<EmbeddedStore> {
  const storage = await Storage.open(folder, log, mostDocuments);
  const databases = await Databases.load(storage);
  const cursors: CommandContext['cursors'] = new Map();
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, { databases, cursors, connectionId: connections }, log);
  });
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  } catch (error) {
    await storage.close(); // so that whoever tries again finds the folder free
    throw error;
  }
  const uri = `mongodb://127.0.0.1:${portOf(server)}/fieldbell?directConnection=true`;
  storage.announce(uri);
  return {
    uri,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await storage.close();
    },
  };
}

/** A reply that cannot be encoded, such as one that is too large, is an error to whoever asked, not the end of the process. */
function encoded(request: Request, reply: Doc, replyId: number, log: StoreLog): Buffer {
  try {
    return encodeReply(request, reply, replyId);
  } catch (error) {
    return encodeReply(request, errorReply(error, log), replyId);
  }
}

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
};

function serve(socket: Socket, context: CommandContext, log: StoreLog): void {
  let arrived: Buffer = Buffer.alloc(0);
  let replies = 0;
  let turn = Promise.resolve();
  const answer = async (request: Request): Promise<void> => {
    const reply = await runCommand(request.command, context).catch((error: unknown) => errorReply(error, log));
    replies += 1;
    if (!request.isSilent && socket.writable) socket.write(encoded(request, reply, replies, log));
  };
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    try {
      const taken = takeRequests(arrived.length === 0 ? chunk : Buffer.concat([arrived, chunk]));
      arrived = taken.rest;
      for (const request of taken.requests) turn = turn.then(() => answer(request));
    } catch (error) {
      log.warn(
        `a client of the embedded store sent what is not MongoDB's protocol: ${error instanceof Error ? error.message : String(error)}`,
      );
      socket.destroy();
    }
  });
}

function errorReply(error: unknown, log: StoreLog): Record<string, unknown> {
  if (error instanceof ServerError) return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.details };
  log.warn(`the embedded store failed: ${error instanceof Error ? error.stack : String(error)}`);
  return { ok: 0, errmsg: error instanceof Error ? error.message : String(error), code: 8, codeName: 'UnknownError' };
}
