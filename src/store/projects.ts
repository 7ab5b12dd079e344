import { type Connection, type Model, Schema } from 'mongoose';
import type { FieldChange, HistoryEntry } from '../cases/case.js';
import { changesBetween } from '../cases/history.js';
import type { CheckItem, Project, ProjectFields } from '../cases/inspection/project.js';
import type { CaseStore } from './cases.js';
import { modelOf } from './connection.js';

interface ProjectRecord extends Project {
  readonly team: string;
}

const { Mixed } = Schema.Types;
const projectSchema = new Schema(
  {
    team: { type: String, required: true },
    no: { type: String, required: true },
    seq: Number,
    version: Number,
    name: String,
    group: String,
    customer: String,
    path: String,
    isEnabled: Boolean,
    items: [Mixed],
    lastItem: Number,
    history: [Mixed],
  },
  { collection: 'projects', versionKey: false },
);
projectSchema.index({ team: 1, no: 1 }, { unique: true });
projectSchema.index({ team: 1, group: 1, name: 1 }, { unique: true });

/** Why a change was not written. */
export type NotWritten = 'nameTaken' | 'changedMeanwhile' | 'hasHistory' | 'gone';
export type Written = { readonly ok: true; readonly project: Project } | { readonly ok: false; readonly why: NotWritten };

const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 11000;

/** What may change of a project. */
export type ProjectChange = Partial<ProjectFields> & {
  readonly isEnabled?: boolean;
  readonly items?: readonly CheckItem[];
  readonly lastItem?: number;
};

const VISIBLE = ['name', 'group', 'customer', 'path', 'isEnabled', 'items'] as const;
const visible = (project: object): object =>
  Object.fromEntries(Object.entries(project).filter(([field]) => VISIBLE.some((name) => name === field)));

/** The projects of one team. Every change says who, when, from what to what. Rules G1, G2, J4. */
export class ProjectStore {
  private readonly model: Model<ProjectRecord>;
  private readonly team: string;

  constructor(
    connection: Connection,
    private readonly cases: CaseStore,
  ) {
    this.model = modelOf(connection, 'Project', projectSchema);
    this.team = cases.team;
  }

  async prepare(): Promise<void> {
    await this.model.createIndexes();
  }

  /** All projects, by group and name. */
  async all(): Promise<Project[]> {
    return this.model.find({ team: this.team }).sort({ group: 1, name: 1 }).lean<ProjectRecord[]>();
  }

  async get(no: string): Promise<Project | undefined> {
    return (await this.model.findOne({ team: this.team, no }).lean<ProjectRecord>()) ?? undefined;
  }

  /** Adds a project under the next number `P-1`, `P-2`, …; a group's names are unique. */
  async add(fields: ProjectFields, by: string, at: Date): Promise<Written> {
    const seq = await this.cases.nextSeq('project');
    const entry = this.entry({}, fields, 'open', by, at);
    const project = {
      ...fields,
      team: this.team,
      no: `P-${seq}`,
      seq,
      version: 1,
      isEnabled: true,
      items: [],
      lastItem: 0,
      history: [entry],
    };
    try {
      await this.model.create(project);
      return { ok: true, project };
    } catch (error) {
      if (isTaken(error)) return { ok: false, why: 'nameTaken' };
      throw error;
    }
  }

  /** Changes a project if it is still as `before`: of two people the later one is told. */
  async change(before: Project, change: ProjectChange, action: string, by: string, at: Date): Promise<Written> {
    const entry = this.entry(before, { ...before, ...change }, action, by, at);
    if (entry.changes.length === 0) return { ok: true, project: before };
    const fields = Object.entries(change);
    const present = fields.filter(([, value]) => value !== undefined);
    const absent = fields.filter(([, value]) => value === undefined);
    try {
      const project = await this.model
        .findOneAndUpdate(
          { team: this.team, no: before.no, version: before.version },
          {
            $set: Object.fromEntries(present),
            ...(absent.length > 0 ? { $unset: Object.fromEntries(absent.map(([field]) => [field, ''])) } : {}),
            $inc: { version: 1 },
            $push: { history: entry },
          } as never,
          { returnDocument: 'after' },
        )
        .lean<ProjectRecord>();
      return project ? { ok: true, project } : { ok: false, why: (await this.get(before.no)) ? 'changedMeanwhile' : 'gone' };
    } catch (error) {
      if (isTaken(error)) return { ok: false, why: 'nameTaken' };
      throw error;
    }
  }

  /** Takes a project away for good; refused while inspections of it exist. */
  async remove(project: Project): Promise<Written> {
    const isUsed = await this.cases.model.exists({ team: this.team, kind: 'inspection', 'data.projects.no': project.no });
    if (isUsed) return { ok: false, why: 'hasHistory' };
    const { deletedCount } = await this.model.deleteOne({ team: this.team, no: project.no, version: project.version });
    return deletedCount === 1 ? { ok: true, project } : { ok: false, why: 'changedMeanwhile' };
  }

  private entry(before: object, after: object, action: string, by: string, at: Date): HistoryEntry {
    const changes: FieldChange[] = changesBetween(visible(before), visible(after));
    return { at, by, action, changes };
  }
}

/** `p-3`, `P3` as people type it. */
export function parseProjectNo(typed: string): string | undefined {
  const found = /^p\s*[-–]?\s*(\d{1,9})$/i.exec(typed.normalize('NFKC').trim());
  return found ? `P-${Number(found[1])}` : undefined;
}
