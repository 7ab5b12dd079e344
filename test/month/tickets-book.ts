import { type Deed, inWords } from './log.js';
import type { Staff } from './staff.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Between what somebody did and what the desk reckons from lie some seconds; what is nearer than this to a due time is left open. */
export const UNSURE_MS = 2 * 60_000;

/** What the rules promise, in hours: rules A1, A5 as a desk has them that has set nothing itself. */
const TARGETS = { P1: 4, P2: 8, P3: 24, P4: 24 } as const;
type Priority = keyof typeof TARGETS;
type Grade = 'high' | 'medium' | 'low';
const GRADES: Readonly<Record<Grade, Readonly<Record<Grade, Priority>>>> = {
  high: { high: 'P1', medium: 'P2', low: 'P3' },
  medium: { high: 'P2', medium: 'P3', low: 'P4' },
  low: { high: 'P2', medium: 'P4', low: 'P4' },
};
/** So far may the customer's consent alone move what was promised, from the first promise on. */
const CONSENT_UP_TO = 7 * DAY;

export type TicketState = 'open' | 'accepted' | 'in_progress' | 'waiting_customer' | 'resolved' | 'closed' | 'cancelled';
const OPEN: readonly TicketState[] = ['open', 'accepted', 'in_progress', 'waiting_customer'];

/** What the log says of a ticket. Times in milliseconds since 1970. */
export interface TicketLife {
  readonly no: string;
  readonly by: string;
  readonly loggedAt: number;
  state: TicketState;
  owner: string;
  /** Whose it was, from when on. */
  readonly owners: { readonly since: number; readonly who: string }[];
  handedTo?: string | undefined;
  acceptedBy?: string | undefined;
  /** The customer was contacted. */
  hasContact?: boolean;
  /** From when it waits to be accepted, while it does. */
  openedAt: number;
  priority: Priority;
  impact: Grade;
  urgency: Grade;
  startedAt: number;
  expectedBy?: number | undefined;
  /** The latest that its solution may be due: what was promised, and what was granted since. */
  dueBy: number;
  /** Since its priority was raised: by when it would be due had it had that one from the start; either may be meant. */
  strictBy?: number | undefined;
  /** The first promise, from which consent counts. */
  promisedFirst: number;
  callbackAt?: number | undefined;
  endedAt?: number | undefined;
  /** The due times that passed unkept, each once. */
  readonly broken: number[];
  /** One that may have: too near to its due time to say. */
  isUnsure: boolean;
  /** What somebody was allowed that the rules do not allow. */
  readonly loopholes: string[];
}

const FAULTS = ['solved', 'remote', 'visit', 'ticket', 'call_back'];
const seconds = (value: unknown): number | undefined => (typeof value === 'number' ? value * 1000 : undefined);
const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const grade = (value: unknown, otherwise: Grade): Grade => (value === 'high' || value === 'medium' || value === 'low' ? value : otherwise);

export const isOpen = ({ state }: TicketLife): boolean => OPEN.includes(state);
const targetOf = (life: Pick<TicketLife, 'startedAt' | 'expectedBy'>, priority: Priority): number =>
  Math.min(life.startedAt + TARGETS[priority] * HOUR, life.expectedBy ?? Number.POSITIVE_INFINITY);

/** The earliest that its solution may count as due. */
const strictly = ({ dueBy, strictBy = dueBy }: TicketLife): number => Math.min(dueBy, strictBy);

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

  arrivedFor(no: string): void {
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

  private begin({ no, who, given, at }: Deed): void {
    const outcome = text(given.outcome);
    if (!no.startsWith('T-') || !FAULTS.includes(outcome)) return;
    const impact = grade(given.impact, 'medium');
    const urgency = grade(given.urgency, 'medium');
    const priority = GRADES[impact][urgency];
    const start = { startedAt: at, expectedBy: seconds(given.expectedBy) };
    const dueBy = targetOf(start, priority);
    const isSolved = outcome === 'solved';
    this.lives.set(no, {
      ...start,
      no,
      by: who,
      loggedAt: at,
      state: isSolved ? 'resolved' : 'open',
      owner: who,
      owners: [{ since: at, who }],
      openedAt: at,
      priority,
      impact,
      urgency,
      dueBy,
      promisedFirst: dueBy,
      callbackAt: seconds(given.callbackAt),
      endedAt: isSolved ? at : undefined,
      broken: [],
      isUnsure: false,
      loopholes: [],
    });
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
    // A priority that is raised late may count from when it was; one that is no tighter than before counts from where that began.
    const from = TARGETS[life.priority] < TARGETS[before] ? Math.max(life.startedAt, deed.at) : life.startedAt;
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
    handOver: (life, { given }) => {
      life.handedTo = text(given.to);
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
    },
    priority: (life, deed) => {
      life.impact = grade(deed.given.impact, life.impact);
      life.urgency = grade(deed.given.urgency, life.urgency);
      const override = text(deed.given.override);
      this.reterm(life, { priority: override in TARGETS ? (override as Priority) : GRADES[life.impact][life.urgency] }, deed);
    },
    edit: (life, deed) => {
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
    },
    close: (life) => {
      life.state = 'closed';
    },
    reopen: (life, { at }) => {
      this.reopened.add(life.no);
      const { endedAt = at } = life;
      // Cancelled, or solved too late: it is owed since when it was.
      const isOwed = at - endedAt <= 7 * 24 * 3_600_000 && (life.state === 'cancelled' || endedAt > life.dueBy);
      const worked = life.state === 'cancelled' && life.hasContact ? 'in_progress' : 'accepted';
      life.state = life.acceptedBy === life.owner ? worked : 'open';
      life.openedAt = at;
      life.endedAt = undefined;
      if (at <= life.dueBy || isOwed) return;
      // The promise that was given is over: another begins.
      life.startedAt = at;
      life.expectedBy = life.expectedBy !== undefined && life.expectedBy > at ? life.expectedBy : undefined;
      life.dueBy = targetOf(life, life.priority);
      life.promisedFirst = life.dueBy;
    },
  };
}
