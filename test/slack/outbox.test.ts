import { createHook } from 'node:async_hooks';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { CaseNo } from '../../src/cases/case.js';
import { METHODS } from '../../src/sandbox/methods.js';
import { OutboxStore } from '../../src/store/outbox.js';
import { ALARMS, aCall, DESK, directOf, eventually, TestDesk, WHO } from '../support/desk.js';

/** Makes one method of the sandbox's Slack misbehave for a while. */
function disturb(
  method: string,
  answers: ((real: () => ReturnType<(typeof METHODS)[string]['run']>) => ReturnType<(typeof METHODS)[string]['run']>)[],
): () => void {
  const row = METHODS[method];
  if (!row) throw new Error(method);
  const { run } = row;
  row.run = (args, context) => {
    const answer = answers.shift();
    return answer ? answer(() => run(args, context)) : run(args, context);
  };
  return () => {
    row.run = run;
  };
}

describe('the outbox', () => {
  let desk: TestDesk;
  let restore: () => void = () => {};
  afterEach(async () => {
    restore();
    await desk.close();
  });

  const cards = (no: string): number => desk.posted(DESK).filter(({ text, threadTs }) => !threadTs && text.startsWith(`${no} `)).length;
  const waiting = (): Promise<number> => desk.app.desk.cases.model.countDocuments({ nextNoticeAt: { $exists: true } });

  test('tries again after 429 with Retry-After, and posts once', async () => {
    desk = await TestDesk.open();
    restore = disturb('chat.postMessage', [() => ({ ok: false, error: 'ratelimited', retryAfter: 1 })]);
    const no = await desk.logCall(aCall());
    expect(await waiting()).toBe(1);
    await eventually(() => expect(cards(no)).toBe(1));
    await eventually(async () => expect(await waiting()).toBe(0));
  });

  test('tries again after an error of Slack, in order', async () => {
    desk = await TestDesk.open();
    restore = disturb('chat.postMessage', [
      () => ({ ok: false, error: 'internal_error' }),
      () => ({ ok: false, error: 'service_unavailable' }),
    ]);
    const no = await desk.logCall(aCall({ impact: 'high', urgency: 'high' }));
    await eventually(() => expect(desk.posted(ALARMS).filter(({ text }) => text.includes(no))).toHaveLength(1));
    expect(cards(no)).toBe(1);
    const [first] = desk.workspace.messages.filter(({ text }) => text.includes(no));
    expect(first?.channel).toBe(DESK);
  });

  test('a connection that breaks after Slack took the message does not double it', async () => {
    desk = await TestDesk.open();
    restore = disturb('chat.postMessage', [
      (real) => {
        real();
        throw new Error('connection reset');
      },
    ]);
    const no = await desk.logCall(aCall());
    expect(cards(no)).toBe(1);
    await eventually(async () => {
      await desk.settle();
      expect(await waiting()).toBe(0);
    });
    expect(cards(no)).toBe(1);
    expect((await desk.case(no))?.home?.ts).toBe((await desk.card(no)).ts);
  });

  test('a sender that died between posting and recording: the next finds the message by its metadata', async () => {
    desk = await TestDesk.open();
    const no = await desk.logCall(aCall());
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
    await desk.app.desk.outbox.run();
    expect(cards(no)).toBe(1);
    expect((await desk.case(no))?.home?.ts).toBe(sent?.ts);
    expect(await waiting()).toBe(0);
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

  const owe = async (numbers: readonly CaseNo[], notice: object): Promise<void> => {
    const { model, team } = desk.app.desk.cases;
    for (const no of numbers)
      await model.collection.updateOne(
        { team, no },
        {
          $set: {
            notices: [{ id: `${no}:late`, say: 'accepted', params: { by: 'x' }, isUrgent: false, createdAt: new Date(), ...notice }],
            nextNoticeAt: new Date(0),
          },
        },
      );
  };

  test('a sender that stood still so long that another sent its notice too takes its own message back', async () => {
    desk = await TestDesk.open();
    const no = (await desk.logCall(aCall())) as CaseNo;
    await desk.settle();
    const { store, messages } = { store: new OutboxStore(desk.app.desk.cases, 'x'), messages: () => desk.posted(DESK) };
    const before = messages().length;
    await owe([no], { to: { kind: 'thread' } });
    const another = anotherSendsToo(no, `${no}:late`);

    await desk.app.desk.outbox.run();

    expect(messages()).toHaveLength(before + 1);
    expect(messages().at(-1)).toMatchObject({ ts: another.ts(), text: `${no}:late by another` });
    expect(await store.stands(no, { id: `${no}:late`, ts: another.ts() ?? '' })).toBe(true);
    expect((await desk.case(no))?.sent.filter(({ id }) => id === `${no}:late`)).toHaveLength(1);
    restore();
    expect(await waiting()).toBe(0);
  });

  test('of a digest only the line is taken back that another sent', async () => {
    desk = await TestDesk.open();
    const numbers: CaseNo[] = [];
    for (let n = 0; n < 7; n += 1) numbers.push((await desk.logCall(aCall({ customer: `Shop ${n}` }))) as CaseNo);
    await desk.settle();
    const at = desk.app.desk.clock.now().toJSDate();
    const deadline = { id: 'd', track: 'resolve#1', step: 'snoozed', dueAt: at, promisedAt: at, to: [] };
    await owe(numbers, { to: { kind: 'channel', name: 'desk' }, say: 'resolve.warning', deadline });
    anotherSendsToo('T-3' as CaseNo, 'T-3:late');

    await desk.app.desk.outbox.run();

    const [digest, ...more] = desk.posted(DESK).filter(({ metadata }) => JSON.stringify(metadata ?? '').includes('T-3:late'));
    expect(more).toEqual([]);
    const told = numbers.filter(
      (no) => JSON.stringify(digest?.blocks).includes(`|${no}>`) || JSON.stringify(digest?.blocks).includes(`${no} `),
    );
    expect(told).toEqual(numbers.filter((no) => no !== 'T-3'));
    restore();
    expect(await waiting()).toBe(0);
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

    await eventually(async () => expect((await desk.case(visit))?.copies).toEqual([{ channel: mine, ts, user: WHO.engineer }]));
    await desk.settle();
    expect(desk.posted(mine).map((one) => one.ts)).toContain(ts);
    expect(desk.posted(mine).filter(({ blocks }) => blocks?.[0]?.type === 'header')).toEqual([]); // its own
    restore();
    expect(await waiting()).toBe(0);
  });

  test('a case that another sender took over while it waited for its turn in the channel is left to him', async () => {
    desk = await TestDesk.open({ messageGapMs: 1_050 });
    await desk.logCall(aCall({ customer: 'A' }));
    await eventually(() => expect(desk.posted(DESK)).toHaveLength(1));
    const { model, team } = desk.app.desk.cases;
    const waits = desk.logCall(aCall({ customer: 'B' }), WHO.anna);
    await eventually(async () => expect(await model.collection.countDocuments({ team, no: 'T-2', claim: { $exists: true } })).toBe(1));
    await model.collection.updateOne({ team, no: 'T-2' }, { $set: { claim: { by: 'other', until: new Date(Date.now() + 60_000) } } });
    await waits;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(cards('T-2')).toBe(0);
    await model.collection.updateOne({ team, no: 'T-2' }, { $set: { 'claim.until': new Date(0), nextNoticeAt: new Date(0) } });
    await desk.app.desk.outbox.run();
    expect(cards('T-2')).toBe(1);
  });

  test('stops at once although messages wait for their turn, and gives their cases back', async () => {
    desk = await TestDesk.open({ messageGapMs: 5_000 });
    const { model, team } = desk.app.desk.cases;
    const logged = [WHO.agent, WHO.anna, WHO.tom].map((user) => desk.logCall(aCall({ customer: user }), user).catch(() => {}));
    await eventually(async () => expect(await model.collection.countDocuments({ team, claim: { $exists: true } })).toBeGreaterThan(1));
    const begun = performance.now();
    await desk.app.desk.outbox.stop();
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect(await model.collection.countDocuments({ team, claim: { $exists: true } })).toBe(0);
    expect(await waiting()).toBeGreaterThan(0);
    await Promise.all(logged);
  });

  test('whoever asks for a round while one goes on is not waited for: on a busy desk it may go on for hours', async () => {
    desk = await TestDesk.open();
    const { outbox, client } = desk.app.desk;
    const { postMessage } = client.chat;
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isSending = false;
    client.chat.postMessage = async (message) => {
      isSending = true;
      await held;
      return postMessage(message);
    };
    const logged = desk.logCall(aCall());
    await eventually(() => expect(isSending).toBe(true));
    let promises = 0;
    const counter = createHook({
      init(_id, type) {
        if (type === 'PROMISE') promises += 1;
      },
    }).enable();
    for (let n = 0; n < 100; n += 1) outbox.poke();
    counter.disable();
    release();
    expect(promises).toBe(0);
    expect(cards(await logged)).toBe(1);
  });

  test('keeps to one message a second and channel, as Slack asks', async () => {
    desk = await TestDesk.open({ messageGapMs: 1_050 });
    const refused: number[] = [];
    const row = METHODS['chat.postMessage'];
    const run = row?.run;
    if (!row || !run) throw new Error('no method');
    row.run = (args, context) => {
      const answer = run(args, context);
      if (!answer.ok) refused.push(1);
      return answer;
    };
    restore = () => {
      row.run = run;
    };
    await Promise.all([
      desk.logCall(aCall({ customer: 'A' })),
      desk.logCall(aCall({ customer: 'B' }), WHO.anna),
      desk.logCall(aCall({ customer: 'C' }), WHO.tom),
    ]);
    await eventually(() => expect(desk.posted(DESK)).toHaveLength(3));
    const at = desk.posted(DESK).map(({ ts }) => Number(ts));
    expect(Math.min(...at.slice(1).map((ts, n) => ts - (at[n] ?? 0)))).toBeGreaterThan(0.99);
    expect(refused).toEqual([]);
  });

  test('a channel that is gone: the supervisor is told by direct message, once, and the notice is kept', async () => {
    desk = await TestDesk.open({ settings: { channels: { desk: 'no-such-channel' } } });
    await desk.command(WHO.agent, '/call');
    const view = await desk.modal(WHO.agent, 'call.log');
    await desk.submit(WHO.agent, view, aCall());
    await eventually(() => expect(desk.posted(directOf(WHO.supervisor))[0]?.text).toContain('no-such-channel'));
    await desk.settle();
    expect(desk.posted(directOf(WHO.supervisor))).toHaveLength(1);
    expect(await waiting()).toBe(1);
  });

  test('a bot that is not in the channel tells the supervisor, and delivers after it was invited', async () => {
    desk = await TestDesk.open();
    const channel = desk.workspace.channel(DESK);
    if (!channel) throw new Error('no channel');
    channel.hasBot = false;
    const no = await desk.logCall(aCall());
    await eventually(() => expect(desk.posted(directOf(WHO.supervisor))[0]?.text).toContain('not_in_channel'));
    channel.hasBot = true;
    await desk.advance('PT16M');
    expect(cards(no)).toBe(1);
  });

  test('an alarm of a case that ended while it waited is not sent any more', async () => {
    desk = await TestDesk.open();
    const no = await desk.logCall(aCall());
    const broken = Array.from({ length: 40 }, () => () => ({ ok: false as const, error: 'internal_error' }));
    restore = disturb('chat.postMessage', broken);
    await desk.sleepThrough({ hours: 25 });
    await desk.app.runJobs();
    await desk.actWithForm(WHO.agent, no, 'cancel', { reason: 'x' });
    restore();
    restore = () => {};
    await desk.sleepThrough({ minutes: 20 });
    await desk.app.runJobs();
    expect(desk.workspace.messages.filter(({ text, channel }) => text.includes('🔴') && channel !== DESK)).toEqual([]);
    expect(await waiting()).toBe(0);
  });

  test('a card that somebody deleted is posted anew', async () => {
    desk = await TestDesk.open();
    const no = await desk.logCall(aCall());
    desk.workspace.messages = [];
    await desk.say(WHO.agent, 'hello');
    const result = await desk.app.desk.cases.change(no as never, (record) => ({
      ok: true,
      next: { ...record, version: record.version + 1 },
      entries: [],
      notices: [{ id: 'again', to: { kind: 'home' }, say: 'card', params: {}, isUrgent: false, createdAt: new Date() }],
    }));
    expect(result?.ok).toBe(true);
    await desk.app.desk.outbox.run();
    expect(cards(no)).toBe(1);
  });
});
