import { answerableOf, isAnsweredUntold, type Listed } from '../../cases/answerable.js';
import type { Reader } from '../../cases/card.js';
import { type CaseNo, CLOCK, type Home, type Notice } from '../../cases/case.js';
import { isSaidBySlack } from '../../cases/fallback.js';
import { kindOf } from '../../cases/kinds.js';
import { ALL_WELL, isSounding, partsOf } from '../../cases/sounding.js';
import { decide } from '../../cases/workflow.js';
import type { CaseRecord, OwedNotice, SentNotice } from '../../store/cases.js';
import type { Done } from '../../store/outbox-stages.js';
import { type Message, saidIn } from '../messages/blocks.js';
import { fileNameOf, uploadDocument } from '../messages/documents.js';
import { isGone } from '../people/channels.js';
import { policyNow } from '../people/policy.js';
import { cardLink } from '../people/readers.js';
import { Anyone } from './anyone.js';
import { type CardSender, cardIn } from './card-sender.js';
import { failureOf } from './delivery.js';
import { cameByDetour } from './detours.js';
import { renderNotice } from './notices.js';
import { NoCardYet, type Posting, type SenderParts, type SendResult } from './posting.js';
import { channelFor, readerOf } from './recipients.js';
import type { Earlier } from './sent.js';

/** Has somebody answered while this waited for a morning? That a promise is broken is told all the same, but not to the one who is on it. */
function isAnsweredSince({ alarms }: CaseRecord, { held, deadline, createdAt, to }: Notice): boolean {
  const alarm = held && Array.isArray(alarms) ? alarms.find((one) => one?.track === deadline?.track) : undefined;
  if (!alarm?.acknowledgedAt || alarm.acknowledgedAt < createdAt) return false;
  return deadline?.step !== 'breach' || (to.kind === 'person' && to.user === alarm.acknowledgedBy);
}

/**
 * An alarm whose case has ended, whose promise was kept meanwhile, or which Slack has sounded there, is not true any more; nor is a call
 * that waited for its place and is answered by now.
 */
function isOver(record: CaseRecord, notice: OwedNotice): boolean {
  const { deadline } = notice;
  if (notice.refused && isAnsweredUntold(kindOf(record), record, notice)) return true;
  if (!deadline) return false;
  if (isSaidBySlack(record, notice) || isAnsweredSince(record, notice)) return true;
  // What was to be told before the days off is for nobody who is back from them.
  if (deadline.list && notice.held && notice.held.until >= deadline.promisedAt) return true;
  // Of a case whose alarms cannot be read it is told rather than not.
  const isKnown = !Array.isArray(record.alarms) || record.alarms.some((alarm) => alarm?.track === deadline.track);
  // What a case leaves behind when it ends sounds on under a track of its own; all others end with it.
  return deadline.step === 'snoozed' ? !record.isOpen : !isKnown;
}

/** What of a notice is still true; undefined when nothing is: it is not sent any more. */
export function stillTrue<N extends OwedNotice>(record: CaseRecord, notice: N): N | undefined {
  const [first, ...others] = partsOf(notice).filter((part) => !isOver(record, part));
  const also = others.flatMap(({ say, deadline }) => (deadline ? [{ say, deadline }] : []));
  return first && { ...first, also };
}

/**
 * That something is over is for whoever has heard of it: what waited for his morning and was over by then he never heard. Nor is all well
 * where another alarm has come meanwhile.
 */
function hasHeard({ sent, alarms }: CaseRecord, { held, say }: Notice, channel: string): boolean {
  if (say === ALL_WELL && Array.isArray(alarms) && isSounding({ alarms })) return false;
  return !held?.ifHeard || !Array.isArray(sent) || sent.some((one) => one?.channel === channel);
}

/** Is this still to be said there? */
export const isToBeSaid = (record: CaseRecord, notice: Notice, channel: string): boolean =>
  hasHeard(record, notice, channel) && !cameByDetour(record, notice, channel);

export const isStale = (record: CaseRecord, notice: Notice): boolean => stillTrue(record, notice) === undefined;

/** The thread that a notice belongs into. */
export const threadOf = ({ home }: CaseRecord, { to }: Notice): string | undefined =>
  to.kind === 'thread' ? (home?.threadTs ?? home?.ts) : undefined;

/** Slack's id of a message or file, and what is to be known of it. */
interface Delivered {
  readonly ts: string;
  readonly asks?: Pick<Done, 'asks'>;
}

/** Delivers one notice: as a card, a message, a document or an action on a linked case. */
export class Sender {
  private readonly anyone: Anyone;

  constructor(
    private readonly parts: SenderParts,
    private readonly posting: Posting,
    private readonly cards: CardSender,
  ) {
    this.anyone = new Anyone(parts, posting, this);
  }

  /** `earlier`: a try before this one may have reached Slack, look there first. Copies of a card are sent apart. */
  async send(record: CaseRecord, notice: Notice, earlier: Earlier | undefined): Promise<SendResult> {
    return this.posting.toPlaceOfToday(() => {
      if (notice.to.kind === 'case') return this.actOn(record, notice, notice.to.no);
      if (notice.to.kind === 'anyone') return this.anyone.send(record, notice, earlier);
      if (notice.say === 'card') return this.besideItsRoot(record, () => this.cards.sendCard(record, notice, earlier));
      if (notice.to.kind !== 'thread') return this.sendNotice(record, notice, earlier);
      return this.besideItsRoot(record, () => this.sendToThread(record, notice, earlier));
    });
  }

  /**
   * What stands in the thread of another case's card can be sent nowhere when that card's channel is gone: where cards belong to
   * another channel today, that case owes its card there first, and this one comes under it.
   */
  private async besideItsRoot<T>(record: CaseRecord, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      const home = kindOf(record).home(record);
      if (!(home && 'threadOf' in home && isGone(failureOf(error).reason))) throw error;
      const { cases, channels, store, clock } = this.parts;
      const root = await cases.get(home.threadOf);
      const today = await channels.idOf('desk');
      if (!root?.home) throw error;
      const isMoved = root.home.channel === today;
      // The root came to stand in today's channel after this one was looked up.
      if (isMoved && (!record.home || record.home.channel === today)) throw error;
      if (!isMoved) {
        const at = clock.now().toJSDate();
        await store.owe(root.no, cardIn(root.no, today, at), at);
      }
      throw new NoCardYet(`the card of ${root.no} is posted anew first`);
    }
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

  /** Under the card; where its channel is gone and the card belongs to another one today, the card is posted there first. */
  private async sendToThread(record: CaseRecord, notice: Notice, earlier: Earlier | undefined): Promise<SendResult> {
    try {
      return await this.sendNotice(record, notice, earlier);
    } catch (error) {
      if (failureOf(error).kind !== 'refused' || !record.home) throw error;
      const place = await this.cards.placeOf(record);
      const message = this.cards.cardFor(record, place.reader);
      if (place.channel === record.home.channel || !message) throw error;
      const { home } = await this.cards.postOnce(record, place, message, notice.id, earlier, `${notice.id}:card`);
      return { ...(await this.sendNotice({ ...record, home }, notice, earlier)), home };
    }
  }

  async sendNotice(record: CaseRecord, notice: Notice, earlier: Earlier | undefined): Promise<SendResult> {
    const { id, createdAt } = notice;
    const channel = await channelFor(this.parts, record, notice);
    const fileName = notice.document && fileNameOf(record, notice.document, createdAt, this.parts.clock.now().zone);
    const found = await earlier?.find(fileName ?? id, channel, threadOf(record, notice));
    const { result, isLate } = found
      ? { result: await this.found(record, notice, channel, found), isLate: false }
      : await this.posting.ownTurn(channel, record, id, (current) =>
          this.deliver({ ...current, home: record.home ?? current.home }, notice, channel),
        );
    if (result === undefined) return { id, mayWait: true };
    const { ts, asks } = result;
    return { ...this.delivered(notice, channel, ts), ...asks, isDoubtful: !found && (isLate || earlier !== undefined) };
  }

  /** Somebody has this notice now. */
  delivered({ id, deadline, createdAt, held }: Notice, channel: string, ts: string): SendResult & { readonly sent: SentNotice } {
    const at = this.parts.clock.now().toJSDate();
    this.parts.onDelivered?.(deadline?.step ?? 'said', at.getTime() - (held?.until ?? deadline?.dueAt ?? createdAt).getTime());
    return { id, sent: { id, channel, ts, at } };
  }

  /** What an earlier try has brought there already. */
  private async found(record: CaseRecord, notice: Notice, channel: string, ts: string): Promise<Delivered> {
    if (notice.document) return { ts };
    const told = stillTrue(record, notice) ?? notice;
    return { ts, asks: this.asksWith(record, told, { channel, ts }, await this.messageOf(record, told)) };
  }

  /** What is to be known of a notice until it is answered. */
  asks(record: CaseRecord, notice: Notice, { channel, ts }: Home, said: readonly string[], list?: Listed): Pick<Done, 'asks'> {
    const at = this.parts.clock.now().toJSDate();
    const asks = answerableOf(kindOf(record), record, notice, { channel, ts, at, said, list });
    return asks ? { asks } : {};
  }

  /** The same of a message that shows it, if it has a press. */
  private asksWith(record: CaseRecord, notice: Notice, home: Home, message: Message): Pick<Done, 'asks'> {
    return message.blocks.some(({ type }) => type === 'actions') ? this.asks(record, notice, home, saidIn(message)) : {};
  }

  private async messageOf(record: CaseRecord, told: Notice): Promise<Message> {
    const reader = await readerOf(this.parts, told.to);
    const failed = (error: unknown): void => this.parts.broken.report(record, 'notice', error);
    const besides = await this.lookedUp(record, told, reader);
    return renderNotice(record, told, reader, cardLink(this.parts, record, reader), besides, failed);
  }

  /** Answers Slack's id of the message or file; undefined when the notice is no longer true. */
  private async deliver(record: CaseRecord, notice: Notice, channel: string): Promise<Delivered | undefined> {
    const told = stillTrue(record, notice);
    if (!told || !isToBeSaid(record, told, channel)) return undefined;
    const place = { channel, threadTs: threadOf(record, notice) };
    const message = await this.messageOf(record, told);
    const { document } = notice;
    if (!document) {
      const ts = await this.posting.post(place, message, [notice.id]);
      return { ts, asks: this.asksWith(record, told, { channel, ts }, message) };
    }
    const reader = await readerOf(this.parts, told.to);
    const besides = await this.lookedUp(record, told, reader);
    const ts = await this.posting.reaching(channel, () =>
      uploadDocument(this.parts, record, document, reader.t, { ...place, comment: message.text, createdAt: notice.createdAt, besides }),
    );
    return { ts };
  }

  /** What its sentence says besides what the case knows; it is said without rather than not at all. */
  async lookedUp(record: CaseRecord, told: Notice, reader: Reader): Promise<Readonly<Record<string, string>>> {
    try {
      return (await this.parts.lookUps.get(record.kind)?.(record, told, reader)) ?? {};
    } catch (error) {
      this.parts.log.error({ err: error, case: record.no, say: told.say }, 'what a notice says besides could not be looked up');
      return {};
    }
  }
}
