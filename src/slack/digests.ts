import type { Reader } from '../cases/card.js';
import type { CaseNo, Notice } from '../cases/case.js';
import type { CaseRecord } from '../store/cases.js';
import type { Settled, Waiting } from '../store/outbox.js';
import { listMessage, type Message } from './blocks.js';
import { failureOf, type Sent } from './delivery.js';
import { digestLine } from './notices.js';
import { permalink } from './readers.js';
import { isStale, type Sender, type SenderParts, threadOf } from './sender.js';

/** More alarms than this for one channel in one run become one digest. */
const BURST = 5;

/** Alarms by the channel that they would flood, each with its case. */
export type Bursts<C> = ReadonlyMap<string, readonly { readonly record: C; readonly notice: Notice }[]>;

/** A line of a digest. `sent`: an earlier try may have reached Slack, what it has is looked up first. */
interface DigestItem {
  readonly record: CaseRecord;
  readonly notice: Notice;
  readonly sent: Sent | undefined;
}

/** Gives a case back whose digest failed. */
type GiveBack = (record: CaseRecord, error: unknown) => Promise<void>;

/** The cases that a digest tells of, each once. */
const ownersOf = (items: readonly DigestItem[]): CaseRecord[] => [...new Map(items.map(({ record }) => [record.no, record])).values()];

/** Alarms that come in a burst for one channel are one message there, with a line each. */
export class Digests {
  constructor(
    private readonly parts: SenderParts,
    private readonly sender: Sender,
  ) {}

  /** The alarms of these cases that come in a burst for one channel. */
  async bursts<C extends Waiting>(cases: readonly C[]): Promise<Bursts<C>> {
    const byChannel = new Map<string, { record: C; notice: Notice }[]>();
    for (const record of cases) {
      for (const notice of record.notices.filter(({ deadline }) => deadline && !deadline.isAlone)) {
        const channel = await this.sender.channelFor(record, notice).catch(() => undefined);
        if (channel) byChannel.set(channel, [...(byChannel.get(channel) ?? []), { record, notice }]);
      }
    }
    return new Map([...byChannel].filter(([, notices]) => notices.length > BURST));
  }

  /**
   * Answers the cases of digests that failed; each was given back by `giveBack`, to be tried again. What is still to be recorded
   * of a case (`unsettled`) is recorded with the last digest that it stands in.
   */
  async send(
    merged: ReadonlyMap<string, readonly DigestItem[]>,
    unsettled: Map<CaseNo, Settled>,
    giveBack: GiveBack,
  ): Promise<ReadonlySet<CaseNo>> {
    const failed = new Set<CaseNo>();
    const waiting = new Map<CaseNo, number>();
    for (const { record } of [...merged.values()].flat()) waiting.set(record.no, (waiting.get(record.no) ?? 0) + 1);
    const last = (no: CaseNo): Settled | undefined => {
      const more = (waiting.get(no) ?? 0) - 1;
      waiting.set(no, more);
      const settled = more === 0 && !failed.has(no) ? unsettled.get(no) : undefined;
      if (settled) unsettled.delete(no);
      return settled;
    };
    for (const [channel, items] of merged) {
      try {
        await this.sendDigest(channel, items, last);
      } catch (error) {
        this.parts.log.warn({ channel, reason: failureOf(error).reason }, 'a digest could not be sent; it will be tried again');
        const owners = ownersOf(items);
        await Promise.all(owners.map((record) => giveBack(record, error)));
        for (const { no } of owners) failed.add(no);
      }
    }
    return failed;
  }

  private async sendDigest(channel: string, items: readonly DigestItem[], last: (no: CaseNo) => Settled | undefined): Promise<void> {
    const [first] = items;
    if (!first) return;
    const reader = await this.sender.readerOf(first.notice.to);
    await this.sender.inTurn(channel, ownersOf(items), async ({ held, outlasted }) => {
      const unsent = await this.unsentOf(channel, items, held);
      if (unsent.length === 0) return;
      const ids = unsent.map(({ notice }) => notice.id);
      const ts = await this.sender.post({ channel }, this.digest(unsent, reader), ids);
      await this.recordSent(channel, ts, unsent, last);
      if (outlasted() || unsent.some(({ sent }) => sent))
        await this.sender.retractPart({ channel, ts }, unsent, (standing) => this.digest(standing, reader));
    });
  }

  private digest(items: readonly DigestItem[], reader: Reader): Message {
    const lines = items.map(({ record, notice }) => {
      const link = record.home && permalink(this.parts, record.home);
      return `• ${digestLine(record, notice, reader, link)}`;
    });
    return listMessage(reader.t('notice.digest', { n: items.length }), lines);
  }

  /** What of a digest is still true and not in Slack yet; the rest is taken out of its cases. */
  private async unsentOf(channel: string, items: readonly DigestItem[], held: ReadonlyMap<CaseNo, CaseRecord>): Promise<DigestItem[]> {
    const unsent: DigestItem[] = [];
    for (const item of items) {
      const { notice, sent } = item;
      const record = held.get(item.record.no);
      if (!record?.notices.some(({ id }) => id === notice.id)) continue;
      const ts = await sent?.find(notice.id, channel, threadOf(record, notice));
      if (ts) await this.recordSent(channel, ts, [{ ...item, record }]);
      else if (isStale(record, notice)) await this.parts.store.settle([{ no: record.no, done: [{ id: notice.id }] }]);
      else unsent.push({ ...item, record });
    }
    return unsent;
  }

  private async recordSent(
    channel: string,
    ts: string,
    items: readonly DigestItem[],
    last: (no: CaseNo) => Settled | undefined = () => undefined,
  ): Promise<void> {
    const at = this.parts.clock.now().toJSDate();
    await this.parts.store.settle(
      items.map(({ record: { no }, notice: { id } }) => {
        const rest = last(no);
        return { no, done: [...(rest?.done ?? []), { id, sent: { id, channel, ts, at } }], ...(rest ? { back: { now: at } } : {}) };
      }),
    );
    for (const { notice } of items)
      this.parts.onDelivered?.(notice.deadline?.step ?? 'said', at.getTime() - (notice.deadline?.dueAt ?? notice.createdAt).getTime());
  }
}
