import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DateTime, Interval } from 'luxon';
import { runningClock } from '../../src/cases/ticket/deadlines.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { policyNow } from '../../src/slack/people/policy.js';
import type { CaseRecord } from '../../src/store/cases.js';
import { workIntervalsOf } from '../../src/time/calendar.js';
import { elapsed } from '../../src/time/elapse.js';
import { aCall, DESK, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('what managers and agents ask', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ isSeeded: true });
  });
  afterAll(() => desk.close());

  test('the sample data has thirty tickets in all states', async () => {
    const states = await desk.app.desk.cases.model.distinct('state', { kind: 'ticket' });
    expect([...states].sort()).toEqual(['accepted', 'cancelled', 'closed', 'in_progress', 'open', 'resolved', 'waiting_customer']);
    expect(await desk.app.desk.cases.model.countDocuments({ kind: 'ticket' })).toBe(30);
    expect(await desk.app.desk.directory.customersLike('')).toHaveLength(12);
  });

  test('/desk shows open, at risk, late, by priority, by person, due next and kept promises, in the asker’s language', async () => {
    await desk.command(WHO.supervisor, '/desk');
    const zh = shownIn(await desk.answer(WHO.supervisor, '服务台现况'));
    for (const figure of [/🔴 超时 \d+/, /🟠 有风险 \d+/, /🟡 待接单 \d+/, /未完成 \d+/]) expect(zh).toMatch(figure);
    expect(zh).toMatch(/履约率：7 天 \d+%/);
    expect(zh).toContain('"type":"data_table"');
    const [received, ended] = ['新增', '结束'].map((name) => new RegExp(`"name":"${name}","data":(\\[[^\\]]*\\])`).exec(zh)?.[1] ?? '[]');
    const sum = (points = '[]'): number => JSON.parse(points).reduce((all: number, { value }: { value: number }) => all + value, 0);
    const since = desk.app.desk.clock.now().startOf('week').minus({ weeks: 3 }).toJSDate();
    const { model } = desk.app.desk.cases;
    expect(sum(received)).toBe(await model.countDocuments({ kind: 'ticket', openedAt: { $gte: since } }));
    expect(sum(ended)).toBe(await model.countDocuments({ kind: 'ticket', closedAt: { $gte: since } }));
    expect(zh).toMatch(/"categories":\["\d\d-\d\d[^"]*"(,"\d\d-\d\d[^"]*"){3}\]/);
    await desk.command(WHO.tom, '/desk');
    expect(shownIn(await desk.answer(WHO.tom, 'The desk now'))).toMatch(/🔴 \d+ late/);
  });

  test('the figures of /desk agree with the tickets', async () => {
    const open = await desk.app.desk.tickets.open();
    const late = open.filter(({ dueAt }) => dueAt && dueAt < desk.app.desk.clock.now().toJSDate());
    expect(late.length).toBeGreaterThan(0);
    const now = desk.app.desk.clock.now();
    const policy = await policyNow(desk.app.desk);
    const atRisk = open.filter((ticket) => {
      if (!ticket.dueAt || ticket.dueAt < now.toJSDate()) return false;
      const start = DateTime.fromJSDate(ticket.data.clock.startedAt);
      const clock = runningClock(ticket, policy);
      return elapsed(start, now, clock) >= elapsed(start, DateTime.fromJSDate(ticket.dueAt), clock) * Math.max(...policy.warnAt);
    });
    const ended = await desk.app.desk.cases.model
      .find({ kind: 'ticket', closedAt: { $gte: now.minus({ days: 30 }).toJSDate() } })
      .lean<(CaseRecord & Ticket)[]>();
    const kept = ended.filter(({ data }) => data.pastPromises.length > 0 && data.pastPromises.every(({ wasKept }) => wasKept));
    const broken = ended.filter(({ data }) => data.pastPromises.some(({ wasKept }) => !wasKept));
    expect(atRisk.length * kept.length).toBeGreaterThan(0);
    const all = kept.length + broken.length + open.filter(({ breachedAt }) => breachedAt).length;
    await desk.command(WHO.anna, '/desk');
    const shown = shownIn(await desk.answer(WHO.anna, 'The desk now'));
    const unaccepted = open.filter(({ state }) => state === 'open').length;
    for (const figure of [`${open.length} open`, `${atRisk.length} at risk`, `${late.length} late`, `${unaccepted} not accepted`])
      expect(shown).toContain(figure);
    expect(shown).toContain(`30 days ${Math.round((kept.length / all) * 100)}% (${kept.length}/${all})`);
  });

  test('a sample visit lies in work hours, whatever the hour at which the sandbox begins', async () => {
    const { visits, clock } = desk.app.desk;
    const { calendar } = await policyNow(desk.app.desk);
    const now = clock.now();
    const all = await visits.between({ from: now.minus({ days: 14 }).toJSDate(), to: now.plus({ days: 14 }).toJSDate() });
    expect(all).toHaveLength(7);
    for (const { data } of all) {
      const window = Interval.fromDateTimes(DateTime.fromJSDate(data.from), DateTime.fromJSDate(data.to));
      expect(workIntervalsOf(calendar, DateTime.fromJSDate(data.from)).some((hours) => hours.engulfs(window))).toBe(true);
    }
    expect(all.map(({ state }) => state)).toContain('signed');
  });

  test('each figure of /desk opens its list, which has as many rows, and five stand at the head; those who lead have the figures in Home, too', async () => {
    const answered = async (ask: () => Promise<unknown>) => {
      const before = desk.private(WHO.supervisor).length;
      await ask();
      return eventually(() => {
        const next = desk.private(WHO.supervisor)[before];
        if (!next) throw new Error('no answer yet');
        return next;
      });
    };
    const answer = await answered(() => desk.command(WHO.supervisor, '/desk'));
    const shown = JSON.stringify(answer.blocks);
    const buttons = shown.matchAll(/"action_id":"(case:rest\.[^"]+)","text":\{"type":"plain_text","text":"[^"]*?(\d+)"/g);
    const rowed = shown.matchAll(/"text":"[^"•]*?(\d+)\\n• [^"]*","verbatim":true\},"accessory":\{[^{]*"action_id":"(case:rest\.[^"]+)"/g);
    const figures = [
      ...[...buttons].map(([, action = '', n]) => ({ action, n: Number(n) })),
      ...[...rowed].map(([, n, action = '']) => ({ action, n: Number(n) })),
    ];
    const actionsOf = (lists: readonly string[]): string[] => lists.map((list) => `case:rest.${list}`);
    expect(figures.map(({ action }) => action)).toEqual(
      actionsOf([
        ...['ticket-late', 'ticket-risk', 'ticket-unaccepted', 'visit-late', 'ticket-open'],
        ...['inspect-late', 'duty-late', 'inspect-findings', 'problem-open'],
        ...['ticket-first', 'ticket-callbacks'],
      ]),
    );
    // Read from above: five figures, the weeks, what is late and due next, what else waits, and of each subject a line.
    expect(answer.blocks?.map(({ type }) => type)).toEqual([
      ...['section', 'actions', 'data_visualization', 'section', 'data_table'],
      ...['section', 'section', 'actions', 'context', 'actions'],
    ]);
    expect(answer.blocks?.[1].elements).toHaveLength(5);
    expect(answer.blocks?.[0].text.text).toBe('服务台现况');
    for (const { action, n } of figures) {
      const list = await answered(() =>
        desk.press(WHO.supervisor, answer, action, `0 ${action.slice('case:rest.'.length).replace('-', ' ')}`),
      );
      expect(JSON.stringify(list.blocks).match(/"(?:T|M|I|S|PB)-\d+"/g) ?? []).toHaveLength(n);
    }
    await desk.home(WHO.supervisor);
    await eventually(() => expect(JSON.stringify(desk.workspace.homes.get(WHO.supervisor))).toContain(figures[0]?.action ?? '-'));
    expect(JSON.stringify(desk.workspace.homes.get(WHO.supervisor))).toMatch(/当前超时：\d+.*🔴 T-\d+ · P\d/);
    await desk.home(WHO.anna);
    await eventually(() => expect(desk.workspace.homes.get(WHO.anna)).toBeDefined());
    expect(JSON.stringify(desk.workspace.homes.get(WHO.anna))).not.toContain('case:rest.ticket-late');
  });

  test('what a card only shows by a press is shown by its word behind the number, of every kind', async () => {
    const commands = {
      ticket: 'ticket',
      visit: 'visit',
      inspection: 'inspect',
      duty: 'duty',
      fault: 'fault',
      problem: 'problem',
      remote: 'remote',
    };
    const { model } = desk.app.desk.cases;
    const kinds: string[] = [];
    for (const [kind, command] of Object.entries(commands)) {
      const record = await model.findOne({ kind }).lean<CaseRecord>();
      if (!record) continue;
      kinds.push(kind);
      for (const typed of [`/${command} ${record.no} history`, `/desk ${record.no} 历史`]) {
        await desk.command(WHO.supervisor, typed);
        expect((await desk.modal(WHO.supervisor, 'tell')).body.title.text).toContain('历史');
        await desk.closeModals(WHO.supervisor);
      }
    }
    expect(kinds).toEqual(expect.arrayContaining(['ticket', 'visit', 'inspection', 'duty', 'problem']));
    await desk.asks(WHO.supervisor, '/ticket T-15 历史1', '编号后的“历史1”未处理');
  });

  test('fresh eye: /desk sla, engineers, settings and help answer', async () => {
    for (const [typed, words] of [
      ['/desk sla', 'Promises by priority'],
      ['/desk engineers', 'Who has what'],
      // Whoever is named nowhere: the setting that names them is told.
      ['/desk settings', 'on duty: nobody (set quietHours.onDuty in DESK_CONFIG)'],
      ['/desk nonsense', '/desk'],
    ] as const) {
      await desk.command(WHO.tom, typed);
      const answer = await desk.answer(WHO.tom, words);
      // Of the sample's calls of this week some were answered in time.
      if (typed === '/desk sla') expect(shownIn(answer)).toMatch(/First contact kept, 7 days.*\d+% \([1-9]\d*\/\d+\)/s);
    }
  });

  test('45: figures of persons are for those who lead; an engineer sees his own line only', async () => {
    const ofTom = shownIn(await desk.asks(WHO.tom, '/desk engineers', 'Who has what'));
    expect(ofTom).toContain('Tom Baker');
    const names = [WHO.engineer, WHO.anna].map((id) => desk.workspace.person(id)?.realName ?? id);
    for (const name of names) expect(ofTom).not.toContain(name);
    expect(shownIn(await desk.asks(WHO.tom, '/desk', 'The desk now'))).not.toMatch(new RegExp(`By person.*(?:${names.join('|')})`));
    const ofAll = shownIn(await desk.asks(WHO.supervisor, '/desk engineers', /Tom Baker/));
    for (const name of names) expect(ofAll).toContain(name);
  });

  test('fresh eye: help is a page per role with the others a press away; what is not known answers with it; a report and a bare number say what there is', async () => {
    const ask = async (user: string, typed: string, words: string) => {
      await desk.command(user, `/desk ${typed}`);
      return desk.answer(user, words);
    };
    const help = await ask(WHO.agent, '帮助', '客服怎么用');
    for (const [user, page] of [
      [WHO.tom, '*For engineers*'],
      [WHO.supervisor, '*主管怎么用*'],
      [WHO.anna, '*For agents*'],
    ] as const)
      await ask(user, 'help', page);
    for (const [page, words] of [
      ['engineer', '工程师怎么用'],
      ['operations', '运维组怎么用'],
      ['leader', '主管怎么用'],
    ] as const) {
      await desk.press(WHO.agent, help, `case:rest.desk-help-${page}`);
      await desk.answer(WHO.agent, words);
    }
    expect(shownIn(help)).toContain('`/newcall 138 0000 0001`');
    await desk.press(WHO.agent, help, 'case:rest.newcall-log');
    await desk.answer(WHO.agent, '来电');
    const unknown = await ask(WHO.agent, '阴天', '没有“阴天”这个词');
    expect(JSON.stringify(unknown.blocks)).toContain('case:rest.ticket-open');
    for (const [user, typed, words] of [
      [WHO.agent, '报表', '没有单独的报表'],
      [WHO.tom, 'report', 'There is no one report'],
    ] as const)
      expect(JSON.stringify((await ask(user, typed, words)).blocks)).toContain('case:rest.desk-sla');
    await desk.press(WHO.tom, await ask(WHO.tom, 'report', 'There is no one report'), 'case:rest.desk-engineers');
    await desk.answer(WHO.tom, 'Who has what');
    await ask(WHO.tom, '15', 'T-15 · P3');
    const several = await ask(WHO.agent, '1', '编号 1 有多个');
    expect(shownIn(several)).toMatch(/T-1 ·[\s\S]*V-1 ·[\s\S]*P-1 ·/);
    await desk.press(WHO.agent, several, 'case:open', 'V-1');
    await desk.answer(WHO.agent, 'V-1');
    await ask(WHO.tom, '99999', 'Nothing has the number 99999');
  });

  test('issue 16, 18: what a number may be of has a press each, a part of a telephone number is none, and help names what its reader may use, in his language', async () => {
    const several = await desk.asks(WHO.agent, '/desk 第1号', '编号 1 有多个');
    await desk.press(WHO.agent, several, 'case:desk.said', 'P-1');
    await desk.answer(WHO.agent, 'P-1 ·');
    // A press has one answer.
    expect(desk.workspace.messages.filter(({ text }) => text.includes('不是工单编号'))).toEqual([]);
    expect(shownIn(await desk.asks(WHO.tom, '/desk 0000 0001', 'no word that I know'))).not.toContain('has the number');
    expect(shownIn(await desk.asks(WHO.agent, '/desk 帮助', '客服怎么用'))).not.toContain('违规');
    expect(shownIn(await desk.asks(WHO.supervisor, '/desk 帮助', '主管怎么用'))).toContain('`违规`');
    for (const [typed, words] of [
      ['/inspect 帮助', '`热图 2026-11'],
      ['/duty 帮助', '`模板`'],
      ['/inspect 报告', '`/inspect 报告 P-1 2026-11`'],
      ['/project 列表', '个项目'],
    ] as const)
      await desk.asks(WHO.agent, typed, words);
    await desk.command(WHO.supervisor, '/problem 新增');
    await desk.modal(WHO.supervisor, 'problem.report');
    await desk.closeModals(WHO.supervisor);
  });

  test('Share to channel shows it to everybody', async () => {
    await desk.command(WHO.tom, '/desk');
    const answer = await desk.answer(WHO.tom, 'The desk now');
    const before = desk.posted(DESK).length;
    await desk.press(WHO.tom, answer, 'case:share', 'desk summary');
    await eventually(() => expect(desk.posted(DESK).length).toBe(before + 1));
    // In the channel's language, whoever shared it.
    expect(desk.posted(DESK).at(-1)?.text).toContain('服务台现况');
  });

  test('/ticket shows a card with the buttons that fit, mine, open, late, find and why', async () => {
    await desk.command(WHO.tom, '/ticket T-15');
    expect(shownIn(await desk.answer(WHO.tom, 'T-15 · P3'))).toContain('case:');
    for (const [typed, words] of [
      ['mine', 'My open tickets'],
      ['open', 'Open tickets: '],
      ['late', 'Late tickets: '],
      ['find 打印机', 'T-'],
      ['find points member', 'T-'],
      ['T-15 why', 'So it is due'],
      ['t15', 'T-15 · P3'],
      ['T-9999', 'There is no T-9999'],
      ['gibberish', 'No ticket has “gibberish”'],
      ['help', 'the card'],
      ['', 'My open tickets'],
    ] as const) {
      await desk.command(WHO.tom, `/ticket ${typed}`);
      await desk.answer(WHO.tom, words);
    }
  });

  test('an agent’s own card has no buttons of engineers', async () => {
    const restricted = await TestDesk.open({
      settings: { roles: { engineers: [WHO.engineer], supervisors: [WHO.supervisor], heads: [WHO.head] } },
    });
    try {
      const no = await restricted.logCall(aCall());
      await restricted.command(WHO.anna, `/ticket ${no}`);
      const card = shownIn(await restricted.answer(WHO.anna, no));
      expect(card).not.toContain('case:accept');
      expect(card).toContain('case:resolve');
    } finally {
      await restricted.close();
    }
  });

  test('App Home shows what is mine, with a button that opens each and one that logs a call', async () => {
    await desk.home(WHO.tom);
    const home = await eventually(() => {
      const view = desk.workspace.homes.get(WHO.tom);
      if (!view) throw new Error('no home');
      return view;
    });
    expect(JSON.stringify(home.body)).toContain('My open tickets');
    await desk.pressInView(WHO.tom, home, home.body.blocks[1].block_id, 'case:call.new');
    await desk.modal(WHO.tom, 'call.log');
  });
});
