import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SandboxView } from '../../src/sandbox/workspace.js';
import { aCall, directOf, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

/** The block that asks whose change holds, once the modal came back with one that was not there before. */
const question = (view: SandboxView, before = ''): Promise<string> =>
  eventually(() => {
    const [asked] = questions(view);
    if (!asked || asked === before) throw new Error('nothing is asked');
    return asked;
  });
const wordsOf = (view: SandboxView): string => JSON.stringify(view.body.blocks);
/** The blocks that ask whose change holds. */
const questions = (view: SandboxView): string[] =>
  view.body.blocks.flatMap(({ type, block_id }: { type: string; block_id: string }) =>
    type === 'input' && block_id.startsWith('together_') ? [block_id] : [],
  );
const startOf = (view: SandboxView, field: string) =>
  view.body.blocks.find(({ block_id }: { block_id: string }) => block_id === field)?.element;

describe('two people at once on a case', () => {
  let desk: TestDesk;
  beforeEach(async () => {
    desk = await TestDesk.open();
  });
  afterEach(() => desk.close());

  const open = async (user: string, no: string, action: string): Promise<SandboxView> => {
    await desk.closeModals(user);
    await desk.pressOn(user, no.startsWith('V-') ? await desk.visitCard(no, user) : await desk.card(no), action, no);
    const kind = no.startsWith('V-') ? 'visit' : no.startsWith('PB-') ? 'problem' : 'ticket';
    return desk.modal(user, `${kind}.${action}`);
  };

  test('Q20 S17: a ticket’s edit writes only what its user touched: the phone that a colleague corrected stays', async () => {
    const no = await desk.logCall(aCall({ site: '南京路店' }));
    const [mine, theirs] = [await open(WHO.anna, no, 'edit'), await open(WHO.agent, no, 'edit')];
    expect((await desk.submit(WHO.agent, theirs, { phone: '139 1111 2222', site: '' })).ok).toBe(true);
    expect((await desk.submit(WHO.anna, mine, { callerName: '王丽' })).ok).toBe(true);
    await eventually(async () => expect((await desk.case(no))?.data).toMatchObject({ callerName: '王丽', phone: '139 1111 2222' }));
    expect((await desk.case(no))?.data).not.toHaveProperty('site');
    const last = (await desk.case(no))?.history.at(-1);
    expect(last?.changes.map(({ field }) => field)).toEqual(['callerName']);
  });

  test('Q20: the same field changed by both is shown and asked; theirs can be taken, and nothing else typed is lost', async () => {
    const no = await desk.logCall(aCall());
    const mine = await open(WHO.anna, no, 'edit');
    await desk.submit(WHO.agent, await open(WHO.agent, no, 'edit'), { description: '打印机卡纸' });
    expect((await desk.submit(WHO.anna, mine, { description: '打印机没电', callerName: '王丽' })).ok).toBe(true);
    const asked = await question(mine);
    for (const part of ['收银台打印机不出小票', '打印机卡纸', '打印机没电', `<@${WHO.agent}>`]) expect(wordsOf(mine)).toContain(part);
    expect((await desk.case(no))?.data).toMatchObject({ description: '打印机卡纸', callerName: '周丽' });
    expect(startOf(mine, 'callerName').initial_value).toBe('王丽');
    expect((await desk.submit(WHO.anna, mine, {})).errors).toHaveProperty(asked);
    expect((await desk.submit(WHO.anna, mine, { [asked]: option('theirs') })).ok).toBe(true);
    await eventually(async () => expect((await desk.case(no))?.data).toMatchObject({ description: '打印机卡纸', callerName: '王丽' }));
  });

  test('Q20: mine can be kept; and when the other changes it once more meanwhile, it is asked once more', async () => {
    const no = await desk.logCall(aCall());
    const mine = await open(WHO.agent, no, 'edit');
    await desk.submit(WHO.anna, await open(WHO.anna, no, 'edit'), { description: 'two' });
    await desk.submit(WHO.agent, mine, { description: 'mine' });
    const first = await question(mine);
    expect(wordsOf(mine)).toContain('以谁的为准');
    await desk.submit(WHO.anna, await open(WHO.anna, no, 'edit'), { description: 'three' });
    await desk.submit(WHO.agent, mine, { [first]: option('mine') });
    const second = await question(mine, first);
    expect(wordsOf(mine)).toContain('three');
    await desk.submit(WHO.agent, mine, { [second]: option('mine') });
    await eventually(async () => expect((await desk.case(no))?.data).toMatchObject({ description: 'mine' }));
    expect((await desk.case(no))?.history.filter(({ action }) => action === 'edit')).toHaveLength(3);
  });

  test('eye10-12: an answer stands when another field is asked about after it: it is not asked a second time', async () => {
    const no = await desk.logCall(aCall());
    const mine = await open(WHO.agent, no, 'edit');
    await desk.submit(WHO.anna, await open(WHO.anna, no, 'edit'), { description: 'two' });
    await desk.submit(WHO.agent, mine, { description: 'mine', callerName: '王丽' });
    const first = await question(mine);
    await desk.submit(WHO.anna, await open(WHO.anna, no, 'edit'), { callerName: '赵敏' });
    await desk.submit(WHO.agent, mine, { [first]: option('mine') });
    const second = await question(mine, first);
    expect(questions(mine)).toEqual([second]);
    await desk.submit(WHO.agent, mine, { [second]: option('theirs') });
    await eventually(async () => expect((await desk.case(no))?.data).toMatchObject({ description: 'mine', callerName: '赵敏' }));
  });

  test('Q20: both wrote the same: nobody is asked; the same form submitted twice stays one change', async () => {
    const no = await desk.logCall(aCall());
    const mine = await open(WHO.agent, no, 'edit');
    await desk.submit(WHO.anna, await open(WHO.anna, no, 'edit'), { description: 'same' });
    const twice = await Promise.all([desk.submit(WHO.agent, mine, { description: 'same', site: 'x' }), desk.submit(WHO.agent, mine, {})]);
    expect(twice.some(({ ok }) => ok)).toBe(true);
    await eventually(async () => expect((await desk.case(no))?.data).toMatchObject({ description: 'same', site: 'x' }));
    expect((await desk.case(no))?.history.filter(({ action }) => action === 'edit')).toHaveLength(2);
  });

  test('Q20: an expected time and a priority are the later toucher’s only; impact and urgency are asked together', async () => {
    const at = Math.floor(desk.app.desk.clock.now().plus({ hours: 20 }).startOf('minute').toSeconds());
    const no = await desk.logCall(aCall());
    const mine = await open(WHO.agent, no, 'edit');
    await desk.submit(WHO.anna, await open(WHO.anna, no, 'edit'), { expectedBy: at });
    await desk.submit(WHO.agent, mine, { product: 'POS 3' });
    await eventually(async () => expect((await desk.case(no))?.data).toMatchObject({ product: 'POS 3', expectedBy: new Date(at * 1000) }));
    const priority = await open(WHO.agent, no, 'priority');
    await desk.submit(WHO.anna, await open(WHO.anna, no, 'priority'), { impact: option('high') });
    await desk.submit(WHO.agent, priority, { urgency: option('low') });
    const asked = await question(priority);
    expect(asked).toContain('priority');
    await desk.submit(WHO.agent, priority, { [asked]: option('theirs') });
    await eventually(() => expect(desk.workspace.modals.get(WHO.agent)).toEqual([]));
    expect((await desk.case(no))?.data).toMatchObject({ impact: 'high', urgency: 'medium' });
  });

  test('Q20 S17: a problem’s edit keeps what the other wrote, and asks about the field that both changed', async () => {
    const { projects, clock } = desk.app.desk;
    const added = await projects.add({ name: 'Checkout', group: '收银组', items: [], lastItem: 0 }, WHO.engineer, clock.now().toJSDate());
    if (!added.ok) throw new Error(added.why);
    await desk.command(WHO.anna, '/problem add');
    const report = { project: option(added.entry.no), title: 'Slow at noon', description: 'every day', severity: option('major') };
    await desk.submit(WHO.anna, await desk.modal(WHO.anna, 'problem.report'), report);
    const no = /PB-\d+/.exec(wordsOf(await desk.modal(WHO.anna, 'tell')))?.[0] ?? '';
    await desk.settle();
    const [mine, theirs] = [await open(WHO.engineer, no, 'edit'), await open(WHO.supervisor, no, 'edit')];
    expect((await desk.submit(WHO.supervisor, theirs, { title: 'Slow at noon and at six', description: 'since May' })).ok).toBe(true);
    expect((await desk.submit(WHO.engineer, mine, { severity: option('critical') })).ok).toBe(true);
    const known = { title: 'Slow at noon and at six', description: 'since May', severity: 'critical' };
    await eventually(async () => expect((await desk.case(no))?.data).toMatchObject(known));
    const second = await open(WHO.engineer, no, 'edit');
    await desk.submit(WHO.supervisor, await open(WHO.supervisor, no, 'edit'), { description: 'since June', severity: option('minor') });
    await desk.submit(WHO.engineer, second, { description: 'since April', title: 'Slow' });
    const asked = await question(second);
    for (const part of ['since May', 'since June', 'since April', `<@${WHO.supervisor}>`]) expect(wordsOf(second)).toContain(part);
    expect((await desk.case(no))?.data).toMatchObject({ ...known, description: 'since June', severity: 'minor' });
    await desk.submit(WHO.engineer, second, { [asked]: option('theirs') });
    await eventually(async () =>
      expect((await desk.case(no))?.data).toMatchObject({ title: 'Slow', description: 'since June', severity: 'minor' }),
    );
  });

  test('Q20: a visit’s address and travel time, and its window: a moved window is asked as one', async () => {
    const ticket = await desk.logCall(aCall());
    const no = await desk.orderVisit(ticket, { engineer: WHO.engineer });
    const edit = await open(WHO.agent, no, 'edit');
    await desk.submit(WHO.anna, await open(WHO.anna, no, 'edit'), { phone: '139 9999 8888' });
    await desk.submit(WHO.agent, edit, { address: '淮海路 2 号' });
    await eventually(async () => expect((await desk.case(no))?.data).toMatchObject({ phone: '139 9999 8888', address: '淮海路 2 号' }));
    const move = await open(WHO.agent, no, 'reschedule');
    const later = desk.app.desk.clock.now().plus({ days: 2 });
    const moved = { date: later.toFormat('yyyy-MM-dd'), from: '10:00', to: '12:00', wish: 'customer', agreedWith: '周丽', reason: 'wish' };
    await desk.submit(WHO.anna, await open(WHO.anna, no, 'reschedule'), moved);
    await desk.settle();
    const before = (await desk.case(no))?.data;
    await desk.submit(WHO.agent, move, { ...moved, from: '15:00', to: '16:00', wish: 'customer', agreedWith: '王', reason: 'other' });
    const asked = await question(move);
    expect(asked).toContain('window');
    expect((await desk.case(no))?.data).toEqual(before);
    await desk.submit(WHO.agent, move, { [asked]: option('mine') });
    await eventually(async () => expect((await desk.case(no))?.data).not.toEqual(before));
  });

  test('S17: an answer that rests on what others changed meanwhile is looked over first; what was typed stays', async () => {
    const ticket = await desk.logCall(aCall());
    const no = await desk.orderVisit(ticket, { engineer: WHO.engineer });
    const accept = await open(WHO.engineer, no, 'accept');
    const later = desk.app.desk.clock.now().plus({ days: 2 });
    const moved = { date: later.toFormat('yyyy-MM-dd'), from: '10:00', to: '12:00', wish: 'customer', agreedWith: '周丽', reason: 'wish' };
    await desk.submit(WHO.anna, await open(WHO.anna, no, 'reschedule'), moved);
    await desk.submit(WHO.engineer, accept, { remark: 'with the new cable' });
    expect((await desk.case(no))?.state).toBe('ordered');
    await eventually(() => expect(wordsOf(accept)).toContain('10:00'));
    expect(startOf(accept, 'remark').initial_value).toBe('with the new cable');
    await desk.submit(WHO.engineer, accept, {});
    await eventually(async () => expect((await desk.case(no))?.state).toBe('accepted'));
    expect((await desk.case(no))?.history.at(-1)?.note).toBe('with the new cable');
  });

  test('S17: of two supervisors who reassign at once the second is told of the first', async () => {
    const ticket = await desk.logCall(aCall());
    const no = await desk.orderVisit(ticket, { engineer: WHO.engineer });
    const mine = await open(WHO.supervisor, no, 'reassign');
    await desk.submit(WHO.head, await open(WHO.head, no, 'reassign'), { to: WHO.tom, reason: 'near' });
    await desk.submit(WHO.supervisor, mine, { reason: 'to the pool' });
    expect((await desk.case(no))?.data).toMatchObject({ engineer: WHO.tom });
    await eventually(() => expect(wordsOf(mine)).toContain(`<@${WHO.head}>`));
    const finish = await desk.submit(WHO.supervisor, mine, {});
    expect(finish.ok).toBe(true);
    await eventually(async () => expect((await desk.case(no))?.data).not.toHaveProperty('engineer'));
  });

  test('S17: a form whose action is over is refused with a sentence, and what was typed stays', async () => {
    const no = await desk.logCall(aCall());
    const edit = await open(WHO.anna, no, 'edit');
    await desk.submit(WHO.agent, await open(WHO.agent, no, 'cancel'), { cancelReason: 'mistake', reason: 'double' });
    const refused = await desk.submit(WHO.anna, edit, { description: 'typed for nothing?' });
    expect(Object.values(refused.errors ?? {}).join()).toContain('cancelled');
    expect((await desk.modal(WHO.anna, 'ticket.edit')).values.description).toMatchObject({ value: { value: 'typed for nothing?' } });
    expect(directOf(WHO.anna)).toBe('D06AGENTEN');
    expect(shownIn(await desk.card(no))).toContain(no);
  });
});
