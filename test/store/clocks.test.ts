import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type Connection, connect } from '../../src/store/connection.js';
import { LeaseStore } from '../../src/store/leases.js';
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

  test('M8: of many that take a lease at once one has it', async () => {
    const bots = Array.from({ length: 20 }, (_, n) => new LeaseStore(connection, `bot ${n}`));
    const taken = await Promise.all(bots.map((bot) => bot.take('at once', 20_000)));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });
});
