import type { DateTime } from 'luxon';
import { FARTHEST_YEARS, isWithinReach, readDay } from '../../time/period.js';
import { readAddress } from '../address.js';
import { nameKey, sameName, serialKey } from '../names.js';
import { personCalled } from '../people-named.js';
import { type LacksColumns, longestOf, type ReadSheet, type RowProblem, rowsByColumn } from '../sheet-rows.js';
import { shorten } from '../text.js';
import type { DeviceFields, DeviceType } from './device.js';
import { deviceForm } from './form.js';
import type { Light, LightTable, Words } from './lights.js';

/** The columns of a sheet of devices, in order; each is headed by `column.<name>` in any language. */
export const DEVICE_COLUMNS = [
  'no',
  'name',
  'group',
  'type',
  'model',
  'serial',
  'ip',
  'customer',
  'site',
  'project',
  'warrantyUntil',
  'keeper',
] as const;
export type DeviceColumn = (typeof DEVICE_COLUMNS)[number];

/** What no form asks of a device is no longer than this when it is said again. */
const LONGEST = 120;
const LONGEST_OF = longestOf(deviceForm([]));

/** A device of a sheet: a new one, or the known one of its number or serial number. */
export interface DeviceRow {
  readonly row: number;
  readonly no?: string;
  /** Of a group for which the person may not enter devices: as it is already it does no harm. */
  readonly isForeign?: boolean;
  readonly fields: DeviceFields;
}

/** What a sheet of devices is read against. */
export interface DeviceContext {
  /** Headings and words of types, in any language. */
  readonly columns: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, DeviceType>>;
  /** All groups, and those for which the person may enter devices. */
  readonly groups: readonly string[];
  readonly own: readonly string[];
  readonly projects: readonly { readonly no: string; readonly name: string; readonly group: string }[];
  /** Who may be named as a keeper: names by id. */
  readonly people: ReadonlyMap<string, string>;
  readonly now: DateTime;
  /** What somebody said that headings mean. */
  readonly given?: Readonly<Record<string, string>>;
}

/** What a sheet of devices says: rows that can be taken, what is wrong with the others, and columns that mean nothing to us. */
export interface ReadDevices extends Omit<ReadSheet, 'rows'> {
  readonly good: readonly DeviceRow[];
  readonly bad: readonly RowProblem[];
  /** The group of all rows, where the sheet has no column for it and the person enters devices for one group only. */
  readonly groupOfAll?: string;
}

/** The project of a number or a name; one of the device's own group comes before its namesakes. */
function projectOf(typed: string, group: string | undefined, projects: DeviceContext['projects']): string | undefined {
  const key = nameKey(typed);
  const fitting = projects.filter(({ no, name }) => nameKey(no) === key || nameKey(name) === key);
  const own = fitting.filter((project) => project.group === group);
  const [only] = own.length > 0 ? own : fitting;
  return (own.length > 0 ? own : fitting).length === 1 ? only?.no : undefined;
}

/** Reads a sheet of devices: the rows that can be taken, and each that cannot with what is wrong with it. Rule G3. */
export function readDevices(
  sheet: readonly (readonly string[])[],
  { columns, types, groups, own, projects, people, now, given }: DeviceContext,
): ReadDevices | LacksColumns {
  const [only] = own.length === 1 ? own : [];
  const read = rowsByColumn(sheet, columns, ['name', ...(only ? [] : ['group']), 'type'], given, LONGEST_OF);
  if ('missing' in read) return read;
  const groupOfAll = read.known.includes('group') ? undefined : only;
  const good: DeviceRow[] = [];
  const bad: RowProblem[] = [];
  const seen = new Map<string, number>();
  const typesByKey = new Map(Object.entries(types).map(([word, type]) => [nameKey(word), type]));
  for (const { row, cells, unfit } of read.rows) {
    const cell = (name: DeviceColumn): string | undefined => cells[name] && shorten(cells[name], LONGEST);
    const [no, name, serial, warranty, keeper, ip] = [
      cell('no')?.toUpperCase(),
      cell('name'),
      cell('serial'),
      cell('warrantyUntil'),
      cell('keeper'),
      cell('ip'),
    ];
    const group = groupOfAll ?? sameName(cell('group') ?? '', groups);
    const until = warranty ? readDay(warranty, now) : undefined;
    const type = typesByKey.get(nameKey(cell('type') ?? ''));
    const project = cell('project');
    const wrong: RowProblem[] = [...unfit];
    const problem = (code: string, params: RowProblem['params'] = {}): void => {
      wrong.push({ row, code, params });
    };
    const known = project && projectOf(project, group, projects);
    const keptBy = keeper && personCalled(keeper, [...people]);
    const address = ip === undefined ? undefined : readAddress(ip);
    if (!name) problem('rowName');
    if (!group) problem('rowGroup', { group: cell('group') ?? '', groups: own.join(', ') });
    if (!type) problem('rowType', { type: cell('type') ?? '' });
    if (project && !known) problem('rowProject', { project });
    if (warranty && !(until && isWithinReach(until, now))) problem('rowDate', { date: warranty, years: FARTHEST_YEARS });
    if (keeper && !keptBy) problem('rowKeeper', { keeper });
    if (ip !== undefined && address === undefined) problem('rowIp', { ip });
    for (const [what, key] of [['rowSerial', serial && serialKey(serial)] as const, ['rowNo', no] as const]) {
      if (!key) continue;
      const twin = seen.get(`${what} ${key}`);
      if (twin !== undefined) problem(what, { serial: serial ?? '', no: no ?? '', twin });
      else seen.set(`${what} ${key}`, row);
    }
    bad.push(...wrong);
    if (wrong.length > 0 || !name || !group || !type) continue;
    const optional = {
      model: cell('model'),
      serial,
      ip: address,
      customer: cell('customer'),
      site: cell('site'),
      project: known,
      warrantyUntil: until?.toISODate() ?? undefined,
      keeper: keptBy,
    };
    const fields = { name, group, type, ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value)) };
    good.push({ row, fields, ...(no ? { no } : {}), ...(own.includes(group) ? {} : { isForeign: true }) });
  }
  return { good, bad, unknown: read.unknown, head: read.head, known: read.known, ...(groupOfAll ? { groupOfAll } : {}) };
}

/** Does a row say anything that is not so already? What it leaves blank stays. */
export const changes = (fields: DeviceFields, before: DeviceFields): boolean =>
  Object.entries(fields).some(([field, value]) => {
    const was = before[field as keyof DeviceFields];
    return field === 'ip' ? readAddress(was ?? '') !== value : was !== value;
  });

/** The columns of a sheet of indicator lights. */
export const LIGHT_COLUMNS = ['model', 'item', 'light', 'shows', 'means', 'isNormal'] as const;

/** Reads a sheet of indicator lights: a row for each thing that a light can show. Rule G7. */
export function readLights(
  sheet: readonly (readonly string[])[],
  { columns, yes }: { readonly columns: Readonly<Record<string, string>>; readonly yes: ReadonlySet<string> },
  words: (text: string) => Words,
): { good: LightTable[]; bad: RowProblem[]; unknown: readonly string[] } | { missing: readonly string[] } {
  const read = rowsByColumn(sheet, columns, ['model', 'light', 'shows', 'means']);
  if ('missing' in read) return read;
  const tables = new Map<string, Map<string, Light>>();
  const bad: RowProblem[] = [];
  for (const { row, cells, unfit } of read.rows) {
    const { model, light, shows, means, item = light, isNormal = '' } = cells;
    bad.push(...unfit);
    if (unfit.length > 0) continue;
    if (!model || !light || !shows || !means) {
      bad.push({ row, code: 'rowLight', params: {} });
      continue;
    }
    const table = tables.get(model) ?? new Map<string, Light>();
    tables.set(model, table);
    const before = table.get(item ?? light);
    const state = { shows: words(shows), means: words(means), isNormal: yes.has(isNormal.toLowerCase()) };
    table.set(item ?? light, { item: item ?? light, name: words(light), states: [...(before?.states ?? []), state] });
  }
  return { good: [...tables].map(([model, lights]) => ({ model, lights: [...lights.values()] })), bad, unknown: read.unknown };
}
