import { afterAll, beforeAll, test } from '@jest/globals';
import { foundBy } from '../../src/store/devices.js';
import { eventually, TestDesk, WHO } from '../support/desk.js';

let desk: TestDesk;
beforeAll(async () => {
  desk = await TestDesk.open();
});
afterAll(() => desk.close());

test('O30: everything that ever happened to a device can be reached, a page after the other', async () => {
  const { devices, clock } = desk.app.desk;
  const fields = { name: 'Host', group: '服务器组', type: 'server', site: 'S0' } as const;
  await devices.add({ ...fields, items: [], lastItem: 0, ...foundBy(fields) }, WHO.tom, clock.now().toJSDate());
  for (let n = 1; n <= 100; n += 1) {
    const before = await devices.get('D-1');
    if (before) await devices.change(before, { site: `S${n}` }, 'edit', WHO.tom, clock.now().plus({ minutes: n }).toJSDate());
  }
  await desk.command(WHO.tom, '/device D-1');
  await desk.pressAnswer(WHO.tom, 'device.history', 'D-1');
  const shows = (words: string) =>
    eventually(async () => {
      const view = await desk.modal(WHO.tom, 'tell');
      if (!JSON.stringify(view.body.blocks).includes(words)) throw new Error(`no ${words} yet`);
      return view;
    });
  const turn = async (to: 'older' | 'newer', words: string) => {
    const view = await desk.modal(WHO.tom, 'tell');
    const action = `case:deviceHistory.${to}`;
    const block = view.body.blocks.find((one: { elements?: { action_id: string }[] }) => one.elements?.some((e) => e.action_id === action));
    const element = block?.elements.find((one: { action_id: string }) => one.action_id === action);
    await desk.pressInView(WHO.tom, view, block?.block_id ?? '', action, element?.value);
    return shows(words);
  };
  await shows('S99 → S100');
  await turn('older', 'Entries 31 to 60 of 101');
  await turn('older', 'Entries 61 to 90 of 101');
  await turn('older', 'S0 → S1');
  await turn('newer', 'Entries 61 to 90 of 101');
});
