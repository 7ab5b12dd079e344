import { type Fault, type FaultData, SAID, TONGUES } from '../../src/cases/fault/fault.js';
import { saidOf } from '../../src/cases/fault/words.js';
import type { FormValues } from '../../src/cases/form.js';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { hasText, translator } from '../../src/locales/index.js';
import { act } from '../../src/slack/act.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { noticeMessage } from '../../src/slack/messages/blocks.js';
import type { Locale } from '../../src/time/wording.js';
import { NEW, registerButton } from '../shared/registers.js';
import type { Press } from '../subject.js';
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

/** Does it still say what it was shipped with? */
const isAsShipped = (data: FaultData): boolean =>
  Object.entries(shippedValues(data.shipped ?? '')).every(([field, value]) => (data[field as keyof FaultData] ?? undefined) === value);

const originOf = (name: string): string => `shipped fault ${name}`;

/** Those of the common faults that are not in the table, and those of it that were archived. */
async function notThere({ desk }: Asked): Promise<{ readonly missing: readonly string[]; readonly archived: readonly Fault[] }> {
  const names = Object.keys(SHIPPED);
  const known = await desk.cases.originsAmong(names.map(originOf));
  return { missing: names.filter((name) => !known.has(originOf(name))), archived: await desk.faults.shippedIn(['archived']) };
}

/** Says which common faults would come, before they do: the table is everybody's. */
export async function offerShipped(asked: Asked): Promise<void> {
  const { reader, answer } = asked;
  const { t, locale } = reader;
  const { missing, archived } = await notThere(asked);
  const titles = [
    ...missing.map((name) => t(`fault.common.${name}.title`)),
    ...archived.map(({ no, data }) => `${no} ${saidOf(data, 'title', locale) ?? ''}`),
  ];
  if (titles.length === 0) return answer(t('fault.shippedKnown'));
  const words = [t('fault.shippedOffer', { n: titles.length }), ...titles.map((title) => `• ${title}`)].join('\n');
  return answer(noticeMessage(words, undefined, [{ ...registerButton('fault', 'shippedYes', NEW, reader), style: 'primary' }], t));
}

/** Takes the common faults into the table, each once; they are nobody's, so that who leads looks them over. */
export async function takeShipped(asked: Asked): Promise<void> {
  const { desk, person, reader, answer } = asked;
  const { t } = reader;
  const { missing, archived } = await notThere(asked);
  const taken: string[] = [];
  for (const name of missing) taken.push(await newFault(asked, shippedValues(name), { shipped: name }, originOf(name)));
  for (const { no } of archived) if ((await act(desk, person, no, 'restore', {}, undefined)).ok) taken.push(no);
  if (taken.length === 0) return answer(t('fault.shippedKnown'));
  const undo = registerButton('fault', 'unship', taken.join(' '), reader);
  return answer(noticeMessage(t('fault.shippedTaken', { n: taken.length }), undefined, [undo], t));
}

/** Takes them out again, as far as nobody has used or changed them. */
export const undoShipped: Press = async (asked, target) => {
  const { desk, person, reader, answer } = asked;
  const { t } = reader;
  const numbers = target.split(' ').flatMap((typed) => parseCaseNo(typed) ?? []);
  const entries = (await desk.faults.named(numbers)).filter(({ isOpen, data }) => isOpen && data.shipped);
  const untouched = entries.filter(
    ({ state, data }) => state === 'notValidated' && Object.keys(data.links).length === 0 && isAsShipped(data),
  );
  let n = 0;
  for (const { no } of untouched) if ((await act(desk, person, no, 'archive', { reason: t('fault.shippedUndone') }, undefined)).ok) n += 1;
  return answer(t('fault.shippedGone', { n, kept: entries.length - n }));
};
