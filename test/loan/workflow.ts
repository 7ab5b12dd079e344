import type { CaseNo, Deadline, Role } from '../../src/cases/case.js';
import type { Circumstances } from '../../src/cases/circumstances.js';
import { dateIn, type Form, type FormValues, textIn } from '../../src/cases/form.js';
import type { CaseKind, Decided } from '../../src/cases/rules.js';
import { openCase } from '../../src/cases/settle.js';
import { inThread, toPerson } from '../../src/cases/telling.js';
import { person } from '../../src/cases/text.js';
import type { Loan, LoanData, LoanState } from './loan.js';

const EVERYBODY: readonly Role[] = ['agent', 'engineer', 'supervisor', 'head'];
const OUT: readonly LoanState[] = ['lent', 'due_back'];
const TRACK = 'back#1';

/** What is asked of whoever takes a tool along. */
export const LEND_FORM: Form = {
  name: 'loan.lend',
  fields: [
    { name: 'tool', kind: 'text', isRequired: true, max: 80 },
    { name: 'backAt', kind: 'dateTime', isRequired: true, isAhead: true },
  ],
};

const LOST_FORM: Form = { name: 'loan.lose', fields: [{ name: 'lostHow', kind: 'longText', isRequired: true, max: 500 }] };

/** Its reminder and its breach. */
function loanDeadlines({ data: { backAt } }: Loan, remindBefore: number): Deadline[] {
  const remindAt = new Date(backAt.getTime() - remindBefore);
  return [
    { id: `${TRACK}:reminder`, track: TRACK, step: 'reminder', dueAt: remindAt, promisedAt: backAt, to: ['owner'] },
    { id: `${TRACK}:breach`, track: TRACK, step: 'breach', dueAt: backAt, promisedAt: backAt, to: ['owner', 'supervisors', 'thread'] },
  ];
}

export const loanKind: CaseKind<LoanData, LoanState> = {
  name: 'loan',
  prefix: 'LN',
  openStates: OUT,
  actions: {
    bringLoanBack: {
      from: OUT,
      by: EVERYBODY,
      style: 'primary',
      apply: (_loan, _input, { actor }) => ({ state: 'returned', say: [inThread('returned', { by: person(actor.id) })] }),
    },
    slip: {
      from: OUT,
      by: EVERYBODY,
      apply: (_loan, _input, { actor }) => ({ say: [{ ...toPerson(actor.id, 'slip'), document: 'slip' }] }),
    },
    jobDone: {
      from: OUT,
      by: 'linkedCase',
      apply: ({ owner }, input) => ({
        say: [toPerson(owner, 'jobDone', { ticket: textIn(input, 'ticket') ?? '', left: textIn(input, 'left') ?? '' })],
      }),
    },
    lose: {
      from: OUT,
      by: EVERYBODY,
      style: 'danger',
      form: LOST_FORM,
      apply: (_loan, input) => ({ state: 'lost', data: { lostHow: textIn(input, 'lostHow') } }),
    },
  },
  promiseOf: ({ data }) => data.backAt,
  deadlines: (loan, { loan: { remindBefore } }) => loanDeadlines(loan, remindBefore),
  isBreach: ({ step }) => step === 'breach',
  onDue: (_loan, fires) => (fires.some(({ step }) => step === 'reminder') ? { state: 'due_back' } : {}),
  home: () => ({ channel: 'desk' }),
  helps: ({ deadline }) => (deadline ? ['bringLoanBack', 'open'] : ['open']),
};

/** A tool goes out, to whoever fills in the form, for a ticket where one is named. */
export const lend = (
  values: FormValues,
  start: { readonly team: string; readonly seq: number },
  circumstances: Circumstances,
  lentFor?: CaseNo,
): Decided<LoanData, LoanState> =>
  openCase(
    loanKind,
    {
      ...start,
      state: 'lent',
      owner: circumstances.actor.id,
      data: {
        tool: textIn(values, 'tool') ?? '',
        backAt: dateIn(values, 'backAt') ?? circumstances.now.toJSDate(),
        ...(lentFor ? { lentFor } : {}),
      },
      say: lentFor ? [{ to: { kind: 'case', no: lentFor }, say: 'lentFor', params: { loan: `LN-${start.seq}` } }] : [],
    },
    circumstances,
  );
