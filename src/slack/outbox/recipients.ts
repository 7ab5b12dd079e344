import type { Reader } from '../../cases/card.js';
import type { Notice, Recipient } from '../../cases/case.js';
import type { CaseRecord } from '../../store/cases.js';
import { ChannelTrouble } from '../people/channels.js';
import { readerFor, readerOfChannel } from '../people/readers.js';
import { failureOf } from './delivery.js';
import { NoCardYet, type SenderParts } from './posting.js';

/** Whether a recipient is still there is asked again after this. */
const RECIPIENT_FRESH_MS = 60_000;

/** Who reads what goes there. Somebody about whom Slack says nothing just now reads the channels' language. */
export async function readerOf(parts: SenderParts, to: Recipient): Promise<Reader> {
  if (to.kind !== 'person') return readerOfChannel(parts);
  try {
    const person = await parts.people.find(to.user, RECIPIENT_FRESH_MS);
    // Slack goes on taking what is written into the direct channel of somebody who has left, and nobody reads it.
    if (person.left) throw new ChannelTrouble(to.user, person.left);
    return readerFor(parts, person);
  } catch (error) {
    if (failureOf(error).kind === 'refused') throw error;
    return readerOfChannel(parts);
  }
}

/** The channel that a notice goes into. */
export async function channelFor(parts: SenderParts, record: Pick<CaseRecord, 'home'>, notice: Notice): Promise<string> {
  if (notice.to.kind !== 'thread') return parts.channels.of(notice.to);
  if (!record.home) throw new NoCardYet('the card is not posted yet');
  return record.home.channel;
}
