import { unansweredAgain } from './alarms.js';
import {
  type Alarm,
  type Audience,
  type Case,
  CLOCK,
  type Deadline,
  type DeadlineStep,
  type Notice,
  type Recipient,
  type Sounding,
} from './case.js';
import type { Circumstances, NoticeDraft } from './circumstances.js';
import { heldUntil } from './deadlines.js';
import { soundedSince } from './fallback.js';
import type { Policy } from './policy.js';
import { person } from './text.js';

/**
 * Two promises of a case that are both still broken are one reminder: of the one that is broken longest nobody needs to hear besides.
 * And whoever said that he is on the case is asked once.
 */
export function isDoubled(deadline: Deadline, fires: readonly Deadline[]): boolean {
  const { step, promisedAt, to } = deadline;
  if (step === 'asked') return fires.find((other) => other.step === 'asked' && other.to[0] === to[0]) !== deadline;
  return step === 'repeat' && fires.some((other) => (other.step === 'repeat' || other.step === 'breach') && other.promisedAt > promisedAt);
}

/** A breach that somebody is on already is told as a fact: neither he hears it again nor the alarms' channel. A P1's goes to all. */
export function quietly(c: Case, deadline: Deadline, now: Date, policy: Policy): Deadline {
  const alarm = c.alarms.find(({ track }) => track === deadline.track);
  const isHeld = (heldUntil(alarm, policy) ?? now) > now;
  if (deadline.step !== 'breach' || deadline.isAlone || !isHeld) return deadline;
  return { ...deadline, to: deadline.to.filter((to) => to !== 'alarms' && (to !== 'owner' || c.owner !== alarm?.acknowledgedBy)) };
}

/** The alarms after one has sounded. What somebody said holds for its time; when he is asked it has ended. */
export function sounded(alarms: readonly Alarm[], { track, step, promisedAt }: Deadline, now: Date, policy: Policy): Alarm[] {
  const before = alarms.find((alarm) => alarm.track === track);
  const isHeld = before !== undefined && (heldUntil(before, policy) ?? now) > now;
  const answered = isHeld
    ? {
        acknowledgedBy: before.acknowledgedBy,
        acknowledgedAt: before.acknowledgedAt,
        heldUntil: before.heldUntil,
        isSeen: before.isSeen,
      }
    : {};
  const was = step === 'asked' ? (before?.step ?? step) : step;
  const repeats = step === 'repeat' ? (before?.repeats ?? 0) + 1 : step === 'asked' ? before?.repeats : undefined;
  const again = repeats === undefined ? {} : { repeats };
  const alarm: Alarm = { track, step: was, promisedAt, lastAt: now, count: (before?.count ?? 0) + 1, ...again, ...answered };
  return [...alarms.filter((other) => other.track !== track), alarm];
}

/** A new owner begins as if nobody had answered or heard it: what another was on is not what he is on. */
export const begunAnew = (alarms: readonly Alarm[], owner: string, now: Date): Alarm[] =>
  alarms.map(({ repeats: _, ...one }) => {
    const alarm = unansweredAgain(one);
    // Nor is a repeat his that was due before he had it: it comes at its time from now on. Put off once, until it sounds: what goes from
    // hand to hand is not silenced by that.
    return one.acknowledgedBy === owner ? one : alarm.isPutOff ? alarm : { ...alarm, lastAt: now, isPutOff: true };
  });

/** Of what sounds at once the loudest is said first. */
export const LOUDEST_FIRST: readonly (DeadlineStep | undefined)[] = [
  'breach',
  'repeat',
  'escalation',
  'asked',
  'warning',
  'reminder',
  'snoozed',
];

/** Somebody calls for help; what is of the first priority; somebody waited and nobody came, or what was to be done was not. */
export const GRAVEST_FIRST = ['help', 'first', 'missed'] as const;
export type Graveness = (typeof GRAVEST_FIRST)[number];

/** Promises of a case that sound at the same moment are one message to each reader: the loudest, and the others below it. */
export function together(drafts: readonly NoticeDraft[]): NoticeDraft[] {
  const keyOf = ({ to, deadline }: NoticeDraft): string | undefined =>
    deadline && (to.kind === 'person' || to.kind === 'thread') ? JSON.stringify(to) : undefined;
  const rank = ({ deadline }: NoticeDraft): number => LOUDEST_FIRST.indexOf(deadline?.step);
  return drafts.flatMap((draft, n) => {
    const key = keyOf(draft);
    const same = key === undefined ? [draft] : drafts.filter((other) => keyOf(other) === key);
    if (same.length === 1) return [draft];
    if (drafts.findIndex((other) => keyOf(other) === key) !== n) return [];
    const [loudest = draft, ...others] = [...same].sort((a, b) => rank(a) - rank(b));
    const also = others.flatMap(({ say, deadline }): Sounding[] => (deadline ? [{ say, deadline }] : []));
    return [{ ...loudest, isUrgent: same.some(({ isUrgent }) => isUrgent), also }];
  });
}

/** What a notice tells, each for itself. */
export const partsOf = <N extends Pick<Notice, 'say' | 'deadline' | 'also'>>(notice: N): N[] => [
  { ...notice, also: undefined },
  ...(notice.also ?? []).map((one) => ({ ...notice, deadline: undefined, ...one, also: undefined })),
];

/** What of a notice is answered each for itself: its promises together, and whatever else it tells. */
export function mattersOf<N extends Pick<Notice, 'say' | 'deadline' | 'also'>>(notice: N): N[] {
  const parts = partsOf(notice);
  const [first, ...others] = parts.filter(({ deadline }) => deadline);
  const promises = first ? [{ ...first, also: others.map(({ say, deadline }) => ({ say, deadline })) }] : [];
  return [...promises, ...parts.filter(({ deadline }) => !deadline)];
}

/** So many engineers as are asked at once: whoever is on duty, then others for each case, so that everybody is asked as often. */
function inTurn({ seq }: Pick<Case, 'seq'>, { people: { engineers, onDuty }, escalate: { ask } }: Policy): string[] {
  const first = engineers.filter((user) => onDuty.includes(user)).slice(0, ask);
  const others = engineers.filter((user) => !onDuty.includes(user));
  const room = ask - first.length;
  const from = others.length > 0 ? (seq * room) % others.length : 0;
  const asked = [...first, ...[...others.slice(from), ...others.slice(0, from)].slice(0, room)];
  return engineers.filter((user) => asked.includes(user));
}

const RECIPIENTS: Readonly<Record<Exclude<Audience, `person:${string}`>, (c: Case, policy: Policy) => Recipient[]>> = {
  // What the desk opened for a group without a member is nobody's: who leads hears in his place.
  owner: (c, policy) => (c.owner === CLOCK.id ? RECIPIENTS.supervisors(c, policy) : [{ kind: 'person', user: c.owner }]),
  supervisors: (_, policy) => policy.people.supervisors.map((user) => ({ kind: 'person', user })),
  heads: (_, policy) => policy.people.heads.map((user) => ({ kind: 'person', user })),
  // Where every agent may accept, the desk's channel is where they all are.
  engineers: (_, { people: { engineers } }) =>
    engineers.length > 0 ? engineers.map((user) => ({ kind: 'person', user })) : [{ kind: 'channel', name: 'desk' }],
  engineersInTurn: (c, policy) =>
    policy.people.engineers.length > 0 ? inTurn(c, policy).map((user) => ({ kind: 'person', user })) : RECIPIENTS.engineers(c, policy),
  thread: () => [{ kind: 'thread' }],
  desk: () => [{ kind: 'channel', name: 'desk' }],
  alarms: () => [{ kind: 'channel', name: 'alarms' }],
};

function recipientsOf(audience: Audience, c: Case, policy: Policy): Recipient[] {
  if (audience.startsWith('person:')) return [{ kind: 'person', user: audience.slice('person:'.length) }];
  return RECIPIENTS[audience as keyof typeof RECIPIENTS](c, policy);
}

/** What Slack sounded while the bot was away is not told again in that channel; the thread hears that the bot is back. */
export function besidesSlack(c: Case, { track }: Deadline, drafts: readonly NoticeDraft[]): NoticeDraft[] {
  const alarm = c.alarms.find((one) => one.track === track);
  const sounded = soundedSince(c, track, alarm);
  if (!sounded) return [...drafts];
  const others = drafts.filter(({ to }) => !(to.kind === 'channel' && to.name === 'alarms'));
  return [...others, { to: { kind: 'thread' }, say: 'backAgain', params: { since: sounded.at } }];
}

/** Steps that call others than the owner. */
export const CALLS_OTHERS: readonly Deadline['step'][] = ['escalation', 'breach', 'repeat'];

/** Says that an alarm is over, where nothing better is to be said. */
export const ALL_WELL = 'allWell';

/** Does an alarm of this case that called others still stand, besides these? */
export const isSounding = ({ alarms }: Pick<Case, 'alarms'>, besides: readonly Alarm[] = []): boolean =>
  alarms.some((alarm) => CALLS_OTHERS.includes(alarm.step) && !besides.includes(alarm));

/**
 * Whoever was alarmed hears that it is over, once a person has ended it: all whom the alarm's own steps called, but the one who ended
 * it, whoever is said to have seen to it, and those whom this change tells something anyway. `before`: what was planned; `planned`: what
 * is from now on.
 */
export function endsHeard(
  c: Case,
  { before, planned }: { readonly before: () => readonly Deadline[]; readonly planned: readonly Deadline[] },
  {
    say = [],
    endSay = ALL_WELL,
    endParams = {},
    note = '',
  }: {
    readonly say?: readonly NoticeDraft[];
    readonly endSay?: string | undefined;
    readonly endParams?: NoticeDraft['params'];
    readonly note?: string | undefined;
  },
  { actor, policy }: Circumstances,
): NoticeDraft[] {
  if (actor.id === CLOCK.id || c.alarms.length === 0) return [];
  const nameOf = (track: string): string => track.split('#')[0] ?? track;
  const ended = c.alarms.filter(
    ({ track, step }) => CALLS_OTHERS.includes(step) && !planned.some((one) => nameOf(one.track) === nameOf(track)),
  );
  // Whoever hears that all is well takes it for the whole case.
  if (ended.length === 0 || (endSay === ALL_WELL && isSounding(c, ended))) return [];
  const steps = before().filter(
    ({ id, track, step }) => c.said.includes(id) && CALLS_OTHERS.includes(step) && ended.some((alarm) => alarm.track === track),
  );
  const told = new Set(say.map(({ to }) => JSON.stringify(to)));
  const called = steps.flatMap((step) => step.to.flatMap((audience) => recipientsOf(audience, c, policy).map((to) => ({ to, step }))));
  const params = { by: person(actor.id), reason: note, ...endParams };
  const byThem = [person(actor.id), params.by];
  const others = called.filter(
    ({ to }) => to.kind !== 'thread' && !(to.kind === 'person' && byThem.includes(person(to.user))) && !told.has(JSON.stringify(to)),
  );
  // Of several that somebody heard, the last is the one he has before him.
  const last = others.toSorted((a, b) => a.step.dueAt.getTime() - b.step.dueAt.getTime());
  return [...new Map(last.map((one) => [JSON.stringify(one.to), one])).values()].map(({ to, step }) => ({
    to,
    say: endSay,
    params: { alarmedAt: step.dueAt, promisedAt: step.promisedAt, ...params },
    mayWait: true,
    isEnd: true,
  }));
}

export function noticesOf(c: Case, deadline: Deadline, policy: Policy): NoticeDraft[] {
  const name = deadline.step === 'asked' ? 'asked' : `${deadline.track.split('#')[0]}.${deadline.step}`;
  const recipients = deadline.to.flatMap((audience) => recipientsOf(audience, c, policy));
  const unique = [...new Map(recipients.map((to) => [JSON.stringify(to), to])).values()];
  return unique.map((to) => ({
    to,
    say: name,
    deadline,
    isUrgent: deadline.step === 'breach' || deadline.step === 'repeat' || deadline.step === 'escalation',
  }));
}
