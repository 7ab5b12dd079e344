import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SandboxView } from '../../src/sandbox/workspace.js';
import { aCall, eventually, option, TestDesk, WHO } from '../support/desk.js';

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
