import { type Answerable, isOver, type Outcome, outcomeOf } from '../../cases/answerable.js';
import { type CaseNo, CLOCK } from '../../cases/case.js';
import { kindOf } from '../../cases/kinds.js';
import type { CaseRecord } from '../../store/cases.js';
import type { Answered } from '../../store/outbox-stages.js';
import { answeredMessage, saidRows } from '../messages/blocks.js';
import { failureOf } from './delivery.js';
import { listFoot } from './list-foot.js';
import type { Posting, SenderParts } from './posting.js';
import { readerOf } from './recipients.js';
import { OVER, outcomeInWords, rowIn, type ToldRow, toldRow } from './told-row.js';

/** A list that others change too is drawn so often at most, until it shows what all of its cases say. */
const MOST_DRAWN = 3;

/** What still holds of what it said. */
const holding = (record: CaseRecord, { notice, said: [sentence = '', ...below] }: Answerable): readonly string[] => [
  kindOf(record).staysSaid?.(notice, sentence) ?? sentence,
  ...below,
];

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
    // What the list has no room for says so to whoever opens that.
    const isBehind = one.list?.more?.includes(record.no) === true;
    const ended = isBehind ? { at: this.parts.clock.now().toJSDate(), by: CLOCK.id, action: OVER } : undefined;
    const outcome = one.outcome ?? outcomeOf(record, one.at) ?? ended;
    const answered: Answered = {
      channel: one.channel,
      ts: one.ts,
      ...(outcome ? { outcome } : {}),
      isDrawn: true,
      isKept: Boolean(one.list),
    };
    try {
      if (isBehind) return answered;
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
        const blocks = of.flatMap((other) =>
          toldRow(
            this.parts,
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

  private async rowsOf(list: Answerable, of: readonly CaseNo[]): Promise<ToldRow[]> {
    const records = await this.parts.store.read(of);
    return [...records.values()].flatMap((record) => rowIn(record, list));
  }
}

const endedIn = (rows: readonly ToldRow[]): readonly ToldRow[] => rows.filter(({ one }) => one.outcome);
