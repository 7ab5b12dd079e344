import type { Given } from './log.js';

const HOUR = 3_600_000;

/** What the rules promise, in hours: rules A1, A5 as a desk has them that has set nothing itself. */
export const TARGETS = { P1: 4, P2: 8, P3: 24, P4: 24 } as const;
export type Priority = keyof typeof TARGETS;
export type Grade = 'high' | 'medium' | 'low';
export const GRADES: Readonly<Record<Grade, Readonly<Record<Grade, Priority>>>> = {
  high: { high: 'P1', medium: 'P2', low: 'P3' },
  medium: { high: 'P2', medium: 'P3', low: 'P4' },
  low: { high: 'P2', medium: 'P4', low: 'P4' },
};
export const seconds = (value: unknown): number | undefined => (typeof value === 'number' ? value * 1000 : undefined);
export const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
export const grade = (value: unknown, otherwise: Grade): Grade =>
  value === 'high' || value === 'medium' || value === 'low' ? value : otherwise;

export const targetOf = (life: { readonly startedAt: number; readonly expectedBy?: number | undefined }, priority: Priority): number =>
  Math.min(life.startedAt + TARGETS[priority] * HOUR, life.expectedBy ?? Number.POSITIVE_INFINITY);

/** The number, customer and words of a call. */
export interface SaidOfCall {
  readonly phone: string;
  readonly customer: string;
  readonly words: string;
}

/** A number of this country is the same with its code and without. */
const digits = (phone: unknown): string =>
  text(phone)
    .replace(/\D/g, '')
    .replace(/^86(?=1\d{10}$)/, '');
export const saidIn = ({ phone, customer, description }: Given): SaidOfCall => ({
  phone: digits(phone),
  customer: text(customer),
  words: text(description),
});
export const isSameCaller = (one: SaidOfCall, other: SaidOfCall): boolean =>
  (one.phone !== '' && one.phone === other.phone) || (one.customer !== '' && one.customer === other.customer);
