import { leads } from '../../src/cases/case.js';
import { type Form, type FormValues, textIn } from '../../src/cases/form.js';
import { type CheckItem, type Cycle, DEVICE_CYCLES, lookedAtIn, PROJECT_CYCLES, sinceWith } from '../../src/cases/inspection/check-item.js';
import { askedIn, type Inspection, leftIn } from '../../src/cases/inspection/inspection.js';
import { itemsAsText, parseItems } from '../../src/cases/inspection/items.js';
import { itemsLess } from '../../src/cases/inspection/less.js';
import type { Checked } from '../../src/cases/inspection/project.js';
import { ITEMS_FORM } from '../../src/cases/inspection/project-form.js';
import { withStandings } from '../../src/cases/inspection/standings.js';
import type { Registered } from '../../src/cases/register.js';
import { ITEM_WORDS } from '../../src/documents/item-words.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { eachAlone } from '../../src/slack/messages/broken.js';
import type { SubmissionResult } from '../../src/slack/modals/submissions.js';
import type { Person } from '../../src/slack/people/people.js';
import { policyNow, wholeDay } from '../../src/slack/people/policy.js';
import type { Written } from '../../src/store/register.js';
import { timeInWords } from '../../src/time/wording.js';
import { ownEntry } from '../shared/entries.js';
import { LESS_FIELD, type Less, lessRefused, tellLess } from '../shared/less.js';
import { type RegisterForm, writtenResult } from '../shared/registers.js';

/** What can have check items: a project or a device. */
export type Checkable = Checked & Registered & { readonly name: string; readonly group: string };

/** The register that check items belong to, and the cycles that its entries know. */
export interface CheckedRegister {
  readonly name: 'project' | 'device';
  readonly cycles: readonly Cycle[];
  store(desk: Desk): {
    get(no: string): Promise<Checkable | undefined>;
    change(before: Checkable, change: Checked, action: string, by: string, at: Date, note?: string): Promise<Written<Checkable>>;
  };
}

export const CHECKED_PROJECTS: CheckedRegister = { name: 'project', cycles: PROJECT_CYCLES, store: ({ projects }) => projects };
export const CHECKED_DEVICES: CheckedRegister = { name: 'device', cycles: DEVICE_CYCLES, store: ({ devices }) => devices };

/** The register whose entries a cycle looks at. */
async function registerOf(desk: Desk, cycle: Cycle): Promise<readonly Checkable[]> {
  const [projects, devices] = await Promise.all([desk.projects.all(), desk.devices.all()]);
  return lookedAtIn(cycle, { projects, devices });
}

/** Open inspections that look at one of these: what is disabled is put aside at once, what is enabled comes back. Answers whether something of it was left, so that those who lead hear of it. Rule G1. */
export async function refreshInspections(desk: Desk, by: Person, nos: readonly string[], reason?: string): Promise<boolean> {
  const [open, policy] = await Promise.all([desk.inspections.open(), policyNow(desk)]);
  const circumstances = { actor: by, now: desk.clock.now(), policy };
  const meant = open.filter(({ data }) => data.subjects.some(({ no }) => nos.includes(no)));
  await eachAlone(desk, meant, 'inspection', async ({ no, data }) => {
    const standings = (await registerOf(desk, data.cycle)).filter((one) => nos.includes(one.no));
    await desk.cases.change(no, (record) => withStandings(record as object as Inspection, standings, circumstances, reason));
  });
  desk.outbox.poke();
  return meant.some(({ data }) => leftIn(data).some(({ subject }) => nos.includes(subject.no)));
}

/** What disabling an entry does to what is open, in words. */
export async function disablingMeans({ desk, person, reader }: Asked, { no }: Pick<Checkable, 'no'>): Promise<string[]> {
  const { t, now, locale } = reader;
  const open = (await desk.inspections.open()).filter(({ data }) => data.subjects.some((subject) => subject.no === no && !subject.aside));
  const lines = open.map(({ no: inspection, data }) => {
    const own = askedIn(data).filter(({ subject }) => subject.no === no);
    const left = own.filter(({ result }) => !result).length;
    return t('shared.disable.open', { inspection, at: timeInWords(data.dueAt, now, locale), left, all: own.length });
  });
  const owed = open.some(({ data }) => leftIn(data).some(({ subject }) => subject.no === no));
  const word = owed ? t(leads(person) ? 'shared.disable.excused' : 'shared.disable.owed') : t('shared.disable.nothingOpen');
  return [...lines, word];
}

const isItem = (item: CheckItem | null): boolean => typeof item?.question === 'string' && typeof item.cycle === 'string';

/** The items of an entry that are items at all: others, stored wrongly, are gone once the list is saved anew. */
export const soundItems = ({ items }: Checked): readonly CheckItem[] => (Array.isArray(items) ? items.filter(isItem) : []);

/** The items of an entry as lines, in the reader's language. */
export const itemsText = (entry: Checked, { t }: Asked['reader']): string =>
  itemsAsText(soundItems(entry), (word) => t(`inspection.itemWord.${word}`));

/** What a card says of an entry's items; where they are no items, that it is broken. */
export function itemsShown(entry: Checked, reader: Asked['reader'], none: string): string {
  const { t } = reader;
  const sound = soundItems(entry);
  const isBroken = !Array.isArray(entry.items) || sound.length !== entry.items.length;
  return [
    ...(isBroken ? [t('shared.broken.card', { why: t('shared.broken.field', { field: t('shared.field.items') }) })] : []),
    sound.length > 0 ? itemsText(entry, reader) : isBroken ? '' : none,
  ].join('\n');
}

/** Writes new items from lines, under the version that they were made from, `rowOf` saying where each line stands for people; open inspections keep what they were opened with. Rule G2. */
export async function writeItems(
  asked: Asked,
  register: CheckedRegister,
  entry: Checkable,
  text: string,
  field: string,
  rowOf: (line: number) => number = (line) => line,
  reason?: string,
): Promise<SubmissionResult | 'again'> {
  const { desk, person, reader } = asked;
  const parsed = parseItems(text, ITEM_WORDS, register.cycles, soundItems(entry), entry.lastItem);
  if ('problems' in parsed)
    return {
      errors: {
        [field]: parsed.problems
          .map(({ code, params }) =>
            reader.t(`inspection.invalid.${code}`, code === 'tooManyItems' ? params : { ...params, n: rowOf(Number(params.n)) }),
          )
          .join(' '),
      },
    };
  const { items, lastItem } = parsed;
  const less: Less = (t) => itemsLess(soundItems(entry), items, t);
  const refused = lessRefused(less, reason, reader);
  if (refused) return { errors: { [field === 'items' ? LESS_FIELD.name : field]: refused } };
  const at = desk.clock.now().toJSDate();
  const since = sinceWith(entry.since, soundItems(entry), items, await wholeDay(desk));
  const written = await register.store(desk).change(entry, { items, lastItem, since }, 'items', person.id, at, reason);
  if (written.ok) tellLess(asked, entry, less, reason);
  return writtenResult(register.name, written, entry.no, field, asked, ({ name }) => name);
}

/** The items of an entry, one a line. */
export const itemsForm = (register: CheckedRegister): RegisterForm => ({
  form: async () => ({ name: `${register.name}.items`, fields: [...ITEMS_FORM.fields, LESS_FIELD] }),
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
    return writeItems(asked, register, entry, textIn(values, 'items') ?? '', 'items', undefined, textIn(values, LESS_FIELD.name));
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
