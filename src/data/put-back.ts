import type { Connection } from '../store/connection.js';
import { type KnownNumbers, knownBefore } from '../store/incomplete.js';
import { type Given, givenBy, goOnBehind, highestOf, type Numbers, numbersGiven, seriesOf } from '../store/numbers.js';
import { type Gone, PutBackStore } from '../store/put-back.js';
import { DataTrouble } from './trouble.js';

/** What is known when a desk is put back. */
export interface Facts {
  /** When the copy was made, and when the desk is put back to it. */
  readonly copiedAt: Date;
  readonly at: Date;
  /** What the copy's desk had given out. */
  readonly copied: Given;
  /** What the desk before it had given out. */
  readonly given: Given;
  /** What nobody knows of whether it was given out. */
  readonly skipped: readonly Numbers[];
}

const isAny = ({ from, to }: Numbers): boolean => from <= to;

/** What is left of some numbers without others. */
const without = (numbers: Numbers, others: readonly Numbers[]): Numbers[] =>
  others.reduce<Numbers[]>(
    (left, { series, from, to }) =>
      left.flatMap((one) =>
        one.series !== series || to < one.from || one.to < from
          ? [one]
          : [
              { ...one, to: from - 1 },
              { ...one, from: to + 1 },
            ].filter(isAny),
      ),
    [numbers].filter(isAny),
  );

/** Which numbers are not in the copy that a team's desk is put back to. */
function goneOf(connection: Connection, team: string, { copiedAt, copied, given, skipped }: Facts): Gone[] {
  return seriesOf(connection, team).flatMap(({ id: series, prefix }) => {
    const first = (copied.get(series) ?? 0) + 1;
    const own = skipped.flatMap((one) => (one.series === series ? [{ ...one, from: Math.max(one.from, first) }] : []));
    const free = own.flatMap((one, n) => without(one, own.slice(0, n)));
    const certain = without({ series, from: first, to: given.get(series) ?? 0 }, free);
    return [
      ...certain.map((one) => ({ ...one, prefix, copiedAt, isSkipped: false })),
      ...free.map((one) => ({ ...one, prefix, copiedAt, isSkipped: true })),
    ];
  });
}

/** Notes for the bots that come that these desks were put back to a copy, and what is not in it. Decision 0103. */
async function notePutBack(connection: Connection, teams: readonly string[], facts: Facts): Promise<void> {
  for (const team of teams) {
    const store = new PutBackStore(connection, team);
    const before = (await store.last())?.gone ?? [];
    const { copiedAt, at } = facts;
    const putBack = { copiedAt, at, isTold: false, gone: [...before, ...goneOf(connection, team, facts)] };
    await store.remember(putBack);
  }
}

/** What was left free already before these desks are put back. */
async function skippedBefore(connection: Connection, teams: readonly string[]): Promise<Numbers[]> {
  const known = await Promise.all(teams.map((team) => new PutBackStore(connection, team).last()));
  return known
    .flatMap((one) => (one?.gone ?? []).filter(({ isSkipped }) => isSkipped))
    .map(({ series, from, to }) => ({ series, from, to }));
}

/** What is known of the numbers that were given out: by the desk that is replaced, and, perhaps, up to those that were typed. */
export async function knownOf(to: Connection, teams: readonly string[], after: readonly string[] = []): Promise<KnownNumbers> {
  const before = await knownBefore(to);
  const given = highestOf([before.given, await numbersGiven(to)]);
  const typed = after.flatMap((no) => {
    const last = givenBy(to, teams, no);
    if (!last) throw new DataTrouble(`${no} is no number of a case or of a register, such as T-120. Nothing was done.`);
    return [...last].map(([series, n]) => ({ series, from: (given.get(series) ?? 0) + 1, to: n }));
  });
  return { given, skipped: [...before.skipped, ...(await skippedBefore(to, teams)), ...typed] };
}

/**
 * A desk that holds what its copy held goes on behind every number that is known, and notes which of them are not in the copy.
 * Decision 0103.
 */
export async function putBehind(
  to: Connection,
  teams: readonly string[],
  known: KnownNumbers,
  when: Pick<Facts, 'copiedAt' | 'at'>,
): Promise<void> {
  const copied = await numbersGiven(to);
  const skipped = known.skipped.map(({ series, to: last }) => new Map([[series, last]]));
  await goOnBehind(to, highestOf([known.given, ...skipped]));
  await notePutBack(to, teams, { ...known, copied, ...when });
}

/** Does a desk lack, as it is copied, numbers that were given out? */
export const lacksOf = (copied: Given, { given, skipped }: KnownNumbers): boolean =>
  [...given, ...skipped.map(({ series, to }) => [series, to] as const)].some(([series, last]) => last > (copied.get(series) ?? 0));
