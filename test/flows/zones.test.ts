import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { at } from '../support/builders.js';
import { aCall, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

/** The desk is in Shanghai, where it is ten in the morning. */
const BEGINS = at('2026-03-03T10:00');

describe('a reader who lives by another clock than the desk', () => {
  let desk: TestDesk;
  let kim: string;
  beforeAll(async () => {
    const settings = {
      roles: { agents: [], engineers: ['U02ENGLI', 'U03ENGTOM', 'U0NEWYORK'], supervisors: ['U04SUP'], heads: ['U05HEAD'] },
    };
    desk = await TestDesk.open({ settings, beginsAt: BEGINS });
    kim = await desk.newcomer('member', 'Kim York', 'U0NEWYORK', 'America/New_York');
  });
  afterAll(() => desk.close());

  test('B3: sees the desk’s zone beside each time, on cards, in lists and in what he is told; everybody else sees none', async () => {
    const no = await desk.logCall(aCall());
    await desk.command(kim, `/ticket ${no}`);
    // The token is shown by his own clock: the desk's time stands beside it.
    expect(JSON.stringify((await desk.answer(kim, no)).blocks)).toMatch(/<!date\^\d+\^[^>]*> \([^()]*\d\d:\d\d GMT\+8\)/);
    await desk.command(WHO.anna, `/ticket ${no}`);
    const here = shownIn(await desk.answer(WHO.anna, no));
    expect(here).toMatch(/\d\d:\d\d/);
    expect(here).not.toContain('GMT');
    expect(shownIn(await desk.card(no))).not.toContain('GMT');
    const visit = await desk.orderVisit(no, { engineer: kim }, { hours: 2 });
    await eventually(() => expect(shownIn({ text: desk.posted(directOf(kim)).map(shownIn).join() })).toMatch(/12:00–14:00 GMT\+8/));
    await desk.command(kim, `/visit ${visit}`);
    expect(shownIn(await desk.answer(kim, visit))).toContain('12:00–14:00 GMT+8');
  });

  test('B3: a form says whose time is picked: a time of day is the desk’s, a moment is by one’s own clock', async () => {
    const no = await desk.orderVisit(await desk.logCall(aCall()), { engineer: kim }, { hours: 4 });
    await desk.actWithForm(kim, no, 'accept', {});
    await eventually(async () => expect((await desk.case(no))?.state).toBe('accepted'));
    const asked = async (user: string, action: string): Promise<string> => {
      await desk.closeModals(user);
      await desk.pressOn(user, await desk.visitCard(no, user), action, no);
      const { blocks } = (await desk.modal(user, `visit.${action}`)).body;
      return JSON.stringify(blocks);
    };
    expect(await asked(kim, 'reschedule')).toContain('The desk’s time, GMT+8.');
    expect(await asked(kim, 'late')).toContain('Pick by your own clock. The desk’s is GMT+8, now 10:00.');
    for (const action of ['reschedule', 'late']) expect(await asked(WHO.supervisor, action)).not.toContain('GMT');
    // What is picked as a time of day is the desk's, wherever one is.
    await desk.actWithForm(kim, no, 'reschedule', {
      date: '2026-03-04',
      from: '15:00',
      to: '16:00',
      wish: 'customer',
      agreedWith: 'Zhou',
      reason: 'his wish',
    });
    await eventually(async () => expect((await desk.case(no))?.data).toMatchObject({ from: at('2026-03-04T15:00').toJSDate() }));
  });
});
