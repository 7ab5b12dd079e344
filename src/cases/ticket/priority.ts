import type { ClockKind } from '../../time/elapse.js';

export const PRIORITIES = ['P1', 'P2', 'P3', 'P4'] as const;
export type Priority = (typeof PRIORITIES)[number];
export const GRADES = ['high', 'medium', 'low'] as const;
export type Grade = (typeof GRADES)[number];

/** The targets of a priority, in milliseconds of its clock. */
export interface Target {
  /** Nobody has accepted it after this: the engineers hear, after twice that the supervisors. */
  readonly accept: number;
  readonly firstResponse: number;
  readonly resolve: number;
  readonly clock: ClockKind;
}
