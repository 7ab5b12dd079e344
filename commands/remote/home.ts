import type { KnownBlock } from '@slack/types';
import { remoteCard } from '../../src/cases/remote/card.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { actionsBlock, header, section } from '../../src/slack/messages/blocks.js';
import { fitAlone } from '../../src/slack/messages/broken.js';

/** The reader's own sessions that are not over, each with its next steps; nothing where he has none. */
export async function ownSessions({ desk, person, reader }: Asked): Promise<KnownBlock[]> {
  const own = (await desk.remotes.open()).filter(({ owner }) => owner === person.id);
  const cards = fitAlone(desk, own, 'list', (one) => remoteCard(one, reader)).map((one) => remoteCard(one, reader));
  const rows = cards.flatMap(({ title, status, buttons }) => [
    section(`${title}\n${status}`),
    ...actionsBlock(buttons.slice(0, 3), [], reader.t),
  ]);
  return rows.length > 0 ? [header(reader.t('remote.mine', { n: own.length })), ...rows] : [];
}
