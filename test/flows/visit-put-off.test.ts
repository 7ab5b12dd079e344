import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Visit } from '../../src/cases/visit/visit.js';
import { translator } from '../../src/locales/index.js';
import { at } from '../support/builders.js';
import { aCall, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('a visit that is put off when it was time to leave', () => {
  let desk: TestDesk;
  let no: string;
  beforeAll(async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-11-30T09:00') });
    no = await desk.orderVisit(await desk.logCall(aCall()), { engineer: WHO.tom, date: '2026-11-30', from: '11:00', to: '12:00' });
    await desk.actWithForm(WHO.tom, no, 'accept', {});
    await desk.advance('PT1H57M');
    await desk.actWithForm(WHO.tom, no, 'reschedule', {
      date: '2026-11-30',
      from: '16:00',
      to: '17:00',
      agreedWith: '王先生',
      reason: '客户正忙',
    });
  });
  afterAll(() => desk.close());

  const data = async (): Promise<Visit['data']> => ((await desk.case(no)) as object as Visit).data;

  test('eye9-7: the supervisor hears with the press that excuses it, and the card says it', async () => {
    const told = await eventually(() => {
      const found = desk.posted(directOf(WHO.supervisor)).findLast((one) => shownIn(one).includes('该出发后'));
      if (!found) throw new Error('nothing was told');
      return found;
    });
    expect(shownIn(told)).toContain('11:00');
    expect(shownIn(told)).toContain('16:00');
    expect(shownIn(told)).toContain('记为迟到');
    expect(shownIn(await desk.visitCard(no))).toContain('临行改约过晚');
    await desk.pressOn(WHO.supervisor, told, 'excuse', no);
    await desk.submit(WHO.supervisor, await desk.modal(WHO.supervisor, 'visit.decide'), { reason: '客户自己来电要求改期' });
    await eventually(async () => expect((await data()).misses).toMatchObject([{ why: 'moved', excusedBy: WHO.supervisor }]));
    await eventually(async () => expect(shownIn(await desk.visitCard(no))).not.toContain('临行改约过晚'));
  });

  test('eye9-7: in English it says the same', () => {
    const said = translator('en')('visit.notice.visitPutOff', {
      no: 'V-8',
      customer: 'Shop',
      by: 'Tom',
      at: 'Mon 11:00',
      window: 'Mon 16:00–17:00',
      agreedWith: 'Mr Wang',
      reason: 'customer busy',
    });
    expect(said).toContain('Tom moved the appointment of Mon 11:00 to Mon 16:00–17:00 when it was time to leave');
    expect(said).toContain('“Excuse”');
  });
});
