/**
 * What Slack refuses, in one table: https://docs.slack.dev/reference/block-kit and the pages of the methods. Lengths are
 * in characters, counts in items.
 */
export const LIMITS = {
  message: { blocks: 50, text: 40_000, tables: 1 },
  view: { blocks: 100, title: 24, submit: 24, close: 24, privateMetadata: 3000, callbackId: 255, stack: 3, bytes: 250_000 },
  block: { blockId: 255 },
  header: { text: 150 },
  section: { text: 3000, fields: 10, field: 2000 },
  context: { elements: 10, text: 3000 },
  actions: { elements: 25 },
  input: { label: 2000, hint: 2000 },
  image: { url: 3000, alt: 2000, title: 2000 },
  table: { rows: 100, columns: 20, characters: 10_000 },
  markdown: { text: 12_000 },
  element: { actionId: 255, placeholder: 150 },
  button: { text: 75, value: 2000, url: 3000 },
  select: { options: 100, selected: 1 },
  overflow: { options: 5 },
  choice: { options: 10 },
  option: { text: 75, value: 150, description: 75 },
  confirm: { title: 100, text: 300, button: 30 },
  textInput: { maxLength: 3000 },
} as const;

// biome-ignore lint/suspicious/noExplicitAny: anything may come over the wire; that is what is checked here.
type Json = any;
type Problems = string[];

const lengthOf = (text: unknown): number => (typeof text === 'string' ? text.length : 0);

function text(problems: Problems, at: string, value: Json, max: number, kinds: readonly string[]): void {
  if (typeof value !== 'object' || value === null || typeof value.text !== 'string') {
    problems.push(`[ERROR] missing required field: text [json-pointer:${at}]`);
    return;
  }
  if (!kinds.includes(value.type)) problems.push(`[ERROR] unsupported type: ${value.type} [json-pointer:${at}/type]`);
  if (value.text.length === 0) problems.push(`[ERROR] must be more than 0 characters [json-pointer:${at}/text]`);
  if (value.text.length > max) problems.push(`[ERROR] must be less than ${max + 1} characters [json-pointer:${at}/text]`);
}

const PLAIN = ['plain_text'];
const ANY = ['plain_text', 'mrkdwn'];

function count(problems: Problems, at: string, items: Json, max: number, min = 1): void {
  if (!Array.isArray(items) || items.length < min) problems.push(`[ERROR] no fewer than ${min} items allowed [json-pointer:${at}]`);
  else if (items.length > max) problems.push(`[ERROR] no more than ${max} items allowed [json-pointer:${at}]`);
}

function short(problems: Problems, at: string, value: Json, max: number): void {
  if (value !== undefined && lengthOf(value) > max) problems.push(`[ERROR] must be less than ${max + 1} characters [json-pointer:${at}]`);
}

function options(problems: Problems, at: string, items: Json, max: number): void {
  count(problems, at, items, max);
  const seen = new Set<string>();
  for (const [n, option] of (Array.isArray(items) ? items : []).entries()) {
    text(problems, `${at}/${n}/text`, option.text, LIMITS.option.text, ANY);
    short(problems, `${at}/${n}/value`, option.value, LIMITS.option.value);
    if (option.description) text(problems, `${at}/${n}/description`, option.description, LIMITS.option.description, ANY);
    if (seen.has(option.value)) problems.push(`[ERROR] duplicate option value [json-pointer:${at}/${n}]`);
    seen.add(option.value);
  }
}

function confirmation(problems: Problems, at: string, value: Json): void {
  if (!value) return;
  text(problems, `${at}/title`, value.title, LIMITS.confirm.title, PLAIN);
  text(problems, `${at}/text`, value.text, LIMITS.confirm.text, ANY);
  text(problems, `${at}/confirm`, value.confirm, LIMITS.confirm.button, PLAIN);
  text(problems, `${at}/deny`, value.deny, LIMITS.confirm.button, PLAIN);
}

const initialIn = (problems: Problems, at: string, element: Json): void => {
  const initial = element.initial_option;
  if (initial && !element.options?.some((option: Json) => option.value === initial.value))
    problems.push(`[ERROR] initial_option must match an option [json-pointer:${at}/initial_option]`);
};

const pickable = (problems: Problems, at: string, element: Json): void => {
  if (element.placeholder) text(problems, `${at}/placeholder`, element.placeholder, LIMITS.element.placeholder, PLAIN);
};

/** Elements that take part in interaction, each with its own rules. */
const ELEMENTS: Readonly<Record<string, (problems: Problems, at: string, element: Json) => void>> = {
  button(problems, at, element) {
    text(problems, `${at}/text`, element.text, LIMITS.button.text, PLAIN);
    short(problems, `${at}/value`, element.value, LIMITS.button.value);
    short(problems, `${at}/url`, element.url, LIMITS.button.url);
    if (element.style && !['primary', 'danger'].includes(element.style)) problems.push(`[ERROR] invalid style [json-pointer:${at}/style]`);
  },
  static_select(problems, at, element) {
    options(problems, `${at}/options`, element.options, LIMITS.select.options);
    initialIn(problems, at, element);
    pickable(problems, at, element);
  },
  multi_static_select(problems, at, element) {
    options(problems, `${at}/options`, element.options, LIMITS.select.options);
    pickable(problems, at, element);
  },
  external_select: pickable,
  users_select: pickable,
  multi_users_select: pickable,
  conversations_select: pickable,
  channels_select: pickable,
  overflow: (problems, at, element) => options(problems, `${at}/options`, element.options, LIMITS.overflow.options),
  radio_buttons(problems, at, element) {
    options(problems, `${at}/options`, element.options, LIMITS.choice.options);
    initialIn(problems, at, element);
  },
  checkboxes: (problems, at, element) => options(problems, `${at}/options`, element.options, LIMITS.choice.options),
  plain_text_input(problems, at, element) {
    pickable(problems, at, element);
    if (element.max_length !== undefined && (element.max_length < 1 || element.max_length > LIMITS.textInput.maxLength))
      problems.push(`[ERROR] max_length must be 1 to 3000 [json-pointer:${at}/max_length]`);
    if (lengthOf(element.initial_value) > (element.max_length ?? LIMITS.textInput.maxLength))
      problems.push(`[ERROR] initial_value is longer than max_length [json-pointer:${at}/initial_value]`);
  },
  number_input: pickable,
  email_text_input: pickable,
  url_text_input: pickable,
  datepicker: pickable,
  timepicker: pickable,
  datetimepicker: () => {},
  file_input: () => {},
  image(problems, at, element) {
    short(problems, `${at}/image_url`, element.image_url, LIMITS.image.url);
    if (!element.alt_text) problems.push(`[ERROR] missing required field: alt_text [json-pointer:${at}]`);
  },
};
const INPUT_ONLY = ['plain_text_input', 'number_input', 'email_text_input', 'url_text_input', 'file_input'];

function element(problems: Problems, at: string, value: Json, isInput: boolean): void {
  const check = ELEMENTS[value?.type];
  if (!check || (!isInput && INPUT_ONLY.includes(value.type)) || (isInput && ['button', 'overflow', 'image'].includes(value.type))) {
    problems.push(`[ERROR] unsupported type: ${value?.type} [json-pointer:${at}/type]`);
    return;
  }
  short(problems, `${at}/action_id`, value.action_id, LIMITS.element.actionId);
  confirmation(problems, `${at}/confirm`, value.confirm);
  check(problems, at, value);
}

/** Blocks, each with its own rules. */
const BLOCKS: Readonly<Record<string, (problems: Problems, at: string, block: Json) => void>> = {
  header: (problems, at, block) => text(problems, `${at}/text`, block.text, LIMITS.header.text, PLAIN),
  section(problems, at, block) {
    if (!block.text && !block.fields) problems.push(`[ERROR] missing required field: text or fields [json-pointer:${at}]`);
    if (block.text) text(problems, `${at}/text`, block.text, LIMITS.section.text, ANY);
    if (block.fields) count(problems, `${at}/fields`, block.fields, LIMITS.section.fields);
    for (const [n, field] of (block.fields ?? []).entries()) text(problems, `${at}/fields/${n}`, field, LIMITS.section.field, ANY);
    if (block.accessory) element(problems, `${at}/accessory`, block.accessory, false);
  },
  context(problems, at, block) {
    count(problems, `${at}/elements`, block.elements, LIMITS.context.elements);
    for (const [n, item] of (block.elements ?? []).entries()) {
      if (item.type === 'image') ELEMENTS.image?.(problems, `${at}/elements/${n}`, item);
      else text(problems, `${at}/elements/${n}`, item, LIMITS.context.text, ANY);
    }
  },
  actions(problems, at, block) {
    count(problems, `${at}/elements`, block.elements, LIMITS.actions.elements);
    const ids = (block.elements ?? []).map((item: Json) => item.action_id).filter(Boolean);
    if (new Set(ids).size !== ids.length) problems.push(`[ERROR] duplicate action_id [json-pointer:${at}/elements]`);
    for (const [n, item] of (block.elements ?? []).entries()) element(problems, `${at}/elements/${n}`, item, false);
  },
  input(problems, at, block) {
    text(problems, `${at}/label`, block.label, LIMITS.input.label, PLAIN);
    if (block.hint) text(problems, `${at}/hint`, block.hint, LIMITS.input.hint, PLAIN);
    element(problems, `${at}/element`, block.element, true);
  },
  image: (problems, at, block) => ELEMENTS.image?.(problems, at, block),
  divider: () => {},
  markdown: (problems, at, block) => short(problems, `${at}/text`, block.text, LIMITS.markdown.text),
  table(problems, at, block) {
    count(problems, `${at}/rows`, block.rows, LIMITS.table.rows);
    let characters = 0;
    for (const [n, row] of (Array.isArray(block.rows) ? block.rows : []).entries()) {
      count(problems, `${at}/rows/${n}`, row, LIMITS.table.columns);
      for (const cell of row) {
        if (!['raw_text', 'rich_text'].includes(cell?.type)) problems.push(`[ERROR] unsupported cell [json-pointer:${at}/rows/${n}]`);
        if (cell?.type === 'raw_text' && lengthOf(cell.text) === 0)
          problems.push(`[ERROR] must be more than 0 characters [json-pointer:${at}/rows/${n}]`);
        characters += lengthOf(cell?.text);
      }
    }
    if (characters > LIMITS.table.characters)
      problems.push(`[ERROR] table has more than ${LIMITS.table.characters} characters [json-pointer:${at}]`);
  },
};
const VIEW_ONLY = ['input'];

function blockProblems(blocks: Json, max: number, isView: boolean, unknown: readonly string[]): Problems {
  const problems: Problems = [];
  if (!Array.isArray(blocks)) return ['[ERROR] blocks must be an array [json-pointer:/blocks]'];
  if (blocks.length > max) problems.push(`[ERROR] no more than ${max} items allowed [json-pointer:/blocks]`);
  const ids = blocks.map((block) => block?.block_id).filter(Boolean);
  if (new Set(ids).size !== ids.length) problems.push('[ERROR] duplicate block_id [json-pointer:/blocks]');
  for (const [n, block] of blocks.entries()) {
    const at = `/blocks/${n}`;
    const check = BLOCKS[block?.type];
    if (!check || unknown.includes(block.type) || (!isView && VIEW_ONLY.includes(block.type)) || (isView && block.type === 'table')) {
      problems.push(`[ERROR] unsupported type: ${block?.type} [json-pointer:${at}/type]`);
      continue;
    }
    short(problems, `${at}/block_id`, block.block_id, LIMITS.block.blockId);
    check(problems, at, block);
  }
  if (!isView && blocks.filter((block) => block?.type === 'table').length > LIMITS.message.tables)
    problems.push('[ERROR] only_one_table_allowed [json-pointer:/blocks]');
  return problems;
}

/** What Slack would say against a message; undefined when it takes it. `unknown` are block types too new for it. */
export function messageProblem(message: Json, unknown: readonly string[] = []): { error: string; messages?: Problems } | undefined {
  if (message.blocks !== undefined) {
    const messages = blockProblems(message.blocks, LIMITS.message.blocks, false, unknown);
    if (messages.length > 0) return { error: 'invalid_blocks', messages };
  }
  if (lengthOf(message.text) === 0 && !(message.blocks?.length > 0)) return { error: 'no_text' };
  if (lengthOf(message.text) > LIMITS.message.text) return { error: 'msg_too_long' };
  return undefined;
}

/** What Slack would say against a view; undefined when it takes it. */
export function viewProblem(view: Json, unknown: readonly string[] = []): { error: string; messages: Problems } | undefined {
  const problems = blockProblems(view?.blocks, LIMITS.view.blocks, true, unknown);
  if (view?.type === 'modal') {
    text(problems, '/title', view.title, LIMITS.view.title, PLAIN);
    if (view.submit) text(problems, '/submit', view.submit, LIMITS.view.submit, PLAIN);
    if (view.close) text(problems, '/close', view.close, LIMITS.view.close, PLAIN);
    const hasInput = view.blocks?.some((block: Json) => block.type === 'input');
    if (hasInput && !view.submit) problems.push('[ERROR] submit is required when an input block is within blocks [json-pointer:/submit]');
  } else if (view?.type !== 'home') problems.push('[ERROR] unsupported type [json-pointer:/type]');
  short(problems, '/private_metadata', view?.private_metadata, LIMITS.view.privateMetadata);
  short(problems, '/callback_id', view?.callback_id, LIMITS.view.callbackId);
  if (JSON.stringify(view ?? {}).length > LIMITS.view.bytes) return { error: 'view_too_large', messages: [] };
  return problems.length > 0 ? { error: 'invalid_arguments', messages: problems } : undefined;
}

/** What Slack would say against the options that an app offers. */
export const optionsProblem = (given: Json): Problems => {
  const problems: Problems = [];
  if (!Array.isArray(given)) return ['[ERROR] options must be an array'];
  if (given.length > 0) options(problems, '/options', given, LIMITS.select.options);
  return problems;
};
