import type { DateTime } from 'luxon';
import { type CaseNo, type Deadline, refuse } from '../case.js';
import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { textIn } from '../form.js';
import type { Policy } from '../policy.js';
import type { Action, Change } from '../rules.js';
import { toPerson } from '../telling.js';
import { person } from '../text.js';
import { EVERYBODY } from './everybody.js';
import { type Fault, type FaultData, type FaultState, OPEN_FAULT_STATES } from './fault.js';
import { FAULT_FORMS } from './form.js';
import { linkedWithin, waitingOn } from './links.js';
import { titleInBoth } from './words.js';

/** So many tickets hear that it is over. */
const MOST_TOLD = 100;

type FaultChange = Change<FaultData, FaultState>;

/** What is said to every caller of one cause while it goes on. */
export interface Happening {
  /** How many called of it, and since when. */
  readonly calls: number;
  readonly since: Date;
  /** Who is on it, if somebody is. */
  readonly by?: string | undefined;
  /** What whoever is on it wrote that callers are told; without, the sentence of the handbook. */
  readonly saying?: string | undefined;
}

/** What happens just now: many called of one cause, and it is neither over nor has it been quiet for long. Rule C3. */
export function happeningOf({ data }: Pick<Fault, 'data'>, now: DateTime): Happening | undefined {
  const { spikeUntil, spikeSince, spikeBy, spikeSaying, links } = data;
  const at = now.toJSDate();
  if (!spikeUntil || !spikeSince || at >= spikeUntil) return undefined;
  const calls = linkedWithin(links, at, at.getTime() - spikeSince.getTime() + 1).length;
  return { calls, since: spikeSince, by: spikeBy, saying: spikeSaying };
}

const OVER = {
  spikeUntil: undefined,
  spikeSince: undefined,
  spikeAlarmedAt: undefined,
  spikeBy: undefined,
  spikeTakenAt: undefined,
  spikeSaying: undefined,
} as const;

/** When a ticket came to it first. */
const cameAt = (links: FaultData['links'], ticket: CaseNo): number =>
  Math.min(...[links[ticket]?.linkedAt, links[ticket]?.usedAt].map((at) => at?.getTime() ?? Number.POSITIVE_INFINITY));

/** Many calls of one fault in a short time are told once, until it is over or has been quiet for as long. */
export function spike({ no, data }: Fault, links: FaultData['links'], { now, policy }: Circumstances): FaultChange {
  const { spikeCalls, spikeWithin } = policy.fault;
  const at = now.toJSDate();
  const spikeUntil = new Date(at.getTime() + spikeWithin);
  if (data.spikeUntil && at < data.spikeUntil) return { data: { spikeUntil } };
  // Whoever called before it was over is no new call.
  const overAt = data.spikeOverAt?.getTime() ?? 0;
  const tickets = linkedWithin(links, at, spikeWithin).filter((ticket) => cameAt(links, ticket) > overAt);
  if (tickets.length < spikeCalls) return {};
  const spikeSince = new Date(Math.min(...tickets.map((ticket) => cameAt(links, ticket))));
  const params = { no, n: tickets.length, title: titleInBoth(data), list: tickets.join(' ') };
  return { data: { ...OVER, spikeUntil, spikeSince, spikeAlarmedAt: at }, say: [toAlarms('spike', params)] };
}

const toAlarms = (say: string, params: Record<string, string | number>): NoticeDraft => ({
  to: { kind: 'channel', name: 'alarms' },
  say,
  params,
  isUrgent: true,
});

const isHappening = ({ data }: Pick<Fault, 'data'>): boolean => data.spikeUntil !== undefined;
const unlessOver = ({ no, data }: Fault) => (isHappening({ data }) ? undefined : refuse('fault.notHappening', { no }));

/** Somebody takes what many call about, and says what all are told; and it has an end. */
export const spikeActions: Readonly<Record<'takeSpike' | 'endSpike', Action<FaultData, FaultState>>> = {
  takeSpike: {
    from: OPEN_FAULT_STATES,
    by: EVERYBODY,
    form: FAULT_FORMS.takeSpike,
    style: 'primary',
    isOffered: isHappening,
    unless: unlessOver,
    apply({ no, data }, input, { actor, now, policy }) {
      const saying = textIn(input, 'saying');
      const until = Math.max(data.spikeUntil?.getTime() ?? 0, now.toMillis() + policy.fault.spikeWithin);
      const params = { no, title: titleInBoth(data), by: person(actor.id), saying: saying ?? '' };
      return {
        data: { spikeBy: actor.id, spikeTakenAt: now.toJSDate(), spikeSaying: saying, spikeUntil: new Date(until) },
        say: [
          toAlarms(saying ? 'spikeTakenSaying' : 'spikeTaken', params),
          ...(data.spikeBy && data.spikeBy !== actor.id ? [toPerson(data.spikeBy, 'spikeTakenFromYou', params)] : []),
        ],
        endSay: saying ? 'spikeTakenSaying' : 'spikeTaken',
        endParams: params,
      };
    },
  },
  endSpike: {
    from: OPEN_FAULT_STATES,
    by: EVERYBODY,
    form: FAULT_FORMS.endSpike,
    isOffered: isHappening,
    unless: unlessOver,
    apply({ no, data }, input, { actor, now }) {
      const text = textIn(input, 'text');
      const params = { no, title: titleInBoth(data), by: person(actor.id), text: text ?? '' };
      return {
        data: { ...OVER, spikeOverAt: now.toJSDate() },
        note: text,
        endSay: 'spikeOver',
        endParams: params,
        say: [
          toAlarms('spikeOver', params),
          ...(data.spikeBy && data.spikeBy !== actor.id ? [toPerson(data.spikeBy, 'spikeOver', params)] : []),
          ...waitingOn(data.links)
            .slice(-MOST_TOLD)
            .map(
              (ticket): NoticeDraft => ({
                to: { kind: 'case', no: ticket },
                say: 'faultOver',
                params: { ...params, fault: no, at: now.toJSDate() },
              }),
            ),
        ],
      };
    },
  },
};

/** What tells of a spike: the alarm, and who took it. */
const TAKEN: readonly string[] = ['spikeTaken', 'spikeTakenSaying'];
export const tellsOfSpike = (say: string): boolean => say === 'spike' || say === 'spikeOpen.escalation' || TAKEN.includes(say);

/** What helps with what was told of a spike: it is taken once, then the newest copy ends it; whoever takes it over does so on its card. */
export function spikeHelps(
  { say, createdAt }: { readonly say: string; readonly createdAt?: Date },
  { data }: Pick<Fault, 'data'>,
): readonly string[] {
  const { spikeAlarmedAt, spikeTakenAt } = data;
  const since = TAKEN.includes(say) ? spikeTakenAt : spikeAlarmedAt;
  if (!since || (createdAt && createdAt < since)) return ['open'];
  if (TAKEN.includes(say)) return ['endSpike', 'open'];
  return spikeTakenAt ? ['open'] : ['takeSpike', 'endSpike', 'open'];
}

/** Whom an alarm that nobody takes is told, one after the other, and nobody after them. Rule A5. */
const UNTAKEN: readonly Deadline['to'][] = [['supervisors'], ['supervisors', 'heads']];

/** Nobody has taken what many call about: those who lead hear of it, then the heads, as long as it goes on. */
function untaken({ spikeUntil, spikeAlarmedAt, spikeBy }: FaultData, { fault: { spikeTakenWithin } }: Policy): Deadline[] {
  if (!spikeUntil || !spikeAlarmedAt || spikeBy) return [];
  const track = `spikeOpen#${spikeAlarmedAt.getTime()}`;
  return UNTAKEN.map((to, n) => ({
    id: `${track}:escalation:${n + 1}`,
    track,
    step: 'escalation',
    dueAt: new Date(spikeAlarmedAt.getTime() + (n + 1) * spikeTakenWithin),
    promisedAt: spikeAlarmedAt,
    to,
  }));
}

/** Nobody is told for ever that it happens just now: where it has been quiet it ends by itself. */
export const spikeDeadlines = ({ data }: Pick<Fault, 'data'>, policy: Policy): Deadline[] => {
  const { spikeUntil } = data;
  if (!spikeUntil) return [];
  const track = `spike#${spikeUntil.getTime()}`;
  return [
    { id: `${track}:reminder`, track, step: 'reminder', dueAt: spikeUntil, promisedAt: spikeUntil, to: [] },
    ...untaken(data, policy),
  ];
};

/** It has been quiet: whoever was on it hears that callers are not told of it any more. */
export function quietAgain({ no, data }: Fault, fires: readonly Deadline[]): FaultChange {
  if (!fires.some(({ track }) => track.startsWith('spike#'))) return {};
  return { data: OVER, say: data.spikeBy ? [toPerson(data.spikeBy, 'spikeQuiet', { no, title: titleInBoth(data) })] : [] };
}
