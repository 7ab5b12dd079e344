import type { Device, DeviceType } from '../../src/cases/device/device.js';
import { type Light, type LightTable, tableOf, wordsIn } from '../../src/cases/device/lights.js';
import { type Checked, type CheckItem, DEVICE_CYCLES, parseItems, sinceWith } from '../../src/cases/inspection/index.js';
import { ITEM_WORDS } from '../../src/documents/item-words.js';
import { hasText, translator } from '../../src/locales/index.js';
import type { Desk } from '../../src/slack/desk.js';
import { wholeDay } from '../../src/slack/people/policy.js';
import { lightTables } from './light-tables.js';

/** Each light of a model as a line of check items, in the desk's language. */
function linesOf(lights: readonly Light[], { settings: { language } }: Desk): string[] {
  const t = translator(language);
  const [hardware, ok] = [t('inspection.itemWord.hardware'), t('inspection.itemWord.ok')];
  return lights.map(({ name, states }) => {
    const normal = states
      .filter(({ isNormal }) => isNormal)
      .map(({ shows, means }) => `${wordsIn(shows, language)}=${wordsIn(means, language)}`);
    return `${hardware} | ${ok} | ${wordsIn(name, language)} | ${normal.join('; ')}`;
  });
}

const lightsOf = (model: string | undefined, tables: readonly LightTable[]): readonly Light[] =>
  (model ? tableOf(model, tables)?.lights : undefined) ?? [];

/** What a new device is asked: the shipped items of its type, and each light of its model. In the desk's language. Rules G6, G7, H1. */
export async function itemsFor(desk: Desk, type: DeviceType, model: string | undefined): Promise<Checked> {
  const { language } = desk.settings;
  const key = `device.deviceItems.${type}`;
  const lights = linesOf(lightsOf(model, await lightTables(desk)), desk);
  const shipped = hasText(key, language) ? [translator(language)(key)] : [];
  const parsed = parseItems([...shipped, ...lights].join('\n'), ITEM_WORDS, DEVICE_CYCLES);
  if ('problems' in parsed) return { items: [], lastItem: 0 };
  return { ...parsed, since: sinceWith(undefined, [], parsed.items, await wholeDay(desk)) };
}

/**
 * What a device is asked after its model, or the lights that are known of it, changed: the lights of the former one go, those of the new
 * one come, all else stays as it is. Undefined when nothing changes. `formerTables`: the lights as they were known before. Rule G7.
 */
export async function refitted(
  desk: Desk,
  device: Pick<Device, 'model' | 'items' | 'lastItem' | 'since'>,
  model: string | undefined,
  formerTables?: readonly LightTable[],
): Promise<Checked | undefined> {
  const tables = await lightTables(desk);
  const former = new Set(lightsOf(device.model, formerTables ?? tables).flatMap(({ name }) => Object.values(name)));
  const parsed = parseItems(linesOf(lightsOf(model, tables), desk).join('\n'), ITEM_WORDS, DEVICE_CYCLES, device.items, device.lastItem);
  if ('problems' in parsed) return undefined;
  const isLight = ({ cycle, question }: CheckItem): boolean => cycle === 'hardware' && former.has(question);
  const isThere = ({ cycle, question }: CheckItem): boolean =>
    parsed.items.some((item) => item.cycle === cycle && item.question === question);
  const items = [...device.items.filter((item) => !isLight(item) && !isThere(item)), ...parsed.items];
  if (JSON.stringify(items) === JSON.stringify(device.items)) return undefined;
  return { items, lastItem: parsed.lastItem, since: sinceWith(device.since, device.items, items, await wholeDay(desk)) };
}
