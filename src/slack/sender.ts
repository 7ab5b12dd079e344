import type { WebClient } from '@slack/web-api';
import type { Reader } from '../cases/card.js';
import { type CaseNo, CLOCK, type Home, type Notice } from '../cases/case.js';
import { isSaidBySlack } from '../cases/fallback.js';
import { kindOf } from '../cases/kinds.js';
import { asIs } from '../cases/phones.js';
import { maskedPhone, person } from '../cases/text.js';
import { decide } from '../cases/workflow.js';
import type { Log } from '../log.js';
import type { Settings } from '../settings.js';
import type { CaseRecord, CaseStore } from '../store/cases.js';
import { CLAIM_MS, type Done, type OutboxStore } from '../store/outbox.js';
import type { Clock } from '../time/clock.js';
import { cardMessage, type Message } from './blocks.js';
import { cardOf } from './cards.js';
import type { Channels } from './channels.js';
import { failureOf, METADATA_TYPE, type Sent } from './delivery.js';
import { fileNameOf, uploadDocument } from './documents.js';
import { renderNotice } from './notices.js';
import type { Pace } from './pace.js';
import type { People } from './people.js';
import { policyNow } from './policy.js';
import { permalink, readerFor, readerOfChannel } from './readers.js';

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
  /** Hears how long after its deadline a notice arrived. */
  onDelivered?(step: string, lateMs: number): void;
}

/** So long after its claim is a case taken to stand as it was read then: no longer than the way to Slack takes. */
const FRESH_MS = 250;

/** Another sender took the case over while this one waited for its turn in the channel: it is his to send now. */
export class ClaimLost extends Error {}

/** An alarm whose case has ended, whose promise was kept meanwhile, or which Slack has sounded there, is not sent any more. */
export function isStale(record: CaseRecord, notice: Notice): boolean {
  const { deadline } = notice;
  if (!deadline) return false;
  if (isSaidBySlack(record, notice)) return true;
  return !record.isOpen || (deadline.step !== 'snoozed' && !record.alarms.some(({ track }) => track === deadline.track));
}

/** The thread that a notice belongs into. */
export const threadOf = ({ home }: CaseRecord, { to }: Notice): string | undefined =>
  to.kind === 'thread' ? (home?.threadTs ?? home?.ts) : undefined;

/** A form is known by its file's id, everything else by its message's time. */
const isFile = (ts: string): boolean => ts.startsWith('F');

/** What is sent about one case, and what of it is recorded once Slack has it. */
interface Place {
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

/** Delivers one notice: as a card, a message, a document or an action on a linked case. */
export class Sender {
  constructor(
    private readonly parts: SenderParts,
    private readonly pace: Pace,
  ) {}

  /** `sent`: an earlier try may have reached Slack, look there first. */
  async send(record: CaseRecord, notice: Notice, sent: Sent | undefined): Promise<SendResult> {
    if (notice.to.kind === 'case') return this.actOn(record, notice, notice.to.no);
    return notice.say === 'card' ? this.sendCard(record, notice, sent) : this.sendNotice(record, notice, sent);
  }

  async readerOf(to: Notice['to']): Promise<Reader> {
    return to.kind === 'person' ? readerFor(this.parts, await this.parts.people.find(to.user)) : readerOfChannel(this.parts);
  }

  async channelFor(record: Pick<CaseRecord, 'home'>, notice: Notice): Promise<string> {
    if (notice.to.kind === 'thread' && record.home) return record.home.channel;
    return this.parts.channels.of(notice.to);
  }

  /** Posts at once; within `inTurn`. The notices' ids travel in the metadata. */
  async post({ channel, threadTs }: Place, message: Message, ids: readonly string[]): Promise<string> {
    this.pace.sends(channel);
    const { ts } = await this.parts.client.chat.postMessage({
      channel,
      ...message,
      unfurl_links: false,
      unfurl_media: false,
      ...(threadTs ? { thread_ts: threadTs } : {}),
      metadata: { event_type: METADATA_TYPE, event_payload: { notices: ids.join(' ') } },
    });
    if (!ts) throw new Error('Slack gave no ts for a message');
    return ts;
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

  /** Takes a message back whose notice another sender has recorded with a message of his own: of the two, the recorded one stands. */
  async retract(no: CaseNo, { sent }: Done): Promise<void> {
    if (sent?.ts) await this.retractPart(sent, [{ record: { no }, notice: { id: sent.id } }], () => undefined);
  }

  /** The same of a message that tells several notices: it is written anew with those that stand, or taken back when none does. */
  async retractPart<Item extends { readonly record: { readonly no: CaseNo }; readonly notice: { readonly id: string } }>(
    { channel, ts }: { readonly channel: string; readonly ts: string },
    items: readonly Item[],
    rewritten: (standing: readonly Item[]) => Message | undefined,
  ): Promise<void> {
    const { store, client } = this.parts;
    try {
      const stands = await Promise.all(items.map(({ record, notice }) => store.stands(record.no, { id: notice.id, ts })));
      if (stands.every(Boolean)) return;
      const message = stands.some(Boolean) ? rewritten(items.filter((_, n) => stands[n])) : undefined;
      if (message) await client.chat.update({ channel, ts, ...message });
      else await this.takeBack({ channel, ts });
    } catch (error) {
      this.couldNotTakeBack({ channel, ts }, error);
    }
  }

  /** Deletes a message or file that another sender's stands for. */
  private async takeBack({ channel, ts }: { readonly channel: string; readonly ts: string }): Promise<void> {
    const { client, log } = this.parts;
    log.warn({ channel, ts }, 'another sender had sent a notice too: this one is taken back');
    const taken = isFile(ts) ? client.files.delete({ file: ts }) : client.chat.delete({ channel, ts });
    await taken.catch((error: unknown) => this.couldNotTakeBack({ channel, ts }, error));
  }

  private couldNotTakeBack({ channel, ts }: { readonly channel: string; readonly ts: string }, error: unknown): void {
    this.parts.log.error({ channel, ts, reason: failureOf(error).reason }, 'a message that was sent twice could not be taken back');
  }

  /** One case in its turn, unless another sender has done this notice already. */
  private async ownTurn<T>(channel: string, record: CaseRecord, id: string, work: (current: CaseRecord) => Promise<T>) {
    return this.inTurn(channel, [record], async ({ held, outlasted }) => {
      const current = held.get(record.no);
      if (!current?.notices.some((notice) => notice.id === id)) throw new ClaimLost(`${id} was sent by another`);
      const result = await work(current);
      return { result, isLate: outlasted() };
    });
  }

  /** A decision of one case that another must follow: done once, by the notice's id, as the person who decided. */
  private async actOn(record: CaseRecord, notice: Notice, no: CaseNo): Promise<SendResult> {
    const { cases, clock, log } = this.parts;
    const circumstances = {
      actor: { id: notice.by ?? CLOCK.id, roles: [], isLinked: true },
      now: clock.now(),
      policy: await policyNow(this.parts),
    };
    const result = await cases.change(no, (other) => decide(kindOf(other), other, notice.say, notice.params, circumstances), notice.id);
    if (!result?.ok) log.info({ case: no, from: record.no, action: notice.say, code: result?.code }, 'a linked case had nothing to follow');
    return { id: notice.id, mayWait: true };
  }

  private async placeOf(record: CaseRecord): Promise<Place & { readonly reader: Reader }> {
    const { channels, cases } = this.parts;
    const home = kindOf(record).home(record);
    if (home && 'person' in home)
      return { channel: await channels.directOf(home.person), reader: await this.readerOf({ kind: 'person', user: home.person }) };
    const reader = await this.readerOf({ kind: 'home' });
    if (!home || 'channel' in home) return { channel: await channels.idOf('desk'), reader };
    const root = (await cases.get(home.threadOf))?.home;
    if (!root) throw new Error(`the card of ${home.threadOf} is not posted yet`);
    return { channel: root.channel, threadTs: root.ts, reader };
  }

  /**
   * The card, and the copies of those who have one: updated in place, posted where they are not yet. It shows the case as it
   * was taken; what changed since has a card notice of its own.
   */
  private async sendCard(record: CaseRecord, { id }: Notice, sent: Sent | undefined): Promise<SendResult> {
    const place = await this.placeOf(record);
    const card = cardOf(record, { ...place.reader, roles: undefined });
    if (!card) return { id, mayWait: true };
    const message = cardMessage(card, place.reader.t);
    const isUpdated = record.home !== undefined && (await this.update(record.home, message));
    const posted = isUpdated && record.home ? { home: record.home } : await this.postOnce(record, place, message, id, sent);
    await this.sendCopies(record, id, sent);
    const { home } = posted;
    const at = this.parts.clock.now().toJSDate();
    const delivered = { id, sent: { id, channel: home.channel, ts: home.ts, at } };
    return isUpdated ? { ...delivered, mayWait: true } : { ...delivered, ...posted };
  }

  /** Posts the card of a notice, once under this name, by default the notice's own. */
  private async postOnce(
    record: CaseRecord,
    { channel, threadTs }: Place,
    message: Message,
    notice: string,
    sent: Sent | undefined,
    name = notice,
  ): Promise<{ readonly home: Home; readonly isDoubtful?: boolean }> {
    const place = { channel, ...(threadTs ? { threadTs } : {}) };
    const found = await sent?.find(name, channel, threadTs);
    if (found) return { home: { ...place, ts: found } };
    const { result: ts, isLate } = await this.ownTurn(channel, record, notice, () => this.post(place, message, [name]));
    return { home: { ...place, ts }, isDoubtful: isLate || sent !== undefined };
  }

  private async sendCopies(record: CaseRecord, id: string, sent: Sent | undefined): Promise<void> {
    const { channels, store } = this.parts;
    const wanted = kindOf(record).copies?.(record) ?? [];
    const existing = record.copies ?? [];
    for (const user of new Set([...wanted, ...existing.map((copy) => copy.user)])) {
      const reader = await this.readerOf({ kind: 'person', user });
      const card = cardOf(record, reader);
      if (!card) continue;
      const message = cardMessage(card, reader.t);
      const copy = existing.findLast((other) => other.user === user);
      if (copy && (await this.update(copy, message))) continue;
      if (!wanted.includes(user)) continue;
      const place = { channel: await channels.directOf(user) };
      const { home } = await this.postOnce(record, place, message, id, sent, `${id}:${user}`);
      if (!(await store.copied(record.no, { ...home, user }, existing))) await this.takeBack(home);
    }
  }

  /** False when the message is gone. */
  private async update({ channel, ts }: { readonly channel: string; readonly ts: string }, message: Message): Promise<boolean> {
    try {
      await this.parts.client.chat.update({ channel, ts, ...message });
      return true;
    } catch (error) {
      if (failureOf(error).reason !== 'message_not_found') throw error;
      return false;
    }
  }

  private async sendNotice(record: CaseRecord, notice: Notice, sent: Sent | undefined): Promise<SendResult> {
    const { id } = notice;
    const channel = await this.channelFor(record, notice);
    const fileName = notice.document && fileNameOf(record, notice.document, id);
    const found = await sent?.find(fileName ?? id, channel, threadOf(record, notice));
    const { result: ts, isLate } = found
      ? { result: found, isLate: false }
      : await this.ownTurn(channel, record, id, (current) => this.deliver(current, notice, channel));
    if (ts === undefined) return { id, mayWait: true };
    const at = this.parts.clock.now().toJSDate();
    this.parts.onDelivered?.(notice.deadline?.step ?? 'said', at.getTime() - (notice.deadline?.dueAt ?? notice.createdAt).getTime());
    return { id, sent: { id, channel, ts, at }, isDoubtful: !found && (isLate || sent !== undefined) };
  }

  /** Answers Slack's id of the message or file; undefined when the notice is no longer true. */
  private async deliver(record: CaseRecord, notice: Notice, channel: string): Promise<string | undefined> {
    if (isStale(record, notice)) return undefined;
    const place = { channel, threadTs: threadOf(record, notice) };
    const extra = await this.callerForHelp(record, notice);
    const url = record.home && permalink(this.parts, record.home);
    const message = renderNotice(record, notice, await this.readerOf(notice.to), url, extra);
    const { document } = notice;
    if (!document) return this.post(place, message, [notice.id]);
    return uploadDocument(this.parts, record, document, { ...place, comment: message.text, id: notice.id });
  }

  /** An SOS carries the number of the one who calls; a channel sees it masked. Rule D11. */
  private async callerForHelp({ data }: CaseRecord, { say, to }: Notice): Promise<Record<string, string>> {
    const { sos } = data as { sos?: { by: string } };
    if (!sos || !say.startsWith('sos')) return {};
    const phone = (await this.parts.people.find(sos.by)).phone ?? '';
    return { engineer: person(sos.by), engineerPhone: to.kind === 'person' ? asIs(phone) : maskedPhone(phone) };
  }
}
