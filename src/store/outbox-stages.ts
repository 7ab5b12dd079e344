import { type Answerable, MOST_ANSWERABLE } from '../cases/answerable.js';
import type { CaseNo, Home, Notice } from '../cases/case.js';
import type { Doubt, OwedNotice, SentNotice } from './case-record.js';

/** So many delivered notices does a case remember. */
const MOST_SENT_KEPT = 200;

/** So many doubtful messages does a case remember; of more the oldest are not looked at again. */
const MOST_DOUBTS = 50;

/** What became of a notice: delivered as this message, or without `sent` not true any more. */
export interface Done {
  readonly id: string;
  readonly sent?: SentNotice;
  /** Where the card stands now, when it was the card. */
  readonly home?: Home;
  /** What is to be known of it until it is answered. */
  readonly asks?: Answerable | undefined;
  /** It may stand in Slack twice, which is to be looked at. */
  readonly doubt?: Doubt | undefined;
}

/** A message that is answered: what became of it, and whether Slack shows that. Without `isKept` it is not known any longer. */
export interface Answered extends Pick<Answerable, 'channel' | 'ts' | 'outcome' | 'isDrawn'> {
  readonly isKept?: boolean;
}

/** A notice that could not be delivered: when it is tried again, and what is to be known then. */
export type Kept = Pick<OwedNotice, 'id' | 'retryAt' | 'tries' | 'attempts' | 'refused'>;

/**
 * What became of notices of a case. `more`: notices that are owed besides, each once under its id. `back` gives the case back
 * with it; it is due again when the first of its notices is.
 */
export interface Settled {
  readonly no: CaseNo;
  readonly done: readonly Done[];
  readonly kept?: readonly Kept[];
  readonly answered?: readonly Answered[];
  readonly more?: readonly Notice[];
  /** What no sender can read: it goes out of the case. */
  readonly unread?: readonly unknown[];
  readonly back?: { readonly now: Date };
}

/** So long after a doubtful message, or after a look that failed, it is looked whether an earlier one arrived after all, in milliseconds. */
const LOOK_AGAIN_MS = 30_000;
export const LOOK_AGAIN: object = { $add: ['$$NOW', LOOK_AGAIN_MS] };

/** What stands in a list's place and is none counts as an empty one: a stage that fails writes nothing of its case. */
export const listIn = (field: string): object => ({ $cond: [{ $isArray: field }, field, []] });
const OWED = listIn('$notices');
const KNOWN = listIn('$sent.id');
const isAmong = (ids: readonly string[]): object => ({ $in: ['$$this.id', { $literal: ids }] });

/** Records what became of notices and takes them out of the waiting ones. Of two senders of one notice the first one's message stands. */
function recorded(done: readonly Done[]): object {
  const sent = done.flatMap((one) => one.sent ?? []);
  const card = done.findLast((one) => one.home);
  const asks = done.flatMap((one) => one.asks ?? []);
  const asked = { $filter: { input: { $literal: asks }, cond: { $not: { $in: ['$$this.notice.id', KNOWN] } } } };
  const fresh = { $filter: { input: { $literal: sent }, cond: { $not: { $in: ['$$this.id', KNOWN] } } } };
  return {
    notices: { $filter: { input: OWED, cond: { $not: isAmong(done.map(({ id }) => id)) } } },
    ...(sent.length > 0 ? { sent: { $slice: [{ $concatArrays: [listIn('$sent'), fresh] }, -MOST_SENT_KEPT] } } : {}),
    ...(asks.length > 0 ? { answerable: { $slice: [{ $concatArrays: [listIn('$answerable'), asked] }, -MOST_ANSWERABLE] } } : {}),
    ...(card
      ? { home: { $cond: [{ $in: [card.id, KNOWN] }, { $ifNull: ['$home', { $literal: card.home }] }, { $literal: card.home }] } }
      : {}),
  };
}

/** What was sent in doubt is looked at after the last of it, by the database's clock: whoever sent it may not live so long. */
const doubted = (doubts: readonly Doubt[]): object => ({
  doubts: { $slice: [{ $concatArrays: [listIn('$doubts'), { $literal: doubts }] }, -MOST_DOUBTS] },
  doubtsDueAt: LOOK_AGAIN,
});

/** Notices that wait on say until when; those of them that another sender has done meanwhile are gone. */
function waitingOn(kept: readonly Kept[]): object {
  const branches = kept.map(({ id, ...more }) => ({
    case: { $eq: ['$$this.id', { $literal: id }] },
    // biome-ignore lint/suspicious/noThenProperty: MongoDB's $switch calls it so.
    then: { $mergeObjects: ['$$this', { $literal: more }] },
  }));
  return { notices: { $map: { input: OWED, as: 'this', in: { $switch: { branches, default: '$$this' } } } } };
}

/** What became of messages that are answered. */
function withAnswered(answered: readonly Answered[]): object {
  const isThis = ({ channel, ts }: Answered): object => ({
    $and: [{ $eq: ['$$this.ts', { $literal: ts }] }, { $eq: ['$$this.channel', { $literal: channel }] }],
  });
  const gone = answered.filter(({ isKept }) => !isKept).map(isThis);
  const branches = answered
    .filter(({ isKept }) => isKept)
    .map(({ isKept: _, channel, ts, ...more }) => ({
      case: isThis({ channel, ts }),
      // biome-ignore lint/suspicious/noThenProperty: MongoDB's $switch calls it so.
      then: { $mergeObjects: ['$$this', { $literal: more }] },
    }));
  const left = gone.length > 0 ? { $filter: { input: listIn('$answerable'), cond: { $not: { $or: gone } } } } : listIn('$answerable');
  return {
    answerable: branches.length > 0 ? { $map: { input: left, as: 'this', in: { $switch: { branches, default: '$$this' } } } } : left,
  };
}

/** Notices that come besides, each once: neither waiting nor delivered already. */
export function added(more: readonly Notice[]): object {
  const known = { $concatArrays: [KNOWN, listIn('$notices.id')] };
  return {
    notices: {
      $concatArrays: [OWED, { $filter: { input: { $literal: more }, cond: { $not: { $in: ['$$this.id', known] } } } }],
    },
  };
}

/** The case is free again, if this sender still holds it, and due when the first of its notices is: those that came meanwhile, now. */
function givenBack(sender: string, { now }: NonNullable<Settled['back']>): object {
  const ifMine = (given: unknown, otherwise: unknown) => ({ $cond: [{ $eq: ['$claim.by', { $literal: sender }] }, given, otherwise] });
  const isEmpty = { $eq: [{ $size: OWED }, 0] };
  const first = { $min: { $map: { input: OWED, as: 'this', in: { $ifNull: ['$$this.retryAt', '$$this.held.until', now] } } } };
  return {
    nextNoticeAt: ifMine({ $cond: [isEmpty, '$$REMOVE', first] }, '$nextNoticeAt'),
    claim: ifMine('$$REMOVE', '$claim'),
  };
}

/** A notice that waits for a later moment than this one waits no longer. */
export const hastened = (after: Date): object => ({
  $map: {
    input: OWED,
    as: 'this',
    in: { $cond: [{ $gt: ['$$this.retryAt', after] }, { $mergeObjects: ['$$this', { retryAt: null }] }, '$$this'] },
  },
});

/** An earlier sender may have sent each of these. What is stored there and is no notice stays as it is. */
export const DOUBTED: object = {
  $map: {
    input: OWED,
    as: 'this',
    in: {
      $cond: [
        { $eq: [{ $type: '$$this' }, 'object'] },
        { $mergeObjects: ['$$this', { attempts: { $max: [{ $ifNull: ['$$this.attempts', 0] }, 1] } }] },
        '$$this',
      ],
    },
  },
};

/** Only what can be read waits on. */
const withoutUnread = (unread: readonly unknown[]): object => ({
  notices: { $filter: { input: OWED, cond: { $not: { $in: ['$$this', { $literal: unread }] } } } },
});

/** The stages of an update that write down what became of a case. */
export const stagesOf = (sender: string, { done, kept = [], answered = [], more = [], unread = [], back }: Settled): object[] => [
  ...(unread.length > 0 ? [{ $set: withoutUnread(unread) }] : []),
  ...(done.length > 0 ? [{ $set: recorded(done) }] : []),
  ...(done.some(({ doubt }) => doubt) ? [{ $set: doubted(done.flatMap(({ doubt }) => doubt ?? [])) }] : []),
  ...(kept.length > 0 ? [{ $set: waitingOn(kept) }] : []),
  ...(answered.length > 0 ? [{ $set: withAnswered(answered) }] : []),
  ...(more.length > 0 ? [{ $set: added(more) }] : []),
  ...(back ? [{ $set: givenBack(sender, back) }] : []),
];
