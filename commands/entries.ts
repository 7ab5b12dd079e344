import type { FormValues } from '../src/cases/form.js';
import { groupsOf } from '../src/cases/group.js';
import type { Registered } from '../src/cases/register.js';
import type { Message } from '../src/slack/blocks.js';
import type { Desk } from '../src/slack/desk.js';
import type { Asked } from '../src/slack/handlers.js';
import { policyNow } from '../src/slack/policy.js';
import type { Written } from '../src/store/register.js';
import { openForm, type RegisterCommand } from './registers.js';

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
  if (!entry) return reader.t('refusal.noSuchEntry', { no });
  return groupsOf(person, await policyNow(desk)).includes(entry.group) ? entry : reader.t(`refusal.${register}_notYours`, { no });
}

/** What the presses of a register have in common. */
interface Kept<Entry extends Owned> {
  readonly name: string;
  store(desk: Desk): {
    get(no: string): Promise<Entry | undefined>;
    change(before: Entry, change: { isEnabled: boolean }, action: string, by: string, at: Date): Promise<Written<Entry>>;
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

/** Opens a form on an entry, with what is known of it; `target` is what the modal remembers, its number without. */
export const opening = <Entry extends Owned>(
  kept: Kept<Entry>,
  register: () => RegisterCommand,
  form: string,
  values: (entry: Entry, asked: Asked) => FormValues = () => ({}),
  target: (entry: Entry) => string = ({ no }) => no,
): Press => onOwn(kept, (asked, entry, triggerId) => openForm(asked, register(), form, target(entry), values(entry, asked), triggerId));

/** Enables or disables an entry; `after` carries out what follows. Rule G1. */
export const switching = <Entry extends Owned>(
  kept: Kept<Entry>,
  isEnabled: boolean,
  show: (asked: Asked, entry: Entry) => Message | Promise<Message>,
  { more, after }: { more?: (asked: Asked) => object; after?: (asked: Asked, entry: Entry) => Promise<void> } = {},
): Press =>
  onOwn(kept, async (asked, entry) => {
    const { desk, person, reader, answer } = asked;
    const at = desk.clock.now().toJSDate();
    const change = { isEnabled, ...more?.(asked) };
    const written = await kept.store(desk).change(entry, change, isEnabled ? 'enable' : 'disable', person.id, at);
    if (!written.ok) return answer(reader.t(`refusal.${kept.name}_${written.why}`, { no: entry.no }));
    await after?.(asked, written.entry);
    return answer(await show(asked, written.entry));
  });

/** Takes an entry away for good, if nothing hangs on it. Rule G1. */
export const deleting = <Entry extends Owned & { readonly name: string }>(kept: Kept<Entry>): Press =>
  onOwn(kept, async ({ desk, reader, answer }, entry) => {
    const { no, name } = entry;
    const removed = await kept.store(desk).remove(entry);
    return answer(removed.ok ? reader.t('done.deleted', { no, name }) : reader.t(`refusal.${kept.name}_${removed.why}`, { no }));
  });

/** A press that only members of some group, and who leads, may make: it opens the form of a new entry. */
export const adding =
  (register: () => RegisterCommand, form: string, values: (groups: readonly string[], asked: Asked) => FormValues): Press =>
  async (asked, target, triggerId) => {
    const groups = groupsOf(asked.person, await policyNow(asked.desk));
    if (groups.length === 0) return asked.answer(asked.reader.t('refusal.noGroup'));
    return openForm(asked, register(), form, target, values(groups, asked), triggerId);
  };
