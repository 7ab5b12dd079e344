import { lightsAsked, wordsIn } from '../../src/cases/device/lights.js';
import { LIGHT_COLUMNS, readLights } from '../../src/cases/device/rows.js';
import { filesIn } from '../../src/cases/form.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { type Message, noticeMessage, tableMessage } from '../../src/slack/messages/blocks.js';
import { eachAlone } from '../../src/slack/messages/broken.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import type { RegisterForm } from '../shared/registers.js';
import { problemsInWords } from '../shared/row-problems.js';
import { headingsFor, missingInWords, rowsOf, sheetForm, unknownInWords } from '../shared/sheets.js';
import { refitted } from './device-items.js';
import { lightTables } from './light-tables.js';

const HEADINGS = headingsFor(LIGHT_COLUMNS);
const YES = new Set(Object.keys(wordsFor('shared.yes', ['yes', 'y', 'x', '1'])));

/** What the indicator lights of a model mean: `DL580 G7 health`. Without words, the models that are known. Rule G7. */
export async function showLights({ desk, reader, from }: Asked, typed: string): Promise<Message> {
  const { t, locale } = reader;
  const tables = await lightTables(desk);
  const models = [...new Set(tables.map(({ model }) => model))].join('\n• ');
  const found = lightsAsked(typed, tables);
  if (!found) return noticeMessage(t(typed.trim() ? 'lights.noModel' : 'lights.models', { typed, models }), undefined, [], t);
  const { table, lights } = found;
  if (lights.length === 0) {
    const list = table.lights.map(({ item, name }) => `${item} ${wordsIn(name, locale)}`).join('\n• ');
    return noticeMessage(t('lights.noLight', { model: table.model, list }), undefined, [], t);
  }
  const rows = lights.flatMap(({ item, name, states }) =>
    states.map(({ shows, means, isNormal }) => [
      item,
      wordsIn(name, locale),
      wordsIn(shows, locale),
      wordsIn(means, locale),
      isNormal ? '✅' : '⚠️',
    ]),
  );
  const head = ['item', 'light', 'shows', 'means', 'isNormal'].map((column) => t(`shared.column.${column}`));
  return tableMessage({ title: t('lights.title', { model: table.model }), head, rows, from, again: `device lights ${typed}` }, t);
}

/** Takes the lights of other models from a sheet; a model that was imported before is replaced. All or nothing. */
export const lightsImportForm: RegisterForm = {
  form: async () => sheetForm('device.importLights'),
  above: async ({ reader }) => [
    reader.t('shared.sheet.lightsHow', { columns: LIGHT_COLUMNS.map((name) => reader.t(`shared.column.${name}`)).join(' | ') }),
  ],
  async save(asked, _target, values) {
    const { desk, person, reader } = asked;
    const sheet = await rowsOf(asked, filesIn(values, 'sheet')[0]?.id);
    if (typeof sheet === 'string') return { errors: { sheet } };
    const read = readLights(sheet, { columns: HEADINGS, yes: YES }, (text) => ({ [reader.locale]: text }));
    if ('missing' in read) return { errors: { sheet: missingInWords(read, reader) } };
    if (read.bad.length > 0 || read.good.length === 0)
      return { errors: { sheet: problemsInWords('device', read.bad, reader).join(' ') || reader.t('device.invalid.sheetEmpty') } };
    const known = await desk.lights.all();
    const former = await lightTables(desk);
    const at = desk.clock.now().toJSDate();
    for (const table of read.good) {
      const before = known.find(({ model }) => model === table.model);
      const written = before
        ? await desk.lights.change(before, table, 'import', person.id, at)
        : await desk.lights.add(table, person.id, at);
      // Somebody imports the same model just now: the whole sheet is taken once more, behind his.
      if (!written.ok) return 'again';
    }
    // Devices that are there already are asked the lights that are known of them now.
    await eachAlone(desk, await desk.devices.all(), 'lights', async (device) => {
      const refit = await refitted(desk, device, device.model, former);
      if (refit) await desk.devices.change(device, refit, 'items', person.id, at);
    });
    const list = read.good.map(({ model, lights }) => `${model} (${lights.length})`).join(', ');
    return {
      show: tellingModal(
        reader.t('shared.modal.done'),
        [reader.t('lights.imported', { list }), ...unknownInWords(read.unknown, reader)],
        reader.t,
      ),
    };
  },
};
