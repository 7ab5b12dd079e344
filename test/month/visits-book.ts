import type { Deed } from './log.js';
import { UNSURE_MS } from './ticket-life.js';
import type { TicketBook } from './tickets-book.js';

const MINUTE = 60_000;
/** To be at the door so long before the window. Rule D5. */
const EARLY = 10 * MINUTE;
/** So long before the time to leave those of the visit are too late to give it back, call it off, or to say themselves that the customer wished another time. Decision 0091. */
const NEAR_LEAVING = 30 * MINUTE;
/** A customer is told of a delay beyond `HALF_DAY` so long before his appointment; of one beyond his window half an hour; of a shorter one nearly until it begins. Rule D6. */
const HALF_DAY = 4 * 60 * MINUTE;
const TOLD_BEFORE = 30 * MINUTE;
const LATEST_CALL = 5 * MINUTE;

export type VisitState =
  | 'ordered'
  | 'accepted'
  | 'confirmed'
  | 'departed'
  | 'arrived'
  | 'customer_absent'
  | 'working'
  | 'signed'
  | 'handed_in'
  | 'archived'
  | 'cancelled';
/** Taken, and nobody is there yet. */
const AHEAD: readonly VisitState[] = ['accepted', 'confirmed', 'departed'];

/** An appointment that was not kept by the clock: somebody came late, or nobody did. Rule D5. */
interface Broken {
  readonly no: string;
  /** Empty: nobody had taken it. */
  readonly engineer: string;
  readonly from: number;
  readonly why: string;
}

/** What the log says of a visit. */
export interface VisitLife {
  readonly no: string;
  ticketNo: string;
  readonly orderedBy: string;
  engineer?: string | undefined;
  state: VisitState;
  from: number;
  to: number;
  readonly travel: number;
  /** When its engineer took it. */
  takenAt: number;
  isInsisted: boolean;
  isApprovalAsked: boolean;
  isBack: boolean;
  isRefused: boolean;
  hasNote: boolean;
  result: string;
  handedInBy?: string | undefined;
  broken: Broken[];
  /** The beginning of a window that a leader has excused. */
  excusedFrom?: number | undefined;
  /** An arrival that was entered later, as having been in time; a leader may confirm it. */
  claim?: { readonly broken: Broken; readonly wasInTime: boolean } | undefined;
  /** What one's own last press can be taken back to. */
  undo?: { readonly state: VisitState; readonly broken: number; readonly by: string } | undefined;
}

const isTaken = ({ engineer, state }: VisitLife): boolean => engineer !== undefined && AHEAD.includes(state);
const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Each visit's life, told anew from what people did. */
export class VisitBook {
  readonly lives = new Map<string, VisitLife>();

  constructor(private readonly tickets: TicketBook) {}

  get all(): VisitLife[] {
    return [...this.lives.values()];
  }

  get open(): VisitLife[] {
    return this.all.filter(({ state }) => state !== 'archived' && state !== 'cancelled');
  }

  /** Appointments that were surely not kept, as they stand now: each once, whatever was done about it. */
  brokenBy(now: number): Broken[] {
    const all = this.all.flatMap((life) => [...life.broken, ...this.missed(life, now, life.to)]);
    return [...new Map(all.map((one) => [`${one.no} ${one.engineer} ${one.from}`, one])).values()];
  }

  apply(deed: Deed): void {
    if (deed.answer.kind !== 'done') return;
    if (deed.what === 'order') this.begin(deed);
    else if (deed.what === 'cancel' && deed.no.startsWith('T-')) this.withTicket(deed);
    else this.change(deed);
  }

  private change(deed: Deed): void {
    const life = this.lives.get(deed.no);
    const change = this.changes[deed.what];
    if (!life || !change) return;
    const before = { state: life.state, broken: life.broken.length, by: deed.who };
    change(life, deed);
    if (UNDOABLE.includes(deed.what)) life.undo = before;
    else if (deed.what !== 'note') life.undo = undefined;
  }

  private begin({ no, who, given }: Deed): void {
    if (!no.startsWith('V-')) return;
    const ticketNo = text(given.ticketNo);
    this.lives.set(no, {
      no,
      ticketNo,
      orderedBy: who,
      engineer: text(given.engineer) || undefined,
      state: 'ordered',
      ...windowOf(given),
      travel: Number(given.travelMinutes) * MINUTE,
      takenAt: 0,
      isInsisted: false,
      isApprovalAsked: false,
      isBack: true,
      isRefused: false,
      hasNote: false,
      result: '',
      broken: [],
    });
  }

  /** A window that passed, surely, without the one who had taken it, or with nobody who had. */
  private missed({ no, state, engineer = '', from, takenAt, excusedFrom, broken }: VisitLife, now: number, until = from): Broken[] {
    if (excusedFrom === from || now <= until + UNSURE_MS) return [];
    const isHis = engineer !== '' && AHEAD.includes(state) && takenAt < from;
    const isNobodys = state === 'ordered' && !broken.some((other) => other.from === from);
    return isHis || isNobodys ? [{ no, engineer: isHis ? engineer : '', from, why: 'nobody came' }] : [];
  }

  /** Should the one whose visit it is have left for it, surely, or nearly so? */
  private isNearLeaving({ state, engineer, from, travel }: VisitLife, { at, who }: Deed): boolean {
    return AHEAD.includes(state) && who === engineer && at > from - travel - EARLY - NEAR_LEAVING + UNSURE_MS;
  }

  private breaks(life: VisitLife, why: string): void {
    life.broken.push({ no: life.no, engineer: life.engineer ?? '', from: life.from, why });
  }

  /** The window is left behind: what it was broken by stays. By our wish it is broken, too, once its customer can no longer be told in time. */
  private leave(life: VisitLife, deed: Deed): void {
    const missed = this.missed(life, deed.at);
    const isOurs = deed.given.wish === 'ours' && isTaken(life) && deed.at > life.from - HALF_DAY + UNSURE_MS;
    if (missed.length > 0) life.broken.push(...missed);
    else if (isOurs || this.isNearLeaving(life, deed)) this.breaks(life, 'withdrew when it was too late');
  }

  /** The same of a window that is put off: it is broken where that is ours and its customer can, surely, no longer be told of so long a delay in time. */
  private putOff(life: VisitLife, deed: Deed, to: number): void {
    const missed = this.missed(life, deed.at);
    const isOurs = (deed.given.wish === 'ours' && isTaken(life)) || this.isNearLeaving(life, deed);
    const before = to - life.from > HALF_DAY ? HALF_DAY : to >= life.to ? TOLD_BEFORE : LATEST_CALL;
    if (missed.length > 0) life.broken.push(...missed);
    else if (to > life.from && isOurs && deed.at > life.from - before + UNSURE_MS) this.breaks(life, 'was put off when it was too late');
  }

  private ask(life: VisitLife, to: string | undefined, deed: Deed): void {
    this.leave(life, deed);
    life.state = 'ordered';
    life.engineer = to;
    life.isRefused = false;
  }

  private move(life: VisitLife, deed: Deed): void {
    const window = windowOf(deed.given);
    this.putOff(life, deed, window.from);
    Object.assign(life, window);
    life.state = life.engineer && life.state !== 'ordered' ? 'confirmed' : 'ordered';
    life.isRefused = false;
    life.hasNote = false;
    life.isApprovalAsked = false;
  }

  private arrive(life: VisitLife, deed: Deed, claimed?: number): void {
    const { at, who } = deed;
    const engineer = life.engineer ?? who;
    if (at > life.from + UNSURE_MS && life.takenAt < life.from) {
      const broken = { no: life.no, engineer, from: life.from, why: claimed === undefined ? 'came late' : 'entered later' };
      life.broken.push(broken);
      if (claimed !== undefined) life.claim = { broken, wasInTime: claimed <= life.from };
    }
    life.state = 'arrived';
    this.tickets.arrivedFor(life.ticketNo);
  }

  private sign(life: VisitLife, deed: Deed): void {
    life.state = 'signed';
    life.isApprovalAsked = false;
    if (life.result === 'fixed' || life.result === 'advised') this.tickets.solvedBy(life.ticketNo, life.engineer ?? deed.who, deed);
  }

  /** What is cancelled takes its visits with it; what goes on in another ticket leaves them to that one. */
  private withTicket(deed: Deed): void {
    const instead = deed.given.cancelReason === 'duplicate' ? text(deed.given.duplicateOf) : '';
    for (const life of this.open.filter(({ ticketNo }) => ticketNo === deed.no)) {
      if (instead === '') {
        if (!['signed', 'handed_in'].includes(life.state)) this.cancel(life, { ...deed, given: {} });
        continue;
      }
      life.ticketNo = instead;
      if (life.engineer && life.state !== 'ordered') this.tickets.takenBy(instead, life.engineer, deed.at);
    }
  }

  private cancel(life: VisitLife, deed: Deed): void {
    this.leave(life, deed);
    life.state = 'cancelled';
  }

  private readonly changes: Readonly<Record<string, (life: VisitLife, deed: Deed) => void>> = {
    accept: (life, { who, at }) => {
      life.broken.push(...this.missed(life, at));
      life.state = 'accepted';
      life.takenAt = at;
      life.engineer = who;
      this.tickets.takenBy(life.ticketNo, who, at);
    },
    decline: (life, deed) => {
      this.tickets.givenBack(life.ticketNo, life.engineer ?? '', life.orderedBy, deed.at);
      this.ask(life, undefined, deed);
    },
    askOther: (life, deed) => this.ask(life, text(deed.given.to), deed),
    reassign: (life, deed) => this.ask(life, text(deed.given.to) || undefined, deed),
    callMade: (life, deed) => {
      const outcome = text(deed.given.outcome);
      if (outcome !== 'noAnswer') this.tickets.calledFor(life.ticketNo);
      if (outcome === 'confirmed') life.state = 'confirmed';
      if (outcome === 'confirmed') life.isRefused = false;
      if (outcome === 'refused') life.isRefused = true;
      if (outcome === 'otherTime') this.move(life, deed);
    },
    goAnyway: (life) => {
      life.state = 'confirmed';
      life.isRefused = false;
    },
    reschedule: (life, deed) => this.move(life, deed),
    agreeNewTime: (life, deed) => {
      this.move(life, { ...deed, given: { ...deed.given, wish: 'ours' } });
      life.state = 'confirmed';
    },
    onMyWay: (life) => {
      life.state = 'departed';
    },
    arrive: (life, deed) => this.arrive(life, deed),
    arriveAnyway: (life, deed) => this.arrive(life, deed),
    arriveStill: (life, deed) => this.arrive(life, deed),
    arrivedEarlier: (life, deed) => this.arrive(life, deed, Number(deed.given.arrivedAt) * 1000),
    confirmEntry: (life) => {
      const { claim } = life;
      if (claim?.wasInTime) life.broken.splice(life.broken.indexOf(claim.broken), 1);
      life.claim = undefined;
    },
    refuseEntry: (life) => {
      life.claim = undefined;
    },
    startWork: (life) => {
      life.state = 'working';
      life.hasNote = false;
    },
    absent: (life) => {
      life.state = 'customer_absent';
    },
    noteLeft: (life) => {
      life.hasNote = true;
    },
    interrupt: (life) => {
      life.state = 'working';
      life.isBack = false;
    },
    resumeWork: (life) => {
      life.isBack = true;
    },
    notOurs: (life, { given }) => {
      life.isInsisted = given.insists === 'yes';
    },
    allowRepair: (life) => {
      life.isInsisted = false;
    },
    refuseRepair: (life) => {
      life.isInsisted = false;
    },
    finish: (life, deed) => {
      life.result = text(deed.given.result);
      if (list(deed.given.photos).length > 0) this.sign(life, deed);
      else life.isApprovalAsked = true;
    },
    approve: (life, deed) => this.sign(life, deed),
    disapprove: (life) => {
      life.isApprovalAsked = false;
    },
    handIn: (life, { who }) => {
      life.state = 'handed_in';
      life.handedInBy = who;
    },
    receive: (life) => {
      life.state = 'archived';
    },
    cancel: (life, deed) => this.cancel(life, deed),
    excuse: (life) => {
      life.broken = life.broken.filter(({ why }) => why === 'came late' || why === 'entered later');
      life.excusedFrom = life.from;
    },
    undo: (life) => {
      if (!life.undo) return;
      life.broken.splice(life.undo.broken);
      life.state = life.undo.state;
      life.claim = undefined;
    },
  };
}

/** Presses that one may take back within some minutes. */
const UNDOABLE: readonly string[] = [
  'onMyWay',
  'arrive',
  'arriveAnyway',
  'arriveStill',
  'arrivedEarlier',
  'startWork',
  'absent',
  'noteLeft',
  'interrupt',
  'resumeWork',
  'handIn',
];

/** The window that somebody wrote into a form: a day and two times of it. */
function windowOf({ date, from, to }: Deed['given']): { from: number; to: number } {
  const at = (time: unknown): number => Date.parse(`${text(date)}T${text(time)}:00+08:00`);
  return { from: at(from), to: at(to) };
}
