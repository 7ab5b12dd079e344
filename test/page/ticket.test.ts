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
    await answer.locator('.section').getByText('The desk now').waitFor();
    await answer.evaluate((shown) => shown.scrollIntoView({ block: 'start' }));
    await on.picture('desk');
    await page.getByLabel('Message').fill('/ticket late');
    await page.keyboard.press('Enter');
    await answer.locator('.section').getByText('Late tickets').waitFor();
    await answer.getByLabel('Filter').fill('t-31');
    await answer.locator('td', { hasText: 'T-31' }).waitFor();
    expect(await answer.locator('tbody tr').count()).toBe(1);
    expect(await answer.locator('tr', { hasText: 'T-31' }).textContent()).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d \(.* ago\) 🔴/);
    expect(failures).toEqual([]);
  });

  test('a list is sorted by a press on its head, filtered by what is typed, and turned over, at a telephone’s width too', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.getByLabel('Message').fill('/ticket open');
    await page.keyboard.press('Enter');
    // Until the answer is there, the last one is what was asked before.
    await page.locator('.message.ephemeral').last().locator('.section').getByText('Open tickets').waitFor();
    const list = page.locator('.message.ephemeral').last().locator('.data-table');
    const column = (n: number) => list.locator(`tbody td:nth-child(${n})`).allTextContents();
    await list.getByText(/^\d+ rows$/).waitFor();
    const all = Number.parseInt((await list.locator('footer').textContent()) ?? '', 10);
    expect(all).toBeGreaterThan(10);
    const first = await column(1);
    expect(first).toHaveLength(10);
    await list.getByLabel('Next page').click();
    expect((await column(1)).some((no) => first.includes(no))).toBe(false);
    const byPriority = list.getByRole('button', { name: 'Priority' });
    await byPriority.click();
    const up = await column(2);
    expect(up).toEqual([...up].sort());
    await byPriority.click();
    expect((await column(2))[0]).not.toBe(up[0]);
    await list.getByLabel('Filter').fill('P2');
    expect(new Set(await column(2))).toEqual(new Set(['P2']));
    await list.getByLabel('Filter').fill('nothing like this');
    await list.getByText('No rows match').waitFor();
    await list.getByLabel('Filter').fill('');
    expect(await list.evaluate((shown) => shown.getBoundingClientRect().right <= window.innerWidth)).toBe(true);
    await page.setViewportSize({ width: 1400, height: 900 });
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
