import { buttonOf } from '../buttons.js';
import type { Card, CardButton, CardLine, Reader } from '../card.js';
import { onScreen } from '../moment.js';
import { SIGNS, type Standing } from '../standing.js';
import { person, placeOf, shorten } from '../text.js';
import {
  type ConsentTo,
  isWithdrawn,
  missingConsents,
  neededFor,
  type Remote,
  type RemoteConsent,
  type RemoteState,
  standing,
} from './remote.js';
import { remoteKind } from './workflow.js';

/** The tool in words: ours have some, those of the settings speak for themselves. */
export const toolInWords = (tool: string, { t }: Pick<Reader, 't'>): string =>
  ['client', 'qq', 'telephone'].includes(tool) ? t(`remote.tool.${tool}`) : tool;

/** Who allowed it, how, when, and who heard it. */
const consentInWords = ({ consentedBy, means, heardAt, heardBy, rights }: RemoteConsent, reader: Reader): string =>
  [
    ...(rights ? [rights] : []),
    reader.t('remote.card.consent', {
      who: consentedBy,
      means: reader.t(`remote.means.${means}`),
      at: onScreen(heardAt, reader),
      by: person(heardBy),
    }),
  ].join(' · ');

/** Why this consent is missing: it counts no longer, or it was never given. */
function missingInWords(data: Remote['data'], to: ConsentTo, reader: Reader): string {
  const last = data.consents.findLast((one) => one.to === to);
  if (last?.lapsedAt && last.lapsedWhy)
    return reader.t(`remote.card.lapsed.${last.lapsedWhy}`, { who: last.consentedBy, at: onScreen(last.lapsedAt, reader) });
  return reader.t('remote.card.missing');
}

/** What stopped it, who said so and when, until it goes on. */
function stopInWords({ data: { stopped } }: Pick<Remote, 'data'>, reader: Reader): string | undefined {
  if (!stopped) return undefined;
  const { why, who = '', by, at } = stopped;
  return reader.t(`remote.card.stopped.${why}`, { who, by: person(by), at: onScreen(at, reader) });
}

function consentLines({ data, state }: Pick<Remote, 'data' | 'state'>, reader: Reader): CardLine[] {
  const { t } = reader;
  const tool = toolInWords(data.tool, reader);
  const needed = neededFor(data.tool).map((to) => {
    const one = standing(data, to);
    return {
      label: to === 'client' ? t('remote.card.toClient', { tool }) : t(`remote.to.${to}`),
      value: one
        ? // What was allowed before it was refused, or before nobody was there, allows nothing.
          `${state === 'refused' ? SIGNS.notBegun : SIGNS.kept} ${consentInWords(one, reader)}`
        : `${SIGNS.notBegun} ${missingInWords(data, to, reader)}`,
    };
  });
  const raised = data.consents
    .filter(({ to, round, lapsedAt }) => to === 'rights' && round === data.round && !lapsedAt)
    .map((one) => ({ label: t('remote.to.rights'), value: consentInWords(one, reader) }));
  return [...needed, ...raised];
}

/** How it stands: what is asked about, or was cut off and may go on for a while only, is at risk; what did not take place, or helped nothing, is no success. */
function standingOf({ state, isOpen, alarms, data }: Remote): Standing {
  if (!isOpen) return state === 'ended' && data.result !== 'not' ? 'kept' : 'undone';
  const isAsked = alarms.some(({ step, acknowledgedAt }) => step === 'escalation' && !acknowledgedAt);
  return isAsked || data.disconnectedAt || data.stopped ? 'risk' : 'waiting';
}

/** What goes on since when, or until when it may go on without a new consent. */
function promiseInWords({ state, data, deadlines }: Remote, reader: Reader): string | undefined {
  const goesOnUntil = deadlines.find(({ track }) => track.startsWith('cutOff#'))?.dueAt;
  if (goesOnUntil) return reader.t('remote.promise.goesOn', { at: onScreen(goesOnUntil, reader, 'both') });
  if (state !== 'running' || !data.connectedAt) return undefined;
  return reader.t('remote.promise.since', { at: onScreen(data.connectedAt, reader, 'both') });
}

/** Why it did not take place: who refused it, or that nobody was at the machine. */
function whyRefused({ state, data, closedAt }: Remote, reader: Reader): string | undefined {
  if (state !== 'refused') return undefined;
  const at = closedAt ? onScreen(closedAt, reader) : '';
  return data.refusedBy ? reader.t('remote.card.refused', { who: data.refusedBy, at }) : reader.t('remote.card.nobodyThere', { at });
}

/** The next steps, likeliest first. */
function nextOf(remote: Remote): readonly string[] {
  const { state, data } = remote;
  const missing = missingConsents(data);
  const consents = [...(missing.includes('client') ? ['allowClient'] : []), ...(missing.includes('watch') ? ['allowWatch'] : [])];
  const steps: Readonly<Record<RemoteState, readonly string[]>> = {
    asked: isWithdrawn(remote) ? ['end', ...consents] : [...consents, 'start', ...(data.startedAt ? ['end'] : ['nobodyThere', 'refused'])],
    consented: ['start', 'more', ...(data.startedAt ? ['end'] : ['nobodyThere', 'refused'])],
    running: ['end', 'withdrawn', 'unwatched', 'more', 'disconnect'],
    ended: data.client === 'stays' ? ['stillWanted', 'clientGone'] : [],
    refused: [],
    cancelled: [],
  };
  return steps[state];
}

const MENU = ['more', 'raise', 'withdrawn', 'takeOver', 'handOver', 'note', 'cancel'];

/** A session: what was asked stands on top, then who allowed it, and what comes next. */
export function remoteCard(remote: Remote, reader: Reader): Card {
  const { no, owner, state, data, isOpen } = remote;
  const { t } = reader;
  const next = nextOf(remote);
  const fits = (name: string): boolean =>
    !next.includes(name) &&
    (remoteKind.actions[name]?.isOffered?.(remote) ?? true) &&
    (remoteKind.actions[name]?.from.includes(state) ?? false) &&
    !(name === 'cancel' && data.startedAt);
  const rest = isOpen ? MENU.filter(fits) : ['note'];
  const line = (label: string, value: string | undefined): CardLine[] => (value ? [{ label: t(label), value }] : []);
  const view = (action: string): CardButton => ({ action, label: t(`remote.action.${action}`), value: no });
  return {
    title: `${no} · ${placeOf(data)}`,
    standing: standingOf(remote),
    status: t(state === 'consented' && data.disconnectedAt ? 'remote.card.cut' : `remote.state.${state}`),
    promise: promiseInWords(remote, reader),
    lines: [
      { label: t('remote.card.ticket'), value: data.ticketNo },
      { label: t('remote.card.machine'), value: `${data.machine} · ${toolInWords(data.tool, reader)}` },
      { label: t('shared.card.owner'), value: person(owner) },
      ...line('remote.card.why', whyRefused(remote, reader)),
      ...line('remote.card.stop', stopInWords(remote, reader)),
      ...consentLines(remote, reader),
      // While it goes on, since when stands beside its state.
      ...line('remote.card.since', data.startedAt && (state !== 'running' || data.runs > 1) ? onScreen(data.startedAt, reader) : undefined),
      ...line('remote.card.result', data.result && t(`remote.result.${data.result}`)),
      ...line('remote.card.steps', data.steps && shorten(data.steps, 300)),
      ...line('remote.card.client', data.client && t(`remote.client.${data.client}`)),
      ...line('remote.card.stayAllowedBy', data.stayAllowedBy),
      ...line('remote.card.seenBy', data.seenBy),
    ],
    body: [
      shorten(data.asked, 1200),
      ...data.more.slice(-10).map(({ at, askedBy, text }) => `• ${onScreen(at, reader)} ${askedBy}: ${shorten(text, 200)}`),
    ].join('\n'),
    notes: isOpen ? [t('remote.card.only')] : [],
    buttons: next.map((name) => buttonOf(remoteKind, no, name, t)),
    menu: [
      ...rest.map((name) => buttonOf(remoteKind, no, name, t)),
      buttonOf(remoteKind, no, 'consentSheet', t),
      view('remoteWorkbook'),
      { action: 'history', label: t('shared.action.history'), value: no },
    ],
  };
}
