import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Json } from '../../src/sandbox/workspace.js';
import { ALARMS, aCall, DESK, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('replies in the thread of a case', () => {
  let desk: TestDesk;
  let ticket: string;
  let root: string;
  beforeAll(async () => {
    desk = await TestDesk.open();
    ticket = await desk.logCall(aCall());
    root = (await desk.card(ticket)).ts;
  });
  afterAll(() => desk.close());

  let events = 0;
  const send = async (event: Json): Promise<void> => {
    events += 1;
    await desk.app.sandbox?.delivery.event({
      type: 'event_callback',
      team_id: 'T0SANDBOX',
      api_app_id: 'A0BELL',
      event_id: `EvREPLY${events}`,
      event_time: 1,
      event: { type: 'message', channel: DESK, channel_type: 'channel', ...event },
      authorizations: [{ team_id: 'T0SANDBOX', user_id: 'U0BELL', is_bot: true }],
    });
  };
  const reply = (ts: string, text: string, more: Json = {}): Json => ({
    type: 'message',
    user: WHO.tom,
    ts,
    thread_ts: root,
    text,
    ...more,
  });
  const history = async () => (await desk.case(ticket))?.history ?? [];
  const notes = async (): Promise<(string | undefined)[]> =>
    (await history()).filter(({ action }) => action === 'note').map(({ note }) => note);
  const noted = (text: string): Promise<void> => eventually(async () => expect(await notes()).toContain(text));
  /** Events come in order: when a later one is there, an earlier one would be. */
  const passed = async (ts: string): Promise<void> => {
    await send(reply(ts, `mark ${ts}`));
    await noted(`mark ${ts}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  };

  test('fresh eye: a password that somebody writes into the thread, or to the bot, is not kept', async () => {
    await send(reply('4000.000001', '已重启，后台密码: Admin123'));
    await noted('（此回复中似乎有密码或访问码，内容未保存）');
    await desk.say(WHO.tom, '@fieldbell note admin pw=Secret99', root);
    await desk.answer(WHO.tom, 'password or an access code');
    expect(JSON.stringify(await history())).not.toMatch(/Admin123|Secret99/);
  });

  test('a reply longer than a note may be says that it was cut, and where the whole stands', async () => {
    const [whole, long] = ['甲'.repeat(3_000), '乙'.repeat(4_812)];
    await send(reply('5000.000001', whole));
    await noted(whole);
    await send(reply('5000.000002', long));
    const cut = await eventually(async () => {
      const found = (await notes()).find((note) => note?.startsWith('乙'));
      if (!found) throw new Error('not noted yet');
      return found;
    });
    expect(cut.length).toBeLessThanOrEqual(3_000);
    expect(cut.slice(-200)).toMatch(/已截断.*4812.*archives\/C01DESK\/p5000000002/);
  });

  test('L14: a reply in another channel, in a thread that began at the same time, is no note', async () => {
    await send({ ...reply('100.1', 'not about this ticket'), channel: ALARMS });
    await send({ ...reply('100.2', '<@U0BELL> accept'), type: 'app_mention', channel: ALARMS });
    await passed('100.3');
    expect(await notes()).not.toContain('not about this ticket');
    expect((await desk.case(ticket))?.state).toBe('open');
  });

  test('L15: a link that Slack unfolds is no edit, and no note', async () => {
    await send(reply('200.1', 'see https://example.com'));
    await noted('see https://example.com');
    const before = (await notes()).length;
    const unfolded = { ...reply('200.1', 'see https://example.com'), attachments: [{ title: 'Example' }] };
    await send({ subtype: 'message_changed', message: unfolded, previous_message: reply('200.1', 'see https://example.com'), ts: '200.2' });
    await send({ subtype: 'message_changed', message: unfolded, ts: '200.3' });
    await passed('200.4');
    expect(await notes()).toHaveLength(before + 1);
  });

  test('B6: an edited reply is noted anew, and what it said before goes', async () => {
    await send(reply('300.1', 'the key hangs behind hook2'));
    await noted('the key hangs behind hook2');
    const edited = reply('300.1', 'the password is in the safe', { edited: { user: WHO.tom, ts: '300.2' } });
    await send({
      subtype: 'message_changed',
      message: edited,
      previous_message: reply('300.1', 'the key hangs behind hook2'),
      ts: '300.2',
    });
    await noted('✎ the password is in the safe');
    await eventually(async () => expect(JSON.stringify(await desk.case(ticket))).not.toContain('hook2'));
  });

  test('B6: of a reply that is deleted in Slack the words go, also of its edits; the entry stays and says so', async () => {
    await send(reply('400.1', 'the key is 4711'));
    await noted('the key is 4711');
    const edited = reply('400.1', 'the key is 4712', { edited: { user: WHO.tom, ts: '400.2' } });
    await send({ subtype: 'message_changed', message: edited, previous_message: reply('400.1', 'the key is 4711'), ts: '400.2' });
    await noted('✎ the key is 4712');
    const before = (await history()).length;
    await send({ subtype: 'message_deleted', deleted_ts: '400.1', previous_message: edited, ts: '400.3' });
    await eventually(async () => expect(JSON.stringify((await desk.case(ticket))?.history)).not.toMatch(/471[12]/));
    expect(await history()).toHaveLength(before);
    const card = await desk.card(ticket);
    await desk.press(WHO.anna, card, 'case-menu', `history ${ticket}`);
    const shown = JSON.stringify((await desk.modal(WHO.anna, 'tell')).body.blocks);
    expect(shown).toMatch(/deleted in Slack by whoever wrote it/);
    expect(shown).not.toMatch(/471[12]/);
  });

  test('B6: the words go from what the bot told of them too: the owner, and the thread', async () => {
    const { ts } = await eventually(async () => {
      await desk.say(WHO.tom, '门禁暗号是芝麻开门 & 别外传', root);
      const found = desk.workspace.messages.findLast(({ text, isBot, threadTs }) => !isBot && threadTs && text.includes('芝麻开门'));
      if (!found) throw new Error('nothing was said');
      return found;
    });
    await desk.say(WHO.tom, '门禁暗号是芝麻开门 & 别外传，到了再打电话', root);
    const told = () => desk.posted(directOf(WHO.agent)).filter((one) => shownIn(one).includes('芝麻开门'));
    await eventually(async () => {
      await desk.settle();
      expect(told()).toHaveLength(2);
    });
    await send({
      subtype: 'message_deleted',
      deleted_ts: ts,
      previous_message: reply(ts, '门禁暗号是芝麻开门 &amp; 别外传'),
      ts: `${Math.ceil(Number(ts))}.9`,
    });
    await eventually(() => expect(told().map(shownIn).join()).not.toMatch(/别外传(?!，)/));
    expect(told()).toHaveLength(1);
    expect(shownIn(told()[0] as never)).toContain('到了再打电话');
  });

  test('B6: the same of a note that was ordered from the bot', async () => {
    const order = '<@U0BELL> note the key hangs on hook 0815';
    await send({ ...reply('500.1', order), type: 'app_mention' });
    await noted('the key hangs on hook 0815');
    const edited = reply('500.1', '<@U0BELL> note the alarm code is known to the guard', { edited: { user: WHO.tom, ts: '500.2' } });
    await send({ subtype: 'message_changed', message: edited, previous_message: reply('500.1', order), ts: '500.2' });
    await noted('✎ the alarm code is known to the guard');
    await eventually(async () => expect(JSON.stringify(await desk.case(ticket))).not.toContain('0815'));
    await send({ subtype: 'message_deleted', deleted_ts: '500.1', previous_message: edited, ts: '500.3' });
    await eventually(async () => expect(JSON.stringify(await desk.case(ticket))).not.toContain('known to the guard'));
  });

  test('B6: what another reply says stays', async () => {
    await send({ subtype: 'message_deleted', deleted_ts: '999.9', previous_message: reply('999.9', 'never heard of'), ts: '999.9' });
    await passed('600.1');
    expect(await notes()).toEqual(expect.arrayContaining(['see https://example.com', 'mark 100.3']));
  });
});
