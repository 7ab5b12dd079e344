import { type Answerable, isOver, type Outcome, outcomeOf } from '../../cases/answerable.js';
import type { Reader } from '../../cases/card.js';
import { type CaseNo, CLOCK } from '../../cases/case.js';
import { kindNamed, kindOf } from '../../cases/kinds.js';
import { onScreen } from '../../cases/moment.js';
import { SIGNS } from '../../cases/standing.js';
import { person } from '../../cases/text.js';
import type { CaseRecord } from '../../store/cases.js';
import type { Answered } from '../../store/outbox-stages.js';
import { answeredMessage, saidRow, saidRows } from '../messages/blocks.js';
import { actionInWords } from '../messages/history.js';
import { failureOf } from './delivery.js';
import { listFoot } from './list-foot.js';
import { pressOf } from './notices.js';
import type { Posting, SenderParts } from './posting.js';
import { readerOf } from './recipients.js';

/** A list that others change too is drawn so often at most, until it shows what all of its cases say. */
const MOST_DRAWN = 3;
/** What ended a row of which nobody knows what did. */
const OVER = 'over';

/** The sign of a case as it ended; of one that is stored wrongly, the one that says nothing. */
function signOf(record: CaseRecord, reader: Reader): string {
  try {
    return SIGNS[kindNamed(record.kind)?.card?.(record, reader).standing ?? 'notBegun'];
  } catch {
    return SIGNS.notBegun;
  }
}

/** What became of something, in one line. What the clock has ended is as its card says: missed is no success. */
function outcomeInWords(outcome: Outcome | undefined, record: CaseRecord, reader: Reader): string {
  const { t } = reader;
  const { kind, state, isOpen } = record;
  if (!outcome || outcome.action === OVER) return t('shared.notice.over');
  const at = onScreen(outcome.at, reader);
  const did = actionInWords(outcome.action, kind, reader);
  if (outcome.by !== CLOCK.id) return t('shared.notice.answered', { by: person(outcome.by), did, at });
  if (isOpen) return t('shared.notice.overByItself', { did, at });
  return t('shared.notice.endedByItself', { sign: signOf(record, reader), state: t(`${kind}.state.${state}`), at });
}

/** What still holds of what it said. */
const holding = (record: CaseRecord, { notice, said: [sentence = '', ...below] }: Answerable): readonly string[] => [
  kindOf(record).staysSaid?.(notice, sentence) ?? sentence,
  ...below,
];

/** A row of a list, with the case that it is of. */
interface Row {
  readonly record: CaseRecord;
  readonly one: Answerable;
}

/** Takes the presses from messages of which nothing can be answered any more, and says there what became of it. */
export class Retirement {
  constructor(
    private readonly parts: SenderParts,
    private readonly posting: Posting,
  ) {}

  /**
   * The messages of a case that ask for nothing any more and do not say so yet: once its card is drawn, which owes them. Of a kind that has
   * no card they are due with whatever is told of it.
   */
  due(record: CaseRecord, hasCard: boolean): readonly Answerable[] {
    try {
      if (!hasCard && kindOf(record).home(record)) return [];
      return (record.answerable ?? []).filter((one) => !one.isDrawn && (one.outcome || isOver(kindOf(record), record, one)));
    } catch (error) {
      this.parts.broken.report(record, 'notice', error);
      return [];
    }
  }

  /** Shows that one is over. Answers what is to be recorded of it; what Slack does not let us change stands as it is. Throws what may pass. */
  async retire(record: CaseRecord, one: Answerable): Promise<Answered> {
    const outcome = one.outcome ?? outcomeOf(record, one.at);
    const answered: Answered = {
      channel: one.channel,
      ts: one.ts,
      ...(outcome ? { outcome } : {}),
      isDrawn: true,
      isKept: Boolean(one.list),
    };
    try {
      if (one.list) await this.redrawn(record, one, one.list.of, outcome);
      else await this.closed(record, one, outcome);
    } catch (error) {
      const { kind, reason } = failureOf(error);
      if (kind === 'passing') throw error;
      this.parts.log.info({ case: record.no, channel: one.channel, reason }, 'a message that is answered keeps its presses');
    }
    return answered;
  }

  private async closed(record: CaseRecord, one: Answerable, outcome: Outcome | undefined): Promise<void> {
    await this.posting.inTurn(one.channel, [record], async () => {
      const reader = await readerOf(this.parts, one.notice.to);
      await this.posting.update(one, answeredMessage(holding(record, one), outcomeInWords(outcome, record, reader)), undefined);
    });
  }

  /**
   * A list is drawn anew with all of its rows. What ended this one is written down first: whoever draws it for another row meanwhile
   * shows it too, and whoever drew last looks whether all is shown.
   */
  private async redrawn(record: CaseRecord, one: Answerable, of: readonly CaseNo[], outcome: Outcome | undefined): Promise<void> {
    const { store } = this.parts;
    const { no } = record;
    const { channel, ts } = one;
    const ended = outcome ?? { at: this.parts.clock.now().toJSDate(), by: CLOCK.id, action: OVER };
    await store.settle([{ no, done: [], answered: [{ channel, ts, outcome: ended, isKept: true }] }]);
    await this.posting.inTurn(channel, [record], async () => {
      const reader = await readerOf(this.parts, one.notice.to);
      const { more = [], over = [] } = one.list ?? {};
      const known = await store.read(over);
      let rows = await this.rowsOf(one, of);
      const shown = rows.map(({ record: { no: other }, record: its }) => ({ no: other, record: its }));
      const ofOver = over.map((other) => ({ no: other, record: known.get(other) }));
      const foot = listFoot(this.parts, { shown, more, over: ofOver }, reader);
      if (rows.find((row) => row.record.no === no)?.one.isDrawn) return;
      for (let n = 0; n < MOST_DRAWN; n += 1) {
        const blocks = of.map((other) =>
          this.rowBlock(
            other,
            rows.find((row) => row.record.no === other),
            reader,
          ),
        );
        await this.posting.update(one, saidRows(one.list?.title ?? '', [...blocks, ...foot]), undefined);
        const shown = endedIn(rows);
        rows = await this.rowsOf(one, of);
        if (endedIn(rows).length === shown.length) break;
      }
      const drawn = endedIn(rows).map((row) => ({
        no: row.record.no,
        done: [],
        answered: [{ channel, ts, isDrawn: true, isKept: true }],
      }));
      await store.settle(drawn);
    });
  }

  private async rowsOf({ channel, ts }: Answerable, of: readonly CaseNo[]): Promise<Row[]> {
    const records = await this.parts.store.read(of);
    return [...records.values()].flatMap((record) => {
      const one = record.answerable?.find((other) => other.ts === ts && other.channel === channel);
      return one ? [{ record, one }] : [];
    });
  }

  /** A row as it stands. Of a case that has forgotten what it said there its number is left. */
  private rowBlock(no: CaseNo, row: Row | undefined, reader: Reader) {
    if (!row) return saidRow(`• ${no}`, {}, reader.t);
    const { record, one } = row;
    const [said = ''] = one.said;
    if (one.outcome) return saidRow(said, { outcome: outcomeInWords(one.outcome, record, reader) }, reader.t);
    const press = pressOf(record, one.notice, reader, (error) => this.parts.broken.report(record, 'digest', error));
    return saidRow(said, { press }, reader.t);
  }
}

const endedIn = (rows: readonly Row[]): readonly Row[] => rows.filter(({ one }) => one.outcome);
