import { DateTime } from 'luxon';
import { type Refusal, type Role, refuse } from '../case.js';
import type { Circumstances } from '../circumstances.js';
import { dateIn, type FormValues, textIn } from '../form.js';
import type { Action, Change } from '../rules.js';
import { inThread } from '../telling.js';
import { person } from '../text.js';
import { REMOTE_FORMS } from './form.js';
import {
  type ConsentTo,
  isExpired,
  type LapseWhy,
  lapsed,
  MEANS,
  missingConsents,
  type NEEDED,
  neededFor,
  type Remote,
  type RemoteConsent,
  type RemoteData,
  type RemoteState,
  standing,
} from './remote.js';

export type RemoteAction = Action<RemoteData, RemoteState>;
export type RemoteChange = Change<RemoteData, RemoteState>;
export const EVERYBODY: readonly Role[] = ['agent', 'engineer', 'supervisor', 'head'];

/** Was the session cut off so long ago that its consents are used up? */
export const isCutOff = ({ data }: Remote, { now, policy }: Pick<Circumstances, 'now' | 'policy'>): boolean =>
  data.disconnectedAt !== undefined && now.toMillis() - data.disconnectedAt.getTime() >= policy.remote.reconnectWithin;

/** What was allowed ends, at this moment and for this reason: it is asked for anew. */
export const anew = ({ data }: Remote, now: DateTime, why: LapseWhy, endedAt = now.toJSDate()): Partial<RemoteData> => ({
  consents: lapsed(data, why, endedAt),
  round: data.round + 1,
  roundAt: now.toJSDate(),
  disconnectedAt: undefined,
  movedAt: now.toJSDate(),
  moves: data.moves + 1,
});

/** It was cut off for too long: what was allowed ended when that time was over, whenever it is noticed. */
export function usedUp(remote: Remote, { now, policy }: Pick<Circumstances, 'now' | 'policy'>): Partial<RemoteData> {
  const { disconnectedAt = now.toJSDate() } = remote.data;
  return anew(remote, now, 'cutOff', new Date(disconnectedAt.getTime() + policy.remote.reconnectWithin));
}

/** Since when this is asked for anew: the session was asked for again, or what was allowed allows nothing any more. */
const askedSince = ({ round, roundAt, consents }: RemoteData, to: ConsentTo): Date | undefined =>
  consents.findLast((one) => one.to === to && one.round === round && one.lapsedAt)?.lapsedAt ?? (round > 1 ? roundAt : undefined);

/** A consent is written down: who, how, when, and who heard it. Rule C1. */
function given(to: ConsentTo) {
  return (remote: Remote, input: FormValues, circumstances: Circumstances): RemoteChange | Refusal => {
    const { actor, now } = circumstances;
    const isUsedUp = isCutOff(remote, circumstances);
    const data: RemoteData = isUsedUp ? { ...remote.data, ...usedUp(remote, circumstances) } : remote.data;
    const heardAt = dateIn(input, 'heardAt') ?? now.toJSDate();
    // What was heard for the session before is that session's; people choose whole minutes.
    const since = isUsedUp && remote.data.disconnectedAt ? remote.data.disconnectedAt : askedSince(data, to);
    if (since && heardAt < DateTime.fromJSDate(since).startOf('minute').toJSDate())
      return refuse('remote.heardBefore', { at: since }, 'heardAt');
    // It may be heard in the call for which the session is then asked, and holds as long before as it holds when the line is cut.
    const earliest = DateTime.fromJSDate(remote.openedAt).minus(circumstances.policy.remote.reconnectWithin).startOf('minute').toJSDate();
    if (heardAt < earliest) return refuse('remote.heardLongBefore', { at: earliest }, 'heardAt');
    const consent = {
      to,
      consentedBy: textIn(input, 'consentedBy') ?? '',
      means: MEANS.find((one) => one === input.means) ?? 'telephone',
      heardAt,
      heardBy: actor.id,
      ...(textIn(input, 'rights') ? { rights: textIn(input, 'rights') } : {}),
      round: data.round,
    };
    const next = { ...data, consents: [...data.consents, consent] };
    const isComplete = missingConsents(next).length === 0;
    return {
      ...(remote.state === 'running' ? {} : { state: isComplete ? 'consented' : 'asked' }),
      data: { ...next, movedAt: now.toJSDate(), moves: data.moves + 1 },
      say: [inThread(`consent_${to}`, { by: person(actor.id), who: consent.consentedBy, rights: consent.rights ?? '' })],
    };
  };
}

const consent = (to: ConsentTo, from: readonly RemoteState[], form: RemoteAction['form']): RemoteAction => ({
  from,
  by: EVERYBODY,
  ...(form ? { form } : {}),
  ...(to === 'rights' ? {} : { style: 'primary' }),
  ...(to === 'client' ? { isOffered: ({ data }) => neededFor(data.tool).includes('client') } : {}),
  apply: given(to),
});

/** What the customer allows. */
export const consenting: Readonly<Record<string, RemoteAction>> = {
  allowClient: consent('client', ['asked', 'consented'], REMOTE_FORMS.allowClient),
  allowWatch: consent('watch', ['asked', 'consented'], REMOTE_FORMS.allowWatch),
  raise: consent('rights', ['consented', 'running'], REMOTE_FORMS.raise),
};

const MISSING = {
  client: () => refuse('remote.clientMissing'),
  watch: () => refuse('remote.watchMissing'),
};
/** The action that asks for a consent. */
export const ASKED_BY = { client: 'allowClient', watch: 'allowWatch' } as const;

/** What was heard long ago, and nobody connected on, ends: who allowed it does not expect anybody any more. Rule C1. */
export function expired(remote: Remote, { now }: Pick<Circumstances, 'now'>): RemoteChange {
  const at = now.toJSDate();
  const isOld = (one: RemoteConsent): boolean => isExpired(one, at);
  return { state: 'asked', data: { consents: lapsed(remote.data, 'expired', at, isOld) }, say: [inThread('expired')] };
}

/** Its consents are too old to begin on, before the clock has said so. */
function tooOld(remote: Remote, { now }: Circumstances): Refusal | undefined {
  if (remote.data.disconnectedAt) return undefined;
  const old = neededFor(remote.data.tool).flatMap((to) => {
    const one = standing(remote.data, to);
    return one && isExpired(one, now.toJSDate()) ? [{ to, at: one.heardAt }] : [];
  });
  const [first] = old;
  return first && { ...refuse('remote.consentOld', { at: first.at }), offers: old.map(({ to }) => ASKED_BY[to]) };
}

/** A consent that is missing was there, and was not used in time. */
function expiredBefore({ data }: Remote, to: (typeof NEEDED)[number]): Refusal | undefined {
  const last = data.consents.findLast((one) => one.to === to && one.round === data.round);
  return last?.lapsedWhy === 'expired' ? refuse('remote.consentOld', { at: last.heardAt }) : undefined;
}

/** Why it may not start: its ticket is over, or a consent is missing, or was used up. Rule C1. */
export function notYet(remote: Remote, circumstances: Circumstances): Refusal | undefined {
  if (remote.data.isTicketOver) return refuse('remote.ticketEnded', { ticket: remote.data.ticketNo });
  const offers = neededFor(remote.data.tool).map((to) => ASKED_BY[to]);
  if (isCutOff(remote, circumstances))
    return { ...refuse('remote.usedUp', { at: remote.data.disconnectedAt ?? remote.changedAt }), offers };
  const missing = missingConsents(remote.data);
  const [first] = missing;
  if (!first) return tooOld(remote, circumstances);
  const why = expiredBefore(remote, first);
  if (missing.length > 1) return { ...(why ?? refuse('remote.bothMissing')), offers };
  return { ...(why ?? MISSING[first]()), offers: [ASKED_BY[first]] };
}
