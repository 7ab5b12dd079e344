import type { BlockAction } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import type { HistoryWords } from '../../src/cases/history.js';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { parseRegisterNo } from '../../src/cases/register.js';
import { type Asked, answerer, attend } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { actionsBlock, CASE_ACTION } from '../../src/slack/messages/blocks.js';
import { ownWordsOf } from '../../src/slack/messages/changed.js';
import { entriesInWords } from '../../src/slack/messages/history.js';
import { tellingModal, titleOf } from '../../src/slack/modals/modal.js';
import { openModal, redrawView } from '../../src/slack/modals/views.js';
import { HistoryStore, type WithHistory } from '../../src/store/histories.js';
import { notThere } from './not-there.js';
import { subjectsOf } from './subjects.js';

/** So many entries are shown at once; each may have some lines, and a modal at most 100 blocks. */
const PAGE = 30;
const TURN = 'historyPage';

type Shown = WithHistory & { readonly kind: string; readonly inHistory?: HistoryWords | undefined };

async function recordOf(desk: Desk, typed: string): Promise<Shown | undefined> {
  for (const { name, entries } of subjectsOf(desk).all) {
    const no = entries && parseRegisterNo(entries.prefix, typed);
    const entry = no && (await entries.get(desk, no));
    if (entry) return { ...entry, kind: name, inHistory: entries.inHistory };
  }
  const no = parseCaseNo(typed);
  return no && (await desk.cases.get(no));
}

/** Who did what when to a case or an entry of a register, from what to what: a page of it, the newest first, and the way to the others. */
async function historyModal(asked: Asked, no: string, before = Number.POSITIVE_INFINITY): Promise<ModalView> {
  const { desk, reader } = asked;
  const { t } = reader;
  const title = titleOf(no, t('shared.action.history'));
  const record = await recordOf(desk, no);
  if (!record) return tellingModal(title, [await notThere(asked, no, 'shared.trouble.gone')], t);
  const all = HistoryStore.lengthOf(record);
  const end = Math.max(1, Math.min(before, all));
  const entries = await desk.histories.page(record, end, PAGE);
  const first = end - entries.length;
  const turn = (label: string, to: number) => ({ action: `${TURN}.${label}`, label: t(`shared.history.${label}`), value: `${no} ${to}` });
  const turns = [...(end < all ? [turn('newer', Math.min(all, end + PAGE))] : []), ...(first > 0 ? [turn('older', first)] : [])];
  const view = tellingModal(title, entriesInWords(entries, record.kind, reader, ownWordsOf(record, record.inHistory)), t);
  const where: KnownBlock[] =
    all > PAGE ? (tellingModal(title, [t('shared.history.page', { from: first + 1, to: end, all })], t).blocks as KnownBlock[]) : [];
  return { ...view, blocks: [...view.blocks, ...where, ...actionsBlock(turns, [], t)] };
}

/** Opens the history of a case or of an entry of a register. */
export const openHistory = (asked: Asked, no: string, triggerId: string): Promise<void> =>
  openModal(asked.desk, triggerId, asked.reader.t, () => historyModal(asked, no), asked.isInModal);

export function listenToHistories(app: Listeners, desk: Desk): void {
  const pressed = new RegExp(`^${CASE_ACTION}${TURN}\\.(older|newer)$`);
  app.action<BlockAction>({ type: 'block_actions', action_id: pressed }, async ({ body, action, ack }) => {
    await ack();
    const { view } = body;
    if (action.type !== 'button' || !view) return;
    const [no = '', before] = (action.value ?? '').split(' ');
    await attend(desk, body.user.id, answerer(desk, body.user.id, undefined), async (asked) => {
      const turned = await historyModal(asked, no, Number(before));
      await redrawView(desk, view, turned);
    });
  });
}
