import type { CardLine, Reader } from './card.js';
import type { Case, Notice } from './case.js';
import type { Field, Form, FormValues } from './form.js';
import type { Joined, KindRow } from './kind.js';
import type { Action, CaseKind } from './rules.js';

/** Fields that a form asks besides, and behind which of its own. */
type Asks = NonNullable<Joined['asks']>[string];

const withFields = (fields: readonly Field[], { behind, fields: more }: Asks) => {
  const at = fields.findIndex(({ name }) => name === behind) + 1;
  return at > 0 ? [...fields.slice(0, at), ...more, ...fields.slice(at)] : [...fields, ...more];
};

/** Throws at fields that would never be asked, or would be asked twice. */
function refuseAstray({ name, actions }: CaseKind<object, string>, asks: Readonly<Record<string, Asks>>): void {
  for (const [action, { behind, fields }] of Object.entries(asks)) {
    const form = actions[action]?.form;
    if (!form) throw new Error(`${name} has no form ${action}, which fields would join`);
    const own = form.fields.map((field) => field.name);
    if (!own.includes(behind)) throw new Error(`${name}.${action} asks no ${behind}, behind which fields would join it`);
    const twice = fields.find((field) => own.includes(field.name));
    if (twice) throw new Error(`${name}.${action} asks ${twice.name} already`);
  }
}

function joinedForm(form: Form, asks: readonly Asks[]): Form {
  const joined = (fields: readonly Field[]): readonly Field[] => asks.reduce(withFields, fields);
  const { fieldsOn } = form;
  return { ...form, fields: joined(form.fields), ...(fieldsOn ? { fieldsOn: (c, values) => joined(fieldsOn(c, values)) } : {}) };
}

function joinedAction(name: string, action: Action<object, string>, guests: readonly Joined[]): Action<object, string> {
  const asks = guests.flatMap((guest) => guest.asks?.[name] ?? []);
  return {
    ...action,
    ...(action.form && asks.length > 0 ? { form: joinedForm(action.form, asks) } : {}),
    apply(c, input, circumstances) {
      const change = action.apply(c, input, circumstances);
      if (change.ok === false) return change;
      const more = guests.flatMap((guest) => guest.follows?.(c, { action: name, input, change }, circumstances) ?? []);
      const data = more.flatMap((one) => one.data ?? []);
      const say = more.flatMap((one) => one.say ?? []);
      return {
        ...change,
        ...(data.length > 0 ? { data: Object.assign({}, change.data, ...data) as object } : {}),
        ...(say.length > 0 ? { say: [...(change.say ?? []), ...say] } : {}),
      };
    },
  };
}

function joinedRules(rules: CaseKind<object, string>, guests: readonly Joined[]): CaseKind<object, string> {
  const told = guests.flatMap(({ tells = {} }) => Object.entries(tells));
  const names = [...Object.keys(rules.actions), ...told.map(([name]) => name)];
  const twice = names.find((name, n) => names.indexOf(name) !== n);
  if (twice) throw new Error(`there would be two actions ${twice} of ${rules.name}`);
  for (const { asks = {} } of guests) refuseAstray(rules, asks);
  return {
    ...rules,
    actions: {
      ...Object.fromEntries(Object.entries(rules.actions).map(([name, action]) => [name, joinedAction(name, action, guests)])),
      ...Object.fromEntries(told),
    },
    helps: (notice: Pick<Notice, 'say' | 'deadline' | 'to'>, c) =>
      guests.flatMap(({ helps = {} }) => (Object.hasOwn(helps, notice.say) ? [helps[notice.say] ?? []] : []))[0] ?? rules.helps(notice, c),
  };
}

/** A kind's row with what the others bring to its cases; the row itself, where none does. Throws where two of its actions would have one name, or fields join no form of its. */
export function joinedTo(row: KindRow, others: readonly KindRow[]): KindRow {
  const guests = others.flatMap(({ joins = {} }) => joins[row.rules.name] ?? []);
  if (guests.length === 0) return row;
  const { card, prefill } = row;
  const linesOf = (c: Case<object>, reader: Reader): readonly CardLine[] =>
    guests.flatMap((guest) => guest.lines?.(c, reader) ?? []).filter(({ value }) => value !== '');
  const keptIn = ({ data }: Case<object>, action: string): FormValues => {
    const names = guests.flatMap(({ asks }) => asks?.[action]?.fields ?? []).map(({ name }) => name);
    return Object.fromEntries(Object.entries(data).filter(([name]) => names.includes(name)));
  };
  return {
    ...row,
    rules: joinedRules(row.rules, guests),
    ...(card
      ? {
          card(c, reader) {
            const shown = card(c, reader);
            const end = shown.lines.findIndex(({ isOutcome }) => isOutcome);
            const at = end < 0 ? shown.lines.length : end;
            return { ...shown, lines: [...shown.lines.slice(0, at), ...linesOf(c, reader), ...shown.lines.slice(at)] };
          },
        }
      : {}),
    prefill: (c, opened) => ({ ...prefill?.(c, opened), ...keptIn(c, opened.action) }),
  };
}
