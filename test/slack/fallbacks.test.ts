import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { sweep } from '../../jobs/sla.js';
import type { CaseNo } from '../../src/cases/case.js';
import { translator } from '../../src/locales/index.js';
import { act } from '../../src/slack/act.js';
import { lineOf, marksIn, messagesOf } from '../../src/slack/outbox/fallback-plan.js';
import { ALARMS, aCall, DESK, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';
import { disturb } from '../support/outbox.js';
import { aFolder } from '../support/store.js';

const urgent = (changes: Record<string, unknown> = {}) => aCall({ impact: 'high', urgency: 'high', ...changes });
const MINUTE = 60_000;

describe('what Slack holds for us', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  const run = () => desk.app.desk.fallbacks.run();
  const held = () => desk.workspace.scheduled;
  const sounded = () => desk.posted(ALARMS).filter(({ text }) => marksIn(text).length > 0);
  const told = (no: string) => desk.posted(ALARMS).filter((message) => marksIn(message.text).length === 0 && shownIn(message).includes(no));
  const isInLine = async (): Promise<void> => {
    const { wanted, held: has, missing, surplus } = await desk.app.desk.fallbacks.facts();
    expect({ missing, surplus, has }).toEqual({ missing: 0, surplus: 0, has: wanted });
    const marks = held().flatMap(({ text }) => marksIn(text));
    expect(new Set(marks).size).toBe(marks.length);
  };

  test.each([
    ['chat.scheduleMessage', 'breaks'],
    ['chat.scheduleMessage', 'fails'],
    ['chat.scheduleMessage', 'throttles'],
    ['chat.deleteScheduledMessage', 'breaks'],
    ['chat.deleteScheduledMessage', 'fails'],
    ['chat.scheduledMessages.list', 'fails'],
    ['chat.scheduledMessages.list', 'breaks'],
  ] as const)('whatever a look leaves half done (%s %s) the next one finds: nothing missing, nothing twice', async (method, slack) => {
    desk = await TestDesk.open();
    const [first, second] = [await desk.logCall(urgent()), await desk.logCall(urgent({ phone: '138 0000 4712' }))];
    if (method === 'chat.deleteScheduledMessage') {
      await run();
      await desk.actWithForm(WHO.supervisor, first, 'cancel', { cancelReason: 'noLonger', reason: '客户自己解决了' });
    }
    disturb(desk, { method, slack, retryAfter: 1 });
    await run();
    disturb(desk, { slack: 'works' });
    if (slack === 'throttles') await new Promise((resolve) => setTimeout(resolve, 1_100));
    await run();
    await isInLine();
    expect(held().flatMap(({ text }) => marksIn(text))).toHaveLength(method === 'chat.deleteScheduledMessage' ? 1 : 2);
    expect(held().some(({ text }) => text.includes(`|${second}>`))).toBe(true);
  });

  test('a process that died between leaving and knowing: its next start finds its own again, and a double goes', async () => {
    const folder = await aFolder();
    desk = await TestDesk.open({ dataDir: folder.path });
    await desk.logCall(urgent());
    await run();
    const [before] = held();
    if (!before) throw new Error('nothing is held');
    await desk.app.desk.client.chat.scheduleMessage({ channel: ALARMS, text: before.text, post_at: before.postAt });
    await desk.close();
    desk = await TestDesk.open({ dataDir: folder.path });
    expect(held()).toHaveLength(2);
    await run();
    expect(held()).toHaveLength(1);
    await isInLine();
    await desk.app.desk.client.chat.scheduleMessage({ channel: ALARMS, text: 'of somebody else', post_at: before.postAt });
    await run();
    expect(held().map(({ text }) => text.slice(0, 6))).toContain('of som');
    await desk.close();
    desk = await TestDesk.open();
    await folder.remove();
  });

  test('switched on in the last minute: Slack sounds it, the bot tells all others and not that channel', async () => {
    desk = await TestDesk.open();
    const no = await desk.logCall(urgent());
    await desk.settle();
    await run();
    const before = told(no).length;
    const at = (held()[0]?.postAt ?? 0) * 1000;
    await desk.turnBot('off');
    await desk.sleepThrough({ minutes: (at - desk.app.desk.clock.now().toMillis()) / MINUTE - 0.5 });
    await desk.turnBot('on');
    await desk.settle();
    expect(held()).toHaveLength(1);
    await desk.sleepThrough({ minutes: 1 });
    await sweep(desk.app.desk);
    await desk.settle();
    await run();
    expect(sounded()).toHaveLength(1);
    expect(told(no)).toHaveLength(before);
    expect(desk.posted(DESK).filter(({ threadTs, text }) => threadTs && text.includes('Fieldbell 已恢复'))).toHaveLength(1);
  });

  test('cut off from posting when it came due: Slack sounds it, and the alarm that waited is not told besides', async () => {
    desk = await TestDesk.open();
    const no = await desk.logCall(urgent());
    await desk.settle();
    await run();
    const before = told(no).length;
    disturb(desk, { slack: 'fails', method: 'chat.postMessage' });
    await desk.sleepThrough({ minutes: 240 });
    for (let minute = 0; minute < 5; minute += 1) {
      await sweep(desk.app.desk);
      await desk.app.desk.outbox.run();
      await run();
      await desk.sleepThrough({ minutes: 1 });
    }
    expect(sounded()).toHaveLength(1);
    disturb(desk, { slack: 'works' });
    await desk.sleepThrough({ minutes: 30 });
    await desk.settle();
    expect(told(no)).toHaveLength(before);
    expect(sounded()).toHaveLength(1);
  });

  test('told a minute late, by a Slack that throttles, it is taken back while that can be: nobody hears that the bot does not answer', async () => {
    desk = await TestDesk.open();
    const no = await desk.orderVisit(await desk.logCall(aCall()));
    await desk.settle();
    await run();
    const parts = desk.app.desk;
    const dueAt = (await desk.case(no))?.deadlines.find(({ id }) => id.startsWith('arrive#1:breach'))?.dueAt ?? new Date(0);
    const to = (minutes: number): Promise<void> =>
      desk.sleepThrough({ minutes: (dueAt.getTime() - parts.clock.now().toMillis()) / MINUTE + minutes });
    const atBegin = () => held().filter(({ text, postAt }) => text.includes(`|${no}>`) && postAt * 1000 < dueAt.getTime() + 10 * MINUTE);
    expect(atBegin()).toHaveLength(1);
    disturb(desk, { slack: 'fails', method: 'chat.postMessage' });
    await to(0.01);
    await sweep(parts);
    await parts.outbox.run();
    await to(1.01);
    await sweep(parts);
    await run();
    disturb(desk, { slack: 'works' });
    await to(1.3);
    await eventually(async () => {
      await parts.outbox.run();
      expect((await desk.case(no))?.notices.filter(({ deadline }) => deadline?.id.startsWith('arrive#1:breach'))).toEqual([]);
    });
    await run();
    expect(atBegin()).toEqual([]);
    await desk.sleepThrough({ minutes: 3 });
    expect(sounded()).toEqual([]);
  });

  test('a Slack that does not say whether it sounded silences nobody: the bot tells it', async () => {
    desk = await TestDesk.open();
    const no = await desk.logCall(urgent());
    await desk.settle();
    await run();
    const before = told(no).length;
    await desk.sleepThrough({ hours: 5 });
    disturb(desk, { slack: 'fails', method: 'conversations.history' });
    await sweep(desk.app.desk);
    await desk.settle();
    expect(told(no)).toHaveLength(before + 1);
  });

  test('S2: after a loss a message of a lost case and one that is there stays, and the one that is there does not sound twice', async () => {
    desk = await TestDesk.open({ beginsAt: DateTime.fromISO('2026-11-25T10:00:05', { zone: 'Asia/Shanghai' }) });
    const [lost, there] = [await desk.logCall(urgent()), await desk.logCall(urgent({ phone: '138 0000 4712', customer: '锦绣百货' }))];
    await desk.settle();
    await run();
    const before = held().map(({ text }) => text);
    expect(before).toHaveLength(1);
    expect([lost, there].every((no) => before[0]?.includes(`|${no}>`))).toBe(true);
    await desk.app.desk.cases.model.collection.deleteOne({ no: lost } as never);
    await run();
    expect(held().map(({ text }) => text)).toEqual(before);
  });

  test('further ahead than Slack takes it waits until it is in reach', async () => {
    desk = await TestDesk.open();
    await desk.orderVisit(await desk.logCall(aCall()), {}, { days: 125 });
    await run();
    expect(held()).toEqual([]);
    await desk.sleepThrough({ hours: 24 * 8 });
    await run();
    // As its window begins, and as it ends.
    expect(held()).toHaveLength(2);
  });

  test("the alarms' channel archived: Slack holds it for the desk's", async () => {
    desk = await TestDesk.open();
    const alarms = desk.workspace.channel(ALARMS);
    if (!alarms) throw new Error('no alarms channel');
    const no = await desk.logCall(urgent());
    Object.assign(alarms, { isArchived: true });
    await run();
    expect(held().map(({ channel, text }) => [channel, text.includes(`|${no}>`)])).toEqual([[DESK, true]]);
  });

  test("the alarms' channel is back: with the job of the next minute what Slack holds is for it again", async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = await desk.logCall(urgent());
    await desk.channel('service-alarms', 'archive');
    await run();
    expect(held().map(({ channel }) => channel)).toEqual([DESK]);
    await desk.advance('PT1M');
    await run();
    expect(held().map(({ channel }) => channel)).toEqual([DESK]);
    await desk.channel('service-alarms', 'unarchive');
    await desk.advance('PT1M');
    await run();
    expect(held().map(({ channel, text }) => [channel, text.includes(`|${no}>`)])).toEqual([[ALARMS, true]]);
  });

  test("the alarms' channel lost: what Slack sounded in the desk's is not told again where alarms belong when that is back", async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = await desk.logCall(urgent());
    await desk.channel('service-alarms', 'archive');
    await run();
    expect(held().map(({ channel }) => channel)).toEqual([DESK]);
    await desk.turnBot('off');
    await desk.sleepThrough({ hours: 26 });
    await desk.channel('service-alarms', 'unarchive');
    expect(desk.posted(DESK).filter(({ text }) => marksIn(text).length > 0 && text.includes(no))).toHaveLength(1);
    await desk.turnBot('on');
    await desk.app.runJobs();
    await desk.settle();
    const breaches = desk.posted(ALARMS).filter((message) => shownIn(message).includes(no) && shownIn(message).includes('🔴'));
    expect(breaches).toEqual([]);
  });

  test('for any sequence of decisions, and whatever Slack did meanwhile, it holds just what is wanted in the end', async () => {
    const steps = fc.oneof(
      fc.constantFrom('accept', 'contact', 'resolve', 'reopen', 'cancel', 'wait', 'resume', 'close').map((action) => ({ action })),
      fc.integer({ min: 1, max: 150 }).map((minutes) => ({ minutes })),
      fc.constantFrom('throttles', 'fails', 'breaks').map((slack) => ({ slack })),
      fc.constant({ run: true }),
    );
    desk = await TestDesk.open();
    const { desk: parts } = desk.app;
    const person = await parts.people.find(WHO.supervisor);
    const inputs = { reason: '原因说明', steps: '处理步骤说明', category: 'hardware', cause: '磨损', part: 'hardware' };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(1), steps), { minLength: 4, maxLength: 14 }), async (sequence) => {
        disturb(desk, { slack: 'works' });
        const numbers = [await desk.logCall(urgent()), await desk.logCall(aCall({ impact: 'low', urgency: 'high' }))] as CaseNo[];
        for (const [which, step] of sequence) {
          if ('action' in step) await act(parts, person, numbers[which] ?? ('T-1' as CaseNo), step.action, inputs, undefined);
          else if ('minutes' in step) {
            await desk.sleepThrough({ minutes: step.minutes });
            await sweep(parts);
            await parts.outbox.run();
          } else if ('slack' in step)
            disturb(desk, { slack: step.slack as 'fails', method: 'chat.scheduleMessage', times: 1, retryAfter: 1 });
          else await run();
        }
        disturb(desk, { slack: 'works' });
        await new Promise((resolve) => setTimeout(resolve, sequence.some(([, step]) => 'slack' in step) ? 1_050 : 0));
        await parts.outbox.run();
        await run();
        const now = parts.clock.now().toSeconds();
        // What sounds within a minute Slack takes back no more, whatever became of it while we slept.
        const isRecallable = ({ postAt }: { postAt: number }): boolean => postAt > now + 65;
        const cases = await parts.cases.model.find({ team: parts.team.id, kind: 'ticket' }).lean();
        const expected = cases.flatMap(({ no, isOpen, deadlines }) =>
          deadlines
            .filter(({ track, step }) => isOpen && step === 'breach' && track.startsWith('resolve#'))
            .map(({ dueAt }) => ({ no: String(no), postAt: Math.ceil((dueAt.getTime() + 3 * MINUTE) / MINUTE) * 60 }))
            .filter(isRecallable),
        );
        const found = held().flatMap(({ postAt, text }) => [...text.matchAll(/\|(T-\d+)>/g)].map(([, no = '']) => ({ no, postAt })));
        const byNo = (a: { no: string }, b: { no: string }): number => a.no.localeCompare(b.no);
        expect(found.filter(isRecallable).toSorted(byNo)).toEqual(expected.toSorted(byNo));
      }),
      { numRuns: 6 },
    );
  });
});

test('any number of promises: at most four messages a minute, each promise once, no message too long, none before its time', () => {
  const t = translator('zh-CN');
  const promise = fc.record({ minute: fc.nat(6), words: fc.string({ maxLength: 600, unit: 'grapheme' }) });
  fc.assert(
    fc.property(fc.array(promise, { maxLength: 160 }), (promises) => {
      const lines = promises.map(({ minute, words }, n) =>
        lineOf(
          `T-${n}` as CaseNo,
          { id: `resolve#1:breach:1`, track: 'resolve#1', say: 'resolve', promisedAt: new Date(0), at: new Date(minute * MINUTE) },
          'https://x.slack.com/archives/C1/p1',
          words,
        ),
      );
      const messages = messagesOf(lines, t);
      const seconds = messages.map(({ postAt }) => postAt);
      for (const from of seconds) expect(seconds.filter((at) => at >= from && at < from + 300).length).toBeLessThanOrEqual(20);
      expect(messages.flatMap(({ text }) => marksIn(text)).sort()).toEqual(lines.map(({ mark }) => mark).sort());
      for (const { text, marks, postAt } of messages) {
        expect(text.length).toBeLessThanOrEqual(4_000);
        for (const { mark, postAt: due } of lines) if (marks.includes(mark)) expect(postAt).toBeGreaterThanOrEqual(due);
      }
    }),
    { numRuns: 60 },
  );
});
