import { call } from './call/index.js';
import type { Case, CaseNo } from './case.js';
import { duty } from './duty/index.js';
import { fault } from './fault/index.js';
import { inspection } from './inspection/index.js';
import { joinedTo } from './joined.js';
import type { KindRow } from './kind.js';
import { message } from './message/index.js';
import { problem } from './problem/index.js';
import { remote } from './remote/index.js';
import type { CaseKind } from './rules.js';
import { ticket } from './ticket/index.js';
import { visit } from './visit/index.js';

/** The rows as their folders have them, and with what the others bring to their cases. */
const own = new Map<string, KindRow>();
let rows: ReadonlyMap<string, KindRow> = own;

const settingsOf = ({ settings = {}, operations = {} }: KindRow): string[] => [
  ...Object.keys(settings),
  ...Object.keys(operations).map((key) => `operations.${key}`),
];

/**
 * Makes a kind of case known, before the desk starts. Throws when its name, its prefix or one of its settings is another's, or when its prefix is not one or two
 * capital letters, which is what people can type, or where it brings another kind an action of a name that is there already.
 */
export function registerKind(row: KindRow): void {
  const { name, prefix } = row.rules;
  if (!/^[A-Z]{1,2}$/.test(prefix)) throw new Error(`the kind ${name} needs one or two capital letters for its numbers, not "${prefix}"`);
  for (const other of own.values()) {
    const { rules } = other;
    if (rules.name === name) throw new Error(`there are two kinds of the name ${name}`);
    if (rules.prefix === prefix) throw new Error(`${rules.name} and ${name} would both have numbers of ${prefix}-`);
    const [twice] = settingsOf(row).filter((setting) => settingsOf(other).includes(setting));
    if (twice) throw new Error(`${rules.name} and ${name} both declare the setting ${twice}`);
  }
  const all = [...own.values(), row];
  rows = new Map(all.map((one) => [one.rules.name, joinedTo(one, all)]));
  own.set(name, row);
}

/** A new system of the handbook is one more row. */
for (const row of [ticket, visit, message, call, inspection, duty, problem, remote, fault]) registerKind(row);

/** Every kind of case, in the order in which they became known. */
export const allKinds = (): readonly KindRow[] => [...rows.values()];

export const kindNamed = (name: string): KindRow | undefined => rows.get(name);

/** The rules of a stored case. Throws on a record that this version does not know. */
export function kindOf(c: Pick<Case, 'kind' | 'no'>): CaseKind<object, string> {
  const row = rows.get(c.kind);
  if (!row) throw new Error(`${c.no} is of the unknown kind ${c.kind}`);
  return row.rules;
}

/** The rules of a case by its number. */
export const kindOfNo = (no: CaseNo): CaseKind<object, string> | undefined =>
  allKinds().find(({ rules }) => no.startsWith(`${rules.prefix}-`))?.rules;

/** Reads a case number as people type it: `t-12`, `T12`, `T－12`, `#T-12`. */
export function parseCaseNo(typed: string): CaseNo | undefined {
  const found = /^#?([a-z]{1,2})\s*[-–]?\s*(\d{1,9})$/i.exec(typed.normalize('NFKC').trim());
  const no = found && (`${found[1]?.toUpperCase()}-${Number(found[2])}` as CaseNo);
  return no && kindOfNo(no) ? no : undefined;
}
