import { type Customer, keysOf } from '../cases/customer/index.js';
import type { DeviceFields } from '../cases/device/index.js';
import { nameKey } from '../cases/names.js';
import { findingKeys } from '../cases/telephone.js';
import { wordsOf } from '../cases/words.js';
import type { Connection } from './connection.js';
import { foundBy } from './devices.js';
import type { Alone } from './left-behind.js';
import { isDuplicate } from './outage.js';

interface StoredCase {
  readonly no: string;
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly words?: readonly string[];
}

interface StoredCustomer {
  readonly team: string;
  readonly name?: unknown;
  readonly nameKey?: unknown;
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

/** Which stored customer has the key already that its name has now; it is there once. */
async function keptByKey(connection: Connection): Promise<Map<string, unknown>> {
  const kept = new Map<string, unknown>();
  const customers = connection.collection<StoredCustomer>('customers').find({}, { projection: { team: 1, name: 1, nameKey: 1 } });
  for await (const { _id, team, name, nameKey: stored } of customers)
    if (typeof name === 'string' && nameKey(name) === stored) kept.set(`${team}\n${stored}`, _id);
  return kept;
}

/** Customers that are one are put together; the name that has their key, or else came first, stays, the others are known as its. */
async function joinCustomers(connection: Connection, alone: Alone): Promise<void> {
  const customers = connection.collection<StoredCustomer>('customers');
  const first = await keptByKey(connection);
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
      else if (String(kept) !== String(_id)) await customers.deleteOne({ _id });
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

async function rewordDevices(connection: Connection, alone: Alone): Promise<void> {
  const devices = connection.collection<DeviceFields & { readonly no: string }>('devices');
  for await (const device of devices.find({}))
    await alone(device.no, () => devices.updateOne({ _id: device._id }, { $set: { words: foundBy(device).words } } as never));
}

/** Nothing is joined silently: of two customers that have one name now the second keeps its key and is named, so that somebody merges them. */
async function rekeyRegister(connection: Connection, alone: Alone): Promise<void> {
  const register = connection.collection<Customer>('customerRegister');
  for await (const found of register.find({ nameKey: { $type: 'string' } }).sort({ seq: 1 }))
    await alone(found.no, async () => {
      const { nameKey: own, ...keys } = keysOf(found);
      await register.updateOne({ _id: found._id }, { $set: keys } as never);
      if (own === found.nameKey) return;
      await register.updateOne({ _id: found._id }, { $set: { nameKey: own } } as never).catch((error: unknown) => {
        throw isDuplicate(error) ? new Error(`another customer has this name in other signs: ${found.name}. Merge the two`) : error;
      });
    });
}

/** Brings the keys and words of what is stored to simplified signs. Run again it goes on where it was. */
export async function simplifyNames(connection: Connection, alone: Alone): Promise<void> {
  await rekeyCases(connection, alone);
  await joinCustomers(connection, alone);
  await rewordDevices(connection, alone);
  await rekeyRegister(connection, alone);
}
