import type { CaseNo } from '../case.js';

/** What happened to an entry in a ticket. */
export const LINK_EVENTS = ['linked', 'used', 'failed', 'reopened', 'unlinked'] as const;
export type LinkEvent = (typeof LINK_EVENTS)[number];

/** The last time of each of these in one ticket: whatever the order in which we hear of them, they come to the same. */
export interface FaultLink extends Readonly<Partial<Record<`${LinkEvent}At`, Date | undefined>>> {
  /** Who used it last. */
  readonly usedBy?: string | undefined;
}

/** What the links came to that are not kept any more. */
export interface PastLinks {
  readonly used: number;
  readonly failed: number;
  readonly usedAt?: Date | undefined;
}

type Links = Readonly<Record<CaseNo, FaultLink>>;

/** What became of an entry in a ticket: it helped, it did not, the ticket hangs on it, or nothing of these. */
export type LinkResult = 'used' | 'failed' | 'linked' | 'none';

/** A success that a ticket takes back when it is reopened within this. */
const HOLDS_MS = 30 * 86_400_000;
/** So many tickets stand in an entry; of older ones their number is kept. */
export const MOST_LINKS = 300;

const time = (at: Date | undefined): number => at?.getTime() ?? Number.NEGATIVE_INFINITY;

/** Was a success taken back, because the ticket was opened again before it had held? */
const isTakenBack = ({ usedAt, reopenedAt }: FaultLink): boolean =>
  time(reopenedAt) > time(usedAt) && time(reopenedAt) - time(usedAt) <= HOLDS_MS;

/** What a link comes to: the last that was done. A ticket that takes its success back hangs on the entry again. */
export function resultOf(link: FaultLink): LinkResult {
  const { usedAt, failedAt, linkedAt, unlinkedAt, reopenedAt } = link;
  const hasTakenBack = isTakenBack(link);
  const used = hasTakenBack ? Number.NEGATIVE_INFINITY : time(usedAt);
  const linked = Math.max(time(linkedAt), hasTakenBack ? time(reopenedAt) : Number.NEGATIVE_INFINITY);
  const last = Math.max(used, linked, time(failedAt), time(unlinkedAt));
  if (last === Number.NEGATIVE_INFINITY || last === time(unlinkedAt)) return 'none';
  if (last === time(failedAt)) return 'failed';
  return last === used ? 'used' : 'linked';
}

/** The links with one more event; one that is known, or older than what is known of its sort, changes nothing. */
export function withEvent(links: Links, ticket: CaseNo, event: LinkEvent, at: Date, by?: string): Links {
  const link = links[ticket] ?? {};
  if (time(link[`${event}At`]) >= at.getTime()) return links;
  return { ...links, [ticket]: { ...link, [`${event}At`]: at, ...(event === 'used' && by ? { usedBy: by } : {}) } };
}

/** How often an entry helped and failed, and when it last helped. */
export interface Worked {
  readonly used: number;
  readonly failed: number;
  readonly usedAt?: Date | undefined;
}

const latest = (dates: readonly (Date | undefined)[]): Date | undefined =>
  dates.reduce<Date | undefined>((last, one) => (time(one) > time(last) ? one : last), undefined);

export function worked(links: Links, past: PastLinks): Worked {
  const all = Object.values(links);
  const used = all.filter((link) => resultOf(link) === 'used');
  const usedAt = latest([past.usedAt, ...used.map((link) => link.usedAt)]);
  return {
    used: past.used + used.length,
    failed: past.failed + all.filter((link) => resultOf(link) === 'failed').length,
    ...(usedAt ? { usedAt } : {}),
  };
}

/** In how many tickets it was used and did not hold: they were opened again. */
export const takenBack = (links: Links): number => Object.values(links).filter(isTakenBack).length;

/** In which tickets it did not hold since this moment: they were opened again. */
export const takenBackSince = (links: Links, since: Date): CaseNo[] =>
  (Object.keys(links) as CaseNo[]).filter((ticket) => {
    const link = links[ticket] ?? {};
    return isTakenBack(link) && time(link.reopenedAt) > since.getTime();
  });

/** How often it helped after this moment, as far as its links are kept. */
export const usedSince = (links: Links, since: Date): number =>
  Object.values(links).filter((link) => resultOf(link) === 'used' && link.usedAt !== undefined && link.usedAt > since).length;

/** When it failed since this moment, the earliest first. */
export const failuresSince = (links: Links, since: Date): readonly Date[] =>
  Object.values(links)
    .flatMap((link) => (resultOf(link) === 'failed' && link.failedAt && link.failedAt > since ? [link.failedAt] : []))
    .sort((one, other) => one.getTime() - other.getTime());

const STANDING: readonly LinkResult[] = ['linked', 'used'];

/** The tickets that hang on it. */
export const waitingOn = (links: Links): CaseNo[] =>
  (Object.keys(links) as CaseNo[]).filter((ticket) => resultOf(links[ticket] ?? {}) === 'linked');

/** The tickets that came to it within this time before a moment, and are still of it. */
export const linkedWithin = (links: Links, until: Date, ms: number): CaseNo[] =>
  (Object.keys(links) as CaseNo[]).filter((ticket) => {
    const link = links[ticket] ?? {};
    if (!STANDING.includes(resultOf(link))) return false;
    const { linkedAt, usedAt } = link;
    const came = Math.min(...[linkedAt, usedAt].map((at) => at?.getTime() ?? Number.POSITIVE_INFINITY));
    return came <= until.getTime() && came > until.getTime() - ms;
  });

const lastOf = (link: FaultLink): number => Math.max(...LINK_EVENTS.map((event) => time(link[`${event}At`])));

/** The newest links, and what the others came to added to what is past. */
export function bounded(links: Links, past: PastLinks): { readonly links: Links; readonly past: PastLinks } {
  const all = Object.entries(links) as [CaseNo, FaultLink][];
  if (all.length <= MOST_LINKS) return { links, past };
  const byAge = all.toSorted(([, one], [, other]) => lastOf(one) - lastOf(other));
  const gone = Object.fromEntries(byAge.slice(0, all.length - MOST_LINKS)) as Links;
  const kept = Object.fromEntries(byAge.slice(all.length - MOST_LINKS)) as Links;
  return { links: kept, past: worked(gone, past) };
}
