import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { openInspections } from '../../jobs/inspections.js';
import type { CheckItem } from '../../src/cases/inspection/check-item.js';
import type { Inspection } from '../../src/cases/inspection/inspection.js';
import { directOf, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';
import { pagesOf } from '../support/pdf.js';

const ITEMS: CheckItem[] = [
  { id: '1', cycle: 'daily', answer: 'ok', question: 'Does the site open?' },
  { id: '2', cycle: 'daily', answer: 'number', question: 'CPU load', max: 90 },
];
const DAY = '2026-11-25';

describe('an inspection of which nothing is said to be applicable', () => {
  let desk: TestDesk;
  beforeEach(async () => {
    desk = await TestDesk.open({ beginsAt: DateTime.fromISO(`${DAY}T08:00`, { zone: 'Asia/Shanghai' }) });
    for (const name of ['Checkout', 'Members'])
      await desk.app.desk.projects.add(
        { name, group: '收银组', items: ITEMS, lastItem: 2 },
        WHO.supervisor,
        desk.app.desk.clock.now().toJSDate(),
      );
    await desk.advance('PT1H5M');
    await openInspections(desk.app.desk);
    await desk.settle();
  });
  afterEach(() => desk.close());

  const inspection = async (): Promise<Inspection> => {
    const [found] = await desk.app.desk.inspections.between(DAY, DAY);
    if (!found) throw new Error('none');
    return found;
  };
  const wholeNa = async (no: string, subject: string): Promise<void> => {
    await desk.closeModals(WHO.engineer);
    await desk.pressOn(WHO.engineer, await desk.card(no), 'fill', no);
    const chosen = { subject: option(subject), whole: option('na') };
    await desk.pressInView(WHO.engineer, await desk.modal(WHO.engineer, 'inspection.fill'), 'whole', 'value', option('na'), chosen);
    const noted = await eventually(async () => {
      const view = await desk.modal(WHO.engineer, 'inspection.fill');
      if (!JSON.stringify(view.body.blocks).includes('"wholeNote"')) throw new Error('no note yet');
      return view;
    });
    await desk.submit(WHO.engineer, noted, { ...chosen, wholeNote: '今天没有营业' });
    await eventually(async () => expect((await inspection()).data.results).toHaveProperty(`${subject}_2`));
    await desk.settle();
  };

  test('eye9-9, 9b: it is not green: the card says so, the supervisor hears and excuses it, lists, map, report and record count it apart', async () => {
    const { no } = await inspection();
    await wholeNa(no, 'P-1');
    await wholeNa(no, 'P-2');
    const card = shownIn(await desk.card(no));
    expect(card).toContain('0/4 · ⊘ 4 项不适用');
    expect(card).toContain('今天没有营业');
    expect(card).not.toContain('✅');
    expect(await inspection()).toMatchObject({ isOpen: true, state: 'in_progress' });
    const told = await eventually(() => {
      const found = desk.posted(directOf(WHO.supervisor)).filter((one) => shownIn(one).includes('今天没有营业'));
      expect(found).toHaveLength(2);
      return found[1] as (typeof found)[number];
    });
    await desk.press(WHO.supervisor, told, 'case:excuse', no);
    await desk.submit(WHO.supervisor, await desk.modal(WHO.supervisor, 'inspection.excuse'), { reason: 'a holiday of the shop' });
    await eventually(async () => expect((await inspection()).state).toBe('excused'));
    await desk.asks(WHO.supervisor, '/inspect 不适用 2026-11', no);
    await desk.asks(WHO.tom, '/inspect project P-1 2026-11', '1 inspections: 0 done, 1 not applicable or excused, 0 missed, 0 open');
    await desk.command(WHO.tom, `/inspect print ${no}`);
    expect((await pagesOf(await desk.received(WHO.tom, /^I-1\.pdf$/))).join()).toContain('⊘');
    await desk.command(WHO.tom, '/inspect report P-1 2026-11');
    expect((await pagesOf(await desk.received(WHO.tom, /^P-1-.*\.pdf$/))).join()).toContain('NOTAPPLICABLEOREXCUSED');
  });
});
