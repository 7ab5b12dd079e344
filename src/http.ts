import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';

/** Answers a request, or says that it is not its business. */
export type Route = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<boolean> | boolean;

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

/** The bodies we read ourselves are small; a larger one is refused. */
const LARGEST_BODY = 2 * 1024 * 1024;

/** The bytes of a request's body. Throws when there are more than `largest`. */
export async function readBytes(request: IncomingMessage, largest: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > largest) throw new Error('the request is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export const readBody = async (request: IncomingMessage): Promise<string> => (await readBytes(request, LARGEST_BODY)).toString('utf8');

/** One HTTP server for Slack, health and, in the sandbox, its page. `routes` are asked in order. */
export async function serveHttp(
  port: number,
  host: string | undefined,
  routes: readonly Route[],
  slack: () => RequestListener | undefined,
): Promise<HttpServer> {
  const server: Server = createServer((request, response) => {
    void answer(request, response, routes, slack()).catch((error: unknown) => {
      if (!response.headersSent) sendJson(response, 500, { error: error instanceof Error ? error.message : String(error) });
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
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

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  routes: readonly Route[],
  slack: RequestListener | undefined,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname === '/slack/events' && slack) {
    slack(request, response);
    return;
  }
  for (const route of routes) if (await route(request, response, url)) return;
  sendJson(response, 404, { error: 'not found' });
}
