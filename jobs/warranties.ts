import { DateTime } from 'luxon';
import type { Device } from '../src/cases/device/index.js';
import { translator } from '../src/locales/index.js';
import { patiently } from '../src/slack/app/patience.js';
import type { Desk } from '../src/slack/desk.js';
import { actionsBlock, noticeMessage } from '../src/slack/messages/blocks.js';
import { failureOf } from '../src/slack/outbox/delivery.js';
import { tellLeaders } from '../src/slack/outbox/tell-leaders.js';
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

/** Tells one person of a group; answers whether he has it. */
async function tell(
  { people, channels, client, log, clock }: Desk,
  user: string,
  group: string,
  devices: readonly Device[],
): Promise<boolean> {
  try {
    const { locale, left } = await people.find(user);
    if (left) return false;
    const t = translator(locale);
    const { text, blocks } = noticeMessage(wordsOf(group, devices, clock.now(), t), undefined, [], t);
    const list = actionsBlock([{ action: 'device.warranties', label: t('device.press.warranties'), value: 'all' }], [], t);
    const channel = await patiently(() => channels.directOf(user));
    await patiently(() => client.chat.postMessage({ channel, text, blocks: [...blocks, ...list] }));
    return true;
  } catch (error) {
    log.warn({ user, reason: failureOf(error).reason }, 'a member of a group could not be told of warranties');
    return false;
  }
}

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

/**
 * Tells the groups which warranties run out soon or ran out, each step once, while people work: of what passed while no bot ran, and the
 * first time of all that are over, too. Answers of how many devices. Rule G3.
 */
export async function tellWarranties(desk: Desk): Promise<number> {
  const { calendar, people } = await policyNow(desk);
  const now = desk.clock.now().setZone(calendar.zone);
  if (!workIntervalsOf(calendar, now).some((work) => work.contains(now))) return 0;
  const today = isoDay(now);
  if ((await desk.memory.recall(LOOKED)) === today) return 0;
  const ending = await desk.devices.warrantiesUntil(isoDay(now.plus({ days: STEPS[0] })));
  let told = 0;
  for (const group of new Set(ending.map((one) => one.group))) {
    const looked = await desk.memory.recall(`${LOOKED}:${group}`);
    const since = looked ? DateTime.fromISO(looked, { zone: calendar.zone }) : undefined;
    const due = reachedSince(
      ending.filter((one) => one.group === group),
      since,
      now,
    );
    if (due.length > 0) {
      const members = (people.groups[group] ?? []).slice(0, MOST_MEMBERS);
      const hears = await Promise.all(members.map((member) => tell(desk, member, group, due)));
      // Whom nobody could be told of is looked at again with the next tick.
      if (!hears.includes(true) && !(await tellLeaders(desk, (t) => wordsOf(group, due, now, t)))) return told;
      told += due.length;
    }
    await desk.memory.remember(`${LOOKED}:${group}`, today);
  }
  await desk.memory.remember(LOOKED, today);
  return told;
}

export const warranties: Job = { name: 'warranties', pattern: () => '* * * * *', run: tellWarranties };
