import type { CaseNo } from '../case.js';
import { nameKey, tidyName } from '../names.js';
import { holdsSecret } from '../secrets.js';
import { type LacksColumns, longestOf, type ReadSheet, type RowProblem, rowsByColumn } from '../sheet-rows.js';
import { type Fault, type FaultData, type FaultWords, SAID, type SaidName, TONGUES, type Tongue } from './fault.js';
import { FAULT_FORMS } from './form.js';
import { workedOf } from './linking.js';

const WORDS = TONGUES.flatMap((tongue) => SAID.map((name): `${SaidName}${Tongue}` => `${name}${tongue}`));
/** What is known of an entry besides what it says: a sheet brings it out, and takes none of it in. */
export const KNOWN = ['worked', 'last', 'state'] as const;

/** The columns of the fault table as a sheet: what is left blank stays as it is. */
export const FAULT_COLUMNS = ['no', 'product', 'category', 'part', ...WORDS, ...KNOWN] as const;
type Cells = Readonly<Record<string, string | Date | undefined>>;

const LONGEST = longestOf(FAULT_FORMS.editZh, FAULT_FORMS.editEn);

/** What a row says of an entry. */
export type SheetFault = FaultWords & Partial<Pick<FaultData, 'product' | 'category' | 'part'>>;

/** What a sheet of the fault table is read by: its headings and words in any language, and the table. */
export interface FaultSheetContext {
  readonly columns: Readonly<Record<string, string>>;
  /** Words of a category, and of a part, as names are compared. */
  readonly categories: Readonly<Record<string, string>>;
  readonly parts: Readonly<Record<string, string>>;
  readonly all: readonly Fault[];
}

/** What a sheet would do: new entries, changes of known ones, rows that cannot be taken; `same`: entries of which it says nothing new. */
export interface FaultImport extends Pick<ReadSheet, 'unknown' | 'head' | 'known'> {
  readonly fresh: readonly (SheetFault & { readonly category: string })[];
  readonly changed: readonly { readonly before: Fault; readonly change: SheetFault }[];
  readonly same: number;
  readonly bad: readonly RowProblem[];
}

/** An entry as a row; `words`: what a sheet calls its category, its part and its state. */
export function rowOfFault(
  fault: Fault,
  words: { category(name: string): string; part(name: string): string; state(name: string): string },
): Cells {
  const { no, data, state } = fault;
  const { used, failed, usedAt } = workedOf(fault);
  return {
    no,
    product: data.product,
    category: words.category(data.category),
    part: data.part && words.part(data.part),
    ...Object.fromEntries(WORDS.map((name) => [name, data[name]])),
    worked: `${used} / ${failed}`,
    last: usedAt,
    state: words.state(state),
  };
}

type Wrong = Omit<RowProblem, 'row'>;
type Row = Readonly<Record<string, string | undefined>>;

/** What a row says, or what is wrong with it. */
function readRow(cells: Row, { categories, parts }: FaultSheetContext): { readonly said: SheetFault } | Wrong {
  const category = cells.category === undefined ? undefined : categories[nameKey(cells.category)];
  if (cells.category !== undefined && !category) return { code: 'rowCategory', params: { typed: cells.category } };
  const part = cells.part === undefined ? undefined : parts[nameKey(cells.part)];
  if (cells.part !== undefined && !part) return { code: 'rowPart', params: { typed: cells.part } };
  const words = WORDS.flatMap((name) => (cells[name] ? [[name, cells[name]] as const] : []));
  if (words.some(([, text]) => holdsSecret(text))) return { code: 'rowSecret', params: {} };
  return {
    said: {
      ...Object.fromEntries(words),
      ...(cells.product ? { product: cells.product } : {}),
      ...(category ? { category } : {}),
      ...(part ? { part } : {}),
    },
  };
}

/** What a new entry lacks: in one language at least it has a name and what callers say. */
function lacking(said: SheetFault): Wrong | undefined {
  if (!TONGUES.some((tongue) => said[`title${tongue}`] && said[`symptoms${tongue}`])) return { code: 'rowWords', params: {} };
  return said.category ? undefined : { code: 'rowNoCategory', params: {} };
}

/** By what an entry is called, in each language, as names are compared. */
export const titlesOf = (words: FaultWords): string[] =>
  TONGUES.flatMap((tongue) => words[`title${tongue}`] ?? []).map((title) => nameKey(tidyName(title)));

/** The entries as a sheet finds them: by number, else by a name. */
class Known {
  private readonly byNo: ReadonlyMap<string, Fault>;
  private readonly byTitle = new Map<string, readonly Fault[]>();

  constructor(all: readonly Fault[]) {
    this.byNo = new Map(all.map((one) => [one.no, one]));
    for (const one of all)
      for (const title of new Set(titlesOf(one.data))) this.byTitle.set(title, [...(this.byTitle.get(title) ?? []), one]);
  }

  /** More than one where a name means several; an archived one where no other has the name, so that it does not come back as a double. */
  of(no: string | undefined, said: SheetFault): readonly Fault[] {
    if (no) return [this.byNo.get(no) ?? []].flat();
    const named = [...new Set(titlesOf(said).flatMap((title) => this.byTitle.get(title) ?? []))];
    const open = named.filter(({ isOpen }) => isOpen);
    return open.length > 0 ? open : named.slice(0, 1);
  }
}

/** What a sheet would do to the fault table. Nothing is taken away by a sheet, and what is archived stays as it is. */
export function planFaults(sheet: readonly (readonly string[])[], context: FaultSheetContext): FaultImport | LacksColumns {
  // A sheet of numbers changes what it names: what an entry has already needs no column.
  const readBy = (column: string) => rowsByColumn(sheet, context.columns, [column], {}, LONGEST);
  const [whole, numbered] = [readBy('category'), readBy('no')];
  const read = 'missing' in whole ? numbered : whole;
  if ('missing' in read) return whole as LacksColumns;
  const known = new Known(context.all);
  const bad: RowProblem[] = [];
  const fresh: (SheetFault & { readonly category: string })[] = [];
  const changed: { before: Fault; change: SheetFault }[] = [];
  /** In which row an entry, or a name, came already. */
  const taken = new Map<string, number>();
  let same = 0;
  for (const { row, cells, unfit } of read.rows) {
    bad.push(...unfit);
    if (unfit.length > 0) continue;
    const result = readRow(cells, context);
    const no = cells.no?.toUpperCase() as CaseNo | undefined;
    const wrong = (one: Wrong): unknown => bad.push({ row, ...one });
    if ('code' in result) {
      wrong(result);
      continue;
    }
    const { said } = result;
    const [before, ...others] = known.of(no, said);
    if (before && others.length > 0) {
      wrong({ code: 'rowAmbiguous', params: { list: [before, ...others].map((one) => one.no).join(', ') } });
      continue;
    }
    const keys = before ? [before.no] : titlesOf(said);
    const twin = keys.map((key) => taken.get(key)).find((one) => one !== undefined);
    const lack = before ? undefined : lacking(said);
    if (no && !before) wrong({ code: 'rowNoSuch', params: { no } });
    else if (before && !before.isOpen) wrong({ code: 'rowArchived', params: { no: before.no } });
    else if (lack) wrong(lack);
    else if (twin !== undefined) wrong({ code: 'rowTwice', params: { twin } });
    else {
      for (const key of keys) taken.set(key, row);
      if (!before) fresh.push({ ...said, category: said.category ?? 'other' });
      else {
        const change = changesOf(before.data, said);
        if (Object.keys(change).length === 0) same += 1;
        else changed.push({ before, change });
      }
    }
  }
  return { fresh, changed, same, bad, unknown: read.unknown, head: read.head, known: read.known };
}

const changesOf = (data: FaultData, said: SheetFault): SheetFault =>
  Object.fromEntries(Object.entries(said).filter(([field, value]) => Reflect.get(data, field) !== value));
