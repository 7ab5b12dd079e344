import type { DateTime } from 'luxon';
import { openDuties } from '../../jobs/duties.js';
import { openInspections } from '../../jobs/inspections.js';
import { sweep } from '../../jobs/sla.js';
import { takeCall } from '../../src/cases/call/intake.js';
import type { CaseNo } from '../../src/cases/case.js';
import type { FormValues } from '../../src/cases/form.js';
import { orderVisit } from '../../src/cases/visit/workflow.js';
import { walkTo } from '../../src/sandbox/walk.js';
import { act } from '../../src/slack/act.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { workMoment } from '../../src/time/calendar.js';
import { PACKED } from '../support/builders.js';
import { aCall, type TestDesk, WHO } from '../support/desk.js';

/** What a week of a desk has. */
export interface Week {
  readonly engineers: readonly string[];
  readonly tickets: number;
  readonly visits: number;
  readonly groups: readonly string[];
  readonly days: number;
}

interface Event {
  readonly at: DateTime;
  run(): Promise<void>;
}

const SOLVED = { steps: '换了打印头', cause: '打印头坏了', category: 'hardware', part: 'hardware' };
const CONFIRMED = { outcome: 'confirmed', confirmed: ['window', 'address', 'phone'] };
const FINISHED = {
  ...{ cause: '排线松动', workDone: '重新插紧排线并测试', result: 'fixed', testedBy: '周丽', category: 'hardware', part: 'hardware' },
  ...{ signedForm: 'repair', leaving: ['nothingLeft', 'hint', 'anythingElse', 'contactCard'] },
  photos: [{ id: 'F0SAMPLE', name: 'signed.png', permalink: 'https://example.slack.com/files/F0SAMPLE/signed.png' }],
};
/** Of a hundred calls those up to so many are of each sort: impact, urgency, and how many minutes the work takes in the mean. */
const SORTS = [
  { upTo: 3, impact: 'high', urgency: 'high', minutes: 90 },
  { upTo: 13, impact: 'high', urgency: 'medium', minutes: 200 },
  { upTo: 65, impact: 'medium', urgency: 'medium', minutes: 300 },
  { upTo: 100, impact: 'low', urgency: 'low', minutes: 420 },
] as const;

/** The same numbers in each run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** People of a desk in a week: they take what comes in some minutes, forget some of it, and go home in the evening. */
export class People {
  private readonly random = dice(20_261_126);
  private readonly events: Event[] = [];
  private readonly start: DateTime;

  constructor(
    private readonly desk: TestDesk,
    private readonly week: Week,
  ) {
    this.start = desk.app.desk.clock.now().startOf('day');
    for (let n = 0; n < week.tickets; n += 1) this.aTicket(n);
    for (let n = 0; n < week.visits; n += 1) this.aVisit(n);
  }

  /** What comes round in each group: a project that is looked at daily, and two duties. */
  async setUp(): Promise<void> {
    const { projects, duties, clock } = this.desk.app.desk;
    const now = clock.now();
    const enabledOn = now.toISODate() ?? '';
    for (const [n, group] of this.week.groups.entries()) {
      const by = this.week.engineers[n] ?? WHO.tom;
      const items = [1, 2, 3].map((id) => ({ id: String(id), cycle: 'daily' as const, answer: 'ok' as const, question: `检查 ${id}` }));
      await projects.add({ name: `系统 ${group}`, group, items, lastItem: 3 }, by, now.toJSDate());
      const duty = { group, dueBy: '16:00', dueAfterDays: 0, evidence: 'text' as const, lines: [], enabledOn };
      for (const recurrence of ['daily', 'weekly'])
        await duties.add({ ...duty, name: `值日 ${group} ${recurrence}`, recurrence }, by, now.toJSDate());
    }
  }

  /** Lives through the days, the jobs running at each moment in which something is due; `looked` hears before what is due is sent. */
  async live(looked: () => Promise<void>): Promise<void> {
    const { app } = this.desk;
    const { desk, sandbox } = app;
    if (!sandbox) throw new Error('not a sandbox');
    const jobs = async (): Promise<void> => {
      await openInspections(desk);
      await openDuties(desk);
      await sweep(desk);
      await looked();
      await desk.outbox.run();
    };
    const moveTo = (at: DateTime): Promise<void> =>
      walkTo(at, sandbox.clock, () => desk.cases.nextMoment(desk.clock.now().toJSDate()), jobs);
    await sandbox.unhurried(desk.outbox, async () => {
      for (let day = 0; day < this.week.days; day += 1) this.events.push(...this.comingRound(this.start.plus({ days: day })));
      for (let event = this.next(); event; event = this.next()) {
        await moveTo(event.at);
        await event.run();
        await looked();
        await desk.outbox.run();
      }
      await moveTo(this.start.plus({ days: this.week.days, hours: 10 }));
    });
  }

  private next(): Event | undefined {
    this.events.sort((a, b) => b.at.toMillis() - a.at.toMillis());
    return this.events.pop();
  }

  private around(mean: number): number {
    return Math.max(2, -mean * Math.log(1 - this.random()));
  }

  private someEngineer(): string {
    return this.week.engineers[Math.floor(this.random() * this.week.engineers.length)] ?? WHO.tom;
  }

  /** A work day and a time of it; a call in eight comes in the evening or at night. */
  private callTime(n: number): DateTime {
    const day = this.start.plus({ days: n % 5 });
    const isLate = this.random() < 0.125;
    return day.plus({ minutes: isLate ? 18 * 60 + this.random() * 12 * 60 : 8.5 * 60 + this.random() * 9.5 * 60 });
  }

  private later(at: DateTime, run: () => Promise<void>): void {
    this.events.push({ at, run });
  }

  private async do(user: string, no: CaseNo, action: string, input: object = {}): Promise<void> {
    const { desk } = this.desk.app;
    await act(desk, await desk.people.find(user), no, action, input as FormValues, undefined);
  }

  private async logged(n: number, values: object): Promise<CaseNo> {
    const { cases, people, clock, team } = this.desk.app.desk;
    const circumstances = {
      actor: await people.find(n % 2 ? WHO.agent : WHO.anna),
      now: clock.now(),
      policy: await policyNow(this.desk.app.desk),
    };
    const call = { ...aCall({ customer: `门店 ${n % 40}` }), ...values };
    return (await cases.create('ticket', (seq) => takeCall(call as never, { team: team.id, seq }, circumstances))).no;
  }

  /** One call in ten is not spoken to the end, one in twelve is forgotten by whoever saw it until half a day later. */
  private aTicket(n: number): void {
    const { calendar } = this.desk.app.desk.settings;
    const drawn = this.random() * 100;
    const { impact, urgency, minutes } = SORTS.find(({ upTo }) => drawn < upTo) ?? SORTS[2];
    const spoken = this.random() < 0.9 ? ['spoken'] : [];
    const [reaction, isForgotten, work, engineer] = [this.around(9), this.random() < 0.08, this.around(minutes), this.someEngineer()];
    const atWork = (at: DateTime): DateTime => (urgency === 'high' ? at : workMoment({ zone: at.zone, ...calendar }, at));
    const at = this.callTime(n);
    this.later(at, async () => {
      const no = await this.logged(n, { impact, urgency, spoken });
      const taken = atWork(at.plus({ minutes: reaction + (isForgotten ? 360 : 0) }));
      this.later(taken, () => this.do(engineer, no, 'accept'));
      this.later(taken.plus({ minutes: 4 }), () => this.do(engineer, no, 'contact'));
      this.later(atWork(taken.plus({ minutes: work })), () => this.do(engineer, no, 'resolve', SOLVED));
    });
  }

  /** Each engineer's lie on different days. Ordered the afternoon before; one in ten leaves late, one copy in six is handed in a day later. */
  private aVisit(n: number): void {
    const { desk } = this.desk.app;
    const engineer = this.week.engineers[n % this.week.engineers.length] ?? WHO.tom;
    const orderedAt = this.start.plus({
      days: (n + Math.floor(n / this.week.engineers.length)) % 5,
      hours: 9,
      minutes: Math.floor(this.random() * 400),
    });
    const from = workMoment(
      { zone: orderedAt.zone, ...desk.settings.calendar },
      orderedAt.plus({ hours: 16 + Math.floor(this.random() * 5) }),
    ).set({ minute: 0, second: 0 });
    const start = from.hour < 10 ? from.set({ hour: 10 }) : from;
    const [isLate, isKept] = [this.random() < 0.1, this.random() < 1 / 6];
    this.later(orderedAt, async () => {
      const ticketNo = await this.logged(n, {
        impact: 'medium',
        urgency: 'medium',
        spoken: ['spoken'],
        expectedBy: start.plus({ hours: 8 }).toJSDate(),
      });
      await this.do(engineer, ticketNo, 'accept');
      const circumstances = { actor: await desk.people.find(engineer), now: desk.clock.now(), policy: await policyNow(desk) };
      const order = {
        ...{
          ticketNo,
          engineer,
          customer: `门店 ${n % 40}`,
          site: undefined,
          callerName: '周丽',
          callerTitle: undefined,
          phone: '138 0000 4711',
        },
        ...{ address: '虹桥路 1 号', need: '打印机不出小票', kind: 'repair' as const, category: 'hardware', product: undefined },
        ...{ from: start.toJSDate(), to: start.plus({ hours: 1 }).toJSDate(), travelMinutes: 30, isFirstVisit: true },
      };
      const { no } = await desk.cases.create('visit', (seq) => orderVisit(order, { team: desk.team.id, seq }, circumstances));
      const steps: [DateTime, string, string, object?][] = [
        [orderedAt.plus({ minutes: this.around(8) }), engineer, 'accept'],
        [orderedAt.plus({ minutes: 40 }), engineer, 'callMade', CONFIRMED],
        [start.minus({ minutes: isLate ? 20 : 48 }), engineer, 'onMyWay', PACKED],
        [start.plus({ minutes: isLate ? 12 : -9 }), engineer, 'arrive'],
        [start.plus({ minutes: 15 }), engineer, 'startWork'],
        [start.plus({ minutes: 70 }), engineer, 'finish', FINISHED],
        [start.plus({ minutes: 80 }), engineer, 'resolve', SOLVED],
        [start.set({ hour: 17, minute: 40 }).plus({ days: isKept ? 1 : 0 }), engineer, 'handIn'],
        [start.set({ hour: 17, minute: 55 }).plus({ days: isKept ? 1 : 0 }), WHO.anna, 'receive'],
      ];
      for (const [at, user, action, input] of steps)
        this.later(at, () => this.do(user, action === 'resolve' ? ticketNo : no, action, input));
    });
  }

  /** The open turns of a day are done in the course of the morning; one in ten is not. */
  private comingRound(day: DateTime): Event[] {
    const { cases } = this.desk.app.desk;
    const run = async (kind: string, action: string, input: object): Promise<void> => {
      for (const { no, owner } of await cases.model.find({ kind, isOpen: true }, { no: 1, owner: 1 }).lean())
        if (this.random() < 0.9) await this.do(owner, no, action, input);
    };
    return [
      { at: day.set({ hour: 10, minute: 20 }), run: () => run('inspection', 'allOk', {}) },
      { at: day.set({ hour: 14, minute: 45 }), run: () => run('duty', 'done', { note: '正常' }) },
    ];
  }
}
