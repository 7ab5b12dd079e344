import { type Form, type FormValues, textIn } from '../../src/cases/form.js';
import { type CheckItem, type Cycle, DEVICE_CYCLES, PROJECT_CYCLES } from '../../src/cases/inspection/check-item.js';
import type { Inspection } from '../../src/cases/inspection/inspection.js';
import { itemsAsText, parseItems } from '../../src/cases/inspection/items.js';
import type { Checked } from '../../src/cases/inspection/project.js';
import { ITEMS_FORM } from '../../src/cases/inspection/project-form.js';
import { inspected, withSubjects } from '../../src/cases/inspection/workflow.js';
import type { Registered } from '../../src/cases/register.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { eachAlone } from '../../src/slack/messages/broken.js';
import { ITEM_WORDS } from '../../src/slack/messages/item-words.js';
import type { SubmissionResult } from '../../src/slack/modals/submissions.js';
import type { Person } from '../../src/slack/people/people.js';
import { policyNow } from '../../src/slack/people/policy.js';
import type { Written } from '../../src/store/register.js';
import { ownEntry } from '../shared/entries.js';
import { type RegisterForm, writtenResult } from '../shared/registers.js';

/** What can have check items: a project or a device. */
export type Checkable = Checked & Registered & { readonly name: string; readonly group: string };

/** The register that check items belong to, and the cycles that its entries know. */
export interface CheckedRegister {
  readonly name: 'project' | 'device';
  readonly cycles: readonly Cycle[];
  store(desk: Desk): {
    get(no: string): Promise<Checkable | undefined>;
    change(before: Checkable, change: Checked, action: string, by: string, at: Date): Promise<Written<Checkable>>;
  };
}

export const CHECKED_PROJECTS: CheckedRegister = { name: 'project', cycles: PROJECT_CYCLES, store: ({ projects }) => projects };
export const CHECKED_DEVICES: CheckedRegister = { name: 'device', cycles: DEVICE_CYCLES, store: ({ devices }) => devices };

/** Brings the open inspections of groups in line with what they look at: what is disabled leaves at once. Rule G1. */
export async function refreshInspections(desk: Desk, by: Person, groups: readonly string[]): Promise<void> {
  const [open, projects, devices, policy] = await Promise.all([
    desk.inspections.open(),
    desk.projects.all(),
    desk.devices.all(),
    policyNow(desk),
  ]);
  const circumstances = { actor: by, now: desk.clock.now(), policy };
  for (const { no, data } of open.filter((one) => groups.includes(one.data.group))) {
    const register: readonly Checkable[] = PROJECT_CYCLES.some((cycle) => cycle === data.cycle) ? projects : devices;
    const ofGroup = register.filter(({ group }) => group === data.group);
    const own = await eachAlone(desk, ofGroup, 'inspection', (one) => {
      inspected([one], data.cycle);
      return one;
    });
    await desk.cases.change(no, (record) => withSubjects(record as object as Inspection, own, circumstances));
  }
  desk.outbox.poke();
}

const isItem = (item: CheckItem | null): boolean => typeof item?.question === 'string' && typeof item.cycle === 'string';

/** The items of an entry that are items at all: others, stored wrongly, are gone once the list is saved anew. */
const soundItems = ({ items }: Checked): readonly CheckItem[] => (Array.isArray(items) ? items.filter(isItem) : []);

/** The items of an entry as lines, in the reader's language. */
export const itemsText = (entry: Checked, { t }: Asked['reader']): string =>
  itemsAsText(soundItems(entry), (word) => t(`inspection.itemWord.${word}`));

/** What a card says of an entry's items; where they are no items, that it is broken. */
export function itemsShown(entry: Checked, reader: Asked['reader'], none: string): string {
  const { t } = reader;
  const sound = soundItems(entry);
  const isBroken = sound.length !== entry.items.length;
  return [
    ...(isBroken ? [t('shared.broken.card', { why: t('shared.broken.field', { field: t('shared.field.items') }) })] : []),
    sound.length > 0 ? itemsText(entry, reader) : isBroken ? '' : none,
  ].join('\n');
}

/** Writes new items from lines, under the version that they were made from; open inspections follow. Rule G2. */
export async function writeItems(
  asked: Asked,
  register: CheckedRegister,
  entry: Checkable,
  text: string,
  field: string,
): Promise<SubmissionResult | 'again'> {
  const { desk, person, reader } = asked;
  const parsed = parseItems(text, ITEM_WORDS, register.cycles, soundItems(entry), entry.lastItem);
  if ('problems' in parsed)
    return { errors: { [field]: parsed.problems.map(({ code, params }) => reader.t(`inspection.invalid.${code}`, params)).join(' ') } };
  const { items, lastItem } = parsed;
  const at = desk.clock.now().toJSDate();
  const written = await register.store(desk).change(entry, { items, lastItem }, 'items', person.id, at);
  if (written.ok) await refreshInspections(desk, person, [entry.group]);
  return writtenResult(register.name, written, entry.no, field, asked, ({ name }) => name);
}

/** The items of an entry, one a line. */
export const itemsForm = (register: CheckedRegister): RegisterForm => ({
  form: async () => ({ ...ITEMS_FORM, name: `${register.name}.items` }),
  async above({ desk, reader }, no) {
    const entry = await register.store(desk).get(no);
    return [reader.t(`${register.name}.itemsHow`, { name: entry?.name ?? '' })];
  },
  async known({ desk, reader }, no) {
    const entry = await register.store(desk).get(no);
    return entry && { values: { items: itemsText(entry, reader) }, version: entry.version, history: entry.history };
  },
  async save(asked, no, values, _viewId, version) {
    const entry = await ownEntry(asked, register.name, register.store(asked.desk), no);
    if (typeof entry === 'string') return { errors: { items: entry } };
    if (entry.version !== version) return 'again';
    return writeItems(asked, register, entry, textIn(values, 'items') ?? '', 'items');
  },
});

/** Takes over the items of another entry: those that are not there yet are put behind the own ones. */
export const copyForm = (register: CheckedRegister): RegisterForm => ({
  form: async (): Promise<Form> => ({ name: `${register.name}.copy`, fields: [{ name: register.name, kind: 'lookup', isRequired: true }] }),
  async save(asked, no, values: FormValues) {
    const store = register.store(asked.desk);
    const entry = await ownEntry(asked, register.name, store, no);
    if (typeof entry === 'string') return { errors: { [register.name]: entry } };
    const from = await store.get(textIn(values, register.name) ?? '');
    const fresh = (from ? soundItems(from) : []).filter(
      (item) => !soundItems(entry).some(({ question, cycle }) => question === item.question && cycle === item.cycle),
    );
    if (fresh.length === 0) return { errors: { [register.name]: asked.reader.t('inspection.invalid.nothingToCopy') } };
    const text = itemsText({ items: [...soundItems(entry), ...fresh], lastItem: 0 }, asked.reader);
    return writeItems(asked, register, entry, text, register.name);
  },
});
