import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { openInspections } from '../../jobs/inspections.js';
import { eventually, option, TestDesk, WHO } from '../support/desk.js';
import { pagesOf } from '../support/pdf.js';

const GROUP = '服务器组';

/** O33: the paper of a whole group lists its inspections, lights, missed days, a conclusion and signatures, and its sums add up. */
describe('O33: the inspection report of a group', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ beginsAt: DateTime.fromISO('2026-11-25T08:00', { zone: 'Asia/Shanghai' }) });
    const { projects, devices, clock } = desk.app.desk;
    const at = clock.now().toJSDate();
    const items = [{ id: '1', cycle: 'daily', answer: 'ok', question: 'Does it open?' }] as const;
    await projects.add({ name: 'Checkout', group: GROUP, items, lastItem: 1 }, WHO.tom, at);
    await projects.add({ name: 'Elsewhere', group: '网络组', items, lastItem: 1 }, WHO.tom, at);
    const light = [{ id: '1', cycle: 'hardware', answer: 'ok', question: 'Power light' }] as const;
    await devices.add({ name: 'App server', group: GROUP, type: 'server', items: light, lastItem: 1, words: ['app'] }, WHO.tom, at);
  });
  afterAll(() => desk.close());

  const openOn = async (cycle: string) =>
    (await desk.app.desk.inspections.open()).find(({ data }) => data.cycle === cycle && data.group === GROUP)?.no ?? '';
  const answer = async (no: string, field: string, word: string, note?: string): Promise<void> => {
    await desk.closeModals(WHO.tom);
    await desk.pressOn(WHO.tom, await desk.card(no), 'fill', no);
    const view = await desk.modal(WHO.tom, 'inspection.fill');
    const answered = { [`answer_${field}`]: option(word) };
    if (!note) await desk.submit(WHO.tom, view, answered);
    else {
      await desk.pressInView(WHO.tom, view, `answer_${field}`, 'value', option(word), answered);
      const redrawn = await eventually(async () => {
        const now = await desk.modal(WHO.tom, 'inspection.fill');
        expect(JSON.stringify(now.body.blocks)).toContain(`note_${field}`);
        return now;
      });
      await desk.submit(WHO.tom, redrawn, { ...answered, [`note_${field}`]: note });
    }
    await desk.settle();
  };
  const report = async (typed: string): Promise<string> => {
    await desk.command(WHO.supervisor, `/inspect report ${typed}`);
    return (await pagesOf(await desk.received(WHO.supervisor, /^服务器组-.*\.pdf$/))).join('\n');
  };

  test('each part of it', async () => {
    await desk.sleepThrough({ minutes: 65 });
    await openInspections(desk.app.desk);
    await desk.settle();
    await answer(await openOn('daily'), 'P-1_1', 'ok');
    await answer(await openOn('hardware'), 'D-1_1', 'notOk', 'amber');
    // Thursday's daily inspection is missed.
    await desk.advance('PT48H');
    const paper = await report(`${GROUP} 2026-11-25..2026-11-26`);
    for (const part of [
      ...['巡检报告', GROUP, 'P-1Checkout', 'D-1Appserver'],
      // Three turns: one done, one with a light that was not OK, one missed on its day.
      ...['共3次：完成2', '漏检1', '未检日期：2026-11-26', 'Powerlight:amber', '结论：'],
      ...['TomBaker', '编制', '审核'],
    ])
      expect(paper).toContain(part);
    expect(paper).not.toContain('Elsewhere');
    expect(await report(`2026-11 ${GROUP}`)).toContain('P-1Checkout');
  });
});
