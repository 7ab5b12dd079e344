import type { Translate } from './card.js';
import type { FileRef } from './form.js';
import { link } from './text.js';

/** A file in Slack, as it stands in what a case or entry knows. */
export interface KnownFile extends FileRef {
  /** When somebody deleted it in Slack. */
  readonly goneAt?: Date | undefined;
}

const SLACKS_ID = /^F[A-Z0-9]+$/;

const isFile = (value: object): value is KnownFile => {
  const { id, name, permalink } = value as Partial<KnownFile>;
  return typeof id === 'string' && SLACKS_ID.test(id) && typeof name === 'string' && typeof permalink === 'string';
};

/** A list or an object of fields, and not a moment or the bytes of something. */
const isPlain = (value: unknown): value is object => Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]';

/** The files in Slack that something known rests on, wherever they stand in it. */
export function filesOf(known: unknown): KnownFile[] {
  const found: KnownFile[] = [];
  collectFiles(known, found);
  return found;
}

/** Some ten thousand answers are looked through at each write: into one list. */
function collectFiles(known: unknown, found: KnownFile[]): void {
  if (!isPlain(known)) return;
  if (isFile(known)) found.push(known);
  else for (const value of Object.values(known)) collectFiles(value, found);
}

function marked(known: unknown, id: string, goneAt: Date): unknown {
  if (!isPlain(known)) return known;
  if (isFile(known)) return known.id === id && !known.goneAt ? { ...known, goneAt } : known;
  if (Array.isArray(known)) return known.map((value: unknown) => marked(value, id, goneAt));
  return Object.fromEntries(Object.entries(known).map(([field, value]) => [field, marked(value, id, goneAt)]));
}

/** The same with this file marked as deleted wherever it stands; what is marked already stays as it is. */
export const withoutFile = <Known extends object>(known: Known, id: string, goneAt: Date): Known => marked(known, id, goneAt) as Known;

/** A file with its name: a link, or, once it was deleted, that it is gone. */
export const fileInWords = ({ name, permalink, goneAt }: KnownFile, { t }: { readonly t: Translate }): string => {
  if (goneAt) return t('shared.file.gone', { name });
  return permalink ? link(permalink, name) : name;
};
