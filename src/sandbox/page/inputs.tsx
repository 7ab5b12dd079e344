import { useEffect, useState } from 'preact/hooks';
import { type Json, upload } from './api.js';
import type { BlockHost } from './host.js';
import { minuteIn, secondsOf } from './zoned.js';

interface InputProps {
  readonly block: Json;
  readonly element: Json;
  readonly host: BlockHost;
  readonly id?: string;
}

/** A single line or several; Enter tells the app where it wants to know. */
function TextInput({ block, element, host, id }: InputProps) {
  const listens = block.dispatch_action && element.type !== 'button';
  const common = {
    id,
    value: host.valueOf(block, element) ?? '',
    placeholder: element.placeholder?.text ?? '',
    maxLength: element.max_length,
    onInput: (event: { currentTarget: { value: string } }) => host.change(block, element, event.currentTarget.value, false),
  };
  if (element.multiline) return <textarea rows={4} {...common} />;
  const type = element.type === 'number_input' ? 'number' : 'text';
  return (
    <input
      type={type}
      {...common}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        if (listens) host.change(block, element, event.currentTarget.value, true);
      }}
    />
  );
}

/** Date and time pickers send their own values: a date, a time, or seconds. */
function PickerInput({ block, element, host, id }: InputProps) {
  const value = host.valueOf(block, element);
  const isMoment = element.type === 'datetimepicker';
  const type = isMoment ? 'datetime-local' : element.type === 'datepicker' ? 'date' : 'time';
  const shown = value ? (isMoment ? minuteIn(Number(value), host.timeZone) : value) : '';
  return (
    <input
      id={id}
      type={type}
      value={shown}
      onChange={(event) => {
        const picked = event.currentTarget.value;
        host.change(
          block,
          element,
          picked === '' ? null : isMoment ? secondsOf(picked, host.timeZone) : picked,
          block.dispatch_action === true,
        );
      }}
    />
  );
}

/** Names as Slack lists them for whoever reads Chinese: by pinyin. */
const ORDER = new Intl.Collator('zh-CN-u-co-pinyin', { numeric: true });

function SelectInput({ block, element, host, id }: InputProps) {
  const value = host.valueOf(block, element);
  const options: { value: string; label: string }[] =
    element.type === 'users_select'
      ? host.people.map((person) => ({ value: person.id, label: person.realName })).sort((a, b) => ORDER.compare(a.label, b.label))
      : element.options.map((option: Json) => ({ value: option.value, label: option.text.text }));
  return (
    <select
      id={id}
      value={value ?? ''}
      onChange={(event) => host.change(block, element, event.currentTarget.value || null, block.dispatch_action === true)}
    >
      <option value="">{element.placeholder?.text ?? '…'}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

/** A box to type into whose options come from the app. */
function LookupInput({ block, element, host, id }: InputProps) {
  const chosen = host.valueOf(block, element);
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const [options, setOptions] = useState<Json[]>([]);
  useEffect(() => {
    if (typed === undefined) return;
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const found = await host.suggest(block, element, typed);
      if (isCurrent) setOptions(found);
    }, 150);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [typed]);
  const pick = (option: Json): void => {
    setTyped(undefined);
    setOptions([]);
    host.change(block, element, option, block.dispatch_action === true);
  };
  const chosenWords = typeof chosen === 'string' ? chosen : (chosen?.value ?? '');
  return (
    <div class="lookup">
      <input
        id={id}
        type="text"
        role="combobox"
        aria-expanded={options.length > 0}
        aria-controls={`${id}-list`}
        autocomplete="off"
        placeholder={element.placeholder?.text ?? ''}
        value={typed ?? chosenWords}
        onFocus={() => setTyped((now) => now ?? '')}
        onBlur={() => setTimeout(() => setTyped(undefined), 200)}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && options[0]) {
            event.preventDefault();
            pick(options[0]);
          }
        }}
      />
      {typed !== undefined && options.length > 0 && (
        <div id={`${id}-list`} class="options" role="listbox">
          {options.map((option) => (
            <button
              key={option.value}
              type="button"
              role="option"
              aria-selected={option.value === chosenWords}
              onMouseDown={(event) => {
                event.preventDefault();
                pick(option);
              }}
            >
              {option.text.text}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function RadioInput({ block, element, host }: InputProps) {
  const value = host.valueOf(block, element);
  return (
    <div class="choices" role="radiogroup">
      {element.options.map((option: Json) => (
        <label key={option.value}>
          <input
            type="radio"
            name={block.block_id}
            checked={value === option.value}
            onChange={() => host.change(block, element, option.value, block.dispatch_action === true)}
          />
          {option.text.text}
        </label>
      ))}
    </div>
  );
}

function CheckInput({ block, element, host }: InputProps) {
  const chosen: string[] = host.valueOf(block, element) ?? [];
  const toggle = (value: string): void =>
    host.change(
      block,
      element,
      chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value],
      block.dispatch_action === true,
    );
  return (
    <div class="choices">
      {element.options.map((option: Json) => (
        <label key={option.value}>
          <input type="checkbox" checked={chosen.includes(option.value)} onChange={() => toggle(option.value)} />
          {option.text.text}
        </label>
      ))}
    </div>
  );
}

function FileInput({ block, element, host, id }: InputProps) {
  return (
    <input
      id={id}
      type="file"
      multiple={element.max_files !== 1}
      onChange={(event) => {
        const chosen = [...(event.currentTarget.files ?? [])];
        void Promise.all(chosen.map(upload)).then((files) => host.change(block, element, files, false));
      }}
    />
  );
}

const INPUTS: Readonly<Record<string, (props: InputProps) => preact.JSX.Element>> = {
  plain_text_input: TextInput,
  number_input: TextInput,
  email_text_input: TextInput,
  url_text_input: TextInput,
  datepicker: PickerInput,
  timepicker: PickerInput,
  datetimepicker: PickerInput,
  static_select: SelectInput,
  users_select: SelectInput,
  external_select: LookupInput,
  radio_buttons: RadioInput,
  checkboxes: CheckInput,
  file_input: FileInput,
};

/** The input for an element of Block Kit. */
export function Input(props: InputProps) {
  const Kind = INPUTS[props.element.type];
  return Kind ? <Kind {...props} /> : <em>[{props.element.type}]</em>;
}
