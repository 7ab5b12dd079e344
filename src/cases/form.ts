import { DateTime } from 'luxon';
import { z } from 'zod';
import { FARTHEST_YEARS, isWithinReach, parseDay } from '../time/period.js';
import { readAddress } from './address.js';
import type { Case, Role } from './case.js';
import { isRoleAlone, isTradeAlone, namesNobody, noCustomer, standsForName } from './nobody.js';
import { isShortened } from './phones.js';
import { holdsSecret } from './secrets.js';
import { cleanText, LEAST_TOLD, namesSomebody, phoneDigits, saysEnough, saysSomething, shorten, tellsSomething } from './text.js';

/** What people can enter in a field; the modal, the parsing and the record follow from it. */
export type FieldKind =
  | 'text'
  | 'longText'
  | 'phone'
  | 'number'
  | 'date'
  | 'time'
  | 'dateTime'
  | 'choice'
  | 'radio'
  | 'checks'
  | 'lookup'
  | 'person'
  | 'files';

/** A file that somebody put into Slack; it stays there unless the settings say otherwise. */
export interface FileRef {
  readonly id: string;
  readonly name: string;
  readonly permalink: string;
}

export type FieldValue = string | number | Date | readonly string[] | readonly FileRef[];
/** Parsed values by field name; what was left empty is absent. */
export type FormValues = Readonly<Record<string, FieldValue | undefined>>;

/** One field, said once. Texts are found by name: `form.<form>.<field>` or else `field.<field>`, the same with `Hint` and `Placeholder` behind it, and `<field>.<option>`. */
export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly isRequired?: boolean | ((values: FormValues) => boolean);
  /** Shown only while this holds; a hidden field has no value. */
  readonly isShown?: (values: FormValues) => boolean;
  /** Asked behind *More*: what is seldom needed, or known already. */
  readonly isBehind?: boolean;
  /** Longest text in characters, or the largest number. */
  readonly max?: number;
  /** Option values of choice, radio and checks. */
  readonly options?: readonly string[];
  /** Changing it redraws the form at once. */
  readonly redraws?: boolean;
  /** The role that a named person must have, or any one of several. */
  readonly mustBe?: Role | readonly Role[];
  /** Somebody who has left may be named too. */
  readonly isAnybody?: boolean;
  /** A text that somebody else relies on, as a reason or what was done: it is told in words (`tellsSomething`). */
  readonly isTelling?: boolean | ((values: FormValues) => boolean);
  /** A text that names somebody of the customer's: one of us consents, agrees and tests for nobody. Rules A3, D9. */
  readonly isTheirs?: boolean | ((values: FormValues) => boolean);
  /** A text that names a customer: what nobody is called is refused. Rule B2. */
  readonly isCustomer?: boolean;
  /** A text in which a password or an access code is refused. */
  readonly isSecretFree?: boolean;
  /** Label and hint as they stand, where they come from data and not from the locale. */
  readonly label?: string;
  /** Locale key of the label, when it is not the field's name. */
  readonly labelKey?: string;
  readonly hint?: string;
  /** Options' words that come from data. */
  readonly optionLabels?: Readonly<Record<string, string>>;
  /** Locale prefix of the options' words, when it is not the field's name. */
  readonly words?: string;
  /** Endings of the files that are taken; an empty list takes any. Pictures and PDFs without. */
  readonly fileTypes?: readonly string[];
  /** A number that may have a fraction and a sign. */
  readonly isDecimal?: boolean;
  /** A dateTime that must lie ahead. */
  readonly isAhead?: boolean;
  /** How many minutes ahead it must lie at least: what is due at once cannot be kept. */
  readonly leastAhead?: number;
  /** A dateTime that must not lie ahead. */
  readonly isPast?: boolean;
  /** A text that is an address of the Internet, or none. */
  readonly isAddress?: boolean;
  /** A list, one entry a line: two people may change different lines of it at once. */
  readonly isLines?: boolean;
  /** Fields of the same name here only make sense together: of two people who change them one has them all. */
  readonly oneWith?: string;
}

export interface Form {
  /** The modal's callback id. */
  readonly name: string;
  readonly fields: readonly Field[];
  /** Fields that depend on the case and on what is entered already; they replace `fields`. */
  readonly fieldsOn?: (c: Case<object>, values: FormValues) => readonly Field[];
  /** Of what was typed into fields that were not shown: the values to ask on with, or undefined when nothing of it is left to record. */
  readonly leftOf?: (c: Case<object>, typed: FormValues) => FormValues | undefined;
}

/** A form as it is asked of this case. */
export const formOn = (form: Form, c: Case<object>, values: FormValues): Form =>
  form.fieldsOn ? { ...form, fields: form.fieldsOn(c, values) } : form;

/** Field name → locale key under `invalid.` with what the sentence needs. */
export type FormErrors = Readonly<Record<string, { readonly code: string; readonly params?: Record<string, string | number> }>>;
export type FormResult = { readonly ok: true; readonly values: FormValues } | { readonly ok: false; readonly errors: FormErrors };

/** Slack's own limit of a text input. */
export const LONGEST_TEXT = 3000;
const DEFAULT_MAX: Partial<Record<FieldKind, number>> = { text: 150, longText: LONGEST_TEXT, phone: 40, files: 5 };
/** A file's name and address as Slack gives them; neither is ever near so long. */
const LONGEST_NAME = 255;
const LONGEST_ADDRESS = 2_000;
/** Options that one block of Slack's can have ticked. */
const MOST_CHECKS = 100;

export const maxOf = (field: Field): number | undefined => field.max ?? DEFAULT_MAX[field.kind];
/** Is this a choice among nothing? Slack opens no form with one. */
export const lacksOptions = ({ kind, options = [] }: Field): boolean =>
  (kind === 'choice' || kind === 'radio' || kind === 'checks') && options.length === 0;
export const isShown = (field: Field, values: FormValues): boolean => field.isShown?.(values) ?? true;
/** The tick that shows what is asked behind it. */
export const MORE = 'more';
/** Puts these fields of a form behind *More*. */
export const behindMore = (fields: readonly Field[], names: readonly string[]): readonly Field[] =>
  fields.map((field) => (names.includes(field.name) ? { ...field, isBehind: true } : field));
const isBlank = (value: FieldValue | undefined): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
/**
 * Does the modal draw it now? What stands behind *More* is drawn once that is ticked, and where it must be answered and is not known. What
 * is known of it is drawn too, unless the form keeps what it does not draw (`keepsKnown`).
 */
export function isDrawn(field: Field, values: FormValues, keepsKnown: boolean): boolean {
  if (!isShown(field, values)) return false;
  if (!field.isBehind || checksIn(values, MORE).includes(MORE)) return true;
  return isBlank(values[field.name]) ? isRequired(field, values) : !keepsKnown;
}
export const isRequired = (field: Field, values: FormValues): boolean =>
  typeof field.isRequired === 'function' ? field.isRequired(values) : (field.isRequired ?? false);

const isTelling = ({ isTelling: asked }: Field, values: FormValues): boolean =>
  typeof asked === 'function' ? asked(values) : (asked ?? false);

/** Does it name somebody of the customer's, as the rest is answered? */
export const isTheirs = ({ isTheirs: asked }: Field, values: FormValues): boolean =>
  typeof asked === 'function' ? asked(values) : (asked ?? false);

/** Does a value fit a field of this kind? What is known by the same name may be something else. */
const fits = (kind: FieldKind, value: FieldValue): boolean => {
  if (kind === 'checks' || kind === 'files') return Array.isArray(value);
  if (kind === 'dateTime') return value instanceof Date;
  if (kind === 'person') return typeof value === 'string' && /^[UW][A-Z0-9]+$/.test(value);
  if (kind === 'time') return typeof value === 'string' && /^\d\d:\d\d$/.test(value);
  return typeof value === 'string' || typeof value === 'number';
};

/** Of what is known, the values that these fields can show. */
export const fitting = (fields: readonly Field[], known: FormValues): FormValues =>
  Object.fromEntries(
    fields.flatMap(({ name, kind }) => {
      const value = known[name];
      return value !== undefined && fits(kind, value) ? [[name, value]] : [];
    }),
  );

/** A text value, or undefined: forms hand their values on loosely, rules want them typed. */
export const textIn = (values: FormValues, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

export const dateIn = (values: FormValues, name: string): Date | undefined => {
  const value = values[name];
  return value instanceof Date ? value : undefined;
};

/** The ticked options of a `checks` field. */
export const checksIn = (values: FormValues, name: string): readonly string[] => {
  const value = values[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
};

export const filesIn = (values: FormValues, name: string): readonly FileRef[] => {
  const value = values[name];
  const files = Array.isArray(value) ? value.filter((item): item is FileRef => typeof item === 'object') : [];
  return files.filter(({ id }, n) => files.findIndex((one) => one.id === id) === n);
};

export const numberIn = (values: FormValues, name: string): number | undefined => {
  const value = values[name];
  return typeof value === 'number' ? value : undefined;
};

const leastOf = ({ isTelling }: Field): number => (isTelling ? LEAST_TOLD : 0);

const text = (field: Field) =>
  z
    .string('notAnOption')
    .transform(cleanText)
    .refine((value) => !field.isAddress || readAddress(value) !== undefined, { message: 'address' })
    .transform((value) => (field.isAddress ? (readAddress(value) ?? value) : value))
    // As Slack counts, in UTF-16 units: what is stored fits the modal that edits it.
    .refine((value) => value.length <= (maxOf(field) ?? LONGEST_TEXT), { message: 'tooLong' })
    .refine((value) => saysEnough(value, leastOf(field)), { message: 'tooShort' })
    .refine((value) => !field.isTheirs || !(namesNobody(value) || standsForName(value)), { message: 'nobody' })
    .refine((value) => !field.isTheirs || !(isRoleAlone(value) || isTradeAlone(value)), { message: 'onlyRole' })
    .refine((value) => !field.isCustomer || noCustomer(value) === undefined, {
      error: ({ input }) => noCustomer(String(input)) ?? 'customerWords',
    })
    .refine((value) => !field.isTelling || tellsSomething(value), { message: 'noWords' })
    .refine((value) => !field.isTheirs || namesSomebody(value), { message: 'noName' })
    .refine((value) => !field.isSecretFree || !holdsSecret(value), { message: 'secret' });

const oneOf = (field: Field) =>
  z.string('notAnOption').refine((value) => field.options?.includes(value) ?? true, { message: 'notAnOption' });

/** A number as people type it: full width, or with a minus sign that is no hyphen. */
const asTyped = (value: unknown): unknown => (typeof value === 'string' ? value.normalize('NFKC').replace('\u2212', '-').trim() : value);

const SCHEMAS: Readonly<Record<FieldKind, (field: Field, now: DateTime) => z.ZodType<FieldValue>>> = {
  text,
  longText: text,
  phone: (field) =>
    text(field)
      .refine((value) => phoneDigits(value).length >= 3, { message: 'phone' })
      .refine((value) => !isShortened(value), { message: 'phoneShortened' }),
  number: (field) =>
    z.preprocess(
      asTyped,
      z.coerce
        .number({ message: 'number' })
        .refine((value) => field.isDecimal || Number.isInteger(value), { message: 'whole' })
        .min(field.isDecimal ? -Number.MAX_SAFE_INTEGER : 0, 'tooSmall')
        .max(maxOf(field) ?? Number.MAX_SAFE_INTEGER, 'tooLarge'),
    ),
  date: (_field, now) =>
    z
      .string('date')
      .refine((value) => parseDay(value, now), { message: 'date' })
      .refine((value) => isWithinReach(parseDay(value, now) ?? now, now), { message: 'far' }),
  time: () => z.string('time').regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'time'),
  dateTime: (field, now) =>
    z
      .date('date')
      .refine((value) => isWithinReach(DateTime.fromJSDate(value), now), { message: 'far' })
      .refine((value) => !field.isAhead || value > now.toJSDate(), { message: 'past' })
      .refine((value) => !field.leastAhead || value >= now.plus({ minutes: field.leastAhead }).toJSDate(), { message: 'tooSoon' })
      .refine((value) => !field.isPast || value <= now.plus({ minutes: 1 }).toJSDate(), { message: 'ahead' }),
  choice: oneOf,
  radio: oneOf,
  checks: (field) => z.array(oneOf(field), 'notAnOption').max(MOST_CHECKS, 'notAnOption'),
  files: (field) =>
    z
      .array(
        z.object({
          id: z.string(),
          name: z.string().transform((name) => shorten(cleanText(name), LONGEST_NAME)),
          permalink: z.string().max(LONGEST_ADDRESS, 'notAnOption'),
        }),
        'notAnOption',
      )
      .max(maxOf(field) ?? 1, 'tooManyFiles'),
  lookup: text,
  person: () => z.string('person').regex(/^[UW][A-Z0-9]+$/, 'person'),
};

const isInWords = ({ kind }: Field): boolean => kind === 'text' || kind === 'longText';

/** Checks what a person submitted: every shown field, all problems at once. Blank counts as absent. */
export function validate(form: Form, raw: FormValues, now: DateTime): FormResult {
  const shown = form.fields.filter((field) => isShown(field, raw));
  const errors: Record<string, FormErrors[string]> = {};
  const values: Record<string, FieldValue> = {};
  for (const declared of shown) {
    const field = { ...declared, isTelling: isTelling(declared, raw), isTheirs: isTheirs(declared, raw) };
    const value = raw[field.name];
    const isBlank =
      value === undefined || (typeof value === 'string' && cleanText(value) === '') || (Array.isArray(value) && value.length === 0);
    if (isBlank) {
      if (isRequired(field, raw)) errors[field.name] = { code: 'required' };
      continue;
    }
    // What is asked is answered in words: a full stop fills a field and says nothing.
    if (isInWords(field) && isRequired(field, raw) && typeof value === 'string' && !saysSomething(value)) {
      errors[field.name] = { code: 'noWords' };
      continue;
    }
    const parsed = SCHEMAS[field.kind](field, now).safeParse(value);
    if (parsed.success) values[field.name] = parsed.data;
    else
      errors[field.name] = {
        code: parsed.error.issues[0]?.message ?? 'notAnOption',
        params: {
          max: maxOf(field) ?? Number.MAX_SAFE_INTEGER,
          min: leastOf(field),
          minutes: field.leastAhead ?? 0,
          years: FARTHEST_YEARS,
        },
      };
  }
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, values };
}
