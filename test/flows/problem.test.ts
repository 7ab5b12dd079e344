import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aCall, directOf, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('the problem register and the documents of a project', () => {
  let desk: TestDesk;
  let project = '';
  beforeEach(async () => {
    desk = await TestDesk.open();
    const at = desk.app.desk.clock.now().toJSDate();
    const added = await desk.app.desk.projects.add({ name: 'Checkout', group: '收银组', items: [], lastItem: 0 }, WHO.engineer, at);
    if (!added.ok) throw new Error(added.why);
    project = added.entry.no;
  });
  afterEach(() => desk.close());

  const report = async (values: Record<string, unknown> = {}): Promise<string> => {
    await desk.command(WHO.anna, '/problem add');
    const view = await desk.modal(WHO.anna, 'problem.report');
    const given = { project: option(project), title: 'Slow at noon', description: 'every day', severity: option('major'), ...values };
    const result = await desk.submit(WHO.anna, view, given);
    if (!result.ok) return JSON.stringify(result.errors);
    const told = JSON.stringify((await desk.modal(WHO.anna, 'tell')).body.blocks);
    await desk.settle();
    return /PB-\d+/.exec(told)?.[0] ?? '';
  };
  const step = async (user: string, no: string, action: string, values: object) => {
    await desk.closeModals(user);
    await desk.pressOn(user, await desk.card(no), action, no);
    const result = await desk.submit(user, await desk.modal(user, `problem.${action}`), values);
    await desk.settle();
    return result;
  };

  test('O13: found, analysed, fixed, verified by another, and seen again: it goes back and counts, with its tickets', async () => {
    const ticket = await desk.logCall(aCall());
    expect(await report({ ticket: 'T-99' })).toContain('T-99');
    const no = await report({ ticket: ticket.toLowerCase() });
    await desk.pressOn(WHO.anna, await desk.card(no), 'analyse', no);
    await desk.answer(WHO.anna, '收银组');
    await step(WHO.engineer, no, 'analyse', { cause: 'no index' });
    await step(WHO.engineer, no, 'fix', { fix: 'index added' });
    // Said before he has written anything.
    await desk.pressOn(WHO.engineer, await desk.card(no), 'verify', no);
    await desk.answer(WHO.engineer, '另一人');
    await eventually(() => expect(desk.posted(directOf(WHO.tom)).map(shownIn).join()).toContain(no));
    await step(WHO.tom, no, 'verify', { verification: 'fast for a week' });
    expect(await desk.case(no as never)).toMatchObject({
      state: 'verified',
      isOpen: false,
      data: { tickets: [ticket], fixedBy: WHO.engineer },
    });
    const second = await desk.logCall(aCall({ phone: '138 0000 4712' }));
    await step(WHO.anna, no, 'recur', { text: 'slow again', ticket: second });
    expect(await desk.case(no as never)).toMatchObject({ state: 'analysed', isOpen: true, data: { tickets: [ticket, second] } });
    expect(shownIn(await desk.card(no))).toContain('再次出现 1 次');
    expect((await step(WHO.anna, no, 'link', { ticket: second })).errors?.ticket).toContain('already');
    await desk.command(WHO.supervisor, `/problem project ${project}`);
    await desk.answer(WHO.supervisor, 'Slow at noon');
    await desk.command(WHO.supervisor, '/problem');
    await desk.answer(WHO.supervisor, no);
  });

  test('eye9-10: one that is withdrawn is told to who leads, with the reason and the press that takes it up again', async () => {
    const no = await report({});
    await step(WHO.engineer, no, 'withdraw', { reason: 'it was my own network' });
    expect(await desk.case(no as never)).toMatchObject({ state: 'withdrawn', isOpen: false });
    const told = await eventually(() => {
      const found = desk.posted(directOf(WHO.supervisor)).find((one) => shownIn(one).includes('it was my own network'));
      if (!found) throw new Error('not told yet');
      return found;
    });
    await desk.press(WHO.supervisor, told, 'case:recur', no);
    await desk.submit(WHO.supervisor, await desk.modal(WHO.supervisor, 'problem.recur'), { text: 'seen from outside, too' });
    await eventually(async () => expect(await desk.case(no as never)).toMatchObject({ state: 'found', isOpen: true }));
  });

  test('one that does not move is brought to mind after a week, and to the supervisors after two', async () => {
    const no = await report();
    await desk.advance('P7DT1H');
    await eventually(() => expect(desk.posted(directOf(WHO.engineer)).map(shownIn).join()).toContain(no));
    expect(desk.posted(directOf(WHO.supervisor)).map(shownIn).join()).not.toContain(no);
    await desk.advance('P7D');
    await eventually(() => expect(desk.posted(directOf(WHO.supervisor)).map(shownIn).join()).toContain(no));
  });

  test('a project’s documents: a new version supersedes, nothing is overwritten, and only its group adds', async () => {
    const add = async (user: string, values: object) => {
      await desk.command(user, '/docs add');
      const view = await desk.modal(user, 'document.add');
      return desk.submit(user, view, { project: option(project), documentKind: option('manual'), title: 'Handbook', ...values });
    };
    await desk.command(WHO.anna, '/docs add');
    await desk.answer(WHO.anna, 'no operations group');
    expect((await add(WHO.tom, {})).errors?.link).toContain('file or a link');
    for (const link of ['javascript:alert(1)', 'not a link', 'https://user:word@evil.example', 'file:///etc/passwd'])
      expect((await add(WHO.tom, { link })).errors?.link).toContain('https://');
    expect((await add(WHO.tom, { link: 'https://docs.example.com/1' })).ok).toBe(true);
    await eventually(async () => expect(await desk.app.desk.documents.of(project)).toHaveLength(1));
    expect((await add(WHO.tom, { link: 'https://docs.example.com/2' })).errors?.title).toContain('new version');
    const { projects } = desk.app.desk;
    const own = await projects.get(project);
    expect(own && (await projects.remove(own))).toMatchObject({ why: 'hasHistory' });
    const [document] = await desk.app.desk.documents.of(project);
    const no = document?.no ?? '';
    await desk.command(WHO.tom, `/docs ${no}`);
    await desk.pressAnswer(WHO.tom, 'document.version', no);
    const view = await desk.modal(WHO.tom, 'document.version');
    await desk.submit(WHO.tom, view, { files: [await desk.file('v2.pdf', Buffer.from('two'))], note: 'all new <!channel>' });
    await eventually(async () => expect((await desk.app.desk.documents.get(no))?.versions).toHaveLength(2));
    const { versions } = (await desk.app.desk.documents.get(no)) ?? { versions: [] };
    expect(versions.map(({ n, link, file }) => [n, link ?? file?.name])).toEqual([
      [1, 'https://docs.example.com/1'],
      [2, 'v2.pdf'],
    ]);
    await desk.command(WHO.anna, `/docs ${project}`);
    const shown = shownIn(await desk.answer(WHO.anna, 'v2.pdf'));
    expect(shown).not.toContain('<!channel>');
    expect(shown).not.toContain('docs.example.com/1');
    await desk.command(WHO.anna, `/docs ${project} contract`);
    await desk.answer(WHO.anna, 'No document is found for “contract”');
    await desk.command(WHO.anna, `/docs ${project} operating`);
    await desk.answer(WHO.anna, 'Documents: 1');
    // What is not found is said, and what there is stands below it, with its presses.
    await desk.command(WHO.anna, '/docs zzzz');
    expect(shownIn(await desk.answer(WHO.anna, 'No document is found for “zzzz”'))).toContain('DOC-1');
    await desk.command(WHO.tom, '/project zzzz');
    expect(shownIn(await desk.answer(WHO.tom, 'No project is found for “zzzz”'))).toContain('P-1');
    await desk.command(WHO.tom, '/device zzzz');
    await desk.answer(WHO.tom, 'No device is found for “zzzz”');
    await desk.command(WHO.anna, `/docs ${no}`);
    expect(shownIn(await desk.answer(WHO.anna, 'docs.example.com/1'))).not.toContain('case:document.version');
  });
});
