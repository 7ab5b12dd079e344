import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ALARMS, aCall, DESK, directOf, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('a ticket in its channel', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open();
  });
  afterAll(() => desk.close());

  const press = async (user: string, no: string, action: string): Promise<void> => {
    await desk.pressOn(user, await desk.card(no), action, no);
  };
  const inState = (no: string, state: string): Promise<void> => eventually(async () => expect((await desk.case(no))?.state).toBe(state));

  test('goes from open to closed, its card updated in place for everybody', async () => {
    const no = await desk.logCall(aCall());
    await press(WHO.engineer, no, 'accept');
    await inState(no, 'accepted');
    expect((await desk.case(no))?.owner).toBe(WHO.engineer);
    await press(WHO.engineer, no, 'contact');
    await inState(no, 'in_progress');
    await desk.actWithForm(WHO.engineer, no, 'wait', { reason: '等客户提供单号' });
    await inState(no, 'waiting_customer');
    await press(WHO.engineer, no, 'resume');
    await inState(no, 'in_progress');
    await desk.actWithForm(WHO.engineer, no, 'resolve', { steps: '换了排线', cause: '排线松动', category: 'hardware', part: 'hardware' });
    await inState(no, 'resolved');
    await press(WHO.agent, no, 'close');
    await inState(no, 'closed');
    await desk.settle();
    expect(shownIn(await desk.card(no))).toContain('已关闭');
    expect(desk.posted(DESK).filter(({ text, threadTs }) => !threadTs && text.startsWith(`${no} `))).toHaveLength(1);
  });

  test('A3: “logged twice” names an open ticket of the same caller, else the promise goes on', async () => {
    const over = await desk.logCall(aCall());
    expect(await desk.actWithForm(WHO.agent, over, 'cancel', { cancelReason: 'mistake' })).toMatchObject({ ok: true });
    await inState(over, 'cancelled');
    const others = await desk.logCall(aCall({ customer: '别家商店', phone: '139 1111 2222' }));
    const no = await desk.logCall(aCall());
    const why = { cancelReason: option('duplicate') };
    await desk.pressOn(WHO.agent, await desk.card(no), 'cancel', no);
    const view = await desk.modal(WHO.agent, 'ticket.cancel');
    await desk.pressInView(WHO.agent, view, 'cancelReason', 'value', why.cancelReason, why);
    const drawn = await eventually(async () => {
      const now = await desk.modal(WHO.agent, 'ticket.cancel');
      if (!JSON.stringify(now.body.blocks).includes('duplicateOf')) throw new Error('not asked of which');
      return now;
    });
    expect((await desk.submit(WHO.agent, drawn, { ...why, duplicateOf: over })).errors).toMatchObject({
      duplicateOf: expect.stringContaining('已结束'),
    });
    expect((await desk.submit(WHO.agent, drawn, { ...why, duplicateOf: others })).errors).toMatchObject({
      duplicateOf: expect.stringContaining('别家商店'),
    });
    expect((await desk.case(no))?.isOpen).toBe(true);
  });

  test('two people accept at once: one wins, the other is told who did what', async () => {
    const no = await desk.logCall(aCall());
    const card = await desk.card(no);
    await Promise.all([desk.press(WHO.engineer, card, 'case:accept', no), desk.press(WHO.tom, card, 'case:accept', no)]);
    await inState(no, 'accepted');
    const owner = (await desk.case(no))?.owner;
    const loser = owner === WHO.tom ? WHO.engineer : WHO.tom;
    const told = await desk.answer(loser, owner ?? '');
    expect(shownIn(told)).toMatch(/already accepted|已由/);
    expect((await desk.case(no))?.history.filter(({ action }) => action === 'accept')).toHaveLength(1);
  });

  test('the first-responder rule: handing over changes the owner only when the other accepts (A6)', async () => {
    const no = await desk.logCall(aCall());
    await desk.actWithForm(WHO.agent, no, 'handOver', { to: WHO.tom, reason: 'nearer' });
    expect((await desk.case(no))?.owner).toBe(WHO.agent);
    expect(desk.posted(directOf(WHO.tom)).at(-1)?.text).toContain(no);
    const dm = desk.posted(directOf(WHO.tom)).at(-1);
    if (!dm) throw new Error('no direct message');
    await desk.press(WHO.tom, dm, 'case:accept', no);
    await eventually(async () => expect(await desk.case(no)).toMatchObject({ owner: WHO.tom, state: 'accepted' }));
  });

  test('a new time needs solution, time and consent, before the due time (A3)', async () => {
    const no = await desk.logCall(aCall());
    const before = (await desk.case(no))?.dueAt;
    const newDueAt = Math.floor(desk.app.desk.clock.now().plus({ hours: 40 }).toSeconds());
    await desk.actWithForm(WHO.engineer, no, 'newTime', { solution: '到货后更换', newDueAt, consentedBy: '周丽' });
    const moved = await desk.case(no);
    expect(moved?.dueAt).toEqual(new Date(newDueAt * 1000));
    expect(moved?.data).toMatchObject({
      consents: [{ consentedBy: '周丽', from: before, to: new Date(newDueAt * 1000), by: WHO.engineer }],
    });
    await press(WHO.engineer, no, 'newTime');
    const view = await desk.modal(WHO.engineer, 'ticket.newTime');
    await desk.advance('PT41H');
    expect((await desk.case(no))?.breachedAt).toEqual(new Date(newDueAt * 1000));
    // Too late, it is not offered any more; the form that was open already says so.
    expect(JSON.stringify((await desk.card(no)).blocks)).not.toContain('newTime');
    const late = Math.floor(desk.app.desk.clock.now().plus({ hours: 10 }).toSeconds());
    const refused = await desk.submit(WHO.engineer, view, { solution: 'change the part', newDueAt: late, consentedBy: '周丽' });
    expect(refused.errors?.newDueAt).toMatch(/违约/);
    expect(view.values.solution?.value.value).toBe('change the part');
  });

  test('reopening starts a new promise and no instant breach', async () => {
    const no = await desk.logCall(aCall());
    await desk.actWithForm(WHO.engineer, no, 'resolve', { steps: '重新启动', cause: '程序卡住', category: 'pos', part: 'software' });
    await desk.advance('PT26H');
    await desk.actWithForm(WHO.agent, no, 'reopen', { reason: '又坏了' });
    const reopened = await desk.case(no);
    expect(reopened).toMatchObject({ state: 'accepted', isOpen: true });
    expect(reopened?.breachedAt).toBeUndefined();
    const posted = desk.workspace.messages.length;
    await desk.app.runJobs();
    expect(desk.workspace.messages.slice(posted).filter(({ text }) => text.includes('违约'))).toEqual([]);
    expect((reopened?.dueAt?.getTime() ?? 0) - desk.app.desk.clock.now().toMillis()).toBeGreaterThan(23 * 3600_000);
  });

  test('a closed case never alerts again: its deadlines die in the same write', async () => {
    const no = await desk.logCall(aCall());
    await desk.actWithForm(WHO.engineer, no, 'cancel', { cancelReason: 'mistake', reason: '误报' });
    expect(await desk.case(no)).toMatchObject({ state: 'cancelled', deadlines: [] });
    expect((await desk.case(no))?.nextDueAt).toBeUndefined();
    const before = desk.workspace.messages.filter(({ text }) => text.includes(no)).length;
    await desk.advance('PT25H');
    expect(desk.workspace.messages.filter(({ text }) => text.includes(no))).toHaveLength(before);
  });

  test('fresh eye: a note that seems to hold a password is asked about once, and kept when its writer says it is none', async () => {
    const no = await desk.logCall(aCall());
    await desk.pressOn(WHO.engineer, await desk.card(no), 'note', no);
    const view = await desk.modal(WHO.engineer, 'ticket.note');
    const notes = async () => (await desk.case(no))?.history.filter(({ action }) => action === 'note').map(({ note }) => note);
    await desk.submit(WHO.engineer, view, { text: '后台密码: Admin123' });
    await eventually(() => expect(JSON.stringify(view.body.blocks)).toContain('似乎有密码'));
    expect(await notes()).toEqual([]);
    await desk.submit(WHO.engineer, view, { text: '密码: 已由客户本人重设 0326' });
    await eventually(async () => expect(await notes()).toEqual(['密码: 已由客户本人重设 0326']));
  });

  test('a reply in the thread becomes a note, an edited one too', async () => {
    const no = await desk.logCall(aCall());
    const { ts } = await desk.card(no);
    await desk.say(WHO.tom, 'Spoke to <b>Zhou</b> & she waits', ts);
    await eventually(async () =>
      expect((await desk.case(no))?.history.at(-1)).toMatchObject({
        action: 'note',
        by: WHO.tom,
        note: 'Spoke to <b>Zhou</b> & she waits',
      }),
    );
    expect(desk.posted(DESK).filter(({ threadTs, text }) => threadTs === ts && text.includes('Zhou'))).toEqual([]);
  });

  test('@bot with a word works in the thread, where slash commands do not', async () => {
    const no = await desk.logCall(aCall());
    const { ts } = await desk.card(no);
    await desk.say(WHO.tom, '@fieldbell accept', ts);
    await inState(no, 'accepted');
    await desk.say(WHO.tom, '@fieldbell note called twice', ts);
    await eventually(async () => expect((await desk.case(no))?.history.at(-1)?.note).toBe('called twice'));
    await desk.say(WHO.tom, '@fieldbell resolve', ts);
    const told = await desk.answer(WHO.tom, 'press the button');
    await desk.press(WHO.tom, told, 'case:resolve', no);
    await desk.modal(WHO.tom, 'ticket.resolve');
    await desk.say(WHO.engineer, '@fieldbell 接单', ts);
    await desk.answer(WHO.engineer, WHO.tom);
    await desk.say(WHO.tom, '@fieldbell dance', ts);
    await desk.answer(WHO.tom, 'mention me with a word');
  });

  test('the phone number is shown to the presser alone, and that is recorded', async () => {
    const no = await desk.logCall(aCall({ phone: '139 1234 5678' }));
    await press(WHO.tom, no, 'showPhone');
    await desk.answer(WHO.tom, '139 1234 5678');
    expect((await desk.case(no))?.history.at(-1)).toMatchObject({ action: 'showPhone', by: WHO.tom });
    expect(desk.workspace.messages.filter((message) => !message.ephemeralFor && /1234 ?5678/.test(shownIn(message)))).toEqual([]);
  });

  test('priority follows impact and urgency; an override needs a reason', async () => {
    const no = await desk.logCall(aCall());
    expect((await desk.case(no))?.data).toMatchObject({ priority: 'P3' });
    await press(WHO.agent, no, 'priority');
    const view = await desk.modal(WHO.agent, 'ticket.priority');
    const refused = await desk.submit(WHO.agent, view, { override: 'P1' });
    expect(refused.errors).toHaveProperty('reason');
    await desk.submit(WHO.agent, view, { override: 'P1', reason: '连锁总部来电' });
    await desk.settle();
    const raised = await desk.case(no);
    expect(raised?.data).toMatchObject({ priority: 'P1', priorityReason: '连锁总部来电' });
    expect((raised?.dueAt?.getTime() ?? 0) - (raised?.openedAt.getTime() ?? 0)).toBe(4 * 3600_000);
    expect(desk.posted(ALARMS).at(-1)?.text).toContain(no);
  });

  test('the history says who, when, what, from, to (J4)', async () => {
    const no = await desk.logCall(aCall());
    await desk.actWithForm(WHO.agent, no, 'edit', { customer: '悦购超市', description: '其实是扫码枪', category: 'hardware' });
    const entry = (await desk.case(no))?.history.at(-1);
    expect(entry).toMatchObject({ by: WHO.agent, action: 'edit' });
    expect(entry?.changes).toContainEqual({ field: 'description', from: '收银台打印机不出小票', to: '其实是扫码枪' });
    await press(WHO.tom, no, 'history');
    expect(JSON.stringify((await desk.modal(WHO.tom, 'tell')).body)).toContain('其实是扫码枪');
  });

  test('roles are checked on the server: a forged press by an agent is refused', async () => {
    const restricted = await TestDesk.open({
      settings: { roles: { agents: [WHO.agent, WHO.anna], engineers: [WHO.engineer], supervisors: [WHO.supervisor], heads: [WHO.head] } },
    });
    try {
      const no = await restricted.logCall(aCall());
      const card = await restricted.card(no);
      await restricted.press(WHO.anna, card, 'case:accept', no);
      await restricted.answer(WHO.anna, 'is for an engineer');
      await restricted.press(WHO.tom, card, 'case:accept', no);
      await restricted.answer(WHO.tom, 'You have no role');
      expect((await restricted.case(no))?.state).toBe('open');
    } finally {
      await restricted.close();
    }
  });

  test('message shortcuts log a message as a call, and promise a call back on its ticket', async () => {
    const { ts } = await desk.say(WHO.tom, 'The till of Harbour Books froze again');
    const message = desk.workspace.message(DESK, ts ?? '');
    if (!message) throw new Error('no message');
    await desk.shortcut(WHO.tom, 'log_call', message);
    const view = await desk.modal(WHO.tom, 'call.log');
    expect(view.values.description?.value.value).toMatch(
      /^The till of Harbour Books froze again\nhttps:\/\/fieldbell-sandbox\.slack\.com\/archives\/C01DESK\/p\d+$/,
    );
    const no = await desk.logCall(aCall());
    await desk.shortcut(WHO.agent, 'call_back', await desk.card(no));
    const callBack = await desk.modal(WHO.agent, 'ticket.callBack');
    await desk.submit(WHO.agent, callBack, { callbackAt: Math.floor(desk.app.desk.clock.now().plus({ hours: 1 }).toSeconds()) });
    await eventually(async () => expect((await desk.case(no))?.data).toHaveProperty('callbackAt'));
  });
});
