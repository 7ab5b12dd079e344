import { DateTime, type Zone } from 'luxon';
import { takeCall } from '../../src/cases/call/intake.js';
import type { Actor, CaseNo } from '../../src/cases/case.js';
import type { FormValues } from '../../src/cases/form.js';
import type { Policy } from '../../src/cases/policy.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import type { Visit } from '../../src/cases/visit/visit.js';
import { orderVisit, type VisitOrder } from '../../src/cases/visit/workflow.js';
import { policyOf, readSettings } from '../../src/settings.js';

/** Quiet hours of a desk that has none: tests run at any hour of the day, and those that are about nights say which. */
export const NO_QUIET_HOURS = { from: '00:00', to: '00:00', daysOff: false };

/** A policy from settings as a desk would write them, day and night the same unless they say otherwise. */
export function aPolicy(settings: object = {}): Policy {
  const read = readSettings({ quietHours: NO_QUIET_HOURS, ...settings });
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return policyOf(read.settings, {
    supervisors: ['U04SUP'],
    heads: ['U05HEAD'],
    engineers: ['U02ENGLI', 'U03ENGTOM'],
    groups: { 收银组: ['U02ENGLI', 'U03ENGTOM'] },
    onDuty: [],
    quiet: {},
  });
}

export const at = (iso: string, zone: string | Zone = 'Asia/Shanghai'): DateTime => DateTime.fromISO(iso, { zone });
export const anActor = (id = 'U01AGENT', roles: Actor['roles'] = ['agent', 'engineer', 'supervisor', 'head']): Actor => ({ id, roles });

/** The decision that a logged call comes to. */
export function takenCall(values: FormValues = {}, { now = at('2026-03-02T10:00'), policy = aPolicy(), actor = anActor(), seq = 1 } = {}) {
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
  return takeCall(given, { team: 'T1', seq }, { actor, now, policy });
}

/** A ticket just logged, as the call log makes it. */
export const aTicket = (...given: Parameters<typeof takenCall>): Ticket => takenCall(...given).next as object as Ticket;

/** A visit just ordered; its window is two hours from `now` on and an hour long unless told otherwise. */
export function aVisit(
  changes: Partial<VisitOrder> = {},
  { now = at('2026-03-02T10:00'), policy = aPolicy(), actor = anActor(), seq = 1 } = {},
): Visit {
  const order: VisitOrder = {
    ticketNo: 'T-1' as CaseNo,
    engineer: 'U02ENGLI',
    customer: 'Shop',
    site: undefined,
    callerName: 'Mia',
    callerTitle: undefined,
    phone: '138 0000 0001',
    address: '1 Main Road',
    need: 'broken',
    kind: 'repair',
    category: 'pos',
    product: undefined,
    from: now.plus({ hours: 2 }).toJSDate(),
    to: now.plus({ hours: 3 }).toJSDate(),
    travelMinutes: 30,
    isFirstVisit: true,
    ...changes,
  };
  return orderVisit(order, { team: 'T1', seq }, { actor, now, policy }).next as object as Visit;
}

/** What stands in the device register of a device. */
export const aDevice = {
  name: 'Server',
  group: '收银组',
  type: 'server',
  items: [],
  lastItem: 0,
  words: ['server'],
  version: 1,
  isEnabled: true,
  history: [],
};

/** What an engineer fills in when an ordinary visit went well; its photos are each test's own. */
export const FINISH = {
  cause: '排线松动',
  workDone: '重新插紧排线并测试',
  result: 'fixed',
  testedBy: '周丽',
  category: 'hardware',
  part: 'hardware',
  signedForm: 'repair',
  leaving: ['nothingLeft', 'hint', 'anythingElse', 'contactCard'],
};

/** Everything that an engineer has with him, ticked before he leaves. */
export const PACKED = { packed: ['badge', 'usb', 'tools', 'water', 'rain', 'dress'] };
