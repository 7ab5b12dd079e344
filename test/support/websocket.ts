import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** A text as one frame from a server (RFC 6455). */
function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const head = body.length < 126 ? Buffer.from([0x81, body.length]) : Buffer.from([0x81, 126, body.length >> 8, body.length & 255]);
  return Buffer.concat([head, body]);
}

/** The texts of whole frames from a client, and what is left behind them. */
function textsIn(bytes: Buffer): { texts: string[]; rest: Buffer } {
  const texts: string[] = [];
  let rest = bytes;
  while (rest.length >= 6) {
    const [first = 0, second = 0] = rest;
    const short = second & 127;
    const at = short === 126 ? 4 : 2;
    const length = short === 126 ? rest.readUInt16BE(2) : short;
    if (rest.length < at + 4 + length) break;
    const mask = rest.subarray(at, at + 4);
    const body = rest.subarray(at + 4, at + 4 + length).map((byte, n) => byte ^ (mask[n % 4] ?? 0));
    if ((first & 15) === 1) texts.push(Buffer.from(body).toString('utf8'));
    rest = rest.subarray(at + 4 + length);
  }
  return { texts, rest };
}

/** What stands before a Web API as a proxy would, and gives connections for Socket Mode. */
export class SocketSlack {
  /** What the bot sent through its connection. */
  readonly received: string[] = [];
  /** How often it asked for a connection, with which token. */
  readonly asked: string[] = [];
  /** What it is answered when it asks; a connection without. */
  refusal: { readonly status: number; readonly body: object } | undefined;
  private readonly sockets: Socket[] = [];

  private constructor(
    private readonly server: Server,
    private readonly api: string,
  ) {}

  static async before(api: string): Promise<SocketSlack> {
    const server = createServer();
    const own = new SocketSlack(server, api);
    server.on('request', (request, response) => {
      own.answer(request).then(
        ({ status, body }) => response.writeHead(status, { 'content-type': 'application/json' }).end(body),
        () => response.writeHead(502).end(),
      );
    });
    server.on('upgrade', (request, socket: Socket) => own.open(request, socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return own;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/api/`;
  }

  /** Sends an envelope through every connection. */
  send(envelope: object): void {
    for (const socket of this.sockets) socket.write(frame(JSON.stringify(envelope)));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
    const method = (request.url ?? '').split('/').at(-1) ?? '';
    if (method === 'apps.connections.open') {
      this.asked.push(String(request.headers.authorization));
      const { status, body } = this.refusal ?? { status: 200, body: { ok: true, url: `ws://127.0.0.1:${this.port}/link` } };
      return { status, body: JSON.stringify(body) };
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { authorization = '', 'content-type': type = 'application/json' } = request.headers;
    const handed = await fetch(`${this.api}${method}`, {
      method: 'POST',
      body: Buffer.concat(chunks),
      headers: { authorization, 'content-type': type },
    });
    return { status: handed.status, body: await handed.text() };
  }

  private open(request: IncomingMessage, socket: Socket): void {
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${MAGIC}`).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    );
    this.sockets.push(socket);
    let left: Buffer = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      const { texts, rest } = textsIn(Buffer.concat([left, chunk]));
      left = rest;
      this.received.push(...texts);
    });
    socket.write(frame(JSON.stringify({ type: 'hello', num_connections: 1 })));
  }
}
