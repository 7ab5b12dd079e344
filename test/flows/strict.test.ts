import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { shorten } from '../../src/cases/text.js';
import { aCall, DESK, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('what the bot sends is what Slack takes', () => {
  let desk: TestDesk;
  let ticket: string;
  let visit: string;
  beforeAll(async () => {
    desk = await TestDesk.open();
    ticket = await desk.logCall(aCall());
    visit = await desk.orderVisit(ticket, { engineer: WHO.tom });
  });
  afterAll(() => desk.close());

  test('L5: a press in a thread is answered in that thread', async () => {
    const { ts } = await desk.card(ticket);
    const card = await desk.visitCard(visit);
    expect(card).toMatchObject({ channel: DESK, threadTs: ts });
    await desk.pressOn(WHO.anna, card, 'accept', visit);
    expect(await desk.answer(WHO.anna, '')).toMatchObject({ channel: DESK, threadTs: ts });
  });

  test('L5: an answer to a press on a card stands beside it, in the channel', async () => {
    await desk.pressOn(WHO.anna, await desk.card(ticket), 'showPhone', ticket);
    expect((await desk.answer(WHO.anna, '138 0000 4711')).threadTs).toBeUndefined();
  });

  test.each([
    ['askOther', WHO.tom],
    ['reassign', WHO.supervisor],
    ['addHelper', WHO.tom],
  ])('L3: %s asks for a person, and starts with nobody', async (action, user) => {
    await desk.closeModals(user);
    if (action === 'addHelper') await desk.actWithForm(WHO.tom, visit, 'accept', {});
    await desk.pressOn(user, await desk.visitCard(visit, user), action, visit);
    const view = await desk.modal(user, `visit.${action}`);
    expect(view.values.to?.value).toEqual({ type: 'users_select', selected_user: null });
  });

  test('nothing of all this was refused', async () => {
    await eventually(() => expect(desk.refused).toEqual([]));
    expect(desk.workspace.messages.map(shownIn).join()).not.toMatch(/unexpected|意外/);
  });
});

test('L11: a sentence under a field is short, and cut before an emoji, not within it', async () => {
  const family = '👨‍👩‍👧‍👦';
  expect(shorten(`ab${family}`, 8)).toBe('ab…');
  expect(shorten(`e\u0301e\u0301e\u0301`, 4)).toBe('e\u0301…');
  expect(shorten('𠮷𠮷𠮷', 4)).toBe('𠮷…');
  const desk = await TestDesk.open();
  try {
    await desk.command(WHO.tom, '/project add');
    const adding = await desk.modal(WHO.tom, 'project.edit');
    await desk.submit(WHO.tom, adding, { name: 'POS', group: '收银组' });
    await desk.command(WHO.tom, '/project P-1');
    await desk.press(WHO.tom, await desk.answer(WHO.tom, 'case:project.items'), 'case:project.items', 'P-1');
    const view = await desk.modal(WHO.tom, 'project.items');
    const { errors = {} } = await desk.submit(WHO.tom, view, { items: `${family.repeat(8)} nonsense\n`.repeat(30) });
    const [words = ''] = Object.values(errors);
    expect(words.length).toBeGreaterThan(100);
    expect(words.length).toBeLessThanOrEqual(1000);
    expect(words).not.toMatch(/\u200D…/);
    expect(() => encodeURIComponent(words)).not.toThrow();
  } finally {
    await desk.close();
  }
});
