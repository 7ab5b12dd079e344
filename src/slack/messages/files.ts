import type { WebClient } from '@slack/web-api';
import { patiently } from '../app/patience.js';
import { failureOf } from '../outbox/delivery.js';
import type { Channels } from '../people/channels.js';
import { download, downloadBeginning, FileTrouble } from './download.js';

/** A document of the database holds 16 MB; a photo is to leave room. */
const LARGEST_BYTES = 12 * 1024 * 1024;

/** What the Web API says of a file that is not there any more, or never was. */
const GONE = ['file_not_found', 'file_deleted'];

/** Where Slack keeps a file, and how large it is. */
async function placeOfFile(client: WebClient, file: string): Promise<{ readonly address: string; readonly size: number }> {
  const { file: found } = await client.files.info({ file }).catch((error: unknown) => {
    const { reason } = failureOf(error);
    throw GONE.includes(reason) ? new FileTrouble('gone', `Slack has no file ${file}: ${reason}`) : error;
  });
  if (!found?.url_private) throw new FileTrouble('away', 'Slack names no address of the file');
  if (found.is_external) throw new FileTrouble('elsewhere', 'the file is not in Slack, only its link');
  return { address: found.url_private, size: found.size ?? 0 };
}

/** The bytes of a file in Slack. Throws what the Web API throws, and FileTrouble when it is gone, away, elsewhere or larger than `most`. */
export async function fetchFile(client: WebClient, file: string, most = LARGEST_BYTES): Promise<Buffer> {
  const { address, size } = await placeOfFile(client, file);
  if (size > most) throw new FileTrouble('tooLarge', `the file has ${size} bytes, at most ${most} are taken`);
  return download(address, client, most);
}

/** The first bytes of a file in Slack, as far as they come within `patienceMs`. Throws as `fetchFile` does. */
export async function fetchBeginning(client: WebClient, file: string, bytes: number, patienceMs: number): Promise<Buffer> {
  const { address } = await placeOfFile(client, file);
  return downloadBeginning(address, client, bytes, patienceMs);
}

/** A file that the bot made, with the sentence that goes with it. */
export interface MadeFile {
  readonly bytes: Buffer;
  readonly name: string;
  readonly comment: string;
}

/** Puts a file into somebody's direct channel with the bot. */
export async function sendFile(
  { client, channels }: { readonly client: WebClient; readonly channels: Channels },
  user: string,
  { bytes, name, comment }: MadeFile,
): Promise<void> {
  const channel = await patiently(() => channels.directOf(user));
  const upload = { channel_id: channel, initial_comment: comment, file: bytes, filename: name, title: name };
  await patiently(() => client.filesUploadV2(upload as Parameters<WebClient['filesUploadV2']>[0]));
}
