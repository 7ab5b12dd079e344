import type { Reader } from '../cases/card.js';
import type { CaseNo, Notice } from '../cases/case.js';
import { translator } from '../locales/index.js';
import type { CaseRecord } from '../store/cases.js';
import type { LeaseStore } from '../store/leases.js';
import { type Done, HEARTBEAT_MS, type Held, type Settled, type Waiting } from '../store/outbox.js';
import { listMessage, type Message, noticeMessage } from './blocks.js';
import { failureOf, Sent } from './delivery.js';
import { digestLine } from './notices.js';
import { Pace, Stopped } from './pace.js';
import { permalink } from './readers.js';
import { ClaimLost, isStale, Sender, type SenderParts, type SendResult, threadOf } from './sender.js';

/** More alarms than this for one channel in one run become one digest. */
const BURST = 5;
const MOST_CASES_PER_RUN = 300;
/** A run ends soon, so that what became urgent meanwhile is next; the rest waits for the next run. */
const MOST_SENT_PER_RUN = 30;
/** So many are looked at where nothing merges: more than one run sends, so that urgent ones among them come first. */
const FIRST_LOOK = 2 * MOST_SENT_PER_RUN;
const CHANNEL_TROUBLE_RETRY_MS = 15 * 60_000;

interface Parts extends SenderParts {
  readonly leases: LeaseStore;
}

interface Claimed {
  readonly record: CaseRecord;
  /** An earlier try may have reached Slack: what it has is looked up before anything is sent again. */
  readonly sent: Sent | undefined;
}

interface Mergeable extends Claimed {
  readonly notice: Notice;
}

/** What another case must follow needs no turn in a channel, and people act on it next. */
const linkedFirst = (notices: readonly Notice[]): Notice[] => [
  ...notices.filter(({ to }) => to.kind === 'case'),
  ...notices.filter(({ to }) => to.kind !== 'case'),
];

/** Sends the notices that cases owe: in order within a case, urgent cases first, never the same one twice. */
export class Outbox {
  private running: Promise<void> | undefined;
  private isWanted = false;
  private isStopped = false;
  private readonly sender: Sender;
  private readonly pace: Pace;

  constructor(
    private readonly parts: Parts,
    /** Least milliseconds between two messages of one channel. */
    public gapMs: number,
  ) {
    this.pace = new Pace(
      () => this.gapMs,
      () => parts.clock.now().toMillis(),
    );
    this.sender = new Sender(parts, this.pace);
  }

  /**
   * Sends soon, without waiting: called after each decision, so that people see its effect at once. Where a round goes on it
   * follows that one; nothing is kept of who asked, for on a busy desk the rounds may follow each other for hours.
   */
  poke(): void {
    this.isWanted = true;
    if (!this.running) void this.run();
  }

  /** Sends all that is due; a run asked for while one goes on follows it. */
  async run(): Promise<void> {
    this.isWanted = true;
    this.running ??= this.loop().finally(() => {
      this.running = undefined;
    });
    await this.running;
    // Asked for between the end of the last round and here.
    if (this.isWanted && !this.isStopped) await this.run();
  }

  /** Finishes what is being sent and takes nothing new. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.pace.stop();
    await this.running;
  }

  private async loop(): Promise<void> {
    while (this.isWanted && !this.isStopped) {
      this.isWanted = false;
      try {
        await this.sendDue();
      } catch (error) {
        this.parts.log.error({ err: error }, 'the outbox could not work');
      }
    }
  }

  private async sendDue(): Promise<void> {
    const { store, clock } = this.parts;
    const due = await this.due();
    const { chosen, isMore } = await this.choose(due);
    const claimed = await this.claim(chosen.map(({ no }) => no));
    if (isMore || due.length >= FIRST_LOOK) this.isWanted = true;
    if (claimed.length === 0) return;
    const numbers = claimed.map(({ record }) => record.no);
    const heartbeat = setInterval(() => void store.keep(numbers, clock.now().toJSDate()).catch(() => {}), HEARTBEAT_MS);
    try {
      await this.sendClaimed(claimed);
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** What waits; more of it is read only where a burst begins, since what merges is one message. */
  private async due(): Promise<Waiting[]> {
    const { store, clock } = this.parts;
    const now = clock.now().toJSDate();
    const first = await store.due(now, FIRST_LOOK);
    const isBurst = first.length === FIRST_LOOK && (await this.bursts(first)).size > 0;
    return isBurst ? store.due(now, MOST_CASES_PER_RUN) : first;
  }

  /** What this run sends: all that merges, and of the rest the first, urgent ones before others. */
  private async choose(due: readonly Waiting[]): Promise<{ chosen: Waiting[]; isMore: boolean }> {
    const merged = new Set([...(await this.bursts(due)).values()].flat().map(({ record }) => record.no));
    const isUrgent = ({ notices }: Waiting): boolean => notices.some((notice) => notice.isUrgent);
    const inOrder = [...due.filter(isUrgent), ...due.filter((waiting) => !isUrgent(waiting))];
    const alone = inOrder.filter(({ no }) => !merged.has(no)).slice(0, MOST_SENT_PER_RUN);
    const chosen = inOrder.filter((waiting) => merged.has(waiting.no) || alone.includes(waiting));
    return { chosen, isMore: chosen.length < due.length };
  }

  private async claim(numbers: readonly CaseNo[]): Promise<Claimed[]> {
    const claims = await this.parts.store.claim(numbers, this.parts.clock.now().toJSDate());
    const isSuspect = ({ record, wasHeld }: Held): boolean => wasHeld || record.attempts > 0;
    const doubted = claims.filter(isSuspect).flatMap(({ record }) => record.notices.map(({ createdAt }) => createdAt.getTime()));
    const sent = new Sent(this.parts.client, new Date(Math.min(...doubted, Date.now())));
    return claims.map((claim) => ({ record: claim.record, sent: isSuspect(claim) ? sent : undefined }));
  }

  private async sendClaimed(claimed: readonly Claimed[]): Promise<void> {
    const bursts = await this.bursts(claimed.map(({ record }) => record));
    const sentOf = new Map(claimed.map(({ record, sent }) => [record.no, sent]));
    const merged = new Map(
      [...bursts].map(([channel, items]) => [channel, items.map((item) => ({ ...item, sent: sentOf.get(item.record.no) }))]),
    );
    const mergedIds = new Set([...merged.values()].flat().map(({ notice }) => notice.id));
    const left = await Promise.all(claimed.map((claim) => this.sendCase(claim, mergedIds)));
    const unsettled = new Map(left.flatMap((settled) => (settled ? [[settled.no, settled] as const] : [])));
    const failed = await this.sendDigests(merged, unsettled);
    const now = this.parts.clock.now().toJSDate();
    await this.parts.store.settle(
      [...unsettled.values()].map((settled) => (failed.has(settled.no) ? settled : { ...settled, back: { now } })),
    );
  }

  /** Alarms that come in a burst for one channel. */
  private async bursts<C extends Waiting>(cases: readonly C[]): Promise<Map<string, { record: C; notice: Notice }[]>> {
    const byChannel = new Map<string, { record: C; notice: Notice }[]>();
    for (const record of cases) {
      for (const notice of record.notices.filter(({ deadline }) => deadline && !deadline.isAlone)) {
        const channel = await this.sender.channelFor(record, notice).catch(() => undefined);
        if (channel) byChannel.set(channel, [...(byChannel.get(channel) ?? []), { record, notice }]);
      }
    }
    return new Map([...byChannel].filter(([, notices]) => notices.length > BURST));
  }

  /** Answers what is still to be recorded with the digests that the case stands in; undefined when it was given back. */
  private async sendCase({ record, sent }: Claimed, merged: ReadonlySet<string>): Promise<Settled | undefined> {
    const { store, clock, log } = this.parts;
    const { no } = record;
    const own = linkedFirst(record.notices).filter(({ id }) => !merged.has(id));
    const isShared = own.length < record.notices.length;
    let home = record.home;
    let hasCard = false;
    let done: Done[] = [];
    const doubtful: Done[] = [];
    let unsettled: Settled | undefined;
    try {
      for (const notice of own) {
        const current = { ...record, home };
        const isNeedless = (notice.say === 'card' && hasCard) || isStale(current, notice);
        const { mayWait, isDoubtful, ...one }: SendResult = isNeedless
          ? { id: notice.id, mayWait: true }
          : await this.sender.send(current, notice, sent);
        done.push(one);
        if (isDoubtful) doubtful.push(one);
        home = one.home ?? home;
        hasCard ||= notice.say === 'card';
        if (notice.to.kind === 'case') this.isWanted = true;
        if (mayWait || (notice === own.at(-1) && !isShared)) continue;
        await store.settle([{ no, done }]);
        done = [];
      }
      if (isShared) unsettled = { no, done };
      else await store.settle([{ no, done, back: { now: clock.now().toJSDate() } }]);
    } catch (error) {
      if (!(error instanceof Stopped))
        log.warn({ case: no, reason: failureOf(error).reason }, 'a notice could not be sent; it will be tried again');
      await this.retryLater(record, error, done);
    }
    for (const one of doubtful) await this.sender.retract(no, one);
    return unsettled;
  }

  private async retryLater(record: CaseRecord, error: unknown, done: readonly Done[] = []): Promise<void> {
    if (error instanceof ClaimLost) return;
    const { store, clock } = this.parts;
    const now = clock.now().toJSDate();
    if (error instanceof Stopped) return store.settle([{ no: record.no, done, back: { now } }]);
    const failure = failureOf(error);
    const backoffMs = Math.min(2 ** record.attempts * 1000, 5 * 60_000);
    const waitMs = failure.kind === 'channel' ? CHANNEL_TROUBLE_RETRY_MS : (failure.retryAfterMs ?? backoffMs);
    if (failure.kind === 'channel') await this.reportChannel(record, failure.reason);
    await store.settle([{ no: record.no, done, back: { now, retryAt: clock.now().plus({ milliseconds: waitMs }).toJSDate() } }]);
    if (waitMs <= 30_000 && !this.isStopped) setTimeout(() => this.poke(), waitMs + 50).unref();
  }

  /** The supervisors hear of a channel that is gone or not joined; the notice is kept. Once an hour and channel. */
  private async reportChannel(record: CaseRecord, reason: string): Promise<void> {
    const { leases, people, settings, log } = this.parts;
    log.error({ case: record.no, reason, channels: settings.channels }, 'a channel cannot be posted to');
    if (!(await leases.take(`channel-trouble:${reason}`, 3600_000))) return;
    const { supervisors } = await people.leaders();
    for (const user of supervisors) {
      const { locale } = await people.find(user);
      const t = translator(locale);
      const text = t('trouble.channel', { desk: settings.channels.desk, alarms: settings.channels.alarms, reason, no: record.no });
      const channel = await this.parts.channels.directOf(user);
      await this.sender.inTurn(channel, [], () => this.sender.post({ channel }, noticeMessage(text, undefined, [], t), []));
    }
  }

  /**
   * Answers the cases of digests that failed; these were given back to be tried again. What is still to be recorded of a case is
   * recorded with the last digest that it stands in.
   */
  private async sendDigests(
    merged: ReadonlyMap<string, readonly Mergeable[]>,
    unsettled: Map<CaseNo, Settled>,
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
    for (const [channel, notices] of merged) {
      if (await this.sendDigest(channel, notices, last)) continue;
      for (const { record } of notices) failed.add(record.no);
    }
    return failed;
  }

  /** Answers whether it was sent; a failed one has given its cases back to be tried again. */
  private async sendDigest(channel: string, notices: readonly Mergeable[], last: (no: CaseNo) => Settled | undefined): Promise<boolean> {
    const { log } = this.parts;
    const [first] = notices;
    if (!first) return true;
    try {
      const reader = await this.sender.readerOf(first.notice.to);
      const owners = [...new Map(notices.map(({ record }) => [record.no, record])).values()];
      await this.sender.inTurn(channel, owners, async ({ held, outlasted }) => {
        const unsent = await this.unsentOf(channel, notices, held);
        if (unsent.length === 0) return;
        const ids = unsent.map(({ notice }) => notice.id);
        const ts = await this.sender.post({ channel }, this.digest(unsent, reader), ids);
        await this.recordSent(channel, ts, unsent, last);
        if (outlasted() || unsent.some(({ sent }) => sent))
          await this.sender.retractPart({ channel, ts }, unsent, (standing) => this.digest(standing, reader));
      });
      return true;
    } catch (error) {
      log.warn({ channel, reason: failureOf(error).reason }, 'a digest could not be sent; it will be tried again');
      for (const { record } of notices) await this.retryLater(record, error);
      return false;
    }
  }

  private digest(items: readonly Mergeable[], reader: Reader): Message {
    const lines = items.map(({ record, notice }) => {
      const link = record.home && permalink(this.parts, record.home);
      return `• ${digestLine(record, notice, reader, link)}`;
    });
    return listMessage(reader.t('notice.digest', { n: items.length }), lines);
  }

  /** What of a digest is still true and not in Slack yet; the rest is taken out of its cases. */
  private async unsentOf(channel: string, notices: readonly Mergeable[], held: ReadonlyMap<CaseNo, CaseRecord>): Promise<Mergeable[]> {
    const unsent: Mergeable[] = [];
    for (const item of notices) {
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
    items: readonly Mergeable[],
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
