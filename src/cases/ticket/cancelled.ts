import type { Translate } from '../card.js';

/** Why a ticket was cancelled, in words, of a duplicate with the ticket that goes on; nothing where it was not. */
export function cancelledInWords(why: unknown, original: unknown, t: Translate): string {
  if (!why) return '';
  return why === 'duplicate' && original
    ? t('ticket.cancelReason.duplicateOf', { no: String(original) })
    : t(`ticket.cancelReason.${String(why)}`);
}
