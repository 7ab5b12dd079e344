import { createHook } from 'node:async_hooks';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { CaseNo } from '../../src/cases/case.js';
import type { FaultKind } from '../../src/sandbox/faults.js';
import { METHODS } from '../../src/sandbox/methods.js';
import { ALARMS, aCall, DESK, directOf, eventually, TestDesk, WHO } from '../support/desk.js';
import { cardsOf, disturb, owe, waiting } from '../support/outbox.js';

describe('the outbox', () => {
  let desk: TestDesk;
  let restore: () => void = () => {};
  afterEach(async () => {
    restore();
    await desk.close();
  });

  test.each<[FaultKind, number]>([
    ['throttles', 0],
    ['fails', 0],
    ['silent', 0],
    ['breaks', 1],
  ])('Slack %s: what was to be said is said once, when it works again', async (slack, atOnce) => {
    desk = await TestDesk.open();
    disturb(desk, { slack });
    const no = await desk.logCall(aCall());
    await eventually(() => expect(cardsOf(desk, no)).toBe(atOnce));
    expect(cardsOf(desk, no) + (await waiting(desk))).toBeGreaterThan(0);
    disturb(desk, { slack: 'works' });
    await eventually(async () => expect(await waiting(desk)).toBe(0), 15_000);
    expect(cardsOf(desk, no)).toBe(1);
    expect((await desk.case(no))?.home?.ts).toBe((await desk.card(no)).ts);
  });

  test('what Slack has throttled is not called before its time, and looked up by nobody', async () => {
    desk = await TestDesk.open();
    const numbers: string[] = [];
    for (let n = 0; n < 5; n += 1) numbers.push(await desk.logCall(aCall({ customer: `Shop ${n}` })));
    const calls = async (method: string, result: string): Promise<number> => {
      const text = await (await fetch(`${desk.app.url}/metrics`)).text();
      const line = text.split('\n').find((one) => one.includes(`slack_calls_total{method="${method}",result="${result}"}`));
      return Number(line?.split(' ').at(-1) ?? 0);
    };
    disturb(desk, { slack: 'throttles', method: 'chat.update', retryAfter: 60 });
    const accept = async (no: string): Promise<void> => {
      await desk.pressOn(WHO.engineer, await desk.card(no), 'accept', no);
      await eventually(async () => expect((await desk.case(no))?.state).toBe('accepted'));
      await desk.settle();
    };
    for (const no of numbers) await accept(no);
    expect(await waiting(desk)).toBe(numbers.length);
    expect(await calls('chat.update', 'ratelimited')).toBe(1);
    expect((await desk.case(numbers[0] ?? ''))?.notices.map(({ attempts }) => attempts)).toEqual([0]);
  });

  test('an alarm does not wait for a card that Slack will not let us draw anew', async () => {
    desk = await TestDesk.open();
    const no = await desk.logCall(aCall());
    await desk.settle();
    disturb(desk, { slack: 'throttles', method: 'chat.update', retryAfter: 60 });
    await desk.sleepThrough({ hours: 25 });
    await desk.app.runJobs();
    await eventually(() => expect(desk.posted(ALARMS).some(({ text }) => text.includes('🔴') && text.includes(no))).toBe(true));
    await desk.app.desk.outbox.run();
    // What is asked of all who may take it is asked at the next full five minutes.
    const owed = (await desk.case(no))?.notices ?? [];
    expect(owed.filter(({ held }) => !held?.isTogether).map(({ say }) => say)).toEqual(['card']);
    expect(await waiting(desk)).toBe(1);
  });

  test('a form whose upload breaks after Slack took it is found by its name, not uploaded again', async () => {
    desk = await TestDesk.open();
    const visit = (await desk.orderVisit(await desk.logCall(aCall()))) as CaseNo;
    await desk.settle();
    await owe(desk, [visit], { to: { kind: 'thread' }, document: 'order' });
    disturb(desk, { slack: 'breaks', method: 'files.completeUploadExternal', times: 1 });
    await desk.app.desk.outbox.run();
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    const uploaded = desk.posted(DESK).flatMap(({ files = [] }) => files);
    expect(uploaded).toHaveLength(1);
    expect((await desk.case(visit))?.sent.at(-1)).toMatchObject({ id: `${visit}:late`, ts: uploaded[0].id });
  });

  test('tries again after an error of Slack, in order within a place', async () => {
    desk = await TestDesk.open();
    disturb(desk, { slack: 'fails', times: 2 });
    const no = await desk.logCall(aCall({ impact: 'high', urgency: 'high' }));
    await desk.actWithForm(WHO.engineer, no, 'note', { text: 'first' });
    await desk.actWithForm(WHO.engineer, no, 'note', { text: 'second' });
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    expect(desk.posted(ALARMS).filter(({ text }) => text.includes(no))).toHaveLength(1);
    expect(cardsOf(desk, no)).toBe(1);
    const thread = desk.posted(DESK).filter(({ threadTs }) => threadTs === desk.posted(DESK)[0]?.ts);
    expect(thread.map(({ text }) => /first|second/.exec(text)?.[0])).toEqual(['first', 'second']);
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
    expect(await waiting(desk)).toBeGreaterThan(0);
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
    expect(cardsOf(desk, await logged)).toBe(1);
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
    await desk.command(WHO.agent, '/newcall');
    const view = await desk.modal(WHO.agent, 'call.log');
    await desk.submit(WHO.agent, view, aCall());
    await eventually(() => expect(desk.posted(directOf(WHO.supervisor))[0]?.text).toContain('no-such-channel'));
    await desk.settle();
    expect(desk.posted(directOf(WHO.supervisor))).toHaveLength(1);
    expect(await waiting(desk)).toBe(1);
  });

  test('a bot that is not in the channel tells the supervisor, and delivers after it was invited', async () => {
    desk = await TestDesk.open();
    const channel = desk.workspace.channel(DESK);
    if (!channel) throw new Error('no channel');
    channel.hasBot = false;
    const no = await desk.logCall(aCall());
    await eventually(() => expect(desk.posted(directOf(WHO.supervisor))[0]?.text).toContain('/invite'));
    channel.hasBot = true;
    await desk.advance('PT16M');
    expect(cardsOf(desk, no)).toBe(1);
  });

  test('an alarm of a case that ended while it waited is not sent any more', async () => {
    desk = await TestDesk.open();
    const no = await desk.logCall(aCall());
    disturb(desk, { slack: 'fails' });
    await desk.sleepThrough({ hours: 25 });
    await desk.app.runJobs();
    await desk.actWithForm(WHO.agent, no, 'cancel', { cancelReason: 'mistake', reason: '误登记了' });
    disturb(desk, { slack: 'works' });
    await desk.sleepThrough({ minutes: 40 });
    await desk.app.runJobs();
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    expect(desk.workspace.messages.filter(({ text, channel }) => text.includes('🔴') && channel !== DESK)).toEqual([]);
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
    expect(cardsOf(desk, no)).toBe(1);
  });
});
