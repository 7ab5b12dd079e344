import type { Reader } from '../../src/cases/card.js';
import { type FileRef, type Form, type FormValues, filesIn } from '../../src/cases/form.js';
import { BEGINNING_BYTES, isPicture } from '../../src/cases/picture.js';
import type { Desk } from '../../src/slack/desk.js';
import { fetchBeginning } from '../../src/slack/messages/files.js';

/** Whoever sends a form waits so long at most for its files to be looked at. */
const PATIENCE_MS = 1_500;

/** A file that can be looked at and is no picture. What Slack does not give just now is taken as it comes: its trouble is nobody's who is at a customer's. */
async function isNone({ client, log }: Desk, { id }: FileRef): Promise<boolean> {
  try {
    return !isPicture(await fetchBeginning(client, id, BEGINNING_BYTES, PATIENCE_MS));
  } catch (error) {
    log.warn({ file: id, reason: error instanceof Error ? error.message : String(error) }, 'a picture could not be looked at');
    return false;
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
    const wrong = await Promise.all(files.map((file) => isNone(desk, file)));
    const named = files.find((_, n) => wrong[n]);
    if (named) problems[name] = t('shared.invalid.noPicture', { name: named.name });
  }
  return Object.keys(problems).length > 0 ? problems : undefined;
}
