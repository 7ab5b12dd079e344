import type { Reader } from '../../src/cases/card.js';
import { type FileRef, type Form, type FormValues, filesIn } from '../../src/cases/form.js';
import { BEGINNING_BYTES, isPicture } from '../../src/cases/picture.js';
import type { Desk } from '../../src/slack/desk.js';
import { FileTrouble } from '../../src/slack/messages/download.js';
import { fetchBeginning } from '../../src/slack/messages/files.js';

/** Whoever sends a form waits so long at most for its files to be looked at. */
const PATIENCE_MS = 1_500;

/**
 * Why a file is no picture: it can be looked at and is none, or Slack has none of this name. What Slack does not give just now is taken as
 * it comes: its trouble is nobody's who is at a customer's.
 */
async function whyNone({ client, log }: Desk, { id }: FileRef): Promise<'noPicture' | 'fileGone' | undefined> {
  try {
    return isPicture(await fetchBeginning(client, id, BEGINNING_BYTES, PATIENCE_MS)) ? undefined : 'noPicture';
  } catch (error) {
    if (error instanceof FileTrouble && error.code === 'gone') return 'fileGone';
    log.warn({ file: id, reason: error instanceof Error ? error.message : String(error) }, 'a picture could not be looked at');
    return undefined;
  }
}

/** Files that were put where a picture is asked for and are none by their bytes, as errors under their fields. Rule D9. */
export async function pictureProblems(
  desk: Desk,
  form: Form,
  values: FormValues,
  { t }: Reader,
): Promise<Record<string, string> | undefined> {
  const problems: Record<string, string> = {};
  for (const { name, kind, fileTypes } of form.fields) {
    if (kind !== 'files' || fileTypes) continue;
    const files = filesIn(values, name);
    const wrong = await Promise.all(files.map(async (file) => ({ file, why: await whyNone(desk, file) })));
    const found = wrong.find(({ why }) => why);
    if (found) problems[name] = t(`shared.invalid.${found.why}`, { name: found.file.name });
  }
  return Object.keys(problems).length > 0 ? problems : undefined;
}
