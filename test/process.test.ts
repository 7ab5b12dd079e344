import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from './support/desk.js';
import { aFolder } from './support/store.js';

interface Bot {
  readonly child: ChildProcess;
  output(): string;
  readonly ended: Promise<number | null>;
}

/** Starts the built bot as an operator would. */
function start(env: Record<string, string>): Bot {
  const child = spawn(process.execPath, ['dist/src/main.js'], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  return { child, output: () => output, ended: new Promise((resolve) => child.on('exit', resolve)) };
}

/** The first start lives through the sample week. */
const START_MS = 150_000;

const urlOf = (bot: Bot): Promise<string> =>
  eventually(() => {
    const url = /ready (http:\/\/localhost:\d+)/.exec(bot.output())?.[1];
    if (!url) throw new Error(bot.output());
    return url;
  }, START_MS);

describe('the bot as a process', () => {
  let folder: Awaited<ReturnType<typeof aFolder>>;
  const bots: Bot[] = [];
  const run = (env: Record<string, string> = {}): Bot => {
    const bot = start({ PORT: '0', DATA_DIR: folder.path, ...env });
    bots.push(bot);
    return bot;
  };
  /** What does not ask for the sample week need not live through it. */
  const runEmpty = (env: Record<string, string> = {}): Bot => run({ SANDBOX_SAMPLE: 'none', ...env });
  beforeEach(async () => {
    folder = await aFolder();
  });
  afterEach(async () => {
    for (const { child, ended } of bots.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
    await folder.remove();
  });

  test('starts with nothing set, says ready with its URL, and stops gracefully on SIGTERM', async () => {
    const bot = run();
    const url = await urlOf(bot);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    bot.child.kill('SIGTERM');
    expect(await bot.ended).toBe(0);
    expect(bot.output()).toContain('"stopped"');
    expect(bot.output()).not.toContain('"level":50');
  });

  test('is not ready before it says so, however early the port answers', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    const bot = run({ PORT: String(port) });
    const answers: string[] = [];
    await eventually(async () => {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`);
      const answer = await response.text();
      if (!bot.output().includes('ready http')) answers.push(answer);
      if (response.status !== 200) throw new Error(answer);
    }, START_MS);
    await urlOf(bot);
    expect(answers.length).toBeGreaterThan(1);
    expect(answers.slice(0, -1).every((answer) => answer.includes('start'))).toBe(true);
  });

  test('wrong settings stop the start with exit code 2 and a line for each', async () => {
    const bot = run({ PORT: 'none', LOG_LEVEL: 'loud' });
    expect(await bot.ended).toBe(2);
    expect(bot.output().trim().split('\n')).toEqual([expect.stringMatching(/^PORT: /), expect.stringMatching(/^LOG_LEVEL: /)]);
  });

  test('a second bot on the same DATA_DIR is told what to do', async () => {
    const first = runEmpty();
    await urlOf(first);
    const second = runEmpty();
    expect(await second.ended).toBe(2);
    expect(second.output()).toMatch(/is in use by another bot process.*MONGODB_URI=mongodb:\/\/[^/]+desk\.sock\/fieldbell/);
  });

  test('a port that is taken is said in a sentence', async () => {
    const url = await urlOf(runEmpty());
    const other = await aFolder();
    const second = run({ PORT: new URL(url).port, DATA_DIR: other.path });
    expect(await second.ended).toBe(2);
    expect(second.output()).toMatch(/PORT: \d+ is in use/);
    await other.remove();
  });

  test('kill -9 and a start again: tickets, messages and reminders are there, and nothing is told twice', async () => {
    const first = run();
    const before = await (await fetch(`${await urlOf(first)}/sandbox/state`)).json();
    await new Promise((resolve) => setTimeout(resolve, 600));
    first.child.kill('SIGKILL');
    await first.ended;
    const second = run();
    const url = await urlOf(second);
    await fetch(`${url}/sandbox/clock`, { method: 'POST', body: JSON.stringify({ advance: 'PT10M' }) });
    const { messages } = await (await fetch(`${url}/sandbox/state`)).json();
    const cards = messages
      .filter(
        ({ text, threadTs, channel }: { text: string; threadTs?: string; channel: string }) =>
          channel === 'C01DESK' && !threadTs && /^T-\d+ · P/.test(text),
      )
      .map(({ text }: { text: string }) => text.split(' ')[0]);
    expect(new Set(cards).size).toBe(cards.length);
    expect(messages.length).toBeGreaterThanOrEqual(before.messages.length);
  });

  test('no token, secret or phone number is ever in its log, but what was decided about which case', async () => {
    const bot = run({ LOG_LEVEL: 'debug' });
    const url = await urlOf(bot);
    await fetch(`${url}/sandbox/act`, {
      method: 'POST',
      body: JSON.stringify({ user: 'U01AGENT', command: '/newcall', text: '138 0000 0001' }),
    });
    await fetch(`${url}/sandbox/act`, { method: 'POST', body: JSON.stringify({ user: 'U01AGENT', command: '/ticket', text: 'T-1' }) });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const leaks = bot
      .output()
      .split('\n')
      .filter((line) => /xox[bap]-|\b138 ?0000|signing/i.test(line));
    expect(leaks.map((line) => line.slice(0, 200))).toEqual([]);
    const { messages } = await (await fetch(`${url}/sandbox/state`)).json();
    const { channel, ts } = messages.findLast(({ blocks }: { blocks?: object }) =>
      JSON.stringify(blocks ?? '').includes('"action_id":"case:accept"'),
    );
    await fetch(`${url}/sandbox/act`, {
      method: 'POST',
      body: JSON.stringify({ user: 'U02ENGLI', action: { channel, ts, actionId: 'case:accept' } }),
    });
    const decided = await eventually(() => {
      const line = bot
        .output()
        .split('\n')
        .findLast((one) => /"correlation".*"action":"accept"|"action":"accept".*"correlation"/.test(one));
      if (!line) throw new Error('nothing decided');
      return JSON.parse(line);
    });
    expect(decided).toMatchObject({
      msg: 'decided',
      case: expect.stringMatching(/^T-\d+$/),
      correlation: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
  });
});
