import type { Case } from './case.js';
import type { Circumstances, NoticeDraft } from './circumstances.js';
import type { Grounds } from './promise.js';
import { inThread, toPerson } from './telling.js';
import { person } from './text.js';
import { othersWhoLead } from './who-leads.js';

/**
 * Whoever answers for the case or for the desk hears that a promise moved, or that somebody wished it to: all but the one who did it.
 * `of`: whose the promise is, so that another is to hear.
 */
export function leadersHear(
  { owner }: Pick<Case, 'owner'>,
  say: string,
  params: NoticeDraft['params'],
  { actor, policy }: Circumstances,
  of: readonly string[] = owner === actor.id ? [owner] : [],
): NoticeDraft[] {
  const others = othersWhoLead(policy, ...of);
  const leaders = others.length > 0 ? others : othersWhoLead(policy);
  return [...new Set([owner, ...leaders])]
    .filter((user) => user !== actor.id)
    .map((user) => ({ ...toPerson(user, say, params), mayWait: true }));
}

/** Tells owner, leaders and thread of a promise that moved: from when to when, who did it, and by what right. */
export function promiseMoved(
  c: Pick<Case, 'owner'>,
  { from, to }: { readonly from: Date | undefined; readonly to: Date | undefined },
  { consentedBy, reason = '' }: Grounds,
  circumstances: Circumstances,
): NoticeDraft[] {
  const params = {
    by: person(circumstances.actor.id),
    reason,
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(consentedBy ? { consentedBy } : {}),
  };
  const say = `promise${to ? 'Moved' : 'Paused'}${consentedBy ? 'ByConsent' : ''}`;
  return [inThread(say, params), ...leadersHear(c, say, params, circumstances)];
}
