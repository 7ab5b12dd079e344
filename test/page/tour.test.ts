import { expect, test } from '@jest/globals';
import { sayHello } from '../../src/hello.js';
import { PageDesk, TELEPHONE } from '../support/browser.js';
import { aCall, DESK, TestDesk, WHO } from '../support/desk.js';

test('18.8: the first opening shows a tour of three steps, in the language of whoever is acted as; closed, it stays closed', async () => {
  const on = await PageDesk.open({ viewport: TELEPHONE, hasTour: true });
  try {
    const { page } = on;
    const tour = page.locator('.tour');
    // The desk's channel is open, with a ticket in sight.
    const last = page.locator('main .message .block-header', { hasText: /T-\d+ ·/ }).last();
    await last.waitFor();
    await tour.getByText('先试三件事 · 1/3').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await on.picture('tour-390-zh');
    await page.selectOption('.act-as select', WHO.anna);
    await tour.getByText('Three things to try · 1/3').waitFor();
    await on.picture('tour-390-en');
    await tour.getByRole('button', { name: 'Log a call' }).click();
    await on.modal.locator('#input-description').waitFor();
    await on.modal.getByRole('button', { name: 'Close', exact: true }).last().click();
    await tour.getByText('· 2/3').waitFor();
    const before = on.desk.app.desk.clock.now();
    await tour.getByRole('button', { name: 'Four hours on' }).click();
    await tour.getByText('· 3/3').waitFor({ timeout: 200_000 });
    expect(on.desk.app.desk.clock.now() >= before.plus({ hours: 4 })).toBe(true);
    await tour.getByRole('button', { name: 'Ask /desk' }).click();
    await page.getByText('The desk now').last().waitFor();
    await tour.waitFor({ state: 'detached' });
    await page.locator('button', { hasText: 'Show the tour' }).waitFor({ state: 'attached' });
    await page.reload();
    await page.locator('main .message').first().waitFor();
    expect(await tour.count()).toBe(0);
  } finally {
    await on.close();
  }
});

test('18.8, 18.9: SANDBOX_SAMPLE=none begins empty, says hello once, and with nothing but people after starting over', async () => {
  const desk = await TestDesk.open({ isSeeded: true, env: { SANDBOX_SAMPLE: 'none' } });
  try {
    expect(await desk.app.desk.cases.model.countDocuments({})).toBe(0);
    expect(await desk.app.desk.directory.customersLike('')).toEqual([]);
    expect(desk.workspace.messages).toEqual([]);
    expect(desk.workspace.people.map(({ id }) => id)).toContain(WHO.anna);
    // Whoever begins is told how, in the desk's channel, once.
    await sayHello(desk.app.desk);
    await sayHello(desk.app.desk);
    const [hello, ...more] = desk.posted(DESK);
    expect(more).toEqual([]);
    expect(hello?.text).toContain('/newcall');
    await desk.press(WHO.anna, hello as never, 'case:rest.desk-help');
    await desk.answer(WHO.anna, 'For agents');
    await desk.logCall(aCall());
  } finally {
    await desk.close();
  }
});
