import { afterEach, describe, expect, test } from '@jest/globals';
import type { CaseNo } from '../../src/cases/case.js';
import { openEmbeddedStore } from '../../src/embedded/server.js';
import { Doubts } from '../../src/slack/outbox/doubts.js';
import { METADATA_TYPE, Sent } from '../../src/slack/outbox/sent.js';
import { DoubtStore } from '../../src/store/doubts.js';
import { OutboxStore } from '../../src/store/outbox.js';
import { ALARMS, aCall, DESK, directOf, eventually, TestDesk, WHO } from '../support/desk.js';
import { owe, waiting } from '../support/outbox.js';
import { aFolder, silent } from '../support/store.js';
import { aProxy } from '../support/wire-proxy.js';

const THROTTLED = Object.assign(new Error('throttled'), { code: 'slack_webapi_rate_limited_error', retryAfter: 60 });
/** Refused by the database, which did nothing. */
const TOO_LATE = { ok: 0, code: 50, codeName: 'MaxTimeMSExpired', errmsg: 'operation exceeded time limit' };

describe('nothing is told twice', () => {
  let desk: TestDesk;
  let afterwards: () => Promise<void> = async () => {};
  afterEach(async () => {
    await desk.close();
    await afterwards();
    afterwards = async () => {};
  });

  /** The messages that carry this notice. */
  const carrying = (id: string) =>
    desk.workspace.messages.filter(({ metadata }) => String(metadata?.event_payload?.notices).split(' ').includes(id));

  /** What a sender that is dead by now has brought to Slack. */
  async function sentByTheDead(channel: string, ids: readonly string[], threadTs?: string): Promise<string> {
    const metadata = { event_type: METADATA_TYPE, event_payload: { notices: ids.join(' ') } };
    const thread = threadTs ? { thread_ts: threadTs } : {};
    const { ts = '' } = await desk.app.desk.client.chat.postMessage({ channel, text: ids.join(' '), metadata, ...thread });
    return ts;
  }

  const anOwed = (id: string, to: object) => ({
    id,
    to,
    say: 'accepted',
    params: { by: 'x' },
    isUrgent: false,
    createdAt: desk.app.desk.clock.now().toJSDate(),
  });

  /** The case owes this, and is held by a sender of whom nothing was heard for too long. */
  const leftBehind = (no: string, notices: readonly object[]) =>
    desk.app.desk.cases.model.collection.updateOne({ no }, {
      $set: { notices, nextNoticeAt: new Date(0), claim: { by: 'dead', id: 'x', until: new Date(Date.now() - 1) } },
    } as never);

  test('what the store does not take of what was sent is written down with the next write', async () => {
    const folder = await aFolder();
    const store = await openEmbeddedStore(folder.path, silent);
    let refused = 0;
    let isRefusing = false;
    const proxy = await aProxy(store.uri, (command) => {
      const isRecord = command.update === 'cases' && isRefusing && JSON.stringify(command).includes('"ts"');
      if (!isRecord || refused > 0) return 'pass';
      refused += 1;
      return TOO_LATE;
    });
    afterwards = async () => {
      await proxy.close();
      await store.close();
      await folder.remove();
    };
    desk = await TestDesk.open({ mongodbUri: proxy.uri, logLevel: 'silent' });
    const { model, team } = desk.app.desk.cases;
    const no = await desk.logCall(aCall());
    await desk.settle();
    const first = await model.collection.findOne({ team, no });
    const { _id, ...copy } = first ?? {};
    const numbers = Array.from({ length: 80 }, (_, n) => `T-${n + 100}` as CaseNo);
    await model.collection.insertMany(numbers.map((one, n) => ({ ...copy, no: one, seq: n + 100, origin: one })) as never);
    const at = desk.app.desk.clock.now().toJSDate();
    const deadline = { id: 'd', track: 'resolve#1', step: 'snoozed', dueAt: at, promisedAt: at, to: [] };
    await owe(desk, numbers, { to: { kind: 'channel', name: 'alarms' }, say: 'resolve.warning', deadline });
    isRefusing = true;

    // All of them are one list, and one write: the next one is the next look’s.
    await eventually(async () => {
      await desk.app.desk.outbox.run();
      expect(await waiting(desk)).toBe(0);
    }, 60_000);

    expect(refused).toBe(1);
    expect(numbers.filter((one) => carrying(`${one}:late`).length !== 1)).toEqual([]);
  });

  test('a sender that died at any point: whoever takes over, and however often, finds what Slack has, below a page of newer messages', async () => {
    desk = await TestDesk.open();
    const no = (await desk.logCall(aCall())) as CaseNo;
    await desk.settle();
    const { cases, clock, client, outbox } = desk.app.desk;
    const root = (await desk.card(no)).ts;
    const [engineer, head] = [directOf(WHO.engineer), directOf(WHO.head)];
    const owed = [
      anOwed(`${no}:thread`, { kind: 'thread' }),
      anOwed(`${no}:person`, { kind: 'person', user: WHO.engineer }),
      anOwed(`${no}:alarms`, { kind: 'channel', name: 'alarms' }),
      anOwed(`${no}:unsent`, { kind: 'person', user: WHO.head }),
    ];
    desk.workspace.direct(WHO.engineer);
    const dead = [
      await sentByTheDead(DESK, [`${no}:thread`], root),
      await sentByTheDead(engineer, [`${no}:person`]),
      await sentByTheDead(ALARMS, ['T-8:1:1', `${no}:alarms`, 'T-9:1:1']),
    ];
    for (let n = 0; n < 210; n += 1)
      for (const [channel, threadTs] of [[DESK, root], [engineer], [ALARMS]] as const)
        desk.workspace.add({ channel: channel ?? '', user: WHO.anna, isBot: false, text: `${n}`, ...(threadTs ? { threadTs } : {}) });
    await leftBehind(no, owed);

    // Two others take it over before: one cannot work on it, one stops before its turn.
    const now = clock.now().toJSDate();
    const [second, third] = [new OutboxStore(cases, 'second'), new OutboxStore(cases, 'third')];
    expect(await second.claim([no], now)).toHaveLength(1);
    await second.setAside(no, now);
    expect(await third.claim([no], now)).toHaveLength(1);
    await third.settle([{ no, done: [], back: { now } }]);
    await outbox.run();
    await eventually(async () => expect(await waiting(desk)).toBe(0));

    expect(owed.map(({ id }) => carrying(id).length)).toEqual([1, 1, 1, 1]);
    expect(carrying(`${no}:unsent`).map(({ channel }) => channel)).toEqual([head]);
    const sent = (await desk.case(no))?.sent ?? [];
    expect(owed.slice(0, 3).map(({ id }) => sent.find((one) => one.id === id)?.ts)).toEqual(dead);

    // In a thread the younger one is looked for first.
    const older = clock.now().toJSDate();
    const before = await sentByTheDead(DESK, ['T-1:7:1'], root);
    await desk.sleepThrough({ minutes: 5 });
    const younger = clock.now().toJSDate();
    const after = await sentByTheDead(DESK, ['T-1:8:1'], root);
    const looking = new Sent(client);
    const [late, early] = [looking.since(younger), looking.since(older)];
    expect([await late.find('T-1:8:1', DESK, root), await early.find('T-1:7:1', DESK, root)]).toEqual([after, before]);
  });

  test('what Slack did not show when it was looked for is taken back when it comes to light, as soon as Slack lets us look, but nothing that tells more', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = (await desk.logCall(aCall())) as CaseNo;
    await desk.settle();
    const { client, outbox } = desk.app.desk;
    const root = (await desk.card(no)).ts;
    desk.workspace.direct(WHO.head);
    const hidden = [
      await sentByTheDead(DESK, [`${no}:thread`], root),
      await sentByTheDead(ALARMS, [`${no}:alarms`, 'T-9:1:1']),
      await sentByTheDead(directOf(WHO.head), [`${no}:person`]),
    ];
    const apiCall = client.apiCall.bind(client);
    let isLagging = true;
    let isThrottled = true;
    client.apiCall = async (method, args) => {
      if (!isLagging && isThrottled && method === 'conversations.replies') {
        isThrottled = false;
        throw THROTTLED;
      }
      const answer = await apiCall(method, args);
      const { messages } = answer as { messages?: { ts: string }[] };
      return isLagging && messages ? { ...answer, messages: messages.filter(({ ts }) => !hidden.includes(ts)) } : answer;
    };
    const owed = [
      anOwed(`${no}:thread`, { kind: 'thread' }),
      anOwed(`${no}:alarms`, { kind: 'channel', name: 'alarms' }),
      anOwed(`${no}:person`, { kind: 'person', user: WHO.head }),
    ];
    await leftBehind(no, owed);
    await outbox.run();
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    expect(owed.map(({ id }) => carrying(id).length)).toEqual([2, 2, 2]);

    // Whoever sent them does not live so long: another one looks, when it is time.
    isLagging = false;
    const { cases, log } = desk.app.desk;
    const parts = { client, log, store: new OutboxStore(cases, 'next'), doubts: new DoubtStore(cases) };
    const next = new Doubts(parts, { takeBack: async (message) => void (await client.chat.delete(message)) });
    const isTime = () => cases.model.collection.updateOne({ no } as never, { $set: { doubtsDueAt: new Date(0) } });
    await isTime();
    await next.look();
    expect(isThrottled).toBe(false);
    expect(owed.map(({ id }) => carrying(id).length)).toEqual([2, 2, 1]);
    await isTime();
    await next.look();
    expect(await cases.model.countDocuments({ doubtsDueAt: { $exists: true } })).toBe(0);

    expect(owed.map(({ id }) => carrying(id).length)).toEqual([1, 2, 1]);
    const recorded = (await desk.case(no))?.sent ?? [];
    for (const id of [`${no}:thread`, `${no}:person`]) expect(recorded.find((one) => one.id === id)?.ts).toBe(carrying(id)[0]?.ts);
  });
});
