import type { FileRef } from '../form.js';
import type { HistoryWords } from '../history.js';
import type { Registered } from '../register.js';

/** What kinds of documents a project has. Rules G10, J2. */
export const DOCUMENT_KINDS = ['design', 'manual', 'handbook', 'emergency', 'configuration', 'acceptance', 'contract', 'other'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** One version: the file in Slack or its link. It is never changed; a newer one supersedes it. */
export interface DocumentVersion {
  readonly n: number;
  readonly file?: FileRef | undefined;
  readonly link?: string | undefined;
  readonly note?: string | undefined;
  readonly by: string;
  readonly at: Date;
}

export interface DocumentData {
  /** `P-1`. */
  readonly project: string;
  readonly kind: DocumentKind;
  readonly title: string;
  readonly versions: readonly DocumentVersion[];
}

/** A document of a project, with all its versions. Disabled ones are out of force. Rule G10. */
export type ProjectDocument = DocumentData & Registered;

/** How its history speaks of it. */
export const DOCUMENT_HISTORY: HistoryWords = { words: { kind: 'documentKind' }, plain: ['link', 'file'] };

/** The version in force. */
export const currentVersion = ({ versions }: Pick<DocumentData, 'versions'>): DocumentVersion | undefined => versions.at(-1);

/** Is it a link that people may open: http or https, with a host, without a name or password in it? */
export function isSafeLink(typed: string): boolean {
  if (!URL.canParse(typed)) return false;
  const { protocol, hostname, username, password } = new URL(typed);
  return (protocol === 'https:' || protocol === 'http:') && hostname !== '' && username === '' && password === '';
}
