import type { DeviceType } from '../../src/cases/device/device.js';
import { tableOf, wordsIn } from '../../src/cases/device/lights.js';
import { DEVICE_CYCLES, sinceWith } from '../../src/cases/inspection/check-item.js';
import { parseItems } from '../../src/cases/inspection/items.js';
import type { Checked } from '../../src/cases/inspection/project.js';
import { hasText, translator } from '../../src/locales/index.js';
import type { Desk } from '../../src/slack/desk.js';
import { ITEM_WORDS } from '../../src/slack/messages/item-words.js';
import { wholeDay } from '../../src/slack/people/policy.js';
import { lightTables } from './lights.js';

/** What a new device is asked: the shipped items of its type, and each light of its model. In the desk's language. Rules G6, G7, H1. */
export async function itemsFor(desk: Desk, type: DeviceType, model: string | undefined): Promise<Checked> {
  const { language } = desk.settings;
  const t = translator(language);
  const key = `device.deviceItems.${type}`;
  const table = model ? tableOf(model, await lightTables(desk)) : undefined;
  const [hardware, ok] = [t('inspection.itemWord.hardware'), t('inspection.itemWord.ok')];
  const lights = (table?.lights ?? []).map(({ name, states }) => {
    const normal = states
      .filter(({ isNormal }) => isNormal)
      .map(({ shows, means }) => `${wordsIn(shows, language)}=${wordsIn(means, language)}`);
    return `${hardware} | ${ok} | ${wordsIn(name, language)} | ${normal.join('; ')}`;
  });
  const parsed = parseItems([...(hasText(key, language) ? [t(key)] : []), ...lights].join('\n'), ITEM_WORDS, DEVICE_CYCLES);
  if ('problems' in parsed) return { items: [], lastItem: 0 };
  return { ...parsed, since: sinceWith(undefined, [], parsed.items, await wholeDay(desk)) };
}
