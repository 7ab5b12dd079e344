import type { CaseNo, Notice } from '../cases/case.js';
import { translator } from '../locales/index.js';
import type { CaseRecord } from '../store/cases.js';
import type { LeaseStore } from '../store/leases.js';
import { type Done, HEARTBEAT_MS, type Settled, type Waiting } from '../store/outbox.js';
import { noticeMessage } from './blocks.js';
import { failureOf, Sent } from './delivery.js';
import { type Bursts, Digests } from './digests.js';
import { Pace, Stopped } from './pace.js';
import { ClaimLost, isStale, Sender, type SenderParts, type SendResult } from './sender.js';

const MOST_CASES_PER_RUN = 300;
/** A run ends soon, so that what became urgent meanwhile is next; the rest waits for the next run. */
const MOST_SENT_PER_RUN = 30;
/** So many are looked at where nothing merges: more than one run sends, so that urgent ones among them come first. */
const FIRST_LOOK = 2 * MOST_SENT_PER_RUN;
const CHANNEL_TROUBLE_RETRY_MS = 15 * 60_000;
/** No pause between two tries is longer; what waits for longer waits for a moment of another clock. */
const LONGEST_PAUSE_MS = 2 * CHANNEL_TROUBLE_RETRY_MS;

interface Parts extends SenderParts {
  /** Hears that a case was decided on. */
  onPoke?(): void;
  readonly leases: LeaseStore;
}

interface Claimed {
  readonly record: CaseRecord;
  /** An earlier try may have reached Slack: what it has is looked up before anything is sent again. */
  readonly sent: Sent | undefined;
}

/** What another case must follow needs no turn in a channel, and people act on it next. */
const linkedFirst = (notices: readonly Notice[]): Notice[] => [
  ...notices.filter(({ to }) => to.kind === 'case'),
  ...notices.filter(({ to }) => to.kind !== 'case'),
];

/** A card that stands already and that Slack will not let us draw anew just now: what else is to be said does not wait for it. */
const isThrottledRedraw = ({ home }: Pick<CaseRecord, 'home'>, { say }: Notice, error: unknown): boolean =>
  say === 'card' && home !== undefined && failureOf(error).retryAfterMs !== undefined;

/** An earlier sender died with this case, or could not tell what became of it: its message may be in Slack already. */
const isSuspect = ({ claim, attempts }: CaseRecord): boolean => attempts > 0 || (claim?.wasHeld ?? false);

/** What a run sends: all that merges, and of the rest the first, urgent ones before others. */
function choose(due: readonly Waiting[], bursts: Bursts<Waiting>): Waiting[] {
  const merged = new Set([...bursts.values()].flat().map(({ record }) => record.no));
  const isUrgent = ({ notices }: Waiting): boolean => notices.some((notice) => notice.isUrgent);
  const inOrder = [...due.filter(isUrgent), ...due.filter((waiting) => !isUrgent(waiting))];
  const alone = new Set(inOrder.filter(({ no }) => !merged.has(no)).slice(0, MOST_SENT_PER_RUN));
  return inOrder.filter((waiting) => merged.has(waiting.no) || alone.has(waiting));
}

/** Sends the notices that cases owe: in order within a case, urgent cases first, never the same one twice. */
export class Outbox {
  private running: Promise<void> | undefined;
  private isWanted = false;
  private isStopped = false;
  /** Nothing is sent while it stands still; what is owed waits. */
  isStill = false;
  private readonly sender: Sender;
  private readonly digests: Digests;
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
    this.digests = new Digests(parts, this.sender);
  }

  /**
   * Sends soon, without waiting: called after each decision, so that people see its effect at once. Where a round goes on it
   * follows that one; nothing is kept of who asked, for on a busy desk the rounds may follow each other for hours.
   */
  poke(): void {
    this.isWanted = true;
    this.parts.onPoke?.();
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
    if (this.isWanted && !this.rests) await this.run();
  }

  /** The machine's clock was set back: what waited for a moment of the old one waits no longer. */
  async clockWentBack(): Promise<void> {
    const now = this.parts.clock.now();
    await this.parts.store.hasten(now.toJSDate(), now.plus({ milliseconds: LONGEST_PAUSE_MS }).toJSDate());
  }

  /** Finishes what is being sent and takes nothing new. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.pace.stop();
    await this.running;
  }

  private get rests(): boolean {
    return this.isStopped || this.isStill;
  }

  private async loop(): Promise<void> {
    while (this.isWanted && !this.rests) {
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
    const { due, bursts } = await this.look();
    const chosen = choose(due, bursts);
    const claimed = await this.claim(chosen.map(({ no }) => no));
    if (chosen.length < due.length || due.length >= FIRST_LOOK) this.isWanted = true;
    if (claimed.length === 0) return;
    const numbers = claimed.map(({ record }) => record.no);
    const heartbeat = setInterval(() => void store.keep(numbers, clock.now().toJSDate()).catch(() => {}), HEARTBEAT_MS);
    try {
      await this.sendClaimed(claimed);
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** What waits, and the bursts in it; more of it is read only where one begins, since what merges is one message. */
  private async look(): Promise<{ due: readonly Waiting[]; bursts: Bursts<Waiting> }> {
    const { store, clock } = this.parts;
    const now = clock.now().toJSDate();
    const first = await store.due(now, FIRST_LOOK);
    const begun = await this.digests.bursts(first);
    if (first.length < FIRST_LOOK || begun.size === 0) return { due: first, bursts: begun };
    const due = await store.due(now, MOST_CASES_PER_RUN);
    return { due, bursts: await this.digests.bursts(due) };
  }

  private async claim(numbers: readonly CaseNo[]): Promise<Claimed[]> {
    const claims = await this.parts.store.claim(numbers, this.parts.clock.now().toJSDate());
    const doubted = claims.filter(isSuspect).flatMap((record) => record.notices.map(({ createdAt }) => createdAt.getTime()));
    const sent = new Sent(this.parts.client, new Date(Math.min(...doubted, Date.now())));
    return claims.map((record) => ({ record, sent: isSuspect(record) ? sent : undefined }));
  }

  private async sendClaimed(claimed: readonly Claimed[]): Promise<void> {
    const bursts = await this.digests.bursts(claimed.map(({ record }) => record));
    const sentOf = new Map(claimed.map(({ record, sent }) => [record.no, sent]));
    const merged = new Map(
      [...bursts].map(([channel, items]) => [channel, items.map((item) => ({ ...item, sent: sentOf.get(item.record.no) }))]),
    );
    const mergedIds = new Set([...merged.values()].flat().map(({ notice }) => notice.id));
    const left = await Promise.all(claimed.map((claim) => this.sendCase(claim, mergedIds)));
    const unsettled = new Map(left.flatMap((settled) => (settled ? [[settled.no, settled] as const] : [])));
    const failed = await this.digests.send(merged, unsettled, (record, error) => this.retryLater(record, error));
    const now = this.parts.clock.now().toJSDate();
    await this.parts.store.settle(
      [...unsettled.values()].map((settled) => (failed.has(settled.no) ? settled : { ...settled, back: { now } })),
    );
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
    let postponed: unknown;
    try {
      for (const notice of own) {
        const current = { ...record, home };
        if (notice.say === 'card' && postponed) continue;
        const isNeedless = (notice.say === 'card' && hasCard) || isStale(current, notice);
        const result: SendResult | undefined = isNeedless
          ? { id: notice.id, mayWait: true }
          : await this.sender.send(current, notice, sent).catch((error: unknown) => {
              if (!isThrottledRedraw(current, notice, error)) throw error;
              postponed = error;
              return undefined;
            });
        if (!result) continue;
        const { mayWait, isDoubtful, ...one } = result;
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
      else if (postponed) await this.retryLater(record, postponed, done);
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
    if (error instanceof Stopped) return store.settle([{ no: record.no, done, back: { now, isDoubtful: isSuspect(record) } }]);
    const failure = failureOf(error);
    const backoffMs = Math.min(2 ** record.attempts * 1000, 5 * 60_000);
    const waitMs = failure.kind === 'channel' ? CHANNEL_TROUBLE_RETRY_MS : (failure.retryAfterMs ?? backoffMs);
    if (failure.kind === 'channel') await this.reportChannel(record, failure.reason);
    const retryAt = clock.now().plus({ milliseconds: waitMs }).toJSDate();
    // What Slack throttled it did not take; what an earlier try may have brought there is still to be looked up.
    const isDoubtful = failure.retryAfterMs === undefined || isSuspect(record);
    await store.settle([{ no: record.no, done, back: { now, retryAt, isDoubtful } }]);
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
}
