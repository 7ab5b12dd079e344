import { SAID, TONGUES } from '../../src/cases/fault/fault.js';
import type { FormValues } from '../../src/cases/form.js';
import { hasText, translator } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Locale } from '../../src/time/wording.js';
import { newFault } from './resolving.js';

/** The common faults that the handbook of our hardware describes; their words stand under `fault.common.<name>`, in each language. */
export const SHIPPED: Readonly<Record<string, { readonly category: string; readonly part: string }>> = {
  noStartLit: { category: 'hardware', part: 'hardware' },
  noStartDark: { category: 'hardware', part: 'hardware' },
  noPicture: { category: 'hardware', part: 'hardware' },
  noNetwork: { category: 'network', part: 'network' },
  dns: { category: 'network', part: 'network' },
  browser: { category: 'software', part: 'software' },
  firewall: { category: 'network', part: 'software' },
  serverDisk: { category: 'server', part: 'hardware' },
  raidCard: { category: 'server', part: 'hardware' },
  serverPower: { category: 'server', part: 'hardware' },
};

const LOCALE_OF: Readonly<Record<(typeof TONGUES)[number], Locale>> = { Zh: 'zh-CN', En: 'en' };

/** A shipped entry in both languages, as its form would have been filled in. */
export const shippedValues = (name: string): FormValues => ({
  ...SHIPPED[name],
  ...Object.fromEntries(
    TONGUES.flatMap((tongue) =>
      SAID.map((part) => {
        const key = `fault.common.${name}.${part}`;
        return [`${part}${tongue}`, hasText(key, LOCALE_OF[tongue]) ? translator(LOCALE_OF[tongue])(key) : undefined];
      }),
    ),
  ),
});

/** Takes the common faults into the table, each once; they are whose press it was. */
export async function takeShipped(asked: Asked): Promise<void> {
  const { desk, reader, answer } = asked;
  const origin = (name: string): string => `shipped fault ${name}`;
  const names = Object.keys(SHIPPED);
  const known = await desk.cases.originsAmong(names.map(origin));
  const missing = names.filter((name) => !known.has(origin(name)));
  for (const name of missing) await newFault(asked, shippedValues(name), { shipped: name }, origin(name));
  return answer(missing.length > 0 ? reader.t('fault.shippedTaken', { n: missing.length }) : reader.t('fault.shippedKnown'));
}
