import { callKind } from './call/workflow.js';
import type { Case, CaseNo } from './case.js';
import { dutyKind } from './duty/workflow.js';
import { inspectionKind } from './inspection/workflow.js';
import { messageKind } from './message/workflow.js';
import { problemKind } from './problem/workflow.js';
import { ticketKind } from './ticket/workflow.js';
import { visitKind } from './visit/workflow.js';
import type { CaseKind } from './workflow.js';

/** Every kind of case by its name. A new system of the handbook is one more row. */
export const KINDS = {
  ticket: ticketKind,
  visit: visitKind,
  message: messageKind,
  call: callKind,
  inspection: inspectionKind,
  duty: dutyKind,
  problem: problemKind,
} as const;
export type KindName = keyof typeof KINDS;

/** The kind of a stored case. Throws on a record that this version does not know. */
export function kindOf(c: Pick<Case, 'kind' | 'no'>): CaseKind<object, string> {
  const kind: CaseKind<object, string> | undefined = KINDS[c.kind as KindName];
  if (!kind) throw new Error(`${c.no} is of the unknown kind ${c.kind}`);
  return kind;
}

/** The kind of a case by its number. */
export const kindOfNo = (no: CaseNo): CaseKind<object, string> | undefined =>
  Object.values<CaseKind<object, string>>(KINDS).find(({ prefix }) => no.startsWith(`${prefix}-`));

/** Reads a case number as people type it: `t-12`, `T12`, `T－12`, `#T-12`. */
export function parseCaseNo(typed: string): CaseNo | undefined {
  const found = /^#?([a-z]{1,2})\s*[-–]?\s*(\d{1,9})$/i.exec(typed.normalize('NFKC').trim());
  const no = found && (`${found[1]?.toUpperCase()}-${Number(found[2])}` as CaseNo);
  return no && kindOfNo(no) ? no : undefined;
}
