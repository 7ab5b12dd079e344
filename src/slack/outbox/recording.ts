import type { OutboxStore } from '../../store/outbox.js';
import type { Settled } from '../../store/outbox-stages.js';
import type { Ledger } from './ledger.js';

/**
 * Writes down what became of these cases, and gives those of `back` back with it. What the store does not take stays in the ledgers: a
 * case never goes back without what was sent of it.
 */
export async function writeDown(
  store: Pick<OutboxStore, 'settle'>,
  ledgers: readonly Ledger[],
  back: { readonly of: readonly Ledger[]; readonly now: Date } | undefined = undefined,
): Promise<void> {
  const taken = ledgers.map((ledger): readonly [Ledger, Settled] => [ledger, ledger.take()]);
  const { of = [], now } = back ?? {};
  try {
    await store.settle(taken.map(([ledger, settled]) => (now && of.includes(ledger) ? { ...settled, back: { now } } : settled)));
  } catch (error) {
    for (const [ledger, settled] of taken) ledger.putBack(settled);
    throw error;
  }
}
