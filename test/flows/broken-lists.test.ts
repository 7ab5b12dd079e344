import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { sweep } from '../../jobs/sla.js';
import { aCall, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

const GROUP = '服务器组';

describe('S4: a broken value takes no other row out of a list', () => {
  let desk: TestDesk;
  const numbers = { duty: ['', ''], project: ['', ''], device: ['', ''], document: ['', ''] };
  let kept: Record<string, unknown>[] = [];
  let visits: string[] = [];
  const COLLECTIONS = ['duties', 'projects', 'devices', 'documents', 'customers', 'cases'];
  const collection = (name: string) => desk.app.desk.cases.model.db.collection(name);

  beforeAll(async () => {
    desk = await TestDesk.open({ logLevel: 'silent', beginsAt: DateTime.fromISO('2026-11-26T10:00', { zone: 'Asia/Shanghai' }) });
    const { duties, projects, devices, documents } = desk.app.desk;
    const at = desk.app.desk.clock.now().toJSDate();
    const noOf = (written: { readonly ok: true; readonly entry: { readonly no: string } } | { readonly ok: false }): string => {
      if (!written.ok) throw new Error('not written');
      return written.entry.no;
    };
    for (const n of [0, 1]) {
      const name = `Entry ${n}`;
      const duty = { recurrence: 'daily', dueBy: '18:00', dueAfterDays: 0, evidence: 'text', lines: [], enabledOn: '2026-01-01' } as const;
      numbers.duty[n] = noOf(await duties.add({ ...duty, name, group: GROUP }, WHO.tom, at));
      numbers.project[n] = noOf(await projects.add({ name, group: GROUP, items: [], lastItem: 0 }, WHO.tom, at));
      const device = { name, group: GROUP, type: 'server' as const, items: [], lastItem: 0, words: [] };
      numbers.device[n] = noOf(await devices.add(device, WHO.tom, at));
      const versions = [{ n: 1, link: 'https://example.com/a', by: WHO.tom, at }];
      const document = { project: numbers.project[0] ?? '', kind: 'manual' as const, title: name, versions };
      numbers.document[n] = noOf(await documents.add(document, WHO.tom, at));
    }
    const ticket = await desk.logCall(aCall());
    visits = [await desk.orderVisit(ticket, { engineer: WHO.tom }, { hours: 1 }), await desk.orderVisit(ticket, {}, { hours: 5 })];
    kept = await Promise.all(COLLECTIONS.map(async (name) => ({ name, all: await collection(name).find().toArray() })));
  }, 60_000);
  afterEach(async () => {
    for (const { name, all } of kept as { name: string; all: { _id: never }[] }[])
      for (const document of all) await collection(name).replaceOne({ _id: document._id }, document);
  });
  afterAll(() => desk.close());

  const answerTo = async (typed: string, words: string): Promise<string> => {
    await desk.command(WHO.tom, typed);
    return shownIn(await desk.answer(WHO.tom, words));
  };
  const told = (no: string): number =>
    desk
      .posted(directOf(WHO.supervisor))
      .filter((one) => shownIn(one).includes(`${no} is broken`) || shownIn(one).includes(`${no} 数据有误`)).length;

  test.each<['duty' | 'project' | 'device' | 'document', string, string, object, string]>([
    ['duty', 'duties', '/duty list', { name: null }, 'Name'],
    ['duty', 'duties', '/duty list', { group: 7 }, 'Operations group'],
    ['project', 'projects', '/project', { name: null }, 'Name'],
    ['project', 'projects', '/project', { items: 'abc' }, 'Check items'],
    ['project', 'projects', '/project', { items: null }, 'Check items'],
    ['device', 'devices', '/device', { name: null }, 'Name'],
    ['device', 'devices', '/device', { group: null }, 'Operations group'],
    ['device', 'devices', '/device', { history: null }, 'History'],
    ['document', 'documents', '/docs', { title: null }, 'Title'],
    ['document', 'documents', '/docs', { versions: null }, 'Versions'],
  ])(
    'S4: a %s in %s: %s lists the others with %j, marks it, tells it, and its card names what is wrong: %s',
    async (kind, where, typed, change, field) => {
      const [broken = '', sound = ''] = numbers[kind];
      // Each is a case of its own: what was told of one version is not told again.
      const version = 100 + Math.floor(Math.random() * 1e6);
      await collection(where).updateOne({ no: broken }, { $set: { ...change, version } });
      const before = told(broken);
      const list = await answerTo(typed, sound);
      expect(list).toContain('broken: open it');
      expect(list).toContain('Entry 1');
      await desk.app.desk.broken.told();
      expect(told(broken)).toBe(before + 1);
      const command = typed.split(' ')[0] ?? '';
      expect(await answerTo(`${command} ${broken}`, 'until it is mended')).toMatch(new RegExp(`mended: .*${field}`));
    },
  );

  test('S4: an entry whose history is none is edited, and has one again', async () => {
    const [broken = ''] = numbers.device;
    await collection('devices').updateOne({ no: broken }, { $set: { history: null } });
    await answerTo(`/device ${broken}`, 'until it is mended');
    await desk.pressAnswer(WHO.tom, 'device.disable', broken);
    await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'device.disable'), { reason: 'scrapped' });
    await eventually(async () => expect((await desk.app.desk.devices.get(broken))?.history).toHaveLength(1));
    await answerTo(`/device ${broken}`, 'Entry 0');
  });

  test('S4: a customer without a name is not offered, and the others are', async () => {
    const { directory, cases } = desk.app.desk;
    await directory.remember('悦购超市', undefined);
    await collection('customers').insertOne({ team: cases.team, name: null, sites: null, words: [] } as never);
    await desk.command(WHO.agent, '/newcall');
    const view = await desk.modal(WHO.agent, 'call.log');
    const { options } = await desk.suggest(WHO.agent, view, 'customer', '');
    await collection('customers').deleteOne({ name: null });
    expect(JSON.stringify(options)).toContain('悦购超市');
  });

  test('S4: a visit without a crew is left out of the team’s diary and of the figures, which show the others', async () => {
    const [broken = '', sound = ''] = visits;
    await collection('cases').updateOne({ no: broken }, { $set: { 'data.crew': null, version: 77 } });
    await answerTo('/visit team', sound);
    await answerTo('/desk', 'T-1');
    await desk.app.desk.broken.told();
    expect(told(broken)).toBe(1);
  });

  test('S4: a history that is none stops no sweep', async () => {
    const no = await desk.logCall(aCall());
    const sound = await desk.logCall(aCall());
    await collection('cases').updateOne({ no }, { $set: { history: 'none' } });
    await desk.sleepThrough({ hours: 48 });
    await sweep(desk.app.desk);
    expect((await desk.case(sound))?.breachedAt).toBeDefined();
  });
});
