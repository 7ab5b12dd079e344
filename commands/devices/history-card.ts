import { DEVICE_HISTORY } from '../../src/cases/device/device.js';
import { findingInWords, progress } from '../../src/cases/inspection/card.js';
import { askedIn } from '../../src/cases/inspection/inspection.js';
import { bold, shorten } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { ownWordsOf } from '../../src/slack/messages/changed.js';
import { entryInWords } from '../../src/slack/messages/history.js';
import { timeInWords } from '../../src/time/wording.js';

/** A modal has at most 100 blocks. */
const MOST_LINES = 90;
const EVER = { from: '0000-01-01', to: '9999-12-31' } as const;

/** Everything that ever happened to a device, the newest first: tickets, visits, problems, inspections and changes. Rule J1. */
export async function historyCard({ desk, reader }: Asked, no: string): Promise<string[]> {
  const { t, now, locale } = reader;
  const device = await desk.devices.get(no);
  if (!device) return [t('shared.refusal.noSuchEntry', { no })];
  const [changes, cases, parts] = await Promise.all([
    desk.histories.page(device, Number.POSITIVE_INFINITY, MOST_LINES),
    desk.devices.casesOf(no),
    desk.inspections.ofSubject(device, EVER.from, EVER.to),
  ]);
  const inOrder = [
    ...changes.map((entry) => ({ at: entry.at, words: entryInWords(entry, 'device', reader, ownWordsOf(device, DEVICE_HISTORY)) })),
    ...cases.map(({ no: caseNo, kind, state, openedAt, data }) => ({
      at: openedAt,
      words: `${bold(timeInWords(openedAt, now, locale))} ${t(`${kind}.caseKind`)} ${caseNo} · ${t(`${kind}.state.${state}`)}\n   ${shorten(data.title ?? data.description ?? data.need ?? '', 160)}`,
    })),
    ...parts.map((part) => {
      const asked = askedIn(part);
      const findings = asked.filter(({ result }) => result && !result.isOk).map((one) => `\n   ${findingInWords(one)}`);
      const at = asked.find(({ result }) => result)?.result?.at ?? now.set({ hour: 0 }).toJSDate();
      const when = asked.some(({ result }) => result) ? at : new Date(`${part.day}T00:00:00Z`);
      return {
        at: when,
        words: `${bold(part.day)} ${t(`inspection.cycle.${part.cycle}`)} ${part.no} · ${t(`inspection.state.${part.state}`)} ${progress(asked)}${findings.join('')}`,
      };
    }),
  ].sort((a, b) => b.at.getTime() - a.at.getTime());
  const more = inOrder.length > MOST_LINES ? [t('shared.history.more', { n: inOrder.length - MOST_LINES })] : [];
  return [t('device.historyOf', { no, name: device.name }), ...inOrder.slice(0, MOST_LINES).map(({ words }) => words), ...more];
}
