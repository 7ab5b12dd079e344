import { afterEach, describe, expect, test } from '@jest/globals';
import type { CaseNo } from '../../src/cases/case.js';
import { OutboxStore } from '../../src/store/outbox.js';
import { aCall, DESK, directOf, eventually, TestDesk, WHO } from '../support/desk.js';
import { cardsOf, disturb, owe, waiting } from '../support/outbox.js';

describe('several senders on one store', () => {
  let desk: TestDesk;
  let restore: () => void = () => {};
  afterEach(async () => {
    restore();
    await desk.close();
  });

  /** A sender posts the card of this case and dies before it is recorded; answers what it had sent. */
  async function dies(no: string) {
    const { model, team } = desk.app.desk.cases;
    const sent = (await desk.case(no))?.sent[0];
    const card = {
      id: sent?.id,
      to: { kind: 'home' },
      say: 'card',
      params: {},
      isUrgent: false,
      createdAt: (await desk.case(no))?.openedAt,
    };
    await model.collection.updateOne(
      { team, no },
      {
        $set: { notices: [card], nextNoticeAt: card.createdAt, claim: { by: 'dead', until: new Date(Date.now() - 1) } },
        $unset: { home: '' },
      },
    );
    return sent;
  }

  test('a sender that died between posting and recording: the next finds the message by its metadata', async () => {
    desk = await TestDesk.open();
    const no = await desk.logCall(aCall());
    const sent = await dies(no);
    await desk.app.desk.outbox.run();
    expect(cardsOf(desk, no)).toBe(1);
    expect((await desk.case(no))?.home?.ts).toBe(sent?.ts);
    expect(await waiting(desk)).toBe(0);
  });

  test('a sender that died, and Slack throttles the looking: the next looks again, and sends nothing twice', async () => {
    desk = await TestDesk.open();
    const no = await desk.logCall(aCall());
    await dies(no);
    disturb(desk, { slack: 'throttles', method: 'conversations.history', times: 1, retryAfter: 1 });
    await desk.app.desk.outbox.run();
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    expect(cardsOf(desk, no)).toBe(1);
  });

  test('a sender that stops before its turn leaves the doubt about an earlier one to the next', async () => {
    desk = await TestDesk.open({ messageGapMs: 60_000 });
    const no = await desk.logCall(aCall());
    await eventually(() => expect(cardsOf(desk, no)).toBe(1));
    await owe(desk, [no as CaseNo], { to: { kind: 'thread' } });
    const { model } = desk.app.desk.cases;
    const isHeldBy = (by: string) => model.collection.countDocuments({ no, 'claim.by': by });
    await model.collection.updateOne({ no }, { $set: { claim: { by: 'dead', until: new Date(Date.now() - 1) } } });
    desk.app.desk.outbox.poke();
    await eventually(async () => expect(await isHeldBy('dead')).toBe(0));
    await desk.app.desk.outbox.stop();
    expect((await desk.case(no))?.claim).toBeUndefined();
    expect((await desk.case(no))?.notices.map(({ attempts }) => attempts)).toEqual([1]);
  });

  test('two senders at once never send the same notice twice', async () => {
    desk = await TestDesk.open();
    for (let n = 0; n < 5; n += 1) await desk.logCall(aCall({ customer: `Shop ${n}` }));
    const { model, team } = desk.app.desk.cases;
    await model.collection.updateMany(
      { team },
      {
        $set: {
          notices: [{ id: 'same', to: { kind: 'thread' }, say: 'accepted', params: { by: 'x' }, isUrgent: false, createdAt: new Date() }],
          nextNoticeAt: new Date(0),
        },
      },
    );
    const other = new OutboxStore(desk.app.desk.cases, 'other');
    const now = desk.app.desk.clock.now().toJSDate();
    const numbers = ['T-1', 'T-2', 'T-3', 'T-4', 'T-5'] as CaseNo[];
    const run = desk.app.desk.outbox.run();
    const mine = (await Promise.all(numbers.map((no) => other.claim([no], now)))).flat();
    await run;
    const posted = desk.posted(DESK).filter(({ threadTs }) => threadTs).length;
    expect(mine.length + posted).toBe(5);
  });

  /** Slack takes the bot's next message, but its answer comes so late that meanwhile another sender sent one of these notices too. */
  function anotherSendsToo(no: CaseNo, id: string): { readonly ts: () => string | undefined } {
    const { client, cases } = desk.app.desk;
    const { postMessage } = client.chat;
    const { now } = Date;
    const other = new OutboxStore(cases, 'other');
    let ts: string | undefined;
    client.chat.postMessage = async (message) => {
      client.chat.postMessage = postMessage;
      const answer = await postMessage.call(client.chat, message);
      ({ ts } = await postMessage.call(client.chat, { channel: DESK, text: `${id} by another` }));
      await other.settle([{ no, done: [{ id, sent: { id, channel: DESK, ts: ts ?? '', at: new Date() } }] }]);
      Date.now = () => now() + 21_000;
      return answer;
    };
    restore = () => {
      Date.now = now;
      client.chat.postMessage = postMessage;
    };
    return { ts: () => ts };
  }

  test('a sender that stood still so long that another sent its notice too takes its own message back', async () => {
    desk = await TestDesk.open();
    const no = (await desk.logCall(aCall())) as CaseNo;
    await desk.settle();
    const { store, messages } = { store: new OutboxStore(desk.app.desk.cases, 'x'), messages: () => desk.posted(DESK) };
    const before = messages().length;
    await owe(desk, [no], { to: { kind: 'thread' } });
    const another = anotherSendsToo(no, `${no}:late`);

    await desk.app.desk.outbox.run();

    expect(messages()).toHaveLength(before + 1);
    expect(messages().at(-1)).toMatchObject({ ts: another.ts(), text: `${no}:late by another` });
    expect(await store.stands(no, { id: `${no}:late`, ts: another.ts() ?? '' })).toBe(true);
    expect((await desk.case(no))?.sent.filter(({ id }) => id === `${no}:late`)).toHaveLength(1);
    restore();
    expect(await waiting(desk)).toBe(0);
  });

  test('of a digest only the line is taken back that another sent', async () => {
    desk = await TestDesk.open();
    const numbers: CaseNo[] = [];
    for (let n = 0; n < 7; n += 1) numbers.push((await desk.logCall(aCall({ customer: `Shop ${n}` }))) as CaseNo);
    await desk.settle();
    const at = desk.app.desk.clock.now().toJSDate();
    const deadline = { id: 'd', track: 'resolve#1', step: 'snoozed', dueAt: at, promisedAt: at, to: [] };
    await owe(desk, numbers, { to: { kind: 'channel', name: 'desk' }, say: 'resolve.warning', deadline });
    anotherSendsToo('T-3' as CaseNo, 'T-3:late');

    await desk.app.desk.outbox.run();

    const [digest, ...more] = desk.posted(DESK).filter(({ metadata }) => JSON.stringify(metadata ?? '').includes('T-3:late'));
    expect(more).toEqual([]);
    const told = numbers.filter(
      (no) => JSON.stringify(digest?.blocks).includes(`|${no}>`) || JSON.stringify(digest?.blocks).includes(`${no} `),
    );
    expect(told).toEqual(numbers.filter((no) => no !== 'T-3'));
    restore();
    expect(await waiting(desk)).toBe(0);
  });

  test('of a form that two senders uploaded one file stands', async () => {
    desk = await TestDesk.open();
    const visit = (await desk.orderVisit(await desk.logCall(aCall()))) as CaseNo;
    await desk.settle();
    const { client, cases } = desk.app.desk;
    const { filesUploadV2 } = client;
    const { now } = Date;
    restore = () => {
      Date.now = now;
      client.filesUploadV2 = filesUploadV2;
    };
    const other = new OutboxStore(cases, 'other');
    const id = `${visit}:late`;
    let rival = '';
    client.filesUploadV2 = async (options) => {
      client.filesUploadV2 = filesUploadV2;
      const mine = await filesUploadV2.call(client, options);
      const { files } = (await filesUploadV2.call(client, options)) as unknown as { files: { files: { id: string }[] }[] };
      rival = files[0]?.files[0]?.id ?? '';
      await other.settle([{ no: visit, done: [{ id, sent: { id, channel: DESK, ts: rival, at: new Date() } }] }]);
      Date.now = () => now() + 21_000;
      return mine;
    };
    await owe(desk, [visit], { to: { kind: 'thread' }, document: 'order' });

    await desk.app.desk.outbox.run();

    const uploaded = desk.posted(DESK).flatMap(({ files = [] }) => files);
    expect(uploaded).toHaveLength(2);
    expect(uploaded.filter(({ mode }) => mode !== 'tombstone').map((file) => file.id)).toEqual([rival]);
    expect((await desk.case(visit))?.sent.filter((sent) => sent.id === id).map(({ ts }) => ts)).toEqual([rival]);
    restore();
    expect(await waiting(desk)).toBe(0);
  });

  test("of somebody's own card two senders leave one", async () => {
    desk = await TestDesk.open();
    const visit = (await desk.orderVisit(await desk.logCall(aCall()))) as CaseNo;
    const { client, cases } = desk.app.desk;
    const { postMessage } = client.chat;
    const mine = directOf(WHO.engineer);
    const other = new OutboxStore(cases, 'other');
    let ts = '';
    client.chat.postMessage = async (message) => {
      if (message?.channel === mine && ts === '') {
        ({ ts = '' } = await postMessage.call(client.chat, { channel: mine, text: `${visit} by another` }));
        expect(await other.copied(visit, { channel: mine, ts, user: WHO.engineer }, [])).toBe(true);
      }
      return postMessage.call(client.chat, message);
    };
    restore = () => {
      client.chat.postMessage = postMessage;
    };

    await desk.actWithForm(WHO.engineer, visit, 'accept', {});

    await eventually(async () => expect((await desk.case(visit))?.copies).toEqual([{ channel: mine, ts, user: WHO.engineer }]), 60_000);
    await desk.settle();
    expect(desk.posted(mine).map((one) => one.ts)).toContain(ts);
    expect(desk.posted(mine).filter(({ blocks }) => blocks?.[0]?.type === 'header')).toEqual([]); // its own
    restore();
    expect(await waiting(desk)).toBe(0);
  });

  test('a case that another sender took over while it waited for its turn in the channel is left to him', async () => {
    desk = await TestDesk.open({ messageGapMs: 6_000 });
    await desk.logCall(aCall({ customer: 'A' }));
    await eventually(() => expect(desk.posted(DESK)).toHaveLength(1));
    const { model, team } = desk.app.desk.cases;
    const waits = desk.logCall(aCall({ customer: 'B' }), WHO.anna);
    await eventually(async () => expect(await model.collection.countDocuments({ team, no: 'T-2', claim: { $exists: true } })).toBe(1));
    await model.collection.updateOne({ team, no: 'T-2' }, { $set: { claim: { by: 'other', until: new Date(Date.now() + 60_000) } } });
    await waits;
    await new Promise((resolve) => setTimeout(resolve, 6_500));
    expect(cardsOf(desk, 'T-2')).toBe(0);
    await model.collection.updateOne({ team, no: 'T-2' }, { $set: { 'claim.until': new Date(0), nextNoticeAt: new Date(0) } });
    await desk.app.desk.outbox.run();
    expect(cardsOf(desk, 'T-2')).toBe(1);
  });
});
