import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PageDesk } from '../support/browser.js';
import { cardsOf } from '../support/outbox.js';

let on: PageDesk;
beforeAll(async () => {
  on = await PageDesk.open();
});
afterAll(() => on?.close());

test('Slack in trouble, as chosen below the clock: the person is told, and the card comes once it works again', async () => {
  const { page } = on;
  const slack = page.getByLabel('Slack', { exact: false }).first();
  await on.actAs('Anna Reed · agent · en');
  await slack.selectOption('fails');
  await on.command('/newcall');
  await page.getByText('Slack did not do its part just now').waitFor();

  await slack.selectOption('works');
  await on.command('/newcall 138 0000 0003');
  const modal = page.getByRole('dialog');
  await modal.locator('#input-description').fill('The till prints no receipts');
  await modal.locator('#input-category').selectOption('hardware');
  await modal.locator('#input-impact').selectOption('medium');
  await modal.locator('#input-urgency').selectOption('medium');
  await slack.selectOption('throttles', { force: true });
  await modal.getByRole('button', { name: 'Log it' }).click();
  await modal.getByText('Ticket T-31').waitFor();
  await modal.getByRole('button', { name: 'Close', exact: true }).last().click();
  expect(cardsOf(on.desk, 'T-31')).toBe(0);
  await on.picture('faults');

  await slack.selectOption('works');
  await on.card('T-31').waitFor();
  expect(cardsOf(on.desk, 'T-31')).toBe(1);
});
