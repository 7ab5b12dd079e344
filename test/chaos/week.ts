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
  readonly slowestSeconds: number;
  readonly doubled: readonly string[];
  /** What nobody of them heard within a minute. */
  readonly lost: readonly string[];
}

const GROUP = 'S0HEADS';
const DONE = /(?:breach|repeat|escalation)/;

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
    const urgentLeft = (): Promise<number> => cases.model.countDocuments({ notices: { $elemMatch: { isUrgent: true, refused: null } } });
    /** Until what is urgent is told, in real time: the clock is not moved before. */
    const told = async (): Promise<void> => {
      for (const until = Date.now() + settleMs; (await urgentLeft()) > 0 && Date.now() < until; await pause(250)) await outbox.run();
    };
    for (let step = 0; step < steps; step += 1) {
      await befall(desk, step, steps);
      await log({ impact: 'high', urgency: 'high' });
      await log({});
      const [oldest] = numbers.slice(-6);
      if (oldest) await act(oldest, 'escalate', { reason: 'no way in' });
      await outbox.run();
      await told();
      await desk.sleepThrough({ hours: stepHours });
      await desk.app.runJobs();
      await told();
      if (step % 8 === 7) say(`step ${step + 1} of ${steps}: ${numbers.length} cases`);
    }
    await desk.slack({ slack: 'works' });
    await outbox.run();
    return { ...(await heard(desk)), cases: numbers.length };
  } finally {
    await desk.close();
  }
}

/** What those who answer for the desk heard of each urgent decision, and when, by the ids that the messages carry. */
async function heard(desk: TestDesk): Promise<Omit<WeekResult, 'cases'>> {
  const places = [ALARMS, directOf(WHO.supervisor), directOf(WHO.head)];
  const first = new Map<string, number>();
  const times = new Map<string, number>();
  for (const { channel, ts, metadata } of desk.workspace.messages) {
    for (const id of String(metadata?.event_payload?.notices ?? '')
      .split(' ')
      .filter(Boolean)) {
      times.set(id, (times.get(id) ?? 0) + 1);
      const decision = id.split(':').slice(0, 2).join(':');
      if (places.includes(channel)) first.set(decision, Math.min(first.get(decision) ?? Number.POSITIVE_INFINITY, Number(ts) * 1000));
    }
  }
  const lost: string[] = [];
  let urgent = 0;
  let slowestMs = 0;
  for (const { no, history, data } of await desk.app.desk.cases.model.find({ kind: 'ticket' }).lean()) {
    history.forEach(({ action, at }, index) => {
      const isUrgent =
        action === 'escalate' || DONE.test(action) || (action === 'open' && (data as { priority?: string }).priority === 'P1');
      if (!isUrgent) return;
      urgent += 1;
      const decision = `${no}:${index + 1}`;
      const ms = (first.get(decision) ?? Number.POSITIVE_INFINITY) - at.getTime();
      if (ms > 60_000) lost.push(`${decision} ${action} ${Math.round(ms / 1000)} s`);
      else slowestMs = Math.max(slowestMs, ms);
    });
  }
  const doubled = [...times].filter(([, count]) => count > 1).map(([id]) => id);
  return { urgent, lost, doubled, slowestSeconds: Math.round(slowestMs / 100) / 10 };
}
