import { afterEach, describe, expect, test } from '@jest/globals';
import { sweep } from '../../jobs/sla.js';
import { takeCall } from '../../src/cases/call/intake.js';
import type { CaseNo } from '../../src/cases/case.js';
import type { FormValues } from '../../src/cases/form.js';
import type { SandboxMessage } from '../../src/sandbox/workspace.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { timeInWords } from '../../src/time/wording.js';
import { PACKED } from '../support/builders.js';
import { ALARMS, aCall, DESK, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';
import { about, cardsOf, disturb, numberOf, owe, waiting } from '../support/outbox.js';
import { aFolder } from '../support/store.js';

const P1 = { impact: 'high', urgency: 'high' };
const LEFT = 'U0LEFT';

describe('what waited for a place or a person', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

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
      const calls = about(desk, channel, '🆘', no);
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
    const heard = about(desk, directOf(WHO.supervisor), no).map(({ text }) => text);
    expect(heard.filter((text) => text.includes('有超时风险'))).toEqual([]);
    expect(heard.filter((text) => text.startsWith('🔴'))).toHaveLength(1);
    expect(heard.find((text) => text.startsWith('🚨'))).toContain(timeInWords(at, desk.app.desk.clock.now(), 'zh-CN'));
  });

  test('what waited for a place comes there before what is newer', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = (await numberOf(desk, {})) as CaseNo;
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
    const no = await numberOf(desk, {});
    const { old, fresh, owed } = twoFor(no, { kind: 'person', user: WHO.supervisor });
    await owed({ ...old, retryAt: desk.app.desk.clock.now().plus({ minutes: 14 }).toJSDate(), refused: 'is_archived' }, fresh);
    await desk.slack({ slack: 'fails', method: 'chat.postMessage', times: 1 });
    await desk.app.desk.outbox.run();
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    expect(await ordersOf(no)).toEqual([`${no}:order:0`, `${no}:order:1`]);
  });

  test('S16: what is urgent for a place that is back does not come there before what waited', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = await numberOf(desk, {});
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
    const no = (await numberOf(desk, {})) as CaseNo;
    await desk.newcomer('member', 'Lee Left', LEFT);
    await desk.deactivate(LEFT, 'user_disabled');
    await owe(desk, [no], { to: { kind: 'person', user: LEFT }, isUrgent: true, say: 'urgentToTake' });
    await desk.app.desk.outbox.run();
    await eventually(() => expect(about(desk, ALARMS, LEFT)).toHaveLength(1));
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    expect(about(desk, ALARMS, LEFT)).toHaveLength(1);
  });

  test('what is not urgent waits for somebody who comes back', async () => {
    const roles = { engineers: [LEFT], supervisors: [WHO.supervisor], heads: [WHO.head] };
    desk = await TestDesk.open({ logLevel: 'silent', settings: { roles } });
    const no = (await numberOf(desk, {})) as CaseNo;
    await desk.newcomer('member', 'Lee Left', LEFT);
    await desk.deactivate(LEFT, 'user_disabled');
    await owe(desk, [no], { to: { kind: 'person', user: LEFT }, say: 'handedToYou' });
    await desk.app.desk.outbox.run();
    await eventually(() => expect(about(desk, directOf(WHO.supervisor), LEFT, '已停用')).toHaveLength(1));
    expect(about(desk, directOf(LEFT), no)).toEqual([]);
    await desk.reactivate(LEFT);
    await desk.app.desk.people.review();
    await desk.advance('PT16M');
    expect(about(desk, directOf(LEFT), no)).toHaveLength(1);
    expect(await waiting(desk)).toBe(0);
  });

  test('a message in a form that Slack does not take is said in another one, never again unchanged', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    await desk.unknownBlocks('header', 'actions');
    // The call log has such blocks itself: its call is taken without it.
    const { cases, clock, people, team } = desk.app.desk;
    const circumstances = { actor: await people.find(WHO.agent), now: clock.now(), policy: await policyNow(desk.app.desk) };
    const call = { ...aCall(P1) } as FormValues;
    const { no } = await cases.create('ticket', (seq) => takeCall(call, { team: team.id, seq }, circumstances));
    await desk.settle();
    // As text alone it begins as its head does: with its sign.
    const cards = () => desk.posted(DESK).filter(({ text, threadTs }) => !threadTs && new RegExp(`^\\S+ ${no} `).test(text));
    await eventually(() => expect(cards()).toHaveLength(1));
    expect(cards()[0]?.text).toContain('收银台打印机不出小票');
    await eventually(() => expect(about(desk, ALARMS, no)).toHaveLength(1));
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    await desk.unknownBlocks();
    const [card] = cards();
    if (card) await desk.pressOn(WHO.engineer, { ...card, blocks: [] }, 'accept', no);
  });

  test('S16: a place that was named before a restart, and is reached after it, is named again when it is gone once more', async () => {
    const folder = await aFolder();
    const named = () => about(desk, directOf(WHO.supervisor), '#service-desk', '已归档');
    desk = await TestDesk.open({ dataDir: folder.path, logLevel: 'silent' });
    await numberOf(desk, {});
    await desk.channel('service-desk', 'archive');
    await numberOf(desk, {});
    await eventually(() => expect(named()).toHaveLength(1));
    await desk.close();
    desk = await TestDesk.open({ dataDir: folder.path, logLevel: 'silent' });
    await desk.channel('service-desk', 'unarchive');
    await desk.advance('PT16M');
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    await desk.channel('service-desk', 'archive');
    await numberOf(desk, {});
    await eventually(() => expect(named()).toHaveLength(2));
    await folder.remove();
  });

  test('a person whose direct channel is silent delays nobody', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const no = (await numberOf(desk, {})) as CaseNo;
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
      await eventually(() => expect(about(desk, directOf(WHO.supervisor), no)).toHaveLength(1));
      expect(about(desk, directOf(WHO.engineer), no)).toEqual([]);
      release();
      await run;
      expect(about(desk, directOf(WHO.engineer), no)).toHaveLength(1);
    } finally {
      chat.postMessage = postMessage;
    }
  });

  test('what fails for one place is tried again for that one alone', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    disturb(desk, { slack: 'fails', times: 1 });
    const no = await numberOf(desk, P1);
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    expect(cardsOf(desk, no)).toBe(1);
    expect(about(desk, ALARMS, no)).toHaveLength(1);
    expect(about(desk, directOf(WHO.supervisor), no)).toHaveLength(1);
  });
});
