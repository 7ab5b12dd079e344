import { type Actor, type CaseNo, leads, type Refusal, refuse } from '../case.js';
import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { type FormValues, textIn } from '../form.js';
import type { CaseKind, Decided } from '../rules.js';
import { openCase } from '../settle.js';
import { inThread, toPerson } from '../telling.js';
import { person } from '../text.js';
import { ASKED_BY, consenting, EVERYBODY, expired, isCutOff, notYet, type RemoteAction, type RemoteChange, usedUp } from './consents.js';
import { remoteDeadlines, stayedDeadlines } from './deadlines.js';
import { REMOTE_FORMS } from './form.js';
import {
  connected,
  cut,
  isWithdrawn,
  missingConsents,
  OPEN_REMOTE_STATES,
  type Remote,
  type RemoteData,
  type RemoteState,
} from './remote.js';
import { handedOn, STOPS, stopping } from './stopping.js';

const ALL: readonly RemoteState[] = [...OPEN_REMOTE_STATES, 'ended', 'refused', 'cancelled'];

/** What is known when a session is asked for; the ticket says whose machine it is. */
export type AskedOf = Pick<RemoteData, 'ticketNo' | 'customer' | 'site' | 'calledBy'>;

/** A session is asked for, on a ticket. The form's values must have passed `validate`. */
export function askForRemote(
  values: FormValues,
  of: AskedOf,
  start: { readonly team: string; readonly seq: number },
  circumstances: Circumstances,
): Decided<RemoteData, RemoteState> {
  const at = circumstances.now.toJSDate();
  const data: RemoteData = {
    ...of,
    machine: textIn(values, 'machine') ?? '',
    tool: textIn(values, 'tool') ?? '',
    asked: textIn(values, 'asked') ?? '',
    more: [],
    consents: [],
    round: 1,
    roundAt: at,
    runs: 0,
    movedAt: at,
    moves: 1,
  };
  const say: NoticeDraft[] = [{ to: { kind: 'case', no: of.ticketNo }, say: 'remoteAsked', params: { remote: `R-${start.seq}` } }];
  return openCase(remoteKind, { ...start, state: 'asked', owner: circumstances.actor.id, data, say }, circumstances);
}

const notBegun = ({ no, data }: Remote): Refusal | undefined =>
  data.startedAt ? { ...refuse('remote.begunAlready', { no }), offers: ['end'] } : undefined;
const begun = ({ no, data }: Remote): Refusal | undefined => (data.startedAt ? undefined : refuse('remote.notBegun', { no }));
/** Somebody else's session is taken over before it is begun or ended: it is one person who answers for what is done there. */
const isTheirs = ({ owner }: Pick<Remote, 'owner'>, who: Pick<Actor, 'id' | 'roles'>): boolean => owner === who.id || leads(who);
const notYours = ({ no, owner }: Remote): Refusal => ({ ...refuse('remote.notYours', { no, by: owner }), offers: ['takeOver'] });
const whose = (remote: Remote, { actor }: Pick<Circumstances, 'actor'>): Refusal | undefined =>
  isTheirs(remote, actor) ? undefined : notYours(remote);
const stays = ({ no, data }: Remote): Refusal | undefined => (data.client === 'stays' ? undefined : refuse('remote.nothingStays', { no }));

/** A session that never began is over. */
const ended =
  (state: RemoteState, say: string, more: (input: FormValues) => Partial<RemoteData> = () => ({})) =>
  ({ no, data }: Remote, input: FormValues, { actor }: Circumstances): RemoteChange => ({
    state,
    data: more(input),
    note: textIn(input, 'reason'),
    endSay: 'remoteOver',
    say: [
      inThread(say, { by: person(actor.id), who: textIn(input, 'refusedBy') ?? '', reason: textIn(input, 'reason') ?? '' }),
      {
        to: { kind: 'case', no: data.ticketNo },
        say: 'remoteNotDone',
        params: { remote: no, why: say, reason: textIn(input, 'reason') ?? '' },
      },
    ],
  });

const actions: Readonly<Record<string, RemoteAction>> = {
  ...consenting,
  ...stopping,
  start: {
    from: ['asked', 'consented'],
    by: EVERYBODY,
    style: 'primary',
    // It is the owner who was let onto the machine; whoever else would connect takes it over.
    isFor: ({ owner }, { id }) => owner === id,
    unless: (remote, { actor }) => (remote.owner === actor.id ? undefined : notYours(remote)),
    apply(remote, _input, circumstances) {
      const refusal = notYet(remote, circumstances);
      if (refusal) return refusal;
      const at = circumstances.now.toJSDate();
      const { startedAt, disconnectedAt, runs } = remote.data;
      return {
        state: 'running',
        data: {
          startedAt: startedAt ?? at,
          connectedAt: at,
          disconnectedAt: undefined,
          stopped: undefined,
          runs: runs + 1,
          connections: connected(remote.data, circumstances.actor.id, at),
        },
        say: [inThread(disconnectedAt ? 'remoteBack' : 'remoteBegan', { by: person(circumstances.actor.id) })],
      };
    },
  },
  more: {
    from: OPEN_REMOTE_STATES,
    by: EVERYBODY,
    form: REMOTE_FORMS.more,
    apply({ data }, input, { actor, now }) {
      const text = textIn(input, 'text') ?? '';
      const askedBy = textIn(input, 'askedBy') ?? '';
      return {
        data: { more: [...data.more, { at: now.toJSDate(), by: actor.id, askedBy, text }] },
        say: [inThread('moreAsked', { by: person(actor.id), who: askedBy, text })],
      };
    },
  },
  disconnect: {
    from: ['running'],
    by: EVERYBODY,
    apply({ data }, _input, { now, policy }) {
      const [at, until] = [now.toJSDate(), now.plus(policy.remote.reconnectWithin).toJSDate()];
      return {
        state: 'consented',
        data: { connections: cut(data, at, 'lost'), disconnectedAt: at, movedAt: at, moves: data.moves + 1 },
        say: [inThread('remoteCut', { until })],
      };
    },
  },
  stillOn: {
    from: ['running'],
    by: EVERYBODY,
    apply: (_remote, _input, { now }) => ({ data: { confirmedAt: now.toJSDate() } }),
  },
  /** The ticket that it is for was ended: whoever has the session hears by whom. */
  ticketOver: {
    from: OPEN_REMOTE_STATES,
    by: 'linkedCase',
    apply({ owner, state }, input, { actor }) {
      const what = { by: person(actor.id), ticket: textIn(input, 'ticket') ?? '' };
      const told = state === 'running' ? toPerson(owner, 'ticketOverRunning', what) : toPerson(owner, 'ticketOver', what);
      return { data: { isTicketOver: true }, say: owner === actor.id ? [] : [told] };
    },
  },
  ticketAgain: { from: OPEN_REMOTE_STATES, by: 'linkedCase', apply: () => ({ data: { isTicketOver: undefined } }) },
  end: {
    from: OPEN_REMOTE_STATES,
    by: EVERYBODY,
    form: REMOTE_FORMS.end,
    // What was asked for meanwhile is looked at before it is said to be done.
    restsOn: ['more'],
    isFor: isTheirs,
    unless: (remote, circumstances) => begun(remote) ?? whose(remote, circumstances),
    apply(remote, input, { actor, now }) {
      const at = now.toJSDate();
      const client = textIn(input, 'client') ?? 'none';
      const result = textIn(input, 'result');
      const steps = textIn(input, 'steps') ?? '';
      return {
        state: 'ended',
        data: {
          steps,
          result,
          client,
          stayAllowedBy: client === 'stays' ? textIn(input, 'stayAllowedBy') : undefined,
          stayedAt: client === 'stays' ? at : undefined,
          seenBy: textIn(input, 'seenBy'),
          endedAt: at,
          connections: cut(remote.data, at, 'ended'),
        },
        endSay: 'remoteOver',
        say: [
          inThread(`ended_${result}`, { by: person(actor.id) }),
          ...(actor.id === remote.owner ? [] : [toPerson(remote.owner, 'endedForYou', { by: person(actor.id), steps })]),
          {
            to: { kind: 'case', no: remote.data.ticketNo },
            say: 'workedOn',
            params: { remote: remote.no, result: result ?? 'not', steps, needsVisit: result === 'solved' ? '' : 'yes' },
          },
        ],
      };
    },
  },
  refused: {
    from: ['asked', 'consented'],
    by: EVERYBODY,
    form: REMOTE_FORMS.refused,
    style: 'danger',
    unless: notBegun,
    apply: ended('refused', 'refusedBy', (input) => ({ refusedBy: textIn(input, 'refusedBy') })),
  },
  nobodyThere: {
    from: ['asked', 'consented'],
    by: EVERYBODY,
    form: REMOTE_FORMS.nobodyThere,
    unless: notBegun,
    apply: ended('refused', 'nobodyThere'),
  },
  cancel: {
    from: ['asked', 'consented'],
    by: EVERYBODY,
    form: REMOTE_FORMS.cancel,
    style: 'danger',
    unless: notBegun,
    apply: ended('cancelled', 'cancelled'),
  },
  note: {
    from: ALL,
    by: EVERYBODY,
    form: REMOTE_FORMS.note,
    apply(_remote, input, { actor }) {
      const text = textIn(input, 'text') ?? '';
      return { note: text, say: textIn(input, 'isFromThread') ? [] : [inThread('note', { by: person(actor.id), text })] };
    },
  },
  handOver: {
    from: ALL,
    by: EVERYBODY,
    form: REMOTE_FORMS.handOver,
    restsOn: ['owner'],
    apply(remote, input, circumstances) {
      const { no, owner } = remote;
      const { actor } = circumstances;
      const to = textIn(input, 'to') ?? actor.id;
      if (to === owner) return refuse('alreadyOwner', { by: to }, 'to');
      const asks = handedOn(remote, circumstances);
      const params = { by: person(actor.id), no };
      const say = [
        ...(asks?.say ?? []),
        ...(to === actor.id ? [] : [toPerson(to, asks ? 'remoteYoursAnew' : 'remoteYours', params)]),
        ...(asks && owner !== actor.id ? [toPerson(owner, 'remoteTakenStop', { ...params, by: person(to) })] : []),
      ];
      return { ...asks, owner: to, say };
    },
  },
  takeOver: {
    from: OPEN_REMOTE_STATES,
    by: EVERYBODY,
    isFor: ({ owner }, { id }) => id !== owner,
    apply(remote, _input, circumstances) {
      const { no, owner } = remote;
      const { actor } = circumstances;
      if (owner === actor.id) return refuse('alreadyOwner', { by: owner });
      const asks = handedOn(remote, circumstances);
      const told = toPerson(owner, asks ? 'remoteTakenStop' : 'remoteTaken', { by: person(actor.id), no });
      return { ...asks, owner: actor.id, say: [...(asks?.say ?? []), told] };
    },
  },
  stillWanted: {
    from: ['ended'],
    by: EVERYBODY,
    form: REMOTE_FORMS.stillWanted,
    unless: stays,
    apply: (_remote, input, { now }) => ({ data: { stayAllowedBy: textIn(input, 'stayAllowedBy'), stayedAt: now.toJSDate() } }),
  },
  clientGone: {
    from: ['ended'],
    by: EVERYBODY,
    unless: stays,
    apply: (_remote, _input, { actor }) => ({
      data: { client: 'removed', stayedAt: undefined },
      say: [inThread('clientGone', { by: person(actor.id) })],
    }),
  },
  consentSheet: {
    from: ALL,
    by: EVERYBODY,
    apply: (_remote, _input, { actor }) => ({ say: [{ ...toPerson(actor.id, 'consentSheet'), document: 'consents' }] }),
  },
};

/** A session on a customer's machine: with consent, under the customer's eyes, only what was asked for. Rules C1, C2. */
export const remoteKind: CaseKind<RemoteData, RemoteState> = {
  name: 'remote',
  prefix: 'R',
  openStates: OPEN_REMOTE_STATES,
  actions,
  handsOver: 'handOver',
  promiseOf: () => undefined,
  deadlines: remoteDeadlines,
  afterwards: stayedDeadlines,
  isBreach: () => false,
  onDue(remote, fires, circumstances) {
    const isDue = (name: string): boolean => fires.some(({ track }) => track.startsWith(`${name}#`));
    if (isDue('cutOff') && isCutOff(remote, circumstances))
      return { state: 'asked', data: usedUp(remote, circumstances), say: [toPerson(remote.owner, 'usedUp'), inThread('usedUp')] };
    return isDue('expires') ? expired(remote, circumstances) : {};
  },
  // A machine that stands open is looked after at once, also at night.
  wakes: ({ deadline, say }) => deadline?.track.startsWith('connected#') === true || STOPS.includes(say),
  home: () => ({ channel: 'desk' }),
  answersInRow: ({ deadline }) => (isAboutStaying(deadline?.track) ? 2 : 1),
  helps: ({ deadline, say }, { state, data }) => [...(HELPS[say] ?? helpsIn(state, data, deadline?.track)), 'open'],
};

/** Is it asked whether a client is still wanted? It is, or it was taken off. */
const isAboutStaying = (track = ''): boolean => track.startsWith('stayed#');

/** What helps with what is said besides its deadlines. */
const HELPS: Readonly<Record<string, readonly string[]>> = {
  usedUp: ['allowClient', 'allowWatch', 'end'],
  withdrawnStop: ['end'],
  unwatchedStop: ['allowWatch', 'end'],
  remoteYoursAnew: ['allowClient', 'allowWatch', 'end'],
  ticketOver: ['nobodyThere', 'cancel', 'end'],
  ticketOverRunning: ['end'],
};

function helpsIn(state: RemoteState, data: RemoteData, track = ''): readonly string[] {
  if (track === '') return [];
  // Whoever took his consent back is not asked again by the clock.
  if (isWithdrawn({ data })) return ['end'];
  if (isAboutStaying(track)) return ['stillWanted', 'clientGone'];
  if (state === 'running') return ['stillOn', 'end', 'disconnect'];
  const next = state === 'consented' ? ['start'] : missingConsents(data).map((to) => ASKED_BY[to]);
  return [...next, ...(data.startedAt ? ['end'] : ['nobodyThere', 'cancel'])];
}

/** The number of the ticket that a session is of. */
export const ticketOf = (record: { readonly data: object }): CaseNo => (record as { readonly data: RemoteData }).data.ticketNo;
