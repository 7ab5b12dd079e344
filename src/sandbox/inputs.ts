import type { Json, SandboxView } from './workspace.js';

/** The state that Slack sends of each kind of input; `value` undefined is an input that is empty. */
type Shape = (element: Json, value: Json) => Json;

const optionOf = (element: Json, value: Json): Json => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object') return value;
  return element.options?.find((option: Json) => option.value === value) ?? null;
};
const optionsOf = (element: Json, values: Json): Json[] =>
  (Array.isArray(values) ? values : []).map((value: Json) => optionOf(element, value)).filter(Boolean);
const plain: Shape = (element, value) => ({
  type: element.type,
  value: value === '' || value === undefined || value === null ? null : String(value),
});
const picked =
  (field: string): Shape =>
  (element, value) => ({ type: element.type, [field]: value === '' || value === undefined ? null : value });
const option: Shape = (element, value) => ({ type: element.type, selected_option: optionOf(element, value) });
const many: Shape = (element, value) => ({ type: element.type, selected_options: optionsOf(element, value) });

const SHAPES: Readonly<Record<string, { shape: Shape; initial: string }>> = {
  plain_text_input: { shape: plain, initial: 'initial_value' },
  number_input: { shape: plain, initial: 'initial_value' },
  email_text_input: { shape: plain, initial: 'initial_value' },
  url_text_input: { shape: plain, initial: 'initial_value' },
  datepicker: { shape: picked('selected_date'), initial: 'initial_date' },
  timepicker: { shape: picked('selected_time'), initial: 'initial_time' },
  datetimepicker: {
    shape: (element, value) => ({ type: element.type, selected_date_time: value ? Number(value) : null }),
    initial: 'initial_date_time',
  },
  static_select: { shape: option, initial: 'initial_option' },
  external_select: { shape: option, initial: 'initial_option' },
  radio_buttons: { shape: option, initial: 'initial_option' },
  checkboxes: { shape: many, initial: 'initial_options' },
  multi_static_select: { shape: many, initial: 'initial_options' },
  users_select: { shape: picked('selected_user'), initial: 'initial_user' },
  multi_users_select: { shape: (element, value) => ({ type: element.type, selected_users: value ?? [] }), initial: 'initial_users' },
  conversations_select: { shape: picked('selected_conversation'), initial: 'initial_conversation' },
  channels_select: { shape: picked('selected_channel'), initial: 'initial_channel' },
  file_input: { shape: (element, value) => ({ type: element.type, files: value ?? [] }), initial: '' },
};

/** Is this the type of an element that keeps a value? */
export const keepsValue = (type: string): boolean => type in SHAPES;

/** A plain value (a text, an option's value, seconds, a list) as the state of this element. */
export const stateOf = (element: Json, value: Json): Json => SHAPES[element.type]?.shape(element, value) ?? { type: element.type };

const initialOf = (element: Json): Json => stateOf(element, element[SHAPES[element.type]?.initial ?? ''] ?? undefined);

/** All elements of a view that keep a value, with the block they stand in. */
export function inputsOf(body: Json): { block: Json; element: Json }[] {
  return (body.blocks ?? []).flatMap((block: Json) => {
    const elements =
      block.type === 'input' ? [block.element] : block.type === 'actions' ? block.elements : block.accessory ? [block.accessory] : [];
    return elements.filter((element: Json) => keepsValue(element.type)).map((element: Json) => ({ block, element }));
  });
}

/**
 * The values of a view after it was drawn: what stands in an input whose block and action stayed is kept, everything else
 * starts from its `initial_*`, or empty in the shape of its type.
 */
export function valuesAfter(body: Json, before: SandboxView['values']): SandboxView['values'] {
  const values: SandboxView['values'] = {};
  for (const { block, element } of inputsOf(body)) {
    const kept = before[block.block_id]?.[element.action_id];
    const isSame = kept?.type === element.type;
    values[block.block_id] = { ...values[block.block_id], [element.action_id]: isSame ? kept : initialOf(element) };
  }
  return values;
}

const isEmpty = (state: Json): boolean =>
  Object.entries(state ?? {}).every(
    ([key, value]) => key === 'type' || value === null || value === undefined || (Array.isArray(value) && value.length === 0),
  );

/** What Slack's own client says before it sends a submission. */
export function clientErrors(view: SandboxView): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { block, element } of inputsOf(view.body)) {
    if (block.type !== 'input') continue;
    const state = view.values[block.block_id]?.[element.action_id];
    if (isEmpty(state)) {
      if (!block.optional) errors[block.block_id] = 'This is a required field';
      continue;
    }
    const length = typeof state.value === 'string' ? state.value.length : 0;
    if (element.max_length && length > element.max_length) errors[block.block_id] = `You’ve hit the ${element.max_length} character limit`;
    if (element.min_length && length < element.min_length) errors[block.block_id] = `Enter at least ${element.min_length} characters`;
    if (element.type === 'number_input' && Number.isNaN(Number(state.value))) errors[block.block_id] = 'Please enter a number';
  }
  return errors;
}

/** Finds an interactive element by its action id; with several of the same id, the one with this value. */
export function elementIn(blocks: Json[], actionId: string, value: Json, blockId?: string): { block: Json; element: Json } | undefined {
  const all = blocks.flatMap((block) => {
    const elements =
      block.type === 'actions' ? block.elements : block.type === 'input' ? [block.element] : block.accessory ? [block.accessory] : [];
    return elements.map((element: Json) => ({ block, element }));
  });
  const same = all.filter(({ block, element }) => element.action_id === actionId && (!blockId || block.block_id === blockId));
  return same.find(({ element }) => element.type === 'button' && value !== undefined && element.value === value) ?? same[0];
}

/** A press on an element as its request shows it. */
export function pressOf(block: Json, element: Json, value: Json, at: string): Json {
  const base = { type: element.type, action_id: element.action_id, block_id: block.block_id, action_ts: at };
  if (element.type === 'button')
    return {
      ...base,
      text: element.text,
      ...(element.value === undefined ? {} : { value: element.value }),
      ...(element.style ? { style: element.style } : {}),
    };
  if (element.type === 'overflow') return { ...base, selected_option: element.options.find((option: Json) => option.value === value) };
  return { ...base, ...stateOf(element, value) };
}
