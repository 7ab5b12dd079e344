import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openInspections } from '../../jobs/inspections.js';
import type { Inspection } from '../../src/cases/inspection/inspection.js';
import { PageDesk } from '../support/browser.js';

describe('inspections in the sandbox’s page', () => {
  let on: PageDesk;
  beforeAll(async () => {
    on = await PageDesk.open();
  });
  afterAll(() => on.close());

  /** To the morning of the next work day, when the inspections have just opened. */
  const toTheMorning = async (): Promise<Inspection> => {
    const { app } = on.desk;
    const now = app.desk.clock.now();
    let day = now.plus({ days: 1 }).set({ hour: 9, minute: 5, second: 0 });
    while (day.weekday > 5) day = day.plus({ days: 1 });
    app.sandbox?.clock.moveTo(day);
    await openInspections(app.desk);
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
    await page.getByText('6 projects').waitFor();
    await on.picture('projects');
    await on.card(no).waitFor({ timeout: 90_000 });
    await on.card(no).getByRole('button', { name: '填写' }).click();
    const { modal } = on;
    await modal.locator('#input-answer_P-4_1').fill('97');
    await modal.locator('#input-answer_P-4_2').fill('60');
    await modal.locator('#input-answer_P-4_3').fill('45');
    await on.picture('inspection-fill');
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
    await page.getByText('Inspections of 2').last().waitFor();
    await on.picture('inspect-today');
    expect(await on.desk.app.desk.inspections.between('2000-01-01', '2100-01-01')).not.toHaveLength(0);
  });
});
