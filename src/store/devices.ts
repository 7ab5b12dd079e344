import { type Connection, Schema } from 'mongoose';
import type { Device, DeviceData, DeviceFields } from '../cases/device/index.js';
import { nameKey, serialKey } from '../cases/names.js';
import { compareEntries } from '../cases/order.js';
import { wordsAsked, wordsOf } from '../cases/words.js';
import type { CaseRecord, CaseStore } from './cases.js';
import { paged } from './paged.js';
import { Register } from './register.js';

const { Mixed } = Schema.Types;
const LIST_LENGTH = 100;

/** The devices that have all of these words; all, without any. */
const asked = (typed: string): object => {
  const words = wordsAsked(typed).sort((a, b) => b.length - a.length);
  return words.length > 0 ? { $and: words.map((word) => ({ words: word })) } : {};
};

/** What of a case stands on a history card. */
export type Happened = Pick<CaseRecord, 'no' | 'kind' | 'state' | 'openedAt'> & {
  readonly data: { readonly description?: string; readonly title?: string; readonly need?: string };
};

/** Every beginning of every word, so that a device is found while its name is still being typed. */
const beginningsOf = (...texts: readonly (string | undefined)[]): string[] => [
  ...new Set(wordsOf(...texts).flatMap((word) => [...word].map((_, n) => [...word].slice(0, n + 1).join('')))),
];

/** By what a device is found (name, model, serial, address, place), and by what its serial number is there once. */
export const foundBy = (device: DeviceFields): Pick<DeviceData, 'words' | 'serialKey'> => ({
  words: beginningsOf(device.name, device.model, device.serial, device.ip, device.customer, device.site),
  serialKey: device.serial ? serialKey(device.serial) : undefined,
});

/** The device register of one team; a serial number is there once. Rule G3. */
export class DeviceStore extends Register<DeviceData> {
  constructor(connection: Connection, cases: CaseStore) {
    super(connection, cases, {
      name: 'device',
      collection: 'devices',
      prefix: 'D',
      fields: {
        name: String,
        group: String,
        type: { type: String },
        model: String,
        serial: String,
        serialKey: String,
        ip: String,
        customer: String,
        site: String,
        project: String,
        warrantyUntil: String,
        keeper: String,
        items: [Mixed],
        lastItem: Number,
        since: Mixed,
        words: [String],
      },
      indexes: [
        { fields: { serialKey: 1 }, options: { unique: true, partialFilterExpression: { serialKey: { $exists: true } } } },
        { fields: { group: 1, name: 1 } },
        { fields: { project: 1 } },
        { fields: { words: 1 } },
        { fields: { warrantyUntil: 1 } },
      ],
      former: ['team_1_serial_1'],
      uncounted: ['lastItem', 'words', 'serialKey', 'since'],
    });
  }

  /** All devices, by group and name. */
  async all(): Promise<Device[]> {
    return (await this.list({}, { seq: 1 })).sort(compareEntries);
  }

  /**
   * Devices that all typed words begin a word of: name, model, serial, address or site. All when nothing was typed. What is called or
   * numbered exactly so comes first, the others by group and name, as people look for them.
   */
  async find(typed: string, limit = LIST_LENGTH): Promise<Device[]> {
    // No database sorts by pinyin: what an order needs is little, and only what is shown is read whole.
    const found = await this.model
      .find({ team: this.team, ...asked(typed) } as never, { no: 1, group: 1, name: 1, seq: 1, serialKey: 1 })
      .lean<Pick<Device, 'no' | 'group' | 'name' | 'seq' | 'serialKey'>[]>();
    const isExact = (device: Pick<Device, 'no' | 'name' | 'serialKey'>): boolean =>
      typed.trim() !== '' &&
      (nameKey(device.name) === nameKey(typed) || device.no === typed.trim().toUpperCase() || device.serialKey === serialKey(typed));
    type Compared = Parameters<typeof isExact>[0] & Parameters<typeof compareEntries>[0];
    const order = (a: Compared, b: Compared): number => Number(isExact(b)) - Number(isExact(a)) || compareEntries(a, b);
    const first = found
      .sort(order)
      .slice(0, limit)
      .map(({ no }) => no);
    const devices = await this.list({ no: { $in: first } }, { seq: 1 });
    return devices.sort(order);
  }

  countFound(typed: string): Promise<number> {
    return this.count(asked(typed));
  }

  /** Devices in use whose warranty ends on or before a local day, ISO, the earliest first. */
  async warrantiesUntil(day: string): Promise<Device[]> {
    return this.list({ isEnabled: true, warrantyUntil: { $gt: '', $lte: day } }, { warrantyUntil: 1, seq: 1 });
  }

  /** Devices in use that stand at a customer's, by any of its names as they were written. */
  async ofCustomer(names: readonly string[], limit: number): Promise<Device[]> {
    return this.list({ customer: { $in: names }, isEnabled: true }, { seq: 1 }, limit);
  }

  async ofSerial(serial: string): Promise<Device | undefined> {
    return (await this.list({ serialKey: serialKey(serial) }, { no: 1 }, 1))[0];
  }

  /** Tickets, visits and problems that name a device, the newest first. Rule J1. */
  casesOf(no: string): Promise<Happened[]> {
    const { model, team } = this.cases;
    const read = (skip: number, limit: number): Promise<Happened[]> =>
      model
        .find({ team, 'data.device': no } as never, { no: 1, kind: 1, state: 1, openedAt: 1, data: 1 })
        .sort({ openedAt: -1, no: -1 })
        .skip(skip)
        .limit(limit)
        .lean<Happened[]>();
    return paged(read, (one) => one.no);
  }

  /** Inspections, tickets, visits and problems name a device by its number. */
  protected override async isUsed({ no }: Device): Promise<boolean> {
    const { model, team } = this.cases;
    const [inspected, named] = await Promise.all([
      model.exists({ team, 'data.subjects.no': no } as never),
      model.exists({ team, 'data.device': no } as never),
    ]);
    return inspected !== null || named !== null;
  }
}
