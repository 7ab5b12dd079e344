import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('documents as people call them', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open();
    const at = desk.app.desk.clock.now().toJSDate();
    const add = (name: string, group: string) => desk.app.desk.projects.add({ name, group, items: [], lastItem: 0 }, WHO.tom, at);
    await add('门店收银', '收银组');
    await add('总部网络', '网络组');
    const file = (title: string, kind: 'manual' | 'contract', project = 'P-1') =>
      desk.app.desk.documents.add(
        { project, kind, title, versions: [{ n: 1, link: 'https://docs.example.com/1', by: WHO.tom, at }] },
        WHO.tom,
        at,
      );
    await file('收银台使用', 'manual');
    await file('2026', 'contract');
    await file('Core', 'manual', 'P-2');
  });
  afterAll(() => desk.close());

  test.each([
    ['P-1 manual', WHO.agent],
    ['P-1 说明书', WHO.agent],
    ['P-1 手册', WHO.agent],
    ['P-1 操作手册', WHO.anna],
    ['P-1 guide', WHO.anna],
  ])('O30: `/docs %s` finds the manual, in whichever language', async (typed, user) => {
    await desk.command(user, `/docs ${typed}`);
    const shown = shownIn(await desk.answer(user, '收银台使用'));
    expect(shown).not.toContain('2026 ');
    expect(shown).not.toContain('DOC-2');
  });

  test('O30: without a project all are looked through, by kind, title or project', async () => {
    await desk.command(WHO.agent, '/docs 说明书 网络');
    expect(shownIn(await desk.answer(WHO.agent, 'Core'))).not.toContain('DOC-1');
    await desk.command(WHO.anna, '/docs nothing of it');
    await desk.answer(WHO.anna, 'No document is found for “nothing of it”');
  });

  test('O30: title, kind and project are set right, and the history says it in words', async () => {
    await desk.command(WHO.tom, '/docs DOC-2');
    await desk.pressAnswer(WHO.tom, 'document.edit', 'DOC-2');
    const form = await desk.modal(WHO.tom, 'document.edit');
    expect(JSON.stringify(form.body.blocks)).toContain('"2026"');
    await desk.submit(WHO.tom, form, { title: 'Rules', documentKind: option('handbook') });
    await eventually(async () =>
      expect(await desk.app.desk.documents.get('DOC-2')).toMatchObject({ title: 'Rules', kind: 'handbook', project: 'P-1' }),
    );
    await desk.command(WHO.tom, '/docs DOC-2');
    await desk.pressAnswer(WHO.tom, 'document.history', 'DOC-2');
    await eventually(async () =>
      expect(JSON.stringify((await desk.modal(WHO.tom, 'tell')).body.blocks)).toContain('Kind: Contract → Handbook of common faults'),
    );
  });

  test('O30: who is not of a project’s group is offered no form, and refused before he fills one in', async () => {
    await desk.command(WHO.engineer, '/docs P-2');
    expect(shownIn(await desk.answer(WHO.engineer, 'Core'))).toContain('case:document.add');
    await desk.command(WHO.tom, '/docs P-2');
    expect(shownIn(await desk.answer(WHO.tom, 'Core'))).not.toContain('case:document.add');
  });

  test('O30: a number that is not there is told with the list that has those that are', async () => {
    for (const [typed, words] of [
      ['S-999', '/duty week'],
      ['I-999', '/inspect week'],
      ['PB-999', '/problem'],
      ['V-999', '/visit week'],
    ] as const) {
      await desk.command(WHO.anna, `/desk ${typed}`);
      const { text } = await desk.answer(WHO.anna, typed);
      expect(text).toContain(words);
      expect(text).not.toContain('/ticket find');
    }
  });
});
