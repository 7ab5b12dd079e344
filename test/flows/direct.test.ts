import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PACKED } from '../support/builders.js';
import { aCall, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('L10: whoever writes to the bot directly is answered', () => {
  let desk: TestDesk;
  let ticket: string;
  beforeAll(async () => {
    desk = await TestDesk.open();
    ticket = await desk.logCall(aCall());
    await desk.settle();
  });
  afterAll(() => desk.close());

  const answered = async (user: string, text: string, words: RegExp) => {
    const before = desk.posted(directOf(user)).length;
    await desk.say(user, text, undefined, directOf(user));
    return eventually(() => {
      const [answer, ...more] = desk.posted(directOf(user)).slice(before);
      if (!answer) throw new Error('no answer');
      expect(shownIn(answer)).toMatch(words);
      expect(more).toEqual([]);
      return answer;
    });
  };

  test('a described fault opens the call log filled in, with the caller whose number it names', async () => {
    const text = '悦购超市的打印机又坏了 <急>，请回电 13800004711';
    const offer = await answered(WHO.agent, text, /登记/);
    expect(shownIn(offer)).not.toContain('13800004711</');
    await desk.press(WHO.agent, offer, 'case:call.described');
    const view = await desk.modal(WHO.agent, 'call.log');
    const { element } = view.body.blocks.find(({ block_id }: { block_id: string }) => block_id === 'description');
    expect(element.initial_value).toBe(text);
    // Who calls is known: he stands in one line, his number masked.
    expect(JSON.stringify(view.body.blocks)).toMatch(/👤 周丽[^"]*悦购超市[^"]*138••••11/);
    await desk.closeModals(WHO.agent);
  });

  test('a number is answered with its card, an unknown one with a sentence', async () => {
    await answered(WHO.anna, ticket, /Open[\s\S]*case:/);
    await answered(WHO.anna, 't12345', /T-12345/);
  });

  test('the same behind the bot’s name in a channel, where no thread of a case is', async () => {
    const said = async (text: string, words: RegExp): Promise<void> => {
      const before = desk.private(WHO.anna).length;
      await desk.say(WHO.anna, `@fieldbell ${text}`);
      await eventually(() => expect(desk.private(WHO.anna).slice(before).map(shownIn).join(' ')).toMatch(words));
    };
    await said(ticket, new RegExp(`${ticket} · `));
    await said('help', /\/newcall/);
  });

  test('J-13: what /desk understands is understood there too, also behind a number', async () => {
    for (const [user, said, words] of [
      [WHO.anna, 'visit today', /today/],
      [WHO.agent, '上门 今天', /今日上门/],
      [WHO.anna, 'Known Faults list', /Known faults/],
      [WHO.anna, 'sla', /Promises by priority/],
      [WHO.agent, `工单${ticket}`, /请点击按钮继续[\s\S]*case:desk.said/],
      [WHO.anna, 'project', /go on[\s\S]*case:desk\.said/],
      [WHO.anna, 'P-1', /go on[\s\S]*case:desk\.said/],
      [WHO.anna, '12', /go on[\s\S]*case:desk\.said/],
      [WHO.anna, `${ticket} history`, /press the button[\s\S]*case:history/],
      [WHO.agent, `${ticket}历史`, /请点击按钮继续[\s\S]*case:history/],
      // A sentence that begins like a word of the desk's is a fault all the same.
      [WHO.agent, '客户的打印机坏了', /登记来电/],
      [WHO.anna, 'device is broken', /Shall I log this/],
      // Whoever asks for a number in full has it, and only then it is recorded.
      [WHO.agent, `${ticket} 显示电话`, /138 0000 4711/],
      [WHO.engineer, `${ticket} 备注 钥匙在门卫处`, new RegExp(ticket)],
      [WHO.anna, `${ticket} banana`, /“banana” behind the number/],
      [WHO.anna, `${ticket} is broken again, and they say it is worse`, /Shall I log this/],
    ] as const)
      await answered(user, said, words);
    await eventually(async () => expect(JSON.stringify((await desk.case(ticket))?.history)).toContain('钥匙在门卫处'));
    const press = await answered(WHO.anna, `ticket ${ticket}`, /case:desk.said/);
    await desk.press(WHO.anna, press, 'case:desk.said');
    await desk.answer(WHO.anna, new RegExp(`${ticket} · `));
    await answered(WHO.anna, `${ticket} why`, new RegExp(`${ticket}[\\s\\S]*case:why`));
  });

  test('help, a greeting and a picture are answered with help, in the reader’s language', async () => {
    await answered(WHO.anna, 'help', /\/newcall/);
    await answered(WHO.agent, '帮助', /\/newcall 登记来电/);
    await answered(WHO.anna, 'hi', /\/newcall/);
  });

  test('whoever has no role hears so, and another bot gets no answer', async () => {
    const guest = await desk.newcomer('guest');
    await answered(guest, 'the printer is broken', /no role at this desk/);
    const bot = await desk.newcomer('bot', 'robot');
    await desk.app.sandbox?.delivery.event({
      type: 'event_callback',
      team_id: 'T0SANDBOX',
      api_app_id: 'A0BELL',
      event_id: 'EvBOT',
      event_time: 1,
      event: {
        type: 'message',
        channel: directOf(bot),
        channel_type: 'im',
        user: bot,
        bot_id: 'B1',
        text: 'the printer is broken',
        ts: '1.1',
      },
      authorizations: [{ team_id: 'T0SANDBOX', user_id: 'U0BELL', is_bot: true }],
    });
    await answered(WHO.anna, 'hello', /\/newcall/);
    expect(desk.posted(directOf(bot))).toEqual([]);
  });

  test('a call for help brings the button of the visit, or whom to call; and nothing is cut without a word', async () => {
    await answered(WHO.engineer, '求助！', /无法替你发出求助.*<@U04SUP>/);
    const no = await desk.orderVisit(await desk.logCall(aCall()), { engineer: WHO.engineer, travelMinutes: '10' }, { hours: 2 });
    await desk.actWithForm(WHO.engineer, no, 'accept', {});
    await desk.actWithForm(WHO.engineer, no, 'onMyWay', PACKED);
    const answer = await answered(WHO.engineer, 'SOS', /请按下按钮/);
    expect(JSON.stringify(answer.blocks)).toMatch(`"value":"${no}"`);
    // Wherever it is said, with another visit that he is not out on left out.
    const later = await desk.orderVisit(await desk.logCall(aCall()), { engineer: WHO.engineer }, { hours: 26 });
    await desk.actWithForm(WHO.engineer, later, 'accept', {});
    for (const typed of ['/visit sos', '/desk 求助', '/ticket SOS!', '/newcall 救命']) {
      const before = desk.private(WHO.engineer).length;
      await desk.command(WHO.engineer, typed);
      const press = await eventually(() => {
        const next = desk.private(WHO.engineer)[before];
        if (!next) throw new Error(`no answer to ${typed}`);
        return JSON.stringify(next.blocks);
      });
      expect(press).toContain(`"value":"${no}"`);
      expect(press).not.toContain(`"value":"${later}"`);
    }
    await answered(WHO.engineer, '明天', /明日上门/);
    await answered(WHO.engineer, '请假', /你名下未完成的工作/);
    for (const [said, words] of [
      ['我在客户这里，他威胁我', '请按下按钮'],
      ['我今天生病了，请假', '你名下未完成的工作'],
    ] as const) {
      const before = desk.posted(directOf(WHO.engineer)).length;
      await desk.say(WHO.engineer, said, undefined, directOf(WHO.engineer));
      await eventually(() => expect(desk.posted(directOf(WHO.engineer)).slice(before).map(shownIn).join()).toContain(words));
    }
    await answered(WHO.anna, `the printer is broken ${'again '.repeat(500)}`, /Only the first 2000 characters fit/);
  });
});
