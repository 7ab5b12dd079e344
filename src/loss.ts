import { forgetLoss, lossIn } from './embedded/loss.js';
import type { Desk } from './slack/desk.js';
import { tellLeaders } from './slack/outbox/tell-leaders.js';

const MOST_NAMED = 50;

/** A desk that goes on after a loss says so, once, to those who answer for it. Rule S2. */
export async function tellOfLoss(desk: Desk, dataDir: string): Promise<void> {
  const loss = lossIn(dataDir);
  if (!loss) return;
  const { numbers } = loss;
  const isTold = await tellLeaders(desk, (t) => {
    const known = numbers.length > 0 ? t('shared.trouble.recordsKnown', { list: numbers.slice(0, MOST_NAMED).join(' ') }) : '';
    return [t('shared.trouble.recordsLost', { n: loss.beyond }), known].filter(Boolean).join('\n');
  });
  if (isTold) forgetLoss(dataDir);
}
