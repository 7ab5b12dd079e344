import { DEVICE_HISTORY, DEVICE_TYPES, type Device } from '../../src/cases/device/device.js';
import { changes, DEVICE_COLUMNS, type DeviceRow, readDevices } from '../../src/cases/device/rows.js';
import { filesIn } from '../../src/cases/form.js';
import { groupsOf } from '../../src/cases/group.js';
import { sameName, serialKey } from '../../src/cases/names.js';
import { personInSheet } from '../../src/cases/people-named.js';
import type { LacksColumns, RowProblem } from '../../src/cases/sheet-rows.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { sendFile } from '../../src/slack/messages/files.js';
import { modalOf, tellingModal } from '../../src/slack/modals/modal.js';
import type { SubmissionResult } from '../../src/slack/modals/submissions.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { foundBy } from '../../src/store/devices.js';
import { CustomersOfSheet, type OfSheet } from '../customers/index.js';
import { columnForm, type MappedSheet, sheetIn, sheetTarget, withColumns } from '../shared/columns.js';
import type { RegisterForm } from '../shared/registers.js';
import { problemsInWords } from '../shared/row-problems.js';
import { changingInWords, headingsFor, missingInWords, rowsOf, sendBadRows, sheetForm, unknownInWords } from '../shared/sheets.js';
import { itemsFor, refitted } from './device-items.js';
import { keepersOf } from './keepers.js';

const HEADINGS = headingsFor(DEVICE_COLUMNS);
const TYPES = wordsFor('device.deviceType', DEVICE_TYPES);
/** The dry run's modal, which also asks what the unknown columns are. */
const CONFIRM = 'device.confirm';

/** Sends the register as a sheet that can be changed and imported again. */
export async function exportDevices({ desk, person, reader, answer }: Asked): Promise<void> {
  const { t } = reader;
  const devices = await desk.devices.all();
  const people = await keepersOf(desk, devices);
  const cell = (device: Device, column: (typeof DEVICE_COLUMNS)[number]): string | undefined => {
    if (column === 'type') return t(`device.deviceType.${device.type}`);
    return column === 'keeper' && device.keeper ? personInSheet(device.keeper, [...people]) : device[column];
  };
  const rows = devices.map((device) => DEVICE_COLUMNS.map((column) => cell(device, column)));
  const bytes = await writeWorkbook([{ name: t('device.register'), head: DEVICE_COLUMNS.map((name) => t(`shared.column.${name}`)), rows }]);
  await sendFile(desk, person.id, { bytes, name: 'devices.xlsx', comment: t('device.done.devicesSheet', { n: devices.length }) });
  return answer(t('shared.done.sent'));
}

/** What a sheet would do: what is new, what changes, what is as it was, and what cannot be taken. */
interface Plan {
  readonly sheet: string[][];
  readonly given: Readonly<Record<string, string>>;
  readonly head: readonly string[];
  readonly unknown: readonly string[];
  readonly found: readonly string[];
  readonly groupOfAll: string | undefined;
  /** How many rows say what is so already. */
  readonly same: number;
  readonly fresh: readonly DeviceRow[];
  readonly known: readonly { readonly row: DeviceRow; readonly before: Device }[];
  readonly customers: CustomersOfSheet;
  readonly bad: readonly RowProblem[];
}

async function planOf(asked: Asked, { file, given }: Pick<MappedSheet, 'file' | 'given'>): Promise<Plan | LacksColumns | string> {
  const sheet = await rowsOf(asked, file);
  return typeof sheet === 'string' ? sheet : planOfRows(asked, sheet, given);
}

async function planOfRows(asked: Asked, sheet: string[][], given: Readonly<Record<string, string>>): Promise<Plan | LacksColumns> {
  const { desk, person, reader } = asked;
  const groups = groupsOf(person, await policyNow(desk));
  const [projects, all, customers] = await Promise.all([desk.projects.all(), desk.devices.all(), CustomersOfSheet.read(asked)]);
  const people = await keepersOf(desk, all);
  const everyGroup = [...new Set([...Object.keys(desk.settings.operations.groups), ...all.map(({ group }) => group)])];
  const context = { columns: HEADINGS, types: TYPES, groups: everyGroup, own: groups, projects, people, now: reader.now, given };
  const read = readDevices(sheet, context);
  if ('missing' in read) return read;
  const bySerial = new Map(all.flatMap((device) => (device.serial ? [[serialKey(device.serial), device] as const] : [])));
  const byNo = new Map(all.map((device) => [device.no, device]));
  let same = 0;
  const fresh: DeviceRow[] = [];
  const known: { row: DeviceRow; before: Device }[] = [];
  const bad: RowProblem[] = [...read.bad];
  for (const found of read.good) {
    const bySerialNumber = found.fields.serial ? bySerial.get(serialKey(found.fields.serial)) : undefined;
    const before = found.no ? byNo.get(found.no) : bySerialNumber;
    const whose = whoseOf(found.fields, before, customers);
    // A sheet that names no group moves nothing to another.
    const group = before && read.groupOfAll ? { group: before.group } : {};
    const row: DeviceRow = { ...found, fields: { ...found.fields, ...group, ...('name' in whose ? { customer: whose.name } : {}) } };
    const problem = (code: string, params: RowProblem['params']): unknown => bad.push({ row: row.row, code, params });
    if (row.no && !before) problem('rowNoSuch', { no: row.no });
    else if ('code' in whose) problem(whose.code, { name: row.fields.customer ?? '' });
    else if (before && bySerialNumber && bySerialNumber.no !== before.no)
      problem('rowSerialTaken', { serial: row.fields.serial ?? '', no: bySerialNumber.no });
    else if (before && !changes(row.fields, before)) same += 1;
    else if (row.isForeign) problem('rowGroup', { group: row.fields.group, groups: groups.join(', ') });
    else if (!before) fresh.push(row);
    else if (!groups.includes(before.group)) problem('rowForeign', { no: before.no, group: before.group });
    else known.push({ row, before });
  }
  const { head, unknown, groupOfAll } = read;
  return {
    sheet,
    given,
    head,
    unknown,
    found: read.known,
    groupOfAll,
    same,
    fresh,
    known,
    customers,
    bad: bad.toSorted((a, b) => a.row - b.row),
  };
}

/** Whose a row says that a device is: as the device has it where only its writing differs, else as the customers' register has it. */
function whoseOf({ customer }: DeviceRow['fields'], before: Device | undefined, customers: CustomersOfSheet): OfSheet | object {
  if (!customer) return {};
  return before?.customer && sameName(customer, [before.customer]) ? { name: before.customer } : customers.of(customer);
}

/** The customers that rows name which would be written, and which of them are new. */
const customersAhead = ({ fresh, known, customers }: Plan): string[] =>
  customers.aheadInWords(
    [...fresh, ...known.filter(({ row, before }) => row.fields.customer !== before.customer).map(({ row }) => row)].flatMap(
      ({ fields }) => fields.customer ?? [],
    ),
  );

const badRows = ({ bad }: Plan): number => new Set(bad.map(({ row }) => row)).size;

/** The dry run: what the sheet would do, each bad row named; nothing is written before it is confirmed. Rule G3. */
export const deviceImportForm: RegisterForm = {
  submit: () => 'shared.button.preview',
  form: async () => sheetForm('device.import'),
  above: async ({ reader }) => [
    reader.t('shared.sheet.devicesHow', { columns: DEVICE_COLUMNS.map((name) => reader.t(`shared.column.${name}`)).join(' | ') }),
  ],
  async save(asked, _target, values) {
    const file = filesIn(values, 'sheet')[0]?.id ?? '';
    return dryRun(asked, { ...sheetIn(file), file });
  },
};

/** What a sheet would do, and what its unknown columns are; where columns are missing, only that. */
async function dryRun(asked: Asked, sheet: MappedSheet): Promise<SubmissionResult> {
  const { t, locale, now } = asked.reader;
  const plan = await planOf(asked, sheet);
  if (typeof plan === 'string') return { errors: { sheet: plan } };
  const isLacking = 'missing' in plan;
  const known: readonly string[] = isLacking ? plan.known : plan.found;
  const mapped = { ...sheet, unknown: [...plan.unknown], open: DEVICE_COLUMNS.filter((column) => !known.includes(column)) };
  // What somebody was asked about and did not name is left out; without what is missing there is nothing to go on with.
  const form = sheet.isAsked && !isLacking ? { name: CONFIRM, fields: [] } : columnForm(CONFIRM, mapped, asked.reader);
  const title = t('device.press.confirm');
  if (isLacking) {
    const lacking = missingInWords(plan, asked.reader);
    if (form.fields.length === 0) return { errors: { sheet: lacking } };
    const above = [lacking, t('shared.sheet.sayColumns')];
    return {
      show: modalOf(form, {
        locale,
        now,
        t,
        title,
        submit: t('shared.sheet.goOn'),
        metadata: sheetTarget({ ...mapped, isAsked: false }),
        above,
      }),
    };
  }
  const counts = t('shared.sheet.dryRun', { fresh: plan.fresh.length, known: plan.known.length, same: plan.same, bad: badRows(plan) });
  const changing = plan.known.map(({ row: { fields }, before }) => ({
    called: `${before.no} ${before.name}`,
    before,
    after: { ...before, ...fields },
  }));
  const ofAll = plan.groupOfAll && plan.fresh.length > 0 ? [t('shared.sheet.groupOfAll', { group: plan.groupOfAll })] : [];
  const problems = [...ofAll, ...unknownInWords(plan.unknown, asked.reader), ...problemsInWords('device', plan.bad, asked.reader)];
  const isAsking = form.fields.length > 0;
  // The rows that cannot be taken come once: when nothing of the sheet is asked about any more.
  if (plan.bad.length > 0 && !isAsking) {
    problems.push(t('shared.sheet.badRowsComing'));
    sendBadRows(asked, 'device', 'devices-errors.xlsx', plan);
  }
  const n = plan.fresh.length + plan.known.length;
  if (n === 0 && !isAsking) return { show: tellingModal(t('device.press.import'), [counts, ...problems], t) };
  const submit = isAsking ? t('shared.sheet.goOn') : t('shared.sheet.take', { n });
  const ahead = changingInWords('device', changing, DEVICE_HISTORY, asked.reader);
  const above = [counts, ...ahead, ...customersAhead(plan), ...problems, ...(isAsking ? [t('shared.sheet.sayColumns')] : [])];
  return { show: modalOf(form, { locale, now, t, title, submit, metadata: sheetTarget(mapped), above }) };
}

/** Writes what can be taken. Answers the rows that are written: one that somebody was faster with is not. */
async function write({ desk, person }: Asked, { fresh, known, customers }: Plan): Promise<ReadonlySet<number>> {
  const at = desk.clock.now().toJSDate();
  const taken = new Set<number>();
  const asEntered = async (given: DeviceRow['fields'], before?: Device): Promise<DeviceRow['fields']> => {
    const { customer, site } = given;
    return customer && customer !== before?.customer ? { ...given, customer: await customers.enter(customer, site, at) } : given;
  };
  for (const { row, fields: given } of fresh) {
    const fields = await asEntered(given);
    const items = await itemsFor(desk, fields.type, fields.model);
    const added = await desk.devices.add({ ...fields, ...items, ...foundBy(fields) }, person.id, at);
    if (added.ok) taken.add(row);
  }
  for (const { row, before } of known) {
    const { model = before.model } = row.fields;
    const refit = model === before.model ? undefined : await refitted(desk, before, model);
    const fields = await asEntered(row.fields, before);
    const data = { ...fields, ...refit, ...foundBy({ ...before, ...fields }) };
    const changed = await desk.devices.change(before, data, 'import', person.id, at);
    if (changed.ok) taken.add(row.row);
  }
  return taken;
}

/** What became of the rows that somebody was faster with: they say what is so by now, or they are left out, each named. */
async function outrun(asked: Asked, plan: Plan, taken: ReadonlySet<number>): Promise<{ same: number; left: readonly RowProblem[] }> {
  const rows = [...plan.fresh.map(({ row }) => row), ...plan.known.map(({ row }) => row.row)].filter((row) => !taken.has(row));
  const now = rows.length > 0 ? await planOfRows(asked, plan.sheet, plan.given) : undefined;
  if (!now) return { same: 0, left: [] };
  const open = 'missing' in now ? rows : [...now.fresh, ...now.known.map(({ row }) => row), ...now.bad].map(({ row }) => row);
  const left = rows.filter((row) => open.includes(row)).map((row): RowProblem => ({ row, code: 'rowMeanwhile', params: {} }));
  return { same: rows.length - left.length, left };
}

/**
 * Reads the same sheet again and writes what can be taken: new devices, and changes of those whose serial number is known. Where it was
 * asked what columns are, it first shows once more what that would do.
 */
export const confirmForm: RegisterForm = {
  form: async ({ reader }, target) => {
    const sheet = sheetIn(target);
    return sheet.isAsked ? { name: CONFIRM, fields: [] } : columnForm(CONFIRM, sheet, reader);
  },
  async save(asked, target, values) {
    const { reader } = asked;
    const sheet = sheetIn(target);
    const form = columnForm(CONFIRM, sheet, reader);
    if (!sheet.isAsked && form.fields.length > 0)
      return dryRun(asked, { ...(withColumns(sheet, values) ?? sheet), isAsked: true, round: sheet.round + 1 });
    const plan = await planOf(asked, sheet);
    const tell = (words: readonly string[]) => ({ show: tellingModal(reader.t('device.press.import'), words, reader.t) });
    if (typeof plan === 'string') return tell([plan]);
    if ('missing' in plan) return tell([missingInWords(plan, reader)]);
    const taken = await write(asked, plan);
    const { same, left } = await outrun(asked, plan, taken);
    return tell([
      reader.t('shared.sheet.taken', { n: taken.size, bad: badRows(plan) + left.length }),
      ...(same > 0 ? [reader.t('shared.sheet.takenByOther', { n: same })] : []),
      ...problemsInWords('device', left, reader),
    ]);
  },
};
