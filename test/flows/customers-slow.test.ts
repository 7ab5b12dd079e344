import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aCall, eventually, TestDesk, WHO } from '../support/desk.js';
import { aDatabase } from '../support/store.js';
import { aProxy } from '../support/wire-proxy.js';

let desk: TestDesk;
let database: Awaited<ReturnType<typeof aDatabase>>;
let proxy: Awaited<ReturnType<typeof aProxy>>;
let isHeld = false;
let asked = 0;
let release: () => void = () => {};
beforeAll(async () => {
  database = await aDatabase();
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  proxy = await aProxy(database.uri, async (command) => {
    if (isHeld && command.find === 'customerRegister') {
      asked += 1;
      await released;
    }
    return 'pass';
  });
  desk = await TestDesk.open({ mongodbUri: proxy.uri });
});
afterAll(async () => {
  release();
  await desk.close();
  await proxy.close();
  await database.close();
});

test('while the register does not answer the call log opens and goes on without it; a call is still taken once it answers', async () => {
  isHeld = true;
  await desk.command(WHO.agent, '/newcall');
  const view = await desk.modal(WHO.agent, 'call.log');
  expect(asked).toBe(0);
  // A number typed into it asks the register who that is: it is drawn anew without.
  const { hash } = view;
  await desk.pressInView(WHO.agent, view, 'phone', 'value', '138 0000 4711');
  await eventually(() => expect(view.hash).not.toBe(hash));
  expect(asked).toBeGreaterThan(0);
  isHeld = false;
  release();
  const no = await desk.logCall(aCall());
  expect((await desk.case(no))?.data).toMatchObject({ customerNo: 'CU-1' });
});
