import type { HomeView, KnownBlock } from '@slack/types';
import { leads } from '../../src/cases/case.js';
import { translator } from '../../src/locales/index.js';
import { type Asked, answerer, attend } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import { troubleInWords } from '../../src/slack/app/trouble.js';
import type { Desk } from '../../src/slack/desk.js';
import { context, header, section } from '../../src/slack/messages/blocks.js';
import type { HomeSection } from '../subject.js';
import { subjectsOf } from './subjects.js';

export const HOME_EVENTS = ['app_home_opened'] as const;

/** A part of Home; one that cannot be built says so, and the others are there. */
async function blocksOf(asked: Asked, part: HomeSection): Promise<KnownBlock[]> {
  const { desk, person, reader } = asked;
  try {
    return await part.blocks(asked);
  } catch (error) {
    return [context(troubleInWords(error, desk.log, reader.locale, { user: person.id, where: 'home' }))];
  }
}

/** So many blocks does Slack take in a Home; ours stand above and below the parts. */
const MOST_BLOCKS = 100 - 2;

/** What all parts show together: when it is too much, those that show more than an equal share end earlier, and say so. */
function fairly(parts: readonly KnownBlock[][], more: KnownBlock): KnownBlock[][] {
  let share = MOST_BLOCKS;
  let left = parts.length;
  let room = MOST_BLOCKS;
  for (const { length } of parts.toSorted((a, b) => a.length - b.length)) {
    share = Math.floor(room / left);
    if (length > share) break;
    room -= length;
    left -= 1;
    share = MOST_BLOCKS;
  }
  return parts.map((blocks) => (blocks.length > share ? [...blocks.slice(0, share - 1), more] : blocks));
}

/** A person's desk at a glance: what every subject has for somebody of his roles. */
async function homeOf(asked: Asked): Promise<HomeView> {
  const { desk, person, reader } = asked;
  const parts = subjectsOf(desk)
    .each('homeSections')
    .flat()
    .filter(({ roles }) => !roles || roles.some((role) => person.roles.includes(role)))
    .toSorted((a, b) => a.place - b.place);
  const blocks = fairly(await Promise.all(parts.map((part) => blocksOf(asked, part))), context(reader.t('shared.help.homeMore')));
  return {
    type: 'home',
    blocks: [header(reader.t('overview.home.title', { name: person.name })), ...blocks.flat(), context(reader.t('shared.help.home'))],
  };
}

/** Shows a person his desk as it is now; whoever has no role any more loses what stood there while he had one. */
async function publishHome(desk: Desk, user: string, answer: Asked['answer']): Promise<void> {
  const { roles, locale } = await desk.people.find(user);
  const publish = (whole: HomeView) => desk.newer.draw(whole, (view) => desk.client.views.publish({ user_id: user, view }));
  if (roles.length === 0) {
    const view = { type: 'home' as const, blocks: [section(translator(locale)('shared.refusal.noRole'))] };
    await publish(view);
    return;
  }
  await attend(
    desk,
    user,
    answer,
    async (asked) => {
      desk.homes.look(user, leads(asked.person));
      await publish(await homeOf(asked));
    },
    { isDrawn: true },
  );
}

export function listenToHome(app: Listeners, desk: Desk): void {
  // Nobody asked for it just now: what hinders it is logged, not told.
  desk.homes.drawnBy((user) => publishHome(desk, user, async () => {}));
  app.event('app_home_opened', async ({ event }) => {
    if (event.tab === 'home') await publishHome(desk, event.user, answerer(desk, event.user, undefined));
  });
}
