import type { DeviceFields } from '../cases/device/index.js';
import { nameKey } from '../cases/names.js';
import { findingKeys } from '../cases/telephone.js';
import { wordsOf } from '../cases/words.js';
import type { Connection } from './connection.js';
import { foundBy } from './devices.js';
import type { Alone } from './left-behind.js';

interface StoredCase {
  readonly no: string;
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly words?: readonly string[];
}

interface StoredCustomer {
  readonly team: string;
  readonly name?: unknown;
  readonly names?: readonly string[];
  readonly sites?: readonly string[];
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A number that cannot be read leaves its case as it is: it is found by its words then. */
async function rekeyCases(connection: Connection, alone: Alone): Promise<void> {
  const cases = connection.collection<StoredCase>('cases');
  for await (const { _id, no, data: stored, words } of cases.find({}, { projection: { no: 1, data: 1, words: 1 } })) {
    const data = stored ?? {};
    const { phone, phoneKey } = data;
    await alone(no, async () => {
      const wanted = wordsOf(no, ...Object.values(data).filter((value): value is string => typeof value === 'string'));
      const key = phoneKey !== undefined && typeof phone === 'string' ? findingKeys(phone) : phoneKey;
      const set = {
        ...(words && !isSame(words, wanted) ? { words: wanted } : {}),
        ...(isSame(key, phoneKey) ? {} : { 'data.phoneKey': key }),
      };
      if (Object.keys(set).length > 0) await cases.updateOne({ _id, 'data.phone': phone ?? null } as never, { $set: set } as never);
    });
  }
}

/** Customers that are one are put together; the name that came first stays, the others are known as its. */
async function joinCustomers(connection: Connection, alone: Alone): Promise<void> {
  const customers = connection.collection<StoredCustomer>('customers');
  const first = new Map<string, unknown>();
  for await (const { _id, team, name, names = [], sites = [] } of customers.find({}).sort({ _id: 1 })) {
    if (typeof name !== 'string') continue;
    const key = nameKey(name);
    const known = `${team}\n${key}`;
    const kept = first.get(known);
    await alone(name, async () => {
      const more = { names: { $each: [name, ...names] }, sites: { $each: sites } };
      await customers.updateOne({ _id: (kept ?? _id) as never }, {
        $set: { nameKey: key },
        $addToSet: more,
        $unset: { words: '' },
      } as never);
      if (kept === undefined) first.set(known, _id);
      else await customers.deleteOne({ _id });
    });
  }
}

/** Of devices whose serial numbers differ in case only the first has it; the others keep theirs as they wrote it, until they are edited. */
async function rekeyDevices(connection: Connection, alone: Alone): Promise<void> {
  const devices = connection.collection<DeviceFields & { readonly team: string; readonly no: string }>('devices');
  const taken = new Set<string>();
  for await (const device of devices.find({}).sort({ _id: 1 })) {
    await alone(device.no, async () => {
      const { words, serialKey } = foundBy(device);
      const one = `${device.team}\n${serialKey}`;
      const isFirst = serialKey !== undefined && !taken.has(one);
      if (isFirst) taken.add(one);
      await devices.updateOne({ _id: device._id }, { $set: { words, ...(isFirst ? { serialKey } : {}) } } as never);
    });
  }
}

/** Brings the keys of what is stored to how names, numbers and words are compared now. Run again it goes on where it was. */
export async function normaliseNames(connection: Connection, alone: Alone): Promise<void> {
  await rekeyCases(connection, alone);
  await joinCustomers(connection, alone);
  await rekeyDevices(connection, alone);
}
