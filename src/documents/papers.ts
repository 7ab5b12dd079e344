import type { DateTime } from 'luxon';
import type { CaseRecord } from '../store/cases.js';

/** What a paper shows beside its case. */
export interface Printing {
  /** Now, in the desk's zone. */
  readonly now: DateTime;
  readonly company: string;
  /** The desk's number: nobody leaves a private one. Rule D12. */
  readonly phone: string;
  /** What its subject looked up for the notice that brings it. */
  readonly besides?: Readonly<Record<string, string>> | undefined;
  nameOf(user: string): Promise<string>;
}

/** Prints a case as a PDF. */
export type Printer = (record: CaseRecord, printing: Printing) => Promise<Buffer>;

const papers = new Map<string, Readonly<Record<string, Printer>>>();

/** The papers of a kind of case by name, before the desk starts. Words: `<kind>.paper.<name>`. */
export const registerPapers = (kind: string, printers: Readonly<Record<string, Printer>>): void => void papers.set(kind, printers);

/** How a paper of a kind is printed, if there is one of this name. */
export const printerOf = (kind: string, paper: string): Printer | undefined => papers.get(kind)?.[paper];
