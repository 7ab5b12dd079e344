import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { firstResponseDueAt, resolveDueAt } from '../../src/cases/ticket/deadlines.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { at } from '../support/builders.js';
import { aCall, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

/** Rule A3, systems.md 1: a contract may have targets of its own. */
describe('what a customer’s contract promises', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-03T09:00') });
    await desk.command(WHO.agent, '/customer add');
    const form = { name: '悦购超市', contractNo: 'K-1', contractTo: '2026-12-31', contractFirst: '30', contractResolve: '8' };
    const result = await desk.submit(WHO.agent, await desk.modal(WHO.agent, 'customer.edit'), form);
    if (!result.ok || result.errors) throw new Error(JSON.stringify(result));
  });
  afterAll(() => desk.close());

  const ticket = async (no: string): Promise<Ticket> => (await desk.case(no)) as object as Ticket;
  const dueIn = async (no: string): Promise<readonly number[]> => {
    const [one, policy] = [await ticket(no), await policyNow(desk.app.desk)];
    const minutes = (due: Date | undefined): number => Math.round(((due?.getTime() ?? 0) - one.openedAt.getTime()) / 60_000);
    return [minutes(firstResponseDueAt(one, policy)), minutes(resolveDueAt(one, policy))];
  };

  test('is the promise of a ticket where it is sooner than the desk’s own, and its card and what explains it say so', async () => {
    const no = await desk.logCall(aCall());
    expect((await ticket(no)).data).toMatchObject({ priority: 'P3', contract: { firstResponse: 30 * 60_000, resolve: 8 * 3_600_000 } });
    expect(await dueIn(no)).toEqual([30, 8 * 60]);
    await desk.command(WHO.agent, `/ticket ${no} why`);
    expect(shownIn(await desk.answer(WHO.agent, '客户合同另有约定'))).toMatch(/30分钟内首次联系 · 8小时内解决/);
    await desk.command(WHO.anna, '/customer 悦购超市');
    expect(shownIn(await desk.answer(WHO.anna, 'K-1'))).toContain('first contact within 30 min · solved within 8 h');
  });

  test('a priority that promises more keeps what it promises, and a lower one does not leave the contract behind', async () => {
    const urgent = await desk.logCall(aCall({ impact: 'high', urgency: 'high', phone: '138 0000 4720', description: '全店断网' }));
    expect(await dueIn(urgent)).toEqual([15, 4 * 60]);
    const low = await desk.logCall(aCall({ impact: 'low', urgency: 'low', phone: '138 0000 4721', description: '招牌灯箱有点暗' }));
    expect(await dueIn(low)).toEqual([30, 8 * 60]);
  });

  test('Q1: a corrected customer brings his contract, from the call on, and takes away no promise that was given', async () => {
    const no = await desk.logCall(aCall({ customer: '百联', phone: '138 0000 4723', description: '打印机色带坏了' }));
    expect((await ticket(no)).data.contract).toBeUndefined();
    await desk.actWithForm(WHO.agent, no, 'edit', { customer: '悦购超市' });
    await eventually(async () =>
      expect((await ticket(no)).data).toMatchObject({ customerNo: 'CU-1', contract: { firstResponse: 1_800_000 } }),
    );
    expect(await dueIn(no)).toEqual([30, 8 * 60]);
    await desk.actWithForm(WHO.agent, no, 'edit', { customer: '百联' });
    await eventually(async () => expect((await ticket(no)).data.customer).toBe('百联'));
    expect(await dueIn(no)).toEqual([30, 8 * 60]);
  });

  test('a contract that is over promises nothing', async () => {
    await desk.command(WHO.agent, '/customer 悦购超市');
    await desk.pressAnswer(WHO.agent, 'customer.edit', 'CU-1');
    const view = await desk.modal(WHO.agent, 'customer.edit');
    await desk.submit(WHO.agent, view, { contractTo: '2026-02-28' });
    await eventually(async () =>
      expect(await desk.app.desk.customers.get('CU-1')).toMatchObject({ contractTo: '2026-02-28', contractFirst: 30 }),
    );
    const no = await desk.logCall(aCall({ phone: '138 0000 4722', description: '条码枪没有反应' }));
    expect((await ticket(no)).data.contract).toBeUndefined();
    expect(await dueIn(no)).toEqual([60, 24 * 60]);
    // issue 19: without a number there is no hole in the sentence.
    await desk.command(WHO.agent, '/newcall 138 0000 4722');
    const log = JSON.stringify((await desk.modal(WHO.agent, 'call.log')).body.blocks);
    expect(log).toMatch(/CU-1：合同(?: [^ ]+)? 已于 2026-02-28 到期/);
    await desk.closeModals(WHO.agent);
  });
});
