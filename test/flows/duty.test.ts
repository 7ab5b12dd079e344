import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openDuties } from '../../jobs/duties.js';
import type { DutyTurn } from '../../src/cases/duty/duty.js';
import { directOf, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('standing duties', () => {
  let desk: TestDesk;
  beforeEach(async () => {
    desk = await TestDesk.open();
  });
  afterEach(() => desk.close());

  const duties = () => desk.app.desk.duties;
  const addDuty = async (values: Record<string, unknown>): Promise<string> => {
    await desk.command(WHO.tom, '/duty add');
    const view = await desk.modal(WHO.tom, 'duty.edit');
    await desk.pressInView(WHO.tom, view, 'evidence', 'value', values.evidence, { evidence: values.evidence });
    const drawn = await eventually(async () => {
      const top = await desk.modal(WHO.tom, 'duty.edit');
      const hasLines = JSON.stringify(top.body.blocks).includes('"lines"');
      if (hasLines !== (JSON.stringify(values.evidence) === JSON.stringify(option('checklist')))) throw new Error('not drawn anew');
      return top;
    });
    const result = await desk.submit(WHO.tom, drawn, { group: option('服务器组'), recurrence: option('daily'), dueBy: '11:00', ...values });
    if (!result.ok) throw new Error(JSON.stringify(result));
    return /SD-\d+/.exec(JSON.stringify((await desk.modal(WHO.tom, 'tell')).body.blocks))?.[0] ?? '';
  };
  /** To nine o'clock and a minute of the next work day. */
  const toTheMorning = async (): Promise<void> => {
    const now = desk.app.desk.clock.now();
    let day = now.set({ hour: 9, minute: 1 });
    if (day <= now) day = day.plus({ days: 1 });
    while (day.weekday > 5) day = day.plus({ days: 1 });
    await desk.advance(`PT${Math.ceil(day.diff(now).as('minutes'))}M`);
    await desk.settle();
  };
  const done = async (no: string, values: object) => {
    await desk.pressOn(WHO.tom, await desk.card(no), 'done', no);
    return desk.submit(WHO.tom, await desk.modal(WHO.tom, 'duty.done'), values);
  };
  const openTurn = async (): Promise<DutyTurn> => {
    const [turn] = await duties().open();
    if (!turn) throw new Error('none is open');
    return turn;
  };

  test('shipped duties are switched on per group, in the words of who does it; twice is once', async () => {
    for (const expected of ['2 duties of 服务器组 are on', 'are on already']) {
      await desk.command(WHO.tom, '/duty templates');
      const view = await desk.modal(WHO.tom, 'duty.templates');
      await desk.submit(WHO.tom, view, { group: option('服务器组'), templates0: [option('H1'), option('H3a')] });
      expect(JSON.stringify((await desk.modal(WHO.tom, 'tell')).body.blocks)).toContain(expected);
    }
    expect((await duties().all()).map(({ template, recurrence, min }) => [template, recurrence, min])).toEqual([
      ['H1', 'twiceWeekly', undefined],
      ['H3a', 'daily', 7],
    ]);
    await desk.command(WHO.tom, '/duty list');
    await desk.answer(WHO.tom, 'twice a week (≥ 2 days apart)');
    await desk.command(WHO.supervisor, '/duty list');
    await desk.answer(WHO.supervisor, 'H1 服务器、网络及安全设备检查');
  });

  test('O11: a checklist ticked in part is not done: it stays open and due until all is there, or a supervisor excuses it', async () => {
    await addDuty({ name: 'Morning round', evidence: option('checklist'), lines: 'State\nLogs\n\nLogs' });
    await toTheMorning();
    expect(await openDuties(desk.app.desk)).toBe(0);
    const { no, data } = await openTurn();
    expect(data.lines).toEqual(['State', 'Logs']);
    expect((await done(no, { ticked: [option('0')] })).errors?.note).toContain('say why');
    await desk.closeModals(WHO.tom);
    await done(no, { ticked: [option('0')], note: 'the log server is down' });
    await eventually(async () => expect(await desk.case(no)).toMatchObject({ state: 'short', isOpen: true }));
    await eventually(async () => expect(shownIn(await desk.card(no))).toContain('⬜ Logs'));
    await eventually(() => expect(desk.posted(directOf(WHO.supervisor)).map(shownIn).join()).toContain('the log server is down'));
    await desk.command(WHO.tom, '/duty');
    await desk.answer(WHO.tom, '1 open, 0 done today');
    await desk.pressOn(WHO.supervisor, await desk.card(no), 'excuse', no);
    await desk.submit(WHO.supervisor, await desk.modal(WHO.supervisor, 'duty.excuse'), { reason: 'the provider’s fault' });
    await eventually(async () => expect(await desk.case(no)).toMatchObject({ state: 'excused', isOpen: false }));
    await eventually(async () => expect(shownIn(await desk.card(no))).toContain('the provider’s fault'));
  });

  test('O11, O8: 3 copies instead of 7 are not done, the rest makes it so; a slip is corrected with a reason, both kept', async () => {
    await addDuty({ name: 'Backups kept', evidence: option('number'), min: '7' });
    await toTheMorning();
    const { no } = await openTurn();
    await done(no, { number: '3', note: 'four are missing' });
    await eventually(async () => expect((await desk.case(no))?.state).toBe('short'));
    await desk.settle();
    await done(no, { number: '8', note: 'made up for' });
    await eventually(async () => expect(await desk.case(no)).toMatchObject({ state: 'done', isOpen: false }));
    await desk.settle();
    await desk.pressOn(WHO.tom, await desk.card(no), 'correct', no);
    const asking = await desk.modal(WHO.tom, 'duty.correct');
    expect((await desk.submit(WHO.tom, asking, { number: '7' })).errors).toHaveProperty('reason');
    await desk.submit(WHO.tom, asking, { number: '5', reason: 'counted the directories, not the copies' });
    await eventually(async () =>
      expect(await desk.case(no)).toMatchObject({
        state: 'short',
        isOpen: true,
        data: { done: { number: 5, was: [{ number: 3 }, { number: 8 }] } },
      }),
    );
    await eventually(async () => expect(shownIn(await desk.card(no))).toContain('counted the directories'));
    // eye9-9, 10: those who heard that it fell short hear what was made of it.
    for (const told of ['已补齐，3 → 8', '8 → 5，因此未达要求'])
      await eventually(() => expect(desk.posted(directOf(WHO.supervisor)).map(shownIn).join()).toContain(told));
  });

  test('fresh eye, O3: rarer, wider or off is written with a reason only, and those who lead hear from what to what', async () => {
    const no = await addDuty({ name: 'Back-up check', evidence: option('number'), min: '3' });
    const told = () => desk.posted(directOf(WHO.supervisor)).map(shownIn).join();
    const edit = async () => {
      await desk.closeModals(WHO.tom);
      await desk.command(WHO.tom, `/duty ${no}`);
      await desk.pressAnswer(WHO.tom, 'duty.edit', no);
      return desk.modal(WHO.tom, 'duty.edit');
    };
    const less = { recurrence: option('yearly'), min: '0' };
    expect((await desk.submit(WHO.tom, await edit(), less)).errors).toMatchObject({ reason: expect.stringContaining('Limits: 3.. → 0..') });
    expect((await desk.submit(WHO.tom, await edit(), { ...less, reason: 'x' })).errors).toHaveProperty('reason');
    expect(await duties().get(no)).toMatchObject({ recurrence: 'daily', min: 3 });
    await desk.submit(WHO.tom, await edit(), { ...less, reason: 'the tape is gone' });
    await eventually(() => expect(told()).toContain('the tape is gone'));
    expect(told()).toContain('3.. → 0..');
    expect((await duties().get(no))?.history.at(-1)).toMatchObject({ action: 'edit', note: 'the tape is gone' });
    // What asks more, or the same, needs none.
    await desk.submit(WHO.tom, await edit(), { recurrence: option('daily'), min: '5' });
    await eventually(async () => expect(await duties().get(no)).toMatchObject({ recurrence: 'daily', min: 5 }));
    await desk.command(WHO.tom, `/duty ${no}`);
    await desk.pressAnswer(WHO.tom, 'duty.disable', no);
    const asking = await desk.modal(WHO.tom, 'duty.disable');
    expect((await desk.submit(WHO.tom, asking, { reason: 'x' })).errors).toHaveProperty('reason');
    await desk.submit(WHO.tom, asking, { reason: 'nobody needs it' });
    await eventually(() => expect(told()).toContain('nobody needs it'));
  });

  test('other lines, or another name of what has no lines, are written with a reason only, and those who lead hear; mended or added to, they are not', async () => {
    const listed = await addDuty({ name: 'Round', evidence: option('checklist'), lines: '地面与台面\n无无关物品' });
    await desk.closeModals(WHO.tom);
    const named = await addDuty({ name: 'Backups read back', evidence: option('text') });
    const told = () => desk.posted(directOf(WHO.supervisor)).map(shownIn).join();
    const submit = async (no: string, values: Record<string, unknown>) => {
      await desk.closeModals(WHO.tom);
      await desk.command(WHO.tom, `/duty ${no}`);
      await desk.pressAnswer(WHO.tom, 'duty.edit', no);
      return desk.submit(WHO.tom, await desk.modal(WHO.tom, 'duty.edit'), values);
    };
    const other = { lines: '露个面\n喝杯茶' };
    expect((await submit(listed, other)).errors).toMatchObject({ reason: expect.stringContaining('无无关物品') });
    expect((await submit(named, { name: 'Coffee made' })).errors).toMatchObject({ reason: expect.stringContaining('Backups read back') });
    await submit(listed, { lines: '无无关物品\n地面与台面，含货架' });
    await eventually(async () => expect((await duties().get(listed))?.lines).toEqual(['无无关物品', '地面与台面，含货架']));
    await submit(named, { name: 'Backups read back, each' });
    await eventually(async () => expect((await duties().get(named))?.name).toBe('Backups read back, each'));
    await desk.settle();
    expect(told()).not.toContain('减少了检查要求');
    await submit(listed, { ...other, reason: 'the room is let' });
    await eventually(() => {
      for (const part of ['the room is let', '无无关物品', '喝杯茶']) expect(told()).toContain(part);
    });
  });

  test('O32: a turn is handed over within its group, and the new owner is told', async () => {
    await addDuty({ name: 'Morning round', evidence: option('text') });
    await toTheMorning();
    const { no } = await openTurn();
    const hand = async (to: string) => {
      await desk.closeModals(WHO.tom);
      await desk.pressOn(WHO.tom, await desk.card(no), 'handOver', no);
      return desk.submit(WHO.tom, await desk.modal(WHO.tom, 'duty.handOver'), { to });
    };
    expect((await hand(WHO.agent)).errors?.to).toContain('服务器组');
    await hand(WHO.supervisor);
    await eventually(async () => expect((await desk.case(no))?.owner).toBe(WHO.supervisor));
    await eventually(() =>
      expect(desk.posted(directOf(WHO.supervisor)).map(shownIn).join()).toContain(`把 ${no} · Morning round（服务器组） 交给了你`),
    );
  });

  test('a number outside its limits asks why; a file stays with the turn', async () => {
    await addDuty({ name: 'Backups kept', evidence: option('number'), min: '7' });
    await addDuty({ name: 'Security report', evidence: option('file') });
    await toTheMorning();
    const open = await duties().open();
    const [backups, report] = ['Backups kept', 'Security report'].map((name) => open.find(({ data }) => data.name === name)?.no ?? '');
    expect((await done(backups ?? '', { number: '6' })).errors?.note).toContain('say why');
    await desk.closeModals(WHO.tom);
    expect(await done(backups ?? '', { number: '8' })).toMatchObject({ ok: true });
    const file = await desk.file('report.docx', Buffer.from('report'));
    expect(await done(report ?? '', { files: [file] })).toMatchObject({ ok: true });
    await eventually(async () => expect(await duties().open()).toEqual([]));
    expect((await desk.case((report ?? '') as never))?.data).toMatchObject({ done: { files: [{ name: 'report.docx' }], by: WHO.tom } });
  });

  test('not done: the owner is reminded, the supervisor hears, and with the next turn it is missed and stays in sight', async () => {
    await addDuty({ name: 'Morning round', evidence: option('text'), remindMinutes: '30' });
    await toTheMorning();
    const { no } = await openTurn();
    await desk.advance('PT1H10M');
    expect(desk.posted(directOf(WHO.tom)).map(shownIn).join()).not.toContain(`${no} · Morning round (服务器组) is due`);
    await desk.advance('PT20M');
    await eventually(() => expect(desk.posted(directOf(WHO.tom)).map(shownIn).join()).toContain(`${no} · Morning round (服务器组) is due`));
    await desk.advance('PT1H10M');
    await eventually(() => expect(desk.posted(directOf(WHO.supervisor)).map(shownIn).join()).toContain(no));
    await desk.command(WHO.anna, '/desk');
    await desk.answer(WHO.anna, 'Duties today: 0 done · 1 open (1 late)');
    await desk.advance('P4D');
    await eventually(async () => expect((await desk.case(no as never))?.state).toBe('missed'));
    // fresh eye: a reminder of what was missed ends as that, with the sign of its card.
    await eventually(() => {
      const told = desk.posted(directOf(WHO.tom)).map(shownIn).join();
      expect(told).toContain('🔴 Missed, ');
      expect(told).not.toMatch(/✅ duty/);
    });
    await desk.command(WHO.supervisor, '/duty');
    await desk.answer(WHO.supervisor, no);
  });

  test('switched off in between it opens nothing, and what passed meanwhile is not made up for', async () => {
    const plan = await addDuty({ name: 'Morning round', evidence: option('text') });
    await desk.command(WHO.tom, `/duty ${plan}`);
    await desk.pressAnswer(WHO.tom, 'duty.disable', plan);
    await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'duty.disable'), { reason: 'moved' });
    await eventually(async () => expect((await duties().get(plan))?.isEnabled).toBe(false));
    await toTheMorning();
    await desk.advance('P7D');
    expect(await duties().between('0000', '9999')).toEqual([]);
    await desk.command(WHO.tom, `/duty ${plan}`);
    await desk.pressAnswer(WHO.tom, 'duty.enable', plan);
    await eventually(async () => expect((await duties().get(plan))?.isEnabled).toBe(true));
    await desk.sleepThrough({ hours: 24 * 5 });
    await openDuties(desk.app.desk);
    const enabledOn = (await duties().get(plan))?.enabledOn ?? '';
    const turns = await duties().between('0000', '9999');
    expect(turns.length).toBeGreaterThanOrEqual(3);
    for (const { data } of turns) expect(data.day >= enabledOn).toBe(true);
  });

  test('O30: only its group does it, who may not hears so before he fills anything in; and a rule must come round for ever', async () => {
    await addDuty({ name: 'Morning round', evidence: option('text') });
    await toTheMorning();
    const { no } = await openTurn();
    await desk.pressOn(WHO.anna, await desk.card(no), 'done', no);
    await desk.answer(WHO.anna, '服务器组');
    await desk.command(WHO.tom, '/duty add');
    const view = await desk.modal(WHO.tom, 'duty.edit');
    await desk.pressInView(WHO.tom, view, 'recurrence', 'value', option('custom'), { recurrence: option('custom'), name: 'Own' });
    const drawn = await eventually(async () => {
      const top = await desk.modal(WHO.tom, 'duty.edit');
      if (!JSON.stringify(top.body.blocks).includes('"rule"')) throw new Error('not drawn anew');
      return top;
    });
    const values = {
      name: 'Own',
      group: option('服务器组'),
      recurrence: option('custom'),
      dueBy: '18:00',
      evidence: option('checklist'),
      lines: 'x',
    };
    expect((await desk.submit(WHO.tom, drawn, { ...values, rule: 'FREQ=DAILY;COUNT=3' })).errors?.rule).toContain('FREQ=WEEKLY');
    expect((await desk.submit(WHO.tom, drawn, { ...values, rule: 'FREQ=MONTHLY;BYDAY=2TU' })).ok).toBe(true);
  });
});
