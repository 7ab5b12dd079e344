import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import type { Visit } from '../../src/cases/visit/visit.js';
import { translator } from '../../src/locales/index.js';
import { at, FINISH, PACKED } from '../support/builders.js';
import { ALARMS, aCall, DESK, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('a visit', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-03T09:00'), settings: { company: { name: '服务公司', phone: '400 000 0000' } } });
  });
  afterAll(() => desk.close());

  const visit = async (no: string): Promise<Visit> => (await desk.case(no)) as object as Visit;
  const inState = (no: string, state: string): Promise<void> => eventually(async () => expect((await visit(no)).state).toBe(state));
  const inThreadOf = async (ticket: string): Promise<string[]> => {
    const { ts } = await desk.card(ticket);
    return desk
      .posted(DESK)
      .filter(({ threadTs }) => threadTs === ts)
      .map(shownIn);
  };
  const accepted = async (ahead: object = { hours: 4 }, values = {}): Promise<{ ticket: string; no: string }> => {
    const ticket = await desk.logCall(aCall());
    const no = await desk.orderVisit(ticket, { engineer: WHO.engineer, ...values }, ahead);
    await desk.actWithForm(WHO.engineer, no, 'accept', {});
    await inState(no, 'accepted');
    return { ticket, no };
  };

  test('goes the straight way from order to archive, and its ticket follows (D1–D13)', async () => {
    const ticket = await desk.logCall(aCall({ outcome: 'visit' }));
    const no = await desk.orderVisit(ticket, { engineer: WHO.engineer }, { hours: 1, minutes: 30 });
    expect((await desk.case(ticket))?.data).toMatchObject({ visits: [no], openVisits: [no], needsVisit: false });
    expect((await inThreadOf(ticket)).some((shown) => shown.includes(`${no} ·`))).toBe(true);
    await desk.actWithForm(WHO.engineer, no, 'accept', {});
    await inState(no, 'accepted');
    await desk.press(WHO.engineer, await desk.visitCard(no, WHO.engineer), 'case:callMade', no);
    const view = await desk.modal(WHO.engineer, 'visit.callMade');
    await desk.pressInView(WHO.engineer, view, 'outcome', 'value', 'confirmed');
    await eventually(() => expect(view.body.blocks.some((block: { block_id: string }) => block.block_id === 'confirmed')).toBe(true));
    const refused = await desk.submit(WHO.engineer, view, { confirmed: ['window', 'address'] });
    expect(refused.errors).toHaveProperty('confirmed');
    await desk.submit(WHO.engineer, view, { confirmed: ['window', 'address', 'phone'] });
    await inState(no, 'confirmed');
    await desk.actWithForm(WHO.engineer, no, 'onMyWay', PACKED);
    await inState(no, 'departed');
    await desk.pressVisit(WHO.engineer, no, 'arrive');
    await desk.pressVisit(WHO.engineer, no, 'startWork');
    await inState(no, 'working');
    await desk.actWithForm(WHO.engineer, no, 'finish', { ...FINISH, photos: [await desk.picture()] });
    await inState(no, 'signed');
    expect((await visit(no)).data).toMatchObject({ arrivals: [{ punctuality: 'onTime', by: WHO.engineer }], isFirstVisit: true });
    await eventually(async () =>
      expect(await desk.case(ticket)).toMatchObject({ state: 'resolved', data: { steps: FINISH.workDone, cause: FINISH.cause } }),
    );
    // Until copy A is back its ticket cannot be closed, and its card says so instead of offering it.
    await eventually(async () => expect(shownIn(await desk.card(ticket))).toContain('A联'));
    expect(shownIn(await desk.card(ticket))).not.toContain('case:close');
    await desk.pressVisit(WHO.engineer, no, 'handIn');
    await inState(no, 'handed_in');
    await desk.pressVisit(WHO.agent, no, 'receive');
    await inState(no, 'archived');
    await eventually(async () => expect((await desk.case(ticket))?.data).toMatchObject({ openVisits: [] }));
    await desk.press(WHO.agent, await desk.card(ticket), 'case:close', ticket);
    await eventually(async () => expect((await desk.case(ticket))?.state).toBe('closed'));
    expect((await visit(no)).deadlines).toEqual([]);
  });

  test('the engineer has a card of his own in his language, updated in place', async () => {
    const { no } = await accepted({ hours: 5 }, { engineer: WHO.engineer });
    const own = desk.posted(directOf(WHO.engineer)).filter(({ text }) => text.startsWith(`${no} `));
    expect(own).toHaveLength(1);
    expect(shownIn(own[0] as never)).toContain('已接单');
    const tom = await desk.logCall(aCall());
    const other = await desk.orderVisit(tom, { engineer: WHO.tom }, { hours: 30 });
    expect(shownIn(await desk.visitCard(other, WHO.tom))).toContain('Ordered');
  });

  test('V16: two engineers take one order from the pool at once: one wins, the other is told who did', async () => {
    const no = await desk.orderVisit(await desk.logCall(aCall()), {}, { hours: 50 });
    const pooled = desk.posted(DESK).findLast(({ text, threadTs }) => !threadTs && text.includes(no));
    if (!pooled) throw new Error('the pool was not told');
    for (const user of [WHO.engineer, WHO.tom]) await desk.press(user, pooled, 'case:accept', no);
    const [one, two] = await Promise.all([desk.modal(WHO.engineer, 'visit.accept'), desk.modal(WHO.tom, 'visit.accept')]);
    const results = await Promise.all([desk.submit(WHO.engineer, one, {}), desk.submit(WHO.tom, two, {})]);
    expect(results.filter(({ ok, errors }) => ok && !errors)).toHaveLength(1);
    const lost = results.find(({ errors }) => errors);
    const winner = await desk.app.desk.people.find((await visit(no)).data.engineer ?? '');
    expect(lost?.errors?.remark).toContain(winner.name);
    expect(lost?.errors?.remark).not.toMatch(/[\uE000-\uF8FF]|U0\d/);
    expect((await visit(no)).history.filter(({ action }) => action === 'accept')).toHaveLength(1);
  });

  test('an order that nobody accepts reaches the supervisor (D1)', async () => {
    const no = await desk.orderVisit(await desk.logCall(aCall()), { engineer: WHO.tom }, { hours: 60 });
    await desk.advance('PT31M');
    // What is not urgent comes at the next full five minutes.
    await desk.advance('PT5M');
    await eventually(() => expect(desk.posted(directOf(WHO.supervisor)).some((one) => shownIn(one).includes(no))).toBe(true));
  });

  test('accepting shows the diary, names clashes with travel, and who mended this before (D2)', async () => {
    const done = await desk.logCall(aCall());
    await desk.press(WHO.tom, await desk.card(done), 'case:accept', done);
    await eventually(async () => expect((await desk.case(done))?.owner).toBe(WHO.tom));
    await desk.actWithForm(WHO.tom, done, 'resolve', { steps: '更换排线', cause: '排线老化', category: 'hardware', part: 'hardware' });
    const first = await accepted({ hours: 80 });
    const ticket = await desk.logCall(aCall());
    const from = desk.app.desk.clock.now().plus({ hours: 82, minutes: 10 });
    const no = await desk.orderVisit(ticket, {
      engineer: WHO.engineer,
      date: from.toFormat('yyyy-MM-dd'),
      from: from.toFormat('HH:mm'),
      to: from.plus({ hours: 1 }).toFormat('HH:mm'),
    });
    await desk.press(WHO.engineer, await desk.visitCard(no, WHO.engineer), 'case:accept', no);
    const shown = JSON.stringify((await desk.modal(WHO.engineer, 'visit.accept')).body);
    expect(shown).toContain('时间冲突');
    expect(shown).toContain(first.no);
    expect(shown).toContain('你解决过 1 次');
    expect(shown).toMatch(new RegExp(`<@${WHO.tom}> 解决过 1 次，可请教`));
  });

  test.each([
    [{ hours: 2 }, 'late', 40, true],
    [{ minutes: 25 }, 'halfDay', 180, false],
    [{ hours: 3 }, 'halfDay', 180, true],
    [{ hours: 3 }, 'longer', 600, false],
    [{ hours: 6 }, 'longer', 600, true],
  ] as const)(
    'a delay told %j ahead of the window is %s, and in time or not is recorded (D6)',
    async (ahead, grade, delayMinutes, wasInTime) => {
      const { no } = await accepted(ahead, { travelMinutes: '5' });
      const { from } = (await visit(no)).data;
      const eta = new Date(from.getTime() + delayMinutes * 60_000);
      await desk.actWithForm(WHO.engineer, no, 'late', { eta: Math.floor(eta.getTime() / 1000), delayReason: 'traffic' });
      const told = await desk.modal(WHO.engineer, 'tell');
      expect(JSON.stringify(told.body)).toContain('交通受阻');
      await desk.command(WHO.engineer, `/visit ${no}`);
      const toldAt = Math.floor(desk.app.desk.clock.now().toSeconds());
      if (grade === 'late') await desk.actWithForm(WHO.engineer, no, 'customerTold', { toldAt, agreedWith: '周丽' });
      else {
        const moved = desk.app.desk.clock.now().plus({ hours: 30 });
        await desk.actWithForm(WHO.engineer, no, 'agreeNewTime', {
          toldAt,
          agreedWith: '周丽',
          date: moved.toFormat('yyyy-MM-dd'),
          from: moved.toFormat('HH:mm'),
          to: moved.plus({ hours: 1 }).toFormat('HH:mm'),
        });
      }
      const after = await visit(no);
      expect(after.data.delays.at(-1)).toMatchObject({ grade, wasInTime, agreedWith: '周丽' });
      expect(after.data.breaches).toHaveLength(wasInTime ? 0 : 1);
      if (grade !== 'late') expect(after.data.from).not.toEqual(from);
    },
  );

  test('without a word from the engineer the clock acts: call the customer, late, alarm (D6)', async () => {
    const { no } = await accepted({ hours: 3 }, { travelMinutes: '30' });
    const messages = (channel: string): string[] =>
      desk
        .posted(channel)
        .map(({ text }) => text)
        .filter((text) => text.includes(no));
    await desk.advance('PT2H6M');
    expect(messages(directOf(WHO.engineer)).some((text) => text.includes('U盘'))).toBe(true);
    await desk.advance('PT15M');
    expect(messages(directOf(WHO.engineer)).some((text) => text.includes('请立即出发'))).toBe(true);
    await desk.advance('PT10M');
    // What the supervisor gets at one moment comes together, as lines of one message.
    expect(
      desk
        .posted(directOf(WHO.supervisor))
        .map(shownIn)
        .some((shown) => shown.includes(no) && shown.includes('应于')),
    ).toBe(true);
    await desk.advance('PT20M');
    expect(messages(directOf(WHO.engineer)).some((text) => text.includes('请立即致电客户'))).toBe(true);
    await desk.advance('PT10M');
    expect(messages(DESK).some((text) => text.startsWith('🔴'))).toBe(true);
    expect((await visit(no)).data.breaches).toHaveLength(1);
    await desk.advance('PT2H');
    expect(messages(ALARMS).some((text) => text.startsWith('🚨'))).toBe(true);
    await desk.pressVisit(WHO.engineer, no, 'arrive');
    expect((await visit(no)).data.arrivals.at(-1)).toMatchObject({ punctuality: 'notToldInTime' });
    await eventually(() => expect(messages(ALARMS).some((text) => text.includes('到达客户处'))).toBe(true));
    await desk.settle();
    const before = desk.workspace.messages.length;
    await desk.advance('PT5H');
    expect(desk.workspace.messages.slice(before).filter(({ text }) => text.includes(no) && /[🔴🚨📞]/u.test(text))).toEqual([]);
    // Whoever is there cannot arrive elsewhere; who calls him off is asked once.
    const calledOff = { wish: 'customer', agreedWith: '周丽', reason: '客户已自行修好' };
    await desk.actWithForm(WHO.agent, no, 'cancel', calledOff);
    await desk.submit(WHO.agent, await desk.modal(WHO.agent, 'visit.cancel'), calledOff);
    await inState(no, 'cancelled');
  });

  test('18: what delays the first visit of somebody’s day is no visit before it', async () => {
    const no = await desk.orderVisit(await desk.logCall(aCall()), { engineer: WHO.tom, travelMinutes: '10' }, { days: 30 });
    await desk.actWithForm(WHO.tom, no, 'accept', {});
    await inState(no, 'accepted');
    const eta = Math.floor(((await visit(no)).data.from.getTime() + 3_600_000) / 1000);
    const refused = await desk.actWithForm(WHO.tom, no, 'late', { eta, delayReason: 'previousVisit' });
    expect(JSON.stringify(refused)).toMatch(/first visit of that day/);
    const taken = await desk.submitAnyway(WHO.tom, await desk.modal(WHO.tom, 'visit.late'), { eta, delayReason: 'traffic' });
    expect(taken).toMatchObject({ ok: true });
    expect((await visit(no)).data.delays).toMatchObject([{ reason: 'traffic' }]);
  });

  test('an absent customer: fifteen minutes, the note as a PDF for the engineer, and a follow-up call (D7)', async () => {
    const { no } = await accepted({ hours: 1 }, { travelMinutes: '10' });
    await desk.pressVisit(WHO.engineer, no, 'arrive');
    await desk.pressVisit(WHO.engineer, no, 'absent');
    await inState(no, 'customer_absent');
    await desk.pressVisit(WHO.engineer, no, 'noteLeft');
    await desk.answer(WHO.engineer, '请等到');
    await desk.advance('PT1H15M');
    const direct = () => desk.posted(directOf(WHO.engineer));
    await eventually(() => expect(direct().some(({ text }) => text.includes('等待时间已到') && text.includes(no))).toBe(true));
    await eventually(() => expect(direct().some(({ files }) => files?.[0]?.name.startsWith(`${no}-missed`))).toBe(true));
    await desk.pressVisit(WHO.engineer, no, 'noteLeft');
    expect(
      (await desk.received(WHO.engineer, new RegExp(`^${no}-missed-\\d{4}-\\d\\d-\\d\\d-\\d{6}\\.pdf$`))).subarray(0, 5).toString(),
    ).toBe('%PDF-');
    expect(desk.posted(DESK).flatMap(({ files }) => files ?? [])).toEqual([]);
    const followUpAt = (await visit(no)).data.absent?.followUpAt ?? new Date(0);
    const ahead = DateTime.fromJSDate(followUpAt).diff(desk.app.desk.clock.now()).plus({ minutes: 1 });
    await desk.advance(ahead.toISO() ?? '');
    // Where more waited for the morning it is one line of a list.
    await eventually(() => {
      const shown = direct().map(shownIn);
      expect(shown.some((words) => words.includes('再次致电') && words.includes('约定新时间') && words.includes(no))).toBe(true);
    });
  });

  test('not our software: the customer insists, and only the supervisor decides (D8)', async () => {
    const { ticket, no } = await accepted({ hours: 1 }, { travelMinutes: '10' });
    await desk.pressVisit(WHO.engineer, no, 'arrive');
    await desk.pressVisit(WHO.engineer, no, 'startWork');
    await desk.actWithForm(WHO.engineer, no, 'notOurs', { cause: '路由器坏了', advice: '联系网络商', insists: 'yes' });
    const asked = await eventually(() => {
      const found = desk.posted(directOf(WHO.supervisor)).findLast(({ text }) => text.includes(no) && text.includes('路由器'));
      if (!found) throw new Error('the supervisor was not asked');
      return found;
    });
    await desk.pressOn(WHO.engineer, await desk.visitCard(no), 'allowRepair', no);
    await desk.answer(WHO.engineer, '主管');
    await desk.press(WHO.supervisor, asked, 'case:refuseRepair', no);
    await desk.submit(WHO.supervisor, await desk.modal(WHO.supervisor, 'visit.decide'), { reason: '超出服务范围' });
    await desk.settle();
    expect((await visit(no)).data.notOurs).toMatchObject({ isAllowed: false, decidedBy: WHO.supervisor });
    expect(desk.posted(directOf(WHO.engineer)).some(({ text }) => text.includes('超出服务范围'))).toBe(true);
    const told = desk.posted(directOf(WHO.engineer)).findLast(({ text }) => text.includes('超出服务范围'));
    if (!told) throw new Error('the engineer was not told');
    expect(shownIn(told)).toContain('联系网络商');
    await desk.press(WHO.engineer, told, 'case:finish', no);
    const view = await desk.modal(WHO.engineer, 'visit.finish');
    const advised = { ...FINISH, result: 'advised' };
    // 29: what is no picture by its bytes is refused under its field, and nothing that was typed is lost.
    for (const bytes of ['x', 'no picture at all', 'GIF8']) {
      const refused = await desk.submit(WHO.engineer, view, { ...advised, photos: [await desk.file('signed.png', Buffer.from(bytes))] });
      expect(refused.errors?.photos).toMatch(/signed\.png.*不是照片/);
      expect(view.values.workDone?.value.value).toBe(FINISH.workDone);
    }
    // L-5: what Slack does not have proves nothing; one file given twice is one.
    const gone = await desk.submit(WHO.engineer, view, { ...advised, photos: [{ id: 'F0NEVERTHERE', name: 'signed.png' }] });
    expect(gone.errors?.photos).toMatch(/signed\.png.*已不在 Slack/);
    expect((await visit(no)).state).toBe('working');
    const photo = await desk.picture();
    expect(await desk.submit(WHO.engineer, view, { ...advised, photos: [photo, photo] })).toMatchObject({ ok: true });
    expect((await visit(no)).data.finish?.photos).toHaveLength(1);
    await eventually(async () => expect((await desk.case(ticket))?.state).toBe('resolved'));
  });

  test('a refused signature: no photo, a reason, and the supervisor’s approval (D9)', async () => {
    const { ticket, no } = await accepted({ hours: 1 }, { travelMinutes: '10' });
    await desk.pressVisit(WHO.engineer, no, 'arrive');
    await desk.pressVisit(WHO.engineer, no, 'startWork');
    await desk.press(WHO.engineer, await desk.visitCard(no, WHO.engineer), 'case:finish', no);
    const view = await desk.modal(WHO.engineer, 'visit.finish');
    const refused = await desk.submit(WHO.engineer, view, FINISH);
    expect(refused.errors).toHaveProperty('noPhotoReason');
    expect(view.values.workDone?.value.value).toBe(FINISH.workDone);
    await desk.submit(WHO.engineer, view, { ...FINISH, noPhotoReason: '客户拒绝签字' });
    await desk.settle();
    expect((await visit(no)).state).toBe('working');
    const asked = desk.posted(directOf(WHO.supervisor)).findLast(({ text }) => text.includes('客户拒绝签字'));
    if (!asked) throw new Error('the supervisor was not asked');
    await desk.press(WHO.supervisor, asked, 'case:approve', no);
    await inState(no, 'signed');
    await eventually(async () => expect((await desk.case(ticket))?.state).toBe('resolved'));
    expect((await visit(no)).data.approvedBy).toBe(WHO.supervisor);
  });

  test('where nobody has accepted, the alarms of a visit say so, and name no state as a person', async () => {
    const no = await desk.orderVisit(await desk.logCall(aCall()), {}, { hours: 1 });
    await desk.advance('PT3H30M');
    await eventually(() => {
      const told = desk.posted(directOf(WHO.supervisor)).filter((one) => shownIn(one).includes(no) && shownIn(one).includes('已过'));
      expect(told.map(shownIn).join()).toContain('已过，尚无人接单');
    });
    expect(desk.posted(directOf(WHO.supervisor)).map(shownIn).join()).not.toMatch(/(待接单|工程师（尚未接单）) 仍未到达/);
    const gone = { gone: translator('en')('visit.absence.pool.gone'), window: 'Mon 10:00', no, customer: 'Shop', help: '' };
    expect(translator('en')('visit.notice.arrive.escalation', gone)).toContain('has passed; nobody has accepted it. Supervisor');
  });

  test('SOS reaches supervisor, head and alarms at once, and again until somebody takes it (D11)', async () => {
    const { no } = await accepted({ hours: 1 }, { travelMinutes: '10' });
    await desk.actWithForm(WHO.engineer, no, 'onMyWay', PACKED);
    await desk.pressVisit(WHO.engineer, no, 'sos');
    const calls = (channel: string): string[] =>
      desk
        .posted(channel)
        .map(({ text }) => text)
        .filter((text) => text.startsWith('🆘') && text.includes(no));
    for (const who of [WHO.supervisor, WHO.head]) await eventually(() => expect(calls(directOf(who))).toHaveLength(1));
    expect(calls(directOf(WHO.supervisor))[0]).toMatch(/虹桥路 1 号.*139 0000 0102/);
    expect(calls(ALARMS)[0]).not.toContain('139 0000 0102');
    await desk.advance('PT5M');
    await desk.advance('PT5M');
    expect(calls(directOf(WHO.supervisor)).length).toBeGreaterThanOrEqual(3);
    const last = desk.posted(directOf(WHO.supervisor)).findLast(({ text }) => text.includes(no));
    if (!last) throw new Error('no call');
    await desk.press(WHO.supervisor, last, 'case:sosTaken', no);
    await eventually(async () => expect((await visit(no)).data.sos).toMatchObject({ takenBy: WHO.supervisor }));
    await desk.settle();
    const heard = calls(directOf(WHO.supervisor)).length;
    await desk.advance('PT15M');
    expect(calls(directOf(WHO.supervisor))).toHaveLength(heard);
  });

  test('rescheduled during travel: everyone is told once, and the old reminders die', async () => {
    const { no } = await accepted({ hours: 1 }, { travelMinutes: '10' });
    await desk.actWithForm(WHO.engineer, no, 'onMyWay', PACKED);
    const before = desk.workspace.messages.length;
    const moved = desk.app.desk.clock.now().plus({ hours: 26 });
    await desk.actWithForm(WHO.agent, no, 'reschedule', {
      date: moved.toFormat('yyyy-MM-dd'),
      from: moved.toFormat('HH:mm'),
      to: moved.plus({ hours: 1 }).toFormat('HH:mm'),
      wish: 'customer',
      agreedWith: '周丽',
      reason: '客户停电',
    });
    await inState(no, 'confirmed');
    const told = desk.workspace.messages.slice(before).filter(({ text }) => text.includes('客户停电'));
    expect(told.map(({ channel }) => channel).sort()).toEqual([DESK, directOf(WHO.engineer)].sort());
    await desk.advance('PT3H');
    expect(desk.workspace.messages.slice(before).filter(({ text }) => text.includes(no) && text.includes('🔴'))).toEqual([]);
  });

  test('a ticket that is resolved while its visit is ahead names the visit, and whoever goes there is told', async () => {
    const { ticket, no } = await accepted({ hours: 20 });
    await desk.pressOn(WHO.supervisor, await desk.card(ticket), 'resolve', ticket);
    const form = await desk.modal(WHO.supervisor, 'ticket.resolve');
    expect(JSON.stringify(form.body.blocks)).toContain(`仍有上门安排：${no} `);
    await desk.submit(WHO.supervisor, form, { steps: '换纸', cause: '缺纸', category: 'hardware', part: 'hardware' });
    await inState(ticket, 'resolved');
    const told = await eventually(() => {
      const found = desk
        .posted(directOf(WHO.engineer))
        .map(shownIn)
        .find((one) => one.includes(`已解决 ${ticket}，但`));
      if (!found) throw new Error('not told yet');
      return found;
    });
    expect(told).toContain('case:cancel');
    expect((await visit(no)).state).toBe('accepted');
    await desk.actWithForm(WHO.engineer, no, 'cancel', { wish: 'customer', agreedWith: '周丽', reason: '已解决' });
    await inState(no, 'cancelled');
  });

  test('a cancelled ticket cancels its visit, and nobody is reminded any more', async () => {
    const { ticket, no } = await accepted({ hours: 3 });
    await desk.actWithForm(WHO.agent, ticket, 'cancel', { cancelReason: 'mistake', reason: '客户误报，设备正常' });
    await inState(no, 'cancelled');
    expect((await visit(no)).deadlines).toEqual([]);
  });
});
