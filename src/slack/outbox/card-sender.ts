import type { Reader } from '../../cases/card.js';
import type { CaseNo, Home, Notice } from '../../cases/case.js';
import { kindOf } from '../../cases/kinds.js';
import type { CaseRecord } from '../../store/cases.js';
import { cardMessage, type Message } from '../messages/blocks.js';
import { cardOf } from './cards.js';
import { NoCardYet, type Place, type Posting, type SenderParts, type SendResult } from './posting.js';
import { readerOf } from './recipients.js';
import type { Retraction } from './retraction.js';
import type { Earlier } from './sent.js';

/** A card notice that comes again for the copies alone goes by the name of the first. */
const baseOf = (id: string): string => id.replace(/~$/, '');

/** That a case owes its card in this channel, where it was in another one. */
export const cardIn = (no: CaseNo, channel: string, at: Date): Notice => ({
  id: `${no}:card:${channel}`,
  to: { kind: 'home' },
  say: 'card',
  params: {},
  isUrgent: false,
  createdAt: at,
});

/** Keeps a case's card where it belongs, and the copies of those who have one of their own. */
export class CardSender {
  constructor(
    private readonly parts: SenderParts,
    private readonly posting: Posting,
    private readonly retraction: Retraction,
  ) {}

  /** Where the card belongs today. */
  async placeOf(record: CaseRecord): Promise<Place & { readonly reader: Reader }> {
    const { channels, cases } = this.parts;
    const home = kindOf(record).home(record);
    if (home && 'person' in home)
      return { channel: await channels.directOf(home.person), reader: await readerOf(this.parts, { kind: 'person', user: home.person }) };
    const reader = await readerOf(this.parts, { kind: 'home' });
    if (!home || 'channel' in home) return { channel: await channels.idOf(channels.homeOf(home?.group)), reader };
    const root = (await cases.get(home.threadOf))?.home;
    if (!root) throw new NoCardYet(`the card of ${home.threadOf} is not posted yet`);
    return { channel: root.channel, threadTs: root.ts, reader };
  }

  /**
   * The card: updated in place, posted where it is not yet, or where its channel is gone and there is another. It shows the case
   * as it was taken; what changed since has a card notice of its own.
   */
  async sendCard(record: CaseRecord, { id }: Notice, earlier: Earlier | undefined): Promise<SendResult> {
    const place = await this.placeOf(record);
    const message = this.cardFor(record, place.reader);
    if (!message) return { id, mayWait: true };
    const isUpdated = record.home !== undefined && (await this.posting.update(record.home, message, place.channel));
    const posted = isUpdated && record.home ? { home: record.home } : await this.postOnce(record, place, message, id, earlier);
    const { home } = posted;
    const at = this.parts.clock.now().toJSDate();
    const delivered = { id, sent: { id, channel: home.channel, ts: home.ts, at } };
    return isUpdated ? { ...delivered, mayWait: true } : { ...delivered, ...posted };
  }

  cardFor(record: CaseRecord, reader: Reader): Message | undefined {
    const card = cardOf(record, reader.user ? reader : { ...reader, roles: undefined }, (error) =>
      this.parts.broken.report(record, 'card', error),
    );
    return card && cardMessage(card, reader.t);
  }

  /** Posts the card of a notice, once under this name, by default the notice's own. */
  async postOnce(
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
    const { result: ts, isLate } = await this.posting.ownTurn(channel, record, notice, () => this.posting.post(place, message, [name]));
    return { home: { ...place, ts }, isDoubtful: isLate || earlier !== undefined };
  }

  /** Who has a card of his own of this case, or is to have one. */
  copyHolders(record: CaseRecord): readonly string[] {
    return [...new Set([...(kindOf(record).copies?.(record) ?? []), ...(record.copies ?? []).map(({ user }) => user)])];
  }

  /** Somebody's own card of a case: updated in place, or posted when he is to have one and it is not there. */
  async sendCopy(record: CaseRecord, id: string, user: string, earlier: Earlier | undefined): Promise<void> {
    await this.posting.toPlaceOfToday(async () => {
      const existing = record.copies ?? [];
      const message = this.cardFor(record, await readerOf(this.parts, { kind: 'person', user }));
      if (!message) return;
      const copy = existing.findLast((other) => other.user === user);
      // A direct channel that is stored may be one of former days.
      if (copy && (await this.posting.update(copy, message, await this.parts.channels.directOf(user)))) return;
      if (!(kindOf(record).copies?.(record) ?? []).includes(user)) return;
      const place = { channel: await this.parts.channels.directOf(user) };
      const { home } = await this.postOnce(record, place, message, id, earlier, `${baseOf(id)}:${user}`);
      if (!(await this.parts.store.copied(record.no, { ...home, user }, existing))) await this.retraction.takeBack(home);
    });
  }
}
