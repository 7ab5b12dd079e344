import { DateTime } from 'luxon';
import { type Duty, dutyProblem, openDuty, rhythmOf, turnOf } from '../src/cases/duty/index.js';
import type { Desk } from '../src/slack/desk.js';
import type { Job } from './job.js';
import { openTurns } from './turns.js';

/** The duty as it opens today: an owner who has left has nothing more to do, and his group answers for it. */
async function withPresentOwner({ people }: Desk, duty: Duty): Promise<Duty> {
  return duty.owner && !(await people.mayBeTold(duty.owner)) ? { ...duty, owner: undefined } : duty;
}

/** Opens the standing duties whose turn has come. Rules H1–H13. */
export function openDuties(desk: Desk): Promise<number> {
  return openTurns(desk, {
    name: 'duties:opened',
    kind: 'duty',
    all: async ({ calendar }) =>
      (await desk.duties.all())
        .filter(({ isEnabled }) => isEnabled)
        .map((duty) => ({
          about: duty,
          rhythm() {
            const wrong = dutyProblem(duty);
            if (wrong) throw new Error(`its ${wrong.field} cannot be run: ${JSON.stringify(wrong.rule ?? duty[wrong.field])}`);
            return rhythmOf(duty);
          },
          startsAfter: () => DateTime.fromISO(duty.enabledOn, { zone: calendar.zone }).minus({ days: 1 }),
          origin: (slot) => turnOf(duty, slot),
          async opening(slot) {
            const present = await withPresentOwner(desk, duty);
            return (start, circumstances) => openDuty(present, slot, start, circumstances);
          },
        })),
  });
}

export const duties: Job = { name: 'duties', pattern: ({ settings }) => settings.sweep, run: openDuties };
