import type { DateTime } from 'luxon';
import { type CaseNo, CLOCK } from '../cases/case.js';
import type { FormValues } from '../cases/form.js';
import {
  answerField,
  type CheckItem,
  CYCLES,
  type Inspection,
  type InspectionData,
  type InspectionState,
  inspected,
  inspectionKind,
  keyOf,
  lookedAtIn,
  NOT_OK,
  noteField,
  openInspection,
  type Subject,
  turnOf,
} from '../cases/inspection/index.js';
import type { Policy } from '../cases/policy.js';
import type { Decided } from '../cases/rules.js';
import { decide, decideDue } from '../cases/workflow.js';
import { act } from '../slack/act.js';
import type { Desk } from '../slack/desk.js';
import { policyNow } from '../slack/people/policy.js';
import { slotsSince } from '../time/slots.js';
import type { SeedEvent } from './seed-event.js';
import { historyStart } from './seed-registers.js';

/** One in so many answers of the history is an exception, one in so many turns is missed. */
const EXCEPTION_EVERY = 37;
const MISSED_EVERY = 11;
const MINUTES_TO_FILL_IN = 40;

/** A share of a whole is never more than this. */
const WHOLE = 100;

/** A number within the limits of its item, or beyond the one that can be passed. */
function numberFor({ min = 0, max = WHOLE }: CheckItem, isBad: boolean, n: number): number {
  if (isBad && max === WHOLE && min > 0) return Math.round(min / 2);
  const share = isBad ? 1.1 : 0.4 + (n % 6) / 20;
  return Math.round((min + (max - min) * share) * 10) / 10;
}

/** Answers by a fixed pattern: mostly fine, now and then an exception. */
class SampleAnswers {
  private given = 0;

  of(subject: Subject): FormValues {
    const fields = subject.items.flatMap((item): [string, FormValues[string]][] => {
      const key = keyOf(subject, item);
      this.given += 1;
      const isBad = this.given % EXCEPTION_EVERY === 0;
      const value = { ok: isBad ? NOT_OK : 'ok', number: numberFor(item, isBad, this.given), text: '正常', photo: [] }[item.answer];
      return [[answerField(key), value], ...(isBad && item.answer === 'ok' ? [[noteField(key), '响应超时'] as [string, string]] : [])];
    });
    return { subject: subject.no, ...Object.fromEntries(fields) };
  }
}

/** A turn of the past as it ended: filled in by a member of its group, or missed. */
function livedThrough(
  turn: Parameters<typeof openInspection>[0],
  seq: number,
  answers: SampleAnswers | undefined,
  { team, policy }: { readonly team: string; readonly policy: Policy },
): Decided<InspectionData, InspectionState> {
  const opened = openInspection(turn, { team, seq }, { actor: CLOCK, now: turn.slot.opensAt, policy });
  if (!answers) return decideDue(inspectionKind, opened.next, turn.slot.lapsesAt, policy) ?? opened;
  const member = { id: opened.next.owner, roles: ['engineer'] } as const;
  const circumstances = { actor: member, now: turn.slot.opensAt.plus({ minutes: MINUTES_TO_FILL_IN }), policy };
  return opened.next.data.subjects.reduce((so, subject) => {
    const filled = decide(inspectionKind, so.next, 'fill', answers.of(subject), circumstances);
    return filled.ok ? filled : so;
  }, opened);
}

/** What of a running turn is looked at already: all of it, or none, so that something is left to try. */
const LEFT_EVERY = 3;

/** Turns that began before today and still run, as what happens to them: each opens as its time comes, and most are filled in. */
export async function runningInspections(desk: Desk, today: DateTime): Promise<SeedEvent[]> {
  const policy = await policyNow(desk);
  const [projects, devices] = await Promise.all([desk.projects.all(), desk.devices.all()]);
  const answers = new SampleAnswers();
  const running = CYCLES.flatMap((cycle) =>
    slotsSince(policy.inspection[cycle], historyStart(today), today, policy.calendar)
      .filter(({ lapsesAt, day }) => lapsesAt > today && day < (today.toISODate() ?? ''))
      .flatMap((slot) => Object.keys(policy.people.groups).map((group) => ({ cycle, slot, group }))),
  );
  return running.flatMap(({ cycle, slot, group }, n): SeedEvent[] => {
    const register = lookedAtIn(cycle, { projects, devices });
    const turn = { cycle, group, slot, all: register.filter((one) => one.group === group) };
    if (inspected(turn.all, cycle, slot.day).length === 0) return [];
    let no: CaseNo | undefined;
    const open: SeedEvent = {
      at: slot.opensAt,
      async run() {
        const circumstances = { actor: CLOCK, now: desk.clock.now(), policy };
        const start = (seq: number) => openInspection(turn, { team: desk.team.id, seq }, circumstances);
        no = (await desk.cases.create('inspection', start, turnOf(cycle, group, slot))).no;
      },
    };
    const fill: SeedEvent = {
      at: slot.opensAt.plus({ minutes: MINUTES_TO_FILL_IN }),
      async run() {
        const opened = no && ((await desk.cases.get(no)) as object as Inspection | undefined);
        if (!opened) return;
        const member = await desk.people.find(opened.owner);
        for (const subject of opened.data.subjects) await act(desk, member, opened.no, 'fill', answers.of(subject), undefined);
      },
    };
    return n % LEFT_EVERY === LEFT_EVERY - 1 ? [open] : [open, fill];
  });
}

/** Two weeks of the sample groups' inspections, without a message: the channels are not to be flooded. */
export async function seedInspections(desk: Desk, today: DateTime): Promise<void> {
  const policy = await policyNow(desk);
  const [projects, devices] = await Promise.all([desk.projects.all(), desk.devices.all()]);
  const answers = new SampleAnswers();
  const past = CYCLES.flatMap((cycle) =>
    slotsSince(policy.inspection[cycle], historyStart(today), today, policy.calendar)
      .filter(({ lapsesAt }) => lapsesAt <= today)
      .flatMap((slot) => Object.keys(policy.people.groups).map((group) => ({ cycle, slot, group }))),
  );
  for (const [n, { cycle, slot, group }] of past.entries()) {
    const register = lookedAtIn(cycle, { projects, devices });
    const turn = { cycle, group, slot, all: register.filter((one) => one.group === group) };
    if (inspected(turn.all, cycle, slot.day).length === 0) continue;
    const isMissed = n % MISSED_EVERY === MISSED_EVERY - 1;
    await desk.cases.create(
      'inspection',
      (seq) => ({ ...livedThrough(turn, seq, isMissed ? undefined : answers, { team: desk.team.id, policy }), notices: [] }),
      turnOf(cycle, group, slot),
    );
  }
}
