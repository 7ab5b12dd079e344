import { DateTime } from 'luxon';
import type { Device } from '../src/cases/device/index.js';
import type { translator } from '../src/locales/index.js';
import type { Desk } from '../src/slack/desk.js';
import { actionsBlock, section, sentenceOf } from '../src/slack/messages/blocks.js';
import { tellLeaders, tellOne } from '../src/slack/outbox/tell-leaders.js';
import { policyNow } from '../src/slack/people/policy.js';
import { workIntervalsOf } from '../src/time/calendar.js';
import { isoDay } from '../src/time/period.js';
import type { Job } from './job.js';

/** So many days before the last one the group hears of it; below zero it is over. */
const STEPS = [30, 7, -1] as const;
const LOOKED = 'warranties:looked';
const MOST_MEMBERS = 20;
const MOST_NAMED = 30;

/** The last step that a warranty has reached: 30 days ahead, 7 days ahead, over. */
const stepOf = (until: string, now: DateTime): (typeof STEPS)[number] | undefined =>
  STEPS.findLast((days) => until <= isoDay(now.plus({ days })));

/** Those of them whose step was reached after the local day `since`; all that reached one, without it. */
const reachedSince = (devices: readonly Device[], since: DateTime | undefined, now: DateTime): Device[] =>
  devices.filter(({ warrantyUntil = '' }) => stepOf(warrantyUntil, now) !== (since && stepOf(warrantyUntil, since)));

/** What a group is to hear of. */
interface Due {
  readonly group: string;
  readonly devices: readonly Device[];
}

/** Tells one person of all his groups at once; answers whether he has it. */
const tell = (desk: Desk, user: string, dues: readonly Due[]): Promise<boolean> =>
  tellOne(desk, user, (t) => {
    const words = dues.map(({ group, devices }) => wordsOf(group, devices, desk.clock.now(), t));
    const list = actionsBlock([{ action: 'device.warranties', label: t('device.press.warranties'), value: 'all' }], [], t);
    return { text: sentenceOf(words.join('\n')), blocks: [...words.map(section), ...list] };
  });

function wordsOf(group: string, devices: readonly Device[], now: DateTime, t: ReturnType<typeof translator>): string {
  const today = isoDay(now);
  const lines = devices
    .slice(0, MOST_NAMED)
    .map(({ no, name, warrantyUntil = '' }) =>
      t(warrantyUntil < today ? 'device.notice.over' : 'device.notice.ends', { no, name, day: warrantyUntil }),
    );
  const more = devices.length > MOST_NAMED ? [t('shared.table.more', { n: devices.length - MOST_NAMED })] : [];
  return [t('device.notice.warranties', { group, n: devices.length }), ...lines, ...more].join('\n');
}

/** What of a group has reached a step since it was looked at last. */
async function dueOf({ memory }: Desk, group: string, ending: readonly Device[], now: DateTime): Promise<Due> {
  const looked = await memory.recall(`${LOOKED}:${group}`);
  const since = looked ? DateTime.fromISO(looked, { zone: now.zone }) : undefined;
  const own = ending.filter((one) => one.group === group);
  return { group, devices: reachedSince(own, since, now) };
}

/**
 * Tells the groups which warranties run out soon or ran out, each step once, while people work, and each person once for all his groups:
 * of what passed while no bot ran, and the first time of all that are over, too. Answers of how many devices. Rule G3.
 */
export async function tellWarranties(desk: Desk): Promise<number> {
  const { calendar, people } = await policyNow(desk);
  const now = desk.clock.now().setZone(calendar.zone);
  if (!workIntervalsOf(calendar, now).some((work) => work.contains(now))) return 0;
  const today = isoDay(now);
  if ((await desk.memory.recall(LOOKED)) === today) return 0;
  const ending = await desk.devices.warrantiesUntil(isoDay(now.plus({ days: STEPS[0] })));
  const dues = await Promise.all([...new Set(ending.map((one) => one.group))].map((group) => dueOf(desk, group, ending, now)));
  const membersOf = ({ group, devices }: Due): string[] => (devices.length > 0 ? (people.groups[group] ?? []).slice(0, MOST_MEMBERS) : []);
  const hears = new Map(
    await Promise.all(
      [...new Set(dues.flatMap(membersOf))].map(
        async (user) =>
          [
            user,
            await tell(
              desk,
              user,
              dues.filter((due) => membersOf(due).includes(user)),
            ),
          ] as const,
      ),
    ),
  );
  let told = 0;
  for (const due of dues) {
    const { group, devices } = due;
    const isHeard = devices.length === 0 || membersOf(due).some((user) => hears.get(user));
    // Whom nobody could be told of is looked at again with the next tick.
    if (!isHeard && !(await tellLeaders(desk, (t) => wordsOf(group, devices, now, t)))) return told;
    told += devices.length;
    await desk.memory.remember(`${LOOKED}:${group}`, today);
  }
  await desk.memory.remember(LOOKED, today);
  return told;
}

export const warranties: Job = { name: 'warranties', pattern: () => '* * * * *', run: tellWarranties };
