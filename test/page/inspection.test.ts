import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDuties } from '../../jobs/duties.js';
import { openInspections } from '../../jobs/inspections.js';
import type { Inspection } from '../../src/cases/inspection/inspection.js';
import { PageDesk } from '../support/browser.js';
import { eventually, WHO } from '../support/desk.js';

describe('inspections in the sandbox’s page', () => {
  let on: PageDesk;
  beforeAll(async () => {
    on = await PageDesk.open();
  });
  afterAll(() => on.close());

  const fetched = async (path: string | null): Promise<Buffer> => (await on.page.request.get(`${on.desk.app.url}${path}`)).body();

  /** To the morning of the next work day, when the inspections have just opened. */
  const toTheMorning = async (): Promise<Inspection> => {
    const { app } = on.desk;
    const now = app.desk.clock.now();
    let day = now.plus({ days: 1 }).set({ hour: 9, minute: 5, second: 0 });
    while (day.weekday > 5) day = day.plus({ days: 1 });
    app.sandbox?.clock.moveTo(day);
    await openInspections(app.desk);
    await openDuties(app.desk);
    const open = await app.desk.inspections.open();
    const found = open.find(({ data }) => data.cycle === 'daily' && data.group === '服务器组' && data.day === day.toISODate());
    if (!found) throw new Error(`none of ${open.map(({ no, data }) => `${no} ${data.group} ${data.day}`).join(', ')}`);
    return found;
  };

  test('a sample group fills its day in: limits mark themselves, an exception becomes a ticket, the rest is OK in one press', async () => {
    const { page } = on;
    const { no } = await toTheMorning();
    await on.actAs('Tom Baker · engineer · en');
    await page.getByRole('button', { name: /# service-desk/ }).click();
    await on.command('/project');
    await page.getByText('6 projects').first().waitFor();
    await on.picture('projects');
    await on.card(no).waitFor({ timeout: 200_000 });
    await on.card(no).getByRole('button', { name: '填写' }).click();
    const { modal } = on;
    await modal.locator('#input-subject').selectOption('P-4');
    await modal.locator('#input-answer_P-4_1').fill('97');
    await modal.locator('#input-answer_P-4_2').fill('60');
    await modal.locator('#input-answer_P-4_3').fill('45');
    await on.picture('inspection-fill');
    await modal.getByRole('button', { name: 'Fill in' }).click();
    // Beyond its limits: what was seen is asked.
    await modal.locator('#input-note_P-4_1').fill('backup was running');
    await modal.getByRole('button', { name: 'Fill in' }).click();
    await modal.waitFor({ state: 'detached' });
    await on.card(no).getByText('⚠️ 应用服务器 DL580: CPU 使用率 % – 97').waitFor();
    await on.card(no).getByRole('button', { name: '其余全部正常' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: '是' }).click();
    await on.card(no).getByText('5/6').waitFor();
    await on.picture('inspection');
    await on.card(no).getByRole('button', { name: '转为工单' }).click();
    await modal.locator('#input-finding').selectOption({ index: 1 });
    await modal.locator('#input-impact').selectOption('high');
    await modal.locator('#input-urgency').selectOption('medium');
    await modal.getByRole('button', { name: 'Raise a ticket' }).click();
    await modal.getByText(/Ticket T-\d+ was opened/).waitFor();
    await page.keyboard.press('Escape');
    await on.command('/inspect');
    await page.getByText('what is open and what ended today').last().waitFor();
    expect(await on.desk.app.desk.inspections.between('2000-01-01', '2100-01-01')).not.toHaveLength(0);
  });

  test('a supervisor gets the month as a picture and a server’s report, and looks at its history card', async () => {
    const { page } = on;
    await on.actAs('陈静 · supervisor · zh');
    await page.getByRole('button', { name: /# service-desk/ }).click();
    await on.command('/inspect map');
    await page.getByText('已发送给你').last().waitFor();
    await page.getByRole('button', { name: 'fieldbell', exact: false }).first().click();
    const picture = page.locator('main .file img').last();
    await picture.waitFor();
    expect(await picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)).toBeGreaterThan(1200);
    await on.kept('heat-map', await fetched(await picture.getAttribute('src')));
    await on.command('/inspect server D-1');
    await page.getByText('CPU 使用率 %：最近').last().waitFor();
    await page.getByRole('button', { name: '巡检报告（PDF）' }).last().click();
    const report = page.locator('main .file', { hasText: 'D-1-' }).last();
    await report.waitFor();
    const pdf = await fetched(await report.getAttribute('href'));
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await on.printed('inspection-report', pdf);
    await on.command('/device D-1');
    await page.getByRole('button', { name: '设备机历' }).last().click();
    await on.modal.getByText('服务器系统巡检').first().waitFor();
    await on.picture('device-history');
    await page.keyboard.press('Escape');
  });

  test('an engineer does a standing duty from his Home, and goes through an inspection one by one', async () => {
    const { page } = on;
    await on.actAs('Tom Baker · engineer · en');
    await page.getByRole('button', { name: 'App Home' }).click();
    await page.getByText('Standing duties of my groups').waitFor();
    await page.getByText(/Inspections of my groups: [1-9]/).waitFor();
    await page.getByText(/Standing duties of my groups: [1-9]/).waitFor();
    await on.picture('operations-home');
    const duty = page.locator('main .section', { hasText: 'H2 State and logs at the start of work · 服务器组' });
    const no = /S-\d+/.exec((await duty.textContent()) ?? '')?.[0] ?? '';
    const rows = await page.locator('main .section', { hasText: /S-\d+/ }).allTextContents();
    const nth = rows.findIndex((row) => row.includes(no));
    await page.getByRole('button', { name: 'Done', exact: true }).nth(nth).click();
    await on.modal.getByText(no).first().waitFor();
    await on.modal.getByLabel('State of servers and network devices').check();
    await on.modal.getByRole('button', { name: 'Done', exact: true }).click();
    await on.modal.getByText('say why').waitFor();
    await on.picture('duty-done');
    await on.modal.getByLabel('Logs of the last night read').check();
    await on.modal.getByLabel('Anything unusual reported').check();
    await on.modal.getByRole('button', { name: 'Done', exact: true }).click();
    await on.modal.waitFor({ state: 'detached' });
    await eventually(async () => expect((await on.desk.case(no))?.state).toBe('done'));
    const [inspection] = (await on.desk.app.desk.inspections.open()).filter(
      ({ data }) => data.group === '收银组' && data.cycle === 'daily',
    );
    await page.getByRole('button', { name: /# service-desk/ }).click();
    const card = on.card(inspection?.no ?? '');
    await card.getByRole('button', { name: '逐项检查' }).click();
    const step = () => on.desk.private(WHO.tom).at(-1);
    const first = await eventually(() => {
      const message = step();
      if (!message?.threadTs || !JSON.stringify(message.blocks).includes('inspection.ok')) throw new Error('no step yet');
      return message;
    });
    await on.desk.press(WHO.tom, first, 'case:inspection.ok');
    await eventually(() => expect(JSON.stringify(step()?.blocks)).toContain(' · 2/'));
  });
});
