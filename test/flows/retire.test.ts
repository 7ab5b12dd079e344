import { afterEach, describe, expect, test } from '@jest/globals';
import { isOver } from '../../src/cases/answerable.js';
import { kindOf } from '../../src/cases/kinds.js';
import type { SandboxMessage } from '../../src/sandbox/workspace.js';
import type { CaseRecord } from '../../src/store/cases.js';
import { PrivacyStore } from '../../src/store/privacy.js';
import { at, PACKED } from '../support/builders.js';
import { ALARMS, aCall, DESK, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';
import { about, disturb, waiting } from '../support/outbox.js';
import { aFolder } from '../support/store.js';

const ROLES = { engineers: [WHO.engineer, WHO.tom], supervisors: [WHO.supervisor], heads: [WHO.head] };
const URGENT = { impact: 'high', urgency: 'high' };
const EVERYBODY = Object.values(WHO);

interface Pressable {
  readonly action_id?: string;
}
/** What can be pressed in a message, besides what only shows something. */
const pressesIn = ({ blocks = [] }: SandboxMessage): string[] =>
  (blocks as { elements?: Pressable[]; accessory?: Pressable }[])
    .flatMap(({ elements = [], accessory }) => [...elements, ...(accessory ? [accessory] : [])])
    .flatMap(({ action_id: id }) => (id && !['case:open', 'case:why', 'case:showPhone', 'case:snooze'].includes(id) ? id : []));

describe('what was answered, taken or ended says so on every copy', () => {
  let desk: TestDesk;
  let removeFolder = async (): Promise<void> => {};
  afterEach(async () => {
    await desk.close();
    await removeFolder();
    removeFolder = async () => {};
  });

  const accept = async (no: string, user: string): Promise<void> => {
    await desk.press(user, await desk.card(no), 'case:accept', no);
    await eventually(async () => expect((await desk.case(no))?.owner).toBe(user));
  };
  /** Everything about a case that is no card, in every channel. */
  const copies = (no: string): SandboxMessage[] =>
    [DESK, ALARMS, ...EVERYBODY.map(directOf)].flatMap((channel) =>
      about(desk, channel, no).filter(({ blocks }) => blocks?.[0]?.type !== 'header'),
    );
  const live = (no: string): SandboxMessage[] => copies(no).filter((one) => pressesIn(one).length > 0);
  /** No message of which nothing fits any more has a press left, and what is known of each is in Slack. */
  const expectNoIdlePress = async (): Promise<void> => {
    const records = await desk.app.desk.cases.model.find({ team: desk.app.desk.cases.team }).lean<CaseRecord[]>();
    for (const record of records)
      for (const one of record.answerable ?? [])
        expect({ no: record.no, say: one.notice.say, isOver: isOver(kindOf(record), record, one) && !one.isDrawn }).toMatchObject({
          isOver: false,
        });
  };

  test('V11: an urgent ticket that is accepted says by whom in each language, and the others lose their presses; so do the alarms of its promises', async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-02T10:00'), settings: { roles: ROLES } });
    const no = await desk.logCall(aCall(URGENT));
    await eventually(() => expect(about(desk, directOf(WHO.tom), no)).not.toEqual([]));
    await desk.settle();
    const asked = live(no);
    expect(asked.length).toBeGreaterThanOrEqual(2);
    const words = asked.map(({ text }) => text);
    const before = desk.workspace.messages.length;
    await accept(no, WHO.tom);
    await eventually(() => expect(live(no)).toEqual([]));
    // The same sentence, in place.
    expect(asked.map(({ text }) => text)).toEqual(words);
    const ofTom = asked.find(({ channel }) => channel === directOf(WHO.tom));
    const ofLi = asked.find(({ channel }) => channel === directOf(WHO.engineer));
    expect(ofTom && shownIn(ofTom)).toMatch(/✅ <@U03ENGTOM>: accepted, /);
    expect(ofLi && shownIn(ofLi)).toMatch(/✅ <@U03ENGTOM>：已?接单，/);
    expect(desk.workspace.messages.slice(before).filter(({ channel }) => channel === directOf(WHO.engineer))).toEqual([]);

    // Nothing is done: its owner and those who lead are alarmed; one says that he is on it.
    await desk.advance('PT30H');
    await desk.settle();
    expect(live(no).length).toBeGreaterThanOrEqual(2);
    await expectNoIdlePress();
    const [alarm] = live(no).filter((one) => pressesIn(one).includes('case:onIt') && one.channel === directOf(WHO.supervisor));
    if (!alarm) throw new Error('no alarm');
    await desk.press(WHO.supervisor, alarm, 'case:onIt', no);
    await eventually(() => expect(pressesIn(alarm)).toEqual([]));
    expect(shownIn(alarm)).toContain(`<@${WHO.supervisor}>`);
    await desk.settle();
    await expectNoIdlePress();

    // The end: everything about it is still, and who was alarmed hears it once.
    await desk.actWithForm(WHO.tom, no, 'cancel', { reason: 'logged twice' });
    await eventually(() => expect(live(no).filter((one) => !pressesIn(one).includes('case:reopen'))).toEqual([]));
    await desk.settle();
    expect(about(desk, directOf(WHO.head), no, /取消/).filter(({ isEdited }) => !isEdited).length).toBeLessThanOrEqual(1);
    await expectNoIdlePress();
    expect(desk.refused).toEqual([]);
  });

  test('V11: also of an urgent ticket that rang for days before somebody took it no copy keeps a press', async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-06T10:00'), settings: { roles: ROLES } });
    const no = await desk.logCall(aCall(URGENT));
    for (let n = 0; n < 3; n += 1) await desk.advance('PT8H');
    await desk.settle();
    expect(live(no).length).toBeGreaterThan(20);
    await accept(no, WHO.tom);
    await eventually(() => expect(live(no).map(({ channel }) => channel)).toEqual([]), 60_000);
  });

  test('V11: of a list only the row that is answered loses its press', async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-02T20:50'), settings: { roles: ROLES, quietHours: {} } });
    const numbers: string[] = [];
    for (let n = 0; n < 3; n += 1) numbers.push(await desk.logCall(aCall({ spoken: ['spoken'], customer: `Shop ${n}` })));
    await desk.advance('PT11H15M');
    await desk.settle();
    const listsOf = (user: string) => about(desk, directOf(user), ...numbers).filter((one) => pressesIn(one).length === 3);
    const lists = [WHO.tom, WHO.engineer].flatMap(listsOf);
    expect(lists.length).toBeGreaterThanOrEqual(2);
    const rowsBefore = lists.map((one) => one.blocks?.length);
    await Promise.all(numbers.slice(0, 2).map((no, n) => accept(no, n === 0 ? WHO.tom : WHO.engineer)));
    await eventually(() => {
      for (const list of lists) expect(pressesIn(list)).toEqual(['case:accept']);
    });
    expect(lists.map((one) => one.blocks?.length)).toEqual(rowsBefore);
    const [english, chinese] = lists.map(shownIn);
    expect(english).toContain(`✅ <@${WHO.tom}>: accepted`);
    expect(english).toContain(`✅ <@${WHO.engineer}>: accepted`);
    expect(chinese).toContain(`✅ <@${WHO.tom}>：`);
    for (const no of numbers) expect(english).toContain(no);
    await desk.settle();
    await expectNoIdlePress();
    expect(desk.refused).toEqual([]);
  });

  test('V11: Slack that is out of order, a message that was deleted and a bot that dies meanwhile lose nothing and post nothing anew', async () => {
    const folder = await aFolder();
    removeFolder = folder.remove;
    const how = { beginsAt: at('2026-03-02T10:00'), settings: { roles: ROLES }, dataDir: folder.path };
    desk = await TestDesk.open(how);
    const no = await desk.logCall(aCall(URGENT));
    await eventually(() =>
      expect(live(no).map(({ channel }) => channel)).toEqual(expect.arrayContaining([directOf(WHO.tom), directOf(WHO.engineer)])),
    );
    await desk.settle();
    const [deleted] = live(no).filter(({ channel }) => channel === directOf(WHO.engineer));
    await desk.app.desk.client.chat.delete({ channel: directOf(WHO.engineer), ts: deleted?.ts ?? '' });
    disturb(desk, { slack: 'fails', method: 'chat.update' });
    await accept(no, WHO.tom);
    await desk.settle();
    expect(live(no)).not.toEqual([]);
    const posted = desk.workspace.messages.length;
    await desk.app.stop();
    desk = await TestDesk.open({ ...how, beginsAt: at('2026-03-02T10:10') });
    await eventually(async () => {
      await desk.settle();
      expect(live(no)).toEqual([]);
    });
    expect(copies(no).some((one) => /✅ <@U03ENGTOM>: accepted/.test(shownIn(one)))).toBe(true);
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    expect(about(desk, directOf(WHO.engineer), no)).toEqual([]);
    expect(desk.workspace.messages.length).toBe(posted);
    await expectNoIdlePress();
  });

  test('V11: a call for help that an agent takes says so to everybody who was called; what names a caller is not said again once he is forgotten', async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-02T10:00'), settings: { roles: ROLES } });
    const ticket = await desk.logCall(aCall({ spoken: ['spoken'] }));
    const no = await desk.orderVisit(ticket, { engineer: WHO.engineer, travelMinutes: '10' }, { hours: 1 });
    await desk.actWithForm(WHO.engineer, no, 'accept', {});
    await desk.actWithForm(WHO.engineer, no, 'onMyWay', PACKED);
    await desk.pressVisit(WHO.engineer, no, 'sos');
    const called = () => live(no).filter(({ text }) => text.startsWith('🆘'));
    await eventually(() =>
      expect(called().map(({ channel }) => channel)).toEqual(
        expect.arrayContaining([directOf(WHO.supervisor), directOf(WHO.head), ALARMS]),
      ),
    );
    await desk.settle();
    await desk.advance('PT11M');
    const copiesOfIt = called();
    await desk.pressVisit(WHO.agent, no, 'sosTaken');
    await eventually(() => expect(copiesOfIt.flatMap(pressesIn)).toEqual([]));
    for (const one of copiesOfIt) expect(shownIn(one)).toMatch(/✅ <@U01AGENT>(：处理求助，|: took the SOS, )/);
    await desk.settle();
    await expectNoIdlePress();

    // What names the caller is not said again once he is forgotten.
    const { clock, cases } = desk.app.desk;
    const other = await desk.logCall(aCall(URGENT));
    await eventually(async () => expect((await cases.get(other as never))?.answerable?.length).toBeGreaterThan(0));
    await desk.settle();
    expect(JSON.stringify((await cases.get(other as never))?.answerable)).toContain('悦购超市');
    await new PrivacyStore(cases).forgetCaller(other as never, clock.now().toJSDate());
    expect((await cases.get(other as never))?.answerable ?? []).toEqual([]);
    expect(desk.refused).toEqual([]);
  });
});
