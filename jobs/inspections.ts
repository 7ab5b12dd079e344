import { CYCLES, type Cycle, inspected, lookedAtIn, openInspection, rhythmIn, turnOf } from '../src/cases/inspection/index.js';
import type { Desk } from '../src/slack/desk.js';
import { eachAlone } from '../src/slack/messages/broken.js';
import type { Job } from './job.js';
import { openTurns } from './turns.js';

/**
 * What an inspection of a day and cycle looked at already before this look: its group had another name then, or it was another group's.
 * Read once for all groups; what the look itself opens is each its own group's.
 */
function lookedAtBefore(desk: Desk): (cycle: Cycle, day: string) => Promise<ReadonlySet<string>> {
  const read = new Map<string, Promise<ReadonlySet<string>>>();
  return (cycle, day) => {
    const key = `${cycle} ${day}`;
    const reading = read.get(key) ?? desk.inspections.subjectsOf(cycle, day);
    read.set(key, reading);
    return reading;
  };
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
  const lookedAt = lookedAtBefore(desk);
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
            const elsewhere = await lookedAt(cycle, slot.day);
            const all = sound.filter(({ no }) => !elsewhere.has(no));
            if (inspected(all, cycle, slot.day).length === 0) return undefined;
            return (start, circumstances) => openInspection({ cycle, group, slot, all }, start, circumstances);
          },
        })),
      ),
  });
}

export const inspections: Job = { name: 'inspections', pattern: ({ settings }) => settings.sweep, run: openInspections };
