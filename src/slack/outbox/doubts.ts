import type { WebClient } from '@slack/web-api';
import type { Zone } from 'luxon';
import type { CaseNo, Home, Notice } from '../../cases/case.js';
import type { Log } from '../../log.js';
import type { Doubt } from '../../store/case-record.js';
import type { CaseRecord } from '../../store/cases.js';
import type { Doubted, DoubtStore } from '../../store/doubts.js';
import type { OutboxStore } from '../../store/outbox.js';
import { fileNameOf } from '../messages/documents.js';
import { failureOf } from './delivery.js';
import type { Retraction } from './retraction.js';
import { threadOf } from './sender.js';
import { type Carrier, type Earlier, Sent } from './sent.js';

/** So many cases at most in one go; the next one goes on. */
const MOST_CASES = 100;

/** This message of a notice was sent in doubt. */
export function doubtOf(record: CaseRecord, notice: Notice, { channel, ts, threadTs = threadOf(record, notice) }: Home, zone: Zone): Doubt {
  const { id, createdAt, document } = notice;
  const place = { channel, ts, ...(threadTs ? { threadTs } : {}) };
  return { id, name: document ? fileNameOf(record, document, createdAt, zone) : id, isFile: document !== undefined, createdAt, place };
}

interface Parts {
  readonly client: WebClient;
  readonly log: Log;
  readonly store: Pick<OutboxStore, 'recorded'>;
  readonly doubts: DoubtStore;
}

/**
 * What was not there when it was looked for may come late: Slack took a call whose sender gave up or died, or did not show yet what it
 * had. So what was sent in doubt is looked at again, by whoever lives then, and a second message of the same notice is taken back: the
 * recorded one stands.
 */
export class Doubts {
  private isStopped = false;

  constructor(
    private readonly parts: Parts,
    private readonly retraction: Pick<Retraction, 'takeBack'>,
  ) {}

  /** Looks at what was sent in doubt long enough ago. What cannot be read now is looked at later. */
  async look(): Promise<void> {
    // Read anew, since what Slack did not show before may lie in a stretch that was read; each place once for all.
    const sent = new Sent(this.parts.client);
    for (let cases = 0; cases < MOST_CASES && !this.isStopped; cases += 1) {
      const doubted = await this.parts.doubts.take();
      if (!doubted) return;
      await this.lookAtCase(doubted, sent);
    }
  }

  stop(): void {
    this.isStopped = true;
  }

  private async lookAtCase({ no, doubts }: Doubted, sent: Sent): Promise<void> {
    const looked: Doubt[] = [];
    const failed: { readonly doubt: Doubt; readonly reason: string }[] = [];
    // What is read for the first one is read for all: each asks for what stood there before any was read.
    const asked = doubts.map((doubt) => [doubt, sent.since(doubt.createdAt)] as const);
    for (const [doubt, earlier] of asked) {
      if (this.isStopped) return;
      try {
        await this.lookAt(doubt, earlier);
        looked.push(doubt);
      } catch (error) {
        failed.push({ doubt, reason: failureOf(error).reason });
      }
    }
    const givenUp = await this.parts.doubts.settle(
      no,
      looked,
      failed.map(({ doubt }) => doubt),
    );
    this.name(no, givenUp, failed);
  }

  private name(no: CaseNo, givenUp: readonly Doubt[], failed: readonly { readonly doubt: Doubt; readonly reason: string }[]): void {
    for (const { doubt, reason } of failed)
      if (givenUp.includes(doubt))
        this.parts.log.warn({ case: no, notice: doubt.id, reason }, 'whether a message stands twice could not be looked up');
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
