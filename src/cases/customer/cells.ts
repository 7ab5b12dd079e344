import type { DateTime } from 'luxon';
import { isWithinReach, readDay } from '../../time/period.js';
import { nameKey } from '../names.js';
import { isShortened } from '../phones.js';
import type { RowProblem } from '../sheet-rows.js';
import { phoneDigits, withHanDigits } from '../text.js';
import type { Customer, CustomerData } from './customer.js';
import { MOST_FIRST, MOST_RESOLVE } from './form.js';

/** What the column of the state may say: is the customer offered? */
export const STATES = ['inUse', 'outOfUse'] as const;
export type CustomerState = (typeof STATES)[number];

/** A customer as a sheet brings it. */
export type SheetCustomer = CustomerData & { readonly isEnabled?: boolean };

/** What a sheet is read by: its headings and words in any language, the register, and who is who. */
export interface SheetContext {
  readonly columns: Readonly<Record<string, string>>;
  readonly states: Readonly<Record<string, CustomerState>>;
  readonly all: readonly Customer[];
  /** The colleague whom a cell names; undefined for nobody, and for one of several. */
  personOf(typed: string): string | undefined;
  readonly now: DateTime;
}

export type Cells = Readonly<Record<string, string | undefined>>;
export type Wrong = Omit<RowProblem, 'row'>;

const DAYS = ['contractFrom', 'contractTo'] as const;
const MINUTES = /\s*(?:分钟|分|min(?:ute)?s?\.?)$/i;
const HOURS = /\s*(?:个?小时|h(?:ours?|rs?)?\.?)$/i;
/** Whole numbers in a cell: how large each may be, and the unit that may stand behind it. */
const NUMBERS = {
  travelMinutes: { most: 1_440, unit: MINUTES },
  contractFirst: { most: MOST_FIRST, unit: MINUTES },
  contractResolve: { most: MOST_RESOLVE, unit: HOURS },
} as const;

const HAN_NUMBER = /^(?:([一二两三四五六七八九])百零?)?(?:([一二三四五六七八九]?)(十))?([一二三四五六七八九]?)$/;

/** A number below a thousand in characters, 二十 or 一百零五; NaN for what is none. */
function hanNumber(text: string): number {
  const [, hundreds = '', tens = '', ten, ones = ''] = HAN_NUMBER.exec(text) ?? [];
  if (text === '' || !HAN_NUMBER.test(text)) return Number.NaN;
  const digit = (sign: string): number => Number(withHanDigits(sign.replace('两', '二')));
  return (hundreds ? digit(hundreds) * 100 : 0) + (ten ? (tens ? digit(tens) : 1) * 10 : 0) + (ones ? digit(ones) : 0);
}

/** A whole number as people write it, `15`, `15分钟`, `二十`; NaN for what is none. */
function wholeIn(cell: string, unit: RegExp): number {
  const plain = cell.normalize('NFKC').trim().replace(unit, '').replace(/\.0+$/, '');
  return /^\d+$/.test(plain) ? Number(plain) : hanNumber(plain);
}

/** A row whose numbers are digits, and which of them are none. */
export function numbered(typed: Cells): { readonly cells: Cells; readonly wrong: readonly Wrong[] } {
  const read = Object.entries(NUMBERS).flatMap(([column, { most, unit }]) => {
    const cell = typed[column];
    const whole = cell === undefined ? 0 : wholeIn(cell, unit);
    return cell === undefined ? [] : [{ column, cell, most, whole, isRight: whole >= 0 && whole <= most }];
  });
  return {
    cells: { ...typed, ...Object.fromEntries(read.filter(({ isRight }) => isRight).map(({ column, whole }) => [column, String(whole)])) },
    wrong: read.filter(({ isRight }) => !isRight).map(({ cell, most }) => ({ code: 'rowNumber', params: { cell, most } })),
  };
}

/** Fewer digits are nobody's telephone: the form takes no fewer either. */
const LEAST_DIGITS = 3;

function phoneProblem(phone: string | undefined): readonly Wrong[] {
  if (phone === undefined) return [];
  if (isShortened(phone)) return [{ code: 'rowPhone', params: {} }];
  return phoneDigits(phone).length < LEAST_DIGITS ? [{ code: 'rowNoPhone', params: { cell: phone } }] : [];
}

const said = <Part extends object>(part: Part): Partial<Part> =>
  Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as Partial<Part>;

/** What a row says besides its texts, and all that is wrong with that. */
export function valuesIn(
  cells: Cells,
  customer: Customer | undefined,
  { states, personOf, now }: SheetContext,
): { readonly read: Partial<SheetCustomer>; readonly wrong: readonly Wrong[] } {
  const state = cells.state === undefined ? undefined : states[nameKey(cells.state)];
  const accountOwner = cells.accountOwner === undefined ? undefined : personOf(cells.accountOwner);
  const days = DAYS.flatMap((field) => {
    const typed = cells[field];
    const day = typed ? readDay(typed, now) : undefined;
    return typed ? [{ field, typed, iso: day && isWithinReach(day, now) ? day.toISODate() : null }] : [];
  });
  const written: Readonly<Record<string, string>> = Object.fromEntries(days.flatMap(({ field, iso }) => (iso ? [[field, iso]] : [])));
  const [from, to] = DAYS.map((field) => written[field] ?? customer?.[field]);
  return {
    read: { ...written, ...said({ accountOwner }), ...(state ? { isEnabled: state === 'inUse' } : {}) },
    wrong: [
      ...phoneProblem(cells.phone),
      ...(cells.state !== undefined && !state ? [{ code: 'rowState', params: { state: cells.state } }] : []),
      ...(cells.accountOwner !== undefined && !accountOwner ? [{ code: 'rowOwner', params: { owner: cells.accountOwner } }] : []),
      ...days.filter(({ iso }) => !iso).map(({ typed }) => ({ code: 'rowDay', params: { date: typed } })),
      ...(from && to && to < from ? [{ code: 'contractOrder', params: {} }] : []),
    ],
  };
}
