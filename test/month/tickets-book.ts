import { type Deed, inWords } from './log.js';
import type { Staff } from './staff.js';
import { isOpen, strictly, type TicketLife, type TicketState, UNSURE_MS } from './ticket-life.js';
import { GRADES, grade, isSameCaller, type Priority, type SaidOfCall, saidIn, seconds, TARGETS, targetOf, text } from './tickets-terms.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** So far may the customer's consent alone move what was promised, from the first promise on. */
const CONSENT_UP_TO = 7 * DAY;

/** What was cancelled so long ago and is logged anew keeps its promise, if it was open no longer than a week. Decision 0093. */
const ANEW_WITHIN = DAY;
/** What was logged so long ago may be the same call: whoever logs it once more is asked. Decision 0090. */
const TWIN_WITHIN = HOUR;

const FAULTS = ['solved', 'remote', 'visit', 'ticket', 'call_back'];

/** Each ticket's life, told anew from what people did, by the rules and nothing of the desk's own. */
export class TicketBook {
  readonly lives = new Map<string, TicketLife>();
  /** Those that were taken up again after they had ended. */
  readonly reopened = new Set<string>();

  constructor(private readonly staff: Staff) {}

  get all(): TicketLife[] {
    return [...this.lives.values()];
  }

  get open(): TicketLife[] {
    return this.all.filter(isOpen);
  }

  /** Was something that this ticket promised broken by now, whatever became of it? */
  isBroken(life: TicketLife, now: number): boolean {
    return life.broken.length > 0 || (isOpen(life) && now > life.dueBy + UNSURE_MS);
  }

  /** May it have been, as near as the log can tell? */
  mayBeBroken(life: TicketLife, now: number): boolean {
    return life.isUnsure || life.broken.length > 0 || (isOpen(life) && now > strictly(life) - UNSURE_MS);
  }

  /** Whose it was at a moment; undefined when that cannot be said for sure, since it changed hands just then. Decision 0074. */
  ownerAt({ owners }: TicketLife, at: number): string | undefined {
    const isUnsure = owners.some(({ since }) => Math.abs(since - at) <= UNSURE_MS);
    return isUnsure ? undefined : owners.findLast(({ since }) => since <= at)?.who;
  }

  private owns(life: TicketLife, who: string, since: number): void {
    life.owner = who;
    life.owners.push({ since, who });
  }

  /** Hears of a deed. */
  apply(deed: Deed): void {
    if (deed.answer.kind !== 'done') return;
    const life = this.lives.get(deed.no);
    if (deed.what === 'call') this.begin(deed);
    else if (deed.what === 'raise') this.raised(deed);
    else if (life) this.changes[deed.what]?.(life, deed);
  }

  /** Its visit was accepted: whoever takes that takes the fault. */
  takenBy(no: string, engineer: string, at: number): void {
    const life = this.lives.get(no);
    if (life?.state !== 'open') return;
    life.state = 'accepted';
    this.owns(life, engineer, at);
    life.handedTo = undefined;
  }

  givenBack(no: string, engineer: string, to: string, at: number): void {
    const life = this.lives.get(no);
    if (life?.state !== 'accepted' || life.owner !== engineer) return;
    life.state = 'open';
    this.owns(life, to, at);
  }

  /** The customer was called for its visit. */
  calledFor(no: string): void {
    const life = this.lives.get(no);
    if (life && isOpen(life)) life.hasContact = true;
  }

  arrivedFor(no: string): void {
    this.calledFor(no);
    const life = this.lives.get(no);
    if (life && (life.state === 'open' || life.state === 'accepted')) life.state = 'in_progress';
  }

  /** Its visit was signed as having solved it. */
  solvedBy(no: string, engineer: string, deed: Deed): void {
    const life = this.lives.get(no);
    if (!life || !isOpen(life)) return;
    this.end(life, 'resolved', deed);
    this.owns(life, engineer, deed.at);
    life.acceptedBy = engineer;
    life.callbackAt = undefined;
  }

  private begin({ no, who, what, given, at }: Deed): void {
    const outcome = text(given.outcome);
    if (!no.startsWith('T-') || !FAULTS.includes(outcome)) return;
    const impact = grade(given.impact, 'medium');
    const urgency = grade(given.urgency, 'medium');
    const priority = GRADES[impact][urgency];
    const start = { startedAt: at, expectedBy: seconds(given.expectedBy) };
    const call = saidIn(given);
    const promised = targetOf(start, priority);
    const isSolved = outcome === 'solved';
    this.lives.set(no, {
      ...start,
      no,
      by: who,
      loggedAt: at,
      call,
      ...this.promisedWith(call, isSolved ? undefined : at, promised),
      untold: isSolved || !Array.isArray(given.askedOf) ? [] : this.unasked(call, at, given.askedOf),
      state: isSolved ? 'resolved' : 'open',
      owner: who,
      owners: [{ since: at, who }],
      openedAt: at,
      priority,
      impact,
      urgency,
      promisedFirst: promised,
      callbackAt: seconds(given.callbackAt),
      // Whoever logs a call says, unless he takes the tick away, that he spoke with the customer.
      hasContact: what === 'call',
      endedAt: isSolved ? at : undefined,
      broken: [],
      isUnsure: false,
      loopholes: [],
    });
  }

  /** What is logged anew is due no later than what was cancelled; where several were, it is not known which one is meant. */
  private promisedWith(call: SaidOfCall, at: number | undefined, promised: number): Pick<TicketLife, 'dueBy' | 'strictBy'> {
    if (at === undefined) return { dueBy: promised };
    const former = this.all.filter(
      (life) =>
        life.state === 'cancelled' &&
        !life.isDuplicate &&
        isSameCaller(life.call, call) &&
        (life.endedAt ?? 0) > at - ANEW_WITHIN + UNSURE_MS &&
        life.loggedAt > at - 7 * DAY,
    );
    const owed = (life: TicketLife): number => (life.dueBy > at + UNSURE_MS ? life.dueBy : Number.POSITIVE_INFINITY);
    const alike = former.filter((life) => life.call.words === call.words);
    const dueBy = Math.min(promised, alike.length > 0 ? Math.max(...alike.map(owed)) : promised);
    const strictBy = Math.min(dueBy, ...former.map(strictly).filter((due) => due > at));
    return { dueBy, ...(strictBy < dueBy ? { strictBy } : {}) };
  }

  /** Of which tickets nobody was asked who logged the same call once more. */
  private unasked(call: SaidOfCall, at: number, asked: readonly unknown[]): string[] {
    const twins = this.open.filter(
      (life) => life.loggedAt > at - TWIN_WITHIN + UNSURE_MS && isSameCaller(life.call, call) && life.call.words === call.words,
    );
    return twins.length > 0 && asked.length === 0 ? [`is the call of ${twins.map(({ no }) => no).join(' ')}, and nobody was asked`] : [];
  }

  /** A fault goes on in another ticket: it is due no later there than it was here, unless the customer agreed, or it has passed. */
  private goesOn(life: TicketLife, instead: string, at: number): void {
    life.isDuplicate = true;
    const into = this.lives.get(instead);
    if (!into || !isOpen(into) || at > into.dueBy - UNSURE_MS) return;
    const strictBy = strictly(life) > at ? Math.min(strictly(into), strictly(life)) : strictly(into);
    if (!into.isAgreed && life.dueBy > at + UNSURE_MS) into.dueBy = Math.min(into.dueBy, life.dueBy);
    into.strictBy = strictBy < into.dueBy ? strictBy : undefined;
  }

  /** A finding became a ticket, if it was not one already. */
  private raised(deed: Deed): void {
    const no = /\bT-\d+\b/.exec(deed.answer.words ?? '')?.[0];
    if (no && !this.lives.has(no)) this.begin({ ...deed, no, given: { ...deed.given, outcome: 'ticket' } });
  }

  /** The promise ends: was it kept? */
  private end(life: TicketLife, state: TicketState, { at, until }: Deed): void {
    if (at > life.dueBy + UNSURE_MS) life.broken.push(life.dueBy);
    else if (until > strictly(life) - UNSURE_MS) life.isUnsure = true;
    life.state = state;
    life.endedAt = at;
    life.handedTo = undefined;
  }

  /** A promise may be due later from now on, by whoever may grant that. */
  private grant(life: TicketLife, to: number, { at, what, who }: Deed): void {
    if (to <= life.dueBy) return;
    if (at > life.dueBy + UNSURE_MS)
      life.loopholes.push(`${what} by ${who} on ${inWords(at)} moved a promise that was broken since ${inWords(life.dueBy)}`);
    life.dueBy = to;
    life.strictBy = undefined;
  }

  /** New terms: what tightens counts at once; what loosens counts where a leader says so, with a reason. */
  private reterm(life: TicketLife, terms: { priority?: Priority; expectedBy?: number | undefined }, deed: Deed): void {
    const before = life.priority;
    const isSame = (terms.priority ?? before) === before && !('expectedBy' in terms);
    // Another impact and urgency of the same priority promise what was promised, also what was agreed since.
    if (isSame) return;
    life.priority = terms.priority ?? before;
    if ('expectedBy' in terms) life.expectedBy = terms.expectedBy;
    const isRaised = TARGETS[life.priority] < TARGETS[before];
    // A priority that is raised late may count from when it was; one that is no tighter than before counts from where that began.
    const from = isRaised ? Math.max(life.startedAt, deed.at) : life.startedAt;
    // What the customer agreed to stands in the place of what was promised and wished before: what is raised or wished since tightens it.
    if (life.isAgreed) {
      const raised = isRaised ? targetOf({ startedAt: from }, life.priority) : life.dueBy;
      if (isRaised) life.strictBy = targetOf(life, life.priority);
      life.dueBy = Math.min(life.dueBy, raised, terms.expectedBy ?? life.dueBy);
      return;
    }
    const alone = targetOf({ startedAt: from, expectedBy: life.expectedBy }, life.priority);
    life.strictBy = from > life.startedAt ? targetOf(life, life.priority) : undefined;
    if (alone < life.dueBy) life.dueBy = alone;
    else if (this.staff.leads(deed.who) && text(deed.given.reason).length >= 5 && deed.at <= life.dueBy) life.dueBy = alone;
  }

  private readonly changes: Readonly<Record<string, (life: TicketLife, deed: Deed) => void>> = {
    accept: (life, { who, at }) => {
      if (life.state === 'open') life.state = 'accepted';
      this.owns(life, who, at);
      life.acceptedBy = who;
      life.handedTo = undefined;
    },
    contact: (life) => {
      life.hasContact = true;
      if (life.state === 'accepted') life.state = 'in_progress';
    },
    wait: (life) => {
      life.state = 'waiting_customer';
    },
    resume: (life) => {
      life.state = 'in_progress';
    },
    handOver: (life, { given, at }) => {
      const to = text(given.to);
      if (this.staff.isPresent(life.owner)) {
        life.handedTo = to;
        return;
      }
      // Who has left answers for nothing until another accepts: it is that one's at once.
      if (life.acceptedBy === life.owner) life.acceptedBy = to;
      this.owns(life, to, at);
      life.handedTo = undefined;
    },
    newTime: (life, deed) => {
      const { who, given } = deed;
      const to = seconds(given.newDueAt) ?? life.dueBy;
      const consent = text(given.consentedBy);
      if (consent === '' || this.staff.isColleague(consent))
        life.loopholes.push(`newTime by ${who}: "${consent}" is no customer who could consent`);
      if (!this.staff.leads(who) && to > life.promisedFirst + CONSENT_UP_TO + UNSURE_MS)
        life.loopholes.push(`newTime by ${who} to ${inWords(to)} without a leader, ${inWords(life.promisedFirst)} was promised first`);
      this.grant(life, to, deed);
      life.isAgreed = true;
    },
    priority: (life, deed) => {
      life.impact = grade(deed.given.impact, life.impact);
      life.urgency = grade(deed.given.urgency, life.urgency);
      const override = text(deed.given.override);
      this.reterm(life, { priority: override in TARGETS ? (override as Priority) : GRADES[life.impact][life.urgency] }, deed);
    },
    edit: (life, deed) => {
      if (text(deed.given.description) !== '') life.call = { ...life.call, words: text(deed.given.description) };
      if ('expectedBy' in deed.given) this.reterm(life, { expectedBy: seconds(deed.given.expectedBy) }, deed);
    },
    letMove: (life, deed) => this.grant(life, targetOf({ ...life, startedAt: Math.max(life.startedAt, deed.at) }, life.priority), deed),
    callBack: (life, { given }) => {
      life.callbackAt = seconds(given.callbackAt);
    },
    calledBack: (life) => {
      life.hasContact = true;
      life.callbackAt = undefined;
    },
    resolve: (life, deed) => {
      this.end(life, 'resolved', deed);
      if (text(deed.given.text) !== '') life.callbackAt = undefined;
      if (!this.staff.works(deed.who)) return;
      this.owns(life, deed.who, deed.at);
      life.acceptedBy = deed.who;
    },
    cancel: (life, deed) => {
      this.end(life, 'cancelled', deed);
      life.callbackAt = undefined;
      life.isDuplicate = false;
      if (deed.given.cancelReason === 'duplicate') this.goesOn(life, text(deed.given.duplicateOf), deed.at);
    },
    close: (life) => {
      life.state = 'closed';
    },
    reopen: (life, { at }) => {
      this.reopened.add(life.no);
      const { endedAt = at } = life;
      const isCancelled = life.state === 'cancelled';
      // Cancelled, or solved too late: it is owed since when it was.
      const isOwed = at - endedAt <= 7 * 24 * 3_600_000 && (isCancelled || endedAt > life.dueBy);
      const worked = isCancelled && life.hasContact ? 'in_progress' : 'accepted';
      life.state = life.acceptedBy === life.owner ? worked : 'open';
      life.openedAt = at;
      life.endedAt = undefined;
      if (at <= life.dueBy || isOwed) return;
      // The promise that was given is over: another begins.
      if (!isCancelled) life.hasContact = false;
      life.startedAt = at;
      life.expectedBy = life.expectedBy !== undefined && life.expectedBy > at ? life.expectedBy : undefined;
      life.dueBy = targetOf(life, life.priority);
      life.promisedFirst = life.dueBy;
    },
  };
}
