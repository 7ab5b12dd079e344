import type { Case, Deadline } from '../case.js';
import { leads, refuse } from '../case.js';
import { phonesOf } from '../phones.js';
import type { Policy } from '../policy.js';
import { person } from '../text.js';
import type { CaseKind } from '../workflow.js';

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

export const messageKind: CaseKind<MessageData, MessageState> = {
  name: 'message',
  prefix: 'M',
  openStates: ['open'],
  actions: {
    gotIt: {
      from: ['open'],
      by: ['agent', 'engineer', 'supervisor', 'head'],
      style: 'primary',
      apply(message, _input, { actor }) {
        if (actor.id !== message.data.for && !leads(actor)) return refuse('message.notYourMessage', { by: message.data.for });
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
      apply: (message, _input, { actor }) =>
        actor.id === message.data.takenBy || actor.roles.includes('supervisor')
          ? { state: 'cancelled' }
          : refuse('message.notYourMessage', { by: message.data.takenBy }),
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
  helps: ({ deadline }) => (deadline ? ['gotIt', 'showPhone'] : ['open']),
};
