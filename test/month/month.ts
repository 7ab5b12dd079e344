import { DateTime } from 'luxon';
import { sweep } from '../../jobs/sla.js';
import { TestDesk } from '../support/desk.js';
import { Hands } from './hands.js';
import type { Lived, Violation } from './lived.js';
import { atDesk, inWords, Log } from './log.js';
import { Random } from './random.js';
import { reckonRounds } from './reckon-rounds.js';
import { reckonFigures, reckonTicketLists, reckonTickets } from './reckon-tickets.js';
import { reckonVisitFigures, reckonVisits } from './reckon-visits.js';
import { RoundsBook } from './rounds-book.js';
import { cheatOnRounds, goRound, setUp } from './rounds-work.js';
import { type Person, Staff } from './staff.js';
import { TicketBook } from './tickets-book.js';
import { cheatOnTickets } from './tickets-cheats.js';
import { goOn, lead, lookAfter, takeCall, takeWork } from './tickets-work.js';
import { VisitBook } from './visits-book.js';
import { cheatOnVisits, decideVisits, goOut, moveVisit, orderVisit, receive } from './visits-work.js';
import { Watch } from './watch.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface MonthRun {
  readonly seed: number;
  readonly days: number;
  readonly engineers: number;
  /** Of a work day; on others a sixth. */
  readonly callsADay: number;
  /** People look up from their work so often. */
  readonly stepMinutes: number;
  /** The bot looks for what is due so often. */
  readonly lookMinutes: number;
  say?(line: string): void;
}

export interface MonthResult {
  readonly deeds: number;
  readonly refused: number;
  readonly tickets: number;
  readonly visits: number;
  readonly findings: number;
  readonly broken: number;
  readonly messages: number;
  /** Each a sentence with the way that led there. */
  readonly violations: readonly string[];
}

/** Work begins on a Monday morning. */
const BEGINS = DateTime.fromISO('2026-11-02T08:45', { zone: 'Asia/Shanghai' });
const OPENS = 9;
const CLOSES = 18;

/** The simulated month: people, what they did, what the desk said, and what follows from it. */
export class Month implements Lived {
  readonly log: Log;
  readonly book: TicketBook;
  readonly visits: VisitBook;
  readonly rounds = new RoundsBook();
  readonly hands: Hands;
  readonly watch: Watch;
  private readonly random: Random;
  private readonly violations = new Map<string, string>();

  private constructor(
    readonly desk: TestDesk,
    readonly staff: Staff,
    private readonly run: MonthRun,
  ) {
    this.book = new TicketBook(staff);
    this.visits = new VisitBook(this.book);
    this.log = new Log((deed) => {
      // A ticket that is cancelled takes its visits with it: they are asked first.
      this.visits.apply(deed);
      this.book.apply(deed);
      this.rounds.apply(deed);
    });
    this.hands = new Hands(desk, this.log);
    this.watch = new Watch(desk, staff);
    this.random = new Random(run.seed);
  }

  static async live(run: MonthRun): Promise<MonthResult> {
    const staff = new Staff(run.engineers);
    const groups = Object.fromEntries(Object.entries(staff.groups).map(([name, members]) => [name, { members }]));
    const desk = await TestDesk.open({
      settings: { roles: staff.roles, operations: { groups }, fallback: { after: 'PT30M' } },
      beginsAt: BEGINS,
      logLevel: 'fatal',
    });
    try {
      await staff.join(desk);
      desk.workspace.refusals.clear();
      // Slack forgets nothing: cards of three weeks ago are changed too.
      desk.workspace.mostMessages = Number.POSITIVE_INFINITY;
      desk.workspace.isHeld = true;
      const month = new Month(desk, staff, run);
      await setUp(month.around);
      for (let day = 0; day < run.days; day += 1) await month.day(day);
      return await month.result();
    } finally {
      await desk.close();
    }
  }

  get now(): number {
    return this.hands.now;
  }

  private get around() {
    const { hands, book, visits, rounds, staff, random } = this;
    return { hands, book, visits, rounds, staff, random, groups: staff.groups };
  }

  private say(line: string): void {
    this.run.say?.(line);
  }

  /** Lives until then: the bot looks whenever something is due, but at most so often as it is told to. */
  private async moveTo(ms: number): Promise<void> {
    const { cases, outbox } = this.desk.app.desk;
    const stride = this.run.lookMinutes * MINUTE;
    for (let next = await cases.nextDue(); next && next.getTime() < ms - stride; next = await cases.nextDue()) {
      await this.sleepUntil(Math.max(next.getTime(), this.now) + stride);
      if (this.now >= ms) break;
      await sweep(this.desk.app.desk);
      await outbox.run();
    }
    await this.sleepUntil(ms);
    await this.desk.app.runJobs();
  }

  private async sleepUntil(ms: number): Promise<void> {
    if (ms > this.now) await this.desk.sleepThrough({ minutes: (ms - this.now) / MINUTE });
  }

  /** A day from the morning on, and the night after it. */
  private async day(day: number): Promise<void> {
    const { days, callsADay, stepMinutes } = this.run;
    const morning = BEGINS.startOf('day').plus({ days: day, hours: OPENS }).toMillis();
    const isWork = atDesk(morning).weekday <= 5;
    const steps = ((CLOSES - OPENS) * 60) / stepMinutes;
    await this.moveTo(morning);
    if (day === Math.floor(days / 2)) await this.somebodyLeaves();
    for (let step = 0; step < steps; step += 1) {
      // Nobody looks up on the minute: what is due on it has come, or not.
      await this.moveTo(morning + step * stepMinutes * MINUTE + 7 * MINUTE);
      await this.step((isWork ? callsADay : callsADay / 6) / steps, isWork);
    }
    await this.reckon();
    this.say(
      `${inWords(this.now)}: ${this.log.deeds.length} deeds, ${this.book.all.length} tickets, ${this.book.open.length} open, ${this.violations.size} found`,
    );
  }

  /** An engineer with work in hand is deactivated in Slack. */
  private async somebodyLeaves(): Promise<void> {
    const loadOf = ({ id }: Person): number => this.book.open.filter(({ owner }) => owner === id).length;
    const [busiest] = this.staff
      .present('engineer')
      .filter(({ isCheat }) => !isCheat)
      .sort((a, b) => loadOf(b) - loadOf(a));
    if (!busiest) return;
    this.say(`${busiest.id} leaves with ${loadOf(busiest)} tickets`);
    await this.staff.leave(this.desk, busiest.id, this.now);
  }

  private async step(calls: number, isWork: boolean): Promise<void> {
    const { random, staff, watch, around } = this;
    const agents = staff.present('agent');
    const share = isWork ? 1 : 0.2;
    const shift = random.shuffled(staff.present('engineer')).filter(() => random.chance(share));
    const deeds: (() => Promise<unknown>)[] = [];
    const n = Math.floor(calls) + Number(random.chance(calls % 1));
    for (let call = 0; call < n; call += 1) deeds.push(() => takeCall(around, random.pick(agents)));
    for (const engineer of shift)
      deeds.push(async () => {
        if (engineer.isCheat && random.chance(0.5)) await cheatOnVisits(around, engineer);
        if (isWork) await goOut(around, engineer);
        if (isWork) await goRound(around, engineer);
        if (engineer.isCheat && random.chance(0.05)) await cheatOnRounds(around, engineer);
        if (engineer.isCheat && random.chance(0.5)) await cheatOnTickets(around, engineer);
        else if (random.chance(0.3)) await takeWork(around, engineer);
        else await goOn(around, engineer);
      });
    if (isWork && random.chance(calls / 3)) deeds.push(() => orderVisit(around, random.pick(agents)));
    if (isWork && random.chance(calls / 6)) deeds.push(() => moveVisit(around, random.pick(agents)));
    if (random.chance(0.5)) deeds.push(() => receive(around, random.pick(agents)));
    if (random.chance(0.5)) deeds.push(() => lookAfter(around, random.pick(agents)));
    if (random.chance(0.4)) {
      const leader = random.pick(staff.present('supervisor'));
      deeds.push(() => decideVisits(around, leader));
      deeds.push(() => lead(around, leader, (no) => watch.wasNamed(no, watch.leaders, this.now - 3 * DAY)));
    }
    for (const deed of random.shuffled(deeds)) await deed();
    await this.desk.app.desk.outbox.run();
  }

  private found(violations: readonly Violation[]): void {
    for (const { no, sentence } of violations) {
      const known = `${no} ${sentence.replace(/\d+/g, '#')}`;
      if (this.violations.has(known)) continue;
      const way = no ? `\n${this.log.wayOf(no)}` : '';
      const told = `${inWords(this.now)}: ${no} ${sentence}${way}`;
      this.violations.set(known, told);
      this.say(told);
    }
  }

  /** Looks at the desk as it stands now beside what the log says. */
  private async reckon(): Promise<void> {
    await this.desk.settle();
    for (const look of [reckonTickets, reckonTicketLists, reckonFigures, reckonVisits, reckonVisitFigures, reckonRounds])
      this.found(await look(this));
    const failed = this.log.deeds.filter(({ answer }) => answer.kind === 'failed');
    this.found([
      ...failed.map(({ no, who, what, answer }) => ({ no, sentence: `${what} by ${who} failed: ${answer.words}` })),
      ...this.watch.failures.map((sentence) => ({ no: '', sentence })),
      ...this.watch.doubled().map((id) => ({ no: id.split(':')[0] ?? '', sentence: `told twice: ${id}` })),
      ...this.watch.refusals().map((what) => ({ no: '', sentence: `Slack refused ${what}` })),
    ]);
  }

  private async result(): Promise<MonthResult> {
    // Whoever comes in the next morning finds what the night brought.
    await this.moveTo(this.now + 16 * HOUR);
    await this.reckon();
    this.watch.stop();
    return {
      deeds: this.log.deeds.length,
      refused: this.log.deeds.filter(({ answer }) => answer.kind === 'refused').length,
      tickets: this.book.all.length,
      visits: this.visits.all.length,
      findings: this.rounds.findings.length,
      broken: this.book.all.filter((life) => this.book.isBroken(life, this.now)).length,
      messages: this.watch.heard.length,
      violations: [...this.violations.values()],
    };
  }
}
