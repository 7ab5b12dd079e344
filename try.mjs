import { chromium } from 'playwright-core';

const [, , who, shot, ...cmds] = process.argv;
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
page.setDefaultTimeout(10000);
await page.goto('http://localhost:3100');
await page.locator('.act-as select option').nth(3).waitFor({ state: 'attached' });
const opts = await page.locator('.act-as select option').allTextContents();
await page.selectOption('.act-as select', { label: opts.find((o) => o.includes(who)) });
await page.waitForTimeout(500);
await page.keyboard.press('Escape');
await page.waitForTimeout(300);
for (const c of cmds) {
  if (c.startsWith('click:')) {
    await page
      .getByRole('button', { name: c.slice(6), exact: true })
      .last()
      .click();
  } else if (c.startsWith('open:')) {
    await page
      .getByRole('button', { name: c.slice(5) })
      .first()
      .click();
  } else if (c.startsWith('js:')) {
    await eval(`(async()=>{${c.slice(3)}})()`);
  } else {
    await page.getByLabel('Message').fill(c);
    await page.keyboard.press('Enter');
  }
  await page.waitForTimeout(1200);
}
await page.screenshot({ path: shot });
await browser.close();
