import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ALARMS, aCall, calledIn, DESK, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('/newcall', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open();
  });
  afterAll(() => desk.close());

  test('a logged fault becomes a ticket with a 24-hour promise that the agent owns (A1, A6)', async () => {
    const no = await desk.logCall(aCall());
    const ticket = await desk.case(no);
    expect(ticket).toMatchObject({ kind: 'ticket', state: 'open', owner: WHO.agent, isOpen: true });
    expect((ticket?.dueAt?.getTime() ?? 0) - (ticket?.openedAt.getTime() ?? 0)).toBe(24 * 3600_000);
    const card = await desk.card(no);
    expect(shownIn(card)).toContain('悦购超市');
    expect(shownIn(card)).toContain('收银台打印机不出小票');
    expect(shownIn(card)).not.toMatch(/0000 ?4711/);
    expect(shownIn(card)).toContain('138••••11');
  });

  test('Q25: the agent is told number, due time and the sentence to say, with a date and a time', async () => {
    await desk.command(WHO.anna, '/newcall');
    const view = await desk.modal(WHO.anna, 'call.log');
    await desk.suggest(WHO.anna, view, 'customer', 'Harbour Books');
    const result = await desk.submit(WHO.anna, view, aCall({ customer: 'Harbour Books', phone: '139 0000 0027' }));
    expect(result).toEqual({ ok: true });
    const told = JSON.stringify((await desk.modal(WHO.anna, 'tell')).body);
    expect(told).toMatch(/Ticket T-\d+/);
    expect(told).toContain('in 1 day');
    expect(told).toMatch(/We will solve it by \w{3}, \w{3} \d+, \d\d:\d\d\./);
  });

  test('the expected time of the customer counts when it is earlier (A1)', async () => {
    const expectedBy = Math.floor(desk.app.desk.clock.now().toSeconds()) + 5 * 3600;
    const no = await desk.logCall(aCall({ expectedBy }));
    expect((await desk.case(no))?.dueAt).toEqual(new Date(expectedBy * 1000));
  });

  test('an urgent fault reaches the alarms channel and the supervisor at once (A2)', async () => {
    const no = await desk.logCall(aCall({ impact: 'high', urgency: 'high' }));
    expect((await desk.case(no))?.data).toMatchObject({ priority: 'P1' });
    expect(desk.posted(ALARMS).at(-1)?.text).toContain(no);
    expect(desk.posted(directOf(WHO.supervisor)).at(-1)?.text).toContain(no);
  });

  test('outcome changes the fields below at once, and nothing typed is lost', async () => {
    await desk.command(WHO.agent, '/newcall');
    const view = await desk.modal(WHO.agent, 'call.log');
    const fields = (): string[] => view.body.blocks.map((block: { block_id: string }) => block.block_id);
    expect(fields()).not.toContain('steps');
    await desk.pressInView(WHO.agent, view, 'outcome', 'value', 'solved', { description: 'white screen', callerName: 'Mia' });
    await eventually(() => expect(fields()).toEqual(expect.arrayContaining(['steps', 'cause', 'part'])));
    await desk.pressInView(WHO.agent, view, 'outcome', 'value', 'wrong_number', { steps: 'cleared the cache' });
    await eventually(() => expect(fields()).not.toContain('steps'));
    await desk.pressInView(WHO.agent, view, 'outcome', 'value', 'solved');
    await eventually(() => expect(fields()).toContain('steps'));
    expect(view.values.steps?.value.value).toBe('cleared the cache');
    expect(view.values.description?.value.value).toBe('white screen');
    expect(view.values.callerName?.value.value).toBe('Mia');
  });

  test('a known phone fills in the caller, and shows open tickets and last faults', async () => {
    const first = await desk.logCall(
      aCall({
        phone: '13800009999',
        customer: '锦绣百货',
        callerName: '孙伟',
        callerTitle: '先生',
        product: '积分通',
        description: '扫码枪失灵',
      }),
    );
    await desk.command(WHO.agent, '/newcall 138-0000-9999');
    const view = await desk.modal(WHO.agent, 'call.log');
    await eventually(() => expect(calledIn(view)).toMatchObject({ callerName: '孙伟', customer: '锦绣百货', product: '积分通' }));
    const shown = JSON.stringify((await desk.modal(WHO.agent, 'call.log')).body);
    expect(shown).toContain('锦绣百货');
    expect(shown).toContain(`${first} 扫码枪失灵`);
  });

  test('a known phone typed into the modal fills it in too', async () => {
    await desk.command(WHO.agent, '/newcall');
    const view = await desk.modal(WHO.agent, 'call.log');
    await desk.pressInView(WHO.agent, view, 'phone', 'value', '138 0000 9999');
    await eventually(() => expect(calledIn(view).callerName).toBe('孙伟'));
    expect(calledIn(view).customer).toBe('锦绣百货');
  });

  test('what is chosen while a known phone fills the modal in is drawn too, and what was filled in stays', async () => {
    await desk.command(WHO.agent, '/newcall');
    const view = await desk.modal(WHO.agent, 'call.log');
    await Promise.all([
      desk.pressInView(WHO.agent, view, 'phone', 'value', '138 0000 9999'),
      desk.pressInView(WHO.agent, view, 'outcome', 'value', 'solved'),
    ]);
    await eventually(() => {
      expect(view.body.blocks.map((block: { block_id: string }) => block.block_id)).toContain('steps');
      expect(view.values.outcome?.value.selected_option.value).toBe('solved');
      expect(calledIn(view).callerName).toBe('孙伟');
      expect(calledIn(view).customer).toBe('锦绣百货');
    });
    await desk.closeModals(WHO.agent);
  });

  test('what is ticked and chosen in one moment is all drawn, in every form', async () => {
    await desk.command(WHO.tom, '/duty add');
    const view = await desk.modal(WHO.tom, 'duty.edit');
    await Promise.all([
      desk.pressInView(WHO.tom, view, 'more', 'value', ['more'], { name: 'Backups' }),
      desk.pressInView(WHO.tom, view, 'recurrence', 'value', 'custom'),
      desk.pressInView(WHO.tom, view, 'evidence', 'value', 'checklist'),
    ]);
    await eventually(() => {
      const drawn = view.body.blocks.map((block: { block_id: string }) => block.block_id);
      expect(drawn).toEqual(expect.arrayContaining(['name', 'owner', 'dueAfterDays', 'remindMinutes', 'rule', 'lines']));
    });
    expect(view.values.name?.value.value).toBe('Backups');
    await desk.closeModals(WHO.tom);
  });

  test('a new customer is offered as new, and known the next time', async () => {
    await desk.command(WHO.anna, '/newcall');
    const view = await desk.modal(WHO.anna, 'call.log');
    const { options = [] } = await desk.suggest(WHO.anna, view, 'customer', 'Tulip & <Sons>');
    expect(options.at(-1)).toMatchObject({ text: { text: 'New: Tulip & <Sons>' }, value: 'Tulip & <Sons>' });
    await desk.submit(WHO.anna, view, aCall({ customer: 'Tulip & <Sons>', phone: '139 0000 0028' }));
    await desk.modal(WHO.anna, 'tell');
    await desk.command(WHO.anna, '/newcall');
    const again = await desk.suggest(WHO.anna, await desk.modal(WHO.anna, 'call.log'), 'customer', 'tulip');
    expect(again.options?.map(({ value }) => value)).toContain('Tulip & <Sons>');
  });

  test('solved on the phone is resolved with steps, cause and category, and never alarms (B6)', async () => {
    const no = await desk.logCall(aCall({ outcome: 'solved', steps: '重启打印服务', cause: '服务卡死', part: 'software' }));
    const ticket = await desk.case(no);
    expect(ticket).toMatchObject({
      state: 'resolved',
      isOpen: false,
      deadlines: [],
      data: { steps: '重启打印服务', cause: '服务卡死', part: 'software', category: 'hardware' },
    });
    expect(ticket?.nextDueAt).toBeUndefined();
  });

  test('a remote session needs the consent of the customer before anything is stored (C1)', async () => {
    await desk.command(WHO.agent, '/newcall');
    const view = await desk.modal(WHO.agent, 'call.log');
    await desk.pressInView(WHO.agent, view, 'outcome', 'value', 'remote');
    await eventually(() => expect(view.body.blocks.map((block: { block_id: string }) => block.block_id)).toContain('remoteConsentBy'));
    const refused = await desk.submit(WHO.agent, view, aCall({ outcome: undefined }));
    expect(refused.errors).toHaveProperty('remoteConsentBy');
    expect(await desk.submit(WHO.agent, view, { remoteConsentBy: '周丽' })).toEqual({ ok: true });
  });

  test('a message for a colleague stays open until he presses Got it (B4)', async () => {
    const no = await desk.logCall({
      outcome: 'message',
      messageFor: WHO.tom,
      callerName: 'Leo Park',
      phone: '13800000007',
      description: 'Please ring back about the invoice',
    });
    const dm = desk.posted(directOf(WHO.tom)).at(-1);
    expect(dm && shownIn(dm)).toContain('about the invoice');
    await desk.advance('PT31M');
    expect(desk.posted(directOf(WHO.tom)).at(-1)?.text).toContain('waits for you');
    await desk.advance('PT1H30M');
    expect(desk.posted(directOf(WHO.supervisor)).at(-1)?.text).toContain(no);
    const card = desk.posted(directOf(WHO.tom)).find((message) => message.text.startsWith('Message'));
    if (!card) throw new Error('no card');
    await desk.press(WHO.engineer, card, 'case:gotIt', no);
    expect((await desk.case(no))?.state).toBe('open');
    await desk.press(WHO.tom, card, 'case:gotIt', no);
    await eventually(async () => expect((await desk.case(no))?.state).toBe('acknowledged'));
    await desk.settle();
    expect(desk.posted(directOf(WHO.agent)).at(-1)?.text).toContain(no);
    const before = desk.workspace.messages.length;
    await desk.advance('PT6H');
    expect(desk.workspace.messages.filter(({ text }) => text.includes(no)).length).toBe(
      desk.workspace.messages.slice(0, before).filter(({ text }) => text.includes(no)).length,
    );
  });

  test('a promised call back reminds before and alarms after (B5)', async () => {
    const callbackAt = Math.floor(desk.app.desk.clock.now().plus({ hours: 2 }).toSeconds());
    const no = await desk.logCall(aCall({ outcome: 'call_back', callbackAt }));
    await desk.advance('PT1H46M');
    expect(desk.posted(directOf(WHO.agent)).map(({ text }) => text)).toContainEqual(expect.stringMatching(new RegExp(`📞 ${no}`)));
    await desk.advance('PT20M');
    expect(desk.posted(directOf(WHO.supervisor)).map(({ text }) => text)).toContainEqual(
      expect.stringMatching(new RegExp(`🔴 ${no}.*回电`)),
    );
    expect((await desk.actWithForm(WHO.agent, no, 'calledBack', { text: '已说明进度' })).ok).toBe(true);
    expect((await desk.case(no))?.deadlines.some(({ track }) => track.startsWith('callback'))).toBe(false);
  });

  test('a wrong number is logged as a call, without a clock', async () => {
    const no = await desk.logCall({ outcome: 'wrong_number' });
    expect(no).toMatch(/^C-/);
    expect(await desk.case(no)).toMatchObject({ kind: 'call', isOpen: false, deadlines: [] });
  });

  test('what is missing is said under its field, and what was typed stays', async () => {
    await desk.command(WHO.anna, '/newcall');
    const view = await desk.modal(WHO.anna, 'call.log');
    const result = await desk.submit(
      WHO.anna,
      view,
      aCall({ expectedBy: Math.floor(desk.app.desk.clock.now().toSeconds()) - 600, phone: 'x1' }),
    );
    expect(result).toHaveProperty('errors');
    expect(result.errors).toMatchObject({
      expectedBy: expect.stringContaining('has passed'),
      phone: expect.stringContaining('not a phone number'),
    });
    expect(view.values.description?.value.value).toBe('收银台打印机不出小票');
  });

  test('hostile words are shown as words: no mention, no link, nobody called', async () => {
    const nasty = '<!channel> <@U05HEAD> <https://evil.example|bank> *bold* & \u202Eevil 😀';
    const no = await desk.logCall(aCall({ customer: 'Shop <!everyone>', description: nasty }));
    const mrkdwn = JSON.stringify((await desk.card(no)).blocks);
    expect(mrkdwn).toContain('&lt;!channel&gt; &lt;@U05HEAD&gt; &lt;https://evil.example|bank&gt;');
    expect(mrkdwn).not.toMatch(/<!channel>|<!everyone>"?,?"type":"mrkdwn"|<@U05HEAD>|<https:\/\/evil/);
    expect((await desk.case(no))?.data).toMatchObject({
      description: '<!channel> <@U05HEAD> <https://evil.example|bank> *bold* & evil 😀',
    });
  });

  test('a complaint of 3,000 characters is taken, shown shortened and kept whole', async () => {
    const long = `${'打印机坏了&<>'.repeat(333)}end`.slice(0, 3000);
    const no = await desk.logCall(aCall({ description: long }));
    expect((await desk.case(no))?.data).toMatchObject({ description: long });
    expect(shownIn(await desk.card(no))).toContain('…');
    await desk.press(WHO.agent, await desk.card(no), 'case-menu', `details ${no}`);
    const shown = await desk.modal(WHO.agent, 'tell');
    expect(shown.body.blocks.length).toBeGreaterThan(2);
  });

  test('the same submission twice makes one ticket', async () => {
    await desk.command(WHO.anna, '/newcall');
    const view = await desk.modal(WHO.anna, 'call.log');
    await desk.suggest(WHO.anna, view, 'customer', 'Harbour Books');
    const [one, two] = await Promise.all([
      desk.submit(WHO.anna, view, aCall({ customer: 'Harbour Books', phone: '139 0000 0027', description: 'twice' })),
      desk.submit(WHO.anna, view, aCall({ customer: 'Harbour Books', phone: '139 0000 0027', description: 'twice' })),
    ]);
    expect([one.ok, two.ok]).toContain(true);
    await desk.settle();
    const found = await desk.app.desk.tickets.find('twice');
    expect(found).toHaveLength(1);
    expect(desk.posted(DESK).filter(({ text, threadTs }) => !threadTs && text.startsWith(`${found[0]?.no} `))).toHaveLength(1);
  });
});
