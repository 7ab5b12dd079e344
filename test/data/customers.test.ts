import { expect, test } from '@jest/globals';
import type { Customer } from '../../src/cases/customer/customer.js';
import { keysOf } from '../../src/cases/customer/finding.js';
import { joinTyped } from '../../src/cases/customer/joining.js';
import { registerCustomers } from '../../src/data/customers.js';
import { connect } from '../../src/store/connection.js';
import { storesOf } from '../../src/store/stores.js';
import { aDevice } from '../support/builders.js';
import { aDatabase } from '../support/store.js';

test('what is the same however it is written is joined, what is only alike is doubtful and stays apart', () => {
  const registered = { name: '恒昌百货', shortNames: ['恒昌'], formerNames: [], products: [], sites: [], contacts: [], lastPart: 0 };
  const known: Customer = { ...registered, ...keysOf(registered), no: 'CU-1', seq: 1, version: 1, isEnabled: true, history: [] };
  const {
    fresh,
    doubtful,
    known: already,
  } = joinTyped(
    [
      { name: '悦购超市（总部）', site: '虹桥店' },
      { name: '悦购超市(总部)', site: '虹桥 店' },
      { name: '悦购超市（总部）', site: '徐汇店' },
      { name: '越购超市' },
      { name: 'ALPHA Store' },
      { name: 'Alpha  store' },
      { name: '恒昌 百货' },
      { name: '恒昌', site: 'x' },
      { name: ' ' },
    ],
    [known],
  );
  expect(fresh.map(({ data, spellings }) => [spellings, data.sites.map(({ site }) => site)])).toEqual([
    [
      ['悦购超市（总部）', '悦购超市(总部)'],
      ['虹桥店', '徐汇店'],
    ],
    [['越购超市'], []],
    [['ALPHA Store', 'Alpha store'], []],
  ]);
  expect(doubtful).toEqual([['悦购超市（总部）', '越购超市']]);
  expect(already).toBe(2);
});

test('the migration says first what it would do, then does that, and run again does nothing more', async () => {
  const database = await aDatabase();
  const connection = await connect(database.uri);
  try {
    const { directory, customers } = storesOf(connection, 'T1', () => {});
    await directory.remember('悦购超市', '虹桥店');
    await directory.remember('悦购 超市', '徐汇店');
    const ticket = { team: 'T1', no: 'T-1', seq: 1, kind: 'ticket', openedAt: new Date(0), data: { customer: '恒昌', site: '老店' } };
    await connection.collection('cases').insertOne(ticket);
    await connection.collection('devices').insertOne({ ...aDevice, team: 'T1', no: 'D-1', seq: 1, customer: '越购超市' });
    const now = new Date('2026-03-05T02:00:00Z');
    const run = async (isDryRun: boolean): Promise<string> => {
      const said: string[] = [];
      await registerCustomers(connection, 'T1', { isDryRun, now, say: (line) => void said.push(line) });
      return said.join('\n');
    };
    const dry = await run(true);
    expect(dry).toContain('3 customers would be entered');
    expect(dry).toContain('joined with it: 悦购 超市');
    expect(dry).toContain('doubtful, kept apart: 悦购超市 | 越购超市');
    expect(await customers.all()).toEqual([]);
    expect(await run(false)).toContain('3 are');
    const all = await customers.all();
    expect(all.map(({ name }) => name).toSorted()).toEqual(['恒昌', '悦购超市', '越购超市'].toSorted());
    expect(all.find(({ name }) => name === '悦购超市')?.sites.map(({ site }) => site)).toEqual(['虹桥店', '徐汇店']);
    // The tickets of before it stood in the register hang on it by its name.
    const [hengchang] = await customers.find('恒昌');
    expect((await customers.casesOf({ numbers: [hengchang?.no ?? ''], names: ['恒昌'] })).map(({ no }) => no)).toEqual(['T-1']);
    expect(await run(false)).toContain('0 customers were to be entered, 0 are; 3 were in the register already');
    // What joins one that is in the register is said too, and its site is not left out.
    const later = { team: 'T1', no: 'T-2', seq: 2, kind: 'ticket', openedAt: new Date(0), data: { customer: '恒　昌', site: '新店' } };
    await connection.collection('cases').insertOne(later);
    const listed = `${hengchang?.no} 恒昌, in the register already: joined with it: 恒 昌; new sites: 新店`;
    expect(await run(true)).toContain(listed);
    expect((await customers.find('恒昌'))[0]?.sites.map(({ site }) => site)).toEqual(['老店']);
    expect(await run(false)).toContain(listed);
    const [then] = await customers.find('恒昌');
    expect(then?.sites.map(({ site }) => site)).toEqual(['老店', '新店']);
    expect(then?.history.at(-1)).toMatchObject({ action: 'edit' });
  } finally {
    await connection.close();
    await database.close();
  }
});
