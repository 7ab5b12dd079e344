import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { DateTime } from 'luxon';
import { z } from 'zod';
import type { Translate } from '../../cases/card.js';
import {
  checksIn,
  type Field,
  type FieldValue,
  type Form,
  type FormErrors,
  type FormValues,
  isDrawn,
  isRequired,
  isShown,
  LONGEST_TEXT,
  lacksOptions,
  MORE,
  maxOf,
} from '../../cases/form.js';
import { PICTURES } from '../../cases/picture.js';
import { cleanText, shorten } from '../../cases/text.js';
import { hasText } from '../../locales/index.js';
import { type Locale, zoneInWords } from '../../time/wording.js';
import { context, plain, section } from '../messages/blocks.js';

/** The one action id of every input; the block id is the field's name. */
export const VALUE = 'value';

export interface ModalOptions {
  readonly locale: Locale;
  readonly t: Translate;
  /** Now for the reader: where his clock shows another time than the desk's, times are picked with a word about that. */
  readonly now: DateTime;
  readonly title: string;
  readonly submit: string;
  readonly values?: FormValues;
  /** Does the form keep what is known of fields that it does not draw? Without, they are drawn. */
  readonly keepsKnown?: boolean;
  /** Kept by Slack with the modal, at most 3,000 characters. */
  readonly metadata?: string;
  /** Lines above the fields. */
  readonly above?: readonly string[];
  /** Blocks below those lines. */
  readonly blocksAbove?: readonly KnownBlock[];
  /** Lines right below a field, by its name. */
  readonly below?: Readonly<Record<string, readonly string[]>>;
  /** Blocks right below a field, by its name. */
  readonly blocksBelow?: Readonly<Record<string, readonly KnownBlock[]>>;
}

/** Slack's limit of a modal's title. */
const LONGEST_TITLE = 24;
const option = (text: string, value: string) => ({ text: plain(text, 75), value: shorten(value, 150) });
const seconds = (value: FieldValue | undefined): number | undefined =>
  value instanceof Date ? Math.floor(value.getTime() / 1000) : undefined;
const asText = (value: FieldValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

/** Slack opens no modal that starts with what its input cannot hold, so a value stored wrongly starts empty. */
const isWritten = (value: FieldValue | undefined, as: RegExp): boolean => as.test(asText(value) ?? '');

type Element = InputBlock['element'];
type Build = (field: Field, value: FieldValue | undefined, label: (option: string) => string, placeholder: string) => Element;

const textInput =
  (isLong: boolean): Build =>
  (field, value, _label, placeholder) => ({
    type: 'plain_text_input',
    action_id: VALUE,
    multiline: isLong,
    max_length: maxOf(field) ?? LONGEST_TEXT,
    // Slack opens no modal with more in a field than the field takes.
    ...(asText(value) ? { initial_value: shorten(asText(value) ?? '', maxOf(field) ?? LONGEST_TEXT) } : {}),
    ...(placeholder ? { placeholder: plain(placeholder, 150) } : {}),
    ...(field.redraws ? { dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] } } : {}),
  });

const optionsOf = (field: Field, label: (option: string) => string) => (field.options ?? []).map((value) => option(label(value), value));

/** Each kind of field as the input that Slack has for it. */
const ELEMENTS: Readonly<Record<Field['kind'], Build>> = {
  text: textInput(false),
  longText: textInput(true),
  phone: textInput(false),
  number: (field, value) => ({
    type: 'number_input',
    action_id: VALUE,
    is_decimal_allowed: field.isDecimal ?? false,
    ...(isWritten(value, /^-?\d+(\.\d+)?$/) ? { initial_value: asText(value) ?? '' } : {}),
  }),
  date: (_field, value) => ({
    type: 'datepicker',
    action_id: VALUE,
    ...(isWritten(value, /^\d{4}-\d\d-\d\d$/) ? { initial_date: asText(value) ?? '' } : {}),
  }),
  time: (_field, value) => ({
    type: 'timepicker',
    action_id: VALUE,
    ...(isWritten(value, /^([01]\d|2[0-3]):[0-5]\d$/) ? { initial_time: asText(value) ?? '' } : {}),
  }),
  dateTime: (_field, value) => ({
    type: 'datetimepicker',
    action_id: VALUE,
    ...(value instanceof Date ? { initial_date_time: seconds(value) ?? 0 } : {}),
  }),
  choice(field, value, label, placeholder) {
    const initial = optionsOf(field, label).find((item) => item.value === value);
    return {
      type: 'static_select',
      action_id: VALUE,
      options: optionsOf(field, label),
      ...(initial ? { initial_option: initial } : {}),
      ...(placeholder ? { placeholder: plain(placeholder, 150) } : {}),
    };
  },
  radio(field, value, label) {
    const initial = optionsOf(field, label).find((item) => item.value === value);
    return { type: 'radio_buttons', action_id: VALUE, options: optionsOf(field, label), ...(initial ? { initial_option: initial } : {}) };
  },
  checks(field, value, label) {
    const initial = optionsOf(field, label).filter((item) => Array.isArray(value) && value.includes(item.value));
    return {
      type: 'checkboxes',
      action_id: VALUE,
      options: optionsOf(field, label),
      ...(initial.length > 0 ? { initial_options: initial } : {}),
    };
  },
  lookup(field, value, _label, placeholder) {
    const initial = asText(value);
    return {
      type: 'external_select',
      action_id: VALUE,
      min_query_length: 0,
      ...(initial ? { initial_option: option(field.optionLabels?.[initial] ?? initial, initial) } : {}),
      ...(placeholder ? { placeholder: plain(placeholder, 150) } : {}),
    };
  },
  files: (field) => ({
    type: 'file_input',
    action_id: VALUE,
    ...(field.fileTypes?.length === 0 ? {} : { filetypes: [...(field.fileTypes ?? PICTURES)] }),
    max_files: maxOf(field) ?? 1,
  }),
  person: (_field, value) => ({
    type: 'users_select',
    action_id: VALUE,
    ...(isWritten(value, /^[UW][A-Z0-9]+$/) ? { initial_user: asText(value) ?? '' } : {}),
  }),
};

type Words = Pick<ModalOptions, 't' | 'locale'>;

/** The subject that a form belongs to: its name begins with it. */
const subjectOf = (form: Form): string => form.name.split('.', 1)[0] ?? '';

/** Where the words of a field stand: of this form, else of every form. */
function wordsAt(form: Form, field: Field, locale: Locale): string {
  const key = `${subjectOf(form)}.form.${form.name.split('.')[1]}.${field.name}`;
  return hasText(key, locale) ? key : `${subjectOf(form)}.field.${field.name}`;
}

/** What people call a field of a form. */
export const labelOf = (form: Form, field: Field, { t, locale }: Words): string =>
  field.label ?? t(field.labelKey ?? wordsAt(form, field, locale));

/** What people call an option of a field. */
export const optionLabelOf = (form: Form, field: Field, value: string, { t }: Pick<Words, 't'>): string =>
  field.optionLabels?.[value] ?? t(`${subjectOf(form)}.${field.words ?? field.name}.${value}`);

/** Whose time is picked: a time of day is the desk's, a moment is picked in Slack by one's own clock. */
function zoneHint({ kind }: Field, { t, locale, now }: ModalOptions): string {
  const zone = zoneInWords(now, locale);
  if (!zone) return '';
  if (kind === 'time') return t('shared.zone.desk', { zone });
  return kind === 'dateTime' ? t('shared.zone.own', { zone, at: now.toFormat('HH:mm') }) : '';
}

function inputBlock(form: Form, field: Field, values: FormValues, options: ModalOptions): InputBlock {
  const { t, locale } = options;
  const base = wordsAt(form, field, locale);
  const textOf = (suffix: string): string => (hasText(`${base}${suffix}`, locale) ? t(`${base}${suffix}`) : '');
  const label = (value: string): string => optionLabelOf(form, field, value, { t });
  const hint = [field.hint ?? textOf('Hint'), zoneHint(field, options)].filter(Boolean).join(' ');
  return {
    type: 'input',
    block_id: field.name,
    label: plain(labelOf(form, field, { t, locale }), 2000),
    element: ELEMENTS[field.kind](field, values[field.name], label, textOf('Placeholder')),
    optional: !isRequired(field, values),
    ...(field.redraws ? { dispatch_action: true } : {}),
    ...(hint ? { hint: plain(hint, 2000) } : {}),
  };
}

/** So much does Slack show of a choice. */
const LONGEST_OPTION = 75;

/** Labels in one line; those that do not fit are left out whole. */
function fittingIn(labels: readonly string[]): string {
  const line = (n: number): string => [...labels.slice(0, n), ...(n < labels.length ? ['…'] : [])].join(' · ');
  const most = labels.findLastIndex((_, n) => line(n + 1).length <= LONGEST_OPTION) + 1;
  return line(Math.max(1, most));
}

/** The tick before what is asked behind it: it says what that is, and draws the modal anew. */
function moreBlock(form: Form, behind: readonly Field[], isOpen: boolean, { t, locale }: ModalOptions): InputBlock {
  const what = option(fittingIn(behind.map((field) => labelOf(form, field, { t, locale }))), MORE);
  return {
    type: 'input',
    block_id: MORE,
    label: plain(t('shared.modal.moreFields'), 2000),
    element: { type: 'checkboxes', action_id: VALUE, options: [what], ...(isOpen ? { initial_options: [what] } : {}) },
    optional: true,
    dispatch_action: true,
  };
}

/** A press that opens a form ends in an ellipsis; in the form that it opened nothing is to come any more. */
const opened = (words: string): string => words.replace(/…+$/, '');

/** The Slack modal of a form, with the fields that these values show. */
export function modalOf(form: Form, options: ModalOptions): ModalView {
  const values = options.values ?? {};
  const shown = form.fields.filter((field) => isShown(field, values) && !lacksOptions(field));
  const drawn = shown.filter((field) => isDrawn(field, values, options.keepsKnown ?? false));
  const isOpen = checksIn(values, MORE).includes(MORE);
  const behind = isOpen ? shown.filter(({ isBehind }) => isBehind) : shown.filter((field) => !drawn.includes(field));
  const draw = (fields: readonly Field[]): KnownBlock[] =>
    fields.flatMap((field): KnownBlock[] => [
      inputBlock(form, field, values, options),
      ...(options.below?.[field.name] ?? []).map(context),
      ...(options.blocksBelow?.[field.name] ?? []),
    ]);
  const more = behind.length > 0 ? [moreBlock(form, behind, isOpen, options)] : [];
  const blocks = isOpen ? [...draw(drawn.filter(({ isBehind }) => !isBehind)), ...more, ...draw(behind)] : [...draw(drawn), ...more];
  return {
    type: 'modal',
    callback_id: form.name,
    title: plain(opened(options.title), LONGEST_TITLE),
    submit: plain(opened(options.submit), 24),
    close: plain(options.t('shared.button.close'), 24),
    private_metadata: options.metadata ?? '',
    blocks: [...(options.above ?? []).map(section), ...(options.blocksAbove ?? []), ...blocks].slice(0, 100),
  };
}

/** The title of a modal about a case or an entry: its number before the words where Slack takes both, else the words alone. */
export const titleOf = (no: string, words: string): string => {
  const title = `${no} ${words}`;
  return title.length > LONGEST_TITLE ? words : title;
};

/** A modal that only tells something. */
export function tellingModal(title: string, lines: readonly string[], t: Translate): ModalView {
  return {
    type: 'modal',
    callback_id: 'tell',
    title: plain(title, LONGEST_TITLE),
    close: plain(t('shared.button.close'), 24),
    blocks: lines.slice(0, 100).map(section),
  };
}

export const isInput = (block: { readonly type: string }): block is InputBlock => block.type === 'input';

/** The fields that stand in a modal. */
export const inputsOf = ({ blocks }: { readonly blocks: readonly { readonly type: string }[] }): string[] =>
  blocks.flatMap((block) => (isInput(block) ? (block.block_id ?? '') : []));

/** The view by which the drafts of a modal are kept: the lowest of its stack. */
export const rootOf = (view: { readonly id: string; readonly root_view_id: string | null }): string => view.root_view_id ?? view.id;

/** What Slack sends of an input; only the parts that inputs have. */
const inputSchema = z.object({
  value: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_time: z.string().nullish(),
  selected_date_time: z.number().nullish(),
  selected_user: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
  files: z.array(z.object({ id: z.string(), name: z.string().optional(), permalink: z.string().optional() })).nullish(),
});
type InputState = z.output<typeof inputSchema>;
export type ViewState = Readonly<Record<string, Readonly<Record<string, InputState>>>>;

/** Stands for an input that is none of Slack's: no field of any kind takes it. */
const NO_VALUE = Number.NaN;

const READ: Readonly<Record<Field['kind'], (state: InputState) => FieldValue | null | undefined>> = {
  text: ({ value }) => value,
  longText: ({ value }) => value,
  phone: ({ value }) => value,
  number: ({ value }) => value,
  date: ({ selected_date }) => selected_date,
  time: ({ selected_time }) => selected_time,
  dateTime: ({ selected_date_time }) => (selected_date_time ? new Date(selected_date_time * 1000) : undefined),
  choice: ({ selected_option }) => selected_option?.value,
  radio: ({ selected_option }) => selected_option?.value,
  checks: ({ selected_options }) => selected_options?.map(({ value }) => value),
  lookup: ({ selected_option }) => selected_option?.value,
  person: ({ selected_user }) => selected_user,
  files: ({ files }) => files?.map(({ id, name = id, permalink = '' }) => ({ id, name: cleanText(name), permalink })),
};

/** What stands in a modal's fields, as raw values for `validate`. Fields the modal does not show are absent. */
export function valuesIn(form: Form, state: ViewState): FormValues {
  const entries = form.fields.map((field): [string, FieldValue | undefined] => {
    const input = state[field.name]?.[VALUE];
    if (!input) return [field.name, undefined];
    const read = inputSchema.safeParse(input);
    return [field.name, read.success ? (READ[field.kind](read.data) ?? undefined) : NO_VALUE];
  });
  const more = inputSchema.safeParse(state[MORE]?.[VALUE]);
  const ticked = more.success ? (more.data.selected_options ?? []).map(({ value }) => value) : [];
  return { ...Object.fromEntries(entries.filter(([, value]) => value !== undefined)), ...(ticked.length > 0 ? { [MORE]: ticked } : {}) };
}

/** Field errors as Slack shows them, each a sentence under its field. */
export const errorsInWords = (form: Form, errors: FormErrors, t: Translate): Record<string, string> =>
  Object.fromEntries(Object.entries(errors).map(([field, { code, params }]) => [field, t(`${subjectOf(form)}.invalid.${code}`, params)]));
