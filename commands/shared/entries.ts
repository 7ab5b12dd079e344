import type { Reader } from '../../src/cases/card.js';
import { type Form, type FormValues, textIn } from '../../src/cases/form.js';
import { groupsOf } from '../../src/cases/group.js';
import type { Registered } from '../../src/cases/register.js';
import { bold } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { type Message, noticeMessage } from '../../src/slack/messages/blocks.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import type { SubmissionResult, SubmittedView } from '../../src/slack/modals/submissions.js';
import { policyNow } from '../../src/slack/people/policy.js';
import type { Written } from '../../src/store/register.js';
import { LESS_FIELD, type Less, lessRefused, tellLess } from './less.js';
import { notThere } from './not-there.js';
import { NEW, type NextSteps, openForm, type RegisterCommand, type RegisterForm, registerButton, writtenResult } from './registers.js';

type Owned = Registered & { readonly group: string };
type Press = RegisterCommand['presses'][string];

/** An entry's group may change it, and who leads. Rule G1. */
export async function ownEntry<Entry extends Owned>(
  { desk, person, reader }: Asked,
  register: string,
  store: { get(no: string): Promise<Entry | undefined> },
  no: string,
): Promise<Entry | string> {
  const entry = await store.get(no);
  if (!entry) return notThere({ desk, reader }, no);
  return groupsOf(person, await policyNow(desk)).includes(entry.group) ? entry : reader.t(`${register}.refusal.notYours`, { no });
}

/** What the presses of a register have in common. */
interface Kept<Entry extends Owned> {
  readonly name: string;
  store(desk: Desk): {
    get(no: string): Promise<Entry | undefined>;
    change(before: Entry, change: { isEnabled: boolean }, action: string, by: string, at: Date, note?: string): Promise<Written<Entry>>;
    remove(entry: Entry): Promise<Written<Entry>>;
  };
}

/** A press on an entry that only its group may change. */
const onOwn =
  <Entry extends Owned>(kept: Kept<Entry>, act: (asked: Asked, entry: Entry, triggerId: string) => Promise<void>): Press =>
  async (asked, no, triggerId) => {
    const own = await ownEntry(asked, kept.name, kept.store(asked.desk), no);
    return typeof own === 'string' ? asked.answer(own) : act(asked, own, triggerId);
  };

/** What must stand in an entry of a register, whatever wrote it: texts and lists, by their fields. */
export interface Shape {
  readonly texts: readonly string[];
  readonly lists?: readonly string[];
}

/** The first field of an entry that holds what cannot be there. */
function wrongField(entry: object, { texts, lists = [] }: Shape): string | undefined {
  const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
  const isWrong = (field: string): boolean => !isText(Reflect.get(entry, field));
  return texts.find(isWrong) ?? ['history', ...lists].find((field) => !Array.isArray(Reflect.get(entry, field)));
}

/** An entry's card; of one that cannot be shown, its number, what is wrong, and the ways to mend it or to take it out of everything. */
export async function cardAlone(
  { desk, reader }: Asked,
  register: string,
  entry: Registered,
  ways: readonly string[],
  shape: Shape,
  card: () => Message | Promise<Message>,
): Promise<Message> {
  const wrong = wrongField(entry, shape);
  try {
    if (wrong) throw new Error(`its ${wrong} holds what cannot be there`);
    return await card();
  } catch (error) {
    desk.broken.report(entry, 'card', error);
    const { t } = reader;
    const buttons = ways.map((way) => registerButton(register, way, entry.no, reader));
    const why = wrong ? t('shared.broken.field', { field: t(`${register}.field.${wrong}`) }) : t('shared.broken.something');
    return noticeMessage(`${bold(entry.no)} · ${t('shared.broken.card', { why })}`, undefined, buttons, t);
  }
}

/** Opens a form on an entry, with what is known of it. */
export const opening = <Entry extends Owned>(kept: Kept<Entry>, register: () => RegisterCommand, form: string): Press =>
  onOwn(kept, (asked, { no }, triggerId) => openForm(asked, register(), form, no, {}, triggerId));

/** What follows when an entry is enabled or disabled. */
interface Switched<Entry> {
  more?(asked: Asked): Promise<object> | object;
  /** Answers whether those who lead hear of it by what follows. */
  after?(asked: Asked, entry: Entry, reason?: string): Promise<boolean>;
}

/** Enables or disables an entry without asking; `after` carries out what follows. Rule G1. */
export const switching = <Entry extends Owned>(
  kept: Kept<Entry>,
  isEnabled: boolean,
  show: (asked: Asked, entry: Entry) => Message | Promise<Message>,
  { more, after }: Switched<Entry> = {},
): Press =>
  onOwn(kept, async (asked, entry) => {
    const { desk, person, reader, answer } = asked;
    const at = desk.clock.now().toJSDate();
    const change = { isEnabled, ...(await more?.(asked)) };
    const written = await kept.store(desk).change(entry, change, isEnabled ? 'enable' : 'disable', person.id, at);
    if (!written.ok) return answer(reader.t(`${kept.name}.refusal.${written.why}`, { no: entry.no }));
    await after?.(asked, written.entry);
    return answer(await show(asked, written.entry));
  });

/** Asks before an entry is disabled: `means` says what that does to what is open, and a reason is kept. Rule G1. */
export const disableForm = <Entry extends Owned & { readonly name: string }>(
  kept: Kept<Entry>,
  { means, after }: Pick<Switched<Entry>, 'after'> & { means(asked: Asked, entry: Entry): Promise<readonly string[]> },
): RegisterForm => ({
  form: async () => ({
    name: `${kept.name}.disable`,
    fields: [{ name: 'reason', kind: 'longText', isRequired: true, isTelling: true, max: 500 }],
  }),
  async above(asked, no) {
    const entry = await kept.store(asked.desk).get(no);
    return entry ? [bold(`${no} · ${entry.name}`), ...(await means(asked, entry))] : [];
  },
  async save(asked, no, values) {
    const { desk, person, reader } = asked;
    const own = await ownEntry(asked, kept.name, kept.store(desk), no);
    if (typeof own === 'string') return { errors: { reason: own } };
    const reason = textIn(values, 'reason');
    const written = await kept.store(desk).change(own, { isEnabled: false }, 'disable', person.id, desk.clock.now().toJSDate(), reason);
    if (!written.ok && written.why === 'changedMeanwhile') return 'again';
    if (!written.ok) return { errors: { reason: reader.t(`${kept.name}.refusal.${written.why}`, { no }) } };
    const isTold = await after?.(asked, written.entry, reason);
    if (!isTold) tellLess(asked, own, (t) => [t('shared.less.off')], reason);
    return { show: tellingModal(reader.t('shared.modal.done'), [reader.t('shared.done.disabled', { no, name: own.name })], reader.t) };
  },
});

/** Takes an entry away for good, if nothing hangs on it. Rule G1. */
export const deleting = <Entry extends Owned & { readonly name: string }>(kept: Kept<Entry>): Press =>
  onOwn(kept, async ({ desk, reader, answer }, entry) => {
    const { no, name } = entry;
    const removed = await kept.store(desk).remove(entry);
    return answer(removed.ok ? reader.t('shared.done.deleted', { no, name }) : reader.t(`${kept.name}.refusal.${removed.why}`, { no }));
  });

/** A register whose entries are entered and edited. */
interface Writable<Data, Entry extends Owned> {
  readonly name: string;
  store(desk: Desk): {
    get(no: string): Promise<Entry | undefined>;
    add(data: Data, by: string, at: Date): Promise<Written<Entry>>;
    change(before: Entry, change: Partial<Data>, action: string, by: string, at: Date, note?: string): Promise<Written<Entry>>;
  };
}

/** The fields as they are written, or what comes back before they can be. */
export type Meant<Fields> = { readonly fields: Fields } | SubmissionResult;

/** How an entry is entered and edited. */
interface Edited<Fields, Data, Entry> {
  form(groups: readonly string[]): Form;
  fields(values: FormValues): Fields;
  /** What its form starts with: of each field what stands in the entry. */
  known(entry: Entry): FormValues;
  /** What the form's own checks cannot see, by field. */
  problems?(fields: Fields, reader: Reader): Record<string, string> | undefined;
  /** What the fields mean in other registers, as it stands there; or what has to be asked before. */
  meant?(asked: Asked, fields: Fields, no: string, before: Entry | undefined, view: SubmittedView): Promise<Meant<Fields>>;
  /** What a new entry has besides. */
  fresh(asked: Asked, fields: Fields): Promise<Data> | Data;
  /** What an edited entry changes, where it is more than the fields. */
  changed?(fields: Fields, before: Entry, asked: Asked): Promise<Partial<Data>> | Partial<Data>;
  /** In what an edited entry asks less of its group: that needs a reason, and those who lead hear of it. */
  less?(before: Entry, change: Partial<Data>, asked: Asked): Promise<Less> | Less;
  /** Where it is told that somebody was faster, or that it is there already. */
  readonly field: string;
  after?(asked: Asked, groups: readonly string[]): Promise<void>;
  /** What comes next after a new entry. */
  next?(asked: Asked, entry: Entry): Promise<NextSteps> | NextSteps;
}

/** The form of an entry, new or known: checked, merged with what others changed meanwhile, written, told. */
export const editForm = <Fields extends { readonly group: string }, Data, Entry extends Owned & { readonly name: string }>(
  kept: Writable<Data, Entry>,
  { form, fields, known, problems, meant, fresh, changed, less, field, after, next }: Edited<Fields, Data, Entry>,
): RegisterForm => ({
  async form({ desk, person }, no) {
    const asking = form(groupsOf(person, await policyNow(desk)));
    return less && no !== NEW ? { ...asking, fields: [...asking.fields, LESS_FIELD] } : asking;
  },
  async known({ desk }, no) {
    const entry = no === NEW ? undefined : await kept.store(desk).get(no);
    return entry && { values: known(entry), version: entry.version, history: entry.history };
  },
  async save(asked, no, values, _viewId, version, view) {
    const { desk, person, reader } = asked;
    const typed = fields(values);
    const wrong = problems?.(typed, reader);
    if (wrong) return { errors: wrong };
    const stands = no === NEW ? undefined : await kept.store(desk).get(no);
    const settled = (await meant?.(asked, typed, no, stands, view)) ?? { fields: typed };
    if (!('fields' in settled)) return settled;
    const entered = settled.fields;
    const at = desk.clock.now().toJSDate();
    const store = kept.store(desk);
    const nameOf = ({ name }: Entry): string => name;
    if (no === NEW) {
      const added = await store.add(await fresh(asked, entered), person.id, at);
      return writtenResult(kept.name, added, no, field, asked, nameOf, added.ok ? await next?.(asked, added.entry) : undefined);
    }
    const own = await ownEntry(asked, kept.name, store, no);
    if (typeof own === 'string') return { errors: { [field]: own } };
    if (own.version !== version) return 'again';
    const change = (await changed?.(entered, own, asked)) ?? (entered as object as Partial<Data>);
    const lessened = await less?.(own, change, asked);
    const reason = less && textIn(values, LESS_FIELD.name);
    const refused = lessened && lessRefused(lessened, reason, reader);
    if (refused) return { errors: { [LESS_FIELD.name]: refused } };
    const written = await store.change(own, change, 'edit', person.id, at, reason);
    if (written.ok && lessened) tellLess(asked, own, lessened, reason);
    if (written.ok) await after?.(asked, [own.group, entered.group]);
    return writtenResult(kept.name, written, no, field, asked, nameOf);
  },
});

/** A press that only members of some group, and who leads, may make: it opens the form of a new entry. */
export const adding =
  (register: () => RegisterCommand, form: string, values: (groups: readonly string[], asked: Asked) => FormValues): Press =>
  async (asked, target, triggerId) => {
    const groups = groupsOf(asked.person, await policyNow(asked.desk));
    if (groups.length === 0) return asked.answer(asked.reader.t('shared.refusal.noGroup'));
    return openForm(asked, register(), form, target, values(groups, asked), triggerId);
  };
