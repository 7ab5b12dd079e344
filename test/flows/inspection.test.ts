import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openInspections } from '../../jobs/inspections.js';
import { askedIn, type Inspection } from '../../src/cases/inspection/inspection.js';
import { ALARMS, DESK, directOf, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

const ITEMS = 'daily | ok | Does the site open?\ndaily | number 20..90 | Free disk space in %\nweekly | ok | Are the backups there?';

describe('projects and their inspections', () => {
  let desk: TestDesk;
  beforeEach(async () => {
    desk = await TestDesk.open();
  });
  afterEach(() => desk.close());

  const addProject = async (user: string, name: string, items = ITEMS): Promise<string> => {
    await desk.command(user, '/project add');
    const view = await desk.modal(user, 'project.edit');
    await desk.submit(user, view, { name, group: '收银组', customer: '悦购超市', path: 'D:\\Publish' });
    const [project] = (await desk.app.desk.projects.all()).filter((one) => one.name === name);
    if (!project) throw new Error('not added');
    await writeItems(user, project.no, items);
    return project.no;
  };
  const writeItems = async (user: string, no: string, items: string) => {
    await desk.command(user, `/project ${no}`);
    const card = await desk.answer(user, no);
    await desk.press(user, card, 'case:project.items', no);
    const view = await desk.modal(user, 'project.items');
    return desk.submit(user, view, { items, reason: 'asked anew' });
  };
  /** To the next work day's inspection. */
  const openToday = async (): Promise<Inspection> => {
    const now = desk.app.desk.clock.now();
    let day = now.set({ hour: 9, minute: 1 });
    if (day <= now) day = day.plus({ days: 1 });
    while (day.weekday > 5) day = day.plus({ days: 1 });
    await desk.advance(`PT${Math.ceil(day.diff(now).as('minutes'))}M`);
    await openInspections(desk.app.desk);
    await desk.settle();
    const [inspection] = (await desk.app.desk.inspections.open()).filter(({ data }) => data.cycle === 'daily');
    if (!inspection) throw new Error('none opened');
    return inspection;
  };
  const fillModal = async (user: string, no: string) => {
    await desk.pressOn(user, await desk.card(no), 'fill', no);
    return desk.modal(user, 'inspection.fill');
  };

  test('from a project to its inspection: filled in by two people, a finding becomes one ticket, and the day is seen', async () => {
    const projectNo = await addProject(WHO.engineer, 'Checkout');
    const { no } = await openToday();
    expect(await openInspections(desk.app.desk)).toBe(0);
    const view = await fillModal(WHO.engineer, no);
    const words = JSON.stringify(view.body.blocks);
    expect(words).toContain('Does the site open?');
    expect(words).toContain('20–90');
    expect(words).not.toContain('backups');
    await desk.pressInView(WHO.engineer, view, 'answer_P-1_1', 'value', option('notOk'), { 'answer_P-1_1': option('notOk') });
    const redrawn = await eventually(async () => {
      const top = await desk.modal(WHO.engineer, 'inspection.fill');
      if (!JSON.stringify(top.body.blocks).includes('note_P-1_1')) throw new Error('no note yet');
      return top;
    });
    expect((await desk.submit(WHO.engineer, redrawn, { 'answer_P-1_1': option('notOk') })).errors).toHaveProperty('note_P-1_1');
    await desk.submit(WHO.engineer, redrawn, { 'answer_P-1_1': option('notOk'), 'note_P-1_1': '502 <!channel>' });
    await eventually(async () => expect((await desk.case(no))?.state).toBe('in_progress'));
    await desk.settle();
    await eventually(async () => expect(shownIn(await desk.card(no))).toContain('1/2'));
    expect(JSON.stringify(desk.workspace.messages)).not.toContain('<!channel>');

    const second = await fillModal(WHO.tom, no);
    await desk.submit(WHO.tom, second, { 'answer_P-1_2': '45.5' });
    await eventually(async () => expect((await desk.case(no))?.state).toBe('done'));
    await desk.settle();

    await desk.pressOn(WHO.engineer, await desk.card(no), 'raise', no);
    const key = `${projectNo}_1`;
    await desk.submit(WHO.engineer, await desk.modal(WHO.engineer, 'inspection.raise'), {
      finding: option(key),
      impact: option('high'),
      urgency: option('medium'),
    });
    await eventually(async () => expect(((await desk.case(no)) as Inspection | undefined)?.data.results[key]?.ticketNo).toBe('T-1'));
    await desk.settle();
    expect(JSON.stringify((await desk.card(no)).blocks)).not.toContain('case:raise');
    expect((await desk.case('T-1'))?.data).toMatchObject({ customer: '悦购超市', product: 'Checkout', finding: `${projectNo}_1` });

    await desk.command(WHO.supervisor, '/inspect today');
    expect(shownIn(await desk.answer(WHO.supervisor, no))).toContain('2/2');
    await desk.command(WHO.tom, `/inspect project ${projectNo}`);
    // On a Monday the week's inspection is open beside it.
    expect(
      shownIn(await desk.answer(WHO.tom, /[12] inspections: 1 done, 0 not applicable or excused, 0 missed, [01] open; 1 answers not OK/)),
    ).toContain('502');
  });

  test('answers stay with their project: choosing another carries none over, choosing back brings them again', async () => {
    await addProject(WHO.engineer, 'Checkout');
    await addProject(WHO.engineer, 'Members');
    const { no } = await openToday();
    let view = await fillModal(WHO.engineer, no);
    const choose = async (project: string, typed: object) => {
      await desk.pressInView(WHO.engineer, view, 'subject', 'value', option(project), { subject: option(project), ...typed });
      view = await eventually(async () => {
        const top = await desk.modal(WHO.engineer, 'inspection.fill');
        if (!JSON.stringify(top.body.blocks).includes(`answer_${project}_2`)) throw new Error('not drawn yet');
        return top;
      });
      return JSON.stringify(view.body.blocks);
    };
    const other = await choose('P-2', { 'answer_P-1_1': option('ok'), 'answer_P-1_2': '33' });
    expect(other).not.toMatch(/initial_value|"initial_option":[^}]*ok/);
    expect(await choose('P-1', {})).toContain('"initial_value":"33"');
    await desk.submit(WHO.engineer, view, { subject: option('P-1'), 'answer_P-1_1': option('ok'), 'answer_P-1_2': '33' });
    await eventually(async () =>
      expect(Object.keys(((await desk.case(no)) as Inspection | undefined)?.data.results ?? {}).sort()).toEqual(['P-1_1', 'P-1_2']),
    );
  });

  test('what was typed for another project comes up when one was saved, and is saved by its own submission', async () => {
    await addProject(WHO.engineer, 'Checkout');
    await addProject(WHO.engineer, 'Members');
    const { no } = await openToday();
    const first = await fillModal(WHO.engineer, no);
    const showing = (project: string) =>
      eventually(async () => {
        const top = await desk.modal(WHO.engineer, 'inspection.fill');
        if (!JSON.stringify(top.body.blocks).includes(`answer_${project}_2`)) throw new Error('not drawn yet');
        return top;
      });
    const typed = { 'answer_P-1_1': option('ok'), 'answer_P-1_2': '33' };
    await desk.pressInView(WHO.engineer, first, 'subject', 'value', option('P-2'), { subject: option('P-2'), ...typed });
    const second = await showing('P-2');
    await desk.submit(WHO.engineer, second, { 'answer_P-2_1': option('ok'), 'answer_P-2_2': '44' });

    const left = await showing('P-1');
    expect(JSON.stringify(left.body.blocks)).toContain('尚未保存');
    expect(left.values['answer_P-1_2']?.value?.value).toBe('33');
    expect(Object.keys(((await desk.case(no)) as Inspection).data.results).sort()).toEqual(['P-2_1', 'P-2_2']);
    await desk.submit(WHO.engineer, left, {});
    await eventually(async () => expect((await desk.case(no))?.state).toBe('done'));
    expect(((await desk.case(no)) as Inspection).data.results).toMatchObject({ 'P-1_2': { value: 33 }, 'P-2_2': { value: 44 } });
    expect(desk.workspace.modals.get(WHO.engineer)).toEqual([]);
  });

  const KEY = 'P-1_1';
  /** The day's inspection, done, with a finding; answers its number. */
  const withFinding = async (): Promise<string> => {
    const { no } = await openToday();
    const view = await fillModal(WHO.engineer, no);
    const answers = { 'answer_P-1_1': option('notOk'), 'answer_P-1_2': '45' };
    await desk.pressInView(WHO.engineer, view, 'answer_P-1_1', 'value', option('notOk'), answers);
    const redrawn = await eventually(async () => {
      const top = await desk.modal(WHO.engineer, 'inspection.fill');
      if (!JSON.stringify(top.body.blocks).includes('note_P-1_1')) throw new Error('no note yet');
      return top;
    });
    await desk.submit(WHO.engineer, redrawn, { ...answers, 'note_P-1_1': 'down' });
    await eventually(async () => expect((await desk.case(no))?.state).toBe('done'));
    await desk.app.desk.outbox.run();
    return no;
  };
  const raiseModal = async (user: string, no: string) => {
    await desk.pressOn(user, await desk.card(no), 'raise', no);
    return desk.modal(user, 'inspection.raise');
  };
  const RAISED = { finding: option(KEY), impact: option('low'), urgency: option('low') };
  const linkedTo = (no: string) =>
    eventually(async () => {
      const ticketNo = ((await desk.case(no)) as Inspection | undefined)?.data.results[KEY]?.ticketNo;
      if (!ticketNo) throw new Error('not linked');
      return ticketNo;
    });

  test('the same finding open already is linked, not doubled; after that ended a new ticket takes care of it', async () => {
    await addProject(WHO.engineer, 'Checkout');
    const tickets: unknown[] = [];
    for (let day = 0; day < 3; day += 1) {
      if (day === 2) await desk.actWithForm(WHO.agent, 'T-1', 'cancel', { cancelReason: 'mistake', reason: 'customer asked' });
      const no = await withFinding();
      await desk.submit(WHO.engineer, await raiseModal(WHO.engineer, no), RAISED);
      tickets.push(await linkedTo(no));
    }
    expect(tickets).toEqual(['T-1', 'T-1', 'T-2']);
    // What is wrong with a project is no server.
    expect((await desk.case('T-1'))?.data).toMatchObject({ category: 'software' });
  });

  test('two people who raise the same finding from two inspections at once make one ticket', async () => {
    await addProject(WHO.engineer, 'Checkout');
    const [first, second] = [await withFinding(), await withFinding()];
    const modals = [await raiseModal(WHO.engineer, first), await raiseModal(WHO.tom, second)] as const;
    await Promise.all([desk.submit(WHO.engineer, modals[0], RAISED), desk.submit(WHO.tom, modals[1], RAISED)]);
    expect([await linkedTo(first), await linkedTo(second)]).toEqual(['T-1', 'T-1']);
    expect(await desk.case('T-2')).toBeUndefined();
  });

  test('not done in time: the owner is reminded, the supervisor hears, and the next one makes it missed', async () => {
    await addProject(WHO.engineer, 'Checkout');
    const { no } = await openToday();
    await desk.advance('PT70M');
    expect(desk.posted(directOf(WHO.engineer)).some((one) => shownIn(one).includes(no))).toBe(true);
    await desk.advance('PT60M');
    expect(desk.posted(directOf(WHO.supervisor)).some((one) => shownIn(one).includes(no))).toBe(true);
    await desk.advance('P3D');
    expect((await desk.case(no))?.state).toBe('missed');
    await desk.command(WHO.tom, '/inspect project P-1');
    await desk.answer(WHO.tom, /0 done, 0 not applicable or excused, [1-9] missed/);
  });

  test('disabled projects leave at once and come back; one with inspections is not deleted; groups keep to their own', async () => {
    const no = await addProject(WHO.engineer, 'Checkout');
    await openToday();
    await desk.command(WHO.engineer, `/project ${no}`);
    const card = await desk.answer(WHO.engineer, no);
    await desk.press(WHO.engineer, card, 'case:project.delete', no);
    await desk.answer(WHO.engineer, '停用');
    expect(await desk.app.desk.projects.get(no)).toBeDefined();
    await desk.press(WHO.engineer, card, 'case:project.disable', no);
    const asking = await desk.modal(WHO.engineer, 'project.disable');
    expect((await desk.submit(WHO.engineer, asking, {})).errors).toHaveProperty('reason');
    await desk.submit(WHO.engineer, asking, { reason: 'not sold any more' });
    await eventually(async () => expect((await desk.app.desk.projects.get(no))?.isEnabled).toBe(false));
    await eventually(async () => expect((await desk.app.desk.inspections.open()).flatMap(({ data }) => askedIn(data))).toEqual([]));
    await desk.advance('P1D');
    const before = (await desk.app.desk.inspections.between('2000-01-01', '2100-01-01')).length;
    await openInspections(desk.app.desk);
    expect((await desk.app.desk.inspections.between('2000-01-01', '2100-01-01')).length).toBe(before);
    await desk.command(WHO.anna, `/project ${no}`);
    const foreign = await desk.answer(WHO.anna, 'Members of 收银组');
    expect(JSON.stringify(foreign.blocks)).not.toContain('case:project.');
    const unused = await addProject(WHO.engineer, 'Unused');
    await desk.command(WHO.engineer, `/project ${unused}`);
    await desk.press(WHO.engineer, await desk.answer(WHO.engineer, unused), 'case:project.delete', unused);
    await eventually(async () => expect(await desk.app.desk.projects.get(unused)).toBeUndefined());
  });

  test('a wrong line is named and nothing typed is lost; two people at once are asked; a name is taken once', async () => {
    const no = await addProject(WHO.engineer, 'Checkout');
    const refused = await writeItems(WHO.tom, no, 'daily | ok | fine\nhourly | ok | never');
    expect(refused.errors?.items).toContain('Line 2 (“hourly | ok | never”)');
    const stale = await desk.modal(WHO.tom, 'project.items');
    await writeItems(WHO.engineer, no, 'daily | ok | other');
    await eventually(async () => expect((await desk.app.desk.projects.get(no))?.items).toHaveLength(1));
    await desk.submit(WHO.tom, stale, { items: 'daily | ok | mine' });
    await eventually(() => expect(JSON.stringify(stale.body.blocks)).toContain('together_1_items'));
    expect((await desk.app.desk.projects.get(no))?.items).toMatchObject([{ question: 'other' }]);
    await desk.command(WHO.tom, '/project add');
    const again = await desk.modal(WHO.tom, 'project.edit');
    expect((await desk.submit(WHO.tom, again, { name: 'Checkout', group: '收银组' })).errors?.name).toContain('already');
    const history = (await desk.app.desk.projects.get(no))?.history.map(({ by, action }) => `${by} ${action}`);
    expect(history).toEqual([`${WHO.engineer} add`, `${WHO.engineer} items`, `${WHO.engineer} items`]);
  });

  test('a bot that was down over a slot opens it once, and turns that passed are seen as missed', async () => {
    await addProject(WHO.engineer, 'Checkout');
    await openToday();
    await desk.sleepThrough({ hours: 24 * 7 });
    const opened = await openInspections(desk.app.desk);
    expect(opened).toBeGreaterThanOrEqual(4);
    expect(await openInspections(desk.app.desk)).toBe(0);
    await desk.advance('PT1M');
    const states = (await desk.app.desk.inspections.between('2000-01-01', '2100-01-01')).filter(({ data }) => data.cycle === 'daily');
    expect(states.filter(({ state }) => state === 'missed').length).toBeGreaterThanOrEqual(3);
    expect(states.length - states.filter(({ state }) => state === 'missed').length).toBeLessThanOrEqual(1);
    expect(desk.posted(ALARMS).length + desk.posted(DESK).length).toBeGreaterThan(0);
  });
});
