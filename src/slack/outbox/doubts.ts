import type { WebClient } from '@slack/web-api';
import type { Home, Notice } from '../../cases/case.js';
import type { Log } from '../../log.js';
import type { CaseRecord } from '../../store/cases.js';
import type { OutboxStore } from '../../store/outbox.js';
import { fileNameOf } from '../messages/documents.js';
import { failureOf } from './delivery.js';
import type { Retraction } from './retraction.js';
import { threadOf } from './sender.js';
import { type Carrier, type Earlier, Sent } from './sent.js';

/** So long after a doubtful message it is looked whether an earlier one arrived after all, and so long after a look that failed, in milliseconds. */
const LOOK_AGAIN_MS = 30_000;
/** So often at most: what Slack does not let us read for so long stays as it is. */
const MOST_LOOKS = 20;
/** So many are remembered; of more the oldest are not looked at again. */
const MOST = 1_000;

/** A notice that was sent again since no earlier message of it was found. `name`: how such a message is known. */
interface Doubt {
  readonly id: string;
  readonly name: string;
  readonly isFile: boolean;
  readonly createdAt: Date;
  readonly place: Home;
  /** From when on it is to be looked at, by this process's own clock, in milliseconds. */
  readonly from: number;
  readonly looks: number;
}

interface Parts {
  readonly client: WebClient;
  readonly log: Log;
  readonly store: Pick<OutboxStore, 'recorded'>;
}

/**
 * What was not there when it was looked for may come late: Slack took a call whose sender gave up or died, or did not show yet what it
 * had. So what was sent in doubt is looked at again, and a second message of the same notice is taken back: the recorded one stands.
 */
export class Doubts {
  private waiting: Doubt[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    private readonly parts: Parts,
    private readonly retraction: Pick<Retraction, 'takeBack'>,
  ) {}

  /** This message of a notice was sent in doubt. */
  add(record: CaseRecord, notice: Notice, { channel, ts, threadTs = threadOf(record, notice) }: Home): void {
    const { id, createdAt, document } = notice;
    const name = document ? fileNameOf(record, document, id) : id;
    const place = { channel, ts, ...(threadTs ? { threadTs } : {}) };
    this.keep([{ id, name, isFile: document !== undefined, createdAt, place, from: performance.now() + LOOK_AGAIN_MS, looks: 0 }]);
  }

  /** Looks at all that was sent in doubt until this moment; what cannot be read now is looked at later. */
  async look(until = performance.now()): Promise<void> {
    const looked = this.waiting.filter(({ from }) => from <= until);
    this.waiting = this.waiting.filter(({ from }) => from > until);
    // Read anew, since what Slack did not show before may lie in a stretch that was read; each place once for all.
    const sent = new Sent(this.parts.client);
    const all = looked.map((doubt) => [doubt, sent.since(doubt.createdAt)] as const);
    for (const [doubt, earlier] of all) {
      if (this.isStopped) return;
      try {
        await this.lookAt(doubt, earlier);
      } catch (error) {
        this.later(doubt, failureOf(error).reason);
      }
    }
    this.keep([]);
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private later(doubt: Doubt, reason: string): void {
    const looks = doubt.looks + 1;
    if (looks < MOST_LOOKS) this.keep([{ ...doubt, looks, from: performance.now() + LOOK_AGAIN_MS }]);
    else this.parts.log.warn({ notice: doubt.id, reason }, 'whether a message stands twice could not be looked up');
  }

  private keep(more: readonly Doubt[]): void {
    this.waiting = [...this.waiting, ...more].slice(-MOST);
    if (this.waiting.length === 0 || this.isStopped) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.look();
    }, LOOK_AGAIN_MS).unref();
  }

  private async lookAt({ id, name, isFile, place }: Doubt, earlier: Earlier): Promise<void> {
    const { channel, ts, threadTs } = place;
    const others = (await earlier.all(name, channel, threadTs)).filter((one) => one.ts !== ts);
    for (const other of others)
      if (await this.isNeedless(other, isFile ? [id] : other.names)) await this.retraction.takeBack({ channel, ts: other.ts });
  }

  /** Does another message stand for each notice that this one carries? */
  private async isNeedless({ ts }: Carrier, ids: readonly string[]): Promise<boolean> {
    const recorded = await this.parts.store.recorded(ids);
    return ids.every((id) => ![undefined, ts].includes(recorded.get(id)));
  }
}
