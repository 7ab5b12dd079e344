import type { CaseNo } from '../../src/cases/case.js';
import { textIn } from '../../src/cases/form.js';
import type { Joined } from '../../src/cases/kind.js';
import { TICKET_STATES, type TicketData, type TicketState } from '../../src/cases/ticket/index.js';

declare module '../../src/cases/ticket/ticket.js' {
  interface TicketData {
    /** The loans of tools that were taken along for it. */
    readonly loans?: readonly CaseNo[] | undefined;
  }
}

/** A ticket and the tools that are out for it: who has one is asked for it when the ticket is solved. */
export const onTickets: Joined<TicketData, TicketState> = {
  offers: ({ no }, { t }) => [{ action: 'lendFor', label: t('loan.action.lendFor'), value: no }],
  lines: ({ data: { loans = [] } }, { t }) => [{ label: t('loan.card.tools'), value: loans.join(' ') }],
  asks: { resolve: { behind: 'part', fields: [{ name: 'toolsLeft', kind: 'text', max: 80 }] } },
  tells: {
    lentFor: {
      from: TICKET_STATES,
      by: 'linkedCase',
      apply: ({ data: { loans = [] } }, input) => ({ data: { loans: [...loans, textIn(input, 'loan') as CaseNo] } }),
    },
  },
  follows: ({ no, data: { loans = [] } }, { input, change }) =>
    change.state === 'resolved'
      ? {
          say: loans.map((loan) => ({
            to: { kind: 'case', no: loan },
            say: 'jobDone',
            params: { ticket: no, left: textIn(input, 'toolsLeft') ?? '–' },
          })),
        }
      : {},
};
