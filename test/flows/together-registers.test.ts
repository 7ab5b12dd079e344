import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openInspections } from '../../jobs/inspections.js';
import type { Inspection } from '../../src/cases/inspection/inspection.js';
import type { SandboxView } from '../../src/sandbox/workspace.js';
import { eventually, option, TestDesk, WHO } from '../support/desk.js';

const GROUP = '收银组';
/** The block that asks whose change holds, once the modal came back with one that was not there before. */
const question = (view: SandboxView, before = ''): Promise<string> =>
  eventually(() => {
    const [asked] = questions(view);
    if (!asked || asked === before) throw new Error('nothing is asked');
    return asked;
  });
const wordsOf = (view: SandboxView): string => JSON.stringify(view.body.blocks);
const questions = (view: SandboxView): string[] =>
  view.body.blocks.flatMap(({ type, block_id }: { type: string; block_id: string }) =>
    type === 'input' && block_id.startsWith('together_') ? [block_id] : [],
  );

describe('two people at once on a register', () => {
  let desk: TestDesk;
  beforeEach(async () => {
    desk = await TestDesk.open();
  });
  afterEach(() => desk.close());

  const at = (): Date => desk.app.desk.clock.now().toJSDate();
  const items = [
    { id: '1', cycle: 'daily', answer: 'ok', question: 'Does the site open?' },
    { id: '2', cycle: 'daily', answer: 'number', question: 'Free disk in %', min: 20, max: 90 },
    { id: '3', cycle: 'daily', answer: 'text', question: 'Log' },
  ] as const;
  const addProject = async (): Promise<string> => {
    const added = await desk.app.desk.projects.add({ name: 'Checkout', group: GROUP, items, lastItem: 3 }, WHO.engineer, at());
    if (!added.ok) throw new Error(added.why);
    return added.entry.no;
  };
  const open = async (user: string, register: string, no: string, form: string): Promise<SandboxView> => {
    await desk.command(user, `/${register} ${no}`);
    await desk.pressAnswer(user, `${register}.${form}`, no);
    return desk.modal(user, `${register}.${form}`);
  };

  test('Q20 S17: a project: each one’s field is written, the other’s stays, the same field is asked', async () => {
    const no = await addProject();
    const [mine, theirs] = [await open(WHO.tom, 'project', no, 'edit'), await open(WHO.engineer, 'project', no, 'edit')];
    await desk.submit(WHO.engineer, theirs, { customer: '悦购超市', path: 'D:\\A' });
    await desk.submit(WHO.tom, mine, { name: 'Checkout 2', path: 'D:\\B' });
    const asked = await question(mine);
    for (const part of ['D:\\\\A', 'D:\\\\B', `<@${WHO.engineer}>`]) expect(wordsOf(mine)).toContain(part);
    expect(await desk.app.desk.projects.get(no)).toMatchObject({ name: 'Checkout', path: 'D:\\A' });
    await desk.submit(WHO.tom, mine, { [asked]: option('mine') });
    await eventually(async () =>
      expect(await desk.app.desk.projects.get(no)).toMatchObject({ name: 'Checkout 2', path: 'D:\\B', customer: '悦购超市' }),
    );
  });

  test('Q20: check items of both are kept, with their ids; the same line of both is asked', async () => {
    const no = await addProject();
    const [mine, theirs] = [await open(WHO.tom, 'project', no, 'items'), await open(WHO.engineer, 'project', no, 'items')];
    const line = ['daily | ok | Does the site open?', 'daily | number 20..90 | Free disk in %', 'daily | text | Log'];
    await desk.submit(WHO.engineer, theirs, { items: [...line, 'weekly | ok | Backups'].join('\n') });
    await desk.submit(WHO.tom, mine, { items: [line[0], 'daily | number 30..90 | Free disk in %', line[2]].join('\n') });
    await eventually(async () =>
      expect((await desk.app.desk.projects.get(no))?.items).toMatchObject([
        { id: '1' },
        { id: '2', min: 30 },
        { id: '3' },
        { id: '4', question: 'Backups' },
      ]),
    );
    const [again, other] = [await open(WHO.tom, 'project', no, 'items'), await open(WHO.engineer, 'project', no, 'items')];
    await desk.submit(WHO.engineer, other, { items: 'daily | text | Log of today', reason: 'one log is enough' });
    await desk.submit(WHO.tom, again, { items: 'daily | text | Log of yesterday', reason: 'one log is enough' });
    expect(await question(again)).toBe('together_1_items');
    await desk.submit(WHO.tom, again, { together_1_items: option('theirs') });
    await eventually(async () => expect((await desk.app.desk.projects.get(no))?.items).toMatchObject([{ question: 'Log of today' }]));
  });

  test('Q20: a device and a standing duty: nobody’s untouched field is reverted, duty lines merge', async () => {
    const device = await desk.app.desk.devices.add(
      { name: 'Server 1', group: GROUP, type: 'server', ip: '10.0.0.1', items: [], lastItem: 0, words: [] } as never,
      WHO.engineer,
      at(),
    );
    if (!device.ok) throw new Error(device.why);
    const d = device.entry.no;
    const [mine, theirs] = [await open(WHO.tom, 'device', d, 'edit'), await open(WHO.engineer, 'device', d, 'edit')];
    await desk.submit(WHO.engineer, theirs, { ip: '10.0.0.2', serial: 'S-1' });
    await desk.submit(WHO.tom, mine, { site: 'Room B' });
    await eventually(async () =>
      expect(await desk.app.desk.devices.get(d)).toMatchObject({ ip: '10.0.0.2', serial: 'S-1', site: 'Room B' }),
    );
    expect((await desk.app.desk.devices.find('10.0.0.2')).map(({ no }) => no)).toEqual([d]);

    const duty = await desk.app.desk.duties.add(
      {
        name: 'Round',
        group: GROUP,
        recurrence: 'weekly',
        dueBy: '18:00',
        dueAfterDays: 0,
        remindMinutes: 60,
        evidence: 'checklist',
        lines: ['a', 'b'],
        enabledOn: '2026-11-26',
      } as never,
      WHO.engineer,
      at(),
    );
    if (!duty.ok) throw new Error(duty.why);
    const sd = duty.entry.no;
    const [own, others] = [await open(WHO.tom, 'duty', sd, 'edit'), await open(WHO.engineer, 'duty', sd, 'edit')];
    await desk.submit(WHO.engineer, others, { lines: 'a\nb\nc', dueBy: '17:00' });
    await desk.submit(WHO.tom, own, { lines: 'a swept\nb', remindMinutes: '30' });
    await eventually(async () =>
      expect(await desk.app.desk.duties.get(sd)).toMatchObject({ lines: ['a swept', 'b', 'c'], dueBy: '17:00', remindMinutes: 30 }),
    );
  });

  test.each([
    [
      'the same fault',
      'fault',
      () => [
        { titleEn: 'Drawer stays shut', symptomsEn: 'It does not open', category: option('hardware') },
        { titleZh: 'Drawer  stays shut', symptomsZh: '打不开', category: option('hardware') },
      ],
      /Drawer stays shut/,
    ],
    [
      'one customer by its name and by its short name',
      'customer',
      () => [{ name: '远航商贸有限公司', shortNames: '远航' }, { name: '远航' }],
      /远航/,
    ],
    [
      'the same project',
      'project',
      () => [
        { name: 'Till', group: option(GROUP) },
        { name: 'Till', group: option(GROUP) },
      ],
      /Till/,
    ],
  ] as const)('two who enter %s at once make one: the other hears of it, with what he typed', async (_, register, typed, known) => {
    const entered = async () => {
      const { faults, customers, projects } = desk.app.desk;
      return { fault: () => faults.everyone(), customer: () => customers.everyone(), project: () => projects.all() }[register]();
    };
    const form = register === 'fault' ? 'fault.add' : `${register}.edit`;
    const people = [WHO.tom, WHO.engineer];
    const views: SandboxView[] = [];
    for (const user of people) {
      await desk.command(user, `/${register} add`);
      views.push(await desk.modal(user, form));
    }
    const answers = await Promise.all(people.map((user, n) => desk.submit(user, views[n] as SandboxView, typed()[n] ?? {})));
    await eventually(async () => expect(await entered()).toHaveLength(1));
    await eventually(() => {
      const open = people.flatMap((user, n) =>
        (desk.workspace.modals.get(user) ?? []).filter(({ body }) => body.callback_id === form).map((view) => [view, answers[n]]),
      );
      expect(open).toEqual([expect.anything()]);
      expect(JSON.stringify(open)).toMatch(known);
    });
    expect(await entered()).toHaveLength(1);
  });

  test('Q20: two newer versions of a document at once are both there, one after the other', async () => {
    const project = await addProject();
    const versions = [{ n: 1, link: 'https://docs.example.com/1', by: WHO.tom, at: at() }];
    const added = await desk.app.desk.documents.add({ project, kind: 'manual', title: 'Handbook', versions }, WHO.tom, at());
    if (!added.ok) throw new Error(added.why);
    const { no } = added.entry;
    const press = async (user: string) => {
      await desk.command(user, `/docs ${no}`);
      await desk.pressAnswer(user, 'document.version', no);
      return desk.modal(user, 'document.version');
    };
    const [mine, theirs] = [await press(WHO.tom), await press(WHO.engineer)];
    await Promise.all([
      desk.submit(WHO.tom, mine, { link: 'https://docs.example.com/mine' }),
      desk.submit(WHO.engineer, theirs, { link: 'https://docs.example.com/theirs' }),
    ]);
    await eventually(async () => expect((await desk.app.desk.documents.get(no))?.versions.map(({ n }) => n)).toEqual([1, 2, 3]));
  });

  const openToday = async (): Promise<string> => {
    const now = desk.app.desk.clock.now();
    let day = now.set({ hour: 9, minute: 1 });
    if (day <= now) day = day.plus({ days: 1 });
    while (day.weekday > 5) day = day.plus({ days: 1 });
    await desk.advance(`PT${Math.ceil(day.diff(now).as('minutes'))}M`);
    await openInspections(desk.app.desk);
    await desk.settle();
    const [inspection] = await desk.app.desk.inspections.open();
    if (!inspection) throw new Error('none opened');
    return inspection.no;
  };
  const results = async (no: string) => ((await desk.case(no)) as Inspection | undefined)?.data.results ?? {};
  const fill = async (user: string, no: string): Promise<SandboxView> => {
    await desk.closeModals(user);
    await desk.pressOn(user, await desk.card(no), 'fill', no);
    return desk.modal(user, 'inspection.fill');
  };
  const sayNotOk = async (user: string, view: SandboxView, note: string) => {
    const { hash } = view;
    await desk.pressInView(user, view, 'answer_P-1_1', 'value', option('notOk'));
    await eventually(() => expect(view.hash).not.toBe(hash));
    return desk.submit(user, view, { 'note_P-1_1': note });
  };

  test('O1: two people fill in the same project: each item keeps its answer, a finding is never wiped', async () => {
    await addProject();
    const no = await openToday();
    const first = await fill(WHO.engineer, no);
    await desk.submit(WHO.engineer, first, { 'answer_P-1_1': option('ok'), 'answer_P-1_2': '50' });
    await desk.settle();
    const [mine, theirs] = [await fill(WHO.tom, no), await fill(WHO.engineer, no)];
    await sayNotOk(WHO.engineer, theirs, '502 at noon');
    await eventually(async () => expect((await results(no))['P-1_1']).toMatchObject({ isOk: false, note: '502 at noon' }));
    await desk.submit(WHO.tom, mine, { 'answer_P-1_3': 'quiet' });
    await eventually(async () => expect((await desk.case(no))?.state).toBe('done'));
    expect(await results(no)).toMatchObject({
      'P-1_1': { value: 'notOk', isOk: false, note: '502 at noon', by: WHO.engineer },
      'P-1_2': { value: 50 },
      'P-1_3': { value: 'quiet', by: WHO.tom },
    });
  });

  test('O1: the same item answered by both is asked, with both answers; the rest of the form is not lost', async () => {
    await addProject();
    const no = await openToday();
    const [mine, theirs] = [await fill(WHO.tom, no), await fill(WHO.engineer, no)];
    await sayNotOk(WHO.engineer, theirs, 'red lamp');
    await desk.submit(WHO.tom, mine, { 'answer_P-1_1': option('ok'), 'answer_P-1_2': '45' });
    const asked = await question(mine);
    expect(asked).toContain('P-1_1');
    expect(wordsOf(mine)).toContain('Does the site open?');
    expect(Object.keys(await results(no))).toEqual(['P-1_1']);
    await desk.submit(WHO.tom, mine, { [asked]: option('theirs') });
    await eventually(async () => expect(Object.keys(await results(no)).sort()).toEqual(['P-1_1', 'P-1_2']));
    expect(await results(no)).toMatchObject({
      'P-1_1': { isOk: false, note: 'red lamp', by: WHO.engineer },
      'P-1_2': { value: 45, by: WHO.tom },
    });
  });

  test('O1: going through one by one, an item that somebody else answered meanwhile is asked too', async () => {
    await addProject();
    const no = await openToday();
    await desk.pressOn(WHO.tom, await desk.card(no), 'step', no);
    await desk.pressAnswer(WHO.tom, 'inspection.notOk', `${no} P-1_1`);
    const mine = await desk.modal(WHO.tom, 'inspection.item');
    await sayNotOk(WHO.engineer, await fill(WHO.engineer, no), 'red lamp');
    await eventually(async () => expect(await results(no)).toHaveProperty('P-1_1'));
    await desk.submit(WHO.tom, mine, { 'note_P-1_1': 'green lamp' });
    const asked = await question(mine);
    expect(wordsOf(mine)).toContain('red lamp');
    await desk.submit(WHO.tom, mine, { [asked]: option('mine') });
    await eventually(async () => expect((await results(no))['P-1_1']).toMatchObject({ note: 'green lamp', by: WHO.tom }));
  });
});
