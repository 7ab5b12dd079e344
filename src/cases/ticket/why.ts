import { durationInWords, timeInWords } from '../../time/wording.js';
import type { Reader } from '../card.js';
import { ownerInWords } from '../owner.js';
import type { Policy } from '../policy.js';
import { person } from '../text.js';
import { firstResponseDueAt, resolveDueAt, runningClock, targetDueAt } from './deadlines.js';
import type { Ticket } from './ticket.js';

/** What the customer's contract promises besides the desk's own targets. */
function contractInWords({ data: { contract } }: Ticket, { t, locale }: Pick<Reader, 't' | 'locale'>): string[] {
  if (!contract) return [];
  const promised = [
    ...(contract.firstResponse ? [t('ticket.why.contractFirst', { span: durationInWords(contract.firstResponse, locale) })] : []),
    ...(contract.resolve ? [t('ticket.why.contractResolve', { span: durationInWords(contract.resolve, locale) })] : []),
  ];
  return [t('ticket.why.contract', { promised: promised.join(' · ') })];
}

/** Explains a due time step by step: target, calendar, pauses, expected time, consents. */
export function whyDue(ticket: Ticket, policy: Policy, { t, now, locale }: Reader): string[] {
  const { data } = ticket;
  const target = policy.sla[data.priority];
  const at = (time: Date): string => timeInWords(time, now, locale);
  const byTarget = targetDueAt(ticket, policy);
  const firstResponse = firstResponseDueAt(ticket, policy);
  const { pauses } = runningClock(ticket, policy);
  const due = resolveDueAt(ticket, policy);
  return [
    t(
      data.clock.revision === 1 || data.clock.startedAt.getTime() === ticket.openedAt.getTime()
        ? 'ticket.why.reported'
        : 'ticket.why.restarted',
      {
        at: at(data.clock.startedAt),
      },
    ),
    t('ticket.why.priority', {
      priority: data.priority,
      impact: t(`ticket.grade.${data.impact}`),
      urgency: t(`ticket.grade.${data.urgency}`),
      reason: data.priorityReason ? ` (${data.priorityReason})` : '',
    }),
    t(`ticket.why.clock.${target.clock}`, { target: durationInWords(target.resolve, locale) }),
    ...contractInWords(ticket, { t, locale }),
    ...(data.firstContactAt
      ? [t('ticket.why.contacted', { at: at(data.firstContactAt) })]
      : data.isUncontacted && data.resolvedAt
        ? [t('ticket.why.uncontacted', { at: at(data.resolvedAt) })]
        : firstResponse
          ? [t('ticket.why.firstResponse', { target: durationInWords(target.firstResponse, locale), at: at(firstResponse) })]
          : []),
    ...pauses.map((pause) =>
      t(pause.to ? 'ticket.why.pause' : 'ticket.why.pauseOpen', { from: at(pause.from), to: pause.to ? at(pause.to) : '' }),
    ),
    ...(ticket.pauses.length > 0 && !policy.pauseWhileWaiting ? [t('ticket.why.noPause')] : []),
    ...(data.clock.raisedAt ? [t('ticket.why.raised', { at: at(data.clock.raisedAt), priority: data.priority })] : []),
    ...(data.clock.standing ?? []).map((term) => t('ticket.why.standing', { priority: term.priority, at: at(term.startedAt) })),
    ...(data.clock.standingBy ? [t('ticket.why.standingBy', { at: at(data.clock.standingBy) })] : []),
    ...(ticket.breachedAt
      ? [t('ticket.why.broken', { at: at(ticket.breachedAt), by: ownerInWords(ticket.breachedBy ?? ticket.owner, t) })]
      : []),
    ...(byTarget && !data.clock.agreedDueAt ? [t('ticket.why.byTarget', { at: at(byTarget) })] : []),
    ...(data.expectedBy && !data.clock.agreedDueAt
      ? [t(byTarget && data.expectedBy < byTarget ? 'ticket.why.expectedEarlier' : 'ticket.why.expectedLater', { at: at(data.expectedBy) })]
      : []),
    ...data.consents.map((consent) =>
      t('ticket.why.consent', {
        at: at(consent.at),
        who: consent.consentedBy,
        by: person(consent.by),
        from: at(consent.from),
        to: at(consent.to),
        solution: consent.solution,
      }),
    ),
    due ? t('ticket.why.due', { at: at(due) }) : t('ticket.why.stands'),
  ];
}
