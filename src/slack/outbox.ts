import type { WebClient } from '@slack/web-api';
import type { Reader } from '../cases/card.js';
import type { CaseNo, Notice } from '../cases/case.js';
import { translator } from '../locales/index.js';
import type { Log } from '../log.js';
import type { Settings } from '../settings.js';
import type { CaseRecord } from '../store/cases.js';
import type { LeaseStore } from '../store/leases.js';
import type { OutboxStore } from '../store/outbox.js';
import type { Clock } from '../time/clock.js';
import { cardMessage, type Message, noticeMessage } from './blocks.js';
import { cardOf } from './cards.js';
import type { Channels } from './channels.js';
import { failureOf, findOwnMessage, METADATA_TYPE } from './delivery.js';
import { digestLine, renderNotice } from './notices.js';
import { Pace } from './pace.js';
import type { People } from './people.js';
import { permalink, readerFor, readerOfChannel } from './readers.js';

/** More alarms than this for one channel in one run become one digest. */
const BURST = 5;
const MOST_CASES_PER_RUN = 300;
const CHANNEL_TROUBLE_RETRY_MS = 15 * 60_000;

interface Parts {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly people: People;
  readonly channels: Channels;
  readonly team: { readonly url: string };
  readonly client: WebClient;
  readonly log: Log;
  readonly leases: LeaseStore;
  readonly store: OutboxStore;
}

interface Claimed {
  readonly record: CaseRecord;
  /** An earlier try may have reached Slack: look for our own message before sending again. */
  readonly isSuspect: boolean;
}

/** Another sender took the case over while this one waited for its turn in the channel: it is his to send now. */
class ClaimLost extends Error {}

interface Mergeable extends Claimed {
  readonly notice: Notice;
}

/** Sends the notices that cases owe: in order within a case, urgent cases first, never the same one twice. */
export class Outbox {
  private running: Promise<void> | undefined;
  private isWanted = false;
  private isStopped = false;
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
  }

  /** Sends soon, without waiting: called after each decision, so that people see its effect at once. */
  poke(): void {
    void this.run();
  }

  /** Sends all that is due; a run asked for while one goes on follows it. */
  async run(): Promise<void> {
    this.isWanted = true;
    this.running ??= this.loop().finally(() => {
      this.running = undefined;
    });
    await this.running;
  }

  /** Finishes what is being sent and takes nothing new. */
  async stop(): Promise<void> {
    this.isStopped = true;
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
    const claimed: Claimed[] = [];
    while (claimed.length < MOST_CASES_PER_RUN) {
      const claim = await this.parts.store.claim(this.parts.clock.now().toJSDate());
      if (!claim) break;
      claimed.push({ record: claim.record, isSuspect: claim.wasAbandoned || claim.record.attempts > 0 });
    }
    if (claimed.length === 0) return;
    const isUrgent = ({ record }: Claimed): boolean => record.notices.some((notice) => notice.isUrgent);
    const inOrder = [...claimed.filter(isUrgent), ...claimed.filter((claim) => !isUrgent(claim))];
    const merged = await this.mergedOf(inOrder);
    await Promise.all(inOrder.map((claim) => this.sendCase(claim, new Set([...merged.values()].flat().map(({ notice }) => notice.id)))));
    await this.sendDigests(merged);
    if (claimed.length === MOST_CASES_PER_RUN) this.isWanted = true;
  }

  /** Alarms that come in a burst for one channel. */
  private async mergedOf(claimed: readonly Claimed[]): Promise<Map<string, Mergeable[]>> {
    const byChannel = new Map<string, Mergeable[]>();
    for (const claim of claimed) {
      for (const notice of claim.record.notices.filter(({ deadline }) => deadline)) {
        const channel = await this.channelFor(claim.record, notice).catch(() => undefined);
        if (channel) byChannel.set(channel, [...(byChannel.get(channel) ?? []), { ...claim, notice }]);
      }
    }
    return new Map([...byChannel].filter(([, notices]) => notices.length > BURST));
  }

  private async channelFor(record: CaseRecord, notice: Notice): Promise<string> {
    if (notice.to.kind === 'thread' && record.home) return record.home.channel;
    return this.parts.channels.of(notice.to);
  }

  private async sendCase({ record, isSuspect }: Claimed, merged: ReadonlySet<string>): Promise<void> {
    const { store, clock, log } = this.parts;
    let current = record;
    let hasCard = false;
    try {
      for (const notice of record.notices) {
        if (merged.has(notice.id)) continue;
        const isRepeatedCard = notice.say === 'card' && hasCard;
        if (isRepeatedCard || this.isStale(current, notice)) {
          await store.dropped(record.no, notice.id);
          continue;
        }
        current =
          notice.say === 'card' ? await this.sendCard(current, notice, isSuspect) : await this.sendNotice(current, notice, isSuspect);
        hasCard ||= notice.say === 'card';
      }
      if (!record.notices.some(({ id }) => merged.has(id))) await store.release(record.no, clock.now().toJSDate());
    } catch (error) {
      log.warn({ case: record.no, reason: failureOf(error).reason }, 'a notice could not be sent; it will be tried again');
      await this.retryLater(record, error);
    }
  }

  /** An alarm whose case has ended meanwhile, or whose deadline was met, is not sent any more. */
  private isStale(record: CaseRecord, notice: Notice): boolean {
    return notice.deadline !== undefined && !record.isOpen;
  }

  private async retryLater(record: CaseRecord, error: unknown): Promise<void> {
    if (error instanceof ClaimLost) return;
    const { store, clock } = this.parts;
    const failure = failureOf(error);
    const backoffMs = Math.min(2 ** record.attempts * 1000, 5 * 60_000);
    const waitMs = failure.kind === 'channel' ? CHANNEL_TROUBLE_RETRY_MS : (failure.retryAfterMs ?? backoffMs);
    if (failure.kind === 'channel') await this.reportChannel(record, failure.reason);
    await store.release(record.no, clock.now().toJSDate(), clock.now().plus({ milliseconds: waitMs }).toJSDate());
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
      await this.post(await this.parts.channels.directOf(user), noticeMessage(text, undefined, [], t), [], { owners: [] });
    }
  }

  private async readerOf(to: Notice['to']): Promise<Reader> {
    return to.kind === 'person' ? readerFor(this.parts, await this.parts.people.find(to.user)) : readerOfChannel(this.parts);
  }

  private async sendCard(record: CaseRecord, notice: Notice, isSuspect: boolean): Promise<CaseRecord> {
    const { store, channels, client, clock } = this.parts;
    const personal = record.kind === 'message' ? String((record.data as { for?: string }).for) : undefined;
    const reader = await this.readerOf(personal ? { kind: 'person', user: personal } : { kind: 'home' });
    const fresh = (await store.fresh(record.no)) ?? record;
    const card = cardOf(fresh, { ...reader, roles: undefined });
    if (!card) {
      await store.dropped(record.no, notice.id);
      return fresh;
    }
    const message = cardMessage(card, reader.t);
    if (fresh.home) {
      try {
        await client.chat.update({ ...fresh.home, ...message });
        await store.delivered(record.no, { id: notice.id, channel: fresh.home.channel, ts: fresh.home.ts, at: clock.now().toJSDate() });
        return fresh;
      } catch (error) {
        if (failureOf(error).reason !== 'message_not_found') throw error;
      }
    }
    const channel = personal ? await channels.directOf(personal) : await channels.idOf('desk');
    const found = isSuspect ? await findOwnMessage(client, channel, notice, undefined) : undefined;
    const ts = found ?? (await this.post(channel, message, [notice.id], { owners: [record.no] }));
    const home = { channel, ts };
    await store.delivered(record.no, { id: notice.id, channel, ts, at: clock.now().toJSDate() }, home);
    return { ...fresh, home };
  }

  private async sendNotice(record: CaseRecord, notice: Notice, isSuspect: boolean): Promise<CaseRecord> {
    const { store, client, clock } = this.parts;
    const channel = await this.channelFor(record, notice);
    const threadTs = notice.to.kind === 'thread' ? record.home?.ts : undefined;
    const fresh = (await store.fresh(record.no)) ?? record;
    if (this.isStale(fresh, notice)) {
      await store.dropped(record.no, notice.id);
      return fresh;
    }
    const found = isSuspect ? await findOwnMessage(client, channel, notice, threadTs) : undefined;
    const message = found
      ? undefined
      : renderNotice(fresh, notice, await this.readerOf(notice.to), fresh.home && permalink(this.parts, fresh.home));
    const ts = found ?? (message ? await this.post(channel, message, [notice.id], { owners: [record.no], threadTs }) : '');
    await store.delivered(record.no, { id: notice.id, channel, ts, at: clock.now().toJSDate() });
    return fresh;
  }

  /** A case may stand in several digests; it is given back after the last. */
  private async sendDigests(merged: ReadonlyMap<string, readonly Mergeable[]>): Promise<void> {
    const finished = new Set<CaseNo>();
    const failed = new Set<CaseNo>();
    for (const [channel, notices] of merged) {
      const isSent = await this.sendDigest(channel, notices);
      for (const { record } of notices) (isSent ? finished : failed).add(record.no);
    }
    const { store, clock } = this.parts;
    for (const no of finished) if (!failed.has(no)) await store.release(no, clock.now().toJSDate());
  }

  /** Answers whether it was sent; a failed one has given its cases back to be tried again. */
  private async sendDigest(channel: string, notices: readonly Mergeable[]): Promise<boolean> {
    const { store, client, clock, log } = this.parts;
    const first = notices[0];
    if (!first) return true;
    try {
      const reader = await this.readerOf(first.notice.to);
      const alive: Mergeable[] = [];
      for (const item of notices) {
        const fresh = (await store.fresh(item.record.no)) ?? item.record;
        if (this.isStale(fresh, item.notice)) await store.dropped(item.record.no, item.notice.id);
        else alive.push({ ...item, record: fresh });
      }
      const lines = alive.map(({ record, notice }) =>
        digestLine(record, notice, reader, record.home && permalink(this.parts, record.home)),
      );
      const suspect = alive.find(({ isSuspect }) => isSuspect);
      const found = suspect && (await findOwnMessage(client, channel, suspect.notice, undefined));
      const text = [reader.t('notice.digest', { n: alive.length }), ...lines.map((line) => `• ${line}`)].join('\n');
      const ts =
        found ??
        (alive.length > 0
          ? await this.post(
              channel,
              noticeMessage(text, undefined, [], reader.t),
              alive.map(({ notice }) => notice.id),
              { owners: alive.map(({ record }) => record.no) },
            )
          : '');
      for (const { record, notice } of alive) await store.delivered(record.no, { id: notice.id, channel, ts, at: clock.now().toJSDate() });
      return true;
    } catch (error) {
      log.warn({ channel, reason: failureOf(error).reason }, 'a digest could not be sent; it will be tried again');
      for (const { record } of notices) await this.retryLater(record, error);
      return false;
    }
  }

  /** Posts within the channel's pace, if the cases it is about are still ours. The notices' ids travel in the metadata. */
  private async post(
    channel: string,
    message: Message,
    ids: readonly string[],
    { owners, threadTs }: { owners: readonly CaseNo[]; threadTs?: string | undefined },
  ): Promise<string> {
    return this.pace.take(channel, async () => {
      for (const no of owners) if (!(await this.parts.store.renew(no))) throw new ClaimLost(`${no} was taken over`);
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
    });
  }
}
