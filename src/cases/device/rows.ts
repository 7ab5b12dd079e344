import { DateTime } from 'luxon';
import { FARTHEST_YEARS, isWithinReach } from '../../time/period.js';
import { type RowProblem, rowsByColumn } from '../sheet-rows.js';
import { shorten } from '../text.js';
import type { DeviceFields, DeviceType } from './device.js';
import type { Light, LightTable, Words } from './lights.js';

/** The columns of a sheet of devices, in order; each is headed by `column.<name>` in any language. */
export const DEVICE_COLUMNS = [
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

const LONGEST = 120;

/** A device of a sheet: a new one, or the known one of its serial number. */
export interface DeviceRow {
  readonly row: number;
  readonly fields: DeviceFields;
}

/** What a sheet of devices is read against. */
export interface DeviceContext {
  /** Headings and words of types, in any language. */
  readonly columns: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, DeviceType>>;
  /** The groups for which the person may enter devices. */
  readonly groups: readonly string[];
  /** Projects by number and by name. */
  readonly projects: Readonly<Record<string, string>>;
  readonly now: DateTime;
}

/** Reads a sheet of devices: the rows that can be taken, and each that cannot with what is wrong with it. Rule G3. */
export function readDevices(
  sheet: readonly (readonly string[])[],
  { columns, types, groups, projects, now }: DeviceContext,
): { good: DeviceRow[]; bad: RowProblem[] } | { missing: readonly string[] } {
  const read = rowsByColumn(sheet, columns, ['name', 'group', 'type']);
  if ('missing' in read) return read;
  const good: DeviceRow[] = [];
  const bad: RowProblem[] = [];
  const serials = new Map<string, number>();
  for (const { row, cells } of read.rows) {
    const cell = (name: DeviceColumn): string | undefined => cells[name] && shorten(cells[name], LONGEST);
    const [name, group, serial, warranty, keeper] = [cell('name'), cell('group'), cell('serial'), cell('warrantyUntil'), cell('keeper')];
    const until = warranty ? DateTime.fromISO(warranty, { zone: now.zone }) : undefined;
    const type = types[(cell('type') ?? '').toLowerCase()];
    const project = cell('project');
    const known = project && projects[project.toLowerCase()];
    const wrong: RowProblem[] = [];
    const problem = (code: string, params: RowProblem['params'] = {}): void => {
      wrong.push({ row, code, params });
    };
    if (!name) problem('rowName');
    if (!group || !groups.includes(group)) problem('rowGroup', { group: group ?? '', groups: groups.join(', ') });
    if (!type) problem('rowType', { type: cell('type') ?? '' });
    if (project && !known) problem('rowProject', { project });
    if (warranty && !(until && isWithinReach(until, now))) problem('rowDate', { date: warranty, years: FARTHEST_YEARS });
    if (keeper && !/^[UW][A-Z0-9]+$/.test(keeper)) problem('rowKeeper', { keeper });
    const twin = serial === undefined ? undefined : serials.get(serial);
    if (serial !== undefined && twin !== undefined) problem('rowSerial', { serial, twin });
    if (serial !== undefined) serials.set(serial, twin ?? row);
    bad.push(...wrong);
    if (wrong.length > 0 || !name || !group || !type) continue;
    const optional = {
      model: cell('model'),
      serial,
      ip: cell('ip'),
      customer: cell('customer'),
      site: cell('site'),
      project: known,
      warrantyUntil: until?.toISODate() ?? undefined,
      keeper,
    };
    good.push({ row, fields: { name, group, type, ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value)) } });
  }
  return { good, bad };
}

/** The columns of a sheet of indicator lights. */
export const LIGHT_COLUMNS = ['model', 'item', 'light', 'shows', 'means', 'isNormal'] as const;

/** Reads a sheet of indicator lights: a row for each thing that a light can show. Rule G7. */
export function readLights(
  sheet: readonly (readonly string[])[],
  { columns, yes }: { readonly columns: Readonly<Record<string, string>>; readonly yes: ReadonlySet<string> },
  words: (text: string) => Words,
): { good: LightTable[]; bad: RowProblem[] } | { missing: readonly string[] } {
  const read = rowsByColumn(sheet, columns, ['model', 'light', 'shows', 'means']);
  if ('missing' in read) return read;
  const tables = new Map<string, Map<string, Light>>();
  const bad: RowProblem[] = [];
  for (const { row, cells } of read.rows) {
    const { model, light, shows, means, item = light, isNormal = '' } = cells;
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
  return { good: [...tables].map(([model, lights]) => ({ model, lights: [...lights.values()] })), bad };
}
