import { DateTime } from 'luxon';
import { takeCall } from '../../src/cases/call/intake.js';
import type { Actor } from '../../src/cases/case.js';
import type { FormValues } from '../../src/cases/form.js';
import type { Policy } from '../../src/cases/policy.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { policyOf, readSettings } from '../../src/settings.js';

/** A policy from settings as a desk would write them. */
export function aPolicy(settings: object = {}): Policy {
  const read = readSettings(settings);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return policyOf(read.settings, { supervisors: ['U04SUP'], heads: ['U05HEAD'] });
}

export const at = (iso: string, zone = 'Asia/Shanghai'): DateTime => DateTime.fromISO(iso, { zone });
export const anActor = (id = 'U01AGENT', roles: Actor['roles'] = ['agent', 'engineer', 'supervisor', 'head']): Actor => ({ id, roles });

/** A ticket just logged, as the call log makes it. */
export function aTicket(values: FormValues = {}, { now = at('2026-03-02T10:00'), policy = aPolicy(), actor = anActor() } = {}): Ticket {
  const given: FormValues = {
    outcome: 'ticket',
    customer: 'Shop',
    callerName: 'Mia',
    description: 'broken',
    category: 'pos',
    impact: 'medium',
    urgency: 'medium',
    ...values,
  };
  const decided = takeCall(given, { team: 'T1', seq: 1 }, { actor, now, policy });
  return decided.next as object as Ticket;
}
