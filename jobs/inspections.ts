import { DateTime } from 'luxon';
import { CLOCK } from '../src/cases/case.js';
import { CYCLES } from '../src/cases/inspection/project.js';
import { slotsSince } from '../src/cases/inspection/slots.js';
import { inspected, openInspection, turnOf } from '../src/cases/inspection/workflow.js';
import type { Desk } from '../src/slack/desk.js';
import { policyNow } from '../src/slack/policy.js';
import type { Job } from './job.js';

/** After a longer time without a bot, older turns are not made up for. */
const MOST_DAYS_BACK = 14;
const OPENED = 'inspections:opened';

/**
 * Opens the inspections whose turn has come: for each group one a day and one a week, each once however many processes ask. Turns
 * that passed while no bot ran are opened too, so that they are seen as missed. Rules G4, G5.
 */
export async function openInspections(desk: Desk): Promise<number> {
  const policy = await policyNow(desk);
  const now = desk.clock.now();
  const today = now.setZone(policy.calendar.zone).startOf('day');
  const remembered = await desk.memory.recall(OPENED);
  const last = remembered ? DateTime.fromISO(remembered, { zone: policy.calendar.zone }) : today.minus({ days: 1 });
  const since = DateTime.max(last, today.minus({ days: MOST_DAYS_BACK }));
  const turns = CYCLES.flatMap((cycle) =>
    slotsSince(cycle, since, now, policy).flatMap((slot) =>
      Object.keys(policy.people.groups).map((group) => ({ cycle, slot, group, turn: turnOf(cycle, group, slot) })),
    ),
  );
  const isOpened = await Promise.all(turns.map(({ turn }) => desk.inspections.isOpened(turn)));
  const due = turns.filter((_, n) => !isOpened[n]);
  const projects = due.length > 0 ? await desk.projects.all() : [];
  let opened = 0;
  for (const { cycle, slot, group, turn } of due) {
    const own = projects.filter((project) => project.group === group);
    if (inspected(own, cycle).length === 0) continue;
    const circumstances = { actor: CLOCK, now, policy };
    await desk.cases.create(
      'inspection',
      (seq) => openInspection({ cycle, group, slot, projects: own }, { team: desk.team.id, seq }, circumstances),
      turn,
    );
    opened += 1;
  }
  const yesterday = today.minus({ days: 1 }).toISODate();
  if (yesterday && yesterday !== remembered) await desk.memory.remember(OPENED, yesterday);
  if (opened > 0) desk.outbox.poke();
  return opened;
}

export const inspections: Job = { name: 'inspections', pattern: ({ settings }) => settings.sweep, run: openInspections };
