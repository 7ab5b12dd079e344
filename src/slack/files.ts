import type { WebClient } from '@slack/web-api';

/** A document of the database holds 16 MB; a photo is to leave room. */
const LARGEST_BYTES = 12 * 1024 * 1024;

/** The bytes of a file in Slack. Throws what the Web API throws, and when the file is away or too large to keep. */
export async function fetchFile(client: WebClient, file: string): Promise<Buffer> {
  const { file: found } = await client.files.info({ file });
  if (!found?.url_private) throw new Error('Slack names no address of the file');
  if ((found.size ?? 0) > LARGEST_BYTES) throw new Error(`the file has ${found.size} bytes, at most ${LARGEST_BYTES} are kept`);
  const response = await fetch(found.url_private, { headers: { authorization: `Bearer ${client.token ?? ''}` } });
  if (!response.ok) throw new Error(`Slack answered ${response.status} for the file`);
  return Buffer.from(await response.arrayBuffer());
}
