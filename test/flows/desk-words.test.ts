import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { calledIn, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('what people type behind commands, and to the bot', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ isSeeded: true });
  });
  afterAll(() => desk.close());

  test('/ticket takes words of both languages and bare numbers, opens one’s own without a word, and looks for anything else', async () => {
    const asks = async (user: string, typed: string): Promise<string> => {
      const before = desk.private(user).length;
      await desk.command(user, typed);
      return shownIn(
        await eventually(() => {
          const next = desk.private(user)[before];
          if (!next) throw new Error(`no answer to ${typed}`);
          return next;
        }),
      );
    };
    expect(await asks(WHO.agent, '/ticket 超时')).toContain('超时工单');
    expect(await asks(WHO.agent, '/ticket 待受理')).toContain('待接单工单');
    expect(await asks(WHO.tom, '/ticket')).toContain('My open tickets');
    expect(await asks(WHO.tom, '/ticket mine')).toContain('My open tickets');
    expect(await asks(WHO.tom, '/ticket 30')).toContain('T-30');
    expect(await asks(WHO.agent, '/ticket ３０')).toContain('T-30');
    expect(await asks(WHO.agent, '/ticket 打印机')).toContain('包含“打印机”的工单');
    const nothing = await asks(WHO.agent, '/ticket 没有这个词 <!channel>');
    expect(nothing).toContain('没有包含');
    expect(nothing).not.toContain('<!channel>');
    for (const word of ['我的', '超时', '待回电']) expect(nothing).toContain(word);
    // A list may be called by several words; what a word brings that takes no more is not shown as if nothing stood behind it.
    expect(await asks(WHO.tom, '/ticket 李强')).toContain('Open tickets of 李强');
    expect(await asks(WHO.tom, '/ticket ｏｐｅｎ')).toContain('Open tickets: ');
    expect(await asks(WHO.tom, '/ticket not accepted')).toContain('Tickets that nobody accepted yet');
    expect(await asks(WHO.agent, '/ticket 超时 王府井')).not.toContain('超时工单：');
    const card = await asks(WHO.tom, '/ticket T-15 whyy');
    expect(card).toContain('T-15 · P3');
    expect(card).toContain('“whyy” behind the number was not taken');
    expect(await asks(WHO.tom, '/desk T-15 T-14')).toContain('“T-14” behind the number was not taken');
    // Words behind a number are for whoever's it is, also where /desk is the only command.
    for (const typed of ['/desk T-15 why', '/desk T-15 为什么']) expect(await asks(WHO.tom, typed)).toContain('1. ');
    expect(await asks(WHO.tom, '/desk engineers nobody')).toContain('takes no more words');
  });

  test('18.3: tickets are filtered by words of both languages: priority, state, closed, person, period, together and with any other', async () => {
    const { cases, clock } = desk.app.desk;
    const now = clock.now();
    const month = { $gte: now.startOf('month').toJSDate(), $lt: now.startOf('month').plus({ months: 1 }).toJSDate() };
    for (const [user, typed, title, question] of [
      [WHO.tom, 'P2', 'Tickets, P2: ', { 'data.priority': 'P2' }],
      [WHO.agent, '已关闭 P3', '工单（已关闭 P3）：', { isOpen: false, 'data.priority': 'P3' }],
      [WHO.tom, 'p3 李强 open', 'Tickets, p3 李强 open: ', { isOpen: true, owner: WHO.engineer, 'data.priority': 'P3' }],
      [WHO.agent, '处理中', '工单（处理中）：', { state: 'in_progress' }],
      [WHO.tom, 'this month', 'Tickets, this month: ', { openedAt: month }],
      [WHO.agent, now.toFormat('yyyy-MM'), `工单（${now.toFormat('yyyy-MM')}）：`, { openedAt: month }],
      [WHO.tom, 'open Green Leaf', 'Tickets, open Green Leaf: ', { isOpen: true, 'data.customer': 'Green Leaf Café' }],
    ] as const) {
      const n = await cases.model.countDocuments({ kind: 'ticket', ...question } as never);
      expect(`${typed} ${n > 0}`).toBe(`${typed} true`);
      await desk.asks(user, `/ticket ${typed}`, `${title}${n}`);
    }
    await desk.asks(WHO.tom, '/ticket cancelled P1', 'No ticket: cancelled P1.');
    // In a whole complaint nobody filters: its words are looked for.
    const complaint = await desk.asks(WHO.tom, `/ticket ${'Green Leaf '.repeat(6)}open`, '');
    expect(shownIn(complaint)).not.toContain('Tickets, Green');
  });

  test('eye: the word of a list brings it at every command: the list where one subject has it, else the choice', async () => {
    const ask = (user: string, typed: string, words: string) => desk.asks(user, typed, words);
    for (const word of ['late', '迟到', '超时']) {
      const choice = await ask(WHO.supervisor, `/desk ${word}`, `“${word}”，要看哪一个`);
      for (const list of ['ticket', 'visit', 'inspect', 'duty']) expect(JSON.stringify(choice.blocks)).toContain(`case:rest.${list}-late`);
    }
    await desk.press(WHO.supervisor, await ask(WHO.supervisor, '/desk 逾期', '“逾期”'), 'case:rest.visit-late');
    await desk.answer(WHO.supervisor, '迟到的上门');
    for (const [typed, words] of [
      ['/desk at risk', 'Tickets at risk: '],
      ['/desk 待回电', 'Customers who wait for a call back: '],
      ['/visit risk', 'Tickets at risk: '],
      ['/ticket 明天', 'tomorrow: '],
      ['/duty tomorrow', 'tomorrow: '],
      ['/desk next week', 'next week: '],
      ['/desk overview', 'The desk now'],
      // Words with a blank in them, as they are shipped.
      ['/desk known faults', 'The fault table is empty'],
      ['/desk Remote  session help', '/remote'],
    ] as const)
      await ask(WHO.tom, typed, words);
  });

  test('J-14 to J-18: what is written as people write is understood, what nobody knows is looked for, and a choice names what was typed', async () => {
    for (const [user, typed, words] of [
      [WHO.agent, '/desk 工单T-15', 'T-15 · P3'],
      [WHO.agent, '/desk 工单Ｔ－１５', 'T-15 · P3'],
      [WHO.agent, '/desk 上门今天', '今日上门'],
      [WHO.tom, '/desk /ticket T-15', 'T-15 · P3'],
      [WHO.tom, '/desk ticket: T-15', 'T-15 · P3'],
      [WHO.tom, '/desk "visit today"', 'today: '],
      [WHO.tom, '/desk *late*', '“late”: which of these?'],
      [WHO.tom, '/desk desk', 'The desk now'],
      [WHO.tom, '/desk help ticket', '`/ticket'],
      [WHO.agent, '/desk 帮助 工单', '`/ticket'],
      [WHO.tom, '/desk help banana', /“banana” is no word[\s\S]*For engineers/],
      [WHO.tom, '/desk help fault', '`/fault` the table'],
      [WHO.agent, '/desk 帮助 故障', '`/fault` 故障库'],
      [WHO.tom, '/desk T-15: why', '1. '],
      [WHO.tom, '/desk T-15.', 'T-15 · P3'],
      [WHO.agent, '/desk 《T-15》', 'T-15 · P3'],
      [WHO.agent, '/desk T-15 为什么？', '1. '],
      [WHO.tom, '/desk T-15 note the key is at the gate', 'T-15'],
      [WHO.tom, '/newcall help', '`/newcall` logs a call'],
      [WHO.agent, '/newcall ？', '`/newcall` 登记来电'],
    ] as const)
      await desk.asks(user, typed, words);
    const lists = JSON.stringify((await desk.asks(WHO.tom, '/desk list', 'which of these?')).blocks);
    for (const list of ['duty-list', 'project-list', 'fault-list']) expect(lists).toContain(list);
    expect(JSON.stringify((await desk.asks(WHO.tom, '/desk mine', 'which of these?')).blocks)).toContain('visit: mine');
    // A list that is not shared has no press that would share it.
    await desk.say(WHO.tom, '@fieldbell project list');
    expect(JSON.stringify((await desk.answer(WHO.tom, / projects[\s\S]*P-1/)).blocks)).not.toContain('case:share');
    const unknown = await desk.asks(WHO.agent, '/desk 打印机', '没有“打印机”这个词');
    await desk.press(WHO.agent, unknown, 'case:rest.ticket-find-打印机');
    await desk.answer(WHO.agent, '包含“打印机”的工单');
    await desk.press(WHO.agent, await desk.asks(WHO.agent, '/desk 悦购超市', '没有“悦购超市”这个词'), 'case:rest.customer-悦购超市');
    await desk.answer(WHO.agent, '悦购超市');
    const number = await desk.asks(WHO.tom, '/desk 13800000001', 'Log 138••••01');
    await desk.press(WHO.tom, number, 'case:call.from');
    expect(JSON.stringify(calledIn(await desk.modal(WHO.tom, 'call.log')))).toContain('138 0000 0001');
    await desk.closeModals(WHO.tom);
  });

  test('fresh eye, O12: inspections, duties and problems take the words of both languages; a word they do not know is said so, with their lists', async () => {
    for (const typed of [
      '/inspect 今天',
      '/inspect 本周',
      '/duty 今天',
      '/duty 台账',
      '/problem 未解决',
      '/inspect 超时',
      '/duty 逾期',
      '/desk 质保',
      '/desk 未读留言',
    ]) {
      const before = desk.private(WHO.agent).length;
      await desk.command(WHO.agent, typed);
      const answer = await eventually(() => {
        const next = desk.private(WHO.agent)[before];
        if (!next) throw new Error('no answer yet');
        return next;
      });
      expect(shownIn(answer)).not.toContain('没看懂');
    }
    for (const [typed, list] of [
      ['/inspect 天气', 'case:rest.inspect-findings'],
      ['/duty 天晴', 'case:rest.duty-late'],
      ['/problem 下雨', 'case:rest.problem-open'],
    ] as const) {
      await desk.command(WHO.agent, typed);
      const answer = await desk.answer(WHO.agent, `没看懂“${typed.split(' ')[1]}”`);
      expect(JSON.stringify(answer.blocks)).toContain(list);
    }
  });

  test('/desk reaches every subject by its word and what has a number, in both languages; a view or a number is never taken for one', async () => {
    const word = (user: string, typed: string, words: string | RegExp) => async () => {
      await desk.command(user, `/desk ${typed}`);
      await desk.answer(user, words);
    };
    for (const answered of [
      word(WHO.tom, 'T-15', 'T-15 · P3'),
      word(WHO.tom, 'ticket T-15', 'T-15 · P3'),
      word(WHO.tom, 'TICKETS open', 'Open tickets: '),
      word(WHO.agent, '工单 T-15', 'T-15 · P3'),
      word(WHO.agent, '工单 open', '未完成工单'),
      word(WHO.tom, 'visit today', 'today: '),
      word(WHO.agent, '上门 today', '今日上门'),
      word(WHO.agent, '出访 week', '未来7天上门'),
      word(WHO.tom, 'project', ' projects'),
      word(WHO.agent, '项目', '个项目'),
      word(WHO.tom, 'P-1', 'P-1'),
      word(WHO.agent, 'd-1', 'D-1'),
      word(WHO.tom, 'engineers', 'Who has what'),
      word(WHO.agent, '设置', '服务台设置'),
      word(WHO.tom, 'T-99999', 'There is no T-99999'),
      word(WHO.agent, '天气', /没有“天气”这个词[\s\S]*`工单` · `上门`/),
      word(WHO.agent, '例行工作 list', '例行工作'),
      word(WHO.agent, '资料', '资料'),
      word(WHO.tom, 'constructor', /“constructor” is no word that I know here[\s\S]*`ticket` · `visit`/),
    ])
      await answered();
    await desk.command(WHO.tom, '/desk help');
    expect(shownIn(await desk.answer(WHO.tom, 'views: '))).not.toContain('is no word');
    for (const [user, typed] of [
      [WHO.tom, 'call 138 0000 4711'],
      [WHO.agent, '来电 138 0000 4711'],
    ] as const) {
      await desk.command(user, `/desk ${typed}`);
      expect(JSON.stringify((await desk.modal(user, 'call.log')).body.blocks)).toContain('138 0000 4711');
      await desk.closeModals(user);
    }
  });
});
