import { type Connection, Schema } from 'mongoose';
import type { Project, ProjectData } from '../cases/inspection/index.js';
import { compareEntries } from '../cases/order.js';
import type { CaseStore } from './cases.js';
import { Register } from './register.js';

const { Mixed } = Schema.Types;

/** The projects of one team; a group's names are unique. Rules G1, G2. */
export class ProjectStore extends Register<ProjectData> {
  constructor(
    private readonly connection: Connection,
    cases: CaseStore,
  ) {
    super(connection, cases, {
      name: 'project',
      collection: 'projects',
      prefix: 'P',
      fields: { name: String, group: String, customer: String, path: String, items: [Mixed], lastItem: Number, since: Mixed },
      indexes: [{ fields: { group: 1, name: 1 }, options: { unique: true } }],
      uncounted: ['lastItem', 'since'],
    });
  }

  /** All projects, by group and name. */
  async all(): Promise<Project[]> {
    return (await this.list({}, { seq: 1 })).sort(compareEntries);
  }

  /** Those of a customer, by any of its names. */
  ofCustomer(names: readonly string[], limit: number): Promise<Project[]> {
    return this.list({ customer: { $in: names }, isEnabled: true }, { seq: 1 }, limit);
  }

  /** Inspections, problems, devices and documents name a project by its number. */
  protected override async isUsed({ no }: Project): Promise<boolean> {
    const { model, team } = this.cases;
    const named = await Promise.all([
      model.exists({ team, 'data.subjects.no': no } as never),
      model.exists({ team, 'data.project': no } as never),
      ...['devices', 'documents'].map((name) => this.connection.collection(name).findOne({ team, project: no }, { projection: { no: 1 } })),
    ]);
    return named.some((one) => one !== null);
  }
}
