import type { DateTime } from 'luxon';
import { dutyProblem, rhythmOf } from '../src/cases/duty/index.js';
import { CYCLES, inspected, lookedAtIn, rhythmIn } from '../src/cases/inspection/index.js';
import type { Desk } from '../src/slack/desk.js';
import { policyNow } from '../src/slack/people/policy.js';
import { type Rhythm, slotsSince } from '../src/time/slots.js';

/** When something that comes round opens between two moments, in order, each once: of what is switched on and has something to do. */
export async function openingsUntil(desk: Desk, until: DateTime): Promise<DateTime[]> {
  const [policy, projects, devices, duties] = await Promise.all([
    policyNow(desk),
    desk.projects.all(),
    desk.devices.all(),
    desk.duties.all(),
  ]);
  const now = desk.clock.now();
  const day = until.toISODate() ?? '';
  const rhythms: Rhythm[] = duties.filter((duty) => duty.isEnabled && !dutyProblem(duty)).map(rhythmOf);
  for (const cycle of CYCLES) {
    const asked = lookedAtIn(cycle, { projects, devices }).filter(
      (one) => Array.isArray(one.items) && inspected([one], cycle, day).length > 0,
    );
    for (const group of new Set(asked.map((one) => one.group))) rhythms.push(rhythmIn(policy, cycle, group));
  }
  const moments = rhythms.flatMap((rhythm) =>
    slotsSince(rhythm, now.minus({ days: 1 }), until, policy.calendar).map(({ opensAt }) => opensAt.toMillis()),
  );
  return [...new Set(moments)]
    .filter((ms) => ms > now.toMillis())
    .toSorted((a, b) => a - b)
    .map((ms) => now.plus(ms - now.toMillis()));
}
