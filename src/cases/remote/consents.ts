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
  type LapseWhy,
  lapsed,
  MEANS,
  missingConsents,
  neededFor,
  type Remote,
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

/** So long a consent counts that no session was begun on. */
const COUNTS_MS = 12 * 3_600_000;

/** A consent that was heard long ago and never used is asked for anew: who gave it does not expect anybody any more. Rule C1. */
function tooOld({ data }: Remote, { now }: Circumstances): Refusal | undefined {
  if (data.startedAt) return undefined;
  const old = neededFor(data.tool).flatMap((to) => {
    const one = standing(data, to);
    return one && now.toMillis() - one.heardAt.getTime() > COUNTS_MS ? [{ to, at: one.heardAt }] : [];
  });
  const [first] = old;
  return first && { ...refuse('remote.consentOld', { at: first.at }), offers: old.map(({ to }) => ASKED_BY[to]) };
}

/** Why it may not start: the consent that is missing, or that was used up. Rule C1. */
export function notYet(remote: Remote, circumstances: Circumstances): Refusal | undefined {
  const offers = neededFor(remote.data.tool).map((to) => ASKED_BY[to]);
  if (isCutOff(remote, circumstances))
    return { ...refuse('remote.usedUp', { at: remote.data.disconnectedAt ?? remote.changedAt }), offers };
  const missing = missingConsents(remote.data);
  const [first] = missing;
  if (!first) return tooOld(remote, circumstances);
  return missing.length > 1 ? { ...refuse('remote.bothMissing'), offers } : { ...MISSING[first](), offers: [ASKED_BY[first]] };
}
