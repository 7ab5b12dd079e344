import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Customer } from '../../src/cases/customer/customer.js';
import { directOf, eventually, MEANT, option, shownIn, TestDesk, WHO } from '../support/desk.js';

const ROLES = { agents: [WHO.agent, WHO.anna], engineers: [WHO.engineer, WHO.tom], supervisors: [WHO.supervisor], heads: [WHO.head] };

describe('the customer register', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ settings: { roles: ROLES } });
  });
  afterAll(() => desk.close());

  const register = () => desk.app.desk.customers;
  const get = async (no: string): Promise<Customer> => {
    const customer = await register().get(no);
    if (!customer) throw new Error(`no ${no}`);
    return customer;
  };
  const told = async (user: string): Promise<string> => JSON.stringify((await desk.modal(user, 'tell')).body.blocks);
  /** Fills in a form that stands open, and answers what is told then. */
  const fill = async (user: string, form: string, values: object): Promise<string> => {
    const view = await desk.modal(user, form);
    const first = await desk.submit(user, view, values);
    const isAsked = JSON.stringify(view.body.blocks).includes(MEANT);
    const result = isAsked ? await desk.submit(user, view, { ...values, [MEANT]: 'new' }) : first;
    if (!result.ok || result.errors) throw new Error(JSON.stringify(result));
    return told(user);
  };
  const add = async (values: object, user: string = WHO.agent): Promise<string> => {
    await desk.command(user, '/customer add');
    return /CU-\d+/.exec(await fill(user, 'customer.edit', values))?.[0] ?? '';
  };
  const refused = async (user: string, values: object): Promise<Record<string, string>> => {
    await desk.command(user, '/customer add');
    return (await desk.submit(user, await desk.modal(user, 'customer.edit'), values)).errors ?? {};
  };
  const pressOnCard = async (user: string, no: string, action: string, value = no): Promise<void> => {
    await desk.command(user, `/customer ${no}`);
    await desk.pressAnswer(user, action, value);
  };
  /** The sites and contacts of a card are edited by its one menu. */
  const edit = async (user: string, no: string, what: string): Promise<void> => {
    await desk.command(user, `/customer ${no}`);
    const card = await eventually(() => {
      const found = desk.private(user).findLast((one) => shownIn(one).includes(`customer.${what}`));
      if (!found) throw new Error(`the card of ${no} does not offer ${what}`);
      return found;
    });
    await desk.press(user, card, 'case-menu:customer', option(`customer.${what}`));
  };
  const forgedPress = (user: string, action: string, value: string) =>
    desk.app.sandbox?.delivery.interaction({
      type: 'block_actions',
      team: { id: 'T0SANDBOX', domain: 'x' },
      user: { id: user, name: user, team_id: 'T0SANDBOX' },
      api_app_id: 'A0BELL',
      token: 'x',
      trigger_id: `${action}.forged`,
      container: { type: 'message', message_ts: '1.1', channel_id: 'C01DESK' },
      channel: { id: 'C01DESK', name: 'service-desk' },
      message: { ts: '1.1', type: 'message', text: '' },
      actions: [
        { type: 'button', action_id: `case:${action}`, block_id: 'b', value, action_ts: '1.1', text: { type: 'plain_text', text: 'x' } },
      ],
    });
  const directly = (user: string): string =>
    desk.workspace.messages
      .filter(({ channel, isBot }) => isBot && channel === directOf(user))
      .map(shownIn)
      .join('\n');
  let no = '';

  test('a customer is entered with a site and a contact, and is found by whatever people type', async () => {
    no = await add({
      name: '上海悦购超市 （总部）',
      shortNames: '悦购\n悦 购',
      accountOwner: WHO.tom,
      contractNo: 'K-2026-7',
      contractFrom: '2020-01-01',
      contractTo: '2020-12-31',
      products: '会员积分 <!channel> *POS*',
    });
    await add({ name: '恒昌百货' });
    await pressOnCard(WHO.agent, no, 'customer.addSite');
    const site = { site: '虹桥店', address: '虹桥路 1 号', travelMinutes: '35', hours: '早上十点到晚上', note: '机房在三楼' };
    // What cannot be read is said, and the next one is a press away.
    const first = await fill(WHO.agent, 'customer.site', site);
    expect(first).toContain('未能识别营业时间“早上十点到晚上”');
    expect(first).toContain('case:customer.addSite');
    await pressOnCard(WHO.agent, no, 'customer.addContact');
    const contact = { callerName: '周丽', callerTitle: '女士', phone: '138 0000 4711 / 021-5555 1234 转 801', role: '店长' };
    await fill(WHO.agent, 'customer.contact', { ...contact, site: option('虹桥店') });
    const kept = await get(no);
    expect(kept).toMatchObject({
      shortNames: ['悦购'],
      sites: [{ travelMinutes: 35 }],
      contacts: [{ callerName: '周丽', site: '虹桥店' }],
    });
    for (const typed of ['悦购', 'shyg', 'YGCS', '虹桥', 'hqd', '周丽', '+86 138-0000-4711', '４７１１', '转801', '(021)55551234']) {
      await desk.command(WHO.agent, `/customer ${typed}`);
      const card = await desk.answer(WHO.agent, no);
      expect([typed, shownIn(card)]).toEqual([typed, expect.not.stringContaining('恒昌')]);
    }
    await desk.command(WHO.agent, `/desk 客户 ${no}`);
    const card = shownIn(await desk.answer(WHO.agent, '虹桥路'));
    // Masked, the signs of Slack escaped, the contract said to be over.
    expect(card).toContain('已到期');
    expect(card).not.toContain('4711');
    expect(card).not.toContain('<!channel>');
    await desk.command(WHO.anna, `/customer ${no}`);
    expect(shownIn(await desk.answer(WHO.anna, 'Contacts (1)'))).toContain('over');
    await desk.command(WHO.agent, '/customer 没有这家');
    expect(shownIn(await desk.answer(WHO.agent, '没有找到'))).toContain('恒昌百货');
    // One sign wrong: the nearest is named, and only that.
    await desk.command(WHO.agent, '/customer 恒畅百货');
    const nearest = shownIn(await desk.answer(WHO.agent, '最接近的客户'));
    expect(nearest).toContain('恒昌百货');
    expect(nearest).not.toContain('悦购');
  });

  test('a number is seen in full by a press that is written down', async () => {
    await pressOnCard(WHO.anna, no, 'customer.phones');
    expect(await told(WHO.anna)).toContain('138 0000 4711');
    await eventually(async () => expect((await get(no)).history.at(-1)).toMatchObject({ action: 'showPhone', by: WHO.anna }));
  });

  test('a twin is recognised: a blank, a bracket, another case, a short name, a former one', async () => {
    for (const name of ['上海悦购超市(总部)', '上海 悦购超市【总部】', '悦购'])
      expect((await refused(WHO.agent, { name })).name).toContain(no);
    const other = await add({ name: 'Alpha Store' });
    expect((await refused(WHO.agent, { name: 'ALPHA  store' })).name).toContain(other);
    expect((await refused(WHO.agent, { name: 'Beta', shortNames: 'alpha store' })).shortNames).toContain(other);
    const wrong = { name: 'Gamma', contractFrom: '2026-02-01', contractTo: '2026-01-01' };
    expect(Object.keys(await refused(WHO.agent, wrong))).toEqual(['contractTo']);
    expect(await register().named('上海悦购超市【总部】')).toMatchObject({ no });
  });

  test('a renamed customer is found by its former name, and its history says so; a renamed site keeps its contacts', async () => {
    await pressOnCard(WHO.tom, no, 'customer.edit');
    await fill(WHO.tom, 'customer.edit', { name: '上海大悦购有限公司' });
    expect(await get(no)).toMatchObject({ name: '上海大悦购有限公司', formerNames: ['上海悦购超市 （总部）'] });
    await desk.command(WHO.tom, '/customer 悦购超市(总部)');
    await desk.answer(WHO.tom, '上海大悦购有限公司');
    expect((await refused(WHO.agent, { name: '上海悦购超市（总部）' })).name).toContain(no);
    const { sites, contacts } = await get(no);
    await edit(WHO.tom, no, `site ${no} ${sites[0]?.id}`);
    await fill(WHO.tom, 'customer.site', { site: '虹桥二店' });
    expect((await get(no)).contacts[0]?.site).toBe('虹桥二店');
    await edit(WHO.tom, no, `contact ${no} ${contacts[0]?.id}`);
    await fill(WHO.tom, 'customer.contact', { remove: ['remove'] });
    expect((await get(no)).contacts).toEqual([]);
    await pressOnCard(WHO.anna, no, 'customer.history');
    const history = JSON.stringify(
      await eventually(() => {
        const view = desk.workspace.modals.get(WHO.anna)?.at(-1);
        if (!view) throw new Error('no history');
        return view.body.blocks;
      }),
    );
    expect(history).toContain('Former names');
    expect(history).not.toContain('4711');
  });

  test('who leads or answers for it disables it, nobody else, not by forgery either', async () => {
    await desk.command(WHO.agent, `/customer ${no}`);
    const message = await desk.answer(WHO.agent, no);
    expect(JSON.stringify(message.blocks)).not.toContain('customer.disable');
    await forgedPress(WHO.agent, 'customer.disable', no);
    await eventually(() => expect(directly(WHO.agent)).toContain('仅限主管'));
    await forgedPress(WHO.agent, 'customer.delete', no);
    await eventually(() => expect(directly(WHO.agent)).toContain('只有主管'));
    expect((await get(no)).isEnabled).toBe(true);
    await pressOnCard(WHO.tom, no, 'customer.disable');
    await fill(WHO.tom, 'customer.disable', { reason: '客户已搬走，不再合作' });
    expect((await get(no)).isEnabled).toBe(false);
    expect((await register().find('大悦购', { inUse: true })).map((one) => one.no)).toEqual([]);
    expect(shownIn(await desk.asks(WHO.agent, `/customer ${no}`, '停用'))).toContain('客户已搬走，不再合作');
    await pressOnCard(WHO.supervisor, no, 'customer.enable');
    await eventually(async () => expect((await get(no)).isEnabled).toBe(true));
  });

  test('two who edit it at once lose nothing', async () => {
    await pressOnCard(WHO.agent, no, 'customer.edit');
    const mine = await desk.modal(WHO.agent, 'customer.edit');
    await pressOnCard(WHO.anna, no, 'customer.edit');
    await fill(WHO.anna, 'customer.edit', { contractTo: '2030-12-31' });
    const result = await desk.submit(WHO.agent, mine, { contractScope: '上门、远程' });
    expect(result.errors).toBeUndefined();
    await eventually(async () => expect(await get(no)).toMatchObject({ contractTo: '2030-12-31', contractScope: '上门、远程' }));
  });

  test('fresh eye: who was only typed so far is entered at a press of whoever leads, after he saw whom; the title says what a form adds', async () => {
    const { directory } = desk.app.desk;
    await directory.remember('锦绣百货', '南京西路店');
    await directory.remember('锦绣 百货', '徐汇店');
    await directory.remember('锦秀百货', '徐汇店');
    const refusals = (): number => directly(WHO.agent).split('只有主管').length;
    const before = refusals();
    await forgedPress(WHO.agent, 'customer.typed', 'new');
    await eventually(() => expect(refusals()).toBe(before + 1));
    await desk.command(WHO.supervisor, '/customer');
    await desk.pressAnswer(WHO.supervisor, 'customer.typed', 'new');
    const view = await desk.modal(WHO.supervisor, 'customer.typed');
    const shown = JSON.stringify(view.body.blocks);
    for (const said of ['锦绣百货', '锦绣百货 / 锦秀百货']) expect(shown).toContain(said);
    expect(await register().named('锦绣百货')).toBeUndefined();
    await desk.submit(WHO.supervisor, view, {});
    expect(await told(WHO.supervisor)).toContain('锦绣百货 / 锦秀百货');
    expect((await register().named('锦绣百货'))?.sites.map(({ site }) => site)).toEqual(['南京西路店', '徐汇店']);
    await desk.closeModals(WHO.supervisor);
    const entered = (await register().named('锦秀百货'))?.no ?? '';
    await pressOnCard(WHO.agent, entered, 'customer.addSite');
    expect(JSON.stringify((await desk.modal(WHO.agent, 'customer.site')).body.title)).toContain('添加门店');
  });

  test('issue 19: before a customer is made whose name is like one that is known it is asked whether that is meant', async () => {
    const no = await add({ name: '金鼎百货' });
    const count = async () => (await register().everyone()).length;
    const before = await count();
    await desk.command(WHO.supervisor, '/customer add');
    const view = await desk.modal(WHO.supervisor, 'customer.edit');
    await desk.submit(WHO.supervisor, view, { name: '金顶百货' });
    expect(JSON.stringify(view.body.blocks)).toContain(`${no} 金鼎百货`);
    expect(await count()).toBe(before);
    const { errors } = await desk.submit(WHO.supervisor, view, { name: '金顶百货', [MEANT]: no });
    expect(errors?.name).toContain(`这就是 ${no} 金鼎百货，没有新建客户`);
    expect(await count()).toBe(before);
    await desk.submit(WHO.supervisor, view, { name: '金顶百货', [MEANT]: 'new' });
    expect(await told(WHO.supervisor)).toContain('金顶百货');
    expect(await count()).toBe(before + 1);
  });

  test('a project takes its customer from the register: by number, a name like one is asked about, a new one is entered', async () => {
    const known = await add({ name: '锦江百货' });
    const project = async (name: string, customer: string, more: object = {}) => {
      await desk.closeModals(WHO.tom);
      await desk.command(WHO.tom, '/project add');
      const view = await desk.modal(WHO.tom, 'project.edit');
      const result = await desk.submit(WHO.tom, view, { name, customer });
      if (Object.keys(more).length === 0) return { view, result };
      await eventually(() => expect(JSON.stringify(view.body.blocks)).toContain(MEANT));
      return { view, result: await desk.submit(WHO.tom, view, { name, customer, ...more }) };
    };
    const customersOf = async (): Promise<(string | undefined)[]> => (await desk.app.desk.projects.all()).map(({ customer }) => customer);
    await project('收银', known);
    await eventually(async () => expect(await customersOf()).toContain('锦江百货'));
    expect((await project('客流', '无')).result.errors?.customer).toContain('names no customer');
    await project('客流', '锦江百货有限公司', { [MEANT]: known });
    await project('门禁', '全新客户丙');
    await eventually(async () => expect((await customersOf()).sort()).toEqual(['全新客户丙', '锦江百货', '锦江百货']));
    expect(await register().named('全新客户丙')).toBeDefined();
    await desk.command(WHO.agent, `/customer ${known}`);
    await desk.answer(WHO.agent, '项目：');
  });

  test('names with a slip, a word with a slip and a period that is none are said to be that', async () => {
    const books = await add({ name: 'Harbour Books' });
    for (const [typed, words] of [
      ['Harbuor Books', 'Harbour Books'],
      ['Harbuor', 'Harbour Books'],
      [`repotr ${books}`, `/customer report ${books}`],
      [books.replace('-', ' '), `${books} · Harbour Books`],
      [`report ${books} 2026-13`, '2026-13'],
      [`report ${books} 2026-11..2026-10`, '2026-11..2026-10'],
    ] as const) {
      await desk.command(WHO.supervisor, `/customer ${typed}`);
      await desk.answer(WHO.supervisor, words);
    }
    expect(desk.private(WHO.supervisor).map(shownIn).join('\n')).not.toContain('客户库中没有与');
    await desk.command(WHO.agent, '/customer add 晨光文具');
    expect(JSON.stringify((await desk.modal(WHO.agent, 'customer.edit')).body.blocks)).toContain('晨光文具');
    await desk.closeModals(WHO.agent);
  });
});
