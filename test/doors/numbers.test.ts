import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ALARMS, aCall, DESK, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

const OWN = '138 0000 4711';
/** Numbers that people type where no number is asked. */
const TYPED = ['13900004712', '010-88886666 转 8001', '139 0000 4713', '+86 139-0000-4714', '１３９００００４７１５'];
const digits = (text: string): string => text.normalize('NFKC').replace(/\D/g, '');

describe('telephone numbers are seen by who may, and that he saw them is recorded', () => {
  let desk: TestDesk;
  let ticket: string;
  let visit: string;
  beforeAll(async () => {
    desk = await TestDesk.open();
    ticket = await desk.logCall(
      aCall({
        phone: OWN,
        impact: 'high',
        urgency: 'high',
        description: `打印机坏了，找店长 ${TYPED[0]} 或 ${TYPED[1]}，SN 13800009999，T-12，2026-11-26 14:00`,
      }),
    );
    visit = await desk.orderVisit(ticket, { engineer: WHO.engineer, phone: OWN, need: `到了打 ${TYPED[2]}` });
    await desk.actWithForm(WHO.anna, ticket, 'note', { text: `the guard has ${TYPED[3]}` });
    await desk.say(WHO.anna, `and ${TYPED[4]}`, (await desk.card(ticket)).ts);
    await desk.actWithForm(WHO.anna, ticket, 'escalate', { reason: `call ${TYPED[0]}` });
    await desk.settle();
  });
  afterAll(() => desk.close());

  const records = async (no: string): Promise<string[]> =>
    ((await desk.case(no))?.history ?? []).filter(({ action }) => action === 'showPhone').map(({ by }) => by);
  const hidden = (shown: string): void => {
    for (const number of [OWN, ...TYPED]) expect(digits(shown)).not.toContain(digits(number).replace(/8001$/, '').replace(/^86/, ''));
  };

  test('S19: no channel, alarm, thread or direct message shows one, and what only looks like one stays', async () => {
    const posted = desk.workspace.messages.filter(({ isBot }) => isBot);
    expect(posted.map(({ channel }) => channel)).toEqual(expect.arrayContaining([DESK, ALARMS, directOf(WHO.supervisor)]));
    for (const message of posted) hidden(shownIn(message));
    const card = shownIn(await desk.card(ticket));
    expect(card).toContain('找店长 139••••12 或 010••••66');
    expect(card).toContain('SN 13800009999，T-12，2026-11-26 14:00');
  });

  test('S19: nor do a list, its sharing, details, history, the answer to a search', async () => {
    for (const typed of ['/ticket open', `/ticket ${ticket}`, '/ticket find 打印机', '/visit team', '/desk'])
      await desk.command(WHO.anna, typed);
    await eventually(() => expect(desk.private(WHO.anna).length).toBeGreaterThanOrEqual(5));
    for (const message of desk.private(WHO.anna)) hidden(shownIn(message));
    for (const view of ['details', 'history']) {
      await desk.closeModals(WHO.anna);
      await desk.press(WHO.anna, await desk.card(ticket), 'case-menu', `${view} ${ticket}`);
      const shown = JSON.stringify((await desk.modal(WHO.anna, 'tell')).body.blocks);
      hidden(shown);
      expect(shown).toContain('139••••12');
    }
    await desk.closeModals(WHO.anna);
  });

  test('S19: Show phone shows them all in full to who may, and that is recorded', async () => {
    const before = await records(ticket);
    await desk.press(WHO.anna, await desk.card(ticket), 'case-menu', `showPhone ${ticket}`);
    const answer = await desk.answer(WHO.anna, 'recorded');
    const shown = digits(shownIn(answer));
    for (const number of [OWN, TYPED[0], TYPED[1], TYPED[3], TYPED[4]]) expect(shown).toContain(digits(number ?? ''));
    expect(await records(ticket)).toEqual([...before, WHO.anna]);
  });

  test('S19: a ticket without a number of its own has the button when its text names one', async () => {
    const no = await desk.logCall(aCall({ phone: '', description: `找 ${TYPED[0]}` }));
    await desk.press(WHO.anna, await desk.card(no), 'case-menu', `showPhone ${no}`);
    expect(shownIn(await desk.answer(WHO.anna, 'recorded'))).toContain(TYPED[0] ?? '');
    const without = await desk.logCall(aCall({ phone: '', description: 'no number' }));
    expect(shownIn(await desk.card(without))).not.toContain('showPhone');
  });

  test('S10: a form that shows the number is recorded like a look at it', async () => {
    const before = [await records(ticket), await records(visit)];
    await desk.press(WHO.tom, await desk.card(ticket), 'case-menu', `edit ${ticket}`);
    expect(JSON.stringify((await desk.modal(WHO.tom, 'ticket.edit')).body.blocks)).toContain(OWN);
    await desk.closeModals(WHO.tom);
    await desk.press(WHO.tom, await desk.card(ticket), 'case-menu', `needVisit ${ticket}`);
    expect(JSON.stringify((await desk.modal(WHO.tom, 'visit.schedule')).body.blocks)).toContain(OWN);
    await desk.command(WHO.supervisor, `/visit ${ticket}`);
    await desk.modal(WHO.supervisor, 'visit.schedule');
    await desk.press(WHO.tom, await desk.visitCard(visit), 'case-menu', `edit ${visit}`);
    await desk.modal(WHO.tom, 'visit.edit');
    expect([await records(ticket), await records(visit)]).toEqual([
      [...(before[0] ?? []), WHO.tom, WHO.tom, WHO.supervisor],
      [...(before[1] ?? []), WHO.tom],
    ]);
  });

  test('S10: a form that shows none records nothing', async () => {
    await desk.closeModals(WHO.tom);
    const before = await records(ticket);
    await desk.press(WHO.tom, await desk.card(ticket), 'case-menu', `priority ${ticket}`);
    await desk.modal(WHO.tom, 'ticket.priority');
    expect(await records(ticket)).toEqual(before);
    await desk.closeModals(WHO.tom);
  });

  test('S10: papers go to the engineer, none into a channel', async () => {
    await desk.actWithForm(WHO.engineer, visit, 'accept', {});
    await eventually(async () => expect((await desk.received(WHO.engineer, /order/)).length).toBeGreaterThan(0));
    const inChannels = desk.workspace.messages.filter(({ channel }) => !channel.startsWith('D')).flatMap(({ files }) => files ?? []);
    expect(inChannels).toEqual([]);
  });
});
