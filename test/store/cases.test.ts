import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { kindOf } from '../../src/cases/kinds.js';
import { decide } from '../../src/cases/workflow.js';
import type { CaseRecord } from '../../src/store/cases.js';
import { CaseStore, type Decide } from '../../src/store/cases.js';
import { type Connection, connect } from '../../src/store/connection.js';
import { anActor, aPolicy, at, takenCall } from '../support/builders.js';
import { aDatabase, telling } from '../support/store.js';

const policy = aPolicy();
const now = at('2026-03-02T10:00');
const does =
  (action: string, input: Record<string, string> = {}, id = 'U01AGENT'): Decide<CaseRecord> =>
  (record) =>
    decide(kindOf(record), record, action, input, { actor: anActor(id), now: now.plus({ minutes: 5 }), policy });

let database: Awaited<ReturnType<typeof aDatabase>>;
let connection: Connection;
let commands: string[];
/** Two bots on one database. */
let ours: CaseStore;
let others: CaseStore;

beforeEach(async () => {
  database = await aDatabase();
  connection = await connect(telling(database.uri));
  [ours, others] = [new CaseStore(connection, 'T1'), new CaseStore(connection, 'T1')];
  await ours.prepare();
  commands = [];
  connection.getClient().on('commandStarted', ({ commandName }) => commands.push(commandName));
});
afterEach(async () => {
  await connection.close();
  await database.close();
});

const logged = async (store: CaseStore, origin?: string): Promise<CaseRecord> =>
  store.create('ticket', (seq) => takenCall({}, { seq, now, policy }), origin);

test('a case that this process wrote last is not read again before it is decided on', async () => {
  const { no } = await logged(ours);
  commands.length = 0;
  expect(await ours.change(no, does('accept'))).toMatchObject({ ok: true, case: { state: 'accepted', version: 2 } });
  expect(await ours.change(no, does('note', { text: 'x' }))).toMatchObject({ ok: true, case: { version: 3 } });
  expect(commands).toEqual(['findAndModify', 'findAndModify']);
});

test('what another process changed meanwhile is what is decided on', async () => {
  const { no } = await logged(ours);
  await others.change(no, does('accept', {}, 'U02ENGLI'));
  const changed = await ours.change(no, does('note', { text: 'x' }));
  expect(changed).toMatchObject({ ok: true, case: { version: 3, owner: 'U02ENGLI' } });
});

test('nobody is refused by what this process remembers of a case', async () => {
  const { no } = await logged(ours);
  await ours.change(no, does('accept'));
  await others.change(no, does('wait', { reason: 'x' }));
  expect(await ours.change(no, does('resume'))).toMatchObject({ ok: true, case: { state: 'in_progress' } });
});

test('the same request has one effect, also when another process saw it first', async () => {
  const { no } = await logged(ours);
  await others.change(no, does('note', { text: 'once' }), 'request-1');
  expect(await ours.change(no, does('note', { text: 'once' }), 'request-1')).toMatchObject({ ok: true, case: { version: 2 } });
});

test('decisions on one case come in the order they were asked for, and none of them has to be tried twice', async () => {
  const patient = new CaseStore(connection, 'T1', () => {}, 600_000);
  const { no } = await logged(patient);
  const texts = Array.from({ length: 12 }, (_, n) => `note ${n}`);
  commands.length = 0;
  await Promise.all(texts.map((text) => patient.change(no, does('note', { text }))));
  const notes = (await patient.get(no))?.history.flatMap(({ action, note }) => (action === 'note' ? note : []));
  expect(notes).toEqual(texts);
  expect(commands.filter((name) => name === 'findAndModify')).toHaveLength(texts.length);
});

test('a decision that takes too long holds up nobody', async () => {
  const { no } = await logged(ours);
  let goOn = () => {};
  const stuck = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const original = ours.model.findOneAndUpdate.bind(ours.model);
  ours.model.findOneAndUpdate = ((...given: Parameters<typeof original>) => {
    ours.model.findOneAndUpdate = original;
    const query = original(...given);
    return { lean: async () => stuck.then(() => query.lean()) };
  }) as never;
  const slow = ours.change(no, does('note', { text: 'slow' }));
  expect(await ours.change(no, does('note', { text: 'quick' }))).toMatchObject({ ok: true, case: { version: 2 } });
  goOn();
  expect(await slow).toMatchObject({ ok: true, case: { version: 3 } });
});

test('the same submission five times at once is one case, and no number is left out', async () => {
  const records = await Promise.all(Array.from({ length: 5 }, () => logged(ours, 'view:V1')));
  expect(new Set(records.map(({ no }) => no))).toEqual(new Set(['T-1']));
  expect(await logged(ours)).toMatchObject({ no: 'T-2' });
});

test('a submission that another process had too is one case', async () => {
  const [first, second] = await Promise.all([logged(ours, 'view:V1'), logged(others, 'view:V1')]);
  expect(second.no).toBe(first.no);
  expect(await logged(new CaseStore(connection, 'T1'), 'view:V1')).toMatchObject({ no: first.no });
  expect(await ours.model.countDocuments({})).toBe(1);
});
