import { DEVICE_HISTORY, type Device, type DeviceFields, type DeviceType } from '../../src/cases/device/device.js';
import { deviceForm } from '../../src/cases/device/form.js';
import { textIn } from '../../src/cases/form.js';
import { groupsOf } from '../../src/cases/group.js';
import { itemsLess, sinceAll } from '../../src/cases/inspection/index.js';
import { asIs } from '../../src/cases/phones.js';
import { parseRegisterNo } from '../../src/cases/register.js';
import { bold, person as mention, shorten } from '../../src/cases/text.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { actionsBlock, type Message, noticeMessage, TABLE_ROWS, tableMessage } from '../../src/slack/messages/blocks.js';
import { rowsAlone } from '../../src/slack/messages/broken.js';
import { openModal } from '../../src/slack/modals/views.js';
import { policyNow, wholeDay } from '../../src/slack/people/policy.js';
import { foundBy } from '../../src/store/devices.js';
import { withCustomer } from '../customers/index.js';
import {
  CHECKED_DEVICES,
  columnsForm,
  copyForm,
  disablingMeans,
  exportItems,
  importForm,
  itemsForm,
  itemsShown,
  refreshInspections,
  soundItems,
} from '../inspections/index.js';
import { adding, cardAlone, deleting, disableForm, editForm, opening, switching } from '../shared/entries.js';
import { listAsked, listsInWords, lookingFor, numberOf } from '../shared/list-words.js';
import { withNotTaken } from '../shared/not-taken.js';
import { notThere } from '../shared/not-there.js';
import { NEW, type RegisterCommand, registerButton } from '../shared/registers.js';
import { shareable } from '../shared/shareable.js';
import type { Subject } from '../subject.js';
import { itemsFor, refitted } from './device-items.js';
import { confirmForm, deviceImportForm, exportDevices } from './device-sheets.js';
import { historyCard, listenToHistoryCards } from './history-card.js';
import { lightsImportForm, showLights } from './lights.js';
import { listWarranties } from './warranty.js';

const NAME = 'device';
/** Slack shows at most so many options. */
const MOST_OPTIONS = 100;
/** What can be said after `/device`, in any language; anything else is looked for. */
const WORDS = wordsFor('device.word', ['add', 'import', 'export', 'help', 'lights']);
const LISTS = { warranty: listWarranties };
const LISTS_IN_WORDS = listsInWords(NAME, LISTS);

/** A device as its reader may see it, with the buttons of those who may change it. Rule G3. */
function deviceCard(device: Device, isOwn: boolean, isRemovable: boolean, { reader }: Asked): Message {
  const { t } = reader;
  const { no, name, type, group, model, serial, ip, customer, site, project, warrantyUntil, keeper, isEnabled } = device;
  const today = reader.now.toISODate() ?? '';
  const warranty = warrantyUntil && `${warrantyUntil}${warrantyUntil < today ? ` ⚠️ ${t('device.warrantyOver')}` : ''}`;
  const known = { group, model, serial, ip, customer, site, project, warrantyUntil: warranty, keeper: keeper && mention(keeper) };
  const fields = Object.entries(known).flatMap(([field, value]) => (value ? [`${t(`device.field.${field}`)}: ${value}`] : []));
  const lines = [
    `${bold(`${no} · ${name}`)} · ${t(`device.deviceType.${type}`)} · ${t(isEnabled ? 'device.inUse' : 'device.outOfUse')}`,
    fields.join('\n'),
    itemsShown(device, reader, t('device.noItems')),
  ];
  const history = registerButton(NAME, 'history', no, reader, { style: 'primary' });
  const own = [
    registerButton(NAME, 'edit', no, reader),
    registerButton(NAME, 'items', no, reader),
    registerButton(NAME, 'copy', no, reader),
    registerButton(NAME, 'export', no, reader),
    registerButton(NAME, 'importItems', no, reader),
    registerButton(NAME, isEnabled ? 'disable' : 'enable', no, reader),
    ...(isRemovable ? [registerButton(NAME, 'delete', no, reader, { style: 'danger', confirm: t('device.confirmDelete', { name }) })] : []),
  ];
  return noticeMessage(lines.join('\n'), isOwn ? undefined : t('device.notYours', { group }), [history, ...(isOwn ? own : [])], t);
}

/** So much of what is not found is said again. */
const SHOWN_WORDS = 60;

async function listDevices(asked: Asked, typed: string): Promise<Message> {
  const { desk, person, reader } = asked;
  const { t } = reader;
  const policy = await policyNow(desk);
  const { from = 0 } = asked;
  // Of what is not found it says so, and shows what there is.
  const isFound = typed.trim() === '' || (await desk.devices.countFound(typed)) > 0;
  const wanted = isFound ? typed : '';
  const [devices, all] = await Promise.all([desk.devices.find(wanted, from + TABLE_ROWS), desk.devices.countFound(wanted)]);
  const head = ['no', 'device', 'type', 'model', 'serial', 'ip', 'site', 'group', 'state'].map((column) => t(`device.table.${column}`));
  const rows = rowsAlone(desk, devices, head, reader, ({ no, name, type, model, serial, ip, site, group, isEnabled }) => [
    no,
    name,
    t(`device.deviceType.${type}`),
    model ?? '',
    asIs(serial ?? ''),
    asIs(ip ?? ''),
    site ?? '',
    group,
    t(isEnabled ? 'device.inUse' : 'device.outOfUse'),
  ]);
  const mayAdd = groupsOf(person, policy).length > 0;
  const buttons = ['add', 'import', 'exportAll', 'warranties', 'importLights'].map((name) => registerButton(NAME, name, NEW, reader));
  const footer = devices.length === 0 ? t('device.none') : all > TABLE_ROWS ? t('device.narrow') : t('device.how');
  const title = isFound ? t('device.title', { n: all }) : t('device.noneFound', { typed: shorten(typed.trim(), SHOWN_WORDS) });
  const message = tableMessage({ title, head, rows, all, from, again: `device ${wanted}`.trim(), footer }, t);
  return { ...message, blocks: [...message.blocks, ...actionsBlock(mayAdd ? buttons : [], [], t)] };
}

async function showDevice(asked: Asked, no: string): Promise<Message> {
  const { desk, person, reader } = asked;
  const device = await desk.devices.get(no);
  if (!device) return noticeMessage(await notThere(asked, no), undefined, [], reader.t);
  const isOwn = groupsOf(person, await policyNow(desk)).includes(device.group);
  const isRemovable = isOwn && (await desk.devices.isRemovable(device));
  const ways = isOwn ? ['edit', 'items', device.isEnabled ? 'disable' : 'enable', ...(isRemovable ? ['delete'] : [])] : [];
  return cardAlone(asked, NAME, device, ways, { texts: ['name', 'group', 'type'], lists: ['items'] }, () =>
    deviceCard(device, isOwn, isRemovable, asked),
  );
}

/** What the form starts with. */
const known = ({ name, group, type, model, serial, ip, customer, site, project, warrantyUntil, keeper }: Device) => ({
  ...{ name, group, deviceType: type, model, serial, ip, customer, site, project, warrantyUntil, keeper },
});

const KEPT = { name: NAME, store: ({ devices }: Desk) => devices };
const edit = editForm(KEPT, {
  form: deviceForm,
  fields: (values): DeviceFields => ({
    name: textIn(values, 'name') ?? '',
    group: textIn(values, 'group') ?? '',
    type: (textIn(values, 'deviceType') ?? 'other') as DeviceType,
    model: textIn(values, 'model'),
    serial: textIn(values, 'serial'),
    ip: textIn(values, 'ip'),
    customer: textIn(values, 'customer'),
    site: textIn(values, 'site'),
    project: textIn(values, 'project'),
    warrantyUntil: textIn(values, 'warrantyUntil'),
    keeper: textIn(values, 'keeper'),
  }),
  known,
  meant: withCustomer,
  async fresh({ desk }, fields) {
    return { ...fields, ...(await itemsFor(desk, fields.type, fields.model)), ...foundBy(fields) };
  },
  async changed(fields, before, { desk }) {
    const refit = fields.model === before.model ? undefined : await refitted(desk, before, fields.model);
    return { ...fields, ...refit, ...foundBy(fields) };
  },
  less:
    (before, { items }) =>
    (t) =>
      items ? itemsLess(soundItems(before), items, t) : [],
  field: 'serial',
  next: ({ reader }, { no, items, project }) => ({
    words: reader.t('device.next', { n: items.length }),
    buttons: [
      registerButton(NAME, 'items', no, reader, { style: 'primary' }),
      registerButton(NAME, 'addTo', project ?? NEW, reader),
      registerButton(NAME, 'import', NEW, reader),
    ],
  }),
});
const all = (): RegisterCommand => DEVICES;
const follow = {
  after: ({ desk, person }: Asked, { no }: Device, reason?: string) => refreshInspections(desk, person, [no], reason),
};
const shown = (asked: Asked, { no }: Device): Promise<Message> => showDevice(asked, no);

const DEVICES: RegisterCommand = {
  name: NAME,
  command: '/device',
  async answer(asked, text, triggerId) {
    const [word = '', ...rest] = text.trim().split(/\s+/);
    const named = WORDS[word.toLowerCase()];
    if (named === 'add' || named === 'import') return DEVICES.presses[named]?.(asked, NEW, triggerId);
    if (named === 'export') return exportDevices(asked);
    if (named === 'help') return asked.answer(asked.reader.t('device.help.device'));
    const list = listAsked(LISTS_IN_WORDS, text);
    if (list) return asked.answer(shareable(await list.list(asked, list.rest), `device ${list.word} ${list.rest}`.trim(), asked.reader.t));
    if (named === 'lights') return asked.answer(await showLights(asked, rest.join(' ')));
    const no = parseRegisterNo('D', numberOf('D', word));
    return asked.answer(no ? withNotTaken(await showDevice(asked, no), rest, asked.reader) : await listDevices(asked, text));
  },
  presses: {
    add: adding(all, 'edit', ([group]) => ({ group, deviceType: 'server' })),
    /** A device more of a project, or of none. */
    async addTo(asked, target, triggerId) {
      const project = await asked.desk.projects.get(target);
      const of = project ? { project: project.no, customer: project.customer } : {};
      const given = ([group]: readonly string[]) => ({ group: project?.group ?? group, deviceType: 'server', ...of });
      return adding(all, 'edit', given)(asked, NEW, triggerId);
    },
    import: adding(all, 'import', () => ({})),
    importLights: adding(all, 'importLights', () => ({})),
    exportAll: (asked) => exportDevices(asked),
    warranties: async (asked) => asked.answer(await listWarranties(asked, '')),
    async history(asked, no, triggerId) {
      const { desk, reader } = asked;
      await openModal(desk, triggerId, reader.t, () => historyCard(asked, no), asked.isInModal);
    },
    edit: opening(KEPT, all, 'edit'),
    items: opening(KEPT, all, 'items'),
    copy: opening(KEPT, all, 'copy'),
    importItems: opening(KEPT, all, 'importItems'),
    export: (asked, no) => exportItems(asked, CHECKED_DEVICES, no),
    enable: switching(KEPT, true, shown, { ...follow, more: async ({ desk }) => ({ since: sinceAll(await wholeDay(desk)) }) }),
    disable: opening(KEPT, all, 'disable'),
    delete: deleting(KEPT),
  },
  forms: {
    edit,
    items: itemsForm(CHECKED_DEVICES),
    copy: copyForm(CHECKED_DEVICES),
    importItems: importForm(CHECKED_DEVICES),
    columns: columnsForm(CHECKED_DEVICES),
    import: deviceImportForm,
    confirm: confirmForm,
    importLights: lightsImportForm,
    disable: disableForm(KEPT, { means: disablingMeans, ...follow }),
  },
};

const labelOf = ({ no, name, serial, site }: Pick<Device, 'no' | 'name' | 'serial' | 'site'>): string =>
  [`${no} ${name}`, site, serial && asIs(serial)].filter(Boolean).join(' · ');

/** Devices at customers: found, inspected, and all that ever happened to them. Rules G3, J1. */
export const devices: Subject = {
  ...DEVICES,
  listen: listenToHistoryCards,
  entries: { prefix: 'D', inHistory: DEVICE_HISTORY, get: (desk, no) => desk.devices.get(no) },
  lists: LISTS,
  ownLists: { lights: showLights, '': listDevices },
  offers: lookingFor(NAME, NAME),
  named: {
    device: {
      find: async (desk, no) => (await desk.devices.get(no))?.no,
      missing: 'shared.invalid.notThere',
      options: async (desk, typed) => (await desk.devices.find(typed, MOST_OPTIONS)).map((device) => [device.no, labelOf(device)]),
    },
  },
};
