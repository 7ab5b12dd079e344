import { DEVICE_TYPES, type Device } from '../../src/cases/device/device.js';
import { DEVICE_COLUMNS, type DeviceRow, readDevices } from '../../src/cases/device/rows.js';
import { filesIn } from '../../src/cases/form.js';
import { groupsOf } from '../../src/cases/group.js';
import type { RowProblem } from '../../src/cases/sheet-rows.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { sendFile } from '../../src/slack/messages/files.js';
import { modalOf, tellingModal } from '../../src/slack/modals/modal.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { foundBy } from '../../src/store/devices.js';
import type { RegisterForm } from '../shared/registers.js';
import { problemsInWords } from '../shared/row-problems.js';
import { rowsOf, sheetForm } from '../shared/sheets.js';
import { itemsFor, refitted } from './device-items.js';

const HEADINGS = wordsFor('shared.column', DEVICE_COLUMNS);
const TYPES = wordsFor('device.deviceType', DEVICE_TYPES);
const CONFIRM = { name: 'device.confirm', fields: [] } as const;

/** Sends the register as a sheet that can be changed and imported again. */
export async function exportDevices({ desk, person, reader, answer }: Asked): Promise<void> {
  const { t } = reader;
  const devices = await desk.devices.all();
  const cell = (device: Device, column: (typeof DEVICE_COLUMNS)[number]): string | undefined =>
    column === 'type' ? t(`device.deviceType.${device.type}`) : device[column];
  const rows = devices.map((device) => DEVICE_COLUMNS.map((column) => cell(device, column)));
  const bytes = await writeWorkbook([{ name: t('device.register'), head: DEVICE_COLUMNS.map((name) => t(`shared.column.${name}`)), rows }]);
  await sendFile(desk, person.id, { bytes, name: 'devices.xlsx', comment: t('device.done.devicesSheet', { n: devices.length }) });
  return answer(t('shared.done.sent'));
}

/** What a sheet would do: what is new, what changes, what is as it was, and what cannot be taken. */
interface Plan {
  readonly fresh: readonly DeviceRow[];
  readonly known: readonly { readonly row: DeviceRow; readonly before: Device }[];
  readonly bad: readonly RowProblem[];
}

async function planOf(asked: Asked, file: string | undefined): Promise<Plan | string> {
  const { desk, person, reader } = asked;
  const sheet = await rowsOf(asked, file);
  if (typeof sheet === 'string') return sheet;
  const groups = groupsOf(person, await policyNow(desk));
  const all = await desk.projects.all();
  const projects = Object.fromEntries(all.flatMap(({ no, name }) => [no, name].map((key) => [key.toLowerCase(), no])));
  const read = readDevices(sheet, { columns: HEADINGS, types: TYPES, groups, projects, now: reader.now });
  if ('missing' in read)
    return reader.t('shared.invalid.columnsMissing', { list: read.missing.map((name) => reader.t(`shared.column.${name}`)).join(', ') });
  const bySerial = new Map((await desk.devices.all()).flatMap((device) => (device.serial ? [[device.serial, device] as const] : [])));
  const fresh: DeviceRow[] = [];
  const known: { row: DeviceRow; before: Device }[] = [];
  const bad: RowProblem[] = [...read.bad];
  for (const row of read.good) {
    const before = row.fields.serial ? bySerial.get(row.fields.serial) : undefined;
    if (!before) fresh.push(row);
    else if (groups.includes(before.group)) known.push({ row, before });
    else bad.push({ row: row.row, code: 'rowForeign', params: { no: before.no, group: before.group } });
  }
  return { fresh, known, bad: bad.toSorted((a, b) => a.row - b.row) };
}

const badRows = ({ bad }: Plan): number => new Set(bad.map(({ row }) => row)).size;

/** The dry run: what the sheet would do, each bad row named; nothing is written before it is confirmed. Rule G3. */
export const deviceImportForm: RegisterForm = {
  form: async () => sheetForm('device.import'),
  above: async ({ reader }) => [
    reader.t('shared.sheet.devicesHow', { columns: DEVICE_COLUMNS.map((name) => reader.t(`shared.column.${name}`)).join(' | ') }),
  ],
  async save(asked, _target, values) {
    const { t, locale } = asked.reader;
    const file = filesIn(values, 'sheet')[0]?.id;
    const plan = await planOf(asked, file);
    if (typeof plan === 'string') return { errors: { sheet: plan } };
    const counts = t('shared.sheet.dryRun', { fresh: plan.fresh.length, known: plan.known.length, bad: badRows(plan) });
    const problems = problemsInWords('device', plan.bad, asked.reader);
    if (plan.fresh.length + plan.known.length === 0) return { show: tellingModal(t('device.press.import'), [counts, ...problems], t) };
    const submit = t('shared.sheet.take', { n: plan.fresh.length + plan.known.length });
    const above = [counts, ...problems];
    return { show: modalOf(CONFIRM, { locale, t, title: t('device.press.confirm'), submit, metadata: file ?? '', above }) };
  },
};

/** Reads the same sheet again and writes what can be taken: new devices, and changes of those whose serial number is known. */
export const confirmForm: RegisterForm = {
  form: async () => CONFIRM,
  async save(asked, file) {
    const { desk, person, reader } = asked;
    const plan = await planOf(asked, file);
    const tell = (words: string) => ({ show: tellingModal(reader.t('device.press.import'), [words], reader.t) });
    if (typeof plan === 'string') return tell(plan);
    const at = desk.clock.now().toJSDate();
    let taken = 0;
    for (const { fields } of plan.fresh) {
      const items = await itemsFor(desk, fields.type, fields.model);
      const added = await desk.devices.add({ ...fields, ...items, ...foundBy(fields) }, person.id, at);
      if (added.ok) taken += 1;
    }
    for (const { row, before } of plan.known) {
      const { model = before.model } = row.fields;
      const refit = model === before.model ? undefined : await refitted(desk, before, model);
      const data = { ...row.fields, ...refit, ...foundBy({ ...before, ...row.fields }) };
      const changed = await desk.devices.change(before, data, 'import', person.id, at);
      if (changed.ok) taken += 1;
    }
    return tell(reader.t('shared.sheet.taken', { n: taken, bad: badRows(plan) }));
  },
};
