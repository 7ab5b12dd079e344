import { afterEach, describe, expect, test } from '@jest/globals';
import type { CaseNo } from '../../src/cases/case.js';
import { readSettings } from '../../src/settings.js';
import { METADATA_TYPE, Sent } from '../../src/slack/outbox/sent.js';
import { Channels } from '../../src/slack/people/channels.js';
import { ALARMS, aCall, DESK, eventually, TestDesk } from '../support/desk.js';
import { owe, waiting } from '../support/outbox.js';

const THROTTLED = Object.assign(new Error('throttled'), { code: 'slack_webapi_rate_limited_error', retryAfter: 60 });
/** So many that nobody takes them for one cause. */
const FAULTS = ['打印机卡纸', '网络断了', '扫码枪不亮', '钱箱打不开', '屏幕黑了', '系统很慢', '会员登录不了'];

describe('what is read of Slack goes on where it was', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  /** Lets Slack give so few messages a page, and refuse every call but one until `next` is called; answers the calls that it took. */
  function limited(method: string, most: number) {
    const { client } = desk.app.desk;
    const apiCall = client.apiCall.bind(client);
    const taken: Record<string, unknown>[] = [];
    let isOpen = true;
    client.apiCall = async (name, args = {}) => {
      if (name !== method) return apiCall(name, args);
      if (!isOpen) throw THROTTLED;
      isOpen = false;
      taken.push(args);
      return apiCall(name, { ...args, limit: most });
    };
    return {
      taken,
      next: () => {
        isOpen = true;
      },
    };
  }

  test('L8: with one page a minute the notice is found all the same, and no page is read twice', async () => {
    desk = await TestDesk.open();
    const since = desk.app.desk.clock.now().toJSDate();
    const { client } = desk.app.desk;
    const posted: string[] = [];
    for (let n = 0; n < 50; n += 1) {
      const metadata = { event_type: METADATA_TYPE, event_payload: { notices: `T-1:1:${n}` } };
      posted.push((await client.chat.postMessage({ channel: ALARMS, text: `${n}`, metadata })).ts ?? '');
    }
    const { taken, next } = limited('conversations.history', 15);
    const sent = new Sent(client);
    const earlier = sent.since(since);
    const find = () => earlier.find('T-1:1:missing', ALARMS).catch(() => 'again');
    let found: string | undefined = await find();
    for (let minutes = 1; found === 'again' && minutes < 20; minutes += 1) {
      next();
      found = await find();
    }
    expect(found).toBeUndefined();
    expect(await earlier.find('T-1:1:3', ALARMS)).toBe(posted[3]);
    expect(taken.length).toBeLessThanOrEqual(5);
    expect(new Set(taken.map(({ latest }) => latest)).size).toBe(taken.length);
    // What came since is one more page, not all of them.
    const metadata = { event_type: METADATA_TYPE, event_payload: { notices: 'T-1:2:0' } };
    const { ts } = await client.chat.postMessage({ channel: ALARMS, text: 'later', metadata });
    const before = taken.length;
    await new Promise((resolve) => setTimeout(resolve, 5));
    next();
    expect(await sent.since(since).find('T-1:2:0', ALARMS)).toBe(ts);
    expect(taken.length).toBe(before + 1);
  });

  test('L8: replies are read to their end too', async () => {
    desk = await TestDesk.open();
    const since = desk.app.desk.clock.now().toJSDate();
    const { client } = desk.app.desk;
    const { ts: root = '' } = await client.chat.postMessage({ channel: DESK, text: 'root' });
    let last = '';
    for (let n = 0; n < 40; n += 1) {
      const metadata = { event_type: METADATA_TYPE, event_payload: { notices: `T-1:1:${n}` } };
      last = (await client.chat.postMessage({ channel: DESK, thread_ts: root, text: `${n}`, metadata })).ts ?? '';
    }
    const { next } = limited('conversations.replies', 15);
    const earlier = new Sent(client).since(since);
    const find = () => earlier.find('T-1:1:39', DESK, root).catch(() => 'again');
    let found: string | undefined = await find();
    for (let minutes = 1; found === 'again' && minutes < 20; minutes += 1) {
      next();
      found = await find();
    }
    expect(found).toBe(last);
  });

  test('L9: a name among more channels than one answer holds is found, and reading them goes on after a pause', async () => {
    desk = await TestDesk.open();
    for (let n = 0; n < 30; n += 1) await desk.newChannel(`shop-${n}`);
    const { client } = desk.app.desk;
    const { list } = client.conversations;
    const limits: (number | undefined)[] = [];
    let calls = 0;
    client.conversations.list = async (args) => {
      limits.push(args?.limit);
      calls += 1;
      if (calls === 3) throw THROTTLED;
      return list.call(client.conversations, { ...args, limit: 10 });
    };
    const read = readSettings({ channels: { desk: 'shop-29' } });
    if (!read.ok) throw new Error('settings');
    const channels = new Channels(client, read.settings);
    await expect(channels.idOf('desk')).rejects.toThrow('throttled');
    expect(await channels.idOf('desk')).toMatch(/^C/);
    expect(limits.every((limit) => limit === 1000)).toBe(true);
    expect(calls).toBe(5);
    expect(channels.count).toBe(33);
    await channels.idOf('desk');
    expect(calls).toBe(5);
    client.conversations.list = list;
  });

  test('L1: a burst of 80 alarms is told to the last line in as many messages as Slack takes', async () => {
    desk = await TestDesk.open();
    const { model, team } = desk.app.desk.cases;
    const no = await desk.logCall(aCall({ customer: '悦购超市（浦东新区世纪大道旗舰店）' }));
    await desk.settle();
    const first = await model.collection.findOne({ team, no });
    if (!first) throw new Error('no ticket');
    const { _id, ...copy } = first;
    const numbers = Array.from({ length: 80 }, (_, n) => `T-${n + 100}` as CaseNo);
    await model.collection.insertMany(numbers.map((one, n) => ({ ...copy, no: one, seq: n + 100, origin: one })) as never);
    const at = desk.app.desk.clock.now().toJSDate();
    const deadline = { id: 'd', track: 'resolve#1', step: 'snoozed', dueAt: at, promisedAt: at, to: [] };
    await owe(desk, numbers, { to: { kind: 'channel', name: 'alarms' }, say: 'resolve.warning', deadline });
    await desk.app.desk.outbox.run();
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    const digests = desk.posted(ALARMS);
    const told = digests.flatMap(({ metadata }) => String(metadata?.event_payload?.notices).split(' '));
    expect([...told].sort()).toEqual(numbers.map((one) => `${one}:late`).sort());
    for (const { blocks } of digests) expect(JSON.stringify(blocks).length).toBeLessThan(13_000);
    const words = digests.map(({ blocks }) => JSON.stringify(blocks)).join();
    for (const one of numbers) expect(words).toContain(one);
    expect(digests.length).toBeLessThan(20);
  });

  test('L1: a digest that Slack refuses for its form goes in halves, never again unchanged', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const numbers: CaseNo[] = [];
    for (let n = 0; n < 7; n += 1) numbers.push((await desk.logCall(aCall({ customer: `Shop ${n}`, description: FAULTS[n] }))) as CaseNo);
    await desk.settle();
    const at = desk.app.desk.clock.now().toJSDate();
    const deadline = { id: 'd', track: 'resolve#1', step: 'snoozed', dueAt: at, promisedAt: at, to: [] };
    await owe(desk, numbers, { to: { kind: 'channel', name: 'alarms' }, say: 'resolve.warning', deadline });
    const { chat } = desk.app.desk.client;
    const { postMessage } = chat;
    const sizes: number[] = [];
    chat.postMessage = async (message) => {
      const length = JSON.stringify(message && 'blocks' in message ? message.blocks : []).length;
      sizes.push(length);
      if (length > 600)
        throw Object.assign(new Error('x'), { code: 'slack_webapi_platform_error', data: { ok: false, error: 'msg_blocks_too_long' } });
      return postMessage.call(chat, message);
    };
    await desk.app.desk.outbox.run();
    chat.postMessage = postMessage;
    expect(await waiting(desk)).toBe(0);
    const told = desk.posted(ALARMS).flatMap(({ metadata }) => String(metadata?.event_payload?.notices).split(' '));
    expect([...told].sort()).toEqual(numbers.map((one) => `${one}:late`).sort());
    expect(new Set(sizes.filter((size) => size > 600)).size).toBeGreaterThan(1);
  });
});
