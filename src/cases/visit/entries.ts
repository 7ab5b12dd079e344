import { DateTime } from 'luxon';
import { type Actor, type Notice, type Refusal, refuse } from '../case.js';
import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { textIn } from '../form.js';
import { inThread, toPerson } from '../telling.js';
import { person } from '../text.js';
import { EVERYBODY, LEADERS, toDeciders, type VisitAction, type VisitChange } from './action.js';
import { tellBreach } from './delay.js';
import { VISIT_FORMS } from './form.js';
import { arrivalOf } from './lateness.js';
import { isCounted, isFarBehind, openMisses, settledMisses } from './promise.js';
import { type Arrival, claimsOf, type Delay, type Miss, VISIT_STATES, type Visit } from './visit.js';

/** A leader answers for others, not for himself. */
const isOwn = ({ data }: Visit, { id }: Pick<Actor, 'id'>): boolean => data.crew.includes(id);
const unlessOwn = (visit: Visit, { actor }: Circumstances): Refusal | undefined =>
  isOwn(visit, actor) ? refuse('visit.ownEntry', { no: visit.no }) : undefined;

/** The delays of a visit once what was entered later is taken as it was entered. */
const confirmedDelay = (delay: Delay, by: string): Delay =>
  delay.isClaimed ? { ...delay, isClaimed: undefined, wasInTime: true, confirmedBy: by } : delay;

/** An arrival once what was entered later, its own time or a delay's, is taken as it was entered. */
function confirmedArrival(visit: Visit, arrival: Arrival, delays: readonly Delay[], { actor, now, policy }: Circumstances): Arrival {
  const isDelayed = delays.some(({ promisedAt, confirmedBy }) => confirmedBy && promisedAt.getTime() === arrival.promisedAt.getTime());
  if (!arrival.claim && !isDelayed) return arrival;
  const at = DateTime.fromJSDate(arrival.claim?.at ?? arrival.at, { zone: now.zone });
  const before = visit.data.arrivals.slice(0, visit.data.arrivals.indexOf(arrival));
  const isCurrent = arrival.promisedAt.getTime() === visit.data.from.getTime();
  const length = visit.data.to.getTime() - visit.data.from.getTime();
  const window = isCurrent ? visit.data : { from: arrival.promisedAt, to: new Date(arrival.promisedAt.getTime() + length) };
  const counted = arrivalOf({ ...window, arrivals: before, delays, misses: visit.data.misses }, at, arrival.by, policy.visit);
  return {
    ...counted,
    ...(arrival.claim ? { confirmedBy: actor.id } : {}),
    ...(isFarBehind({ ...window, delays: [...delays] }, at, policy.visit) ? { isFarBehind: true } : {}),
    ...(arrival.isTakenOver ? { isTakenOver: true } : {}),
  };
}

function confirmed(visit: Visit, circumstances: Circumstances): VisitChange {
  const { data } = visit;
  const delays = data.delays.map((delay) => confirmedDelay(delay, circumstances.actor.id));
  const arrivals = data.arrivals.map((arrival) => confirmedArrival(visit, arrival, delays, circumstances));
  const kept = [...arrivals.filter((arrival, n) => arrival !== data.arrivals[n]), ...delays.filter((delay, n) => delay !== data.delays[n])];
  const isBroken = (promisedAt: Date): boolean =>
    arrivals.some((one) => one.promisedAt.getTime() === promisedAt.getTime() && one.punctuality === 'notToldInTime');
  const cleared = kept.filter(({ promisedAt }) => !isBroken(promisedAt)).map(({ promisedAt }) => tellBreach(promisedAt, '', promisedAt).id);
  const current = arrivals.findLast(({ promisedAt }) => promisedAt.getTime() === data.from.getTime());
  const came = arrivals.filter((arrival, n) => arrival !== data.arrivals[n] && isCounted(arrival));
  const isOf = ({ promisedAt }: Pick<Miss, 'promisedAt'>, miss: Miss): boolean => promisedAt.getTime() === miss.promisedAt.getTime();
  const misses = data.misses?.filter((miss) =>
    miss.why === 'moved'
      ? !kept.some((one) => 'eta' in one && isOf(one, miss))
      : !came.some((one) => one.by === miss.by && isOf(one, miss)),
  );
  return {
    ...(current && current.lateMinutes <= 0 ? { breachedAt: undefined } : {}),
    data: { delays, arrivals, misses, breaches: data.breaches.filter(({ id }) => !cleared.includes(id)) },
  };
}

const refused = ({ data }: Visit): VisitChange => ({
  data: {
    delays: data.delays.map((delay) => (delay.isClaimed ? { ...delay, isClaimed: undefined } : delay)),
    arrivals: data.arrivals.map((arrival) => (arrival.claim ? { ...arrival, claim: undefined } : arrival)),
  },
});

/** What a leader says to what was entered later, and everybody of the crew hears. */
const word = (say: string, settle: (visit: Visit, circumstances: Circumstances) => VisitChange, isPrimary: boolean): VisitAction => ({
  from: VISIT_STATES,
  by: LEADERS,
  form: VISIT_FORMS.confirmEntry,
  ...(isPrimary ? { style: 'primary' as const } : {}),
  isFor: (visit, who) => !isOwn(visit, who),
  apply(visit, input, circumstances) {
    if (claimsOf(visit.data).length === 0) return refuse('visit.nothingToDecide', { no: visit.no });
    const own = unlessOwn(visit, circumstances);
    if (own) return own;
    const params = { by: person(circumstances.actor.id), reason: textIn(input, 'reason') ?? '' };
    return {
      ...settle(visit, circumstances),
      note: params.reason,
      say: [inThread(say, params), ...visit.data.crew.map((user) => toPerson(user, say, params))],
    };
  },
});

const excusedFor = (user: string, params: Notice['params']): NoticeDraft[] => {
  const said = { ...params, to: person(user) };
  return [inThread('missExcused', said), toPerson(user, 'missExcused', said)];
};

/** What was entered after its time, and what was missed: only a leader's word, with its reason, changes what counts. Rules D5, D6, J4. */
/** So long afterwards somebody may say that the customer did not wish it. */
const DOUBTED_WITHIN_MS = 7 * 24 * 3_600_000;

export const entries: Record<string, VisitAction> = {
  confirmEntry: word('entryConfirmed', confirmed, true),
  refuseEntry: word('entryRefused', refused, false),
  /** The customer did not wish what those of the visit said that he did: it counts as ours, until a leader excuses it. Decision 0098. */
  notWished: {
    from: VISIT_STATES,
    by: EVERYBODY,
    form: VISIT_FORMS.notWished,
    isFor: (visit, who) => !isOwn(visit, who) && visit.data.claimedWish?.by !== who.id,
    apply(visit, input, circumstances) {
      const { claimedWish } = visit.data;
      const { actor, now } = circumstances;
      const isOver = claimedWish && now.toMillis() - claimedWish.at.getTime() > DOUBTED_WITHIN_MS;
      if (!claimedWish || isOver) return refuse('visit.nothingToDecide', { no: visit.no });
      const own = claimedWish.by === actor.id ? refuse('visit.ownEntry', { no: visit.no }) : unlessOwn(visit, circumstances);
      if (own) return own;
      const reason = textIn(input, 'reason') ?? '';
      const agreedWith = textIn(input, 'heardFrom') ?? '';
      const params = { by: person(actor.id), engineer: person(claimedWish.by), at: claimedWish.promisedAt, agreedWith, reason };
      return {
        data: { claimedWish: undefined, ...settledMisses(visit, claimedWish) },
        note: reason,
        say: [
          inThread('wishDenied', params),
          toPerson(claimedWish.by, 'wishDenied', params),
          ...toDeciders(circumstances, 'wishDenied', params, false),
        ],
      };
    },
  },
  excuse: {
    from: VISIT_STATES,
    by: LEADERS,
    form: VISIT_FORMS.decide,
    isFor: ({ data }, { id }) => openMisses(data).at(-1)?.by !== id,
    apply(visit, input, circumstances) {
      const { actor } = circumstances;
      const last = openMisses(visit.data).at(-1);
      if (!last) return refuse('visit.nothingToDecide', { no: visit.no });
      if (last.by === actor.id || visit.data.helpers.includes(actor.id)) return refuse('visit.ownEntry', { no: visit.no });
      const params = { by: person(actor.id), at: last.promisedAt, reason: textIn(input, 'reason') ?? '' };
      return {
        data: { misses: visit.data.misses?.map((miss) => (miss === last ? { ...miss, excusedBy: actor.id } : miss)) },
        note: params.reason,
        say: last.by ? excusedFor(last.by, params) : [inThread('nobodysMissExcused', params)],
      };
    },
  },
};
