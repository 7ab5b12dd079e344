import type { Notice, Recipient } from '../../cases/case.js';
import type { CaseRecord } from '../../store/cases.js';
import { ChannelTrouble } from '../people/channels.js';
import { failureOf } from './delivery.js';
import type { Posting, SenderParts, SendResult } from './posting.js';
import { channelFor } from './recipients.js';
import type { Earlier } from './sent.js';

/** Sends one notice to where it goes, and says that it is there. */
interface Notices {
  sendNotice(record: CaseRecord, notice: Notice, earlier: Earlier | undefined): Promise<SendResult>;
  delivered(notice: Notice, channel: string, ts: string): SendResult;
}

/** Who has a notice instead of whom it was meant for. */
export class Anyone {
  constructor(
    private readonly parts: SenderParts,
    private readonly posting: Posting,
    private readonly notices: Notices,
  ) {}

  /** What could not be told to whom it was meant for goes to the first one who has it: the alarms' channel, supervisors, heads, admins. */
  async send(record: CaseRecord, notice: Notice, earlier: Earlier | undefined): Promise<SendResult> {
    const { people } = this.parts;
    const { supervisors, heads } = await people.leaders();
    const answering = [...new Set([...supervisors, ...heads])];
    const persons = (users: readonly string[]): Recipient[] => users.map((user) => ({ kind: 'person', user }));
    const first: Recipient[] = [{ kind: 'channel', name: 'alarms' }, ...persons(answering)];
    const known = await this.firstOf(first, async (to) => this.foundAt(record, notice, to, earlier));
    if (known) return known;
    const told = await this.firstOf(first, (to) => this.notices.sendNotice(record, { ...notice, to }, undefined));
    if (told) return told;
    const admins = persons((await people.admins()).filter((user) => !answering.includes(user)));
    const last = await this.firstOf(admins, async (to) => {
      return (await this.foundAt(record, notice, to, earlier)) ?? this.notices.sendNotice(record, { ...notice, to }, undefined);
    });
    if (last) return last;
    throw new ChannelTrouble('anyone', 'nobody_reachable');
  }

  /** The first of these that gives an answer; those whom Slack refuses are passed over. */
  private async firstOf<T>(recipients: readonly Recipient[], ask: (to: Recipient) => Promise<T | undefined>): Promise<T | undefined> {
    for (const to of recipients) {
      try {
        const answer = await this.posting.toPlaceOfToday(() => ask(to));
        if (answer) return answer;
      } catch (error) {
        if (failureOf(error).kind !== 'refused') throw error;
      }
    }
    return undefined;
  }

  private async foundAt(record: CaseRecord, notice: Notice, to: Recipient, earlier: Earlier | undefined): Promise<SendResult | undefined> {
    if (!earlier) return undefined;
    const channel = await channelFor(this.parts, record, { ...notice, to });
    const ts = await earlier.find(notice.id, channel);
    return ts === undefined ? undefined : this.notices.delivered(notice, channel, ts);
  }
}
