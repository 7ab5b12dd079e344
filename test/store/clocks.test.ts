import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { CaseStore } from '../../src/store/cases.js';
import { type Connection, connect } from '../../src/store/connection.js';
import { LeaseStore } from '../../src/store/leases.js';
import { CLAIM_MS, OutboxStore } from '../../src/store/outbox.js';
import { at, takenCall } from '../support/builders.js';
import { started } from '../support/started.js';
import { aFolder, freshUri } from '../support/store.js';

/** Seconds by which the clock of one of two bots is ahead. */
const AHEAD_MS = 21_000;

describe('two bots whose clocks differ, on one database', () => {
  let child: ChildProcess | undefined;
  let folder: Awaited<ReturnType<typeof aFolder>>;
  let connection: Connection;
  beforeAll(async () => {
    folder = await aFolder();
    const outside = freshUri();
    const store = outside ? undefined : await started(['dist/test/support/storehost.js', folder.path], {});
    child = store?.child;
    connection = await connect(outside ?? `mongodb://${new URL(store?.url ?? '').host}/fieldbell?directConnection=true`);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(async () => {
    await connection.close();
    child?.kill('SIGKILL');
    await folder.remove();
  });
  /** Does something as a bot whose clock is ahead. */
  const ahead = async <T>(work: () => Promise<T>, byMs = AHEAD_MS): Promise<T> => {
    const now = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => now() + byMs);
    return work().finally(() => jest.restoreAllMocks());
  };

  test('M8: a lease that was taken this instant is not taken by the one that is ahead, and not held for longer by him', async () => {
    const [ours, theirs] = [new LeaseStore(connection, 'ours'), new LeaseStore(connection, 'theirs')];
    expect(await ours.take('tick', 20_000)).toBe(true);
    expect(await ahead(() => theirs.take('tick', 20_000))).toBe(false);
    expect(await ours.take('tick', 20_000)).toBe(false);
    expect(await ahead(() => theirs.take('short', 30))).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await ours.take('short', 20_000)).toBe(true);
    expect(await ours.renew('short', 20_000)).toBe(true);
    expect(await theirs.renew('short', 20_000)).toBe(false);
  });

  test('M8: a case that was claimed this instant is not taken from its sender by the one that is ahead', async () => {
    const cases = new CaseStore(connection, 'T1');
    await cases.prepare();
    const now = at('2026-03-02T10:05').toJSDate();
    const { no } = await cases.create('ticket', (seq) => takenCall({ impact: 'high', urgency: 'high' }, { seq }));
    const [ours, theirs] = [new OutboxStore(cases, 'ours'), new OutboxStore(cases, 'theirs')];
    expect((await ours.claim([no], now)).map((record) => record.no)).toEqual([no]);
    const later = new Date(now.getTime() + AHEAD_MS);
    expect(await ahead(() => theirs.due(later, 10))).toEqual([]);
    expect(await ahead(() => theirs.claim([no], later))).toEqual([]);
    expect([...(await ahead(() => ours.hold([no], now))).keys()]).toEqual([no]);
    const until = (await cases.get(no))?.claim?.until.getTime() ?? 0;
    expect(until).toBeLessThan(Date.now() + CLAIM_MS + AHEAD_MS / 2);
    await connection.collection('cases').updateOne({ no }, { $set: { 'claim.until': new Date(Date.now() - 1) } });
    expect((await theirs.claim([no], later)).map(({ claim }) => claim)).toMatchObject([{ by: 'theirs' }]);
  });

  test('M8: of many that take a lease at once one has it', async () => {
    const bots = Array.from({ length: 20 }, (_, n) => new LeaseStore(connection, `bot ${n}`));
    const taken = await Promise.all(bots.map((bot) => bot.take('at once', 20_000)));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });
});
