import { randomBytes } from 'node:crypto';
import { TooManyRowsError } from '../../documents/workbook.js';
import { translator } from '../../locales/index.js';
import { correlationId, type Log } from '../../log.js';
import { isDatabaseAway, isDatabaseFull, OutcomeUnknown } from '../../store/outage.js';
import type { Locale } from '../../time/wording.js';
import { failureOf, isSlackTrouble } from '../outbox/delivery.js';

/** Logs an unexpected failure once, with an id, and answers the sentence for the person: what happened, what to do. */
export function troubleInWords(error: unknown, log: Log, locale: Locale, about: Readonly<Record<string, unknown>> = {}): string {
  const t = translator(locale);
  if (error instanceof OutcomeUnknown) {
    log.warn({ ...about, reason: error.message }, 'the database was lost in the middle of a write');
    return t('shared.trouble.unknown');
  }
  if (isDatabaseAway(error)) {
    log.warn({ ...about, reason: error instanceof Error ? error.message : String(error) }, 'the database does not answer');
    return t('shared.trouble.database');
  }
  if (isDatabaseFull(error)) {
    log.error({ ...about, reason: error instanceof Error ? error.message : String(error) }, 'the database takes no more');
    return t('shared.trouble.full');
  }
  if (isSlackTrouble(error)) {
    log.warn({ ...about, reason: failureOf(error).reason }, 'Slack did not do its part');
    return t('shared.trouble.slack');
  }
  if (error instanceof TooManyRowsError) return t('shared.refusal.tooManyRows', { rows: error.rows, most: error.most });
  const id = correlationId() ?? randomBytes(4).toString('hex');
  // The form was drawn in its plainest shape before: the same client refuses it each time.
  const isForm = failureOf(error).kind === 'form';
  log.error({ ...about, err: error, errorId: id }, isForm ? 'Slack takes a form in no shape' : 'unexpected failure');
  return t(isForm ? 'shared.trouble.form' : 'shared.trouble.unexpected', { id });
}
