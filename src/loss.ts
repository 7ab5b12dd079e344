import { forgetLoss, lossIn } from './embedded/loss.js';
import type { Desk } from './slack/desk.js';
import { tellLeaders } from './slack/outbox/tell-leaders.js';

/** A desk that goes on after a loss says so, once, to those who answer for it. Rule S2. */
export async function tellOfLoss(desk: Desk, dataDir: string): Promise<void> {
  const loss = lossIn(dataDir);
  if (!loss) return;
  const isTold = await tellLeaders(desk, (t) => t('shared.trouble.recordsLost', { records: loss.records, of: loss.of }));
  if (isTold) forgetLoss(dataDir);
}
