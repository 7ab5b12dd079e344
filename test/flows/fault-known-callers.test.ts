import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SandboxView } from '../../src/sandbox/workspace.js';
import { aCall, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

/** Reads in Chinese. */
const LI = WHO.engineer;
const PRODUCT = '收银积分系统';
const PHONE = '138 0000 4606';

let desk: TestDesk;
beforeAll(async () => {
  desk = await TestDesk.open();
  for (const [titleZh, stepsZh] of [
    ['扫码枪扫不了商品条码', '重插扫码枪'],
    ['店里断网了', '重启路由器'],
    ['监控画面少了一路', '重启那一路摄像头'],
  ]) {
    await desk.command(LI, '/fault 登记');
    const entry = { titleZh, symptomsZh: titleZh, stepsZh, category: option('other'), product: PRODUCT };
    await desk.submit(LI, await desk.modal(LI, 'fault.add'), entry);
    await desk.modal(LI, 'tell');
    await desk.closeModals(LI);
  }
  await desk.logCall(aCall({ phone: PHONE, customer: '老城隍小吃', product: PRODUCT, description: '会员卡刷不出来' }), LI);
});
afterAll(() => desk.close());

const drawn = ({ body }: SandboxView): string => JSON.stringify(body.blocks);
/** The call log of a caller who is known, in which what is known of this was looked for. */
async function lookedUp(description: string): Promise<string> {
  await desk.command(LI, `/newcall ${PHONE}`);
  const view = await desk.modal(LI, 'call.log');
  expect(drawn(view)).toContain('老城隍小吃');
  const answered = /没有相近的已知故障|F-\d/;
  await eventually(async () => {
    const { hash } = view;
    await desk.pressInView(LI, view, '', 'case:call.lookUp', 'known', { description, category: option('other') });
    await eventually(() => expect(view.hash).not.toBe(hash));
    expect(drawn(view)).toMatch(answered);
  });
  await desk.closeModals(LI);
  return drawn(view);
}

test('issue 19: what a known caller’s product has in common with entries shows none that shares nothing with his words', async () => {
  for (const unrelated of ['厕所灯坏了', '空调漏水了能不能修', '停车场闸机抬不起来', '明天几点上班'])
    expect(await lookedUp(unrelated)).not.toMatch(/F-\d/);
  expect(await lookedUp('扫码枪没反应，商品扫不上')).toMatch(/F-\d+ 扫码枪扫不了商品条码/);
  expect(await lookedUp('扫码枪没反应，商品扫不上')).not.toContain('店里断网了');
});

/** What the table has for these words. */
async function foundBy(words: string): Promise<string> {
  const before = desk.private(LI).length;
  await desk.command(LI, `/fault ${words}`);
  return eventually(() => {
    const answer = desk.private(LI).slice(before).at(-1);
    if (!answer) throw new Error(`nothing is answered of ${words}`);
    return shownIn(answer);
  });
}

test('issue 19: an entry is found by what callers said in the tickets that it solved, as long as they hold', async () => {
  const fault = 'F-1';
  const caller = { phone: '138 0000 4607', customer: '花间花艺', callerName: '吴敏', description: '花间花艺吴敏：巴枪一直滴滴叫，卡死了' };
  expect(await foundBy('滴滴叫')).not.toContain(fault);
  const no = await desk.logCall(aCall(caller), LI);
  const solved = { steps: '重插扫码枪', cause: '接触不良', category: option('hardware'), part: option('hardware'), fault: option(fault) };
  expect(await desk.actWithForm(LI, no, 'resolve', solved)).toMatchObject({ ok: true });
  await desk.settle();
  await eventually(async () => expect(await foundBy('滴滴叫')).toContain(fault));
  // Whoever called is no word of the fault.
  for (const name of ['花间花艺', '吴敏']) expect(await foundBy(name)).not.toContain(fault);
  await desk.actWithForm(LI, no, 'reopen', { reason: '又坏了，客户再次来电' });
  await eventually(async () => expect(await foundBy('滴滴叫')).not.toContain(fault));
});

test('issue 19: an entry without a fix is not offered to be used', async () => {
  await desk.command(LI, '/fault 登记');
  const entry = { titleZh: '门禁读头不亮', symptomsZh: '刷卡门不开', category: option('hardware') };
  await desk.submit(LI, await desk.modal(LI, 'fault.add'), entry);
  await desk.modal(LI, 'tell');
  await desk.closeModals(LI);
  const no = await desk.logCall(aCall({ phone: '138 0000 4608', description: '门禁读头不亮，刷卡门不开' }), LI);
  const before = desk.private(LI).length;
  await desk.say(LI, '@fieldbell faults', (await desk.card(no)).ts);
  const answer = await eventually(() => {
    const last = desk.private(LI).slice(before).at(-1);
    if (!last) throw new Error('nothing is answered');
    return JSON.stringify(last.blocks);
  });
  expect(answer).toContain('case:tryIt');
  expect(answer).not.toContain('case:fault.useIt');
});
