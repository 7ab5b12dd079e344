import type { KnownBlock } from '@slack/types';
import type { Reader } from '../../cases/card.js';
import type { CaseNo, Home, MessagePlace } from '../../cases/case.js';
import type { CaseRecord } from '../../store/cases.js';
import { actionsBlock, listButtons, section } from '../messages/blocks.js';
import { cardLink, type Linking } from '../people/readers.js';
import { nameOf } from './notices.js';

/** The list of cases by their numbers, as a press carries it. */
const BY_NUMBER = 'desk cases';
/** So many of what is over are named; the others are behind the press. */
const MOST_NAMED = 15;

/** The list of reminders whose rows a press shows, as it carries it where it stands in another message. */
const listNamed = ({ channel, ts }: MessagePlace): string => `@${channel}/${ts}`;

/** The list of reminders that is named in what a press carries. */
export function listIn(what: string): MessagePlace | undefined {
  const [, channel, ts] = /(?:^|\s)@(\w+)\/([\d.]+)/.exec(what) ?? [];
  return channel && ts ? { channel, ts } : undefined;
}

/** A case of a list; `record`, where it can be read. */
export interface OfList {
  readonly no: CaseNo;
  readonly record?: CaseRecord | undefined;
  /** Where its card is, if that is known better than from the record. */
  readonly home?: Home | undefined;
}

interface Foot {
  /** The cases that have a row. */
  readonly shown: readonly OfList[];
  readonly more: readonly CaseNo[];
  readonly over: readonly OfList[];
  readonly isSaid?: boolean;
  /** The list that it is a further page of. */
  readonly of?: MessagePlace;
}

/** What of a list is over, in one line: how many, and each by its number, which leads to its card. */
export function overLine(parts: Linking, over: readonly OfList[], reader: Reader): string {
  const names = over
    .slice(0, MOST_NAMED)
    .map(({ no, record, home }) => (record ? nameOf(record, reader, cardLink(parts, record, reader, home ?? record.home)) : no));
  return `${reader.t('shared.notice.overTogether', { n: over.length })} ${names.join(' · ')}`;
}

/** What the press says that opens these of so many rows: one by its number, several by how many they are. */
function openLabel(unlinked: readonly CaseNo[], rows: number, { t }: Reader): string {
  const n = unlinked.length;
  if (n === 1) return t('shared.notice.openOfList', { list: unlinked.join() });
  return t(n === rows ? 'shared.notice.openAllOfList' : 'shared.notice.openUnlinked', { n });
}

/**
 * What stands below the rows of a list: what is over, the press that shows the cases that it does not name, and the one that opens those
 * whose row leads to no card of theirs (Q27). `isSaid`: the line of what is over stands above.
 */
export function listFoot(parts: Linking, { shown, more, over, isSaid = false, of }: Foot, reader: Reader): KnownBlock[] {
  const { t } = reader;
  const left = [...more, ...over.slice(MOST_NAMED).map(({ no }) => no)];
  const unlinked = shown.flatMap(({ no, record, home }) => (record && !cardLink(parts, record, reader, home ?? record.home) ? [no] : []));
  const buttons = listButtons([
    ...(left.length > 0
      ? [[[BY_NUMBER, ...(of ? [listNamed(of)] : []), ...left].join(' '), t('shared.notice.moreOfList', { n: left.length })] as const]
      : []),
    ...(unlinked.length > 0 ? [[[BY_NUMBER, ...unlinked].join(' '), openLabel(unlinked, shown.length, reader)] as const] : []),
  ]);
  return [
    ...(over.length > 0 && !isSaid ? [section(overLine(parts, over, reader))] : []),
    ...(buttons.length > 0 ? actionsBlock(buttons, [], t) : []),
  ];
}
