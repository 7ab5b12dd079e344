import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type CaseRecord, CaseStore } from '../../src/store/cases.js';
import { type Connection, connect } from '../../src/store/connection.js';
import { OutboxStore } from '../../src/store/outbox.js';
import { takenCall } from '../support/builders.js';
import { aCall, DESK, TestDesk, WHO } from '../support/desk.js';
import { aDatabase, telling } from '../support/store.js';

const CASES = 10;
const now = new Date('2026-03-02T03:00:00Z');

let database: Awaited<ReturnType<typeof aDatabase>>;
let connection: Connection;
let commands: string[];
let cases: CaseStore;
let outbox: OutboxStore;
let claimed: CaseRecord[];

beforeEach(async () => {
  database = await aDatabase();
  connection = await connect(telling(database.uri));
  cases = new CaseStore(connection, 'T1');
  outbox = new OutboxStore(cases, 'a sender');
  await cases.prepare();
  const made = await Promise.all(Array.from({ length: CASES }, () => cases.create('ticket', (seq) => takenCall({}, { seq }))));
  claimed = await outbox.claim(
    made.map(({ no }) => no),
    now,
  );
  commands = [];
  connection.getClient().on('commandStarted', ({ commandName }) => commands.push(commandName));
});
afterEach(async () => {
  await connection.close();
  await database.close();
});

const sentOf = ({ no, notices }: CaseRecord) => ({
  no,
  done: notices.map(({ id }) => ({ id, sent: { id, channel: 'C1', ts: `${no}.1`, at: now } })),
});

test('what many senders have to record at once is two commands: that of the first, and that of all who came meanwhile', async () => {
  await Promise.all(claimed.map((record) => outbox.settle([{ ...sentOf(record), back: { now } }])));
  expect(commands).toEqual(['update', 'update']);
  for (const { no, notices } of claimed)
    expect(await cases.get(no)).toMatchObject({ notices: [], sent: notices.map(({ id }) => ({ id, ts: `${no}.1` })) });
  expect(await cases.noticesDue(new Date(now.getTime() + 60_000))).toBe(0);
});

test('what is recorded of one case is recorded in the order it came', async () => {
  const [first] = claimed;
  if (!first) throw new Error('nothing was claimed');
  const { no } = first;
  const retryAt = new Date(now.getTime() + 3_600_000);
  await Promise.all([
    outbox.settle([{ no, done: [], kept: first.notices.map(({ id }) => ({ id, retryAt })), back: { now } }]),
    outbox.settle([sentOf(first)]),
    outbox.settle([{ no, done: [], back: { now } }]),
  ]);
  // The first gave it back, so the last one no longer holds it and changes nothing.
  expect(await cases.get(no)).toMatchObject({ nextNoticeAt: retryAt, notices: [] });
});

test('everybody who waits hears when it could not be recorded, and what comes later is recorded', async () => {
  const [first, second] = claimed;
  if (!first || !second) throw new Error('nothing was claimed');
  const original = cases.model.bulkWrite.bind(cases.model);
  cases.model.bulkWrite = (async () => {
    throw new Error('away');
  }) as never;
  const failed = await Promise.allSettled(claimed.map((record) => outbox.settle([sentOf(record)])));
  expect(failed.map(({ status }) => status)).toEqual(claimed.map(() => 'rejected'));
  cases.model.bulkWrite = original;
  await outbox.settle([sentOf(second)]);
  expect(await cases.get(second.no)).toMatchObject({ notices: [] });
});

test('a case is sent as it was claimed when its turn comes at once, and read again when it had to wait', async () => {
  const desk = await TestDesk.open({ messageGapMs: 1_050, tellsCommands: true });
  try {
    const holds: string[] = [];
    desk.app.desk.cases.model.db.getClient().on('commandStarted', ({ commandName, command }) => {
      if (commandName === 'findAndModify' && command.query['claim.by']) holds.push(command.query.no);
    });
    const first = await desk.logCall(aCall());
    await desk.settle();
    expect(holds).not.toContain(first);
    const [second, third] = await Promise.all([desk.logCall(aCall()), desk.logCall(aCall(), WHO.anna)]);
    await desk.settle();
    expect(holds.filter((no) => no === second || no === third)).not.toEqual([]);
    for (const no of [first, second, third]) expect([no, (await desk.case(no))?.home?.channel]).toEqual([no, DESK]);
  } finally {
    await desk.close();
  }
});
