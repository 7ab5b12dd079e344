import { timeInWords } from '../../time/wording.js';
import { buttonOf } from '../buttons.js';
import type { Card, CardLine, Reader } from '../card.js';
import { ownerInWords } from '../owner.js';
import { person, shorten } from '../text.js';
import { mayPress } from '../workflow.js';
import { type Fault, type FaultState, TONGUES } from './fault.js';
import { workedOf } from './linking.js';
import { failuresSince, takenBack, waitingOn } from './links.js';
import { type Happening, happeningOf } from './spike.js';
import { fixInOneLine, saidOf, tongueOf } from './words.js';
import { faultKind } from './workflow.js';

/** So many of the tickets that hang on it stand on its card, the newest. */
const MOST_TICKETS = 20;

/** How often it helped, and when last; whether anybody has checked it. */
export function experienceOf(fault: Fault, { t, now, locale }: Pick<Reader, 't' | 'now' | 'locale'>): string {
  const { used, failed, usedAt } = workedOf(fault);
  const back = takenBack(fault.data.links);
  const worked = used > 0 ? [t('fault.card.worked', { n: used, at: usedAt ? timeInWords(usedAt, now, locale) : '' })] : [];
  return [
    ...(used + failed + back === 0 ? [t('fault.card.neverUsed')] : worked),
    ...(failed > 0 ? [t(used > 0 ? 'fault.card.failed' : 'fault.card.onlyFailed', { n: failed })] : []),
    ...(back > 0 ? [t(used > 0 ? 'fault.card.takenBack' : 'fault.card.onlyTakenBack', { n: back })] : []),
    t(`fault.state.${fault.state}`),
  ].join(' · ');
}

/** What every caller is told of what happens just now, in the words of whoever is on it, or in ours: that we work on it only once somebody does. */
const sayingOf = ({ saying, by }: Happening, { t }: Pick<Reader, 't'>): string =>
  saying ?? t(by ? 'fault.spike.sayingBy' : 'fault.spike.saying');

/** What happens just now, and what every caller of it is told; nothing, where nothing does. */
export function happeningLines(fault: Pick<Fault, 'data'>, { t, now, locale }: Pick<Reader, 't' | 'now' | 'locale'>): string[] {
  const happening = happeningOf(fault, now);
  if (!happening) return [];
  const { calls, since, by } = happening;
  const params = { n: calls, at: timeInWords(since, now, locale), by: by ? person(by) : '' };
  return [t(by ? 'fault.spike.nowBy' : 'fault.spike.now', params), t('fault.spike.tell', { saying: sayingOf(happening, { t }) })];
}

/** An entry in few lines: what it is, whether it happens just now, what helps, how often it did. */
export function faultInShort(fault: Fault, reader: Pick<Reader, 't' | 'now' | 'locale'>): string {
  const { data, no } = fault;
  const fix = fixInOneLine(data, reader.locale) ?? reader.t('fault.card.noFix');
  const title = `${no} ${shorten(saidOf(data, 'title', reader.locale) ?? '', 100)}`;
  return [title, ...happeningLines(fault, reader), `→ ${shorten(fix, 160)}`, experienceOf(fault, reader)].join('\n');
}

/** Was it told that it failed too often, and has nobody looked at it since? */
const isFlagged = ({ alarms, data, isOpen }: Fault): boolean => isOpen && alarms.some(({ track }) => track === `failed#${data.looks}`);

const NEXT: Readonly<Record<FaultState, readonly string[]>> = {
  inWork: ['edit'],
  notValidated: ['validate', 'edit'],
  validated: ['stillRight', 'edit'],
  archived: ['restore'],
};
/** What many call about just now is somebody's before all else. */
const SPIKE = ['takeSpike', 'endSpike'];
const MENU = ['stillRight', 'editZh', 'editEn', 'link', 'handOver', 'note', 'archive'];

/** A known fault: what callers say, what helps, and what it is worth. */
export function faultCard(fault: Fault, reader: Reader): Card {
  const { t, locale, roles } = reader;
  const { data, no, owner, state } = fault;
  const own = (name: string): string => (name === 'edit' ? `edit${tongueOf(locale)}` : name);
  const fits = (name: string): boolean => {
    const action = faultKind.actions[name];
    return action !== undefined && mayPress(faultKind, fault, name, { roles });
  };
  const next = [...SPIKE, ...NEXT[state]].map(own).filter(fits);
  const menu = MENU.filter((name) => !next.includes(name) && fits(name));
  const waiting = waitingOn(data.links);
  const failures = failuresSince(data.links, data.lookedAt).length;
  const line = (label: string, value: string | undefined): CardLine[] => (value ? [{ label: t(label), value: shorten(value, 1200) }] : []);
  return {
    title: `${no} · ${shorten(saidOf(data, 'title', locale) ?? '', 100)}`,
    status: experienceOf(fault, reader),
    standing: isFlagged(fault) ? 'risk' : undefined,
    promise: isFlagged(fault) ? t('fault.card.waits', { n: failures }) : undefined,
    lines: [
      ...line('fault.field.product', data.product),
      ...line('fault.field.category', t(`fault.category.${data.category}`)),
      ...line('fault.field.part', data.part && t(`fault.part.${data.part}`)),
      ...line('fault.card.symptoms', saidOf(data, 'symptoms', locale)),
      ...line('fault.card.cause', saidOf(data, 'cause', locale)),
      ...line('fault.card.workaround', saidOf(data, 'workaround', locale)),
      ...line('fault.card.risk', saidOf(data, 'risk', locale)),
      ...line('fault.card.tickets', waiting.slice(-MOST_TICKETS).join(' ')),
      ...line('shared.card.owner', ownerInWords(owner, t)),
    ],
    body: shorten(saidOf(data, 'steps', locale) ?? t('fault.card.noFix'), 2400),
    notes: [
      ...happeningLines(fault, reader),
      ...(failures > 0 ? [t('fault.card.failing', { n: failures })] : []),
      ...(TONGUES.every((tongue) => data[`title${tongue}`]) ? [] : [t('fault.card.oneTongue')]),
    ],
    buttons: next.map((name) => buttonOf(faultKind, no, name, t)),
    menu: [
      ...menu.map((name) => buttonOf(faultKind, no, name, t)),
      ...['details', 'history'].map((action) => ({ action, label: t(`shared.action.${action}`), value: no })),
    ],
  };
}
