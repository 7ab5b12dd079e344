import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Log } from './log.js';

/** Answers a request, or says that it is not its business. */
export type Route = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<boolean> | boolean;

/** Answers what Slack posts. */
export type SlackListener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

const isLocalName = (host: string | undefined): boolean => /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host ?? '');

/** Is this machine asked by its own name, and by no page of another site? A foreign name may be made to mean this address. */
export const isAskedLocally = ({ headers: { host, origin } }: IncomingMessage): boolean =>
  isLocalName(host) && (origin === undefined || isLocalName(origin.replace(/^https?:\/\//, '')));

/** The bodies we read ourselves are small; a larger one is refused. */
const LARGEST_BODY = 2 * 1024 * 1024;

/** A body with more bytes than are read. */
export class TooLargeError extends Error {}

/** The bytes of a request's body. Throws TooLargeError when there are more than `largest`. */
export async function readBytes(request: IncomingMessage, largest: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > largest) throw new TooLargeError('the request is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export const readBody = async (request: IncomingMessage): Promise<string> => (await readBytes(request, LARGEST_BODY)).toString('utf8');

/** What a client may take: its head within ten seconds, all of a request within thirty, and so much of the server. */
const BOUNDS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
} as const;
const MOST_HEADERS = 100;
const MOST_CONNECTIONS = 2_000;

/** Nothing can be heard at an address of the settings. The message names the variable. */
export class ListenTrouble extends Error {
  constructor(setting: string, host: string | undefined, port: number, cause: Error & { readonly code?: string }) {
    const what =
      cause.code === 'EADDRINUSE'
        ? `${port} is in use by another program; set ${setting} to a free one`
        : cause.code === 'EACCES'
          ? `${port} may not be used without the rights of an administrator; set ${setting} to one from 1024 on`
          : `${host ?? 'all addresses'} is no address of this machine (${cause.code ?? cause.message}); set ${setting} to one that is`;
    super(`${setting}: ${what}`, { cause });
  }
}

/**
 * One HTTP server for Slack, health and, in the sandbox, its page. `routes` are asked in order; `setting` is what names its address. Who meets a failure of ours gets its
 * id; what it was stands in the log.
 */
export async function serveHttp(
  port: number,
  host: string | undefined,
  routes: readonly Route[],
  slack: () => SlackListener | undefined,
  setting = 'PORT',
  log?: Pick<Log, 'error' | 'debug'>,
): Promise<HttpServer> {
  const server: Server = createServer(BOUNDS, (request, response) => {
    void answer(request, response, routes, slack()).catch((error: unknown) => {
      // Who goes away in the middle of his request waits for no answer, and is no trouble of ours: anybody may do that, thousands of times.
      if (request.destroyed && !request.complete) {
        log?.debug({ method: request.method }, 'a client went away before it had asked');
        return response.destroy();
      }
      const id = randomBytes(4).toString('hex');
      log?.error({ err: error, errorId: id, method: request.method }, 'a request could not be answered');
      if (response.headersSent) return response.destroy();
      const isTooLarge = error instanceof TooLargeError;
      return sendJson(response, isTooLarge ? 413 : 500, { error: isTooLarge ? error.message : id }, { connection: 'close' });
    });
  });
  server.maxHeadersCount = MOST_HEADERS;
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) =>
    server.once('error', (error) => reject(new ListenTrouble(setting, host, port, error))).listen(port, host, resolve),
  );
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 1_000).unref();
      await closed;
    },
  };
}

/** The address that is asked for; what names another host, or no path, is none of ours. */
function urlOf({ url = '/' }: IncomingMessage): URL | undefined {
  const address = `http://localhost${url}`;
  return url.startsWith('/') && URL.canParse(address) ? new URL(address) : undefined;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  routes: readonly Route[],
  slack: SlackListener | undefined,
): Promise<void> {
  const url = urlOf(request);
  if (!url) return sendJson(response, 400, { error: 'not an address of this server' });
  if (url.pathname === '/slack/events' && slack) return slack(request, response);
  for (const route of routes) if (await route(request, response, url)) return;
  sendJson(response, 404, { error: 'not found' });
}
