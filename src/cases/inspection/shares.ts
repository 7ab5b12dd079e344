import { type Case, refuse } from '../case.js';
import type { NoticeDraft } from '../circumstances.js';
import type { Policy } from '../policy.js';
import { toPerson } from '../telling.js';
import { type Inspection, type InspectionData, isUnfinished, leftIn, type Subject } from './inspection.js';

/** Fewer than so many for each member are not shared out by themselves. */
export const SHARED_FROM = 20;

/** Who looks at which project or device, by its number. */
export type Shares = Readonly<Record<string, string>>;

/** Subjects shared out in their order, in equal parts, the first ones one longer. */
export function sharedAmong(subjects: readonly Pick<Subject, 'no'>[], members: readonly string[]): Shares {
  const shares: Record<string, string> = {};
  for (const [n, { no }] of subjects.entries()) {
    const member = members[Math.floor((n * members.length) / subjects.length)];
    if (member) shares[no] = member;
  }
  return shares;
}

/** The shares of a turn as it opens: none where a group is alone, or has little to look at. */
export function sharesAtOpening(subjects: readonly Subject[], members: readonly string[]): Shares | undefined {
  return members.length > 1 && subjects.length >= SHARED_FROM * members.length ? sharedAmong(subjects, members) : undefined;
}

/** What is left, shared out anew among these members: what was looked at stays with whom it was. */
export function sharedAnew({ data }: Pick<Inspection, 'data'>, members: readonly string[]): Shares {
  const left = new Set(leftIn(data).map(({ subject }) => subject.no));
  return {
    ...data.shares,
    ...sharedAmong(
      data.subjects.filter(({ no }) => left.has(no)),
      members,
    ),
  };
}

/** How far each member's share is: how many projects or devices it has, and how many of them have something left. */
export function shareCounts({
  subjects,
  results,
  shares,
}: Pick<InspectionData, 'subjects' | 'results' | 'shares'>): ReadonlyMap<string, { readonly all: number; readonly left: number }> {
  const counts = new Map<string, { all: number; left: number }>();
  for (const subject of subjects) {
    const member = shares?.[subject.no];
    if (!member || subject.aside) continue;
    const { all, left } = counts.get(member) ?? { all: 0, left: 0 };
    counts.set(member, { all: all + 1, left: left + (isUnfinished(subject, results) ? 1 : 0) });
  }
  return counts;
}

/** What a person looks at first: his own share, then the others'. */
export const ownFirst = <One extends { readonly subject: Pick<Subject, 'no'> }>(
  all: readonly One[],
  shares: Shares | undefined,
  user: string | undefined,
): readonly One[] =>
  shares && user
    ? [...all.filter(({ subject }) => shares[subject.no] === user), ...all.filter(({ subject }) => shares[subject.no] !== user)]
    : all;

/** Each member hears his share; whoever shared it out knows it. */
export const sharesTold = (inspection: Pick<Case<InspectionData>, 'no' | 'data'>, by: string): NoticeDraft[] =>
  [...shareCounts(inspection.data)]
    .filter(([member, { left }]) => member !== by && left > 0)
    .map(([member, { left }]) => {
      const own = inspection.data.subjects.filter(({ no }) => inspection.data.shares?.[no] === member);
      return toPerson(member, 'share', { no: inspection.no, n: left, first: own[0]?.name ?? '', last: own.at(-1)?.name ?? '' });
    });

/** Who shares what is left: the members, without whoever is away. */
export function sharing(group: string, away: string | undefined, { people }: Pick<Policy, 'people'>, no: string) {
  const members = (people.groups[group] ?? []).filter((member) => member !== away);
  return members.length > 0 ? { members } : refuse('inspection.nobodyToShare', { no, group }, 'away');
}
