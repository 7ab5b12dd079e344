import { CYCLES, type Cycle, lookedAtIn } from '../src/cases/inspection/check-item.js';
import { inspected, openInspection, turnOf } from '../src/cases/inspection/opening.js';
import { rhythmIn } from '../src/cases/inspection/settings.js';
import type { Desk } from '../src/slack/desk.js';
import { eachAlone } from '../src/slack/messages/broken.js';
import type { Job } from './job.js';
import { openTurns } from './turns.js';

/** What an inspection of this day and cycle looks at already: its group had another name then, or it was another group's. */
async function lookedAt(desk: Desk, cycle: Cycle, day: string): Promise<ReadonlySet<string>> {
  const ofDay = (await desk.inspections.between(day, day)).filter(({ data }) => data.cycle === cycle);
  return new Set(ofDay.flatMap(({ data }) => data.subjects.map(({ no }) => no)));
}

/** Opens the inspections whose turn has come: for each group its software's daily and weekly, its devices' systems and hardware, and both each month. Rules G4–G7. */
export async function openInspections(desk: Desk): Promise<number> {
  const once = <T>(read: () => Promise<T>): (() => Promise<T>) => {
    let reading: Promise<T> | undefined;
    return () => {
      reading ??= read();
      return reading;
    };
  };
  const projects = once(() => desk.projects.all());
  const devices = once(() => desk.devices.all());
  return openTurns(desk, {
    name: 'inspections:opened',
    kind: 'inspection',
    all: async (policy) =>
      CYCLES.flatMap((cycle) =>
        Object.keys(policy.people.groups).map((group) => ({
          about: { no: `${cycle} ${group}`, version: 0 },
          rhythm: () => rhythmIn(policy, cycle, group),
          origin: (slot) => turnOf(cycle, group, slot),
          async opening(slot) {
            const register = lookedAtIn(cycle, { projects: await projects(), devices: await devices() });
            const own = register.filter((one) => one.group === group);
            const sound = await eachAlone(desk, own, 'inspection', (one) => {
              inspected([one], cycle, slot.day);
              return one;
            });
            if (inspected(sound, cycle, slot.day).length === 0) return undefined;
            const elsewhere = await lookedAt(desk, cycle, slot.day);
            const all = sound.filter(({ no }) => !elsewhere.has(no));
            if (inspected(all, cycle, slot.day).length === 0) return undefined;
            return (start, circumstances) => openInspection({ cycle, group, slot, all }, start, circumstances);
          },
        })),
      ),
  });
}

export const inspections: Job = { name: 'inspections', pattern: ({ settings }) => settings.sweep, run: openInspections };
