import { ANY, count, type Json, lengthOf, PLAIN, type Problems, problem, type Surface, short, text } from './checks.js';
import { LIMITS } from './limits.js';

/** Options of a menu, whose texts are plain, or of boxes and buttons, whose texts may be mrkdwn. */
export function options(problems: Problems, at: string, items: Json, max: number, kinds: readonly string[] = PLAIN): void {
  count(problems, at, items, max);
  const seen = new Set<string>();
  for (const [n, option] of (Array.isArray(items) ? items : []).entries()) {
    text(problems, `${at}/${n}/text`, option?.text, LIMITS.option.text, kinds);
    if (lengthOf(option?.value) === 0) problem(problems, `${at}/${n}`, 'missing required field: value');
    short(problems, `${at}/${n}/value`, option?.value, LIMITS.option.value);
    if (option?.description) text(problems, `${at}/${n}/description`, option.description, LIMITS.option.description, kinds);
    if (seen.has(option?.value)) problem(problems, `${at}/${n}`, 'duplicate option value');
    seen.add(option?.value);
  }
}

function confirmation(problems: Problems, at: string, value: Json): void {
  if (!value) return;
  text(problems, `${at}/title`, value.title, LIMITS.confirm.title, PLAIN);
  text(problems, `${at}/text`, value.text, LIMITS.confirm.text, PLAIN);
  text(problems, `${at}/confirm`, value.confirm, LIMITS.confirm.button, PLAIN);
  text(problems, `${at}/deny`, value.deny, LIMITS.confirm.button, PLAIN);
}

const isDay = (value: Json): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
};
const isUser = (value: Json): boolean => /^[UW][A-Z0-9]+$/.test(value);
const isChannel = (value: Json): boolean => /^[CG][A-Z0-9]+$/.test(value);
const isConversation = (value: Json): boolean => /^[CGDUW][A-Z0-9]+$/.test(value);
const isListOf =
  (fits: (value: Json) => boolean) =>
  (value: Json): boolean =>
    Array.isArray(value) && value.every(fits);
const isText = (value: Json): boolean => typeof value === 'string';
const hasOption = (element: Json, option: Json): boolean =>
  element.options === undefined ||
  element.options.some?.((item: Json) => item?.value === option?.value && item?.text?.text === option?.text?.text) === true;

/** What an element starts with: the one field that says it, and what may stand there. */
interface Initial {
  readonly field: string;
  fits(value: Json, element: Json): boolean;
}
const one: Initial = { field: 'initial_option', fits: (value, element) => hasOption(element, value) };
const several: Initial = {
  field: 'initial_options',
  fits: (value, element) => Array.isArray(value) && value.length > 0 && value.every((option) => hasOption(element, option)),
};
const INITIALS: Readonly<Record<string, Initial>> = {
  static_select: one,
  external_select: one,
  radio_buttons: one,
  checkboxes: several,
  multi_static_select: several,
  multi_external_select: several,
  users_select: { field: 'initial_user', fits: isUser },
  multi_users_select: { field: 'initial_users', fits: isListOf(isUser) },
  conversations_select: { field: 'initial_conversation', fits: isConversation },
  multi_conversations_select: { field: 'initial_conversations', fits: isListOf(isConversation) },
  channels_select: { field: 'initial_channel', fits: isChannel },
  multi_channels_select: { field: 'initial_channels', fits: isListOf(isChannel) },
  datepicker: { field: 'initial_date', fits: isDay },
  timepicker: { field: 'initial_time', fits: (value) => /^([01]\d|2[0-3]):[0-5]\d$/.test(value) },
  datetimepicker: { field: 'initial_date_time', fits: (value) => Number.isInteger(value) && /^\d{10}$/.test(String(value)) },
  plain_text_input: { field: 'initial_value', fits: isText },
  email_text_input: { field: 'initial_value', fits: isText },
  url_text_input: { field: 'initial_value', fits: isText },
  number_input: {
    field: 'initial_value',
    fits: (value, element) => isText(value) && (element.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/).test(value),
  },
};

function initial(problems: Problems, at: string, element: Json): void {
  const known = INITIALS[element.type];
  for (const [field, value] of Object.entries(element).filter(([name]) => name.startsWith('initial_'))) {
    if (field !== known?.field) problem(problems, `${at}/${field}`, `invalid additional property: ${field}`);
    else if (!known.fits(value, element)) problem(problems, `${at}/${field}`, `invalid ${field}: ${JSON.stringify(value)?.slice(0, 60)}`);
  }
}

type Check = (problems: Problems, at: string, element: Json) => void;
const nothing: Check = () => {};
const typed: Check = (problems, at, element) => {
  const { min_length: least, max_length: most } = element;
  const max = LIMITS.textInput.maxLength;
  if (most !== undefined && !(most >= 1 && most <= max)) problem(problems, `${at}/max_length`, `max_length must be 1 to ${max}`);
  if (least !== undefined && !(least >= 0 && least <= (most ?? max)))
    problem(problems, `${at}/min_length`, 'min_length must be at most max_length');
  if (lengthOf(element.initial_value) > (most ?? max)) problem(problems, `${at}/initial_value`, 'initial_value is longer than max_length');
};
const menu: Check = (problems, at, element) => options(problems, `${at}/options`, element.options, LIMITS.select.options);
const asked: Check = (problems, at, element) => {
  const { min_query_length: least } = element;
  if (least !== undefined && !(Number.isInteger(least) && least >= 0))
    problem(problems, `${at}/min_query_length`, 'must be a whole number');
};

/** Elements that take part in interaction, each with its own rules. */
const ELEMENTS: Readonly<Record<string, Check>> = {
  button(problems, at, element) {
    text(problems, `${at}/text`, element.text, LIMITS.button.text, PLAIN);
    short(problems, `${at}/value`, element.value, LIMITS.button.value);
    short(problems, `${at}/url`, element.url, LIMITS.button.url);
    short(problems, `${at}/accessibility_label`, element.accessibility_label, LIMITS.button.label);
    if (element.style !== undefined && !['primary', 'danger'].includes(element.style)) problem(problems, `${at}/style`, 'invalid style');
  },
  static_select: menu,
  multi_static_select: menu,
  external_select: asked,
  multi_external_select: asked,
  users_select: nothing,
  multi_users_select: nothing,
  conversations_select: nothing,
  channels_select: nothing,
  overflow: (problems, at, element) => options(problems, `${at}/options`, element.options, LIMITS.overflow.options),
  radio_buttons: (problems, at, element) => options(problems, `${at}/options`, element.options, LIMITS.choice.options, ANY),
  checkboxes: (problems, at, element) => options(problems, `${at}/options`, element.options, LIMITS.choice.options, ANY),
  plain_text_input: typed,
  number_input(problems, at, element) {
    if (typeof element.is_decimal_allowed !== 'boolean') problem(problems, at, 'missing required field: is_decimal_allowed');
  },
  email_text_input: nothing,
  url_text_input: nothing,
  datepicker: nothing,
  timepicker: nothing,
  datetimepicker: nothing,
  file_input(problems, at, element) {
    const { max_files: most, filetypes } = element;
    if (most !== undefined && !(Number.isInteger(most) && most >= 1 && most <= LIMITS.file.files))
      problem(problems, `${at}/max_files`, `max_files must be 1 to ${LIMITS.file.files}`);
    if (
      filetypes !== undefined &&
      !(Array.isArray(filetypes) && filetypes.length > 0 && filetypes.every((type) => /^[a-z0-9]+$/.test(type)))
    )
      problem(problems, `${at}/filetypes`, 'filetypes must name endings without a dot');
  },
};

/** Elements that stand only in an input block, only elsewhere, or only in a modal. */
const INPUT_ONLY = ['plain_text_input', 'number_input', 'email_text_input', 'url_text_input', 'file_input'];
const NO_INPUT = ['button', 'overflow'];
const MODAL_ONLY = ['file_input'];

export function element(problems: Problems, at: string, value: Json, isInput: boolean, surface: Surface): void {
  const check = ELEMENTS[value?.type];
  const isPlaced = isInput ? !NO_INPUT.includes(value?.type) : !INPUT_ONLY.includes(value?.type);
  if (!check || !isPlaced || (MODAL_ONLY.includes(value.type) && surface !== 'modal')) {
    problem(problems, `${at}/type`, `unsupported type: ${value?.type}`);
    return;
  }
  short(problems, `${at}/action_id`, value.action_id, LIMITS.element.actionId);
  if (value.placeholder) text(problems, `${at}/placeholder`, value.placeholder, LIMITS.element.placeholder, PLAIN);
  confirmation(problems, `${at}/confirm`, value.confirm);
  initial(problems, at, value);
  check(problems, at, value);
}

/** A picture within a context or as an accessory. */
export function picture(problems: Problems, at: string, value: Json): void {
  short(problems, `${at}/image_url`, value.image_url, LIMITS.image.url);
  short(problems, `${at}/alt_text`, value.alt_text, LIMITS.image.alt);
  if (!value.image_url && !value.slack_file) problem(problems, at, 'missing required field: image_url');
  if (!value.alt_text) problem(problems, at, 'missing required field: alt_text');
}
