import type { Case, Role } from '../case.js';
import { refuse } from '../case.js';
import { type Form, type FormValues, textIn } from '../form.js';
import { changesBetween } from '../history.js';
import { phonesOf } from '../phones.js';
import type { CaseKind } from '../rules.js';
import { findingKeys } from '../telephone.js';

/** How a call ends that leaves nothing to do. Rule B3. */
export const CALL_ENDS = ['out_of_scope', 'wrong_number'] as const;

/** A call that left nothing to do: wrong number, or out of our scope and pointed elsewhere. Rule B3. */
export interface CallData {
  readonly outcome: (typeof CALL_ENDS)[number];
  readonly customer?: string | undefined;
  readonly callerName?: string | undefined;
  readonly phone?: string | undefined;
  readonly phoneKey?: string | readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly pointedTo?: string | undefined;
}

export type CallState = 'logged';
export type Call = Case<CallData, CallState>;

const EVERYBODY: readonly Role[] = ['agent', 'engineer', 'supervisor', 'head'];

/** What is asked of a logged call later. */
export const CALL_FORMS = {
  edit: {
    name: 'call.edit',
    fields: [
      { name: 'outcome', kind: 'radio', options: CALL_ENDS, isRequired: true },
      { name: 'customer', kind: 'text', max: 120, isCustomer: true },
      { name: 'callerName', kind: 'text', max: 80 },
      { name: 'phone', kind: 'phone' },
      { name: 'description', kind: 'longText' },
      { name: 'pointedTo', kind: 'text', isRequired: ({ outcome }) => outcome === 'out_of_scope' },
      { name: 'reason', kind: 'longText', isRequired: true, isTelling: true, max: 500 },
    ],
  },
  note: { name: 'call.note', fields: [{ name: 'text', kind: 'longText', isRequired: true }] },
} as const satisfies Record<string, Form>;

/** What the form of an action starts with. */
export const callPrefill = ({ data: { phoneKey: _, ...known } }: Call, action: string): FormValues => (action === 'edit' ? known : {});

/** Logged and done: no clock, and no message of its own; whoever asks for it sees its card, and what is wrong in it can be set right. */
export const callKind: CaseKind<CallData, CallState> = {
  name: 'call',
  prefix: 'C',
  openStates: [],
  actions: {
    edit: {
      from: ['logged'],
      by: EVERYBODY,
      form: CALL_FORMS.edit,
      apply(call, input) {
        const phone = textIn(input, 'phone');
        const data: CallData = {
          outcome: input.outcome === 'wrong_number' ? 'wrong_number' : 'out_of_scope',
          customer: textIn(input, 'customer'),
          callerName: textIn(input, 'callerName'),
          phone,
          phoneKey: phone && findingKeys(phone),
          description: textIn(input, 'description'),
          pointedTo: textIn(input, 'pointedTo'),
        };
        return changesBetween(call.data, { ...call.data, ...data }).length > 0
          ? { data, note: textIn(input, 'reason') }
          : refuse('nothingCorrected', { no: call.no });
      },
    },
    note: { from: ['logged'], by: EVERYBODY, form: CALL_FORMS.note, apply: (_call, input) => ({ note: textIn(input, 'text') }) },
    showPhone: {
      from: ['logged'],
      by: EVERYBODY,
      apply: (call) => (phonesOf(call).length > 0 ? {} : refuse('noPhone', { no: call.no })),
    },
  },
  promiseOf: () => undefined,
  deadlines: () => [],
  isBreach: () => false,
  home: () => undefined,
  helps: () => [],
};
