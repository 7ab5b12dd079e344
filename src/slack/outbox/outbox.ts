import type { CaseNo } from '../../cases/case.js';
import { allEnded } from '../../lanes.js';
import type { CaseRecord } from '../../store/case-record.js';
import { DoubtStore } from '../../store/doubts.js';
import type { LeaseStore } from '../../store/leases.js';
import { type Claimed, HEARTBEAT_MS, type Waiting } from '../../store/outbox.js';
import { policyNow } from '../people/policy.js';
import { CardSender, cardIn } from './card-sender.js';
import { type Bursts, Digests } from './digests.js';
import { Dispatch } from './dispatch.js';
import { Doubts } from './doubts.js';
import { dueOf, followingOwner, Ledger } from './ledger.js';
import { missedBy } from './missed.js';
import { Pace } from './pace.js';
import { Posting, type SenderParts } from './posting.js';
import { Retirement } from './retirement.js';
import { Retraction } from './retraction.js';
import { Sender } from './sender.js';
import { Sent } from './sent.js';
import { REST_MS, Unreachable } from './unreachable.js';

const MOST_CASES_PER_RUN = 300;
/** A run ends soon, so that what became urgent meanwhile is next; the rest waits for the next run. */
const MOST_SENT_PER_RUN = 30;
/** So many are looked at where nothing merges: more than one run sends, so that urgent ones among them come first. */
const FIRST_LOOK = 2 * MOST_SENT_PER_RUN;
/** No pause between two tries is longer; what waits for longer waits for a moment of another clock. */
const LONGEST_PAUSE_MS = 2 * REST_MS;
/** Jobs of the same second have opened what they open by then. */
const SOON_MS = 1_500;
/** A pause up to this long is waited for; the job of each minute sees to the others. */
const LONGEST_WAITED_MS = 30_000;

interface Parts extends SenderParts {
  /** Hears that a case was decided on. */
  onPoke?(): void;
  readonly leases: LeaseStore;
}

/** A case with just the notices that are to be tried now. */
const asDue = <C extends Waiting>(record: C, now: Date): C => ({ ...record, notices: dueOf(followingOwner(record), now).due });

/** What a run sends: all that merges, and of the rest the first, urgent ones before others. */
function choose(due: readonly Waiting[], bursts: Bursts<Waiting>): Waiting[] {
  const merged = new Set(bursts.flatMap(({ notices }) => notices).map(({ record }) => record.no));
  const isUrgent = ({ notices }: Waiting): boolean => notices.some((notice) => notice.isUrgent);
  const inOrder = [...due.filter(isUrgent), ...due.filter((waiting) => !isUrgent(waiting))];
  const alone = new Set(inOrder.filter(({ no }) => !merged.has(no)).slice(0, MOST_SENT_PER_RUN));
  return inOrder.filter((waiting) => merged.has(waiting.no) || alone.has(waiting));
}

/** Sends the notices that cases owe: in order within a place, urgent cases first, never the same one twice. */
export class Outbox {
  private running: Promise<void> | undefined;
  private isWanted = false;
  private isStopped = false;
  /** Why the last round failed, if it did. */
  trouble: unknown;
  /** Nothing is sent while it stands still; what is owed waits. */
  isStill = false;
  private readonly digests: Digests;
  private readonly dispatch: Dispatch;
  private readonly doubts: Doubts;
  private readonly unreachable: Unreachable;
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
    const posting = new Posting(parts, this.pace);
    const retraction = new Retraction(parts, posting);
    const cards = new CardSender(parts, posting, retraction);
    const sender = new Sender(parts, posting, cards);
    this.doubts = new Doubts({ ...parts, doubts: new DoubtStore(parts.cases) }, retraction);
    this.unreachable = new Unreachable(parts);
    this.dispatch = new Dispatch(
      parts,
      sender,
      cards,
      new Retirement(parts, posting),
      retraction,
      new Sent(parts.client),
      this.unreachable,
      {
        now: () => {
          this.isWanted = true;
        },
        after: (ms) => {
          if (ms <= LONGEST_WAITED_MS && !this.isStopped) setTimeout(() => this.poke(), ms + 50).unref();
        },
      },
    );
    this.digests = new Digests(parts, posting, retraction, sender, this.dispatch);
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

  /** Sends in a moment: what opens at the same time, whichever job opens it, is one message to each person. */
  pokeSoon(): void {
    if (!this.isStopped) setTimeout(() => this.poke(), SOON_MS).unref();
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

  /** Lets a case owe its card in this channel, once: that in which it stood is gone. */
  async bringTo(no: CaseNo, channel: string): Promise<void> {
    const at = this.parts.clock.now().toJSDate();
    await this.parts.store.owe(no, cardIn(no, channel, at), at);
  }

  /** Lets each case owe somebody who leads, or leads again, what calls for an answer still and never came to him. */
  async bringUpToDate(user: string): Promise<void> {
    const { store, clock, channels, people } = this.parts;
    const leader = { user, direct: await channels.directOf(user) };
    const { supervisors, heads } = await people.leaders();
    const answering = new Set([...supervisors, ...heads, ...(await people.admins())]);
    const now = { now: clock.now(), policy: await policyNow(this.parts), answering };
    for (const record of await store.calling())
      await this.alone(record, async () => {
        for (const notice of missedBy(record, leader, now)) await store.owe(record.no, notice, now.now.toJSDate());
      });
    this.poke();
  }

  /** Throws what the last round failed for, if it did. */
  check(): void {
    if (this.trouble !== undefined) throw this.trouble;
  }

  /** The machine's clock was set back: what waited for a moment of the old one waits no longer. */
  async clockWentBack(): Promise<void> {
    const now = this.parts.clock.now();
    this.unreachable.forget();
    await this.parts.store.hasten(now.toJSDate(), now.plus({ milliseconds: LONGEST_PAUSE_MS }).toJSDate());
  }

  /** Takes back what came to stand twice since an earlier try arrived late: of what was sent in doubt, half a minute after it. */
  async lookAgain(): Promise<void> {
    if (!this.rests) await this.doubts.look();
  }

  /** Finishes what is being sent and takes nothing new. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.pace.stop();
    this.doubts.stop();
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
        this.trouble = undefined;
      } catch (error) {
        this.trouble = error;
        this.parts.log.error({ err: error }, 'the outbox could not work');
      }
    }
  }

  private async sendDue(): Promise<void> {
    const { store, clock } = this.parts;
    const { due, bursts } = await this.look();
    const chosen = choose(due, bursts);
    const claimed = await store.claim(
      chosen.map(({ no }) => no),
      clock.now().toJSDate(),
    );
    if (chosen.length < due.length || due.length >= FIRST_LOOK) this.isWanted = true;
    if (claimed.length === 0) return;
    const numbers = claimed.map(({ no }) => no);
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
    const read = async (limit: number): Promise<Waiting[]> => (await store.due(now, limit)).map((waiting) => asDue(waiting, now));
    const first = await read(FIRST_LOOK);
    const begun = await this.digests.bursts(first);
    if (first.length < FIRST_LOOK || begun.length === 0) return { due: first, bursts: begun };
    const due = await read(MOST_CASES_PER_RUN);
    return { due, bursts: await this.digests.bursts(due) };
  }

  /** Everything that is due of these cases, all of them and their digests at once: no place waits for another. */
  private async sendClaimed(claimed: readonly Claimed[]): Promise<void> {
    const now = this.parts.clock.now().toJSDate();
    const ledgers = new Map(claimed.map((record) => [record.no, new Ledger(record)]));
    const bursts = await this.digests.bursts(claimed.map((record) => asDue(record, now)));
    const merged = new Set(bursts.flatMap(({ notices }) => notices).map(({ notice }) => notice.id));
    const digests = this.digests.prepare(bursts, ledgers);
    const cases = [...ledgers.values()].map((ledger) =>
      this.alone(ledger.record, async () => {
        this.nameUnread(ledger.record);
        const { due, overtaken, behind } = dueOf(followingOwner(ledger.record), now);
        ledger.keep(...behind);
        for (const { id } of overtaken) ledger.finish({ id });
        await this.dispatch.sendCase(
          ledger,
          due.filter(({ id }) => !merged.has(id)),
        );
      }),
    );
    await allEnded([...cases, ...digests.map((digest) => this.digests.send(digest))]);
  }

  /** A notice that cannot be read is told to nobody, and goes: its case is named, so that somebody looks at it. */
  private nameUnread(record: Claimed): void {
    const { unread, no } = record;
    if (unread.length > 0) this.parts.broken.report(record, 'notice', new Error(`${unread.length} notices of ${no} cannot be read`));
  }

  /** A case that cannot be worked on is named and rests for a while; its trouble is no other's. */
  private async alone(record: CaseRecord, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.parts.broken.report(record, 'outbox', error);
      await this.parts.store.setAside(record.no, this.parts.clock.now().plus({ milliseconds: REST_MS }).toJSDate());
    }
  }
}
