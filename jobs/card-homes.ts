import type { Desk } from '../src/slack/desk.js';
import { placeOf } from '../src/slack/outbox/unreachable.js';
import type { CaseRecord } from '../src/store/cases.js';
import type { Job } from './job.js';

/** Cards of people stand in their direct channels, which come back with them. */
const DIRECT = /^D/;

/** The channel that a card belongs to today, where it is another one than that in which it stands. */
async function newHomeOf({ channels }: Desk, record: CaseRecord): Promise<string | undefined> {
  const place = placeOf(record, { kind: 'home' }, channels);
  if (place?.kind !== 'channel') return undefined;
  const today = await channels.idOf(place.name).catch(() => undefined);
  return today === record.home?.channel ? undefined : today;
}

/**
 * Where a channel is gone and there is another one under its name, every open case has its card there again, whether or not anything of
 * it is to be told: what calls for help leads to its card. Rule S16.
 */
export async function bringHome(desk: Desk): Promise<void> {
  const { cases, channels, log, outbox } = desk;
  for (const channel of (await cases.channelsOfOpen()).filter((one) => !DIRECT.test(one))) {
    if (!(await channels.isDead(channel))) continue;
    for (const record of await cases.openIn(channel)) {
      const today = await newHomeOf(desk, record);
      if (!today) continue;
      const { no } = record;
      await outbox.bringTo(no, today);
      log.info({ case: no, from: channel, to: today }, 'the channel of a card is gone: it is posted in the one that is there now');
    }
  }
  outbox.poke();
}

export const cardHomes: Job = { name: 'cardHomes', pattern: () => '*/5 * * * *', run: bringHome };
