import { afterEach, describe, expect, test } from '@jest/globals';
import type { CaseNo } from '../../src/cases/case.js';
import { PACKED } from '../support/builders.js';
import { ALARMS, aCall, DESK, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';
import { about, cardsOf, numberOf, owe, waiting } from '../support/outbox.js';

const P1 = { impact: 'high', urgency: 'high' };

describe('every notice stands alone', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  const breach = async (): Promise<void> => {
    await desk.sleepThrough({ hours: 25 });
    await desk.app.runJobs();
    await desk.settle();
  };

  test('S16: with the desk channel archived a new P1 reaches the alarms and the supervisor, who hears once what is wrong', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    await numberOf(desk, {});
    await desk.channel('service-desk', 'archive');
    const [first, second] = [await numberOf(desk, P1), await numberOf(desk, P1)];
    for (const no of [first, second]) {
      await eventually(() => expect(about(desk, ALARMS, no)).toHaveLength(1));
      await eventually(() => expect(about(desk, directOf(WHO.supervisor), no, '收银台打印机')).toHaveLength(1));
    }
    await eventually(() => expect(about(desk, directOf(WHO.supervisor), '#service-desk', '已归档')).toHaveLength(1));
    await desk.channel('service-desk', 'unarchive');
    await desk.advance('PT16M');
    for (const no of [first, second]) expect(cardsOf(desk, no)).toBe(1);
    await desk.advance('PT1M');
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    // What was named once is named again when it happens again.
    await desk.channel('service-desk', 'archive');
    await numberOf(desk, {});
    await eventually(() => expect(about(desk, directOf(WHO.supervisor), '#service-desk', '已归档')).toHaveLength(2));
  });

  test('S16: with the desk channel archived an escalation reaches the supervisor', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = await numberOf(desk, {});
    await desk.channel('service-desk', 'archive');
    await desk.actWithForm(WHO.engineer, no, 'escalate', { reason: 'life threatening' });
    await eventually(() => expect(about(desk, directOf(WHO.supervisor), no, 'life threatening')).toHaveLength(1));
  });

  test('S16: an SOS reaches everybody although the engineer’s direct channel fails', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = await desk.orderVisit(await desk.logCall(aCall()), {}, { hours: 1 });
    await desk.actWithForm(WHO.engineer, no, 'accept', {});
    await desk.actWithForm(WHO.engineer, no, 'onMyWay', PACKED);
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    await desk.deactivate(WHO.engineer, 'is_archived');
    await desk.app.desk.cases.model.collection.updateOne({ no }, { $set: { copies: [] } });
    await desk.app.desk.cases.change(no as CaseNo, (record) => {
      const notices = ['card', 'sosCall', 'sosCall', 'sosCall', 'sosCall'].map((say, n) => ({
        id: `${no}:sos:${n}`,
        to: [
          { kind: 'home' as const },
          { kind: 'person' as const, user: WHO.supervisor },
          { kind: 'person' as const, user: WHO.head },
          { kind: 'channel' as const, name: 'alarms' as const },
          { kind: 'thread' as const },
        ][n] ?? { kind: 'home' as const },
        say,
        params: { by: 'x' },
        isUrgent: n > 0,
        createdAt: desk.app.desk.clock.now().toJSDate(),
      }));
      return { ok: true, next: { ...record, version: record.version + 1 }, entries: [], notices };
    });
    await desk.app.desk.outbox.run();
    for (const channel of [directOf(WHO.supervisor), directOf(WHO.head), ALARMS, DESK])
      await eventually(() => expect(about(desk, channel, '🆘', no)).toHaveLength(1));
    await eventually(() => expect(about(desk, directOf(WHO.supervisor), WHO.engineer, '已停用')).toHaveLength(1));
  });

  test('Q15: an owner who has left: thread, alarms and heads hear of the breach, his work is named once, and he is found again', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const [no, other] = [await numberOf(desk, {}), await numberOf(desk, {})];
    for (const one of [no, other]) await desk.pressOn(WHO.engineer, await desk.card(one), 'accept', one);
    await eventually(async () => expect((await desk.case(other))?.owner).toBe(WHO.engineer));
    await desk.settle();
    await desk.deactivate(WHO.engineer, 'user_disabled');
    await breach();
    for (const channel of [ALARMS, directOf(WHO.head), directOf(WHO.supervisor)])
      await eventually(() => expect(about(desk, channel, '🔴', no).length).toBeGreaterThan(0));
    const named = () => about(desk, directOf(WHO.supervisor), WHO.engineer, '已停用', no, other);
    await eventually(() => expect(named()).toHaveLength(1));
    await desk.sleepThrough({ minutes: 16 });
    await desk.app.runJobs();
    await desk.settle();
    expect(named()).toHaveLength(1);
    expect(about(desk, directOf(WHO.engineer), '🔴')).toEqual([]);
  });

  test('Q15: a stored direct channel that is stale is opened anew, and an active person is not called gone', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = await desk.orderVisit(await numberOf(desk, {}), { engineer: WHO.engineer });
    const { collection } = desk.app.desk.cases.model;
    await eventually(async () => expect((await desk.case(no))?.copies).toHaveLength(1));
    await collection.updateOne({ no }, { $set: { 'copies.0.channel': 'D0STALE00' } });
    const left = { phone: '139 0000 0008', callerName: '孙伟', outcome: 'message', messageFor: WHO.engineer, description: '请回电' };
    const message = await desk.logCall(left);
    await eventually(async () => expect((await desk.case(message))?.home?.channel).toBe(directOf(WHO.engineer)));
    await collection.updateOne({ no: message }, { $set: { 'home.channel': 'D0STALE00' } });
    await desk.actWithForm(WHO.engineer, no, 'accept', {});
    const own = desk.posted(directOf(WHO.engineer)).findLast((one) => shownIn(one).includes(message));
    if (!own) throw new Error('no message');
    await desk.press(WHO.engineer, own, 'case:gotIt', message);
    await desk.settle();
    await eventually(async () => expect((await desk.case(no))?.copies?.at(-1)?.channel).toBe(directOf(WHO.engineer)));
    await eventually(async () => expect((await desk.case(message))?.home?.channel).toBe(directOf(WHO.engineer)));
    expect(about(desk, directOf(WHO.supervisor), WHO.engineer, '无法联系')).toEqual([]);
    expect(about(desk, directOf(WHO.supervisor), WHO.engineer, '私信')).toEqual([]);
  });

  test('S16: an archived channel is told to the supervisors and the admins, once each; whoever logs a call hears who knows', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const admin = await desk.newcomer('admin', 'Ada Admin');
    await numberOf(desk, {});
    await desk.channel('service-desk', 'archive');
    await desk.command(WHO.agent, '/newcall');
    const view = await desk.modal(WHO.agent, 'call.log');
    await desk.pressInView(WHO.agent, view, 'outcome', 'value', 'ticket');
    const { outcome: _, ...values } = aCall();
    await eventually(() => expect(JSON.stringify(view.body.blocks)).toContain('description'));
    await desk.submit(WHO.agent, view, values);
    const told = JSON.stringify((await desk.modal(WHO.agent, 'tell')).body.blocks);
    expect(told).toContain('无法发到 #service-desk');
    expect(told).not.toContain('由工程师接单');
    for (let n = 0; n < 2; n += 1) await numberOf(desk, {});
    for (const user of [admin, WHO.supervisor])
      await eventually(() => expect(about(desk, directOf(user), '#service-desk', /已归档|is archived/)).toHaveLength(1));
  });

  test('L2: a deactivated supervisor first in the list does not keep the other from hearing', async () => {
    desk = await TestDesk.open({
      logLevel: 'silent',
      settings: { roles: { engineers: [WHO.engineer], supervisors: [WHO.tom, WHO.supervisor], heads: [WHO.head] } },
    });
    await desk.deactivate(WHO.tom, 'user_disabled');
    const no = await numberOf(desk, P1);
    await eventually(() => expect(about(desk, directOf(WHO.supervisor), no, '收银台打印机')).toHaveLength(1));
    await desk.app.runJobs();
    await eventually(() => expect(about(desk, directOf(WHO.supervisor), 'roles.supervisors', WHO.tom)).toHaveLength(1));
    await desk.app.runJobs();
    expect(about(desk, directOf(WHO.supervisor), 'roles.supervisors', WHO.tom)).toHaveLength(1);
  });

  test('S16: alarms archived and all leaders gone: an admin of the workspace has the breach within the minute', async () => {
    const roles = { engineers: [WHO.engineer], supervisors: [WHO.supervisor], heads: [WHO.tom] };
    desk = await TestDesk.open({ logLevel: 'silent', settings: { roles } });
    const no = await numberOf(desk, {});
    await desk.channel('service-alarms', 'archive');
    await desk.deactivate(WHO.supervisor, 'user_disabled');
    await desk.deactivate(WHO.tom, 'user_disabled');
    await breach();
    await eventually(() => expect(about(desk, directOf(WHO.head), '🔴', no).length).toBeGreaterThan(0));
  });

  test('S16: a channel made anew under its name is found again, and the card with it', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = await numberOf(desk, {});
    const anew = await desk.channel('service-desk', 'recreate');
    expect(anew).not.toBe(DESK);
    await desk.app.desk.cases.change(no as CaseNo, (record) => ({
      ok: true,
      next: { ...record, version: record.version + 1 },
      entries: [],
      notices: [
        {
          id: `${no}:x:1`,
          to: { kind: 'thread' },
          say: 'accepted',
          params: { by: 'x' },
          isUrgent: false,
          createdAt: new Date(),
        },
      ],
    }));
    await desk.app.desk.outbox.run();
    await eventually(async () => expect((await desk.case(no))?.home?.channel).toBe(anew));
    const home = (await desk.case(no))?.home;
    expect(desk.posted(anew).map(({ threadTs }) => threadTs)).toEqual([undefined, home?.ts]);
    expect(await waiting(desk)).toBe(0);
  });

  test('S16: in a channel made anew every open case has its card, though nothing of it is to be told, and alarms lead there', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const ticket = await numberOf(desk, {});
    const visit = await desk.orderVisit(ticket, {}, { hours: 30 });
    for (const no of [ticket, visit]) await eventually(async () => expect((await desk.case(no))?.home?.channel).toBe(DESK));
    await desk.settle();
    const anew = await desk.channel('service-desk', 'recreate');
    for (let n = 0; n < 2; n += 1) await desk.app.runJobs();
    await desk.settle();
    for (const no of [ticket, visit]) await eventually(async () => expect((await desk.case(no))?.home?.channel).toBe(anew));
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    const cards = [ticket, visit].map((no) =>
      about(desk, anew, no).filter(({ metadata }) => JSON.stringify(metadata).includes(`${no}:card`)),
    );
    expect(cards.map(({ length }) => length)).toEqual([1, 1]);
    await desk.app.desk.fallbacks.run();
    const left = desk.workspace.scheduled.filter(({ text }) => text.includes(visit));
    expect(left.length).toBeGreaterThan(0);
    for (const { text } of left) expect(text).toContain(`/archives/${anew}/`);
    await desk.app.runJobs();
    expect(about(desk, directOf(WHO.supervisor), '#service-desk')).toEqual([]);
  });

  test('S16: into a channel that was deleted nothing leads, neither an SOS of the same minute nor what Slack holds of visits', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const ticket = await desk.logCall(aCall());
    const [later, visit] = [
      await desk.orderVisit(ticket, {}, { hours: 30 }),
      await desk.orderVisit(await desk.logCall(aCall()), {}, { hours: 1 }),
    ];
    await desk.actWithForm(WHO.engineer, visit, 'accept', {});
    await desk.actWithForm(WHO.engineer, visit, 'onMyWay', PACKED);
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    await desk.app.desk.fallbacks.run();
    const into = (text: string): boolean => text.includes(`/archives/${DESK}/`);
    const held = () => desk.workspace.scheduled.map(({ text }) => text);
    expect(held().filter(into).length).toBeGreaterThan(1);
    const before = desk.workspace.messages.length;
    await desk.channel('service-desk', 'recreate');
    await desk.pressVisit(WHO.engineer, visit, 'sos');
    for (const channel of [ALARMS, directOf(WHO.supervisor), directOf(WHO.head)])
      await eventually(() => expect(about(desk, channel, '🆘', visit)).toHaveLength(1));
    expect(desk.workspace.messages.slice(before).filter((message) => into(JSON.stringify(message)))).toEqual([]);
    await desk.app.desk.fallbacks.run();
    expect(held().some((text) => text.includes(`|${later}>`))).toBe(true);
    expect(held().filter(into)).toEqual([]);
  });

  test('a visit whose ticket’s card is in the old channel does not silence the new one, and comes under the card made anew', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const root = await numberOf(desk, {});
    const visit = await desk.orderVisit(root, {}, { hours: 3 });
    await eventually(async () => expect((await desk.case(visit))?.home?.channel).toBe(DESK));
    await desk.settle();
    await desk.channel('service-desk', 'archive');
    await numberOf(desk, {});
    await eventually(() => expect(about(desk, directOf(WHO.supervisor), '#service-desk', '已归档')).toHaveLength(1));
    const anew = await desk.channel('service-desk', 'recreate');
    await desk.advance('PT16M');
    for (const say of ['card', 'accepted'])
      await owe(desk, [visit as CaseNo], { to: { kind: say === 'card' ? 'home' : 'thread' }, say, id: `${visit}:x:${say}` });
    await desk.app.desk.outbox.run();
    const urgent = await numberOf(desk, P1);
    await eventually(() => expect(about(desk, anew, urgent).filter(({ threadTs }) => !threadTs)).toHaveLength(1));
    await desk.advance('PT1M');
    const home = await eventually(async () => {
      const rootHome = (await desk.case(root))?.home;
      expect(rootHome?.channel).toBe(anew);
      expect((await desk.case(visit))?.home).toMatchObject({ channel: anew, threadTs: rootHome?.ts });
      return rootHome;
    });
    expect(desk.posted(anew).filter(({ ts }) => ts === home?.ts)).toHaveLength(1);
    for (let n = 0; n < 3; n += 1) {
      const no = await numberOf(desk, {});
      await desk.advance('PT1M');
      expect(about(desk, anew, no).filter(({ threadTs }) => !threadTs)).toHaveLength(1);
    }
    expect(about(desk, directOf(WHO.supervisor), '#service-desk')).toHaveLength(1);
    // Who takes a ticket is asked at the next full five minutes (decision 0102); nothing else waits.
    const owing = await desk.app.desk.cases.model.find({ 'notices.0': { $exists: true } }).lean();
    const waits = owing.flatMap(({ notices }) => notices.flatMap(({ say, held }) => (held?.isTogether ? [] : say)));
    expect(waits).toEqual([]);
  });
});
