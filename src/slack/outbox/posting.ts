import type { WebClient } from '@slack/web-api';
import type { CaseNo } from '../../cases/case.js';
import type { Log } from '../../log.js';
import type { Settings } from '../../settings.js';
import type { CaseRecord, CaseStore } from '../../store/cases.js';
import { CLAIM_MS, type OutboxStore } from '../../store/outbox.js';
import type { Done } from '../../store/outbox-stages.js';
import type { Clock } from '../../time/clock.js';
import type { Message } from '../messages/blocks.js';
import type { BrokenEntries } from '../messages/broken.js';
import type { Channels } from '../people/channels.js';
import type { People } from '../people/people.js';
import type { LookedUp } from './besides.js';
import { failureOf } from './delivery.js';
import type { Pace } from './pace.js';
import { METADATA_TYPE } from './sent.js';
import { inSomeForm } from './shapes.js';

export interface SenderParts {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly people: People;
  readonly channels: Channels;
  readonly team: { readonly url: string };
  readonly client: WebClient;
  readonly log: Log;
  readonly cases: CaseStore;
  readonly store: OutboxStore;
  readonly broken: Pick<BrokenEntries, 'report'>;
  readonly lookUps: ReadonlyMap<string, LookedUp>;
  /** Hears how long after its deadline a notice arrived. */
  onDelivered?(step: string, lateMs: number): void;
}

/** So long after its claim is a case taken to stand as it was read then: no longer than the way to Slack takes. */
const FRESH_MS = 250;

/** Slack refused what was meant for this very channel; whether its name stands for another one today is not said. */
export class RefusedIn extends Error {
  constructor(
    readonly channel: string,
    reason: string,
    cause: unknown,
  ) {
    super(reason, { cause });
  }
}

/** Slack refused an id that was remembered for a name or a person: there may be another one by now. */
class Outdated extends RefusedIn {}

/** The card that this one is to stand under is not posted yet. */
export class NoCardYet extends Error {}

/** Another sender took the case over while this one waited for its turn in the channel: it is his to send now. */
export class ClaimLost extends Error {}

/** Another sender has done this notice meanwhile. */
export class DoneByAnother extends Error {}

/** Where a message stands: in a channel, or in a thread there. */
export interface Place {
  readonly channel: string;
  readonly threadTs?: string | undefined;
}

/**
 * What became of a notice. `mayWait`: doing it twice changes nothing, so that it need not be recorded at once. `isDoubtful`:
 * another sender may have sent it too; once it is recorded, `retract` sees to that.
 */
export interface SendResult extends Done {
  readonly mayWait?: boolean;
  readonly isDoubtful?: boolean;
}

/** A turn in a channel: the cases that are still ours, as they stood when it began. */
export interface Turn {
  readonly held: ReadonlyMap<CaseNo, CaseRecord>;
  /** It took so long that another sender may have taken its cases over. */
  outlasted(): boolean;
}

/** Brings messages to Slack: each channel's in turn, in a form that Slack takes, and only of cases that are still ours. */
export class Posting {
  constructor(
    private readonly parts: SenderParts,
    private readonly pace: Pace,
  ) {}

  /** Once more where Slack refused an id that was remembered: a channel may have been made anew under its name. */
  async toPlaceOfToday<T>(send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof Outdated)) throw error;
    }
    return send();
  }

  /** Posts at once, in the first form that Slack takes; within `inTurn`. The notices' ids travel in the metadata. */
  async post(place: Place, message: Message, ids: readonly string[]): Promise<string> {
    return inSomeForm(
      message,
      (shape) => this.postAs(place, shape, ids),
      (reason) => this.wasReshaped(place.channel, reason),
    );
  }

  /** The same in just this form. */
  async postAs({ channel, threadTs }: Place, message: Message, ids: readonly string[]): Promise<string> {
    this.pace.sends(channel);
    const { ts } = await this.reaching(channel, () =>
      this.parts.client.chat.postMessage({
        channel,
        ...message,
        unfurl_links: false,
        unfurl_media: false,
        ...(threadTs ? { thread_ts: threadTs } : {}),
        metadata: { event_type: METADATA_TYPE, event_payload: { notices: ids.join(' ') } },
      }),
    );
    if (!ts) throw new Error('Slack gave no ts for a message');
    return ts;
  }

  wasReshaped(channel: string, reason: string): void {
    this.parts.log.warn({ channel, reason }, 'Slack refused the form of a message: it is said in another one');
  }

  /** An id that Slack refuses is not remembered any longer. */
  async reaching<T>(channel: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      const { kind, reason } = failureOf(error);
      if (kind !== 'refused') throw error;
      throw new (this.parts.channels.forget(channel, reason) ? Outdated : RefusedIn)(channel, reason, error);
    }
  }

  /**
   * Works when the channel's turn has come, with those of the cases it is about that are still ours, as they stand then. A case
   * that was claimed just now is ours and stands as it was read.
   */
  inTurn<T>(channel: string, owners: readonly CaseRecord[], work: (turn: Turn) => Promise<T>): Promise<T> {
    return this.pace.take(channel, async () => {
      const began = Date.now();
      const claimedAt = Math.min(began, ...owners.map(({ claim }) => (claim ? claim.until.getTime() - CLAIM_MS : 0)));
      const isFresh = began - claimedAt < FRESH_MS;
      const held = isFresh ? new Map(owners.map((record) => [record.no, record])) : await this.held(owners);
      return work({ held, outlasted: () => Date.now() - (isFresh ? claimedAt : began) >= CLAIM_MS });
    });
  }

  private async held(owners: readonly CaseRecord[]): Promise<ReadonlyMap<CaseNo, CaseRecord>> {
    const numbers = owners.map(({ no }) => no);
    const held = await this.parts.store.hold(numbers, this.parts.clock.now().toJSDate());
    if (held.size === 0) throw new ClaimLost(`${numbers.join(', ')} was taken over`);
    return held;
  }

  /** One case in its turn, unless another sender has done this notice already. */
  async ownTurn<T>(channel: string, record: CaseRecord, id: string, work: (current: CaseRecord) => Promise<T>) {
    return this.inTurn(channel, [record], async ({ held, outlasted }) => {
      const current = held.get(record.no);
      if (!current?.notices.some((notice) => notice.id === id)) throw new DoneByAnother(`${id} was sent by another`);
      const result = await work(current);
      return { result, isLate: outlasted() };
    });
  }

  /** False when the message is gone, or its channel is and the card belongs to another one today. */
  async update(
    { channel, ts }: { readonly channel: string; readonly ts: string },
    message: Message,
    today: string | undefined,
  ): Promise<boolean> {
    const call = (shape: Message) => this.reaching(channel, () => this.parts.client.chat.update({ channel, ts, ...shape }));
    try {
      await inSomeForm(message, call, (reason) => this.wasReshaped(channel, reason));
      return true;
    } catch (error) {
      const { kind, reason } = failureOf(error);
      const isElsewhere = kind === 'refused' && today !== undefined && today !== channel;
      if (reason !== 'message_not_found' && !isElsewhere) throw error;
      return false;
    }
  }
}
