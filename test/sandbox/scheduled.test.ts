import { afterEach, describe, expect, test } from '@jest/globals';
import { ALARMS, DESK, TestDesk, WHO } from '../support/desk.js';
import { aFolder } from '../support/store.js';

const MINUTE = 60;
const DAY = 24 * 3600;

describe("messages that the sandbox's Slack holds until their time", () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  const chat = () => desk.app.desk.client.chat;
  const seconds = (): number => Math.floor(desk.app.desk.clock.now().toSeconds());
  const inSeconds = (s: number, more: object = {}) =>
    chat().scheduleMessage({ channel: ALARMS, text: 'later', post_at: seconds() + s, ...more });
  const refusal = async (call: Promise<unknown>): Promise<string> =>
    call.then(
      () => 'taken',
      (error: { data?: { error?: string } }) => String(error.data?.error),
    );
  const listed = async (given: object = {}) => (await chat().scheduledMessages.list(given)).scheduled_messages ?? [];

  test('what Slack refuses: the past, more than 120 days, no text, a channel that is none or not joined, a missing scope', async () => {
    desk = await TestDesk.open();
    expect(await refusal(inSeconds(-1))).toBe('time_in_past');
    expect(await refusal(inSeconds(120 * DAY + MINUTE))).toBe('time_too_far');
    expect(await refusal(inSeconds(120 * DAY - MINUTE))).toBe('taken');
    expect(await refusal(inSeconds(MINUTE, { text: '' }))).toBe('no_text');
    expect(await refusal(inSeconds(MINUTE, { post_at: 'soon' }))).toBe('invalid_time');
    expect(await refusal(inSeconds(MINUTE, { channel: 'C0NOWHERE' }))).toBe('channel_not_found');
    const alarms = desk.workspace.channel(ALARMS);
    if (!alarms) throw new Error('no alarms channel');
    for (const [change, error] of [
      [{ isArchived: true }, 'is_archived'],
      [{ hasBot: false }, 'not_in_channel'],
    ] as const) {
      const before = { ...alarms };
      Object.assign(alarms, change);
      expect(await refusal(inSeconds(MINUTE))).toBe(error);
      Object.assign(alarms, before);
    }
    if (desk.app.sandbox) desk.app.sandbox.scopes = [];
    expect(await refusal(inSeconds(MINUTE))).toBe('missing_scope');
  });

  test('at most 30 for one channel within five minutes; another channel and another time are free', async () => {
    desk = await TestDesk.open();
    const at = seconds() + DAY;
    const book = (postAt: number, channel = ALARMS) => refusal(chat().scheduleMessage({ channel, text: 'x', post_at: postAt }));
    for (let n = 0; n < 30; n += 1) expect(await book(at + n * 9)).toBe('taken');
    expect(await book(at + 150)).toBe('restricted_too_many');
    expect(await book(at + 299)).toBe('restricted_too_many');
    expect(await book(at + 300)).toBe('taken');
    expect(await book(at + 150, DESK)).toBe('taken');
  });

  test('deleted until a minute before, by its own id in its own channel, once', async () => {
    desk = await TestDesk.open();
    const { scheduled_message_id: id = '' } = await inSeconds(2 * MINUTE);
    const drop = (scheduled: string, channel = ALARMS) =>
      refusal(chat().deleteScheduledMessage({ channel, scheduled_message_id: scheduled }));
    expect(await drop('Q0NONE')).toBe('invalid_scheduled_message_id');
    expect(await drop(id, DESK)).toBe('invalid_scheduled_message_id');
    expect(await drop(id, 'C0NOWHERE')).toBe('channel_not_found');
    expect(await drop(id)).toBe('taken');
    expect(await drop(id)).toBe('invalid_scheduled_message_id');
    const { scheduled_message_id: close = '' } = await inSeconds(MINUTE);
    expect(await drop(close)).toBe('invalid_scheduled_message_id');
    await desk.sleepThrough({ minutes: 2 });
    expect(desk.posted(ALARMS).map(({ text }) => text)).toEqual(['later']);
  });

  test('the list has pages, a channel and a period, and of each message its text alone', async () => {
    desk = await TestDesk.open();
    const at = seconds() + DAY;
    for (const n of [3, 1, 2]) await chat().scheduleMessage({ channel: ALARMS, text: `number ${n}`, post_at: at + n });
    await chat().scheduleMessage({ channel: DESK, text: 'elsewhere', post_at: at, blocks: [{ type: 'divider' }] });
    expect(await listed({ channel: ALARMS, limit: 2 })).toMatchObject([{ text: 'number 1' }, { text: 'number 2' }]);
    const pages: unknown[] = [];
    for await (const page of desk.app.desk.client.paginate('chat.scheduledMessages.list', { limit: 3 })) pages.push(page);
    expect(pages).toHaveLength(2);
    expect(await listed({ oldest: String(at + 2), latest: String(at + 3) })).toHaveLength(2);
    expect(Object.keys((await listed({ channel: DESK }))[0] ?? {}).sort()).toEqual(['channel_id', 'date_created', 'id', 'post_at', 'text']);
    expect(await refusal(listed({ channel: 'C0NOWHERE' }))).toBe('invalid_channel');
  });

  test('one with metadata is taken and never posted, as Slack documents it', async () => {
    desk = await TestDesk.open();
    await inSeconds(MINUTE, { metadata: { event_type: 'x', event_payload: {} } });
    await desk.sleepThrough({ minutes: 2 });
    expect(desk.posted(ALARMS)).toEqual([]);
    expect(await listed()).toEqual([]);
  });

  test("the bot switched off hears nothing and does nothing; Slack's clock goes on, and each message stands at its own time", async () => {
    desk = await TestDesk.open();
    await chat().scheduleMessage({ channel: ALARMS, text: 'second', post_at: seconds() + 5 * 3600 });
    await chat().scheduleMessage({ channel: ALARMS, text: 'first', post_at: seconds() + 3600 });
    await desk.turnBot('off');
    const begun = seconds();
    expect(await desk.command(WHO.agent, '/desk')).toMatchObject({ ok: false });
    await desk.advance('PT24H');
    expect(desk.posted(ALARMS).map(({ text, ts }) => [text, Math.round((Number(ts) - begun) / 3600)])).toEqual([
      ['first', 1],
      ['second', 5],
    ]);
    expect(await (await fetch(`${desk.app.url}/sandbox/state`)).json()).toMatchObject({ bot: 'off', scheduled: [] });
    await desk.turnBot('on');
    expect(await desk.command(WHO.agent, '/desk')).toMatchObject({ ok: true });
  });

  test('what Slack holds outlives the page: it is posted at its time although the sandbox was not running', async () => {
    const folder = await aFolder();
    desk = await TestDesk.open({ dataDir: folder.path });
    await inSeconds(2, { text: 'while nobody ran' });
    await inSeconds(DAY, { text: 'tomorrow' });
    await desk.close();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    desk = await TestDesk.open({ dataDir: folder.path });
    expect(desk.posted(ALARMS).map(({ text }) => text)).toEqual(['while nobody ran']);
    expect((await listed()).map(({ text }) => text)).toEqual(['tomorrow']);
    await desk.close();
    desk = await TestDesk.open();
    await folder.remove();
  });
});
