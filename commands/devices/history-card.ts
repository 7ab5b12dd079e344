import type { BlockAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { DEVICE_HISTORY, type Device } from '../../src/cases/device/device.js';
import { askedIn, everFoundIn, findingInWords, progress } from '../../src/cases/inspection/index.js';
import { bold, shorten } from '../../src/cases/text.js';
import { type Asked, answerer, attend } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { actionsBlock, CASE_ACTION } from '../../src/slack/messages/blocks.js';
import { ownWordsOf } from '../../src/slack/messages/changed.js';
import { entryInWords } from '../../src/slack/messages/history.js';
import { tellingModal, titleOf } from '../../src/slack/modals/modal.js';
import { redrawView } from '../../src/slack/modals/views.js';
import { HistoryStore } from '../../src/store/histories.js';
import { timeInWords } from '../../src/time/wording.js';
import { notThere } from '../shared/not-there.js';

/** So many things are shown at once: each may have some lines, and a modal at most 100 blocks. */
const PAGE = 30;
const TURN = 'deviceHistory';
const EVER = { from: '0000-01-01', to: '9999-12-31' } as const;

/** Everything that ever happened to a device, the newest first: tickets, visits, problems, inspections and changes. Rule J1. */
async function everythingOf({ desk, reader }: Asked, device: Device): Promise<string[]> {
  const { t, now, locale } = reader;
  const { no } = device;
  const [changes, cases, parts] = await Promise.all([
    desk.histories.page(device, Number.POSITIVE_INFINITY, HistoryStore.lengthOf(device)),
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
      const findings = everFoundIn(part).map((one) => `\n   ${findingInWords(one, reader)}`);
      const at = asked.find(({ result }) => result)?.result?.at ?? now.set({ hour: 0 }).toJSDate();
      const when = asked.some(({ result }) => result) ? at : new Date(`${part.day}T00:00:00Z`);
      return {
        at: when,
        words: `${bold(part.day)} ${t(`inspection.cycle.${part.cycle}`)} ${part.no} · ${t(`inspection.state.${part.state}`)} ${progress(asked, t)}${findings.join('')}`,
      };
    }),
  ].sort((a, b) => b.at.getTime() - a.at.getTime());
  return inOrder.map(({ words }) => words);
}

/** A page of a device's history card, and the way to the others. */
export async function historyCard(asked: Asked, no: string, from = 0): Promise<ModalView> {
  const { desk, reader } = asked;
  const { t } = reader;
  const title = titleOf(no, t('device.press.history'));
  const device = await desk.devices.get(no);
  if (!device) return tellingModal(title, [await notThere(asked, no)], t);
  const all = await everythingOf(asked, device);
  const first = Math.max(0, Math.min(from, all.length - 1));
  const shown = all.slice(first, first + PAGE);
  const turn = (label: string, to: number) => ({ action: `${TURN}.${label}`, label: t(`shared.history.${label}`), value: `${no} ${to}` });
  const turns = [
    ...(first > 0 ? [turn('newer', Math.max(0, first - PAGE))] : []),
    ...(first + PAGE < all.length ? [turn('older', first + PAGE)] : []),
  ];
  const where = all.length > PAGE ? [t('shared.history.page', { from: first + 1, to: first + shown.length, all: all.length })] : [];
  const view = tellingModal(title, [t('device.historyOf', { no, name: device.name }), ...shown, ...where], t);
  return { ...view, blocks: [...view.blocks, ...actionsBlock(turns, [], t)] };
}

/** Turns the pages of history cards. */
export function listenToHistoryCards(app: Listeners, desk: Desk): void {
  const pressed = new RegExp(`^${CASE_ACTION}${TURN}\\.(older|newer)$`);
  app.action<BlockAction>({ type: 'block_actions', action_id: pressed }, async ({ body, action, ack, respond }) => {
    await ack();
    const { view } = body;
    if (action.type !== 'button') return;
    const [no = '', from = ''] = (action.value ?? '').split(' ');
    await attend(desk, body.user.id, answerer(desk, body.user.id, body.response_url ? respond : undefined), async (asked) => {
      if (!view) return asked.answer(asked.reader.t('shared.trouble.unknownPress'));
      const turned = await historyCard(asked, no, Number(from) || 0);
      await redrawView(desk, view, turned);
    });
  });
}
