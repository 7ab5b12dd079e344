import { setTimeout as pause } from 'node:timers/promises';
import type { Answerable } from '../../cases/answerable.js';
import type { Notice } from '../../cases/case.js';
import { allEnded } from '../../lanes.js';
import type { OwedNotice } from '../../store/cases.js';
import type { CardSender } from './card-sender.js';
import { failureOf } from './delivery.js';
import { decisionOf, detourIdOf, insteadOf, isAnswering } from './detours.js';
import { doubtOf } from './doubts.js';
import { byPlace, type Ledger, type Refused } from './ledger.js';
import { Stopped } from './pace.js';
import { ClaimLost, DoneByAnother, NoCardYet, RefusedIn, type SenderParts } from './posting.js';
import { writeDown } from './recording.js';
import type { Retirement } from './retirement.js';
import type { Retraction } from './retraction.js';
import { isStale, type Sender } from './sender.js';
import type { Sent } from './sent.js';
import { forWhoStoodIn } from './stand-ins.js';
import { type Place, placeOf, REST_MS, type Unreachable } from './unreachable.js';

/** So long do the other notices of a new case wait for its card, so that they can lead to it. */
const CARD_PATIENCE_MS = 2_000;
/** The longest pause between two tries where Slack is out of order, and where it must be told to somebody at once. */
const LONGEST_BACKOFF_MS = 5 * 60_000;
const LONGEST_URGENT_BACKOFF_MS = 15_000;
/** Where nobody at all can be reached it is tried again after this. */
const NOBODY_MS = 60_000;
/** What could not be delivered for so long is given up; that its place is out of reach was named long before. */
const GIVEN_UP_MS = 7 * 24 * 3_600_000;

/** Slack's ids of people; others act too, such as the clock. */
const PERSON = /^[UW][A-Z0-9]+$/;
/** A case's number, and which of its versions was decided. */
const DECISION = /:\d+$/;
/** The id of a notice that a place or person is out of reach. */
const NAMES_PLACE = /^[^:]+:(channel|person)-/;

/** What another case must follow needs no turn in a channel, and people act on it next. */
const linkedFirst = (notices: readonly OwedNotice[]): OwedNotice[] => [
  ...notices.filter(({ to }) => to.kind === 'case'),
  ...notices.filter(({ to }) => to.kind !== 'case'),
];

/** May an earlier try have brought this notice to Slack? A sender died with its case, or could not tell what became of it. */
const isSuspect = ({ attempts }: OwedNotice): boolean => (attempts ?? 0) > 0;

interface Then {
  /** Something more is to be sent now. */
  now(): void;
  /** Something is to be tried again after so many milliseconds. */
  after(ms: number): void;
}

/** Sends what a claimed case owes: each place for itself, so that nobody waits for what another one meets. */
export class Dispatch {
  constructor(
    private readonly parts: SenderParts,
    private readonly sender: Sender,
    private readonly cards: CardSender,
    private readonly retirement: Retirement,
    private readonly retraction: Retraction,
    private readonly sent: Sent,
    private readonly unreachable: Unreachable,
    private readonly then: Then,
  ) {}

  /** Where to look for what an earlier try may have sent. */
  earlier(notice: OwedNotice) {
    return isSuspect(notice) ? this.sent.since(notice.createdAt) : undefined;
  }

  /** Sends these notices of a case. Each part of it ends by itself; the last one gives the case back. */
  async sendCase(ledger: Ledger, own: readonly OwedNotice[]): Promise<void> {
    const { record } = ledger;
    // Throws for a case that no place can be found for, before anything of it is sent.
    placeOf(record, { kind: 'home' }, this.parts.channels);
    const places = byPlace(linkedFirst(own));
    const card = own.findLast(({ say }) => say === 'card');
    const holders = card ? this.cards.copyHolders(record) : [];
    const owing = card ?? own.at(-1);
    const over = owing ? this.retirement.due(record, card !== undefined) : [];
    if (card && over.length > 0) ledger.hold(card.id);
    ledger.begin(places.size + holders.length + (over.length > 0 ? 3 : 2));
    const home = places.get('home');
    const homeSent = home ? this.sendPlace(ledger, home) : Promise.resolve();
    ledger.places.set('home', homeSent);
    places.delete('home');
    const isNew = card !== undefined && record.home === undefined;
    const patience = isNew ? Promise.race([homeSent, pause(CARD_PATIENCE_MS, undefined, { ref: false })]) : undefined;
    for (const [place, notices] of places) {
      const waits = notices[0]?.to.kind === 'case' ? undefined : patience;
      ledger.places.set(place, waits ? waits.then(() => this.sendPlace(ledger, notices)) : this.sendPlace(ledger, notices));
    }
    const copies = card ? holders.map((user) => this.sendCopy(ledger, card, user)) : [];
    const retired = owing && over.length > 0 ? [this.retire(ledger, owing, over)] : [];
    await allEnded([...ledger.places.values(), ...copies, ...retired, this.tellWhoStoodIn(ledger), this.ended([ledger])]);
  }

  /** One notice of a place after the other; what fails holds up only what is behind it. */
  private async sendPlace(ledger: Ledger, notices: readonly OwedNotice[]): Promise<void> {
    const lastCard = notices.findLast(({ say }) => say === 'card');
    // Where something urgent is tried, what rested before it is tried first: the place may be back.
    const mayRest = !notices.some(({ isUrgent }) => isUrgent);
    let failed: unknown;
    for (const notice of notices) {
      const isCard = notice.say === 'card';
      const isNeedless = (isCard && notice !== lastCard) || isStale(ledger.current, notice);
      if (isNeedless) ledger.finish({ id: notice.id });
      else if (failed !== undefined && !isCard) await this.failed(ledger, notice, failed, false);
      else {
        const error = await this.attempt(ledger, notice, { isEnd: notice === notices.at(-1), mayRest });
        // The thread does not wait for a card that stands and cannot be drawn anew just now, and nobody for one without a form, or
        // for one that is refused as it was before.
        const { kind } = failureOf(error);
        const isRefusedAgain = notice.refused && kind === 'refused';
        if ((!isCard || !ledger.home) && kind !== 'form' && !isRefusedAgain) failed = error;
      }
    }
    await this.ended([ledger]);
  }

  /** Answers what stood against it. */
  private async attempt(
    ledger: Ledger,
    notice: OwedNotice,
    { isEnd, mayRest }: { readonly isEnd: boolean; readonly mayRest: boolean },
  ): Promise<unknown> {
    const { record } = ledger;
    const place = placeOf(record, notice.to, this.parts.channels);
    // Asked in any case: where the rest is over, a channel's name is looked at again.
    const rest = this.unreachable.restOf(place);
    if (rest && mayRest) {
      ledger.refused.push({ notice, reason: rest.reason, isShapeless: false, until: new Date(rest.until) });
      return undefined;
    }
    if (notice.to.kind === 'anyone' && notice.refused && (await this.isTold(ledger, notice))) {
      ledger.finish({ id: notice.id });
      return undefined;
    }
    let mayWait = false;
    try {
      const { isDoubtful = false, ...result } = await this.sender.send(ledger.current, notice, this.earlier(notice));
      const { mayWait: waits = false, ...done } = result;
      mayWait = waits;
      const at = done.home ?? done.sent;
      ledger.finish(isDoubtful && at ? { ...done, doubt: doubtOf(record, notice, at, this.parts.clock.now().zone) } : done);
      if (isDoubtful) ledger.doubtful.push(done);
      // A card that could be changed says nothing about what is new there.
      if (done.sent && !mayWait) await this.unreachable.reached(place, done.sent.channel);
      if (notice.to.kind === 'case') this.then.now();
    } catch (error) {
      await this.failed(ledger, notice, error, true);
      return error;
    }
    if (mayWait || (isEnd && ledger.isLastPart)) return undefined;
    try {
      await writeDown(this.parts.store, [ledger]);
      return undefined;
    } catch (error) {
      // It is told, and is written down with what is written next.
      this.parts.log.warn({ err: error, case: record.no, notice: notice.id }, 'what was sent could not be written down yet');
      return error;
    }
  }

  /** Somebody's own card; when it fails it is sent for itself later. */
  private async sendCopy(ledger: Ledger, card: OwedNotice, user: string): Promise<void> {
    const { record } = ledger;
    const place = { kind: 'person', user } as const;
    const id = card.id.endsWith('~') ? card.id : `${card.id}~`;
    try {
      if (this.unreachable.restOf(place) === undefined) {
        await this.cards.sendCopy(record, card.id, user, this.earlier(card));
        await this.unreachable.reached(place);
      }
    } catch (error) {
      const { kind, reason } = failureOf(error);
      if (error instanceof ClaimLost) ledger.isLost = true;
      else if (kind === 'refused') await this.nameRefused(ledger, place, reason);
      else if (kind === 'passing' && !(error instanceof DoneByAnother)) ledger.add({ ...card, ...this.later(card, error), id });
      else this.parts.log.error({ case: record.no, reason }, 'a card cannot be shown in any form');
    }
    await this.ended([ledger]);
  }

  /**
   * Messages that are answered say so, once everything new is told. The card is owed until they do: what Slack does not do just now is
   * tried again with it, and after a crash too; of a case without one with what is told of it next.
   */
  private async retire(ledger: Ledger, card: OwedNotice, over: readonly Answerable[]): Promise<void> {
    const { record } = ledger;
    await Promise.allSettled(ledger.places.values());
    let failed: unknown;
    for (const one of over) {
      if (ledger.isLost || failureOf(failed).retryAfterMs !== undefined) break;
      try {
        ledger.answer(await this.retirement.retire(record, one));
      } catch (error) {
        if (error instanceof ClaimLost) ledger.isLost = true;
        failed = error;
      }
    }
    const isOwed = ledger.release(card.id, failed === undefined);
    if (failed !== undefined && isOwed && !ledger.isLost) {
      this.parts.log.warn(
        { case: record.no, reason: failureOf(failed).reason },
        'a message that is answered could not be changed; it will be tried again',
      );
      ledger.keep({ id: card.id, tries: (card.tries ?? 0) + 1, ...this.whenAgain(card, failed) });
    }
    await this.ended([ledger]);
  }

  /** Notes why a notice was not sent: it is kept, or found to be refused. `isTried`: it was, and not only what is before it. */
  async failed(ledger: Ledger, notice: OwedNotice, error: unknown, isTried: boolean): Promise<void> {
    const { record } = ledger;
    if (error instanceof ClaimLost) ledger.isLost = true;
    if (error instanceof ClaimLost || error instanceof DoneByAnother) return;
    const { kind, reason } = failureOf(error);
    if (!(error instanceof Stopped))
      this.parts.log.warn({ case: record.no, notice: notice.id, reason }, 'a notice could not be sent; it will be tried again');
    if (kind === 'passing') ledger.keep(isTried ? this.later(notice, error) : { id: notice.id, ...this.whenAgain(notice, error) });
    else ledger.refused.push({ notice, reason, isShapeless: kind === 'form' });
    const place = placeOf(record, notice.to, this.parts.channels);
    if (kind === 'refused' && place) await this.nameRefused(ledger, place, reason, error instanceof RefusedIn ? error.channel : undefined);
  }

  private async nameRefused(ledger: Ledger, place: Place, reason: string, channel?: string): Promise<void> {
    const named = await this.unreachable.refused(ledger.record, place, reason, channel);
    if (named.length === 0) return;
    ledger.add(...named);
    this.then.now();
  }

  private whenAgain({ tries = 0, isUrgent }: OwedNotice, error: unknown): { retryAt?: Date } {
    if (error instanceof Stopped) return {};
    const most = isUrgent ? LONGEST_URGENT_BACKOFF_MS : LONGEST_BACKOFF_MS;
    const ms = failureOf(error).retryAfterMs ?? Math.min(2 ** tries * 1000, most);
    this.then.after(ms);
    return { retryAt: this.parts.clock.now().plus({ milliseconds: ms }).toJSDate() };
  }

  private later(notice: OwedNotice, error: unknown) {
    const { id, tries = 0, attempts = 0 } = notice;
    // What Slack throttled it did not take; what an earlier try may have brought there is still to be looked up.
    const isTaken = !(error instanceof Stopped) && !(error instanceof NoCardYet) && failureOf(error).retryAfterMs === undefined;
    const isCounted = !(error instanceof Stopped) && failureOf(error).retryAfterMs === undefined;
    return { id, tries: tries + (isCounted ? 1 : 0), attempts: attempts + (isTaken ? 1 : 0), ...this.whenAgain(notice, error) };
  }

  /** A part of each of these cases has ended; whose last part it was is given back, all with one write. `isWritten`: what was done of the others is written with it. */
  async ended(ledgers: readonly Ledger[], isWritten = false): Promise<void> {
    const last = ledgers.filter((ledger) => ledger.end());
    const now = this.parts.clock.now().toJSDate();
    await Promise.all(last.map((ledger) => this.conclude(ledger)));
    await writeDown(this.parts.store, isWritten ? ledgers : last, { of: last, now });
    for (const { record, doubtful } of last) for (const done of doubtful) await this.retraction.retract(record.no, done);
  }

  /** What Slack refuses where it was to go is told another way if it is urgent and nobody who answers for the desk has it; else it waits until its place is found again. */
  private async conclude(ledger: Ledger): Promise<void> {
    if (!ledger.isLost) for (const refused of ledger.refused) await this.concludeRefused(ledger, refused);
  }

  private async concludeRefused(ledger: Ledger, { notice, reason, isShapeless, until }: Refused): Promise<void> {
    const { clock, log } = this.parts;
    const { no } = ledger.record;
    const now = clock.now();
    const { id, to, tries = 0 } = notice;
    const isDetour = to.kind === 'anyone';
    if (notice.isUrgent && !isDetour && !notice.refused && !(await this.isTold(ledger, notice))) {
      log.warn({ case: no, notice: id, reason }, 'an urgent notice goes another way');
      if (!ledger.knows(detourIdOf(notice))) ledger.add(insteadOf(notice));
      this.then.now();
      // Who answers for the desk has it besides when he is back; what a detour brought him by then he has once.
      if (!isAnswering(to, await this.leaders())) {
        ledger.finish({ id });
        return;
      }
    }
    if (isDetour) {
      log.error({ case: no, notice: id, reason }, 'nobody can be reached who answers for the desk');
      await this.tellOthers(ledger, notice);
    }
    const isOld = now.toMillis() - notice.createdAt.getTime() > GIVEN_UP_MS;
    if (isShapeless || isOld) {
      log.error({ case: no, notice: id, reason }, 'a notice is given up');
      ledger.finish({ id });
      return;
    }
    const retryAt = until ?? now.plus({ milliseconds: isDetour ? NOBODY_MS : REST_MS }).toJSDate();
    ledger.keep({ id, retryAt, tries: tries + 1, refused: reason });
  }

  /** Nobody who answers for the desk has it: whoever decided it, whoever has the case, and the engineers hear that, once for each decision. */
  private async tellOthers(ledger: Ledger, { id, by }: OwedNotice): Promise<void> {
    // That a place is out of reach tells of no decision on the case.
    if (!DECISION.test(decisionOf(id))) return;
    const { people, clock } = this.parts;
    const engineers = await people.engineers().catch(() => []);
    const others = new Set([by, ledger.record.owner, ...engineers].filter((user) => user && PERSON.test(user)));
    const createdAt = clock.now().toJSDate();
    for (const user of others as ReadonlySet<string>) {
      const told = `${decisionOf(id)}:nobody-${user}`;
      if (ledger.knows(told)) continue;
      ledger.add({ id: told, to: { kind: 'person', user }, say: 'nobodyReached', params: {}, isUrgent: false, createdAt });
      this.then.now();
    }
  }

  /** What became of a call is for those too who had it in the leaders' place. */
  private async tellWhoStoodIn(ledger: Ledger): Promise<void> {
    const { record } = ledger;
    try {
      const more = (await forWhoStoodIn(this.parts, record)).filter(({ id }) => !ledger.knows(id));
      if (more.length > 0) {
        ledger.add(...more);
        this.then.now();
      }
    } catch (error) {
      // What others are told of it does not hang on that.
      this.parts.broken.report(record, 'notice', error);
    }
    await this.ended([ledger]);
  }

  private async leaders(): Promise<ReadonlySet<string>> {
    const { supervisors, heads } = await this.parts.people.leaders();
    return new Set([...supervisors, ...heads]);
  }

  /**
   * Has somebody who answers for the desk heard of this decision, or is about to: the alarms' channel, a supervisor or a head? A place
   * that only waits for Slack's pace has its own copy in a moment, and is not told twice.
   */
  private async isTold(ledger: Ledger, { id }: Notice): Promise<boolean> {
    const { channels } = this.parts;
    const leaders = await this.leaders();
    const isOfIt = (other: { readonly id: string }): boolean => decisionOf(other.id) === decisionOf(id);
    // That a place is out of reach is told to nobody but those who can do something about it.
    if (NAMES_PLACE.test(id) && [...ledger.delivered, ...ledger.waiting].some(isOfIt)) return true;
    if (ledger.waiting.some((other) => isOfIt(other) && other.isUrgent && isAnswering(other.to, leaders))) return true;
    const places = [channels.idOf('alarms'), ...[...leaders].map((user) => channels.directOf(user))];
    const known = await Promise.all(places.map((place) => place.catch(() => undefined)));
    return ledger.delivered.some((sent) => isOfIt(sent) && known.includes(sent.channel));
  }
}
