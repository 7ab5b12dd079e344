import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { openInspections } from '../../jobs/inspections.js';
import type { CheckItem } from '../../src/cases/inspection/check-item.js';
import type { Inspection } from '../../src/cases/inspection/inspection.js';
import type { SandboxView } from '../../src/sandbox/workspace.js';
import { aCall, DESK, directOf, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

const ITEMS: CheckItem[] = [
  { id: '1', cycle: 'daily', answer: 'ok', question: 'Does the site open?' },
  { id: '2', cycle: 'daily', answer: 'number', question: 'CPU in %', max: 90 },
];

describe('what was found in an inspection is not lost', () => {
  let desk: TestDesk;
  beforeEach(async () => {
    desk = await TestDesk.open({ beginsAt: DateTime.fromISO('2026-11-25T08:00', { zone: 'Asia/Shanghai' }) });
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
    const [found] = await desk.app.desk.inspections.between('2026-11-25', '2026-11-25');
    if (!found) throw new Error('none');
    return found;
  };
  const modal = async (user: string, action: string): Promise<SandboxView> => {
    const { no } = await inspection();
    await desk.closeModals(user);
    await desk.pressOn(user, await desk.card(no), action, no);
    return desk.modal(user, `inspection.${action}`);
  };
  /** The modal once it shows this field. */
  const showing = (user: string, id: string, field: string): Promise<SandboxView> =>
    eventually(async () => {
      const view = await desk.modal(user, id);
      if (!JSON.stringify(view.body.blocks).includes(`"${field}"`)) throw new Error(`no ${field} yet`);
      return view;
    });
  const fill = async (user: string, values: object) => desk.submit(user, await modal(user, 'fill'), values);
  const results = async () => (await inspection()).data.results;

  test('O1: two people fill in the same project: each keeps what only he answered, and the finding of the first stays', async () => {
    const [mine, theirs] = [await modal(WHO.tom, 'fill'), await modal(WHO.engineer, 'fill')];
    await desk.pressInView(WHO.engineer, theirs, 'answer_P-1_1', 'value', option('notOk'), { 'answer_P-1_1': option('notOk') });
    const noted = await showing(WHO.engineer, 'inspection.fill', 'note_P-1_1');
    await desk.submit(WHO.engineer, noted, { 'answer_P-1_1': option('notOk'), 'note_P-1_1': '502' });
    await desk.submit(WHO.tom, mine, { 'answer_P-1_2': '12' });
    await eventually(async () => expect(await results()).toMatchObject({ 'P-1_1': { isOk: false, note: '502' }, 'P-1_2': { value: 12 } }));
  });

  test('O1: the same item answered by both is asked, answer and note as one', async () => {
    const [mine, theirs] = [await modal(WHO.tom, 'fill'), await modal(WHO.engineer, 'fill')];
    await desk.pressInView(WHO.engineer, theirs, 'answer_P-1_1', 'value', option('notOk'), { 'answer_P-1_1': option('notOk') });
    const noted = await showing(WHO.engineer, 'inspection.fill', 'note_P-1_1');
    await desk.submit(WHO.engineer, noted, { 'answer_P-1_1': option('notOk'), 'note_P-1_1': '502' });
    await desk.submit(WHO.tom, mine, { 'answer_P-1_1': option('ok'), 'answer_P-1_2': '12' });
    const asking = await showing(WHO.tom, 'inspection.fill', 'together_1_P-1_1');
    expect(JSON.stringify(asking.body.blocks)).toContain('502');
    expect(await results()).toMatchObject({ 'P-1_1': { isOk: false } });
    await desk.submit(WHO.tom, asking, { 'together_1_P-1_1': option('theirs') });
    await eventually(async () => expect(await results()).toMatchObject({ 'P-1_1': { isOk: false, note: '502' }, 'P-1_2': { value: 12 } }));
  });

  test('O2: a check item reworded while a finding stands on it: the finding stays, and becomes a ticket', async () => {
    const view = await modal(WHO.engineer, 'fill');
    const values = { 'answer_P-1_1': option('notOk'), 'answer_P-1_2': '12' };
    await desk.pressInView(WHO.engineer, view, 'answer_P-1_1', 'value', option('notOk'), values);
    await desk.submit(WHO.engineer, await showing(WHO.engineer, 'inspection.fill', 'note_P-1_1'), { ...values, 'note_P-1_1': 'down' });
    await desk.command(WHO.tom, '/project P-1');
    await desk.pressAnswer(WHO.tom, 'project.items', 'P-1');
    await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'project.items'), {
      items: 'daily | ok | Does the shop open at all?',
      reason: 'asked more clearly',
    });
    await eventually(async () => expect((await desk.app.desk.projects.get('P-1'))?.items).toHaveLength(1));
    await desk.settle();
    expect(shownIn(await desk.card((await inspection()).no))).toContain('down');
    await desk.submit(WHO.engineer, await modal(WHO.engineer, 'raise'), {
      finding: option('P-1_1'),
      impact: option('low'),
      urgency: option('low'),
    });
    await eventually(async () => expect(await results()).toMatchObject({ 'P-1_1': { note: 'down', ticketNo: 'T-1' } }));
  });

  const disable = async (user: string, no: string): Promise<SandboxView> => {
    await desk.command(user, `/project ${no}`);
    await desk.pressAnswer(user, 'project.disable', no);
    return desk.modal(user, 'project.disable');
  };

  test('O3: disabling the only project that is left asks, says what it does, makes nothing done, and is undone by enabling', async () => {
    await fill(WHO.engineer, { subject: option('P-1'), 'answer_P-1_1': option('ok'), 'answer_P-1_2': '12' });
    await eventually(async () => expect((await inspection()).state).toBe('in_progress'));
    const { no } = await inspection();
    const asking = await disable(WHO.tom, 'P-2');
    expect(JSON.stringify(asking.body.blocks)).toContain(no);
    await desk.submit(WHO.tom, asking, { reason: 'no time' });
    await eventually(async () => expect((await inspection()).data.subjects[1]?.aside).toMatchObject({ by: WHO.tom, reason: 'no time' }));
    await desk.settle();
    expect(await inspection()).toMatchObject({ state: 'in_progress', isOpen: true });
    await eventually(() => expect(desk.posted(directOf(WHO.supervisor)).map(shownIn).join()).toContain('no time'));
    await desk.command(WHO.tom, '/project P-2');
    await desk.pressAnswer(WHO.tom, 'project.enable', 'P-2');
    await eventually(async () => expect((await inspection()).data.subjects[1]?.aside).toBeUndefined());
    await fill(WHO.tom, { subject: option('P-2'), 'answer_P-2_1': option('ok'), 'answer_P-2_2': '12' });
    await eventually(async () => expect((await inspection()).state).toBe('done'));
  });

  test('O12: a number beyond its limits comes back for a word of what was seen, nothing typed is lost', async () => {
    await desk.submit(WHO.engineer, await modal(WHO.engineer, 'fill'), { 'answer_P-1_1': option('ok'), 'answer_P-1_2': '96' });
    const asking = await showing(WHO.engineer, 'inspection.fill', 'note_P-1_2');
    expect(JSON.stringify(asking.body.blocks)).toContain('"initial_value":"96"');
    await desk.submit(WHO.engineer, asking, { 'note_P-1_2': 'a backup runs' });
    await eventually(async () =>
      expect(await results()).toMatchObject({ 'P-1_1': { isOk: true }, 'P-1_2': { value: 96, isOk: false, note: 'a backup runs' } }),
    );
  });

  test('O12: one by one, too, a number beyond its limits asks for a word', async () => {
    const { no } = await inspection();
    await fill(WHO.engineer, { 'answer_P-1_1': option('ok') });
    await eventually(async () => expect(await results()).toHaveProperty('P-1_1'));
    await desk.press(WHO.engineer, await desk.card(no), 'case:step', no);
    await desk.pressAnswer(WHO.engineer, 'inspection.enter', `${no} P-1_2`);
    await desk.submit(WHO.engineer, await desk.modal(WHO.engineer, 'inspection.item'), { 'answer_P-1_2': '97' });
    await desk.submit(WHO.engineer, await showing(WHO.engineer, 'inspection.item', 'note_P-1_2'), { 'note_P-1_2': 'hot' });
    await eventually(async () => expect(await results()).toMatchObject({ 'P-1_2': { value: 97, isOk: false, note: 'hot' } }));
  });

  test('O9: a server that is down is one answer with its reason, and one finding; nothing of it is missed', async () => {
    const view = await modal(WHO.engineer, 'fill');
    await desk.pressInView(WHO.engineer, view, 'whole', 'value', option('cannot'), { whole: option('cannot') });
    await desk.submit(WHO.engineer, await showing(WHO.engineer, 'inspection.fill', 'wholeNote'), { wholeNote: 'no power' });
    await eventually(async () => expect(await results()).toMatchObject({ 'P-1_1': { note: 'no power' }, 'P-1_2': { within: 'P-1_1' } }));
    await desk.settle();
    await eventually(async () => expect(shownIn(await desk.card((await inspection()).no))).toContain('no power'));
    expect((await desk.app.desk.inspections.counts('2026-11-25', '2026-11-25'))[0]?.counts['P-1']).toEqual([2, 2, 1, 0]);
  });

  test('O8: a slip in what is done is corrected with a reason, and both stand in the history', async () => {
    for (const no of ['P-1', 'P-2'])
      await fill(WHO.engineer, { subject: option(no), [`answer_${no}_1`]: option('ok'), [`answer_${no}_2`]: '12' });
    await eventually(async () => expect((await inspection()).state).toBe('done'));
    await desk.settle();
    const asking = await modal(WHO.tom, 'correct');
    expect(JSON.stringify(asking.body.blocks)).toContain('"initial_value":"12"');
    expect((await desk.submit(WHO.tom, asking, { 'answer_P-1_2': '21' })).errors).toHaveProperty('reason');
    await desk.submit(WHO.tom, asking, { 'answer_P-1_2': '21', reason: 'digits turned round' });
    await eventually(async () =>
      expect(await results()).toMatchObject({ 'P-1_2': { value: 21, by: WHO.tom, was: [{ value: 12, by: WHO.engineer }] } }),
    );
    expect((await inspection()).history.at(-1)).toMatchObject({ action: 'correct', note: 'digits turned round' });
  });

  test('O30: a ticket of a finding that is taken care of meanwhile is refused with a sentence', async () => {
    const { no } = await inspection();
    const view = await modal(WHO.engineer, 'fill');
    await desk.pressInView(WHO.engineer, view, 'answer_P-1_1', 'value', option('notOk'), { 'answer_P-1_1': option('notOk') });
    const noted = await showing(WHO.engineer, 'inspection.fill', 'note_P-1_1');
    await desk.submit(WHO.engineer, noted, { 'answer_P-1_1': option('notOk'), 'note_P-1_1': '502' });
    await desk.settle();
    const told = await eventually(() => {
      const found = desk.posted(DESK).find(({ blocks, threadTs }) => threadTs && JSON.stringify(blocks).includes('case:raise'));
      if (!found) throw new Error('not told yet');
      return found;
    });
    await desk.submit(WHO.engineer, await modal(WHO.engineer, 'settle'), { finding: option('P-1_1'), text: 'restarted' });
    await eventually(async () => expect(await results()).toMatchObject({ 'P-1_1': { settled: { note: 'restarted' } } }));
    await desk.press(WHO.engineer, told, 'case:raise', no);
    await desk.answer(WHO.engineer, /已不存在或已有工单/);
  });

  /** A finding on P-1's site in the inspection that is open. */
  const findDown = async (no: string): Promise<void> => {
    await desk.closeModals(WHO.tom);
    await desk.pressOn(WHO.tom, await desk.card(no), 'fill', no);
    const view = await desk.modal(WHO.tom, 'inspection.fill');
    await desk.pressInView(WHO.tom, view, 'answer_P-1_1', 'value', option('notOk'), { 'answer_P-1_1': option('notOk') });
    const noted = await showing(WHO.tom, 'inspection.fill', 'note_P-1_1');
    await desk.submit(WHO.tom, noted, { 'answer_P-1_1': option('notOk'), 'note_P-1_1': 'down again' });
    await eventually(async () => expect(((await desk.case(no)) as Inspection | undefined)?.data.results).toHaveProperty('P-1_1'));
    await desk.settle();
  };

  test('O12: the same finding of two turns is chased, stands in one list with its times, and one ticket takes care of both', async () => {
    const first = (await inspection()).no;
    await findDown(first);
    await desk.advance('P1D');
    await openInspections(desk.app.desk);
    await desk.settle();
    await eventually(() => expect(desk.posted(directOf(WHO.engineer)).map(shownIn).join()).toContain('down again，还没有工单'));
    const second = (await desk.app.desk.inspections.open())[0]?.no ?? '';
    await findDown(second);
    await desk.command(WHO.tom, '/inspect findings');
    const list = shownIn(await desk.answer(WHO.tom, 'down again'));
    expect(list).toContain('"2"');
    expect(list).toContain(second);
    await desk.pressOn(WHO.tom, await desk.card(second), 'raise', second);
    const raising = { finding: option('P-1_1'), impact: option('low'), urgency: option('low') };
    await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'inspection.raise'), raising);
    for (const no of [first, second])
      await eventually(async () =>
        expect(((await desk.case(no)) as Inspection | undefined)?.data.results['P-1_1']).toMatchObject({ ticketNo: 'T-1' }),
      );
    await desk.command(WHO.supervisor, '/inspect 发现');
    await desk.answer(WHO.supervisor, '没有无人处理的发现');
  });

  test('fresh eye, O12: a finding whose ticket is cancelled is nobody’s again: told, listed, raised anew; reopened, the ticket has it back', async () => {
    const { no } = await inspection();
    await findDown(no);
    const raising = { finding: option('P-1_1'), impact: option('low'), urgency: option('low') };
    await desk.submit(WHO.engineer, await modal(WHO.engineer, 'raise'), raising);
    await eventually(async () => expect(await results()).toMatchObject({ 'P-1_1': { ticketNo: 'T-1' } }));
    await desk.settle();
    await desk.pressOn(WHO.engineer, await desk.card('T-1'), 'cancel', 'T-1');
    await desk.submit(WHO.engineer, await desk.modal(WHO.engineer, 'ticket.cancel'), {
      cancelReason: option('other'),
      reason: 'logged by mistake',
    });
    await eventually(async () => expect((await results())['P-1_1']).not.toHaveProperty('ticketNo'));
    await desk.settle();
    expect(await desk.case(no)).toMatchObject({ nextDueAt: expect.any(Date) });
    await eventually(() => expect(desk.posted(directOf(WHO.engineer)).map(shownIn).join()).toContain('取消了 T-1'));
    await desk.command(WHO.tom, '/inspect findings');
    expect(shownIn(await desk.answer(WHO.tom, 'down again'))).toContain(no);
    await desk.pressOn(WHO.engineer, await desk.card('T-1'), 'reopen', 'T-1');
    await desk.submit(WHO.engineer, await desk.modal(WHO.engineer, 'ticket.reopen'), { reason: 'it is down' });
    await eventually(async () => expect(await results()).toMatchObject({ 'P-1_1': { ticketNo: 'T-1' } }));

    // Logged twice: the other one is named, hears of it, and takes the finding over; cancelled in its turn, it gives it back.
    await desk.settle();
    const other = await desk.logCall(aCall());
    await desk.pressOn(WHO.engineer, await desk.card('T-1'), 'cancel', 'T-1');
    const twice = await desk.modal(WHO.engineer, 'ticket.cancel');
    const why = { cancelReason: option('duplicate') };
    await desk.pressInView(WHO.engineer, twice, 'cancelReason', 'value', why.cancelReason, why);
    const drawn = await eventually(async () => {
      const view = await desk.modal(WHO.engineer, 'ticket.cancel');
      if (!JSON.stringify(view.body.blocks).includes('duplicateOf')) throw new Error('not asked of which');
      return view;
    });
    for (const typed of ['', 'T-999', 'T-1'])
      expect((await desk.submit(WHO.engineer, drawn, { ...why, duplicateOf: typed })).errors).toHaveProperty('duplicateOf');
    expect(await desk.submit(WHO.engineer, drawn, { ...why, duplicateOf: other.replace('T-', '') })).toMatchObject({ ok: true });
    await eventually(async () => expect(await results()).toMatchObject({ 'P-1_1': { ticketNo: other } }));
    await eventually(() => expect(desk.posted(DESK).map(shownIn).join()).toContain('取消了 T-1：与本单重复登记'));
    expect(desk.posted(DESK).map(shownIn).join()).toContain(`与 ${other} 重复`);
    await desk.actWithForm(WHO.engineer, other, 'cancel', { cancelReason: 'mistake' });
    await eventually(async () => expect((await results())['P-1_1']).not.toHaveProperty('ticketNo'));
    await eventually(() => expect(desk.posted(directOf(WHO.engineer)).map(shownIn).join()).toContain(`取消了 ${other}（误登记）`));
  });

  test('fresh eye, O8: a finding of an open inspection is taken back with a reason only, which stands in record and thread', async () => {
    const { no } = await inspection();
    await findDown(no);
    const view = await modal(WHO.tom, 'fill');
    await desk.submit(WHO.tom, view, { subject: option('P-1'), 'answer_P-1_1': option('ok') });
    const asking = await showing(WHO.tom, 'inspection.fill', 'back_P-1_1');
    expect(await results()).toMatchObject({ 'P-1_1': { isOk: false, note: 'down again' } });
    const short = { subject: option('P-1'), 'answer_P-1_1': option('ok'), 'back_P-1_1': 'x' };
    expect((await desk.submit(WHO.tom, asking, short)).errors).toHaveProperty('back_P-1_1');
    await desk.submit(WHO.tom, asking, { ...short, 'back_P-1_1': 'it was my own network' });
    await eventually(async () =>
      expect(await results()).toMatchObject({
        'P-1_1': { isOk: true, reason: 'it was my own network', was: [{ isOk: false, note: 'down again', by: WHO.tom }] },
      }),
    );
    await desk.settle();
    await eventually(() => expect(desk.posted(DESK).map(shownIn).join()).toContain('it was my own network'));
    await desk.pressOn(WHO.tom, await desk.card(no), 'record', no);
    expect(JSON.stringify((await desk.modal(WHO.tom, 'tell')).body.blocks)).toContain('it was my own network');
  });

  test('fresh eye, O3: with nothing left but what was disabled, the reminder says who can end it, and the supervisor can', async () => {
    const { no } = await inspection();
    await fill(WHO.engineer, { subject: option('P-1'), 'answer_P-1_1': option('ok'), 'answer_P-1_2': '12' });
    await eventually(async () => expect((await inspection()).state).toBe('in_progress'));
    await desk.submit(WHO.tom, await disable(WHO.tom, 'P-2'), { reason: 'it was switched off' });
    await eventually(async () => expect((await inspection()).data.subjects[1]?.aside).toMatchObject({ by: WHO.tom }));
    await desk.settle();
    const card = await desk.card(no);
    expect(JSON.stringify(card.blocks)).not.toContain('case:allOk"');
    await desk.advance('PT9H');
    await desk.settle();
    const told = desk.posted(directOf(WHO.supervisor)).map(shownIn).join();
    expect(told).toContain('已没有可检查的内容');
    expect(told).not.toContain('请立即完成');
  });

  test('fresh eye, O3: fewer items and wider limits are written with a reason only, and those who lead hear from what to what', async () => {
    await desk.command(WHO.tom, '/project P-1');
    await desk.pressAnswer(WHO.tom, 'project.items', 'P-1');
    const view = await desk.modal(WHO.tom, 'project.items');
    const items = 'daily | number 0..9000 | CPU in %';
    expect((await desk.submit(WHO.tom, view, { items })).errors).toMatchObject({ reason: expect.stringContaining('..90 → 0..9000') });
    expect((await desk.app.desk.projects.get('P-1'))?.items).toHaveLength(2);
    await desk.submit(WHO.tom, view, { items, reason: 'there is no site any more' });
    await eventually(async () => expect((await desk.app.desk.projects.get('P-1'))?.items).toHaveLength(1));
    await eventually(() => {
      const told = desk.posted(directOf(WHO.supervisor)).map(shownIn).join();
      for (const part of ['there is no site any more', 'Does the site open?', '..90 → 0..9000']) expect(told).toContain(part);
    });
  });

  test('as many other questions in the place of the former ones are written with a reason only, and told; a slip that is mended is neither', async () => {
    await desk.command(WHO.tom, '/project P-1');
    await desk.pressAnswer(WHO.tom, 'project.items', 'P-1');
    const view = await desk.modal(WHO.tom, 'project.items');
    const before = (await desk.app.desk.projects.get('P-1'))?.items;
    const items = 'daily | ok | Is the weather fine?\ndaily | number ..90 | Lunch eaten';
    expect((await desk.submit(WHO.tom, view, { items })).errors).toMatchObject({ reason: expect.stringContaining('Does the site open?') });
    expect((await desk.app.desk.projects.get('P-1'))?.items).toEqual(before);
    await desk.submit(WHO.tom, view, { items: 'daily | ok | Does the site opne ?\ndaily | number ..90 | CPU in %, all cores' });
    await eventually(async () => expect(JSON.stringify((await desk.app.desk.projects.get('P-1'))?.items)).toContain('all cores'));
    await desk.settle();
    expect(desk.posted(directOf(WHO.supervisor)).map(shownIn).join()).not.toContain('Does the site');
    await desk.closeModals(WHO.tom);
    await desk.command(WHO.tom, '/project P-1');
    await desk.pressAnswer(WHO.tom, 'project.items', 'P-1');
    await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'project.items'), { items, reason: 'a project about lunch' });
    await eventually(() => {
      const told = desk.posted(directOf(WHO.supervisor)).map(shownIn).join();
      for (const part of ['a project about lunch', 'Does the site opne ?', 'Is the weather fine?']) expect(told).toContain(part);
    });
  });

  test('O7: the record says who answered what when, and comes as a paper with lines for signatures', async () => {
    const { no } = await inspection();
    await findDown(no);
    await desk.pressOn(WHO.tom, await desk.card(no), 'record', no);
    const record = JSON.stringify((await desk.modal(WHO.tom, 'tell')).body.blocks);
    for (const part of ['Does the site open?', 'Not OK – down again', `<@${WHO.tom}>`, 'not looked at', 'Members'])
      expect(record).toContain(part);
    await desk.command(WHO.tom, `/inspect print ${no}`);
    const pdf = await desk.received(WHO.tom, /^I-1\.pdf$/);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(5_000);
  });
  test('eye9-10, 10c: a finding corrected away is told to the supervisor, stands on the card, in the lists and on the paper to sign', async () => {
    const { no } = await inspection();
    await findDown(no);
    for (const [subject, values] of [
      ['P-1', { 'answer_P-1_1': option('notOk'), 'note_P-1_1': 'down again', 'answer_P-1_2': '12' }],
      ['P-2', { 'answer_P-2_1': option('ok'), 'answer_P-2_2': '12' }],
    ] as const)
      await fill(WHO.tom, { subject: option(subject), ...values });
    await eventually(async () => expect((await inspection()).state).toBe('done'));
    await desk.settle();
    const values = { subject: option('P-1'), 'answer_P-1_1': option('ok'), 'answer_P-1_2': '12', reason: 'a slip of mine' };
    await desk.submit(WHO.tom, await modal(WHO.tom, 'correct'), values);
    await eventually(async () => expect(await results()).toMatchObject({ 'P-1_1': { isOk: true, reason: 'a slip of mine' } }));
    await desk.settle();
    for (const place of [directOf(WHO.supervisor), DESK])
      await eventually(() => expect(desk.posted(place).map(shownIn).join()).toContain('异常 – down again → 正常'));
    await eventually(async () => expect(shownIn(await desk.card(no))).toContain('更正为“正常”：a slip of mine'));
    await desk.asks(WHO.tom, '/inspect found 2026-11', no);
    await desk.asks(WHO.tom, '/inspect project P-1 2026-11', 'down again → corrected to OK: a slip of mine');
    await desk.pressOn(WHO.tom, await desk.card(no), 'record', no);
    expect(JSON.stringify((await desk.modal(WHO.tom, 'tell')).body.blocks)).toContain('stood there: Not OK – down again');
  });
});
