import { wordingOf } from '../../src/cases/call/form.js';
import type { Reader } from '../../src/cases/card.js';
import { dateIn, type FormValues, textIn } from '../../src/cases/form.js';
import type { Desk } from '../../src/slack/desk.js';
import { timeInWords } from '../../src/time/wording.js';

/** Stands in a sentence for what only the speaker knows. */
const UNKNOWN = '…';

/** The handbook's sentences for a call as far as it is filled in, with the company, the names and the time put in that are known. Rule B1. */
export async function sentencesFor(
  desk: Desk,
  { t, now, locale }: Reader,
  speaker: string,
  values: FormValues,
): Promise<{ readonly greeting: string; readonly outcome?: string }> {
  const [callerName, title = '', messageFor] = ['callerName', 'callerTitle', 'messageFor'].map((field) => textIn(values, field));
  const callbackAt = dateIn(values, 'callbackAt');
  const params = {
    caller: callerName ? t('call.spokenTo.caller', { name: callerName, title }).trim() : t('call.spokenTo.nobody'),
    colleague: messageFor ? (await desk.people.find(messageFor)).name : t('call.spokenTo.colleague'),
    callbackAt: callbackAt ? timeInWords(callbackAt, now, locale) : UNKNOWN,
  };
  const wording = wordingOf(values);
  return {
    greeting: t('call.wording.greeting', { name: speaker, company: desk.settings.company.name }),
    ...(wording ? { outcome: t(wording, params) } : {}),
  };
}
