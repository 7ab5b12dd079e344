import { type Connection, Schema } from 'mongoose';
import type { DocumentData, ProjectDocument } from '../cases/document/index.js';
import type { CaseStore } from './cases.js';
import { Register } from './register.js';

const { Mixed } = Schema.Types;

/** So many versions stand in a document; older ones in its history. */
const MOST_VERSIONS = 50;

/** The documents of the projects of one team; title and kind are unique in a project. Rule G10. */
export class DocumentStore extends Register<DocumentData> {
  constructor(connection: Connection, cases: CaseStore) {
    super(connection, cases, {
      name: 'document',
      collection: 'documents',
      prefix: 'DOC',
      fields: { project: String, kind: String, title: String, versions: [Mixed] },
      newest: { versions: MOST_VERSIONS },
      indexes: [{ fields: { project: 1, kind: 1, title: 1 }, options: { unique: true } }],
    });
  }

  /** All documents, or those of one project, by project, kind and title. */
  async of(project?: string): Promise<ProjectDocument[]> {
    return this.list(project ? { project } : {}, { project: 1, kind: 1, title: 1 });
  }

  /** What was in force once stays: versions are superseded, never deleted. */
  protected override async isUsed(): Promise<boolean> {
    return true;
  }
}
