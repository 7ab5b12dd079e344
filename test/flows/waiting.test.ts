import { afterEach, describe, expect, test } from '@jest/globals';
import { FINISH } from '../support/builders.js';
import { aCall, eventually, TestDesk, WHO } from '../support/desk.js';

describe('what waits for somebody', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  const homeOf = (user: string): string => JSON.stringify(desk.workspace.homes.get(user)?.body.blocks ?? []);
  const opened = async (user: string): Promise<string> => {
    await desk.home(user);
    return eventually(() => {
      if (!desk.workspace.homes.has(user)) throw new Error('no Home yet');
      return homeOf(user);
    });
  };
  const press = (user: string, action: string, no: string) => {
    const view = desk.workspace.homes.get(user);
    if (!view) throw new Error('no Home');
    const block = view.body.blocks.find((one: { elements?: { action_id?: string; value?: string }[] }) =>
      one.elements?.some(({ action_id, value }) => action_id === `case:${action}` && value === no),
    );
    return desk.pressInView(user, view, block?.block_id ?? '', `case:${action}`, no);
  };

  test('messages, calls back, visits and decisions stand first in the Home of whom they wait for, with the press that answers; it is drawn anew when that is done', async () => {
    desk = await TestDesk.open();
    const message = await desk.logCall({
      outcome: 'message',
      callerName: '周丽',
      phone: '138 0000 4711',
      messageFor: WHO.tom,
      description: '请回电谈合同',
    });
    const ticket = await desk.logCall(aCall());
    await desk.pressOn(WHO.tom, await desk.card(ticket), 'accept', ticket);
    await eventually(async () => expect((await desk.case(ticket))?.owner).toBe(WHO.tom));
    const visit = await desk.orderVisit(ticket, { engineer: WHO.engineer }, { hours: 20 });

    const grave = await desk.logCall(aCall({ impact: 'high', urgency: 'high', phone: '139 0000 4712', customer: '悦购超市' }));
    await desk.pressOn(WHO.tom, await desk.card(grave), 'accept', grave);
    await eventually(async () => expect((await desk.case(grave))?.owner).toBe(WHO.tom));

    const tom = await opened(WHO.tom);
    // What is late or a P1 comes before the rest of his tickets, with what is to be done next.
    expect(tom.indexOf('Yours, late or P1: 1')).toBeGreaterThan(0);
    expect(tom.indexOf('Yours, late or P1: 1')).toBeLessThan(tom.indexOf('My open tickets: 2'));
    expect(tom).toMatch(new RegExp(`"action_id":"case:resolve".{0,200}"value":"${grave}"`));
    expect(tom).toContain('Waiting for you');
    expect(tom).toContain('taken for you');
    expect(tom).toContain('case:gotIt');
    expect(tom).not.toContain(visit);
    const engineer = await opened(WHO.engineer);
    expect(engineer).toContain('等你处理');
    expect(engineer).toContain('派给你的上门');
    expect(engineer).not.toContain(message);
    // All that is his stands under what is late or grave: no second heading with nothing below it.
    const only = await desk.logCall(aCall({ impact: 'high', urgency: 'high', phone: '139 0000 4713', customer: '和润药房' }));
    await desk.pressOn(WHO.engineer, await desk.card(only), 'accept', only);
    await eventually(async () => expect((await desk.case(only))?.owner).toBe(WHO.engineer));
    await eventually(async () => {
      const graveOnly = await opened(WHO.engineer);
      expect(graveOnly).toContain('你的超时或 P1 工单：1');
      expect(graveOnly).not.toContain('我的未完成工单');
    });
    // Nothing waits for the agent: no heading over nothing.
    expect(await opened(WHO.agent)).not.toContain('等你处理');

    await press(WHO.tom, 'gotIt', message);
    await eventually(() => expect(homeOf(WHO.tom)).not.toContain('Waiting for you'));
    await desk.actWithForm(WHO.engineer, visit, 'accept', {});
    await eventually(() => expect(homeOf(WHO.engineer)).not.toContain('派给你的上门'));
    expect(homeOf(WHO.engineer)).toContain(visit);
  });

  test('35: what somebody asked for himself does not wait for his own word, wherever it is shown, while anybody else leads', async () => {
    desk = await TestDesk.open();
    const ticket = await desk.logCall(aCall({ outcome: 'visit' }));
    const no = await desk.orderVisit(ticket, { engineer: WHO.engineer, travelMinutes: '10' }, { hours: 1 });
    await desk.actWithForm(WHO.engineer, no, 'accept', {});
    await desk.pressVisit(WHO.engineer, no, 'arrive');
    await desk.pressVisit(WHO.engineer, no, 'startWork');
    // Whoever leads enters it for the engineer: he asks for it, and another one decides.
    await desk.actWithForm(WHO.supervisor, no, 'finish', { ...FINISH, noPhotoReason: '客户不愿签字' });
    await eventually(async () => expect((await desk.case(no))?.data).toMatchObject({ approvalAskedBy: WHO.supervisor }));
    expect(await opened(WHO.head)).toContain('case:approve');
    const own = await opened(WHO.supervisor);
    expect(own).not.toContain('case:approve');
    expect(own).not.toContain('case:disapprove');
    const shown = async (user: string) => {
      const { blocks = [] } = await desk.asks(user, `/visit ${no}`, no);
      return JSON.stringify(blocks);
    };
    expect(await shown(WHO.supervisor)).not.toContain('case:approve');
    expect(await shown(WHO.head)).toContain('case:approve');
  });

  test('35: who leads alone decides it himself', async () => {
    desk = await TestDesk.open({ settings: { roles: { agents: [], engineers: [], supervisors: [WHO.supervisor], heads: [] } } });
    const ticket = await desk.logCall(aCall({ outcome: 'visit' }));
    const no = await desk.orderVisit(ticket, { engineer: WHO.engineer, travelMinutes: '10' }, { hours: 1 });
    await desk.actWithForm(WHO.engineer, no, 'accept', {});
    await desk.pressVisit(WHO.engineer, no, 'arrive');
    await desk.pressVisit(WHO.engineer, no, 'startWork');
    await desk.actWithForm(WHO.supervisor, no, 'finish', { ...FINISH, noPhotoReason: '客户不愿签字' });
    await eventually(async () => expect((await desk.case(no))?.data).toMatchObject({ approvalAskedBy: WHO.supervisor }));
    expect(await opened(WHO.supervisor)).toContain('case:approve');
    await press(WHO.supervisor, 'approve', no);
    await eventually(async () => expect((await desk.case(no))?.state).toBe('signed'));
  });
});
