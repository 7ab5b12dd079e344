import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SandboxView } from '../../src/sandbox/workspace.js';
import { aCall, eventually, option, TestDesk, WHO } from '../support/desk.js';
import { aDatabase } from '../support/store.js';
import { aProxy } from '../support/wire-proxy.js';

/** Reads in Chinese; in English. */
const LI = WHO.engineer;
const ANNA = WHO.anna;
const BLACK = '开机后显示器黑屏没画面';
const SLOWER_MS = 2_000;
/** What a driver asks its database besides questions. */
const TALK = ['hello', 'ping', 'endSessions', 'isMaster', 'ismaster'];

let desk: TestDesk;
let database: Awaited<ReturnType<typeof aDatabase>>;
let proxy: Awaited<ReturnType<typeof aProxy>>;
let isSlow = false;
let asked = 0;
let answered = 0;
/** Nothing that was asked is answered before this. */
let gate = Promise.resolve();
let openGate: () => void = () => {};
const closeGate = (): void => {
  asked = 0;
  answered = 0;
  gate = new Promise((resolve) => {
    openGate = resolve;
  });
};

beforeAll(async () => {
  database = await aDatabase();
  proxy = await aProxy(database.uri, async (command) => {
    if (!isSlow || TALK.some((word) => word in command)) return 'pass';
    asked += 1;
    await Promise.all([sleep(SLOWER_MS), gate]);
    answered += 1;
    return 'pass';
  });
  desk = await TestDesk.open({ mongodbUri: proxy.uri });
  await desk.command(LI, '/fault common');
  await desk.press(LI, await desk.answer(LI, '将导入以下常见故障'), 'case:fault.shippedYes', 'new');
  await desk.answer(LI, '已导入常见故障 10 条');
});
afterAll(async () => {
  isSlow = false;
  openGate();
  await desk.close();
  await proxy.close();
  await database.close();
});

const drawn = ({ body }: SandboxView): string => JSON.stringify(body.blocks);
/** Types into a field as people do: the desk hears nothing of it. */
const types = ({ values }: SandboxView, field: string, value: string): void => {
  values[field] = { value: { type: 'plain_text_input', value } };
};
/** Everything asks the store; what is opened stands before any of it is answered. */
const opened = async (user: string, callbackId: string): Promise<SandboxView> => {
  const view = await desk.modal(user, callbackId);
  expect(answered).toBe(0);
  openGate();
  return view;
};
const comesLate = async (view: SandboxView, typed: string, value: string): Promise<void> => {
  expect(drawn(view)).not.toContain('F-3');
  types(view, typed, value);
  await eventually(() => expect(drawn(view)).toContain('F-3'));
  expect(view.values[typed]?.value?.value).toBe(value);
};

test('with every answer of the store two seconds late the call log opens before the first of them, and known faults come later into what was typed', async () => {
  isSlow = true;
  closeGate();
  await desk.command(ANNA, '/newcall');
  await opened(ANNA, 'call.log');
  closeGate();
  await desk.command(ANNA, '/newcall 138 0000 4711');
  const { id } = await opened(ANNA, 'loading');
  expect(asked).toBeGreaterThan(0);
  const view = await desk.modal(ANNA, 'call.log');
  expect(view.id).toBe(id);

  const { hash } = view;
  const described = { description: BLACK, category: option('hardware') };
  await desk.pressInView(ANNA, view, 'category', 'value', option('hardware'), described);
  await eventually(() => expect(view.hash).not.toBe(hash));
  await comesLate(view, 'callerName', '周丽');
  expect(view.values.description?.value?.value).toBe(BLACK);

  // Who looks for them hears that they are on their way, and then sees them: no "there is none" before it is known.
  types(view, 'description', '主机一直嘀嘀响，开不了机');
  await desk.pressInView(ANNA, view, '', 'case:call.lookUp', 'known');
  await eventually(() => expect(drawn(view)).toContain('Still looking for known faults'));
  expect(drawn(view)).not.toContain('No known fault is like this');
  await eventually(() => expect(drawn(view)).not.toContain('Still looking'));
  expect(view.values.callerName?.value?.value).toBe('周丽');
  await desk.closeModals(ANNA);
  isSlow = false;
}, 120_000);

test('a press while what is late is on its way is drawn, and finds nothing lost', async () => {
  await desk.command(ANNA, '/newcall');
  const view = await desk.modal(ANNA, 'call.log');
  const before = view.hash;
  isSlow = true;
  await desk.pressInView(ANNA, view, 'category', 'value', option('hardware'), { description: BLACK, category: option('hardware') });
  await eventually(() => expect(view.hash).not.toBe(before));
  await desk.pressInView(ANNA, view, 'outcome', 'value', option('solved'), { callerName: '周丽' });
  await eventually(() => expect(drawn(view)).toContain('"block_id":"steps"'));
  await eventually(() => expect(drawn(view)).toContain('F-3'));
  isSlow = false;
  await eventually(() => expect(drawn(view)).toContain('"block_id":"steps"'));
  expect([view.values.callerName?.value?.value, view.values.description?.value?.value]).toEqual(['周丽', BLACK]);
  await desk.closeModals(ANNA);
}, 120_000);

test('the forms of a ticket and of a visit open before the first late answer, and known faults come later', async () => {
  const ticket = await desk.logCall(aCall({ description: BLACK }), ANNA);
  const visit = await desk.orderVisit(ticket, { engineer: LI });
  const [card, order] = [await desk.card(ticket), await desk.visitCard(visit, LI)];
  await desk.settle();
  const resolves = async (press: () => Promise<unknown>): Promise<SandboxView> => {
    closeGate();
    isSlow = true;
    await press();
    await opened(ANNA, 'loading');
    return desk.modal(ANNA, 'ticket.resolve');
  };
  const view = await resolves(() => desk.pressOn(ANNA, card, 'resolve', ticket));
  await comesLate(view, 'steps', '重新插好显示线');
  await desk.closeModals(ANNA);

  closeGate();
  await desk.pressOn(LI, order, 'accept', visit);
  await opened(LI, 'loading');
  const accepting = await desk.modal(LI, 'visit.accept');
  await eventually(() => expect(drawn(accepting)).toContain('F-3'));
  await desk.closeModals(LI);

  // Ordering the visit, and what is refused, which has no form: the loading view says where the answer is.
  closeGate();
  await desk.command(ANNA, `/visit ${ticket}`);
  await opened(ANNA, 'loading');
  await desk.modal(ANNA, 'visit.schedule');
  await desk.closeModals(ANNA);
  closeGate();
  await desk.command(ANNA, '/visit T-999');
  await opened(ANNA, 'loading');
  expect(drawn(await desk.modal(ANNA, 'tell'))).toContain('in the message that I sent you');
  await desk.answer(ANNA, 'T-999');
  isSlow = false;
}, 120_000);
