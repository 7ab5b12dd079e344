import type { Desk } from './slack/desk.js';
import { momentOf } from './slack/gone.js';
import { tellLeaders } from './slack/outbox/tell-leaders.js';
import { type Gone, goneSince, rangeInShort } from './store/put-back.js';

/** So many ranges of numbers are named. */
const MOST_NAMED = 60;
/** Of several processes that start at once one tells. */
const TELLING_MS = 60_000;

const listOf = (gone: readonly Gone[]): string => gone.slice(0, MOST_NAMED).map(rangeInShort).join(' · ');

/**
 * A desk that was put back to a copy says so at its first start, once, to those who answer for it: what is not in it any more, and of
 * what Slack still holds alarms. Decision 0103.
 */
export async function tellOfPutBack(desk: Desk): Promise<void> {
  const putBack = await desk.putBack.last();
  if (!putBack || putBack.isTold || !(await desk.leases.take('putBack:told', TELLING_MS))) return;
  const gone = goneSince(putBack);
  const lost = listOf(gone.filter(({ isSkipped }) => !isSkipped));
  const free = listOf(gone.filter(({ isSkipped }) => isSkipped));
  const alarms = (await desk.fallbacks.unknown()).join(' · ');
  const isTold = await tellLeaders(desk, (t) =>
    [
      t('shared.trouble.putBack', { copy: momentOf(desk, putBack.copiedAt), at: momentOf(desk, putBack.at) }),
      lost && t('shared.trouble.putBackGone', { list: lost }),
      free && t('shared.trouble.putBackFree', { list: free }),
      alarms && t('shared.trouble.putBackAlarms', { list: alarms }),
    ]
      .filter(Boolean)
      .join('\n'),
  );
  if (isTold) await desk.putBack.told();
}
