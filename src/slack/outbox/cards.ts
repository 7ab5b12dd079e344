import type { Card, Reader } from '../../cases/card.js';
import type { Case } from '../../cases/case.js';
import { kindNamed } from '../../cases/kinds.js';

/** A case that cannot be shown: its number, and the way to what happened to it. */
const brokenCard = ({ no, state }: Case<object>, { t }: Reader): Card => ({
  title: no,
  status: `${state} · ${t('shared.broken.row')}`,
  lines: [],
  body: t('shared.broken.case'),
  buttons: [],
  menu: [{ action: 'history', label: t('shared.action.history'), value: no }],
});

/**
 * What a reader sees of a case; undefined for kinds without a card. One in which something is stored wrongly has a card that says so,
 * and `failed` hears of it.
 */
export function cardOf(c: Case<object>, reader: Reader, failed: (error: unknown) => void = () => {}): Card | undefined {
  try {
    return kindNamed(c.kind)?.card?.(c, reader);
  } catch (error) {
    failed(error);
    return brokenCard(c, reader);
  }
}
