/** How something stands, for a sign before it; each has its word beside it. `undone`: it is over, and what it was for was not done. */
export type Standing = 'sos' | 'late' | 'risk' | 'waiting' | 'kept' | 'undone' | 'notBegun';

/** The one set of signs: nothing else is decoration. */
export const SIGNS: Readonly<Record<Standing, string>> = {
  sos: '🆘',
  late: '🔴',
  risk: '🟠',
  waiting: '🟡',
  kept: '🟢',
  undone: '⚪',
  notBegun: '⚪',
};
