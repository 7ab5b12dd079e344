import type { DateTime } from 'luxon';
import { CLOCK } from '../cases/case.js';
import type { FormValues } from '../cases/form.js';
import { answerField, NOT_OK, noteField } from '../cases/inspection/form.js';
import { type InspectedProject, type InspectionData, type InspectionState, keyOf } from '../cases/inspection/inspection.js';
import { parseItems } from '../cases/inspection/items.js';
import { CYCLES, type Project } from '../cases/inspection/project.js';
import { slotsSince } from '../cases/inspection/slots.js';
import { inspected, inspectionKind, openInspection, turnOf } from '../cases/inspection/workflow.js';
import type { Policy } from '../cases/policy.js';
import { type Decided, decide, decideDue } from '../cases/workflow.js';
import type { Desk } from '../slack/desk.js';
import { ITEM_WORDS } from '../slack/item-words.js';
import { policyNow } from '../slack/policy.js';
import { SAMPLE_PROJECTS } from './seed-data.js';

const HISTORY_DAYS = 14;
/** One in so many answers of the history is an exception, one in so many turns is missed. */
const EXCEPTION_EVERY = 37;
const MISSED_EVERY = 11;
const MINUTES_TO_FILL_IN = 40;

async function addProjects(desk: Desk, at: Date): Promise<Project[]> {
  const groups = await desk.people.operationsGroups();
  for (const { items, ...fields } of SAMPLE_PROJECTS) {
    const by = groups[fields.group]?.[0];
    const parsed = parseItems(items, ITEM_WORDS);
    if (!by || 'problems' in parsed) continue;
    const added = await desk.projects.add(fields, by, at);
    if (added.ok) await desk.projects.change(added.project, { items: parsed.items, lastItem: parsed.lastItem }, 'items', by, at);
  }
  return desk.projects.all();
}

/** Answers by a fixed pattern: mostly fine, now and then an exception. */
class SampleAnswers {
  private given = 0;

  of(project: InspectedProject): FormValues {
    const fields = project.items.flatMap((item): [string, FormValues[string]][] => {
      const key = keyOf(project, item);
      this.given += 1;
      const isBad = this.given % EXCEPTION_EVERY === 0;
      const value = { ok: isBad ? NOT_OK : 'ok', number: isBad ? 95 : 40 + (this.given % 20), text: '正常', photo: [] }[item.answer];
      return [[answerField(key), value], ...(isBad && item.answer === 'ok' ? [[noteField(key), '响应超时'] as [string, string]] : [])];
    });
    return { project: project.no, ...Object.fromEntries(fields) };
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
  return opened.next.data.projects.reduce((so, project) => {
    const filled = decide(inspectionKind, so.next, 'fill', answers.of(project), circumstances);
    return filled.ok ? filled : so;
  }, opened);
}

/** The sample projects, and two weeks of their inspections, without a message: the channels are not to be flooded. */
export async function seedInspections(desk: Desk, today: DateTime): Promise<void> {
  const policy = await policyNow(desk);
  const start = today.startOf('day').minus({ days: HISTORY_DAYS + 1 });
  const projects = await addProjects(desk, start.toJSDate());
  const answers = new SampleAnswers();
  const past = CYCLES.flatMap((cycle) =>
    slotsSince(cycle, start, today, policy)
      .filter(({ lapsesAt }) => lapsesAt <= today)
      .flatMap((slot) => Object.keys(policy.people.groups).map((group) => ({ cycle, slot, group }))),
  );
  for (const [n, { cycle, slot, group }] of past.entries()) {
    const turn = { cycle, group, slot, projects: projects.filter((project) => project.group === group) };
    if (inspected(turn.projects, cycle).length === 0) continue;
    const isMissed = n % MISSED_EVERY === MISSED_EVERY - 1;
    await desk.cases.create(
      'inspection',
      (seq) => ({ ...livedThrough(turn, seq, isMissed ? undefined : answers, { team: desk.team.id, policy }), notices: [] }),
      turnOf(cycle, group, slot),
    );
  }
}
