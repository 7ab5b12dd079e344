import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { elapse } from '../../src/time/elapse.js';
import { aPolicy, at } from '../support/builders.js';
import { aCall, DESK, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

test('B2: a clock that is set back during a pause makes no pause negative', () => {
  const start = at('2026-03-02T10:00');
  const pause = { from: start.plus({ hours: 2 }).toJSDate(), to: start.plus({ hours: 1 }).toJSDate() };
  const due = elapse(start, 4 * 3_600_000, { clock: 'always', calendar: aPolicy().calendar, pauses: [pause] });
  expect(due?.toMillis()).toBe(start.plus({ hours: 4 }).toMillis());
});

describe('tickets as people press them', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({
      settings: {
        roles: { agents: [WHO.agent, WHO.anna], engineers: [WHO.engineer, WHO.tom], supervisors: [WHO.supervisor], heads: [WHO.head] },
      },
    });
  });
  afterAll(() => desk.close());

  test('Q17: work is handed to those who may accept it, and to nobody else', async () => {
    const no = await desk.logCall(aCall());
    const refused = await desk.actWithForm(WHO.agent, no, 'handOver', { to: WHO.anna });
    expect(refused.errors).toHaveProperty('to');
    expect((await desk.actWithForm(WHO.agent, no, 'handOver', { to: WHO.tom })).ok).toBe(true);
  });

  test('Q29: a P1’s result says who was told; a visit’s offers to order it, and no order is spoken of before', async () => {
    await desk.command(WHO.anna, '/newcall');
    const urgent = await desk.modal(WHO.anna, 'call.log');
    await desk.suggest(WHO.anna, urgent, 'customer', 'Harbour Books');
    await desk.submit(WHO.anna, urgent, aCall({ customer: 'Harbour Books', phone: '139 0000 0027', impact: 'high', urgency: 'high' }));
    expect(JSON.stringify((await desk.modal(WHO.anna, 'tell')).body)).toContain('are told at once');
    await desk.command(WHO.anna, '/newcall');
    const view = await desk.modal(WHO.anna, 'call.log');
    await desk.suggest(WHO.anna, view, 'customer', 'Harbour Books');
    await desk.submit(WHO.anna, view, aCall({ customer: 'Harbour Books', outcome: 'visit' }));
    const told = await desk.modal(WHO.anna, 'tell');
    expect(JSON.stringify(told.body)).not.toContain('service order');
    type Drawn = { readonly block_id?: string; readonly elements?: readonly { readonly action_id?: string; readonly value?: string }[] };
    const blocks: readonly Drawn[] = told.body.blocks;
    const needed = blocks.flatMap((block) => (block.elements ?? []).map((one) => ({ ...one, block: block.block_id ?? '' })));
    const order = needed.find(({ action_id }) => action_id === 'case:needVisit');
    await desk.pressInView(WHO.anna, told, order?.block ?? '', 'case:needVisit', order?.value);
    await desk.modal(WHO.anna, 'visit.schedule');
  });

  test('Q31: what cannot wait has shorter targets and a mark, also with a low impact', async () => {
    const no = await desk.logCall(aCall({ impact: 'low', urgency: 'high' }));
    expect((await desk.case(no))?.data).toMatchObject({ priority: 'P2' });
    expect(shownIn(await desk.card(no))).toContain('🔥');
    expect(desk.posted(directOf(WHO.supervisor)).at(-1)?.text).toContain(no);
  });

  test('Q28: what a customer typed formats nothing', async () => {
    const no = await desk.logCall(aCall({ description: '*all* of ~it~ is `gone`\n> so 5*3 and a_b stay' }));
    const card = JSON.stringify((await desk.card(no)).blocks);
    expect(card).not.toMatch(/\*all\*|~it~|`gone`|\\n&gt; so/);
    expect(card).toContain('5*3 and a_b');
  });

  test('Q26: words behind a mention go into the form that it opens', async () => {
    const no = await desk.logCall(aCall());
    const { ts } = await desk.card(no);
    await desk.say(WHO.tom, '@fieldbell resolve restarted service', ts);
    const told = await desk.answer(WHO.tom, 'press the button');
    await desk.press(WHO.tom, told, 'case:resolve', `${no} restarted service`);
    const view = await desk.modal(WHO.tom, 'ticket.resolve');
    expect(view.values.steps?.value.value).toBe('restarted service');
    await desk.say(WHO.tom, '@fieldbell priority', ts);
    await desk.answer(WHO.tom, 'press the button');
  });

  test('Q26: a message that is logged brings its number and its link; a reminder knows its ticket', async () => {
    const { ts } = await desk.say(WHO.tom, 'Zhou of 139 2222 3333 says that the till froze');
    const message = desk.workspace.message(DESK, ts ?? '');
    if (!message) throw new Error('no message');
    await desk.shortcut(WHO.tom, 'log_call', message);
    const view = await desk.modal(WHO.tom, 'call.log');
    expect(view.values.phone?.value.value).toBe('139 2222 3333');
    expect(view.values.description?.value.value).toContain(`/archives/${DESK}/p`);
    expect(view.values.spoken?.value.selected_options ?? []).toEqual([]);
  });

  test('Q28: an empty list is not offered to be shared, a shared one says by whom', async () => {
    await desk.command(WHO.tom, '/ticket find nothingofthekind');
    expect(JSON.stringify((await desk.answer(WHO.tom, 'nothingofthekind')).blocks)).not.toContain('case:share');
    await desk.command(WHO.tom, '/ticket open');
    const list = await desk.answer(WHO.tom, 'Open tickets');
    await desk.press(WHO.tom, list, 'case:share', 'ticket open');
    await eventually(() => expect(desk.posted(DESK).at(-1) && shownIn(desk.posted(DESK).at(-1) as never)).toMatch(/由 .*U03ENGTOM.* 分享/));
  });

  test('Q18: a visit, a remote session and a call back need a number', async () => {
    for (const outcome of ['visit', 'remote', 'call_back']) {
      await desk.command(WHO.anna, '/newcall');
      const view = await desk.modal(WHO.anna, 'call.log');
      const { phone: _, ...bare } = aCall({ outcome });
      const result = await desk.submit(WHO.anna, view, bare);
      expect(result.errors).toHaveProperty('phone');
    }
  });

  test('a number is found however it is spaced; who waits for a call is listed with its time (fresh eye, Q18)', async () => {
    const callbackAt = Math.floor(desk.app.desk.clock.now().plus({ hours: 3 }).toSeconds());
    const no = await desk.logCall(aCall({ customer: 'Harbour Books', phone: '138 0000 0777', outcome: 'call_back', callbackAt }));
    for (const typed of ['138 0000 0777', '13800000777', '138-0000-0777', 'find 138 0000 0777']) {
      await desk.command(WHO.anna, `/ticket ${typed}`);
      await desk.answer(WHO.anna, no);
    }
    await desk.advance('PT5H');
    await desk.command(WHO.anna, '/ticket callbacks');
    await desk.answer(WHO.anna, /Call back by.*🔴/s);
  });

  test('a message to oneself is refused with a sentence (fresh eye, B4)', async () => {
    await desk.command(WHO.anna, '/newcall');
    const view = await desk.modal(WHO.anna, 'call.log');
    await desk.pressInView(WHO.anna, view, 'outcome', 'value', 'message');
    await eventually(() => expect(view.body.blocks.map((block: { block_id: string }) => block.block_id)).toContain('messageFor'));
    const given = { messageFor: WHO.anna, callerName: 'Leo Park', phone: '138 0000 0001', description: 'Please ring back' };
    const { errors } = await desk.submit(WHO.anna, view, given);
    expect(errors?.messageFor).toContain('yourself');
  });

  test('Q21: Home says how many there are, not how many it shows', async () => {
    const { tickets } = desk.app.desk;
    const before = await tickets.countMine(WHO.anna);
    for (let n = before; n < 12; n += 1)
      await desk.logCall(aCall({ customer: `Shop *${n}* _new_`, description: '*broken* ~again~' }), WHO.anna);
    await desk.home(WHO.anna);
    await eventually(() => {
      const shown = JSON.stringify(desk.workspace.homes.get(WHO.anna)?.body ?? {});
      expect(shown).toContain('My open tickets: 12');
      expect(shown).toMatch(/and [34] more/);
    });
    // Q28: what people typed formats nothing here either.
    const shown = JSON.stringify(desk.workspace.homes.get(WHO.anna)?.body ?? {});
    expect(shown).toContain('∗broken∗ ∼again∼');
    expect(shown).not.toMatch(/\*\d+\*|_new_|\*broken/);
  });
});
