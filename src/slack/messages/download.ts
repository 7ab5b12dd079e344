/** Why a file was not taken: `code` is a key under `trouble.file_`. */
export class FileTrouble extends Error {
  constructor(
    readonly code: 'elsewhere' | 'tooLarge' | 'tooSlow' | 'away' | 'gone',
    detail: string,
  ) {
    super(detail);
  }
}

/** Where Slack keeps what is uploaded, government workspaces included. */
const SLACK_HOSTS = ['slack.com', 'slack-gov.com'];
const MOST_REDIRECTS = 5;
const PATIENCE_MS = 20_000;

/** May the bot's token go to this address? To Slack by https, and to where its Web API is in any case. */
function isSlacks(url: URL, apiUrl: string): boolean {
  if (url.username || url.password) return false;
  if (url.origin === new URL(apiUrl).origin) return true;
  const isHost = SLACK_HOSTS.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
  return url.protocol === 'https:' && url.port === '' && isHost;
}

/** The bytes of a body, read only up to `most`. */
async function bounded(response: Response, most: number): Promise<Buffer> {
  const tooLarge = (size: number) => new FileTrouble('tooLarge', `the file has ${size} bytes or more, at most ${most} are taken`);
  const announced = Number(response.headers.get('content-length') ?? 0);
  if (announced > most) {
    await response.body?.cancel();
    throw tooLarge(announced);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop by a throw cancels the body.
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > most) throw tooLarge(size);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Where the bot's token stands, and where Slack's Web API is. */
interface Slack {
  readonly token?: string | undefined;
  readonly slackApiUrl: string;
}

async function following(address: string, slack: Slack, signal: AbortSignal): Promise<Response> {
  let url = new URL(address);
  for (let left = MOST_REDIRECTS; left >= 0; left -= 1) {
    if (!isSlacks(url, slack.slackApiUrl)) throw new FileTrouble('elsewhere', `the file is at ${url.host}, not in Slack`);
    const response = await fetch(url, { headers: { authorization: `Bearer ${slack.token ?? ''}` }, redirect: 'manual', signal });
    const next = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (next === null) return response;
    await response.body?.cancel();
    url = new URL(next, url);
  }
  throw new FileTrouble('away', 'the file is behind too many redirects');
}

/** The first bytes of a body; the rest is not waited for. */
async function beginning(response: Response, bytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= bytes) break;
  }
  return Buffer.concat(chunks).subarray(0, bytes);
}

async function taken(address: string, slack: Slack, patienceMs: number, read: (response: Response) => Promise<Buffer>): Promise<Buffer> {
  const signal = AbortSignal.timeout(patienceMs);
  try {
    const response = await following(address, slack, signal);
    if (response.ok) return await read(response);
    await response.body?.cancel();
    throw new FileTrouble('away', `Slack answered ${response.status} for the file`);
  } catch (error) {
    if (error instanceof FileTrouble) throw error;
    if (signal.aborted) throw new FileTrouble('tooSlow', `the file did not come within ${patienceMs} ms`);
    throw new FileTrouble('away', error instanceof Error ? error.message : String(error));
  }
}

/**
 * What is at an address that Slack names, at most `most` bytes within `patienceMs`. The bot's token goes with the request, so that
 * only Slack is asked: of a remote file Slack names any host. Each redirect is looked at anew. Throws FileTrouble.
 */
export const download = (address: string, slack: Slack, most: number, patienceMs = PATIENCE_MS): Promise<Buffer> =>
  taken(address, slack, patienceMs, (response) => bounded(response, most));

/** The first bytes of what is there, in the same way: a large file is not loaded to see what it is. Throws FileTrouble. */
export const downloadBeginning = (address: string, slack: Slack, bytes: number, patienceMs: number): Promise<Buffer> =>
  taken(address, slack, patienceMs, (response) => beginning(response, bytes));
