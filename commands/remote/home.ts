import type { KnownBlock } from '@slack/types';
import type { Asked } from '../../src/slack/app/handlers.js';
import { actionsBlock, header, section } from '../../src/slack/messages/blocks.js';
import { cardOf } from '../../src/slack/outbox/cards.js';
import type { CaseRecord } from '../../src/store/cases.js';

/** The reader's own sessions that are not over, each with its next steps; nothing where he has none. */
export async function ownSessions({ desk, person, reader }: Asked): Promise<KnownBlock[]> {
  const own = (await desk.remotes.open()).filter(({ owner }) => owner === person.id);
  const cards = own.flatMap((one) => cardOf(one as object as CaseRecord, reader, (error) => desk.broken.report(one, 'list', error)) ?? []);
  const rows = cards.flatMap(({ title, status, buttons }) => [
    section(`${title}\n${status}`),
    ...actionsBlock(buttons.slice(0, 3), [], reader.t),
  ]);
  return rows.length > 0 ? [header(reader.t('remote.mine', { n: own.length })), ...rows] : [];
}
