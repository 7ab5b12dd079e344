import { takeCall } from '../../src/cases/call/intake.js';
import type { CaseNo } from '../../src/cases/case.js';
import { kindOf } from '../../src/cases/kinds.js';
import { decide } from '../../src/cases/workflow.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { ALARMS, aCall, directOf, TestDesk, WHO } from '../support/desk.js';
import { pause } from './promises.js';

export interface WeekRun {
  /** The simulated time is lived through in steps of so many hours. */
  readonly steps: number;
  readonly stepHours: number;
  readonly messageGapMs: number;
  /** How long a step may take at most until what is urgent is told. */
  readonly settleMs: number;
  say?(line: string): void;
}

export interface WeekResult {
  readonly cases: number;
  /** Decisions that somebody who answers for the desk has to hear of. */
  readonly urgent: number;
  /** From the moment at which it was due, or decided by a person, until the first of them had it. */
  readonly slowestSeconds: number;
  readonly doubled: readonly string[];
  readonly outOfOrder: readonly string[];
  /** What nobody of them heard within a minute. */
  readonly lost: readonly string[];
}

const GROUP = 'S0HEADS';
const URGENT = ['breach', 'repeat', 'escalation'];
const DONE = new RegExp(URGENT.join('|'));
/** As often does a bot look that is set up as it comes (`sweep`). */
const LOOK_MS = 15_000;
/** So many of the newest tickets are left open. */
const OPEN = 8;

/** What becomes of people and places in the course of the time: a third each. */
async function befall(desk: TestDesk, step: number, steps: number): Promise<void> {
  if (step === Math.floor(steps / 6)) {
    await desk.channel('service-alarms', 'archive');
    await desk.deactivate(WHO.tom);
    await desk.userGroup(GROUP, { error: 'no_such_subteam' });
  }
  if (step === Math.floor(steps / 2)) {
    await desk.channel('service-alarms', 'unarchive');
    await desk.channel('service-desk', 'archive');
  }
  if (step === Math.floor((steps * 5) / 6)) await desk.channel('service-desk', 'unarchive');
}

/** A desk whose Slack fails a tenth of all calls, with a channel archived, a supervisor deactivated and a group unreadable. */
export async function weekRun({ steps, stepHours, messageGapMs, settleMs, say = () => {} }: WeekRun): Promise<WeekResult> {
  const roles = { engineers: [WHO.engineer], supervisors: [WHO.tom, WHO.supervisor], heads: [GROUP] };
  const desk = await TestDesk.open({ messageGapMs, settings: { roles }, logLevel: 'silent' });
  const { cases, clock, people, team, outbox } = desk.app.desk;
  try {
    await desk.userGroup(GROUP, [WHO.head]);
    const circumstances = async (user: string) => ({
      actor: await people.find(user),
      now: clock.now(),
      policy: await policyNow(desk.app.desk),
    });
    await people.find(WHO.engineer);
    await desk.slack({ slack: 'fails', share: 0.1 });
    const numbers: CaseNo[] = [];
    const log = async (values: object): Promise<void> => {
      const around = await circumstances(WHO.engineer);
      const { no } = await cases.create('ticket', (seq) => takeCall({ ...aCall(), ...values } as never, { team: team.id, seq }, around));
      numbers.push(no);
    };
    const act = async (no: CaseNo, action: string, input: object): Promise<void> => {
      const around = await circumstances(WHO.engineer);
      await cases.change(no, (record) => decide(kindOf(record), record, action, input as never, around));
    };
    /** What nobody heard in the time that was waited for it: it is not waited for again. */
    const given = new Set<string>();
    /** Until what is urgent is heard or given up waiting for. The clock goes on meanwhile, and nobody helps the bot's own tries. */
    const told = async (): Promise<void> => {
      const untold = async (): Promise<string[]> => {
        const { first } = heard(desk);
        return [...(await urgentDecisions(desk)).keys()].filter((decision) => !first.has(decision) && !given.has(decision));
      };
      for (const until = Date.now() + settleMs; (await untold()).length > 0 && Date.now() < until; ) await pause(250);
      for (const decision of await untold()) given.add(decision);
    };
    /** When each urgent decision of the clock was due. */
    const due = new Map<string, number>();
    const look = async (): Promise<void> => {
      const now = clock.now().toJSDate();
      for (const { no, version, deadlines } of await cases.model.find({ nextDueAt: { $lte: now } }).lean()) {
        const urgent = deadlines.filter(({ step, dueAt }) => dueAt <= now && URGENT.includes(step));
        if (urgent.length > 0) due.set(`${no}:${version + 1}`, Math.min(...urgent.map(({ dueAt }) => dueAt.getTime())));
      }
      await desk.app.runJobs();
      await told();
    };
    /** The next look after a moment, wherever in between it lies. */
    const lookAfter = (ms: number): number => Math.floor(ms / LOOK_MS) * LOOK_MS + LOOK_MS;
    const moveTo = async (ms: number): Promise<void> => {
      const ahead = ms - clock.now().toMillis();
      if (ahead > 0) await desk.sleepThrough({ minutes: ahead / 60_000 });
    };
    /** From deadline to deadline, as a bot that looks all the time would meet them. */
    const live = async (hours: number): Promise<void> => {
      const end = clock.now().plus({ hours }).toMillis();
      for (let next = await cases.nextDue(); next && lookAfter(next.getTime()) < end; next = await cases.nextDue()) {
        await moveTo(lookAfter(next.getTime()));
        await look();
      }
      await moveTo(end);
      await look();
    };
    for (let step = 0; step < steps; step += 1) {
      await befall(desk, step, steps);
      await log({ impact: 'high', urgency: 'high' });
      await log({});
      const [oldest] = numbers.slice(-6);
      if (oldest) await act(oldest, 'escalate', { reason: 'no way in' });
      for (const no of numbers.slice(0, -OPEN).slice(-2)) await act(no, 'resolve', { steps: 'a new one' });
      await outbox.run();
      await told();
      await live(stepHours);
      if (step % 8 === 7) say(`step ${step + 1} of ${steps}: ${numbers.length} cases`);
    }
    await desk.slack({ slack: 'works' });
    await outbox.run();
    return { ...(await outcome(desk, due)), cases: numbers.length };
  } finally {
    await desk.close();
  }
}

/** What happened to the tickets of which somebody who answers for the desk has to hear, by case and version. */
async function urgentDecisions(desk: TestDesk): Promise<Map<string, { readonly action: string; readonly at: Date }>> {
  const decisions = new Map<string, { readonly action: string; readonly at: Date }>();
  for (const { no, history, data } of await desk.app.desk.cases.model.find({ kind: 'ticket' }).lean()) {
    const isFirst = (data as { priority?: string }).priority === 'P1';
    history.forEach(({ action, at }, index) => {
      if (action === 'escalate' || DONE.test(action) || (action === 'open' && isFirst)) decisions.set(`${no}:${index + 1}`, { action, at });
    });
  }
  return decisions;
}

interface Heard {
  /** When the first of those who answer for the desk had it, in milliseconds, by case and version. */
  readonly first: ReadonlyMap<string, number>;
  readonly doubled: readonly string[];
  readonly outOfOrder: readonly string[];
}

/** What stands in Slack of all notices, by the ids that the messages carry. */
function heard(desk: TestDesk): Heard {
  const places = [ALARMS, directOf(WHO.supervisor), directOf(WHO.head)];
  const first = new Map<string, number>();
  const times = new Map<string, number>();
  const last = new Map<string, number>();
  const outOfOrder: string[] = [];
  for (const { channel, ts, threadTs, metadata } of desk.workspace.messages) {
    for (const id of String(metadata?.event_payload?.notices ?? '')
      .split(' ')
      .filter(Boolean)) {
      times.set(id, (times.get(id) ?? 0) + 1);
      const [no = '', version] = id.split(':');
      const decision = `${no}:${version}`;
      const place = `${no} ${channel} ${threadTs ?? ''}`;
      if (Number(version) < (last.get(place) ?? 0)) outOfOrder.push(id);
      if (Number(version) > 0) last.set(place, Number(version));
      if (places.includes(channel)) first.set(decision, Math.min(first.get(decision) ?? Number.POSITIVE_INFINITY, Number(ts) * 1000));
    }
  }
  return { first, doubled: [...times].filter(([, count]) => count > 1).map(([id]) => id), outOfOrder };
}

/** How it came out; `due` is when each decision of the clock was to be made, in milliseconds. */
async function outcome(desk: TestDesk, due: ReadonlyMap<string, number>): Promise<Omit<WeekResult, 'cases'>> {
  const { first, doubled, outOfOrder } = heard(desk);
  const decisions = await urgentDecisions(desk);
  const lost = [...due.keys()].filter((decision) => !decisions.has(decision)).map((decision) => `${decision} was never decided`);
  let slowestMs = 0;
  for (const [decision, { action, at }] of decisions) {
    const ms = (first.get(decision) ?? Number.POSITIVE_INFINITY) - (due.get(decision) ?? at.getTime());
    if (ms > 60_000) lost.push(`${decision} ${action} ${Math.round(ms / 1000)} s`);
    else slowestMs = Math.max(slowestMs, ms);
  }
  return { urgent: decisions.size, lost, doubled, slowestSeconds: Math.round(slowestMs / 100) / 10, outOfOrder };
}
