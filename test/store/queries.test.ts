import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { audit } from '../../jobs/auditor.js';
import { forgetOld } from '../../jobs/retention.js';
import { aCall, eventually, TestDesk, WHO } from '../support/desk.js';

interface Asked {
  readonly collection: string;
  readonly filter: Record<string, unknown>;
  readonly sort: Record<string, 1 | -1>;
}

/** Collections of a few documents, where a scan is what one wants. */
const SMALL = ['leases', 'memory', 'counters', 'drafts'];

/** What a command asks its collection, if it asks anything. */
function asked(name: string, command: Record<string, unknown>): Asked[] {
  const collection = String(command[name]);
  const one = (filter: unknown, sort: unknown = {}): Asked => ({
    collection,
    filter: (filter ?? {}) as never,
    sort: (sort ?? {}) as never,
  });
  if (name === 'find') return [one(command.filter, command.sort)];
  if (name === 'findAndModify') return [one(command.query, command.sort)];
  if (name === 'count' || name === 'distinct') return [one(command.query)];
  if (name === 'update') return (command.updates as { q: unknown }[]).map(({ q }) => one(q));
  if (name === 'delete') return (command.deletes as { q: unknown }[]).map(({ q }) => one(q));
  if (name === 'aggregate') return [one((command.pipeline as { $match?: unknown }[])[0]?.$match)];
  return [];
}

/** Two queries that differ only in values are one question. */
const shapeOf = ({ collection, filter, sort }: Asked): string =>
  JSON.stringify([collection, filter, sort], (_, value) =>
    value !== null && typeof value === 'object' && !(value instanceof Date) ? value : typeof value,
  );

/** The fields that a filter asks something of, below `$and` too. */
const fieldsOf = (filter: Record<string, unknown>): string[] =>
  Object.entries(filter).flatMap(([field, asked]) => (field === '$and' ? (asked as Record<string, unknown>[]).flatMap(fieldsOf) : [field]));

/** The fields of each index of a collection. */
const indexesOf = (collection: string): string[][] =>
  Object.values(desk.app.desk.cases.model.db.models)
    .filter((model) => model.collection.collectionName === collection)
    .flatMap((model) => model.schema.indexes().map(([key]) => Object.keys(key)));

/** May an index narrow what is looked at? By the declarations alone: not every database tells its plans. */
const isServed = (indexes: readonly string[][], filter: Record<string, unknown>): boolean => {
  const asked = fieldsOf(filter);
  return asked.includes('_id') || indexes.some(([first = '']) => asked.includes(first));
};

/** Does the database say that it would look at every document? One that tells no plans is taken at its indexes. */
async function isScanned({ collection, filter, sort }: Asked): Promise<boolean> {
  const find = { find: collection, filter, ...(Object.keys(sort).length > 0 ? { sort } : {}) };
  const plan = await desk.app.desk.cases.model.db.db?.command({ explain: find }).catch((error: { code?: number }) => {
    if (![59, 115, 303].includes(error.code ?? 0)) throw error;
    return undefined;
  });
  return JSON.stringify(plan?.queryPlanner?.winningPlan ?? '').includes('COLLSCAN');
}

let desk: TestDesk;
const questions = new Map<string, Asked>();
beforeAll(async () => {
  desk = await TestDesk.open({ isSeeded: true, tellsCommands: true, settings: { retention: { personalData: 'P1D' } } });
  desk.app.desk.cases.model.db.getClient().on('commandStarted', ({ commandName, command }) => {
    for (const question of asked(commandName, command)) questions.set(shapeOf(question), question);
  });
});
afterAll(() => desk.close());

test('M12: no query of the bot scans its collection, on whichever database', async () => {
  const no = await desk.logCall(aCall({ phone: '138 0000 0001' }));
  const visit = await desk.orderVisit(no, { engineer: WHO.tom });
  await desk.actWithForm(WHO.tom, visit, 'accept', {});
  for (const command of [
    '/newcall 138 0000 0001',
    '/newcall 悦购',
    '/ticket mine',
    '/ticket open',
    '/ticket late',
    '/ticket find 打印',
    `/ticket ${no} why`,
    '/visit today',
    '/visit week @tom',
    '/visit team',
    '/visit pool',
    '/visit handins',
    '/visit calendar',
    `/visit ${no}`,
    '/desk',
    '/desk sla',
    '/desk engineers',
    '/project',
    '/project P-1',
    '/inspect today',
    '/inspect week',
    '/inspect project P-1',
    '/inspect server D-1',
    '/inspect server 应用 01',
    '/inspect map',
    '/inspect export',
    '/inspect report D-1',
    '/device',
    '/device SAMPLE00',
    '/device D-1',
    '/device lights DL580 G7',
    '/customer',
    '/customer 悦购 hq',
    '/customer 4711',
    '/customer CU-1',
    '/duty',
    '/duty week',
    '/duty list',
    '/duty SD-1',
    '/problem',
    '/problem project P-1',
    '/remote',
    '/remote stayed',
    '/fault',
    '/fault 打印机',
    '/docs',
    '/docs P-1',
    '/docs DOC-1',
  ]) {
    const result = await desk.command(WHO.tom, command);
    expect([command, result]).toMatchObject([command, { ok: true }]);
  }
  for (const who of [WHO.tom, WHO.supervisor]) await desk.home(who);
  await eventually(() => expect(desk.workspace.homes.size).toBe(2));
  await desk.say(WHO.tom, 'a note', (await desk.card(no)).ts);
  await desk.sleepThrough({ hours: 48 });
  await desk.app.runJobs();
  await audit(desk.app.desk);
  await forgetOld(desk.app.desk);
  await desk.app.desk.inspections.ticketsOf('P-1_1');
  const [unused] = (await desk.app.desk.projects.all()).slice(-1);
  if (unused) expect(await desk.app.desk.projects.remove(unused)).toMatchObject({ why: 'hasHistory' });
  const { devices, duties } = desk.app.desk;
  const [device, duty] = [await devices.ofSerial('SAMPLE0001'), await duties.get('SD-1')];
  if (device) expect(await devices.remove(device)).toMatchObject({ why: 'hasHistory' });
  if (duty) expect(await duties.remove(duty)).toMatchObject({ why: 'hasHistory' });
  await devices.casesOf('D-1');
  const scans: string[] = [];
  for (const [shape, { collection, filter, sort }] of questions) {
    if (SMALL.includes(collection)) continue;
    if (!isServed(indexesOf(collection), filter)) scans.push(`no index: ${shape}`);
    if (await isScanned({ collection, filter, sort })) scans.push(shape);
  }
  expect(questions.size).toBeGreaterThan(25);
  expect(scans).toEqual([]);
});
