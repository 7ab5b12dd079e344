import { type Connection, Schema } from 'mongoose';
import type { Duty, DutyData, DutyTurn } from '../cases/duty/index.js';
import { compareEntries } from '../cases/order.js';
import type { CaseRecord, CaseStore } from './cases.js';
import { Register } from './register.js';

const { Mixed } = Schema.Types;
const asTurns = (records: CaseRecord[]): DutyTurn[] => records as (CaseRecord & DutyTurn)[];

/** The standing duties of one team, and the turns they came round in. Rules H1–H13. */
export class DutyStore extends Register<DutyData> {
  constructor(connection: Connection, cases: CaseStore) {
    super(connection, cases, {
      name: 'duty',
      collection: 'duties',
      prefix: 'SD',
      fields: {
        name: String,
        group: String,
        owner: String,
        recurrence: String,
        rule: String,
        dueBy: String,
        dueAfterDays: Number,
        remindMinutes: Number,
        evidence: String,
        lines: [Mixed],
        min: Number,
        max: Number,
        template: String,
        enabledOn: String,
      },
      indexes: [{ fields: { group: 1, name: 1 }, options: { unique: true } }],
    });
  }

  /** All duties, by group and name. */
  async all(): Promise<Duty[]> {
    return (await this.list({}, { seq: 1 })).sort(compareEntries);
  }

  /** Turns that are to be done, the most urgent first. */
  async open(): Promise<DutyTurn[]> {
    const { model, team } = this.cases;
    return asTurns(await model.find({ team, kind: 'duty', isOpen: true }).sort({ dueAt: 1, no: 1 }).lean<CaseRecord[]>());
  }

  /** Turns whose day lies between two local days, both included, oldest first. */
  async between(from: string, to: string): Promise<DutyTurn[]> {
    const { model, team } = this.cases;
    return asTurns(
      await model
        .find({ team, kind: 'duty', 'data.day': { $gte: from, $lte: to } } as never)
        .sort({ 'data.day': 1, seq: 1 })
        .lean<CaseRecord[]>(),
    );
  }

  protected override async isUsed({ no }: Duty): Promise<boolean> {
    const { model, team } = this.cases;
    return (await model.exists({ team, 'data.duty': no } as never)) !== null;
  }
}
