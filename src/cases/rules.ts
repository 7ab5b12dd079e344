import type { Pause } from '../time/elapse.js';
import type { Ask } from './asks.js';
import type { Actor, Alarm, Case, CaseNo, Deadline, FieldChange, HistoryEntry, Notice, Refusal, Role, Snooze } from './case.js';
import type { Circumstances, NoticeDraft } from './circumstances.js';
import type { RepeatsAt } from './deadlines.js';
import type { FallbackRules } from './fallback.js';
import type { Form, FormValues } from './form.js';
import type { Policy } from './policy.js';
import type { Grounds, Standing } from './promise.js';
import type { Graveness } from './sounding.js';

/** What an action does to a case. What is left out stays as it is. */
export interface Change<Data, State extends string> {
  readonly ok?: true;
  readonly state?: State;
  readonly owner?: string;
  readonly data?: Partial<Data>;
  readonly pauses?: readonly Pause[];
  readonly alarms?: readonly Alarm[];
  /** Ids of deadlines that count as told. */
  readonly said?: readonly string[];
  readonly snoozes?: readonly Snooze[];
  readonly breachedAt?: Date | undefined;
  readonly note?: string | undefined;
  /** What its history says besides what differs: what was asked for and stands as it was. */
  readonly asked?: readonly FieldChange[];
  readonly say?: readonly NoticeDraft[];
  /** What those hear whom it had alarmed, if its end is not a good one; by default that all is well. */
  readonly endSay?: string | undefined;
  /** What that needs besides who ended it and why. */
  readonly endParams?: NoticeDraft['params'];
  /** By what right a promise moves with it, if one does. */
  readonly grounds?: Grounds | undefined;
}

/** Something people do to a case: from which states, by which roles, asking which form. */
export interface Action<Data, State extends string> {
  readonly from: readonly State[];
  /** Any one of these roles; admins always. `linkedCase`: no person, only a case that this one is linked with. */
  readonly by: readonly Role[] | 'linkedCase';
  readonly form?: Form;
  readonly style?: 'primary' | 'danger';
  /** Asks "are you sure?" first. */
  readonly isConfirmed?: boolean;
  /** Why this person may not do it to this case, whatever he would enter: said before a form is opened, and again when it comes back. */
  unless?(c: Case<Data, State>, circumstances: Pick<Circumstances, 'actor' | 'policy'>): Refusal | undefined;
  /** May this very person do it to this case, as far as the case itself tells? Without, whoever has the role; nobody is shown a button that will refuse him. */
  isFor?(c: Case<Data, State>, person: Pick<Actor, 'id' | 'roles' | 'groups' | 'isOnlyLeader'>): boolean;
  /** May this person know who did it, besides that one himself? Others read that a colleague did. Without, everybody may. */
  isKnownTo?(c: Case<Data, State>, person: Pick<Actor, 'id' | 'roles'>): boolean;
  /** Is there anything to ask about at all, in a state that it is done from? Without, always. */
  isOffered?(c: Case<Data, State>): boolean;
  /** Fields of the case that an answer to its form rests on though the form does not ask them: when somebody changed one meanwhile, the person looks again. */
  readonly restsOn?: readonly string[];
  /** Changes only what is known, not the flow: it fits nobody's history as "who was first". */
  apply(c: Case<Data, State>, input: FormValues, circumstances: Circumstances): Change<Data, State> | Refusal;
}

/** A system of the handbook. The engine knows cases only through this. */
export interface CaseKind<Data, State extends string> {
  readonly name: string;
  readonly prefix: string;
  readonly openStates: readonly State[];
  readonly actions: Readonly<Record<string, Action<Data, State>>>;
  /** The action by which those who lead give it to somebody else, also for an owner who has left: its form asks `to` whom, and why. */
  readonly handsOver?: string;
  /** Fields of the data that hold entries by key: each entry is a change of its own in the history. */
  readonly keyed?: readonly string[];
  /** What questions about many cases look at in place of the data; kept beside each case. `before`: what stood there before a change. */
  summary?(c: Case<Data, State>, before?: Case<object> & { readonly summary?: object | undefined }): object;
  /**
   * The promises that were given, by name, as they stand while it is open. A kind that names them lets no person loosen one but
   * through its own door (promise.ts), and its history says from when to when the main promise moved.
   */
  promises?(c: Case<Data, State>, circumstances: Pick<Circumstances, 'now' | 'policy'>): Readonly<Record<string, Standing>>;
  /** The moment of the main promise. */
  promiseOf(c: Case<Data, State>, policy: Policy): Date | undefined;
  /** From when on the main promise is at risk; asked while there is one. */
  riskOf?(c: Case<Data, State>, policy: Policy): Date | undefined;
  /** Everything planned, past and future, computed from scratch. */
  deadlines(c: Case<Data, State>, policy: Policy): readonly Deadline[];
  /** What is still planned when it is over: something that it left behind and that must not be forgotten. */
  afterwards?(c: Case<Data, State>, policy: Policy): readonly Deadline[];
  /** When an alarm that nobody took sounds again; after `escalate.repeat`, day and night, without. */
  readonly repeatsAt?: RepeatsAt;
  /** Who is seen to be at work on what an alarm tells of: it begins as if he had said that he is on it. */
  seenAt?(c: Case<Data, State>, alarm: Pick<Alarm, 'track'>): string | undefined;
  /** Does it sound again and again at that pace, day and night, until somebody takes it? Without, three times, then once a work day. */
  insists?(c: Case<Data, State>): boolean;
  /** What of it is worth waking somebody who is not on duty; nothing, without. All else that its clock says waits for the morning (quiet.ts). */
  wakes?(notice: Pick<NoticeDraft, 'to' | 'say' | 'deadline'>, c: Case<Data, State>, until: Date): boolean;
  /** What of it stands before all else in a list of reminders; by its priority and step, without. */
  graveness?(notice: Pick<Notice, 'say' | 'deadline'>, c: Case<Data, State>): Graveness | undefined;
  /** Is this said to the one who is to do it, in his own words (`noticeOwn`)? To whoever the case is, without. */
  isToDoer?(notice: Pick<Notice, 'say'>, c: Case<Data, State>, user: string): boolean;
  /** Does this deadline break the main promise when it fires? */
  isBreach(deadline: Deadline): boolean;
  /** What a deadline does to the case itself when it fires, besides its notices. */
  onDue?(c: Case<Data, State>, fires: readonly Deadline[], circumstances: Circumstances): Change<Data, State>;
  /** Which of its deadlines Slack sounds when our machine is off. */
  readonly fallbacks?: FallbackRules<Data>;
  /** Where its card lives: in the channel of its group, where that has one, else in the desk's; undefined for a case without one. */
  home(
    c: Case<Data, State>,
  ): { readonly channel: 'desk'; readonly group?: string } | { readonly person: string } | { readonly threadOf: CaseNo } | undefined;
  /** Who has a card of his own in his direct channel. */
  copies?(c: Case<Data, State>): readonly string[];
  /** The answers that it waits for while it is open: each stands in the Home of whom it asks. */
  asks?(c: Case<Data, State>): readonly Ask[];
  /** The actions that help with a notice, the likeliest first. */
  helps(notice: Pick<Notice, 'say' | 'deadline' | 'to'> & Partial<Pick<Notice, 'createdAt'>>, c: Case<Data, State>): readonly string[];
  /** How many of these presses a row of a list has: of a question with two answers both. One, without. */
  answersInRow?(notice: Pick<Notice, 'deadline'>): number;
  /** What still holds of what a notice said, once nothing of it can be answered any more; all of it, without. */
  staysSaid?(notice: Pick<Notice, 'say'>, said: string): string;
}

/** What a decision asks the store to write, in one guarded write. */
export interface Decided<Data, State extends string> {
  readonly ok: true;
  readonly next: Case<Data, State>;
  readonly entries: readonly HistoryEntry[];
  readonly notices: readonly Notice[];
}
