import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PageDesk } from '../support/browser.js';
import { aCall } from '../support/desk.js';

let on: PageDesk;
beforeAll(async () => {
  on = await PageDesk.open();
});
afterAll(() => on?.close());

test("the bot's machine switched off below the clock: Slack's alarm stands in the channel and leads to the card", async () => {
  const { page, desk } = on;
  await on.actAs('Anna Reed · agent · en');
  const no = await desk.logCall(aCall({ impact: 'high', urgency: 'high', customer: '<b>晨光</b> & *Co*' }));
  await desk.app.desk.fallbacks.run();
  const machine = page.getByLabel('The bot’s machine');
  await machine.selectOption('off');
  await on.advance('+12 h');
  await page.getByRole('button', { name: '# service-alarms' }).click();
  const alarm = page.locator('main .message', { hasText: 'Fieldbell 没有应答' }).filter({ hasText: no });
  await alarm.waitFor();
  expect(await alarm.locator('.app-tag').textContent()).toBe('APP');
  expect(await alarm.textContent()).toContain('<b>晨光</b> & Co');
  await on.command('/desk');
  await page.getByText('failed with the error').first().waitFor();

  await alarm.getByRole('link', { name: no }).click();
  await page.locator('aside.thread .message', { hasText: no }).first().waitFor();
  await machine.selectOption('on');
  await page.locator('aside.thread .message', { hasText: 'Fieldbell 已恢复' }).waitFor();
});
