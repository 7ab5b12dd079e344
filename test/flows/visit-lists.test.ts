import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { at } from '../support/builders.js';
import { aCall, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('the lists of visits', () => {
  let desk: TestDesk;
  let late: string;
  let left: string;
  beforeAll(async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-11-24T15:00') });
    left = await desk.orderVisit(await desk.logCall(aCall()), {
      engineer: WHO.tom,
      date: '2026-11-24',
      from: '16:00',
      to: '17:00',
    });
    late = await desk.orderVisit(await desk.logCall(aCall()), {
      engineer: WHO.tom,
      date: '2026-11-24',
      from: '23:30',
      to: '00:30',
    });
    for (const no of [left, late]) await desk.actWithForm(WHO.tom, no, 'accept', {});
    await desk.sleepThrough({ hours: 9, minutes: 5 });
  });
  afterAll(() => desk.close());

  test.each([
    ['today', WHO.tom],
    ['week', WHO.tom],
    ['team', WHO.supervisor],
  ])('V1: after midnight /visit %s still shows a visit within its window, and yesterday’s unfinished one', async (list, who) => {
    await desk.command(who, `/visit ${list}`);
    const shown = shownIn(await desk.answer(who, late));
    expect(shown).toContain(left);
  });

  test('V1: Home shows both as work of today', async () => {
    await desk.home(WHO.tom);
    await eventually(() => {
      const home = JSON.stringify(desk.workspace.homes.get(WHO.tom));
      expect(home).toContain(late);
      expect(home).toContain(left);
    });
  });

  test('V1: a visit that is closed leaves the lists', async () => {
    await desk.actWithForm(WHO.agent, left, 'cancel', { wish: 'customer', agreedWith: '周丽', reason: '客户取消' });
    // By these words, too.
    for (const typed of ['mine', '我的']) {
      await desk.command(WHO.tom, `/visit ${typed}`);
      await desk.answer(WHO.tom, 'today: 1');
    }
    await desk.command(WHO.tom, '/visit today');
    expect(shownIn(await desk.answer(WHO.tom, 'today: 1'))).not.toContain(left);
  });
});
