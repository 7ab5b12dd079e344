import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PageDesk } from '../support/browser.js';
import { eventually } from '../support/desk.js';

const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** The day of an engineer through the page; its pictures are those of docs/engineer.md. */
describe('a visit on the page', () => {
  let on: PageDesk;
  beforeAll(async () => {
    on = await PageDesk.open();
  });
  afterAll(() => on?.close());

  test('ordered by an agent, accepted, called, travelled, finished with a photo, handed in and received', async () => {
    const { page, modal } = on;
    await on.actAs('Anna Reed · agent · en');
    await on.command('/visit T-30');
    await modal.getByText('What the customer needs').waitFor();
    await modal.locator('#input-engineer').selectOption({ label: 'Tom Baker' });
    await modal.getByText(/has \d+ visits? that day/).waitFor();
    await modal.locator('#input-address').fill('5 Renmin Square, 2nd floor');
    await on.picture('visit-order');
    await modal.getByRole('button', { name: 'Order', exact: true }).click();
    // Tom has other visits around that time: who orders says why it must be.
    const ordered = modal.getByText('V-8 is ordered for T-30');
    const why = modal.locator('#input-clashReason');
    await ordered.or(why).first().waitFor();
    if (await why.isVisible()) {
      await why.fill('The customer can only be there at that time');
      await modal.getByRole('button', { name: 'Order', exact: true }).click();
    }
    await ordered.waitFor();
    await page.keyboard.press('Escape');

    await on.actAs('Tom Baker · engineer · en');
    await page.getByRole('button', { name: /🔔 fieldbell/ }).click();
    await on.card('V-8').getByRole('button', { name: 'Accept' }).click();
    await modal.getByText('The order is complete').waitFor();
    await on.picture('visit-accept');
    await modal.getByRole('button', { name: 'Accept' }).click();
    await why.waitFor();
    await why.fill('Agreed with the dispatcher');
    await modal.getByRole('button', { name: 'Accept' }).click();
    await modal.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: /App Home/ }).click();
    await page.getByText(/My visits today/).waitFor();
    await on.picture('visit-home');
    await page.getByRole('button', { name: /🔔 fieldbell/ }).click();
    await on.command('/visit week');
    await page.locator('.message.ephemeral').last().locator('td', { hasText: 'V-8' }).waitFor();
    await on.picture('visit-diary');

    await on.card('V-8').getByRole('button', { name: 'Call made' }).click();
    await modal.getByLabel('Confirmed', { exact: true }).check();
    for (const what of ['The window', 'The address', 'The phone number']) await modal.getByLabel(what).check();
    await modal.getByRole('button', { name: 'Call made' }).click();
    await on.card('V-8').getByText('Appointment confirmed').waitFor();
    await on.card('V-8').getByRole('button', { name: 'On my way' }).click();
    await modal.getByText('Never sign for the customer').waitFor();
    await on.picture('visit-leaving');
    await modal.locator('#input-notPacked').fill('All is in the car already');
    await modal.getByRole('button', { name: 'On my way' }).click();
    // By his presses the sample's engineer is on his way elsewhere: he is asked once.
    await modal.getByText('By what you pressed').waitFor();
    await modal.getByRole('button', { name: 'On my way' }).click();
    await on.card('V-8').getByRole('button', { name: 'Arrived' }).click();
    await on.card('V-8').getByRole('button', { name: 'Start work' }).click();
    await on.card('V-8').getByRole('button', { name: 'Finish' }).click();

    await modal.locator('#input-cause').fill('The cache of the old version was broken');
    await modal.locator('#input-workDone').fill('Updated to 5.2.3, opened and closed the till ten times');
    await modal.getByLabel('Solved', { exact: true }).check();
    await modal.locator('#input-testedBy').fill('Ms Qian');
    await modal.getByLabel('Software', { exact: true }).check();
    await modal.locator('#input-photos').setInputFiles({ name: 'signed.png', mimeType: 'image/png', buffer: PICTURE });
    await modal.getByRole('button', { name: 'Finish' }).click();
    await modal.getByText('This is a required field').waitFor();
    for (const what of ['Nothing left behind', 'A hint for everyday use given', /Asked/, /Contact card handed over/])
      await modal.getByLabel(what).check();
    await on.picture('visit-finish');
    await modal.getByRole('button', { name: 'Finish' }).click();
    await on.card('V-8').getByText('Signed, copy A to hand in').waitFor();
    await on.card('V-8').getByRole('button', { name: 'Copy A handed in' }).click();
    await on.card('V-8').getByText('Copy A handed in', { exact: true }).waitFor();

    const form = page.locator('.message .file').first();
    await form.waitFor();
    const pdf = await page.request.get(`${on.desk.app.url}${await form.getAttribute('href')}`);
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
    await on.printed(
      'form',
      Buffer.from(
        await (await page.request.get(`${on.desk.app.url}${await page.locator('.message .file').nth(1).getAttribute('href')}`)).body(),
      ),
    );

    await on.actAs('王小美 · agent · zh');
    await page.getByRole('button', { name: /# service-desk/ }).click();
    const root = page.locator('main .message:not(.ephemeral)', { has: page.locator('.block-header', { hasText: 'T-30 ·' }) }).last();
    await root.getByText('已解决').waitFor();
    await root.locator('.replies').click();
    await on.picture('visit-thread');
    await on.command('/visit V-8');
    const shown = page.locator('.message.ephemeral').last();
    await shown.getByRole('button', { name: 'A联已收' }).click();
    await eventually(async () => expect((await on.desk.case('T-30'))?.data).toMatchObject({ openVisits: [] }));
    await on.command('/ticket T-30');
    await page.locator('.message.ephemeral').last().getByRole('button', { name: '关闭' }).click();
    await root.getByText('已关闭').waitFor();
  });

  test('a supervisor sees who is where, who is late, and everybody’s half-days', async () => {
    const { page } = on;
    await on.actAs('陈静 · supervisor · zh');
    await page.getByRole('button', { name: /App Home/ }).click();
    await page.getByText('人员动态').waitFor();
    await page.getByText(/当前迟到：V-6/).waitFor();
    await on.picture('visit-team');
    await page.getByRole('button', { name: /# service-desk/ }).click();
    await on.command('/visit team');
    await page.locator('.message.ephemeral').last().locator('td', { hasText: 'V-2' }).waitFor();
    await on.picture('visit-halfdays');
    await on.command('/desk engineers');
    await page.locator('.message.ephemeral').last().locator('td', { hasText: 'V-1' }).waitFor();
  });
});
