import type { BlockAction } from '@slack/bolt';
import type { HomeView } from '@slack/types';
import { shorten } from '../src/cases/text.js';
import { dueInWords } from '../src/cases/ticket/card.js';
import { actionsBlock, context, header, section } from '../src/slack/blocks.js';
import { type Asked, answerer, attend } from '../src/slack/handlers.js';
import { openCallLog } from './call.js';
import type { Entry } from './registry.js';

/** Tickets with a row of their own; Slack allows 100 blocks in a Home. */
const MOST_ROWS = 20;

/** A person's desk at a glance: what is mine, what comes next, and a button to log a call. */
async function homeOf({ desk, person, reader }: Asked): Promise<HomeView> {
  const { t } = reader;
  const mine = await desk.tickets.mine(person.id);
  const rows = mine
    .slice(0, MOST_ROWS)
    .flatMap((ticket) => [
      section(
        `${ticket.no} · ${ticket.data.priority} · ${ticket.data.customer}\n${shorten(ticket.data.description, 120)}\n${t(`state.ticket.${ticket.state}`)} · ${dueInWords(ticket, reader)}`,
      ),
      ...actionsBlock([{ action: 'open', label: t('action.open'), value: ticket.no }], [], t),
    ]);
  return {
    type: 'home',
    blocks: [
      header(t('home.title', { name: person.name })),
      ...actionsBlock([{ action: 'logCall', label: t('call.title'), value: 'new', style: 'primary' }], [], t),
      context(t('home.mine', { n: mine.length })),
      ...rows,
      ...(mine.length > MOST_ROWS ? [context(t('table.more', { n: mine.length - MOST_ROWS }))] : []),
      context(t('help.home')),
    ],
  };
}

export const home: Entry = {
  events: ['app_home_opened'],
  register(app, desk) {
    app.event('app_home_opened', async ({ event }) => {
      if (event.tab !== 'home') return;
      await attend(desk, event.user, answerer(desk, event.user, undefined), async (asked) => {
        await desk.client.views.publish({ user_id: event.user, view: await homeOf(asked) });
      });
    });

    app.action<BlockAction>({ type: 'block_actions', action_id: 'case:logCall' }, async ({ body, ack }) => {
      await ack();
      await attend(desk, body.user.id, answerer(desk, body.user.id, undefined), (asked) =>
        openCallLog(asked, body.trigger_id, Promise.resolve({ outcome: 'ticket' })),
      );
    });
  },
};
