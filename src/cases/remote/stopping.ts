import type { DateTime } from 'luxon';
import { type Refusal, refuse } from '../case.js';
import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { type FormValues, textIn } from '../form.js';
import { inThread, toPerson } from '../telling.js';
import { person } from '../text.js';
import { anew, EVERYBODY, type RemoteAction, type RemoteChange } from './consents.js';
import { REMOTE_FORMS } from './form.js';
import { cut, lapsed, OPEN_REMOTE_STATES, type Remote, type RemoteData, type StopWhy, standing } from './remote.js';

/** What is said where somebody has to leave the machine at once, also at night. */
export const STOPS: readonly string[] = ['withdrawnStop', 'unwatchedStop', 'remoteTakenStop'];

/** Has it begun, and is it not over: is there somebody who works, or worked, on the machine? */
export const isBegun = ({ isOpen, data }: Pick<Remote, 'isOpen' | 'data'>): boolean => isOpen && data.startedAt !== undefined;

/** The connection ends, as far as we know of it, and waits for what the customer says. */
function stopped({ data }: Remote, why: StopWhy, now: DateTime, by: string, who?: string): Partial<RemoteData> {
  const at = now.toJSDate();
  return {
    connections: cut(data, at, why),
    stopped: { why, at, by, ...(who ? { who } : {}) },
    movedAt: at,
    moves: data.moves + 1,
  };
}

/** Whoever answers for it leaves the machine, unless he wrote it down himself. */
const toOwner = ({ no, owner }: Remote, say: string, { actor }: Circumstances, params: NoticeDraft['params'] = {}): NoticeDraft[] =>
  owner === actor.id ? [] : [toPerson(owner, say, { by: person(actor.id), no, ...params })];
const toTicket = ({ no, data }: Remote, why: StopWhy, params: NoticeDraft['params'] = {}): NoticeDraft => ({
  to: { kind: 'case', no: data.ticketNo },
  say: 'remoteStopped',
  params: { remote: no, why, ...params },
});

/** The customer takes back what was allowed: nothing is allowed any more, and those who lead hear of it. Rule C1. */
function withdraw(remote: Remote, input: FormValues, circumstances: Circumstances): RemoteChange | Refusal {
  const { actor, now, policy } = circumstances;
  const who = textIn(input, 'withdrawnBy') ?? '';
  const reason = textIn(input, 'reason') ?? '';
  const said = { by: person(actor.id), who, reason };
  const leaders = policy.people.supervisors.filter((user) => user !== actor.id && user !== remote.owner);
  return {
    state: 'asked',
    data: { ...anew(remote, now, 'withdrawn'), ...stopped(remote, 'withdrawn', now, actor.id, who) },
    note: reason,
    say: [
      inThread('withdrawn', said),
      ...toOwner(remote, 'withdrawnStop', circumstances, { who, reason }),
      ...leaders.map((user) => toPerson(user, 'withdrawnTold', { ...said, no: remote.no, owner: person(remote.owner) })),
      toTicket(remote, 'withdrawn', { who, reason }),
    ],
  };
}

/** Nobody watches any more: it waits, as after a lost connection, until somebody does. Rule C1. */
function leftAlone(remote: Remote, _input: FormValues, circumstances: Circumstances): RemoteChange {
  const { actor, now, policy } = circumstances;
  const at = now.toJSDate();
  const until = now.plus(policy.remote.reconnectWithin).toJSDate();
  return {
    state: 'asked',
    data: {
      ...stopped(remote, 'unwatched', now, actor.id),
      consents: lapsed(remote.data, 'unwatched', at, ({ to }) => to === 'watch'),
      disconnectedAt: at,
    },
    say: [
      inThread('unwatched', { by: person(actor.id), until }),
      ...toOwner(remote, 'unwatchedStop', circumstances, { until }),
      toTicket(remote, 'unwatched'),
    ],
  };
}

/** Somebody else goes on: the customer let another one onto the machine, and is asked anew. Before it begins, it is the desk that was allowed. Rule C1. */
export function handedOn(remote: Remote, { actor, now }: Circumstances): Pick<RemoteChange, 'state' | 'data' | 'say'> | undefined {
  if (!isBegun(remote)) return undefined;
  return {
    state: 'asked',
    data: { ...anew(remote, now, 'takenOver'), ...stopped(remote, 'takenOver', now, actor.id) },
    say: [inThread('goesOnAnew')],
  };
}

const nothingStands = (remote: Remote): Refusal | undefined =>
  (['client', 'watch'] as const).some((to) => standing(remote.data, to)) ? undefined : refuse('remote.nothingStands', { no: remote.no });

/** How the customer ends what he allowed, once it has begun. */
export const stopping: Readonly<Record<string, RemoteAction>> = {
  withdrawn: {
    from: OPEN_REMOTE_STATES,
    by: EVERYBODY,
    form: REMOTE_FORMS.withdrawn,
    style: 'danger',
    isOffered: (remote) => isBegun(remote) && !nothingStands(remote),
    unless: (remote) =>
      isBegun(remote) ? nothingStands(remote) : { ...refuse('remote.notBegunYet', { no: remote.no }), offers: ['refused'] },
    apply: withdraw,
  },
  unwatched: { from: ['running'], by: EVERYBODY, style: 'danger', apply: leftAlone },
};
