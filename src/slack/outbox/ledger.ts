import { CLOCK, type Notice, type Recipient } from '../../cases/case.js';
import type { CaseRecord, OwedNotice, SentNotice } from '../../store/cases.js';
import type { Claimed } from '../../store/outbox.js';
import type { Answered, Done, Kept, Settled } from '../../store/outbox-stages.js';

/** A notice that Slack will not take where it was to go, or, `isShapeless`, in no form anywhere. */
export interface Refused {
  readonly notice: OwedNotice;
  readonly reason: string;
  readonly isShapeless: boolean;
  /** When its place is tried again, if it was not tried now. */
  readonly until?: Date;
}

/** Notices of one place are told in order: the card and the thread below it are one, everything else is its recipient. */
export const placeKey = ({ kind, ...to }: Recipient): string =>
  kind === 'home' || kind === 'thread' ? 'home' : [kind, ...Object.values(to)].join(' ');

/** Does it wait for its reader's morning? */
const isHeld = ({ held }: OwedNotice, now: Date): boolean => held !== undefined && held !== null && held.until > now;

/** What waits for a morning is for whoever owns the case by then. */
export const followingOwner = ({ owner, notices }: Pick<CaseRecord, 'owner' | 'notices'>): OwedNotice[] =>
  notices.map((notice) => (notice.held?.asOwner && owner !== CLOCK.id ? { ...notice, to: { kind: 'person', user: owner } } : notice));

/**
 * What has waited so long that a later notice of the same promise to the same recipient is sent now: it is not true any more.
 * What somebody asked to be reminded of overtakes nothing.
 */
function overtakenIn(waiting: readonly OwedNotice[], due: readonly OwedNotice[]): OwedNotice[] {
  const promiseOf = ({ to, deadline, opens }: OwedNotice): string | undefined => {
    const track = deadline?.track ?? opens;
    return track && JSON.stringify([placeKey(to), to.kind, track]);
  };
  const last = new Map(due.flatMap((one) => (one.deadline && one.deadline.step !== 'snoozed' ? [[promiseOf(one), one] as const] : [])));
  return waiting.filter((one, n) => {
    const later = promiseOf(one) && last.get(promiseOf(one));
    return later && waiting.indexOf(later) > n;
  });
}

/** What a case owes now, what a later notice has overtaken, and what waits behind a notice of its place that is to be tried later. */
export function dueOf(owed: readonly OwedNotice[], now: Date): { due: OwedNotice[]; overtaken: OwedNotice[]; behind: Kept[] } {
  // Nothing waits behind what waits for a morning.
  const notices = owed.filter((notice) => !isHeld(notice, now));
  const due: OwedNotice[] = [];
  const behind: Kept[] = [];
  const waits = new Map<string, Date>();
  const isLater = ({ retryAt }: OwedNotice): boolean => Boolean(retryAt && retryAt > now);
  const lastTried = new Map(notices.flatMap((notice, n) => (isLater(notice) ? [] : [[placeKey(notice.to), n]])));
  const isCardDue = notices.some((notice) => notice.say === 'card' && !isLater(notice));
  for (const [n, notice] of notices.entries()) {
    const { id, to, say, retryAt, refused } = notice;
    const place = placeKey(to);
    const before = waits.get(place);
    // What was refused is tried with what is sent after it there, a thread's with its card: it comes first if its place is back.
    const isTriedWith = refused && ((lastTried.get(place) ?? -1) > n || (isCardDue && to.kind === 'thread'));
    // Whom Slack refuses altogether keeps nobody behind him waiting, nor does a card its thread.
    if (retryAt && isLater(notice) && !isTriedWith) {
      if (!refused && say !== 'card') waits.set(place, retryAt);
    } else if (before && say !== 'card') behind.push({ id, retryAt: before });
    else due.push(notice);
  }
  const overtaken = overtakenIn(
    owed.filter((notice) => due.includes(notice) || isHeld(notice, now)),
    due,
  );
  return { due: due.filter((notice) => !overtaken.includes(notice)), overtaken, behind };
}

/** Notices by the place they go to, each in order. */
export function byPlace(notices: readonly OwedNotice[]): Map<string, OwedNotice[]> {
  const places = new Map<string, OwedNotice[]>();
  for (const notice of notices) {
    const place = placeKey(notice.to);
    places.set(place, [...(places.get(place) ?? []), notice]);
  }
  return places;
}

/** What becomes of the notices of one claimed case in one run. Several parts of it are under way at once; with the last one the case is given back. */
export class Ledger {
  /** Where the card stands, as far as this run knows. */
  home: CaseRecord['home'];
  readonly refused: Refused[] = [];
  /** Another sender may have sent these too. */
  readonly doubtful: Done[] = [];
  /** When each place of the case has had its own notices. */
  readonly places = new Map<string, Promise<void>>();
  /** The case is another sender's now. */
  isLost = false;
  private done: Done[] = [];
  private answered: Answered[] = [];
  /** What is owed until something else of it is done too. */
  private readonly held = new Map<string, Done | undefined>();
  private kept: Kept[] = [];
  private readonly waits = new Set<string>();
  private more: Notice[] = [];
  private readonly sent: SentNotice[] = [];
  private parts = 0;
  /** What is stored among the notices and cannot be read. */
  private unread: readonly unknown[];

  constructor(readonly record: Claimed) {
    this.home = record.home;
    this.unread = record.unread;
  }

  /** The case as this run knows it. */
  get current(): CaseRecord {
    return { ...this.record, home: this.home };
  }

  begin(parts = 1): void {
    this.parts += parts;
  }

  /** A part has ended. True when it was the last one. */
  end(): boolean {
    this.parts -= 1;
    return this.parts === 0;
  }

  /** Is only one part left? What it does last is written down together with giving back. */
  get isLastPart(): boolean {
    return this.parts === 1;
  }

  finish(done: Done): void {
    // Where something stands now is known at once.
    if (this.held.has(done.id) && !done.home) this.held.set(done.id, done);
    else this.done.push(done);
    if (done.sent) this.sent.push(done.sent);
    this.home = done.home ?? this.home;
  }

  /** A notice is not done before `release`, whatever becomes of it: the bot may die in between. */
  hold(id: string): void {
    this.held.set(id, undefined);
  }

  /** `isDone`: all that was to be done with it is. Otherwise it is owed still. Answers whether it would have been done. */
  release(id: string, isDone: boolean): boolean {
    const done = this.held.get(id);
    this.held.delete(id);
    if (done && isDone) this.done.push(done);
    return done !== undefined;
  }

  /** These messages are answered. */
  answer(...answered: readonly Answered[]): void {
    this.answered.push(...answered);
  }

  keep(...kept: readonly Kept[]): void {
    this.kept.push(...kept);
    for (const { id, refused } of kept) if (!refused) this.waits.add(id);
  }

  add(...more: readonly Notice[]): void {
    this.more.push(...more);
  }

  /** Does the case owe this notice, or has it been delivered? */
  knows(id: string): boolean {
    return [...this.record.notices, ...this.delivered, ...this.more].some((one) => one.id === id);
  }

  /** What was delivered of the case, in this run and before. */
  get delivered(): readonly SentNotice[] {
    return [...this.record.sent, ...this.sent];
  }

  /** What is tried again by itself, at the place where it was to go: nobody refused it there. */
  get waiting(): readonly OwedNotice[] {
    return this.record.notices.filter(({ id, refused }) => this.waits.has(id) && !refused);
  }

  /** What is to be written now. Of a case that is another's only what was done. */
  take(): Settled {
    const { done, answered, kept, more, unread } = this;
    [this.done, this.answered, this.kept, this.more, this.unread] = [[], [], [], [], []];
    const { no } = this.record;
    return this.isLost ? { no, done, answered } : { no, done, answered, kept, more, unread };
  }

  /** What was taken and could not be written is with the next write: what Slack has is not forgotten. Written twice it changes nothing. */
  putBack({ done, answered = [], kept = [], more = [], unread = [] }: Settled): void {
    this.done.unshift(...done);
    this.answered.unshift(...answered);
    this.kept.unshift(...kept);
    this.more.unshift(...more);
    this.unread = [...unread, ...this.unread];
  }
}
