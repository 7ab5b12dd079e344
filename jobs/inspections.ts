import { CYCLES, PROJECT_CYCLES } from '../src/cases/inspection/check-item.js';
import { inspected, openInspection, turnOf } from '../src/cases/inspection/workflow.js';
import type { Desk } from '../src/slack/desk.js';
import { eachAlone } from '../src/slack/messages/broken.js';
import type { Job } from './job.js';
import { openTurns } from './turns.js';

/** Opens the inspections whose turn has come: for each group its software's daily and weekly, its devices' systems and hardware. Rules G4–G7. */
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
          rhythm: () => policy.inspection[cycle],
          origin: (slot) => turnOf(cycle, group, slot),
          async opening(slot) {
            const register = PROJECT_CYCLES.some((one) => one === cycle) ? await projects() : await devices();
            const own = register.filter((one) => one.group === group);
            const all = await eachAlone(desk, own, 'inspection', (one) => {
              inspected([one], cycle);
              return one;
            });
            if (inspected(all, cycle).length === 0) return undefined;
            return (start, circumstances) => openInspection({ cycle, group, slot, all }, start, circumstances);
          },
        })),
      ),
  });
}

export const inspections: Job = { name: 'inspections', pattern: ({ settings }) => settings.sweep, run: openInspections };
