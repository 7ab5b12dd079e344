import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, lstatSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FILES, pathsIn } from './folder.js';
import { reasonOf, StoreInUseError, StoreRefusedError } from './refusals.js';

/** The system takes socket paths of 108 bytes on Linux, 104 on macOS, with a zero at the end. */
const MOST_PATH_BYTES = 100;
/** Room for the names that a socket has while it is put in its place. */
const NAME_BYTES = 24;
const isPiped = process.platform === 'win32';

/**
 * The way into a store: a socket in its folder, which only the folder's owner may enter. Who listens there has the folder alone: a
 * socket whose process has died answers nobody, so that nothing has to be cleared up after a kill.
 */
export class Door {
  /** Who connects while the store still reads its files. */
  private readonly early = new Set<Socket>();
  private enter = (socket: Socket): void => {
    this.early.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => this.early.delete(socket));
  };

  private constructor(
    private readonly server: Server,
    /** Where a client connects. */
    readonly path: string,
    private readonly letGo: () => void,
  ) {
    server.on('connection', (socket) => this.enter(socket));
  }

  /** Throws StoreInUseError when another process has the folder. */
  static async at(folder: string): Promise<Door> {
    const server = createServer({ pauseOnConnect: true });
    if (isPiped) return new Door(server, await listenOnPipe(server, folder), () => {});
    const { near, leave } = within(resolve(folder));
    const path = join(near, FILES.socket);
    try {
      const own = join(near, `desk.sock.${randomBytes(4).toString('hex')}`);
      await listen(server, own);
      chmodSync(own, 0o600);
      await take(own, path, folder);
      const { ino } = lstatSync(path);
      return new Door(server, path, () => {
        if (existsSync(path) && lstatSync(path).ino === ino) rmSync(path, { force: true });
        leave();
      });
    } catch (error) {
      await stop(server);
      leave();
      if (error instanceof StoreRefusedError) throw error;
      throw new StoreRefusedError(
        `DATA_DIR ${folder} takes no socket (${reasonOf(error)}); give another DATA_DIR, on a local disk with some room, or use a MongoDB (MONGODB_URI)`,
      );
    }
  }

  /** From now on whoever connects is let in; who came before as well. */
  open(enter: (socket: Socket) => void): void {
    this.enter = (socket) => enter(socket.resume());
    for (const socket of this.early) this.enter(socket);
    this.early.clear();
  }

  async close(): Promise<void> {
    for (const socket of this.early) socket.destroy();
    await stop(this.server);
    this.letGo();
  }
}

async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolved, reject) => server.once('error', reject).listen(path, resolved));
}

const stop = (server: Server): Promise<void> => new Promise((stopped) => server.close(() => stopped()));

/** A path to the folder that is short enough for sockets: itself, or a link to it in a folder of our own. */
function within(folder: string): { near: string; leave(): void } {
  if (Buffer.byteLength(folder) + NAME_BYTES <= MOST_PATH_BYTES) return { near: folder, leave() {} };
  const own = mkdtempSync(join(tmpdir(), 'fieldbell-')); // 0700
  symlinkSync(folder, join(own, 'd'));
  return { near: join(own, 'd'), leave: () => rmSync(own, { recursive: true, force: true }) };
}

/** Puts a listening socket in the folder's place for it, unless somebody listens there. */
async function take(own: string, path: string, folder: string): Promise<void> {
  for (;;) {
    if (linked(own, path)) break;
    if (await answers(path)) throw new StoreInUseError(inUseSentence(folder));
    // Nobody answers: it is a dead one's. It is moved aside first, and asked again, lest it be another's who was quicker.
    const aside = `${own}.old`;
    if (!moved(path, aside)) continue;
    const isAlive = await answers(aside);
    if (isAlive) linked(aside, path);
    rmSync(aside, { force: true });
    if (isAlive) throw new StoreInUseError(inUseSentence(folder));
  }
  rmSync(own, { force: true });
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function moved(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

const answers = (path: string): Promise<boolean> =>
  new Promise((answer) => {
    const socket = connect(path, () => {
      socket.destroy();
      answer(true);
    });
    socket.once('error', (error) => answer(codeOf(error) !== 'ECONNREFUSED' && codeOf(error) !== 'ENOENT'));
  });

const codeOf = (error: unknown): unknown => (typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined);

/** On Windows a named pipe, of which there is one. */
async function listenOnPipe(server: Server, folder: string): Promise<string> {
  const path = `\\\\.\\pipe\\fieldbell-${createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16)}.sock`;
  try {
    await listen(server, path);
    return path;
  } catch (error) {
    throw codeOf(error) === 'EADDRINUSE' ? new StoreInUseError(inUseSentence(folder)) : error;
  }
}

function inUseSentence(folder: string): string {
  const uri = uriOfOpen(folder);
  const how = uri ? `start this one with MONGODB_URI=${uri}` : 'start this one with the MONGODB_URI that the first one printed';
  return `DATA_DIR ${folder} is in use by another bot process. To run a second bot on the same data, ${how}; to run a separate bot, give it another DATA_DIR.`;
}

/** Where the process that has this folder's store open lets others in; undefined when it left no note of it. */
export function uriOfOpen(folder: string): string | undefined {
  try {
    const { uri } = JSON.parse(readFileSync(pathsIn(folder).note, 'utf8'));
    return typeof uri === 'string' ? uri : undefined;
  } catch {
    return undefined;
  }
}
