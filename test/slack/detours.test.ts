import { afterEach, describe, expect, test } from '@jest/globals';
import { PACKED } from '../support/builders.js';
import { ALARMS, aCall, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';
import { about, numberOf, waiting } from '../support/outbox.js';

describe('what goes another way', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  test('S16: a breach whose thread is in a channel that is gone stands once among the alarms, also while those come at Slack’s pace', async () => {
    desk = await TestDesk.open({ logLevel: 'silent', messageGapMs: 400 });
    const numbers: string[] = [];
    for (const phone of ['138 0000 0001', '138 0000 0002', '138 0000 0003', '138 0000 0004']) {
      const no = await numberOf(desk, { phone });
      await eventually(async () => expect((await desk.case(no))?.home).toBeTruthy());
      numbers.push(no);
    }
    await desk.channel('service-desk', 'delete');
    await desk.sleepThrough({ hours: 25 });
    await desk.app.runJobs();
    const { model } = desk.app.desk.cases;
    await eventually(async () => {
      for (const no of numbers) expect(about(desk, ALARMS, no, '🔴').length).toBeGreaterThan(0);
      expect(await model.countDocuments({ notices: { $elemMatch: { 'to.kind': { $in: ['channel', 'anyone'] } } } })).toBe(0);
    }, 60_000);
    for (const no of numbers) expect(about(desk, ALARMS, no, '🔴')).toHaveLength(1);
  });

  test('S16: what the alarms’ channel missed and an admin had comes there when it is back, once, where it is true still', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const boss = await desk.newcomer('admin', 'Bo Boss');
    await desk.channel('service-alarms', 'archive');
    for (const user of [WHO.supervisor, WHO.head]) await desk.deactivate(user, 'user_disabled');
    await desk.app.desk.people.review();
    const no = await numberOf(desk, { impact: 'high', urgency: 'high' });
    await eventually(() => expect(about(desk, directOf(boss), no, '🚨')).toHaveLength(1));
    await desk.sleepThrough({ hours: 4, minutes: 2 });
    await desk.app.runJobs();
    await eventually(() => expect(about(desk, directOf(boss), no, '🔴')).toHaveLength(1));
    await desk.channel('service-alarms', 'unarchive');
    await desk.sleepThrough({ minutes: 16 });
    await desk.app.runJobs();
    await desk.settle();
    for (const sign of ['🚨', '🔴']) await eventually(() => expect(about(desk, ALARMS, sign, no)).toHaveLength(1));
    expect(about(desk, directOf(boss), no, '🔴')).toHaveLength(1);
    expect(await waiting(desk)).toBe(0);
  });

  test('S16: who leads and was away hears once, when he is back, what is urgent and stands still, and nothing of what is over; so does the alarms’ channel', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const boss = await desk.newcomer('admin', 'Bo Boss');
    const P1 = { impact: 'high', urgency: 'high' };
    const leaders = [WHO.supervisor, WHO.head];
    const visit = await desk.orderVisit(await desk.logCall(aCall()), { engineer: WHO.engineer, travelMinutes: '10' }, { hours: 1 });
    await desk.actWithForm(WHO.engineer, visit, 'accept', {});
    await desk.actWithForm(WHO.engineer, visit, 'onMyWay', PACKED);
    await desk.channel('service-alarms', 'archive');
    for (const user of leaders) await desk.deactivate(user, 'user_disabled');
    await desk.app.runJobs();
    await desk.pressVisit(WHO.engineer, visit, 'sos');
    const [late, taken, fresh] = [
      await numberOf(desk, { ...P1, phone: '138 0000 0001' }),
      await numberOf(desk, P1),
      await numberOf(desk, P1),
    ];
    for (const no of [late, taken, fresh, visit]) await eventually(() => expect(about(desk, directOf(boss), no)).not.toEqual([]));
    await desk.pressOn(WHO.engineer, await desk.card(taken), 'accept', taken);
    await desk.pressVisit(boss, visit, 'sosTaken');
    await desk.channel('service-alarms', 'unarchive');
    for (const user of leaders) await desk.reactivate(user);
    await desk.sleepThrough({ minutes: 5 });
    await desk.app.runJobs();
    await desk.settle();
    for (const user of leaders)
      for (const no of [late, fresh]) await eventually(() => expect(about(desk, directOf(user), '🚨', no)).toHaveLength(1));
    await desk.sleepThrough({ minutes: 11 });
    await desk.app.runJobs();
    await desk.settle();
    for (const no of [late, fresh]) await eventually(() => expect(about(desk, ALARMS, '🚨', no)).toHaveLength(1));
    for (const channel of [ALARMS, ...leaders.map(directOf)]) {
      expect(about(desk, channel, '🚨', taken)).toEqual([]);
      expect(about(desk, channel, '🆘', visit).filter((one) => !shownIn(one).includes(boss))).toEqual([]);
      for (const no of [late, fresh]) expect(about(desk, channel, '🚨', no)).toHaveLength(1);
    }
    expect(await waiting(desk)).toBe(0);
  });

  test('D11: whoever was called in the leaders’ place hears by a message of his own that the call for help was taken, and what became of it', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const boss = await desk.newcomer('admin', 'Bo Boss');
    const no = await desk.orderVisit(await desk.logCall(aCall()), { engineer: WHO.engineer, travelMinutes: '10' }, { hours: 1 });
    await desk.actWithForm(WHO.engineer, no, 'accept', {});
    await desk.actWithForm(WHO.engineer, no, 'onMyWay', PACKED);
    await desk.channel('service-alarms', 'archive');
    for (const user of [WHO.supervisor, WHO.head]) await desk.deactivate(user, 'user_disabled');
    await desk.app.desk.people.review();
    await desk.pressVisit(WHO.engineer, no, 'sos');
    await eventually(() => expect(about(desk, directOf(boss), no, '🆘').length).toBeGreaterThan(0));
    await desk.channel('service-alarms', 'unarchive');
    for (const user of [WHO.supervisor, WHO.head]) await desk.reactivate(user);
    await desk.sleepThrough({ minutes: 16 });
    await desk.app.runJobs();
    await desk.settle();
    const told = desk.posted(directOf(boss)).length;
    await desk.pressVisit(WHO.supervisor, no, 'sosTaken');
    await eventually(() => expect(about(desk, directOf(WHO.head), no, '处理求助')).not.toEqual([]));
    await eventually(() => expect(desk.posted(directOf(boss))).toHaveLength(told + 1));
    expect(about(desk, directOf(boss), no, `<@${WHO.supervisor}>`, 'takes care of the call for help')).not.toEqual([]);
    await desk.pressVisit(WHO.supervisor, no, 'sosReturned');
    await eventually(() => expect(desk.posted(directOf(boss))).toHaveLength(told + 2));
    await desk.settle();
    expect(desk.posted(directOf(boss))).toHaveLength(told + 2);
  });

  test('S16: whoever was told of alarms in a list in the leaders’ place hears that one of them is over', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const boss = await desk.newcomer('admin', 'Bo Boss');
    const leaders = [WHO.supervisor, WHO.head];
    for (const user of leaders) await desk.deactivate(user, 'user_disabled');
    await desk.app.runJobs();
    const numbers: string[] = [];
    for (let n = 0; n < 6; n += 1) numbers.push(await desk.logCall(aCall({ customer: `Shop ${n}`, phone: `138 0000 000${n}` })));
    await desk.settle();
    await desk.sleepThrough({ hours: 3 });
    await desk.app.runJobs();
    const [first = '', second = ''] = numbers;
    await eventually(() => expect(about(desk, directOf(boss), first, second)).toHaveLength(1));
    for (const user of leaders) await desk.reactivate(user);
    await desk.sleepThrough({ minutes: 5 });
    await desk.app.runJobs();
    await desk.pressOn(WHO.engineer, await desk.card(first), 'accept', first);
    await desk.settle();
    await desk.sleepThrough({ minutes: 31 });
    await desk.app.runJobs();
    for (const user of [WHO.supervisor, boss]) await eventually(() => expect(about(desk, directOf(user), '🟢', first)).toHaveLength(1));
    expect(about(desk, directOf(boss), '🟢', second)).toEqual([]);
  });

  test('S16: that a place is out of reach is told once to an admin who is the only one to be reached', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    const boss = await desk.newcomer('admin', 'Bo Boss');
    await desk.channel('service-alarms', 'archive');
    for (const user of [WHO.supervisor, WHO.head]) await desk.deactivate(user, 'user_disabled');
    const no = await numberOf(desk, { impact: 'high', urgency: 'high' });
    await eventually(() => expect(about(desk, directOf(boss), no, '🚨')).toHaveLength(1));
    await eventually(() => expect(about(desk, directOf(boss), '#service-alarms').length).toBeGreaterThan(0));
    await desk.settle();
    expect(about(desk, directOf(boss), '#service-alarms')).toHaveLength(1);
  });
});
