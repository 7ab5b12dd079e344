/** How something stands, for a sign before it; each has its word beside it. */
export type Standing = 'late' | 'risk' | 'waiting' | 'kept' | 'notBegun';

/** The one set of signs: nothing else is decoration. */
export const SIGNS: Readonly<Record<Standing, string>> = { late: '🔴', risk: '🟠', waiting: '🟡', kept: '🟢', notBegun: '⚪' };
