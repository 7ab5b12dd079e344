import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { PageDesk } from '../support/browser.js';

/** The whole story through the page, as a person who has never seen it would do it. Its pictures are the README's. */
describe('the sandbox’s page', () => {
  let on: PageDesk;
  let page: Page;
  beforeAll(async () => {
    on = await PageDesk.open();
    page = on.page;
  });
  afterAll(() => on?.close());
  const lastCard = () => on.card('T-31');

  test('from /newcall to the breach: logged, warned, escalated, broken, and late in /desk', async () => {
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(error.message));
    await on.actAs('Anna Reed · agent · en');
    await page.getByLabel('Message').fill('/new');
    await page.locator('.completion').getByText('/newcall').waitFor();
    await page.getByLabel('Message').fill('/newcall');
    await page.keyboard.press('Enter');
    const modal = page.getByRole('dialog');
    await modal.getByText('How the call ended').waitFor();
    await modal.locator('#input-customer').fill('Green');
    await modal.getByRole('option', { name: 'Green Leaf Café', exact: true }).click();
    await modal.getByText('Open tickets of this customer').waitFor();
    await modal.locator('#input-callerName').fill('Mia Chen');
    await modal.locator('#input-phone').fill('138 0000 0003');
    await modal.locator('#input-description').fill('The till prints no receipts since this morning');
    await modal.locator('#input-category').selectOption('hardware');
    await modal.locator('#input-impact').selectOption('medium');
    await on.picture('call');
    await modal.getByRole('button', { name: 'Log it' }).click();
    await modal.getByText('This is a required field').waitFor();
    await modal.locator('#input-urgency').selectOption('medium');
    await modal.getByRole('button', { name: 'Log it' }).click();
    await modal.getByText('Ticket T-31').waitFor();
    await on.picture('logged');
    await page.keyboard.press('Escape');
    await lastCard().getByText('T-31 · P3 · Green Leaf Café').waitFor();
    await on.picture('card');

    await on.actAs('Tom Baker · engineer · en');
    await lastCard().getByRole('button', { name: '接单' }).click();
    await lastCard().getByText('已接单').waitFor();
    await lastCard().getByRole('button', { name: '已首次联系' }).click();
    await lastCard().getByText('处理中').waitFor();

    await on.advance('+12 h');
    await on.advance('+15 min');
    await page.getByRole('button', { name: /🔔 fieldbell/ }).click();
    await page.locator('.message', { hasText: 'T-31' }).filter({ hasText: '⏰' }).first().waitFor();
    await on.picture('warning');

    await on.actAs('陈静 · supervisor · zh');
    await on.advance('+4 h');
    await on.advance('+4 h');
    await page.locator('.message', { hasText: 'T-31' }).filter({ hasText: '有超时风险' }).first().waitFor();
    await on.picture('escalation');

    await on.advance('+4 h');
    await page.getByRole('button', { name: /# service-alarms/ }).click();
    const broken = page.locator('.message', { hasText: 'T-31' }).filter({ hasText: '承诺违约' }).first();
    await broken.waitFor();
    await on.picture('breach');
    await broken.getByRole('button', { name: '我来处理' }).click();

    await on.actAs('Tom Baker · engineer · en');
    await page.getByRole('button', { name: /# service-desk/ }).click();
    await page.getByLabel('Message').fill('/desk');
    await page.keyboard.press('Enter');
    const answer = page.locator('.message.ephemeral').last();
    await answer.getByText('The desk now').waitFor();
    await answer.evaluate((shown) => shown.scrollIntoView({ block: 'start' }));
    await on.picture('desk');
    await page.getByLabel('Message').fill('/ticket late');
    await page.keyboard.press('Enter');
    await answer.locator('td', { hasText: 'T-31' }).waitFor();
    expect(await answer.locator('tr', { hasText: 'T-31' }).textContent()).toContain('late by');
    expect(failures).toEqual([]);
  });

  test('what is typed stays while the modal is drawn anew, and Escape closes it', async () => {
    await page.getByLabel('Message').fill('/newcall');
    await page.keyboard.press('Enter');
    const modal = page.getByRole('dialog');
    await modal.locator('#input-description').fill('kept');
    await modal.locator('#input-outcome').selectOption('solved');
    await modal.locator('#input-steps').fill('cleared the cache');
    await modal.locator('#input-outcome').selectOption('call_back');
    await modal.locator('#input-callbackAt').waitFor();
    await modal.locator('#input-outcome').selectOption('solved');
    await modal.locator('#input-steps').waitFor();
    expect(await modal.locator('#input-description').inputValue()).toBe('kept');
    expect(await modal.locator('#input-steps').inputValue()).toBe('cleared the cache');
    await page.keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });
  });

  test('words that people type are never HTML', async () => {
    await page.getByLabel('Message').fill('<img src=x onerror="document.title=1"> *bold* <!channel>');
    await page.keyboard.press('Enter');
    const said = page.locator('main .message').last();
    await said.getByText('<img src=x').waitFor();
    expect(await said.locator('b').last().textContent()).toBe('bold');
    expect(await page.title()).toBe('Fieldbell sandbox');
    expect(await said.locator('.broadcast').count()).toBe(0);
  });
});
