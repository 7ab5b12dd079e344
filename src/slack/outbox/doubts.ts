import type { WebClient } from '@slack/web-api';
import type { Home, Notice } from '../../cases/case.js';
import type { Log } from '../../log.js';
import type { CaseRecord } from '../../store/cases.js';
import type { OutboxStore } from '../../store/outbox.js';
import { fileNameOf } from '../messages/documents.js';
import { failureOf } from './delivery.js';
import type { Retraction } from './retraction.js';
import { threadOf } from './sender.js';
import { type Carrier, Sent } from './sent.js';

/** So long after a doubtful message it is looked whether an earlier one arrived after all, in milliseconds. */
const LOOK_AGAIN_MS = 30_000;
/** So many are remembered; of more the oldest are not looked at again. */
const MOST = 1_000;

/** A notice that was sent again since no earlier message of it was found. `name`: how such a message is known. */
interface Doubt {
  readonly id: string;
  readonly name: string;
  readonly isFile: boolean;
  readonly createdAt: Date;
  readonly place: Home;
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
    this.waiting = [...this.waiting, { id, name, isFile: document !== undefined, createdAt, place }].slice(-MOST);
    setTimeout(() => void this.look(), LOOK_AGAIN_MS).unref();
  }

  /** Looks at all that was sent in doubt since the last look. What cannot be read now stays as it is, and is logged. */
  async look(): Promise<void> {
    const looked = this.waiting;
    this.waiting = [];
    // Read anew: what Slack did not show before may lie in a stretch that was read.
    const sent = new Sent(this.parts.client);
    for (const doubt of this.isStopped ? [] : looked) {
      try {
        await this.lookAt(doubt, sent);
      } catch (error) {
        this.parts.log.warn({ notice: doubt.id, reason: failureOf(error).reason }, 'whether a message stands twice could not be looked up');
      }
    }
  }

  stop(): void {
    this.isStopped = true;
  }

  private async lookAt({ id, name, isFile, createdAt, place }: Doubt, sent: Sent): Promise<void> {
    const { channel, ts, threadTs } = place;
    const others = (await sent.since(createdAt).all(name, channel, threadTs)).filter((one) => one.ts !== ts);
    for (const other of others)
      if (await this.isNeedless(other, isFile ? [id] : other.names)) await this.retraction.takeBack({ channel, ts: other.ts });
  }

  /** Does another message stand for each notice that this one carries? */
  private async isNeedless({ ts }: Carrier, ids: readonly string[]): Promise<boolean> {
    const recorded = await this.parts.store.recorded(ids);
    return ids.every((id) => ![undefined, ts].includes(recorded.get(id)));
  }
}
