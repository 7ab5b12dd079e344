import type { KnownBlock } from '@slack/types';
import type { Answerable, Outcome } from '../../cases/answerable.js';
import type { Reader } from '../../cases/card.js';
import { type CaseNo, CLOCK, type MessagePlace } from '../../cases/case.js';
import { kindNamed } from '../../cases/kinds.js';
import { onScreen } from '../../cases/moment.js';
import { SIGNS } from '../../cases/standing.js';
import { person } from '../../cases/text.js';
import type { CaseRecord } from '../../store/cases.js';
import { saidRow } from '../messages/blocks.js';
import type { BrokenEntries } from '../messages/broken.js';
import { actionInWords } from '../messages/history.js';
import { pressesOf } from './notices.js';

/** What ended a row of which nobody knows what did. */
export const OVER = 'over';

/** The sign of a case as it ended; of one that is stored wrongly, the one that says nothing. */
function signOf(record: CaseRecord, reader: Reader): string {
  try {
    return SIGNS[kindNamed(record.kind)?.card?.(record, reader).standing ?? 'notBegun'];
  } catch {
    return SIGNS.notBegun;
  }
}

/** What became of something, in one line. What the clock has ended is as its card says: missed is no success. */
export function outcomeInWords(outcome: Outcome | undefined, record: CaseRecord, reader: Reader): string {
  const { t } = reader;
  const { kind, state, isOpen } = record;
  if (!outcome || outcome.action === OVER) return t('shared.notice.over');
  const at = onScreen(outcome.at, reader);
  const did = actionInWords(outcome.action, kind, reader);
  if (outcome.by !== CLOCK.id) return t('shared.notice.answered', { by: person(outcome.by), did, at });
  if (isOpen) return t('shared.notice.overByItself', { did, at });
  return t('shared.notice.endedByItself', { sign: signOf(record, reader), state: t(`${kind}.state.${state}`), at });
}

/** A row of a list as it was told, with the case that it is of. */
export interface ToldRow {
  readonly record: CaseRecord;
  readonly one: Answerable;
}

/** The row of a case in the list that stands there; none, if it has forgotten what it said there. */
export function rowIn(record: CaseRecord, { channel, ts }: MessagePlace): ToldRow[] {
  const one = record.answerable?.find((other) => other.ts === ts && other.channel === channel);
  return one ? [{ record, one }] : [];
}

/** A row as it stands: what it said, and its presses or what became of it. Of a case that has forgotten what it said there its number is left. */
export function toldRow(
  { broken }: { readonly broken: Pick<BrokenEntries, 'report'> },
  no: CaseNo,
  row: ToldRow | undefined,
  reader: Reader,
): KnownBlock[] {
  if (!row) return saidRow(`• ${no}`, {}, reader.t);
  const { record, one } = row;
  const [said = ''] = one.said;
  if (one.outcome) return saidRow(said, { outcome: outcomeInWords(one.outcome, record, reader) }, reader.t);
  const presses = pressesOf(record, one.notice, reader, (error) => broken.report(record, 'digest', error));
  return saidRow(said, { presses }, reader.t);
}
