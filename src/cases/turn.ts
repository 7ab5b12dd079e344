import { DateTime } from 'luxon';
import { elapse } from '../time/elapse.js';
import type { TurnTimes } from '../time/slots.js';
import { openingAfter } from '../time/work-days.js';
import type { Reader } from './card.js';
import { type Actor, type Alarm, type Audience, type Case, type Deadline, type Notice, type Refusal, refuse } from './case.js';
import type { NoticeDraft } from './circumstances.js';
import type { Form } from './form.js';
import type { Policy } from './policy.js';
import type { Graveness } from './sounding.js';
import type { Standing } from './standing.js';
import { person } from './text.js';

/** A supervisor's word that something need not be done. */
export interface Excuse {
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
}

/** Who had a turn and gave it to somebody else himself; kept with it, since what its history began with moves out in time. */
export interface GivenAway {
  readonly givenAwayBy?: readonly string[] | undefined;
}

/**
 * Nobody lets his own go undone: whose it is, who gave it away himself, or who has handed in or been given a part of it, asks another who
 * leads.
 */
export const unlessOwn = (
  { no, owner, data }: Pick<Case<GivenAway>, 'no' | 'owner' | 'data'>,
  others: readonly (string | undefined)[],
  { id }: Pick<Actor, 'id'>,
): Refusal | undefined => ([owner, ...(data.givenAwayBy ?? []), ...others].includes(id) ? refuse('excusedByAnother', { no }) : undefined);

/** The tracks of a kind of case that comes round: of its promise, and of its end when the next turn begins. */
export interface TurnTracks {
  readonly promise: string;
  readonly lapse: string;
}

/** A case that comes round, as its deadlines see it. */
type TurnCase = Pick<Case<TurnTimes & { readonly group: string }>, 'data' | 'openedAt' | 'owner'>;
/** So many members of a group are told that it has something to do. */
const MOST_MEMBERS = 20;

/** The group hears when it opens; its owner is reminded before it is due; the group and the supervisors hear when it is not done; with the next turn it is missed. What is not owed any more only ends. */
export function turnDeadlines(
  { data: { remindAt, dueAt, lapsesAt, group }, openedAt, owner }: TurnCase,
  tracks: TurnTracks,
  { people }: Pick<Policy, 'people'>,
  isOwed = true,
): Deadline[] {
  const others = (people.groups[group] ?? []).filter((member) => member !== owner).slice(0, MOST_MEMBERS);
  const members = others.map((member): Audience => `person:${member}`);
  const of = (track: string, step: Deadline['step'], at: Date, promisedAt: Date, to: Deadline['to']): Deadline => ({
    id: `${track}#1:${step}`,
    track: `${track}#1`,
    step,
    dueAt: at,
    promisedAt,
    to,
  });
  const promise = [
    of(tracks.promise, 'reminder', remindAt, dueAt, ['owner']),
    of(tracks.promise, 'breach', dueAt, dueAt, ['owner', ...members, 'supervisors', 'thread']),
    of(`${tracks.promise}Open`, 'reminder', openedAt, dueAt, ['owner', ...members]),
  ];
  return [...(isOwed ? promise : []), of(tracks.lapse, 'breach', lapsesAt, lapsesAt, [])];
}

/**
 * When an overdue turn sounds again: once more on the same day, then as work begins on each work day. Nobody can do it at night or on a
 * day off, and nobody hears of it then.
 */
export function turnRepeatsAt(
  { lastAt, step }: Pick<Alarm, 'lastAt' | 'step'>,
  { calendar, escalate }: Pick<Policy, 'calendar' | 'escalate'>,
): Date {
  const last = DateTime.fromJSDate(lastAt, { zone: calendar.zone });
  const soon = elapse(last, escalate.repeat, { clock: 'business', calendar, pauses: [] });
  const isToday = step === 'breach' && soon?.hasSame(last, 'day');
  return (isToday && soon ? soon : openingAfter(last, calendar)).toJSDate();
}

/** Is this the deadline that breaks the promise of the turn? */
export const isTurnBreach = ({ track, step }: Pick<Deadline, 'track' | 'step'>, { promise }: TurnTracks): boolean =>
  track.startsWith(`${promise}#`) && step === 'breach';

/** What is due before the morning comes was planned for the night: whoever is to do it is reminded then. */
export const turnWakes = (
  { to, deadline }: Pick<NoticeDraft, 'to' | 'deadline'>,
  { owner, data }: Pick<Case<TurnTimes>, 'owner' | 'data'>,
  until: Date,
): boolean => deadline?.step === 'reminder' && data.dueAt <= until && to.kind === 'person' && to.user === owner;

/** What was to be done and was not stands before what may still be. */
export const turnGraveness = ({ deadline }: Pick<Notice, 'deadline'>): Graveness | undefined =>
  deadline?.step === 'breach' || deadline?.step === 'repeat' ? 'missed' : undefined;

/** Has the next turn begun with one of these? */
export const hasLapsed = (fires: readonly Pick<Deadline, 'track'>[], { lapse }: TurnTracks): boolean =>
  fires.some(({ track }) => track.startsWith(`${lapse}#`));

/** How a turn stands: what was not done in time stays red, and what was excused was not done. */
export function turnStanding({
  isOpen,
  isLate,
  isBegun,
  isExcused,
}: Readonly<Record<'isOpen' | 'isLate' | 'isBegun' | 'isExcused', boolean>>): Standing {
  if (isLate) return 'late';
  if (!isOpen) return isExcused ? 'undone' : 'kept';
  return isBegun ? 'waiting' : 'notBegun';
}

/** The local day of a turn, in the reader's language: `Tue 24 Nov`. */
export const dayInWords = ({ day }: { readonly day: string }, { now, locale }: Pick<Reader, 'now' | 'locale'>): string =>
  DateTime.fromISO(day, { zone: now.zone }).setLocale(locale).toLocaleString({ weekday: 'short', day: 'numeric', month: 'short' });

/** A supervisor's excuse on a card. */
export const excusedInWords = (excused: Excuse | undefined, { t }: Pick<Reader, 't'>): string[] =>
  excused ? [t('shared.card.excusedBy', { by: person(excused.by), reason: excused.reason })] : [];

/** Why what is left of a turn need not be done; each kind asks it under its own name. */
export const EXCUSE_TURN_FORM = {
  fields: [{ name: 'reason', kind: 'longText', isRequired: true, isTelling: true, max: 500 }],
} as const satisfies Omit<Form, 'name'>;

/** To whom a turn is handed over. */
export const HAND_OVER_TURN_FORM = {
  fields: [
    { name: 'to', kind: 'person', isRequired: true },
    { name: 'reason', kind: 'longText', isTelling: true, max: 500 },
  ],
} as const satisfies Omit<Form, 'name'>;
