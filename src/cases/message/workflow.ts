import type { Actor, Case, Deadline } from '../case.js';
import { leads, refuse } from '../case.js';
import { type Form, type FormValues, textIn } from '../form.js';
import { changesBetween } from '../history.js';
import { phonesOf } from '../phones.js';
import type { Policy } from '../policy.js';
import type { CaseKind } from '../rules.js';
import { findingKeys } from '../telephone.js';
import { person } from '../text.js';

export type MessageState = 'open' | 'acknowledged' | 'cancelled';

/** A message for an absent colleague: caller, reason and number. Rule B4. */
export interface MessageData {
  readonly for: string;
  readonly takenBy: string;
  readonly customer?: string | undefined;
  readonly callerName?: string | undefined;
  readonly callerTitle?: string | undefined;
  readonly phone?: string | undefined;
  readonly phoneKey?: string | readonly string[] | undefined;
  readonly text: string;
}

export type Message = Case<MessageData, MessageState>;

/** Reminded first, then the supervisor hears; it stays open until acknowledged. */
export function messageDeadlines(message: Message, policy: Policy): Deadline[] {
  const at = (after: number): Date => new Date(message.openedAt.getTime() + after);
  const promisedAt = at(policy.message.escalateAfter);
  const track = 'message#1';
  return [
    {
      id: `${track}:reminder`,
      track,
      step: 'reminder',
      dueAt: at(policy.message.remindAfter),
      promisedAt,
      to: [`person:${message.data.for}`],
    },
    { id: `${track}:breach`, track, step: 'breach', dueAt: promisedAt, promisedAt, to: [`person:${message.data.for}`, 'supervisors'] },
  ];
}

/** What is asked to set a message right. */
const MESSAGE_EDIT: Form = {
  name: 'message.edit',
  fields: [
    { name: 'customer', kind: 'text', max: 120, isCustomer: true },
    { name: 'callerName', kind: 'text', isRequired: true, max: 80 },
    { name: 'callerTitle', kind: 'text', max: 40 },
    { name: 'phone', kind: 'phone', isRequired: true },
    { name: 'text', kind: 'longText', isRequired: true },
    { name: 'reason', kind: 'longText', isRequired: true, isTelling: true, max: 500 },
  ],
};

/** What the form of an action starts with. */
export const messagePrefill = ({ data: { customer, callerName, callerTitle, phone, text } }: Message, action: string): FormValues =>
  action === 'edit' ? { customer, callerName, callerTitle, phone, text } : {};

type Doer = Pick<Actor, 'id' | 'roles'>;
const isReader = ({ data }: Message, person: Doer): boolean => person.id === data.for || leads(person);
const isTaker = ({ data }: Message, { id, roles }: Doer): boolean =>
  id === data.takenBy || roles.includes('supervisor') || roles.includes('admin');
const isEither = ({ data }: Message, person: Doer): boolean => [data.takenBy, data.for].includes(person.id) || leads(person);

export const messageKind: CaseKind<MessageData, MessageState> = {
  name: 'message',
  prefix: 'M',
  openStates: ['open'],
  actions: {
    gotIt: {
      from: ['open'],
      by: ['agent', 'engineer', 'supervisor', 'head'],
      style: 'primary',
      isFor: isReader,
      apply(message, _input, { actor }) {
        if (!isReader(message, actor)) return refuse('message.notYourMessage', { by: message.data.for });
        const tell =
          message.data.takenBy === actor.id
            ? []
            : [{ to: { kind: 'person', user: message.data.takenBy }, say: 'messageTaken', params: { by: person(actor.id) } } as const];
        return { state: 'acknowledged', say: tell };
      },
    },
    cancel: {
      from: ['open'],
      by: ['agent', 'engineer', 'supervisor', 'head'],
      isConfirmed: true,
      style: 'danger',
      isFor: isTaker,
      apply: (message, _input, { actor }) =>
        isTaker(message, actor)
          ? { state: 'cancelled', endSay: 'withdrawnTold' }
          : refuse('message.notYourMessage', { by: message.data.takenBy }),
    },
    edit: {
      from: ['open', 'acknowledged'],
      by: ['agent', 'engineer', 'supervisor', 'head'],
      form: MESSAGE_EDIT,
      isFor: isEither,
      unless: (message, { actor }) =>
        isEither(message, actor) ? undefined : refuse('message.notYourMessage', { by: message.data.takenBy }),
      apply(message, input) {
        const phone = textIn(input, 'phone');
        const data = {
          customer: textIn(input, 'customer'),
          callerName: textIn(input, 'callerName'),
          callerTitle: textIn(input, 'callerTitle'),
          phone,
          phoneKey: phone && findingKeys(phone),
          text: textIn(input, 'text') ?? message.data.text,
        };
        return changesBetween(message.data, { ...message.data, ...data }).length > 0
          ? { data, note: textIn(input, 'reason') }
          : refuse('nothingCorrected', { no: message.no });
      },
    },
    showPhone: {
      from: ['open', 'acknowledged'],
      by: ['agent', 'engineer', 'supervisor', 'head'],
      apply: (message) => (phonesOf(message).length > 0 ? {} : refuse('noPhone', { no: message.no })),
    },
  },
  promiseOf: (message, policy) => messageDeadlines(message, policy).at(-1)?.dueAt,
  deadlines: messageDeadlines,
  isBreach: ({ step }) => step === 'breach',
  home: (message) => ({ person: message.data.for }),
  asks: ({ data }) => [{ of: `person:${data.for}`, say: 'read', actions: ['gotIt', 'showPhone'] }],
  helps: ({ deadline }) => (deadline ? ['gotIt', 'showPhone', 'open'] : ['open']),
};
