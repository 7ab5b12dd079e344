import type { Reader } from '../../src/cases/card.js';
import { workAgainAfter } from '../../src/cases/days-off.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import type { Desk } from '../../src/slack/desk.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { timeInWords } from '../../src/time/wording.js';

/** That it falls due on days on which nobody works, said while its customer is still on the phone. */
export async function dueOff(desk: Desk, { dueAt, data }: Ticket, { t, now, locale }: Reader): Promise<string[]> {
  const policy = await policyNow(desk);
  const at = [dueAt, data.callbackAt].find((one) => one && workAgainAfter(one, policy));
  const again = at && workAgainAfter(at, policy);
  if (!at || !again) return [];
  return [t('call.dueOff', { at: timeInWords(at, now, locale), again: timeInWords(again, now, locale) })];
}

/** Who is told of an urgent call: nobody is said to be told who is not there. Rules A2, S18. */
export async function urgentTold({ people }: Pick<Desk, 'people'>, { t }: Pick<Reader, 't'>): Promise<string> {
  const [{ supervisors }, roles] = await Promise.all([people.leaders(), people.roles()]);
  const hasEngineers = !roles.some(({ role, isNobodys }) => role === 'engineers' && isNobodys);
  const [both, alone] = supervisors.length > 0 ? ['all', 'leaders'] : ['engineers', 'nobody'];
  return t(`call.urgentTold.${hasEngineers ? both : alone}`);
}
