import { createHash } from 'node:crypto';
import type { Translate } from '../../cases/card.js';
import type { CaseNo, Fallback } from '../../cases/case.js';
import { link } from '../../cases/text.js';
import { cutTo, toMrkdwn } from '../messages/mrkdwn.js';

/** One promise in a message that Slack holds. Times are whole seconds since 1970, as Slack counts. */
export interface HeldLine {
  readonly mark: string;
  readonly postAt: number;
  readonly mrkdwn: string;
}

/** A message for Slack to hold. */
export interface HeldMessage {
  readonly marks: readonly string[];
  readonly postAt: number;
  readonly text: string;
}

/** A message that Slack holds for us, with the marks of the promises in it. */
export interface Listed {
  readonly id: string;
  readonly channel: string;
  readonly postAt: number;
  readonly marks: readonly string[];
  /** The cases that it is about. */
  readonly numbers: readonly string[];
}

const MINUTE = 60;
/** Slack does not delete what it posts within a minute; nor do we try in the seconds before. */
export const BEYOND_RECALL_S = 65;
/** Slack takes 30 messages for one channel in five minutes; four a minute leave room for those that are being replaced. */
const MOST_A_MINUTE = 4;
const MOST_LINES = 10;
const MOST_OF_A_LINE = 1_200;
const MOST_OF_A_MESSAGE = 3_900;

const hash = (text: string, length: number): string => createHash('sha256').update(text).digest('hex').slice(0, length);

/** When Slack sounds a promise: at a full minute, never early. */
export const postAtOf = ({ at }: Pick<Fallback, 'at'>): number => Math.ceil(at.getTime() / 1000 / MINUTE) * MINUTE;

/** The promise that a line stands for, whatever its words. */
export const identityOf = (no: CaseNo, { id, at }: Pick<Fallback, 'id' | 'at'>): string => hash(`${no} ${id} ${at.getTime()}`, 12);
/** Under which the promise was left with Slack: with its words, so that other words are another message. */
const MARKS = /[?]fieldbell=([0-9a-f]{12})-([0-9a-f]{8})/g;

/** The same with the case's number, which the link shows. */
const MARKED_NUMBERS = /[?]fieldbell=[0-9a-f]{12}-[0-9a-f]{8}\|([^>]+)>/g;
/** The numbers of the cases in a message that Slack has. */
export const numbersIn = (text: string): string[] => [...text.matchAll(MARKED_NUMBERS)].map(([, no = '']) => no);

/** The marks in a message that Slack has; none when it is not one of these. */
export const marksIn = (text: string): string[] => [...text.matchAll(MARKS)].map(([, identity, words]) => `${identity}-${words}`);
export const identityIn = (mark: string): string => mark.split('-')[0] ?? '';

/**
 * A line: the case's number, a link to its card that carries the mark, and what is to be done. Slack's list of what it holds
 * gives texts only, so that the mark is in the text.
 */
export function lineOf(no: CaseNo, fallback: Fallback, url: string, words: string): HeldLine {
  const mark = `${identityOf(no, fallback)}-${hash(`${url} ${words}`, 8)}`;
  return {
    mark,
    postAt: postAtOf(fallback),
    mrkdwn: cutTo(toMrkdwn(`${link(`${url}?fieldbell=${mark}`, no)} ${words}`), MOST_OF_A_LINE),
  };
}

/** What is due at the same minute is one message, so many lines at most; what is more than Slack takes comes a minute later. */
export function messagesOf(lines: readonly HeldLine[], t: Translate): HeldMessage[] {
  const ends = toMrkdwn(t('shared.fallback.heading')).length + toMrkdwn(t('shared.fallback.foot')).length + 2;
  const minutes = new Map<number, HeldLine[][]>();
  const ordered = [...lines].sort((a, b) => a.postAt - b.postAt || a.mark.localeCompare(b.mark));
  for (const line of ordered) {
    for (let postAt = line.postAt; ; postAt += MINUTE) {
      const groups = minutes.get(postAt) ?? [];
      minutes.set(postAt, groups);
      const last = groups.at(-1);
      const length = (last ?? []).reduce((sum, { mrkdwn }) => sum + mrkdwn.length + 1, ends + line.mrkdwn.length);
      if (last && last.length < MOST_LINES && length <= MOST_OF_A_MESSAGE) last.push(line);
      else if (groups.length < MOST_A_MINUTE) groups.push([line]);
      else continue;
      break;
    }
  }
  return [...minutes].flatMap(([postAt, groups]) =>
    groups.map((group) => ({
      postAt,
      marks: group.map(({ mark }) => mark),
      text: [toMrkdwn(t('shared.fallback.heading')), ...group.map(({ mrkdwn }) => mrkdwn), toMrkdwn(t('shared.fallback.foot'))].join('\n'),
    })),
  );
}

/** A held message by its place, time and promises. */
export const keyOf = (channel: string, { postAt, marks }: Pick<HeldMessage, 'postAt' | 'marks'>): string =>
  `${channel} ${postAt} ${[...marks].sort().join(' ')}`;

/** What Slack should hold and does not, and what it holds and should not. */
export interface Difference {
  readonly missing: readonly HeldMessage[];
  readonly surplus: readonly Listed[];
}

/** What it posts so soon that nobody can take it back is left out. `now` is in seconds. */
export function compared(channel: string, wanted: readonly HeldMessage[], listed: readonly Listed[], now: number): Difference {
  const wantedKeys = new Set(wanted.map((message) => keyOf(channel, message)));
  const kept = new Set<string>();
  const surplus = listed.filter((message) => {
    if (message.postAt <= now + BEYOND_RECALL_S) return false;
    const key = keyOf(message.channel, message);
    const isFirst = wantedKeys.has(key) && !kept.has(key);
    kept.add(key);
    return !isFirst;
  });
  return { missing: wanted.filter((message) => !kept.has(keyOf(channel, message))), surplus };
}
