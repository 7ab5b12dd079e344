import { afterEach, describe, expect, test } from '@jest/globals';
import { sweep } from '../../jobs/sla.js';
import type { CaseNo } from '../../src/cases/case.js';
import type { SandboxMessage } from '../../src/sandbox/workspace.js';
import { timeInWords } from '../../src/time/wording.js';
import { PACKED } from '../support/builders.js';
import { ALARMS, aCall, DESK, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';
import { cardsOf, disturb, owe, waiting } from '../support/outbox.js';

const P1 = { impact: 'high', urgency: 'high' };
const LEFT = 'U0LEFT';

describe('every notice stands alone', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  const about = (channel: string, ...words: readonly (string | RegExp)[]): SandboxMessage[] =>
    desk
      .posted(channel)
      .filter((one) => words.every((word) => (typeof word === 'string' ? shownIn(one).includes(word) : word.test(shownIn(one)))));

  /** Logs a call whose card may not be posted: answers the number that the agent was told. */
  const numberOf = async (values: Record<string, unknown>): Promise<string> => {
    const no = await desk.logCall(aCall(values));
    await desk.settle();
    return no;
  };

  const breach = async (): Promise<void> => {
    await desk.sleepThrough({ hours: 25 });
    await desk.app.runJobs();
    await desk.settle();
  };

  test('S16: with the desk channel archived a new P1 reaches the alarms and the supervisor, who hears once what is wrong', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    await numberOf({});
    await desk.channel('service-desk', 'archive');
    const [first, second] = [await numberOf(P1), await numberOf(P1)];
    for (const no of [first, second]) {
      await eventually(() => expect(about(ALARMS, no)).toHaveLength(1));
      await eventually(() => expect(about(directOf(WHO.supervisor), no, '收银台打印机')).toHaveLength(1));
    }
    await eventually(() => expect(about(directOf(WHO.supervisor), '#service-desk', '已归档')).toHaveLength(1));
    await desk.channel('service-desk', 'unarchive');
    await desk.advance('PT16M');
    for (const no of [first, second]) expect(cardsOf(desk, no)).toBe(1);
    await desk.advance('PT1M');
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    // What was named once is named again when it happens again.
    await desk.channel('service-desk', 'archive');
    await numberOf({});
    await eventually(() => expect(about(directOf(WHO.supervisor), '#service-desk', '已归档')).toHaveLength(2));
  });

  test('S16: with the desk channel archived an escalation reaches the supervisor', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = await numberOf({});
    await desk.channel('service-desk', 'archive');
    await desk.actWithForm(WHO.engineer, no, 'escalate', { reason: 'life threatening' });
    await eventually(() => expect(about(directOf(WHO.supervisor), no, 'life threatening')).toHaveLength(1));
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
      await eventually(() => expect(about(channel, '🆘', no)).toHaveLength(1));
    await eventually(() => expect(about(directOf(WHO.supervisor), WHO.engineer, '已停用')).toHaveLength(1));
  });

  test('Q15: an owner who has left: thread, alarms and heads hear of the breach, his work is named once, and he is found again', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const [no, other] = [await numberOf({}), await numberOf({})];
    for (const one of [no, other]) await desk.pressOn(WHO.engineer, await desk.card(one), 'accept', one);
    await eventually(async () => expect((await desk.case(other))?.owner).toBe(WHO.engineer));
    await desk.settle();
    await desk.deactivate(WHO.engineer, 'user_disabled');
    await breach();
    for (const channel of [ALARMS, directOf(WHO.head), directOf(WHO.supervisor)])
      await eventually(() => expect(about(channel, '🔴', no).length).toBeGreaterThan(0));
    const named = () => about(directOf(WHO.supervisor), WHO.engineer, '已停用', no, other);
    await eventually(() => expect(named()).toHaveLength(1));
    await desk.sleepThrough({ minutes: 16 });
    await desk.app.runJobs();
    await desk.settle();
    expect(named()).toHaveLength(1);
    expect(about(directOf(WHO.engineer), '🔴')).toEqual([]);
  });

  test('Q15: a stored direct channel that is stale is opened anew, and an active person is not called gone', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = await desk.orderVisit(await numberOf({}), { engineer: WHO.engineer });
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
    expect(about(directOf(WHO.supervisor), WHO.engineer, '无法联系')).toEqual([]);
    expect(about(directOf(WHO.supervisor), WHO.engineer, '私信')).toEqual([]);
  });

  test('S16: an archived channel is told to the supervisors and the admins, once each; whoever logs a call hears who knows', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const admin = await desk.newcomer('admin', 'Ada Admin');
    await numberOf({});
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
    for (let n = 0; n < 2; n += 1) await numberOf({});
    for (const user of [admin, WHO.supervisor])
      await eventually(() => expect(about(directOf(user), '#service-desk', /已归档|is archived/)).toHaveLength(1));
  });

  test('L2: a deactivated supervisor first in the list does not keep the other from hearing', async () => {
    desk = await TestDesk.open({
      logLevel: 'silent',
      settings: { roles: { engineers: [WHO.engineer], supervisors: [WHO.tom, WHO.supervisor], heads: [WHO.head] } },
    });
    await desk.deactivate(WHO.tom, 'user_disabled');
    const no = await numberOf(P1);
    await eventually(() => expect(about(directOf(WHO.supervisor), no, '收银台打印机')).toHaveLength(1));
    await desk.app.runJobs();
    await eventually(() => expect(about(directOf(WHO.supervisor), 'roles.supervisors', WHO.tom)).toHaveLength(1));
    await desk.app.runJobs();
    expect(about(directOf(WHO.supervisor), 'roles.supervisors', WHO.tom)).toHaveLength(1);
  });

  test('S16: alarms archived and all leaders gone: an admin of the workspace has the breach within the minute', async () => {
    const roles = { engineers: [WHO.engineer], supervisors: [WHO.supervisor], heads: [WHO.tom] };
    desk = await TestDesk.open({ logLevel: 'silent', settings: { roles } });
    const no = await numberOf({});
    await desk.channel('service-alarms', 'archive');
    await desk.deactivate(WHO.supervisor, 'user_disabled');
    await desk.deactivate(WHO.tom, 'user_disabled');
    await breach();
    await eventually(() => expect(about(directOf(WHO.head), '🔴', no).length).toBeGreaterThan(0));
  });

  test('S16: a channel made anew under its name is found again, and the card with it', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = await numberOf({});
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

  test('a visit whose ticket’s card is in the old channel does not silence the new one, and comes under the card made anew', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const root = await numberOf({});
    const visit = await desk.orderVisit(root, {}, { hours: 3 });
    await eventually(async () => expect((await desk.case(visit))?.home?.channel).toBe(DESK));
    await desk.settle();
    await desk.channel('service-desk', 'archive');
    await numberOf({});
    await eventually(() => expect(about(directOf(WHO.supervisor), '#service-desk', '已归档')).toHaveLength(1));
    const anew = await desk.channel('service-desk', 'recreate');
    await desk.advance('PT16M');
    for (const say of ['card', 'accepted'])
      await owe(desk, [visit as CaseNo], { to: { kind: say === 'card' ? 'home' : 'thread' }, say, id: `${visit}:x:${say}` });
    await desk.app.desk.outbox.run();
    const urgent = await numberOf(P1);
    await eventually(() => expect(about(anew, urgent).filter(({ threadTs }) => !threadTs)).toHaveLength(1));
    await desk.advance('PT1M');
    const home = await eventually(async () => {
      const rootHome = (await desk.case(root))?.home;
      expect(rootHome?.channel).toBe(anew);
      expect((await desk.case(visit))?.home).toMatchObject({ channel: anew, threadTs: rootHome?.ts });
      return rootHome;
    });
    expect(desk.posted(anew).filter(({ ts }) => ts === home?.ts)).toHaveLength(1);
    for (let n = 0; n < 3; n += 1) {
      const no = await numberOf({});
      await desk.advance('PT1M');
      expect(about(anew, no).filter(({ threadTs }) => !threadTs)).toHaveLength(1);
    }
    expect(about(directOf(WHO.supervisor), '#service-desk')).toHaveLength(1);
    expect(await waiting(desk)).toBe(0);
  });

  /** Slack takes no message for so long, while the desk works on. */
  const cutOff = async (minutes: number, step = 5): Promise<void> => {
    disturb(desk, { slack: 'fails' });
    for (let passed = 0; passed < minutes; passed += step) {
      await desk.sleepThrough({ minutes: step });
      await sweep(desk.app.desk);
      await desk.app.desk.outbox.run();
    }
    disturb(desk, { slack: 'works' });
    await desk.sleepThrough({ minutes: 6 });
    await desk.app.desk.outbox.run();
    await eventually(async () => expect(await waiting(desk)).toBe(0));
  };

  test('a call for help that could not be told for a while comes once to each, as the latest, and says since when', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = await desk.orderVisit(await desk.logCall(aCall()), {}, { hours: 1 });
    await desk.actWithForm(WHO.engineer, no, 'accept', {});
    await desk.actWithForm(WHO.engineer, no, 'onMyWay', PACKED);
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    disturb(desk, { slack: 'fails' });
    await desk.pressVisit(WHO.engineer, no, 'sos');
    const at = await eventually(async () => {
      const visit = await desk.case(no);
      const { sos } = (visit?.data ?? {}) as { sos?: { at: Date } };
      if (!sos) throw new Error('no call yet');
      return sos.at;
    });
    await cutOff(16);
    const since = timeInWords(at, desk.app.desk.clock.now(), 'zh-CN');
    for (const channel of [directOf(WHO.supervisor), directOf(WHO.head)]) {
      const calls = about(channel, '🆘', no);
      expect(calls).toHaveLength(1);
      expect(shownIn(calls[0] as SandboxMessage)).toContain(since);
    }
  });

  test('a warning does not come after the breach that it warned of, and what was urgent says since when', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    disturb(desk, { slack: 'fails' });
    const no = await desk.logCall(aCall(P1));
    const at = (await desk.case(no))?.openedAt as Date;
    await cutOff(25 * 60, 60);
    const heard = about(directOf(WHO.supervisor), no).map(({ text }) => text);
    expect(heard.filter((text) => text.includes('有超时风险'))).toEqual([]);
    expect(heard.filter((text) => text.startsWith('🔴'))).toHaveLength(1);
    expect(heard.find((text) => text.startsWith('🚨'))).toContain(timeInWords(at, desk.app.desk.clock.now(), 'zh-CN'));
  });

  test('what waited for a place comes there before what is newer', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = (await numberOf({})) as CaseNo;
    const { collection } = desk.app.desk.cases.model;
    const later = desk.app.desk.clock.now().plus({ minutes: 14 }).toJSDate();
    const [old, fresh] = ['takenOver', 'handedToYou'].map((say, n) => ({
      id: `${no}:order:${n}`,
      to: { kind: 'person', user: WHO.supervisor },
      say,
      params: { by: 'x' },
      isUrgent: false,
      createdAt: new Date(),
    }));
    const notices = [{ ...old, retryAt: later, refused: 'is_archived' }, fresh];
    await collection.updateOne({ no }, { $set: { notices, nextNoticeAt: new Date(0) } } as never);
    const before = desk.posted(directOf(WHO.supervisor)).length;
    await desk.app.desk.outbox.run();
    const ids = (await desk.case(no))?.sent.map(({ id }) => id).filter((id) => id.includes(':order:'));
    expect(ids).toEqual([`${no}:order:0`, `${no}:order:1`]);
    expect(desk.posted(directOf(WHO.supervisor))).toHaveLength(before + 2);
  });

  const ordersOf = async (no: string): Promise<string[]> =>
    ((await desk.case(no))?.sent ?? []).map(({ id }) => id).filter((id) => id.includes(':order:'));
  /** Two notices for one place, the older one first; answers how to let the case owe them. */
  const twoFor = (no: string, to: object) => {
    const [old, fresh] = (['takenOver', 'handedToYou'] as const).map((say, n) => ({
      id: `${no}:order:${n}`,
      to,
      say,
      params: { by: 'x' },
      isUrgent: false,
      createdAt: new Date(),
    })) as [object, object];
    const owed = (...notices: readonly object[]) =>
      desk.app.desk.cases.model.collection.updateOne({ no }, { $set: { notices, nextNoticeAt: new Date(0) } } as never);
    return { old, fresh, owed };
  };

  test('S16: what waited for a place, and meets a passing trouble there when it is back, still comes before what is newer', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = await numberOf({});
    const { old, fresh, owed } = twoFor(no, { kind: 'person', user: WHO.supervisor });
    await owed({ ...old, retryAt: desk.app.desk.clock.now().plus({ minutes: 14 }).toJSDate(), refused: 'is_archived' }, fresh);
    await desk.slack({ slack: 'fails', method: 'chat.postMessage', times: 1 });
    await desk.app.desk.outbox.run();
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    expect(await ordersOf(no)).toEqual([`${no}:order:0`, `${no}:order:1`]);
  });

  test('S16: what is urgent for a place that is back does not come there before what waited', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = await numberOf({});
    const { old, fresh, owed } = twoFor(no, { kind: 'thread' });
    await desk.channel('service-desk', 'archive');
    await owed(old);
    await desk.app.desk.outbox.run();
    await desk.settle();
    await desk.channel('service-desk', 'unarchive');
    const [refused] = (await desk.case(no))?.notices.filter(({ id }) => id.includes(':order:')) ?? [];
    expect(refused).toMatchObject({ refused: 'is_archived' });
    await owed(refused ?? {}, { ...fresh, isUrgent: true });
    await desk.app.desk.outbox.run();
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    expect(await ordersOf(no)).toEqual([`${no}:order:0`, `${no}:order:1`]);
  });

  test('an urgent notice to one who cannot be reached goes to the alarms’ channel, and says whom it was meant for', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = (await numberOf({})) as CaseNo;
    await desk.newcomer('member', 'Lee Left', LEFT);
    await desk.deactivate(LEFT, 'user_disabled');
    await owe(desk, [no], { to: { kind: 'person', user: LEFT }, isUrgent: true, say: 'visitGoNow' });
    await desk.app.desk.outbox.run();
    await eventually(() => expect(about(ALARMS, LEFT)).toHaveLength(1));
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    expect(about(ALARMS, LEFT)).toHaveLength(1);
  });

  test('what is not urgent waits for somebody who comes back', async () => {
    const roles = { engineers: [LEFT], supervisors: [WHO.supervisor], heads: [WHO.head] };
    desk = await TestDesk.open({ logLevel: 'silent', settings: { roles } });
    const no = (await numberOf({})) as CaseNo;
    await desk.newcomer('member', 'Lee Left', LEFT);
    await desk.deactivate(LEFT, 'user_disabled');
    await owe(desk, [no], { to: { kind: 'person', user: LEFT }, say: 'handedToYou' });
    await desk.app.desk.outbox.run();
    await eventually(() => expect(about(directOf(WHO.supervisor), LEFT, '已停用')).toHaveLength(1));
    expect(about(directOf(LEFT), no)).toEqual([]);
    await desk.reactivate(LEFT);
    await desk.app.desk.people.review();
    await desk.advance('PT16M');
    expect(about(directOf(LEFT), no)).toHaveLength(1);
    expect(await waiting(desk)).toBe(0);
  });

  test('a message in a form that Slack does not take is said in another one, never again unchanged', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    await desk.unknownBlocks('header', 'actions');
    const no = await numberOf(P1);
    await eventually(() => expect(cardsOf(desk, no)).toBe(1));
    expect((await desk.card(no)).text).toContain('收银台打印机不出小票');
    await eventually(() => expect(about(ALARMS, no)).toHaveLength(1));
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    await desk.unknownBlocks();
    await desk.pressOn(WHO.engineer, { ...(await desk.card(no)), blocks: [] }, 'accept', no);
  });

  test('a person whose direct channel is silent delays nobody', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = (await numberOf({})) as CaseNo;
    const { chat } = desk.app.desk.client;
    const { postMessage } = chat;
    let release: () => void = () => {};
    const silent = new Promise<void>((resolve) => {
      release = resolve;
    });
    chat.postMessage = async (message) => {
      if (message?.channel === directOf(WHO.engineer)) await silent;
      return postMessage.call(chat, message);
    };
    try {
      await desk.app.desk.cases.change(no, (record) => ({
        ok: true,
        next: { ...record, version: record.version + 1 },
        entries: [],
        notices: [WHO.engineer, WHO.supervisor].map((user, n) => ({
          id: `${no}:x:${n}`,
          to: { kind: 'person' as const, user },
          say: 'accepted',
          params: { by: 'x' },
          isUrgent: false,
          createdAt: new Date(),
        })),
      }));
      const run = desk.app.desk.outbox.run();
      await eventually(() => expect(about(directOf(WHO.supervisor), no)).toHaveLength(1));
      expect(about(directOf(WHO.engineer), no)).toEqual([]);
      release();
      await run;
      expect(about(directOf(WHO.engineer), no)).toHaveLength(1);
    } finally {
      chat.postMessage = postMessage;
    }
  });

  test('what fails for one place is tried again for that one alone', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    disturb(desk, { slack: 'fails', times: 1 });
    const no = await numberOf(P1);
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    expect(cardsOf(desk, no)).toBe(1);
    expect(about(ALARMS, no)).toHaveLength(1);
    expect(about(directOf(WHO.supervisor), no)).toHaveLength(1);
  });
});
