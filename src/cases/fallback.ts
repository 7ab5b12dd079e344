import type { Alarm, Case, Deadline, Fallback, Notice, Sounded } from './case.js';

/** What its sentence is made from. */
interface About<Data> {
  readonly data: Data;
  readonly owner: string;
}

/** Which deadlines of a kind leave a fallback with Slack, and with which sentence. */
export interface FallbackRules<Data> {
  /** `track.step` → the sentence's key under `fallback.`. */
  readonly sentences: Readonly<Record<string, string>>;
  /** Whether this case is one of those; all are, if left out. */
  isFor?(c: About<Data>): boolean;
  /** What the sentence says besides number, promise and owner: plain words, as somebody typed them. */
  words(c: About<Data>): Readonly<Record<string, string>>;
}

/** The first of each step of each promise: what is told of one says nothing of the next. */
const firstOfEach = (fallbacks: readonly Fallback[]): Fallback[] =>
  fallbacks.filter(({ track, say }, n) => fallbacks.findIndex((other) => other.track === track && other.say === say) === n);

const nameOf = ({ track, step }: Deadline): string => `${track.split('#')[0]}.${step}`;

/**
 * What of a case is to be left with Slack: of each step of each promise the next deadline that the bot has not told, and what it has
 * decided to tell since but may not have delivered. `deadlines` are those still ahead, soonest first; `after` is in milliseconds.
 */
export function fallbacksOf<Data>(
  rules: FallbackRules<Data> | undefined,
  c: Pick<Case<Data>, 'said' | 'fallbacks' | 'data' | 'owner'>,
  deadlines: readonly Deadline[],
  planned: readonly Deadline[],
  after: number,
): Fallback[] {
  if (!rules || (rules.isFor && !rules.isFor(c))) return [];
  const stands = (track: string): boolean => planned.some((deadline) => deadline.track === track);
  const fired = (c.fallbacks ?? [])
    .filter(({ id, track, isFired }) => (isFired || c.said.includes(id)) && stands(track))
    .map((fallback): Fallback => ({ ...fallback, isFired: true }));
  const ahead = deadlines.flatMap((deadline): Fallback[] => {
    const { id, track, promisedAt, dueAt } = deadline;
    const say = rules.sentences[nameOf(deadline)];
    return say ? [{ id, track, say, promisedAt, at: new Date(dueAt.getTime() + after) }] : [];
  });
  return [...fired, ...firstOfEach(ahead)];
}

/** When the first of them sounds; undefined when there is none. */
export const firstFallbackAt = (fallbacks: readonly Fallback[]): Date | undefined =>
  fallbacks.length > 0 ? new Date(Math.min(...fallbacks.map(({ at }) => at.getTime()))) : undefined;

/** What is owed in messages; one that Slack refuses for good has gone another way. */
interface Owing {
  readonly notices: readonly (Notice & { readonly refused?: string | null | undefined })[];
  readonly sounded?: Case['sounded'];
}

const tells = ({ deadline, also = [] }: Notice, id: string): boolean =>
  [deadline, ...also.map((one) => one.deadline)].some((one) => one?.id === id);

const isAloud = ({ to }: Pick<Notice, 'to'>): boolean => to.kind === 'channel' && to.name === 'alarms';

/** Might the bot still say it in the alarms' channel, where Slack would sound it too? What is not decided yet might be for it. */
export const mayDouble = ({ id, isFired }: Fallback, { notices }: Pick<Owing, 'notices'>): boolean =>
  !isFired || notices.some((notice) => isAloud(notice) && tells(notice, id));

/** Has the bot told this itself: decided, and delivered to the alarms' channel if it goes there? What waits for a morning is; what is left to Slack is not. */
export const isTold = ({ id, isFired }: Fallback, { notices, sounded = [] }: Owing): boolean =>
  isFired === true &&
  !sounded.some((one) => one.id === id) &&
  !notices.some(
    (notice) => tells(notice, id) && !notice.refused && !notice.held && (!notice.deadline?.to.includes('alarms') || isAloud(notice)),
  );

/** Is nothing to be held for it any more: the bot has told it, or Slack has sounded it? What is left to Slack stays with it until then. */
export function isOver(fallback: Fallback, c: Owing, now: Date): boolean {
  const left = c.sounded?.find(({ id }) => id === fallback.id);
  return left ? left.at <= now : isTold(fallback, c);
}

/** What Slack is to hold for a case now: of each step the first that the bot has not told, also one that is left to Slack. */
export function wantedOf(c: Pick<Case, 'fallbacks'> & Owing): Fallback[] {
  return firstOfEach((c.fallbacks ?? []).filter((fallback) => !isTold(fallback, c)));
}

/** What Slack sounded of a promise since the bot itself last did: whoever reads the alarms' channel knows it. */
export const soundedSince = ({ sounded = [] }: Pick<Case, 'sounded'>, track: string, alarm: Alarm | undefined): Sounded | undefined =>
  sounded.findLast((one) => one.track === track && !(alarm && alarm.lastAt > one.at));

/** Has Slack said in the alarms' channel what this notice, decided before, would say there? */
export const isSaidBySlack = ({ sounded = [] }: Pick<Case, 'sounded'>, { to, deadline, createdAt }: Notice): boolean =>
  isAloud({ to }) && deadline !== undefined && sounded.some(({ track, at }) => track === deadline.track && createdAt <= at);
