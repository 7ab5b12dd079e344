import { buttonOf } from '../../src/cases/buttons.js';
import type { Card, Reader } from '../../src/cases/card.js';
import type { KindRow } from '../../src/cases/kind.js';
import { person } from '../../src/cases/text.js';
import { timeInWords } from '../../src/time/wording.js';
import type { Loan, LoanData, LoanState } from './loan.js';
import { onTickets } from './on-tickets.js';
import { LOAN_SETTINGS, loanPolicy } from './settings.js';
import { loanKind } from './workflow.js';

/** A loan: which tool, who has it, when it is due back. */
function loanCard({ no, owner, state, isOpen, data: { tool, backAt, lentFor, lostHow } }: Loan, { t, now, locale }: Reader): Card {
  return {
    title: `${no} · ${tool}`,
    status: t(`loan.state.${state}`),
    lines: [
      { label: t('loan.card.with'), value: person(owner) },
      { label: t('loan.field.lentFor'), value: lentFor ?? '' },
      { label: t('loan.field.backAt'), value: timeInWords(backAt, now, locale) },
    ].filter(({ value }) => value !== ''),
    body: lostHow,
    buttons: isOpen ? ['bringLoanBack', 'slip', 'lose'].map((name) => buttonOf(loanKind, no, name, t)) : [],
    menu: [{ action: 'history', label: t('shared.action.history'), value: no }],
  };
}

/** The kind's row. */
export const loan: KindRow<LoanData, LoanState> = {
  rules: loanKind,
  card: loanCard,
  joins: { ticket: onTickets },
  prefill: ({ data }, { action }) => (action === 'lose' ? { lostHow: `${data.tool}: ` } : {}),
  settings: LOAN_SETTINGS,
  policy: loanPolicy,
  texts: { told: ['lostHow'] },
  indexes: [{ fields: { team: 1, 'data.tool': 1 }, serves: 'who had a tool' }],
};
