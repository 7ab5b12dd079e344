import type { Case } from '../case.js';
import { behindMore, type Field, type Form, type FormValues } from '../form.js';
import { byWord } from '../table.js';
import { WORKERS } from './action.js';
import { GRADES, PRIORITIES } from './priority.js';
import { CANCEL_REASONS, CATEGORIES, PARTS, type Ticket } from './ticket.js';

const reason: Field = { name: 'reason', kind: 'longText', isTelling: true, isRequired: true };
/** Whom work can be handed to: those who may accept it. */
const worker: Field = { name: 'to', kind: 'person', isRequired: true, mustBe: WORKERS };
const customerFields: readonly Field[] = [
  { name: 'customer', kind: 'text', isRequired: true, isCustomer: true },
  { name: 'site', kind: 'text' },
  { name: 'callerName', kind: 'text' },
  { name: 'callerTitle', kind: 'text', max: 40 },
  { name: 'phone', kind: 'phone' },
  { name: 'product', kind: 'text' },
  { name: 'description', kind: 'longText', isRequired: true },
  { name: 'category', kind: 'choice', options: CATEGORIES, isRequired: true },
];

/** What the customer was told ends a call back that was promised him. */
const told: Field = { name: 'text', kind: 'longText', max: 500 };
const isCallOwed = (c: Case<object>): boolean => (c.data as { callbackAt?: Date }).callbackAt !== undefined;
const hasPhone = (c: Case<object>): boolean => Boolean((c.data as { phone?: string }).phone);

const RESOLVE: readonly Field[] = [
  { name: 'steps', kind: 'longText', isRequired: true, isTelling: true },
  { name: 'cause', kind: 'longText', isRequired: true, isTelling: true, max: 1000 },
  { name: 'category', kind: 'choice', options: CATEGORIES, isRequired: true },
  { name: 'part', kind: 'radio', options: PARTS, isRequired: true },
];
const cancelFields = ({ cancelReason }: FormValues): readonly Field[] => [
  { name: 'cancelReason', kind: 'choice', options: CANCEL_REASONS, isRequired: true, redraws: true },
  { name: 'duplicateOf', kind: 'text', max: 12, isRequired: true, isShown: ({ cancelReason }) => cancelReason === 'duplicate' },
  { ...reason, isRequired: cancelReason === 'other' },
];
const CALL_BACK: readonly Field[] = [
  { name: 'callbackAt', kind: 'dateTime', isRequired: true, isAhead: true },
  { name: 'text', kind: 'longText', max: 500 },
];
const PHONE: Field = { name: 'phone', kind: 'phone', isRequired: true };

/** What each action of a ticket asks, by action. */
export const TICKET_FORMS = {
  note: { name: 'ticket.note', fields: [{ name: 'text', kind: 'longText', isRequired: true }] },
  wait: { name: 'ticket.wait', fields: [reason, { name: 'consentedBy', kind: 'text', isTheirs: true }] },
  newTime: {
    name: 'ticket.newTime',
    fields: [
      { name: 'solution', kind: 'longText', isRequired: true, isTelling: true },
      { name: 'newDueAt', kind: 'dateTime', isRequired: true, isAhead: true },
      { name: 'consentedBy', kind: 'text', isRequired: true, isTheirs: true },
    ],
  },
  handOver: {
    name: 'ticket.handOver',
    fields: [worker, { ...reason, isRequired: false }],
  },
  escalate: { name: 'ticket.escalate', fields: [reason] },
  resolve: {
    name: 'ticket.resolve',
    fields: [...RESOLVE, told],
    fieldsOn: (c) => (isCallOwed(c) ? [...RESOLVE, told] : RESOLVE),
  },
  reopen: { name: 'ticket.reopen', fields: [reason] },
  cancel: {
    name: 'ticket.cancel',
    fields: [...cancelFields({}), told],
    fieldsOn: (c, values) => [...cancelFields(values), ...(isCallOwed(c) ? [{ ...told, isRequired: true }] : [])],
  },
  letMove: { name: 'ticket.letMove', fields: [reason] },
  letStand: { name: 'ticket.letStand', fields: [reason] },
  priority: {
    name: 'ticket.priority',
    fields: [
      { name: 'impact', kind: 'choice', options: GRADES, isRequired: true, oneWith: 'priority' },
      { name: 'urgency', kind: 'choice', options: GRADES, isRequired: true, oneWith: 'priority' },
      { name: 'override', kind: 'choice', options: PRIORITIES, oneWith: 'priority' },
      { name: 'reason', kind: 'longText', isTelling: true, isRequired: (values) => values.override !== undefined, max: 500 },
    ],
  },
  callBack: {
    name: 'ticket.callBack',
    fields: [...CALL_BACK, PHONE],
    fieldsOn: (c) => (hasPhone(c) ? CALL_BACK : [PHONE, ...CALL_BACK]),
  },
  calledBack: { name: 'ticket.calledBack', fields: [{ name: 'text', kind: 'longText', isRequired: true, isTelling: true }] },
  edit: {
    name: 'ticket.edit',
    fields: behindMore(
      [
        ...customerFields,
        { name: 'device', kind: 'lookup' },
        { name: 'expectedBy', kind: 'dateTime' },
        { ...reason, isRequired: false, max: 500 },
      ],
      ['callerTitle', 'product', 'device', 'expectedBy'],
    ),
  },
} as const satisfies Record<string, Form>;

type About = keyof Ticket['data'];
/** What each action's form starts with of the ticket as it stands: a name means something else in another form. */
const STARTS: Readonly<Partial<Record<keyof typeof TICKET_FORMS, readonly About[]>>> = {
  resolve: ['steps', 'cause', 'category', 'part'],
  priority: ['impact', 'urgency'],
  edit: ['customer', 'site', 'callerName', 'callerTitle', 'phone', 'product', 'description', 'category', 'device', 'expectedBy'],
};

/** What the form of this action starts with. */
export const ticketPrefill = ({ data }: Ticket, action: string): FormValues =>
  Object.fromEntries((byWord(STARTS)[action] ?? []).map((field) => [field, data[field] as FormValues[string]]));
