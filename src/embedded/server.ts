import type { Socket } from 'node:net';
import type { CommandContext } from './command.js';
import { runCommand } from './commands.js';
import { Databases } from './databases.js';
import { Door } from './door.js';
import { ServerError } from './errors.js';
import { guardFolder } from './folder.js';
import type { StoreLog } from './log.js';
import { StoreRefusedError } from './refusals.js';
import { Storage } from './storage.js';
import { type Doc, encodeReply, Incoming, type Request } from './wire.js';

/** A running embedded store. */
export interface EmbeddedStore {
  /** What mongoose connects to: a socket that only the owner of the folder may use. */
  readonly uri: string;
  close(): Promise<void>;
}

/** More connections than a few bots have are refused. */
const MOST_CONNECTIONS = 500;

/** Opens the store in a folder and serves MongoDB's wire protocol on a socket in it. Throws StoreRefusedError. */
export async function openEmbeddedStore(folder: string, log: StoreLog, mostDocuments?: number): Promise<EmbeddedStore> {
  const exposed = guardFolder(folder);
  if (exposed.length > 0)
    log.warn(`other users of this machine could read ${exposed[0]} and ${exposed.length - 1} more; now only its owner can`);
  const door = await Door.at(folder);
  try {
    const storage = await Storage.open(folder, log, mostDocuments);
    return serving(door, storage, Databases.load(storage), log);
  } catch (error) {
    await door.close(); // so that whoever tries again finds the folder free
    if (error instanceof StoreRefusedError || !isSystemError(error)) throw error;
    throw new StoreRefusedError(
      `DATA_DIR ${folder} cannot be used (${error.message}): see whether its disk is full or failing, and who owns it`,
    );
  }
}

function serving(door: Door, storage: Storage, databases: Databases, log: StoreLog): EmbeddedStore {
  const cursors: CommandContext['cursors'] = new Map();
  const sockets = new Set<Socket>();
  let connections = 0;
  door.open((socket) => {
    if (sockets.size >= MOST_CONNECTIONS) return socket.destroy();
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, { databases, cursors, connectionId: connections }, log);
  });
  const uri = `mongodb://${encodeURIComponent(door.path)}/fieldbell?directConnection=true`;
  storage.announce(uri);
  let isClosing = false;
  return {
    uri,
    async close() {
      if (isClosing) return;
      isClosing = true;
      const close = (socket: Socket): void => void socket.destroy();
      door.open(close);
      sockets.forEach(close);
      await storage.close();
      await door.close();
    },
  };
}

const isSystemError = (error: unknown): error is Error => typeof error === 'object' && error !== null && 'syscall' in error;

/** A reply that cannot be encoded, such as one that is too large, is an error to whoever asked, not the end of the process. */
function encoded(request: Request, reply: Doc, replyId: number, log: StoreLog): Buffer {
  try {
    return encodeReply(request, reply, replyId);
  } catch (error) {
    return encodeReply(request, errorReply(error, log), replyId);
  }
}

function serve(socket: Socket, context: CommandContext, log: StoreLog): void {
  const incoming = new Incoming();
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
      for (const request of incoming.take(chunk)) turn = turn.then(() => answer(request));
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
