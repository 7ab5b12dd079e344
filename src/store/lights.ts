import { type Connection, Schema } from 'mongoose';
import type { LightTable } from '../cases/device/index.js';
import type { Registered } from '../cases/register.js';
import type { CaseStore } from './cases.js';
import { Register } from './register.js';

const { Mixed } = Schema.Types;

/** The indicator lights that were imported, a table for each model. Rule G7. */
export class LightStore extends Register<LightTable> {
  constructor(connection: Connection, cases: CaseStore) {
    super(connection, cases, {
      name: 'lights',
      collection: 'lights',
      prefix: 'L',
      fields: { model: String, lights: [Mixed] },
      indexes: [{ fields: { model: 1 }, options: { unique: true } }],
    });
  }

  async all(): Promise<(LightTable & Registered)[]> {
    return this.list({}, { model: 1 });
  }
}
