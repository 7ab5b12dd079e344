import type { KnownBlock } from '@slack/types';
import type { Listed } from '../../cases/answerable.js';
import type { Reader } from '../../cases/card.js';
import type { CaseNo } from '../../cases/case.js';
import { partsOf } from '../../cases/sounding.js';
import type { CaseRecord, OwedNotice } from '../../store/cases.js';
import type { Waiting } from '../../store/outbox.js';
import { type Message, rowBlock, rowsMessage, saidIn } from '../messages/blocks.js';
import { cardLink } from '../people/readers.js';
import { failureOf } from './delivery.js';
import type { Dispatch } from './dispatch.js';
import { doubtOf } from './doubts.js';
import { type Ledger, placeKey } from './ledger.js';
import { listFoot, type OfList, overLine } from './list-foot.js';
import { linesOf, rowsOf } from './list-rows.js';
import { digestLine, pressesOf } from './notices.js';
import type { Posting, SenderParts } from './posting.js';
import { channelFor, readerOf } from './recipients.js';
import { writeDown } from './recording.js';
import type { Retraction } from './retraction.js';
import { isToBeSaid, type Sender, stillTrue, threadOf } from './sender.js';
import type { Earlier } from './sent.js';

/** More alarms than this for one channel in one run become one digest. */
const BURST = 5;
/** One message tells of so many cases at most. */
const MOST_CASES = 100;

/** Alarms of the channel that they would flood, each with its case. */
interface Burst<C> {
  readonly channel: string;
  readonly notices: readonly { readonly record: C; readonly notice: OwedNotice }[];
}
export type Bursts<C> = readonly Burst<C>[];

/** One of many in a digest. `earlier`: an earlier try may have reached Slack, what it has is looked up first. */
interface DigestItem {
  readonly record: CaseRecord;
  readonly notice: OwedNotice;
  readonly ledger: Ledger;
  readonly earlier: Earlier | undefined;
}

/** What a sentence says besides what its case knows, by its notice. */
type Besides = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** What is to be told in one channel. */
interface Digest {
  readonly channel: string;
  readonly items: readonly DigestItem[];
}

/** The ledgers of a digest's cases, each once. */
const ledgersOf = (items: readonly DigestItem[]): Ledger[] => [...new Set(items.map(({ ledger }) => ledger))];

const numbersOf = (rows: readonly (readonly DigestItem[])[]): CaseNo[] => rows.flatMap(([first]) => first?.record.no ?? []);

/** What a list is of: what waited for a morning, what has a list of its own, or reminders that came at once. */
function titleOf(items: readonly DigestItem[], n: number, { t }: Reader): string {
  const isMorning = items.some(({ notice: { held, createdAt } }) => held && !held.isTogether && held.until > createdAt);
  return t(`shared.notice.${items[0]?.notice.deadline?.list ?? (isMorning ? 'morning' : 'digest')}`, { n });
}

/** The notice of a row, with all the promises and whatever else it tells. */
function withAll(row: readonly DigestItem[]): OwedNotice | undefined {
  const said = linesOf(row);
  const [first] = row;
  const also = row.flatMap((item) => partsOf(item.notice).filter(({ deadline }) => deadline || said.includes(item)));
  return first && { ...first.notice, also: also.slice(1).map(({ say, deadline }) => ({ say, ...(deadline ? { deadline } : {}) })) };
}

/**
 * Alarms that come in a burst for one channel, repeats, and what waited for somebody's morning, are one message there, with a row for each case
 * and the press that answers it, or as many messages as they need.
 */
export class Digests {
  constructor(
    private readonly parts: SenderParts,
    private readonly posting: Posting,
    private readonly retraction: Retraction,
    private readonly sender: Sender,
    private readonly dispatch: Dispatch,
  ) {}

  /** What of these cases comes together for one channel: a burst of alarms, else repeats and what waited for the morning: what is new comes alone. */
  async bursts<C extends Waiting>(cases: readonly C[]): Promise<Bursts<C>> {
    const lists = new Map<string, { channel: string; notices: { record: C; notice: OwedNotice }[] }>();
    for (const record of cases) {
      const merging = record.notices.filter(({ deadline, held, refused }) => (held || deadline) && !deadline?.isAlone && !refused);
      for (const notice of merging) {
        const channel = await channelFor(this.parts, record, notice).catch(() => undefined);
        if (!channel) continue;
        // What has a list of its own is not among other reminders.
        const key = `${channel} ${notice.deadline?.list ?? ''}`;
        lists.set(key, { channel, notices: [...(lists.get(key)?.notices ?? []), { record, notice }] });
      }
    }
    const isKnown = ({ notice: { held, deadline } }: { readonly notice: OwedNotice }): boolean =>
      Boolean(held) || deadline?.step === 'repeat';
    const together = <N extends { readonly notice: OwedNotice }>(notices: readonly N[]): readonly N[] =>
      notices.filter((one) => !isKnown(one)).length > BURST ? notices : notices.filter(isKnown);
    // A list is of several cases: what one case has to say is said as it is, unless that alone were a flood.
    const isList = (notices: readonly { readonly record: C }[]): boolean =>
      new Set(notices.map(({ record }) => record.no)).size > 1 || notices.length > BURST;
    return [...lists.values()]
      .map(({ channel, notices }) => ({ channel, notices: together(notices) }))
      .filter(({ notices }) => isList(notices));
  }

  /** Each digest as it is to be sent. It is a part of every case that it tells of. */
  prepare(bursts: Bursts<CaseRecord>, ledgers: ReadonlyMap<CaseNo, Ledger>): Digest[] {
    return bursts.map(({ channel, notices }) => {
      const items = notices.flatMap(({ record, notice }): DigestItem[] => {
        const ledger = ledgers.get(record.no);
        return ledger ? [{ record, notice, ledger, earlier: this.dispatch.earlier(notice) }] : [];
      });
      for (const ledger of ledgersOf(items)) ledger.begin();
      return { channel, items };
    });
  }

  /** Sends a digest once its cases have said what they have to say there alone. */
  async send({ channel, items }: Digest): Promise<void> {
    await Promise.allSettled(items.map(({ ledger, notice }) => ledger.places.get(placeKey(notice.to))));
    const afterwards = await this.sendParts(channel, items);
    await this.dispatch.ended(ledgersOf(items), true);
    await afterwards();
  }

  /** Sends one message after the other; one that Slack refuses for its form goes in halves. Answers what is to be done when the last one is recorded. */
  private async sendParts(channel: string, items: readonly DigestItem[]): Promise<() => Promise<void>> {
    let afterwards = async (): Promise<void> => {};
    const [first] = items;
    if (!first) return afterwards;
    const left: DigestItem[][] = [[...items]];
    try {
      const reader = await readerOf(this.parts, first.notice.to);
      left.splice(0, 1, ...this.inParts(items));
      for (let part = left[0]; part; part = left[0]) {
        try {
          afterwards = await this.sendPart(channel, part, reader);
          left.shift();
        } catch (error) {
          const { kind, reason } = failureOf(error);
          if (kind !== 'form' || part.length === 1) throw error;
          this.posting.wasReshaped(channel, reason);
          const half = Math.ceil(part.length / 2);
          left.splice(0, 1, part.slice(0, half), part.slice(half));
          continue;
        }
        if (left.length === 0) return afterwards;
        await writeDown(this.parts.store, ledgersOf(part));
        await afterwards();
      }
    } catch (error) {
      for (const { ledger, notice } of left.flat()) await this.dispatch.failed(ledger, notice, error, true);
    }
    return async () => {};
  }

  /** The items in groups that one message may tell of; what is of one case stays together. */
  private inParts(items: readonly DigestItem[]): DigestItem[][] {
    const { shown, more, over } = rowsOf(items, this.now());
    const rows = [...shown, ...more, ...over];
    return Array.from({ length: Math.ceil(rows.length / MOST_CASES) }, (_, n) => rows.slice(n * MOST_CASES, (n + 1) * MOST_CASES).flat());
  }

  private async sendPart(channel: string, items: readonly DigestItem[], reader: Reader): Promise<() => Promise<void>> {
    const records = ledgersOf(items).map(({ record }) => record);
    return this.posting.inTurn(channel, records, async ({ held, outlasted }) => {
      const unsent = await this.unsentOf(channel, items, held);
      if (unsent.length === 0) return async () => {};
      const ids = unsent.map(({ notice }) => notice.id);
      const { shown, more, over } = rowsOf(unsent, this.now());
      const rows = [...shown, ...more];
      const besides = await this.besidesOf(rows, reader);
      const message = this.digest(unsent, reader, besides);
      const [title = ''] = saidIn(message);
      const list: Listed = { title, of: numbersOf(shown), more: numbersOf(more), over: numbersOf(over) };
      const ts = await (unsent.length === 1
        ? this.posting.post({ channel }, message, ids)
        : this.posting.postAs({ channel }, message, ids));
      for (const { record, ledger, notice, earlier } of unsent) {
        const row = rows.find(([first]) => first?.notice.id === notice.id);
        const told = row && withAll(row);
        const asks = told
          ? this.sender.asks(record, told, { channel, ts }, saidIn({ blocks: this.rowBlock(row, reader, besides) }), list)
          : {};
        const doubt = earlier ? { doubt: doubtOf(record, notice, { channel, ts }, this.parts.clock.now().zone) } : {};
        ledger.finish({ ...this.sender.delivered(notice, channel, ts), ...asks, ...doubt });
      }
      const isDoubtful = outlasted() || unsent.some(({ earlier }) => earlier);
      return async () => {
        if (isDoubtful) await this.retraction.retractPart({ channel, ts }, unsent, (standing) => this.digest(standing, reader, besides));
      };
    });
  }

  private now(): Date {
    return this.parts.clock.now().toJSDate();
  }

  /** What the sentences of the rows say besides what their cases know, by their notices. */
  private async besidesOf(shown: readonly (readonly DigestItem[])[], reader: Reader): Promise<Besides> {
    const said = shown.flat().map(async ({ record, notice }) => [notice.id, await this.sender.lookedUp(record, notice, reader)] as const);
    return new Map(await Promise.all(said));
  }

  /** A row: the most urgent of its case, what else it tells, and the presses that answer them. */
  private rowBlock(row: readonly DigestItem[], reader: Reader, besides: Besides): KnownBlock[] {
    const notice = withAll(row);
    const [first] = row;
    if (!first || !notice) return [];
    const { record, ledger } = first;
    const failed = (error: unknown): void => this.parts.broken.report(record, 'digest', error);
    const threadUrl = cardLink(this.parts, record, reader, ledger.home ?? record.home);
    const lines = linesOf(row).map((one) => digestLine(record, one.notice, reader, threadUrl, besides.get(one.notice.id) ?? {}, failed));
    return rowBlock({ text: `• ${lines.join('\n')}`, presses: pressesOf(record, notice, reader, failed) }, reader.t);
  }

  private digest(items: readonly DigestItem[], reader: Reader, besides: Besides): Message {
    const { shown, more, over } = rowsOf(items, this.now());
    const casesOf = (rows: typeof over): OfList[] =>
      rows.flatMap(([first]) => (first ? [{ no: first.record.no, record: first.record, home: first.ledger.home }] : []));
    const ended = casesOf(over);
    const isSaid = shown.length === 0;
    const title = isSaid ? overLine(this.parts, ended, reader) : titleOf(items, shown.length + more.length, reader);
    return rowsMessage(title, [
      ...shown.flatMap((row) => this.rowBlock(row, reader, besides)),
      ...listFoot(this.parts, { shown: casesOf(shown), more: numbersOf(more), over: ended, isSaid }, reader),
    ]);
  }

  /** What of a digest is still true and not in Slack yet; the rest is taken out of its cases. */
  private async unsentOf(channel: string, items: readonly DigestItem[], held: ReadonlyMap<CaseNo, CaseRecord>): Promise<DigestItem[]> {
    const unsent: DigestItem[] = [];
    for (const item of items) {
      const { notice, earlier, ledger } = item;
      const record = held.get(item.record.no);
      if (!record) ledger.isLost = true;
      if (!record?.notices.some(({ id }) => id === notice.id)) continue;
      const ts = await earlier?.find(notice.id, channel, threadOf(record, notice));
      const told = stillTrue(record, notice);
      if (ts) ledger.finish(this.sender.delivered(notice, channel, ts));
      else if (told && isToBeSaid(record, told, channel)) unsent.push({ ...item, record, notice: told });
      else ledger.finish({ id: notice.id });
    }
    return unsent;
  }
}
