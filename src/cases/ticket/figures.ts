/** Of `all` promises, `kept`. */
export interface Share {
  readonly kept: number;
  readonly all: number;
}

/** What was kept and what was not, counted by something; what is undecided counts as neither. */
export function sharesOf(
  tallies: readonly { readonly key: string; readonly isKept?: boolean | null | undefined; readonly n: number }[],
): ReadonlyMap<string, Share> {
  const shares = new Map<string, Share>();
  for (const { key, isKept, n } of tallies) {
    if (typeof isKept !== 'boolean') continue;
    const { kept, all } = shares.get(key) ?? { kept: 0, all: 0 };
    shares.set(key, { kept: kept + (isKept ? n : 0), all: all + n });
  }
  return shares;
}

/** One row of a table of managers: a priority or a person. */
export interface Row {
  readonly open: number;
  readonly atRisk: number;
  readonly late: number;
  readonly keptWeek: Share;
  readonly keptMonth: Share;
}

export interface DeskFigures extends Row {
  /** Open tickets that nobody accepted yet; the agent who logged them owns them until then. Rule A6. */
  readonly unaccepted: number;
  readonly byPriority: ReadonlyMap<string, Row>;
  readonly byOwner: ReadonlyMap<string, Row>;
}

/** So many tickets of one owner and one priority. */
export interface Tally {
  readonly owner: string;
  /** Whom they count for, if not for their owner. */
  readonly of?: readonly string[] | undefined;
  readonly priority: string;
  readonly n: number;
}

/** The periods that figures look back over, in days. */
export const PERIODS = { keptWeek: 7, keptMonth: 30 } as const;
export type Period = keyof typeof PERIODS;

/** The open tickets, counted as they stand. */
export interface StandingTallies {
  readonly open: readonly (Tally & { readonly state: string })[];
  /** Not late yet, but most of the time is gone. */
  readonly atRisk: readonly Tally[];
  readonly late: readonly Tally[];
}

/** Promises, counted. */
export interface PromiseTallies {
  /** Open ones whose promise was broken in the period. */
  readonly broken: Readonly<Record<Period, readonly Tally[]>>;
  /** Those that ended in the period; without `wasKept` they had no promise that could be kept. */
  readonly ended: Readonly<Record<Period, readonly (Tally & { readonly wasKept?: boolean | null })[]>>;
}

/** A week of tickets; `promises` are those of the tickets that ended in it. */
export interface WeekTally {
  readonly received: number;
  readonly ended: number;
  readonly promises: Share;
}

export const countOf = (tallies: readonly Tally[]): number => tallies.reduce((sum, { n }) => sum + n, 0);

/** Open tickets that nobody accepted yet. */
export const unacceptedOf = ({ open }: Pick<StandingTallies, 'open'>): number => countOf(open.filter(({ state }) => state === 'open'));

type Filling<T> = { -readonly [K in keyof T]: T[K] extends number ? number : Filling<T[K]> };

const emptyRow = (): Filling<Row> => ({ open: 0, atRisk: 0, late: 0, keptWeek: { kept: 0, all: 0 }, keptMonth: { kept: 0, all: 0 } });

function rowIn(rows: Map<string, Filling<Row>>, key: string): Filling<Row> {
  const row = rows.get(key) ?? emptyRow();
  rows.set(key, row);
  return row;
}

/**
 * What `/desk` shows. A ticket counts as kept when none of its promises was broken; an open one that is broken counts already. What was
 * kept counts for its owner, what was broken for whoever had it then. Rule J3.
 */
export function deskFigures({ open, atRisk, late, broken, ended }: StandingTallies & PromiseTallies): DeskFigures {
  const whole = emptyRow();
  const byPriority = new Map<string, Filling<Row>>();
  const byOwner = new Map<string, Filling<Row>>();
  function add<T extends Tally>(tallies: readonly T[], into: (row: Filling<Row>, tally: T) => void): void {
    for (const tally of tallies) {
      const { priority, owner, of = [owner] } = tally;
      for (const row of [whole, rowIn(byPriority, priority), ...of.map((one) => rowIn(byOwner, one))]) into(row, tally);
    }
  }
  for (const [figure, tallies] of Object.entries({ open, atRisk, late }))
    add(tallies, (row, { n }) => {
      row[figure as 'open' | 'atRisk' | 'late'] += n;
    });
  for (const period of Object.keys(PERIODS) as Period[]) {
    add(broken[period], (row, { n }) => {
      row[period].all += n;
    });
    add(ended[period], (row, { n, wasKept }) => {
      if (typeof wasKept !== 'boolean') return;
      row[period].all += n;
      if (wasKept) row[period].kept += n;
    });
  }
  return { ...whole, unaccepted: unacceptedOf({ open }), byPriority, byOwner };
}
