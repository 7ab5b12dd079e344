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

  test('a long list is cut to what Slack takes, and the rest is a press away; a card of long versions is cut too', async () => {
    const { documents, clock } = desk.app.desk;
    const at = clock.now().toJSDate();
    const version = (n: number) => ({
      n,
      link: `https://docs.example.com/${'long'.repeat(20)}/${n}`,
      note: '说明'.repeat(100),
      by: WHO.tom,
      at,
    });
    const many = Array.from({ length: 90 }, (_, n) => `${n} ${'很长的标题'.repeat(8)}`);
    for (const title of many) await documents.add({ project: 'P-2', kind: 'design', title, versions: [version(1)] }, WHO.tom, at);
    const first = await desk.asks(WHO.anna, '/docs P-2 design', 'Documents: 90');
    const press = /"(case:rest[^"]*)".*?"value":"([^"]+)"/.exec(JSON.stringify(first.blocks)) ?? [];
    expect(press[2]).toMatch(/^\d+ docs P-2 design$/);
    await desk.press(WHO.anna, first, press[1] ?? '', press[2]);
    await desk.answer(WHO.anna, `${Number(press[2]?.split(' ')[0]) + 1} 很长的标题`);
    const versions = Array.from({ length: 30 }, (_, n) => version(n + 1));
    await documents.add({ project: 'P-2', kind: 'other', title: '多版本', versions }, WHO.tom, at);
    await desk.asks(WHO.anna, '/docs 多版本', 'Documents: 1');
    const [{ no = '' } = {}] = (await documents.of('P-2')).filter(({ title }) => title === '多版本');
    await desk.asks(WHO.anna, `/docs ${no}`, /and \d+ more/i);
    expect(desk.refused).toEqual([]);
  });
});
