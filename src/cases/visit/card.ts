import { durationInWords, rangeInWords } from '../../time/wording.js';
import { buttonOf } from '../buttons.js';
import { calledAs } from '../called.js';
import type { Card, CardButton, CardLine, Reader } from '../card.js';
import type { CaseNo } from '../case.js';
import { fileInWords } from '../file.js';
import { onMap } from '../map.js';
import { onScreen, rangeOnScreen } from '../moment.js';
import { maskedPhones, shownPhone } from '../phones.js';
import type { Standing } from '../standing.js';
import { dialOf } from '../telephone.js';
import { person, placeOf, shorten } from '../text.js';
import { mayDo } from '../workflow.js';
import { isHelper } from './crew.js';
import { fitsNow, fitsReader, nextSteps } from './next.js';
import { openMisses } from './promise.js';
import { signingInWords } from './signing.js';
import { AHEAD, claimsOf, currentArrival, currentDelay, isInNeed, type Miss, type Visit, type VisitData } from './visit.js';
import { visitKind } from './workflow.js';

const BODY_LENGTH = 600;
const MENU = [
  'undo',
  'arrive',
  'arrivedEarlier',
  'callMade',
  'askOther',
  'decline',
  'reassign',
  'reschedule',
  'addHelper',
  'leave',
  'removeHelper',
  'late',
  'addPhotos',
  'notWished',
  'excuse',
  'onIt',
  'edit',
  'note',
  'showPhone',
  'sos',
  'violation',
  'cancel',
] as const;

/** An appointment window as people say it: `Tue 24 Nov, 14:00–16:00`, local to the reader's clock; an end on another day with its day. */
export const windowInWords = ({ from, to }: Pick<VisitData, 'from' | 'to'>, { now, locale }: Pick<Reader, 'now' | 'locale'>): string =>
  rangeInWords(from, to, now, locale);

/** The same for what stays on the screen. */
export const windowOnScreen = ({ from, to }: Pick<VisitData, 'from' | 'to'>, reader: Pick<Reader, 'now' | 'locale'>): string =>
  rangeOnScreen(from, to, reader);

/** Is the engineer not at the door although it is time? */
export const isLateNow = (visit: Visit, now: Date): boolean =>
  (AHEAD as readonly string[]).includes(visit.state) && (visit.dueAt ?? visit.data.from) < now;

/** How a visit stands: a call for help comes before everything. */
export function standingOf(visit: Visit, now: Date): Standing {
  if (isInNeed(visit)) return 'sos';
  if (!visit.isOpen) return visit.state === 'cancelled' ? 'undone' : 'kept';
  if (isLateNow(visit, now)) return 'late';
  return visit.state === 'ordered' ? 'notBegun' : 'waiting';
}

/** When somebody must be at the door, for what stays on the screen, while nobody is. */
function promiseInWords(visit: Visit, reader: Reader): string | undefined {
  if (!(AHEAD as readonly string[]).includes(visit.state)) return undefined;
  const at = visit.dueAt ?? visit.data.from;
  return reader.t(`visit.promise.${isLateNow(visit, reader.now.toJSDate()) ? 'was' : 'next'}`, { at: onScreen(at, reader, 'both') });
}

/** What the order should say and does not. Rule D2. */
export const missingDetails = ({ phone, address, callerName, need }: VisitData): string[] =>
  Object.entries({ callerName, phone, address, need })
    .filter(([, value]) => !value)
    .map(([field]) => field);

/** How late, or how early, somebody came for the window as it stands. */
export function lateInWords(data: VisitData, { locale }: Pick<Reader, 'locale'>): string {
  return durationInWords(Math.abs(currentArrival(data)?.lateMinutes ?? 0) * 60_000, locale);
}

function arrivalInWords(data: VisitData, reader: Reader): string {
  const { t } = reader;
  const arrival = currentArrival(data);
  if (!arrival) return '';
  const at = onScreen(arrival.at, reader);
  if (arrival.lateMinutes > 0)
    return t(`visit.arrival.${arrival.punctuality === 'notToldInTime' ? 'lateUntold' : 'lateTold'}`, {
      at,
      span: lateInWords(data, reader),
    });
  return t(arrival.lateMinutes < 0 ? 'visit.arrival.early' : 'visit.arrival.onTime', { at, n: -arrival.lateMinutes });
}

function delayInWords(data: VisitData, reader: Reader): string {
  const { t, now } = reader;
  const delay = currentDelay(data);
  if (!delay) return '';
  const params = {
    eta: onScreen(delay.eta, reader),
    until: onScreen(delay.tellBy, reader),
    reason: t(`visit.delayReason.${delay.reason}`),
  };
  const isMissed = !delay.toldAt && delay.tellBy < now.toJSDate();
  const told = delay.toldAt ? (delay.wasInTime ? 'told' : 'toldLate') : isMissed ? 'untold' : delay.grade;
  return t(`visit.delay.${told}`, params);
}

/** Whoever goes there has the number on his own card, to be dialled, once he asked for it, which is recorded; everybody else's is masked. */
function phoneFor({ data, history }: Visit, phone: string, { user }: Reader): string {
  const isSeen = user !== undefined && data.crew.includes(user) && history.some(({ action, by }) => action === 'showPhone' && by === user);
  return isSeen ? shownPhone(phone, dialOf(phone)) : maskedPhones(phone);
}

/** The words for a promise that was not kept, by why it was not. */
const MISSED: readonly (readonly [Miss['why'], string])[] = [
  ['noArrival', 'missed'],
  ['withdrawn', 'withdrawn'],
  ['moved', 'putOff'],
];

/** The promises that were not kept: nobody came, or they were given back, called off or put off too late. Rules D5, D6. */
const missesInWords = (data: VisitData, reader: Reader): string[] =>
  MISSED.flatMap(([why, key]) => {
    const times = openMisses(data).flatMap((miss) => (miss.why === why ? onScreen(miss.promisedAt, reader) : []));
    return times.length > 0 ? reader.t(`visit.card.${key}`, { list: times.join(', ') }) : [];
  });

function linesOf(visit: Visit, reader: Reader): CardLine[] {
  const { t, locale } = reader;
  const { data } = visit;
  const caller = calledAs(data);
  const lines: CardLine[] = [
    { label: t('visit.card.window'), value: windowOnScreen(data, reader) },
    { label: t('visit.card.engineer'), value: data.crew.length > 0 ? data.crew.map(person).join(' ') : t('shared.card.pool') },
    { label: t('visit.card.address'), value: data.address ? onMap(data.address, reader) : t('shared.card.missing') },
    {
      label: t('shared.card.caller'),
      value: [caller, data.phone ? phoneFor(visit, data.phone, reader) : t('shared.card.missing')].filter(Boolean).join(' · '),
    },
    { label: t('visit.card.hours'), value: data.hours ?? '' },
    { label: t('visit.card.travel'), value: durationInWords(data.travelMinutes * 60_000, locale) },
    { label: t('visit.card.ticket'), value: data.ticketNo },
    { label: t('visit.card.delay'), value: delayInWords(data, reader) },
    { label: t('visit.card.arrival'), value: arrivalInWords(data, reader) },
    { label: t('visit.card.backAt'), value: data.backAt ? onScreen(data.backAt, reader) : '' },
    {
      label: t('visit.card.signed'),
      value: data.finish ? signingInWords(data.finish, reader) || (data.signedAt ? onScreen(data.signedAt, reader) : '') : '',
    },
    { label: t('visit.card.testedBy'), value: data.finish?.testedBy ?? '' },
  ];
  return lines.filter(({ value }) => value !== '');
}

/** What is not ours stands on the card, with what a leader decided about it. Rule D8. */
function notOursInWords(
  { isInsisted, decidedBy, isAllowed, why = '–', advice }: NonNullable<VisitData['notOurs']>,
  t: Reader['t'],
): string {
  if (decidedBy) {
    const params = { by: person(decidedBy), reason: shorten(why, 200), advice: shorten(advice, 200) };
    return t(isAllowed ? 'visit.card.notOursAllowed' : 'visit.card.notOursRefused', params);
  }
  return t(isInsisted ? 'visit.card.notOursOpen' : 'visit.card.notOurs');
}

function notesOf({ data, state }: Visit, reader: Reader): string[] {
  const { t } = reader;
  const { absent, finish, sos, notOurs } = data;
  const [photo] = finish?.photos ?? [];
  return [
    ...(sos && !sos.takenBy ? [t('visit.card.sos', { by: person(sos.by), at: onScreen(sos.at, reader) })] : []),
    ...(sos?.before && !sos.overAt
      ? [t('visit.card.sosTaken', { by: person(sos.by), taken: person(sos.before.takenBy), at: onScreen(sos.before.takenAt, reader) })]
      : []),
    ...(sos?.takenBy && sos.takenAt && !sos.overAt
      ? [t('visit.card.sosTaken', { by: person(sos.by), taken: person(sos.takenBy), at: onScreen(sos.takenAt, reader) })]
      : []),
    ...(absent ? [t('visit.card.absent', { until: onScreen(absent.followUpAt ?? absent.waitUntil, reader) })] : []),
    ...(notOurs ? [notOursInWords(notOurs, t)] : []),
    ...(data.refusedAt ? [t('visit.card.appointmentRefused', { at: onScreen(data.refusedAt, reader) })] : []),
    ...(claimsOf(data).length > 0 ? [t('visit.card.claimed')] : []),
    ...missesInWords(data, reader),
    ...(data.approvedBy
      ? [t('visit.card.approvedUnsigned', { by: person(data.approvedBy), reason: shorten(finish?.noPhotoReason ?? '', 200) })]
      : []),
    ...(data.sentBack ? [t('visit.card.sentBack', { by: person(data.sentBack.by), reason: shorten(data.sentBack.why, 200) })] : []),
    ...(data.approvalAskedAt ? [t('visit.card.unsigned', { reason: shorten(finish?.noPhotoReason ?? '', 200) })] : []),
    ...(finish && state !== 'working'
      ? [t('visit.card.workDone', { result: t(`visit.result.${finish.result}`), work: shorten(finish.workDone, 300) })]
      : []),
    ...(photo ? [t('visit.card.photo', { form: fileInWords(photo, reader), n: finish?.photos.length ?? 0 })] : []),
    ...(data.breaches.length > 0 ? [t('visit.card.ruleBroken')] : []),
  ];
}

/** The printable forms that make sense now. */
const FORMS: Readonly<Record<string, (visit: Visit) => boolean>> = {
  order: () => true,
  missed: ({ data }) => data.absent !== undefined,
  contact: () => true,
  acceptance: ({ data }) => data.kind === 'install' || data.finish?.form === 'acceptance',
  repair: ({ data }) => data.kind !== 'install' || data.finish?.form === 'repair',
};

/** The next steps, the likeliest first. Where many read that nobody has come they call: that he will be late only its engineer says. */
function stepsFor(visit: Visit, reader: Reader): string[] {
  const steps = nextSteps(visit);
  if (reader.user !== undefined || !isLateNow(visit, reader.now.toJSDate())) return steps;
  return ['showPhone', ...steps.filter((name) => name !== 'late')];
}

/** What people see of a visit, and the buttons that fit its state and the reader's role. */
export function visitCard(visit: Visit, reader: Reader): Card {
  const { t, roles } = reader;
  const { data } = visit;
  const isAllowed = (name: string): boolean => {
    const action = visitKind.actions[name];
    if (name === 'leave' && !isHelper(visit, reader.user ?? '')) return false;
    return (
      action?.from.includes(visit.state) === true &&
      fitsNow(name, visit) &&
      fitsReader(name, visit, reader.user) &&
      (roles === undefined || mayDo(roles, action))
    );
  };
  const now = reader.now.toJSDate();
  const state = t(`visit.state.${visit.state}`);
  const shown = stepsFor(visit, reader).filter(isAllowed);
  const rest = MENU.filter((name) => !shown.includes(name) && isAllowed(name));
  const view = (action: string, no: CaseNo): CardButton => ({ action, label: t(`visit.action.${action}`), value: no });
  const forms = Object.entries(FORMS)
    .filter(([form, isUseful]) => isUseful(visit) && isAllowed(`print_${form}`))
    .map(([form]) => view(`print_${form}`, visit.no));
  return {
    title: `${visit.no} · ${placeOf(data)}`,
    standing: standingOf(visit, now),
    status: isLateNow(visit, now) ? t('shared.card.statusLate', { state }) : state,
    promise: promiseInWords(visit, reader),
    lines: linesOf(visit, reader),
    body: shorten(data.need, BODY_LENGTH),
    notes: notesOf(visit, reader),
    buttons: shown.map((name) => buttonOf(visitKind, visit.no, name, t)),
    menu: [
      ...rest.map((name) => buttonOf(visitKind, visit.no, name, t)),
      view('words', visit.no),
      ...forms,
      view('details', visit.no),
      view('history', visit.no),
    ],
  };
}
