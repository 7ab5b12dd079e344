import type { CaseKind } from '../workflow.js';

/** A call that left nothing to do: wrong number, or out of our scope and pointed elsewhere. Rule B3. */
export interface CallData {
  readonly outcome: 'out_of_scope' | 'wrong_number';
  readonly customer?: string | undefined;
  readonly callerName?: string | undefined;
  readonly phone?: string | undefined;
  readonly phoneKey?: string | readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly pointedTo?: string | undefined;
}

export type CallState = 'logged';

/** Logged and done: no clock, no card. */
export const callKind: CaseKind<CallData, CallState> = {
  name: 'call',
  prefix: 'C',
  openStates: [],
  actions: {},
  promiseOf: () => undefined,
  deadlines: () => [],
  isBreach: () => false,
  home: () => undefined,
  helps: () => [],
};
