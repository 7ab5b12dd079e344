import type { WebClient } from '@slack/web-api';
import type { Reader } from '../../cases/card.js';
import { type CaseNo, CLOCK, type Home, type Notice, type Recipient } from '../../cases/case.js';
import { isSaidBySlack } from '../../cases/fallback.js';
import { kindOf } from '../../cases/kinds.js';
import { asIs } from '../../cases/phones.js';
import { maskedPhone, person } from '../../cases/text.js';
import { decide } from '../../cases/workflow.js';
import type { Log } from '../../log.js';
import type { Settings } from '../../settings.js';
import type { CaseRecord, CaseStore, SentNotice } from '../../store/cases.js';
import { CLAIM_MS, type Done, type OutboxStore } from '../../store/outbox.js';
import type { Clock } from '../../time/clock.js';
import { cardMessage, type Message } from '../messages/blocks.js';
import type { BrokenEntries } from '../messages/broken.js';
import { fileNameOf, uploadDocument } from '../messages/documents.js';
import { type Channels, ChannelTrouble, isGone } from '../people/channels.js';
import type { People } from '../people/people.js';
import { policyNow } from '../people/policy.js';
import { permalink, readerFor, readerOfChannel } from '../people/readers.js';
import { cardOf } from './cards.js';
import { failureOf } from './delivery.js';
import { renderNotice } from './notices.js';
import type { Pace } from './pace.js';
import { type Earlier, METADATA_TYPE } from './sent.js';
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
  /** Hears how long after its deadline a notice arrived. */
  onDelivered?(step: string, lateMs: number): void;
}

/** So long after its claim is a case taken to stand as it was read then: no longer than the way to Slack takes. */
const FRESH_MS = 250;

/** Whether a recipient is still there is asked again after this. */
const RECIPIENT_FRESH_MS = 60_000;

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

/** An alarm whose case has ended, whose promise was kept meanwhile, or which Slack has sounded there, is not sent any more. */
export function isStale(record: CaseRecord, notice: Notice): boolean {
  const { deadline } = notice;
  if (!deadline) return false;
  if (isSaidBySlack(record, notice)) return true;
  // Of a case whose alarms cannot be read it is told rather than not.
  const isKnown = !Array.isArray(record.alarms) || record.alarms.some((alarm) => alarm?.track === deadline.track);
  // What a case leaves behind when it ends sounds on under a track of its own; all others end with it.
  return deadline.step === 'snoozed' ? !record.isOpen : !isKnown;
}

/** The thread that a notice belongs into. */
export const threadOf = ({ home }: CaseRecord, { to }: Notice): string | undefined =>
  to.kind === 'thread' ? (home?.threadTs ?? home?.ts) : undefined;

/** A card notice that comes again for the copies alone goes by the name of the first. */
const baseOf = (id: string): string => id.replace(/~$/, '');

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

  /** `earlier`: a try before this one may have reached Slack, look there first. Copies of a card are sent apart. */
  async send(record: CaseRecord, notice: Notice, earlier: Earlier | undefined): Promise<SendResult> {
    return this.toPlaceOfToday(() => {
      if (notice.to.kind === 'case') return this.actOn(record, notice, notice.to.no);
      if (notice.to.kind === 'anyone') return this.sendToAnyone(record, notice, earlier);
      if (notice.say === 'card') return this.besideItsRoot(record, () => this.sendCard(record, notice, earlier));
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
      if (!root?.home || root.home.channel === today) throw error;
      const at = clock.now().toJSDate();
      const card: Notice = {
        id: `${root.no}:card:${today}`,
        to: { kind: 'home' },
        say: 'card',
        params: {},
        isUrgent: false,
        createdAt: at,
      };
      await store.owe(root.no, card, at);
      throw new NoCardYet(`the card of ${root.no} is posted anew first`);
    }
  }

  /** Once more where Slack refused an id that was remembered: a channel may have been made anew under its name. */
  private async toPlaceOfToday<T>(send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof Outdated)) throw error;
    }
    return send();
  }

  /** Who reads what goes there. Somebody about whom Slack says nothing just now reads the channels' language. */
  async readerOf(to: Recipient): Promise<Reader> {
    if (to.kind !== 'person') return readerOfChannel(this.parts);
    try {
      const person = await this.parts.people.find(to.user, RECIPIENT_FRESH_MS);
      // Slack goes on taking what is written into the direct channel of somebody who has left, and nobody reads it.
      if (person.left) throw new ChannelTrouble(to.user, person.left);
      return readerFor(this.parts, person);
    } catch (error) {
      if (failureOf(error).kind === 'refused') throw error;
      return readerOfChannel(this.parts);
    }
  }

  async channelFor(record: Pick<CaseRecord, 'home'>, notice: Notice): Promise<string> {
    if (notice.to.kind !== 'thread') return this.parts.channels.of(notice.to);
    if (!record.home) throw new NoCardYet('the card is not posted yet');
    return record.home.channel;
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
  private async reaching<T>(channel: string, call: () => Promise<T>): Promise<T> {
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
    const { store } = this.parts;
    try {
      const stands = await Promise.all(items.map(({ record, notice }) => store.stands(record.no, { id: notice.id, ts })));
      if (stands.every(Boolean)) return;
      const message = stands.some(Boolean) ? rewritten(items.filter((_, n) => stands[n])) : undefined;
      if (message) await this.update({ channel, ts }, message, undefined);
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
      if (!current?.notices.some((notice) => notice.id === id)) throw new DoneByAnother(`${id} was sent by another`);
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

  /** Where the card belongs today. */
  private async placeOf(record: CaseRecord): Promise<Place & { readonly reader: Reader }> {
    const { channels, cases } = this.parts;
    const home = kindOf(record).home(record);
    if (home && 'person' in home)
      return { channel: await channels.directOf(home.person), reader: await this.readerOf({ kind: 'person', user: home.person }) };
    const reader = await this.readerOf({ kind: 'home' });
    if (!home || 'channel' in home) return { channel: await channels.idOf('desk'), reader };
    const root = (await cases.get(home.threadOf))?.home;
    if (!root) throw new NoCardYet(`the card of ${home.threadOf} is not posted yet`);
    return { channel: root.channel, threadTs: root.ts, reader };
  }

  /**
   * The card: updated in place, posted where it is not yet, or where its channel is gone and there is another. It shows the case
   * as it was taken; what changed since has a card notice of its own.
   */
  private async sendCard(record: CaseRecord, { id }: Notice, earlier: Earlier | undefined): Promise<SendResult> {
    const place = await this.placeOf(record);
    const message = this.cardFor(record, place.reader);
    if (!message) return { id, mayWait: true };
    const isUpdated = record.home !== undefined && (await this.update(record.home, message, place.channel));
    const posted = isUpdated && record.home ? { home: record.home } : await this.postOnce(record, place, message, id, earlier);
    const { home } = posted;
    const at = this.parts.clock.now().toJSDate();
    const delivered = { id, sent: { id, channel: home.channel, ts: home.ts, at } };
    return isUpdated ? { ...delivered, mayWait: true } : { ...delivered, ...posted };
  }

  private cardFor(record: CaseRecord, reader: Reader): Message | undefined {
    const card = cardOf(record, reader.user ? reader : { ...reader, roles: undefined }, (error) =>
      this.parts.broken.report(record, 'card', error),
    );
    return card && cardMessage(card, reader.t);
  }

  /** Posts the card of a notice, once under this name, by default the notice's own. */
  private async postOnce(
    record: CaseRecord,
    { channel, threadTs }: Place,
    message: Message,
    notice: string,
    earlier: Earlier | undefined,
    name = notice,
  ): Promise<{ readonly home: Home; readonly isDoubtful?: boolean }> {
    const place = { channel, ...(threadTs ? { threadTs } : {}) };
    const found = await earlier?.find(name, channel, threadTs);
    if (found) return { home: { ...place, ts: found } };
    const { result: ts, isLate } = await this.ownTurn(channel, record, notice, () => this.post(place, message, [name]));
    return { home: { ...place, ts }, isDoubtful: isLate || earlier !== undefined };
  }

  /** Who has a card of his own of this case, or is to have one. */
  copyHolders(record: CaseRecord): readonly string[] {
    return [...new Set([...(kindOf(record).copies?.(record) ?? []), ...(record.copies ?? []).map(({ user }) => user)])];
  }

  /** Somebody's own card of a case: updated in place, or posted when he is to have one and it is not there. */
  async sendCopy(record: CaseRecord, id: string, user: string, earlier: Earlier | undefined): Promise<void> {
    await this.toPlaceOfToday(async () => {
      const existing = record.copies ?? [];
      const message = this.cardFor(record, await this.readerOf({ kind: 'person', user }));
      if (!message) return;
      const copy = existing.findLast((other) => other.user === user);
      // A direct channel that is stored may be one of former days.
      if (copy && (await this.update(copy, message, await this.parts.channels.directOf(user)))) return;
      if (!(kindOf(record).copies?.(record) ?? []).includes(user)) return;
      const place = { channel: await this.parts.channels.directOf(user) };
      const { home } = await this.postOnce(record, place, message, id, earlier, `${baseOf(id)}:${user}`);
      if (!(await this.parts.store.copied(record.no, { ...home, user }, existing))) await this.takeBack(home);
    });
  }

  /** False when the message is gone, or its channel is and the card belongs to another one today. */
  private async update(
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

  /** Under the card; where its channel is gone and the card belongs to another one today, the card is posted there first. */
  private async sendToThread(record: CaseRecord, notice: Notice, earlier: Earlier | undefined): Promise<SendResult> {
    try {
      return await this.sendNotice(record, notice, earlier);
    } catch (error) {
      if (failureOf(error).kind !== 'refused' || !record.home) throw error;
      const place = await this.placeOf(record);
      const message = this.cardFor(record, place.reader);
      if (place.channel === record.home.channel || !message) throw error;
      const { home } = await this.postOnce(record, place, message, notice.id, earlier, `${notice.id}:card`);
      return { ...(await this.sendNotice({ ...record, home }, notice, earlier)), home };
    }
  }

  private async sendNotice(record: CaseRecord, notice: Notice, earlier: Earlier | undefined): Promise<SendResult> {
    const { id } = notice;
    const channel = await this.channelFor(record, notice);
    const fileName = notice.document && fileNameOf(record, notice.document, id);
    const found = await earlier?.find(fileName ?? id, channel, threadOf(record, notice));
    const { result: ts, isLate } = found
      ? { result: found, isLate: false }
      : await this.ownTurn(channel, record, id, (current) =>
          this.deliver({ ...current, home: record.home ?? current.home }, notice, channel),
        );
    if (ts === undefined) return { id, mayWait: true };
    return { ...this.delivered(notice, channel, ts), isDoubtful: !found && (isLate || earlier !== undefined) };
  }

  /** Somebody has this notice now. */
  delivered({ id, deadline, createdAt }: Notice, channel: string, ts: string): SendResult & { readonly sent: SentNotice } {
    const at = this.parts.clock.now().toJSDate();
    this.parts.onDelivered?.(deadline?.step ?? 'said', at.getTime() - (deadline?.dueAt ?? createdAt).getTime());
    return { id, sent: { id, channel, ts, at } };
  }

  /** What could not be told to whom it was meant for goes to the first one who has it: the alarms' channel, supervisors, heads, admins. */
  private async sendToAnyone(record: CaseRecord, notice: Notice, earlier: Earlier | undefined): Promise<SendResult> {
    const { people } = this.parts;
    const { supervisors, heads } = await people.leaders();
    const answering = [...new Set([...supervisors, ...heads])];
    const persons = (users: readonly string[]): Recipient[] => users.map((user) => ({ kind: 'person', user }));
    const first: Recipient[] = [{ kind: 'channel', name: 'alarms' }, ...persons(answering)];
    const known = await this.firstOf(first, async (to) => this.foundAt(record, notice, to, earlier));
    if (known) return known;
    const told = await this.firstOf(first, (to) => this.sendNotice(record, { ...notice, to }, undefined));
    if (told) return told;
    const admins = persons((await people.admins()).filter((user) => !answering.includes(user)));
    const last = await this.firstOf(admins, async (to) => {
      return (await this.foundAt(record, notice, to, earlier)) ?? this.sendNotice(record, { ...notice, to }, undefined);
    });
    if (last) return last;
    throw new ChannelTrouble('anyone', 'nobody_reachable');
  }

  /** The first of these that gives an answer; those whom Slack refuses are passed over. */
  private async firstOf<T>(recipients: readonly Recipient[], ask: (to: Recipient) => Promise<T | undefined>): Promise<T | undefined> {
    for (const to of recipients) {
      try {
        const answer = await this.toPlaceOfToday(() => ask(to));
        if (answer) return answer;
      } catch (error) {
        if (failureOf(error).kind !== 'refused') throw error;
      }
    }
    return undefined;
  }

  private async foundAt(record: CaseRecord, notice: Notice, to: Recipient, earlier: Earlier | undefined): Promise<SendResult | undefined> {
    if (!earlier) return undefined;
    const channel = await this.channelFor(record, { ...notice, to });
    const ts = await earlier.find(notice.id, channel);
    return ts === undefined ? undefined : this.delivered(notice, channel, ts);
  }

  /** Answers Slack's id of the message or file; undefined when the notice is no longer true. */
  private async deliver(record: CaseRecord, notice: Notice, channel: string): Promise<string | undefined> {
    if (isStale(record, notice)) return undefined;
    const place = { channel, threadTs: threadOf(record, notice) };
    const extra = await this.callerForHelp(record, notice);
    const url = record.home && permalink(this.parts, record.home);
    const message = renderNotice(record, notice, await this.readerOf(notice.to), url, extra, (error) =>
      this.parts.broken.report(record, 'notice', error),
    );
    const { document } = notice;
    if (!document) return this.post(place, message, [notice.id]);
    return this.reaching(channel, () => uploadDocument(this.parts, record, document, { ...place, comment: message.text, id: notice.id }));
  }

  /** An SOS carries the number of the one who calls; a channel sees it masked. Rule D11. */
  private async callerForHelp({ data }: CaseRecord, { say, to }: Notice): Promise<Record<string, string>> {
    const { sos } = (data ?? {}) as { sos?: { by: string } };
    if (!sos || !say.startsWith('sos')) return {};
    const phone = (await this.parts.people.find(sos.by).catch(() => undefined))?.phone ?? '';
    return { engineer: person(sos.by), engineerPhone: to.kind === 'person' ? asIs(phone) : maskedPhone(phone) };
  }
}
