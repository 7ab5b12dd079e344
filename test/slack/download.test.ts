import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { download, FileTrouble } from '../../src/slack/messages/download.js';

/** A host that keeps what it was asked, and answers as the path says. */
class Host {
  readonly asked: { path: string; token: string | undefined }[] = [];
  private readonly server: Server;

  constructor(answer: (request: IncomingMessage, response: ServerResponse) => void) {
    this.server = createServer((request, response) => {
      this.asked.push({ path: request.url ?? '', token: request.headers.authorization });
      answer(request, response);
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const MOST = 100_000;

describe('S5: the token leaves only for Slack, and a download ends', () => {
  let slackAt = '';
  let otherAt = '';
  let sent = 0;
  const other = new Host((_request, response) => response.end('stolen'));
  const slack = new Host(({ url = '' }, response) => {
    if (url === '/file') response.end('bytes');
    else if (url === '/away') response.writeHead(404).end();
    else if (url === '/moved') response.writeHead(302, { location: '/file' }).end();
    else if (url === '/out') response.writeHead(302, { location: `${otherAt}/taken` }).end();
    else if (url === '/circle') response.writeHead(302, { location: '/circle' }).end();
    else if (url === '/announced') response.writeHead(200, { 'content-length': String(MOST + 1) }).write('x');
    else if (url === '/endless') {
      const more = (): void => {
        sent += 10_000;
        if (!response.destroyed) response.write(Buffer.alloc(10_000), () => setImmediate(more));
      };
      more();
    } else if (url === '/dripping') {
      const drip = setInterval(() => (response.destroyed ? clearInterval(drip) : response.write('x')), 20);
    }
    // Anything else hangs without a word.
  });
  beforeAll(async () => {
    slackAt = await slack.listen();
    otherAt = await other.listen();
  });
  afterAll(async () => {
    await slack.close();
    await other.close();
  });

  const fetched = (address: string, patienceMs = 5_000): Promise<string> =>
    download(address, { token: 'xoxb-secret', slackApiUrl: `${slackAt}/api/` }, MOST, patienceMs).then(
      (bytes) => bytes.toString(),
      (error: unknown) => (error instanceof FileTrouble ? error.code : `unexpected: ${String(error)}`),
    );

  test('from where the Web API is, with the token, also by a redirect there', async () => {
    expect(await fetched(`${slackAt}/file`)).toBe('bytes');
    expect(await fetched(`${slackAt}/moved`)).toBe('bytes');
    expect(slack.asked.at(-1)).toEqual({ path: '/file', token: 'Bearer xoxb-secret' });
    expect(await fetched(`${slackAt}/away`)).toBe('away');
  });

  test('another host is not even asked: not at once, nor by a redirect', async () => {
    expect(await fetched(`${otherAt}/taken`)).toBe('elsewhere');
    expect(await fetched(`${slackAt}/out`)).toBe('elsewhere');
    expect(other.asked).toEqual([]);
    expect(await fetched(`${slackAt}/circle`)).toBe('away');
  });

  test.each([
    'https://evil.example/files-pri/T1-F1/a.xlsx',
    'https://files.slack.com.evil.example/a',
    'https://evilslack.com/a',
    'https://slack.com@evil.example/a',
    'https://user:pass@files.slack.com/a',
    'http://files.slack.com/files-pri/T1-F1/a.xlsx',
    'https://files.slack.com:8443/a',
    'ftp://files.slack.com/a',
    'file:///etc/passwd',
    'data:text/plain,x',
  ])('%s is none of Slack’s', async (address) => {
    expect(await fetched(address)).toBe('elsewhere');
  });

  test('what is no address is said to be away', async () => {
    expect(await fetched('no address')).toBe('away');
  });

  test('a body without end is read up to the limit and no further', async () => {
    expect(await fetched(`${slackAt}/announced`)).toBe('tooLarge');
    expect(await fetched(`${slackAt}/endless`)).toBe('tooLarge');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const at = sent;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(sent).toBe(at);
  });

  test('a host that hangs, or drips for ever, is given up', async () => {
    expect(await fetched(`${slackAt}/silent`, 300)).toBe('tooSlow');
    expect(await fetched(`${slackAt}/dripping`, 300)).toBe('tooSlow');
  });
});
