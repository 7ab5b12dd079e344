import type { Desk } from '../src/slack/desk.js';
import { forgetInSlack } from '../src/slack/forget.js';
import { eachAlone } from '../src/slack/messages/broken.js';
import { writeFilesAnew } from '../src/store/compact.js';
import type { Job } from './job.js';

/** A long backlog is worked off over the days, so that a day's run stays short. */
const MOST_A_RUN = 1_000;

/** Takes the caller out of cases that ended longer ago than the settings allow to name him. Answers how many. */
export async function forgetOld(desk: Desk): Promise<number> {
  const { personalData } = desk.settings.retention;
  if (personalData === undefined) return 0;
  const now = desk.clock.now();
  const old = await desk.privacy.endedBefore(now.minus({ milliseconds: personalData }).toJSDate(), MOST_A_RUN);
  const forgotten = await eachAlone(
    desk,
    old.map((no) => ({ no, version: 0 })),
    'retention',
    async ({ no }) => {
      const found = await desk.privacy.forgetCaller(no, now.toJSDate());
      const traces = found && (await forgetInSlack(desk, found.person, [found.place], { isThorough: false }));
      if (traces && traces.failed.length > 0) desk.log.warn({ case: no, failed: traces.failed }, 'Slack kept something of a caller');
    },
  );
  if (forgotten.length === 0) return 0;
  desk.log.info({ forgotten: forgotten.length }, 'old cases no longer name their callers');
  // What was taken out of the documents still lies in the files until they are written anew.
  await writeFilesAnew(desk.cases.model.db).catch((error: unknown) =>
    desk.log.error(
      { err: error },
      'the files could not be written anew: what retention took out may still lie in them; run npm run data:forget',
    ),
  );
  return forgotten.length;
}

export const retention: Job = { name: 'retention', pattern: () => '20 3 * * *', run: forgetOld };
