import type { WebClient } from '@slack/web-api';
import { DateTime, type Zone } from 'luxon';
import type { Translate } from '../../cases/card.js';
import { printerOf } from '../../documents/papers.js';
import type { Settings } from '../../settings.js';
import type { CaseRecord } from '../../store/cases.js';
import type { Clock } from '../../time/clock.js';
import type { People } from '../people/people.js';

/**
 * A file name of its own for each time a form is sent, so that a sender who died finds it again: what it is of, which form, and the second
 * of its sending, at the desk.
 */
export const fileNameOf = ({ no }: Pick<CaseRecord, 'no'>, document: string, createdAt: Date, zone: Zone): string =>
  `${no}-${document}-${DateTime.fromJSDate(createdAt, { zone }).toFormat('yyyy-MM-dd-HHmmss')}.pdf`;

export interface DocumentParts {
  readonly client: WebClient;
  readonly clock: Clock;
  readonly people: People;
  readonly settings: Settings;
}

/** Prints a form of a case and puts it into a thread or a direct channel, called as whoever reads it there says; answers Slack's id of the file. */
export async function uploadDocument(
  { client, clock, people, settings }: DocumentParts,
  record: CaseRecord,
  document: string,
  t: Translate,
  place: {
    readonly channel: string;
    readonly threadTs?: string | undefined;
    readonly comment: string;
    readonly createdAt: Date;
    readonly besides: Readonly<Record<string, string>>;
  },
): Promise<string> {
  const print = printerOf(record.kind, document);
  if (!print) throw new Error(`a ${record.kind} has no form ${document}`);
  const { name: company, phone } = settings.company;
  const nameOf = async (user: string): Promise<string> => (await people.find(user).catch(() => undefined))?.name ?? user;
  const file = await print(record, { now: clock.now(), company, phone, besides: place.besides, nameOf });
  const filename = fileNameOf(record, document, place.createdAt, clock.now().zone);
  const { files } = (await client.filesUploadV2({
    channel_id: place.channel,
    ...(place.threadTs ? { thread_ts: place.threadTs } : {}),
    initial_comment: place.comment,
    file,
    filename,
    title: `${record.no} ${t(`${record.kind}.paper.${document}`)}`,
  } as Parameters<WebClient['filesUploadV2']>[0])) as { files?: { files?: { id?: string }[] }[] };
  const id = files?.[0]?.files?.[0]?.id;
  if (!id) throw new Error('Slack gave no id for a file');
  return id;
}
