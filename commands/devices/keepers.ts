import type { Device } from '../../src/cases/device/device.js';
import type { Desk } from '../../src/slack/desk.js';

/** Who keeps a device or could: names by id. Whom Slack does not know any more is left out. */
export async function keepersOf(desk: Desk, devices: readonly Pick<Device, 'keeper'>[]): Promise<ReadonlyMap<string, string>> {
  const groups = await desk.people.operationsGroups();
  const ids = [...new Set([...Object.values(groups).flat(), ...devices.flatMap(({ keeper }) => keeper ?? [])])];
  const named = await Promise.all(
    ids.map(async (id) => {
      const person = await desk.people.find(id).catch(() => undefined);
      return person ? [[id, person.name] as const] : [];
    }),
  );
  return new Map(named.flat());
}
