import type { Visit } from '../src/cases/visit/index.js';
import type { Desk } from '../src/slack/desk.js';
import { eachAlone } from '../src/slack/messages/broken.js';
import { fetchFile } from '../src/slack/messages/files.js';
import type { Job } from './job.js';

/** Keeps the photos of signed forms that are not kept yet, if the settings ask for it. A failed one is tried at the next tick. */
export async function keepPhotos(desk: Desk): Promise<number> {
  if (!desk.settings.visit.keepPhotos) return 0;
  const signed = (await desk.visits.open()).filter(({ data }) => data.signedAt);
  const kept = await eachAlone(desk, signed, 'photos', (visit) => keepOf(desk, visit));
  return kept.reduce((sum, n) => sum + n, 0);
}

async function keepOf(desk: Desk, { no, data }: Visit): Promise<number> {
  let kept = 0;
  for (const { id, name } of data.finish?.photos ?? []) {
    if (await desk.photos.has(id)) continue;
    try {
      await desk.photos.keep({ file: id, no, name, bytes: await fetchFile(desk.client, id), at: desk.clock.now().toJSDate() });
      kept += 1;
    } catch (error) {
      desk.log.warn(
        { case: no, file: id, reason: error instanceof Error ? error.message : String(error) },
        'a photo could not be kept yet',
      );
    }
  }
  return kept;
}

export const photos: Job = { name: 'photos', pattern: () => '*/5 * * * *', run: keepPhotos };
