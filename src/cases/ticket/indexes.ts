import type { CaseIndex } from '../kind.js';

export const TICKET_INDEXES: readonly CaseIndex[] = [
  {
    fields: { team: 1, 'data.phoneKey': 1, openedAt: -1, seq: -1 },
    options: { partialFilterExpression: { 'data.phoneKey': { $exists: true } } },
    serves: 'a known caller',
  },
  {
    fields: { team: 1, 'data.customerNo': 1, openedAt: -1, seq: -1 },
    options: { partialFilterExpression: { 'data.customerNo': { $exists: true } } },
    serves: 'all that hangs on a customer of the register',
  },
  { fields: { team: 1, 'data.customer': 1, openedAt: -1, seq: -1 }, serves: "a customer's last faults" },
  {
    fields: { team: 1, 'data.callbackAt': 1, no: 1 },
    options: { partialFilterExpression: { 'data.callbackAt': { $exists: true } } },
    serves: 'calls to make back, the earliest first',
  },
  {
    fields: { team: 1, kind: 1, openedAt: 1, 'data.priority': 1, 'summary.firstKept': 1 },
    serves: 'what came in a period, and whether it was answered in time; counting it without reading it',
  },
  { fields: { team: 1, kind: 1, 'data.category': 1, closedAt: -1 }, serves: 'who solved a symptom before' },
  {
    fields: { team: 1, 'data.finding': 1 },
    options: { partialFilterExpression: { 'data.finding': { $exists: true } } },
    serves: 'the ticket of a finding',
  },
  {
    fields: { team: 1, 'data.device': 1, openedAt: 1 },
    options: { partialFilterExpression: { 'data.device': { $exists: true } } },
    serves: 'what happened to a device',
  },
  {
    fields: { team: 1, kind: 1, isOpen: 1, 'summary.wasKept': 1 },
    options: { partialFilterExpression: { 'summary.wasKept': { $exists: true } } },
    serves: 'open tickets that were taken up again, and had broken a promise before',
  },
  {
    fields: { team: 1, kind: 1, isOpen: 1, 'summary.firstKept': 1, openedAt: 1 },
    options: { partialFilterExpression: { 'summary.firstKept': { $exists: true } } },
    serves: 'open tickets whose customer was not contacted in time, the oldest first',
  },
  {
    fields: { team: 1, kind: 1, 'summary.broken.as': 1, isOpen: 1, closedAt: 1 },
    options: { partialFilterExpression: { 'summary.broken.as': { $exists: true } } },
    serves: 'promises that were broken by another priority than the ticket has now, or by somebody else',
  },
];
