import { leads } from '../../src/cases/case.js';
import { asIs } from '../../src/cases/phones.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { context, listButtons, type Message, noticeMessage } from '../../src/slack/messages/blocks.js';
import { notTaken } from '../shared/not-taken.js';
import { subjectsOf } from '../shared/subjects.js';

/** The pages of help, each with the lists that its readers ask for most: what is asked, and the key of the label. */
const PAGES = {
  agent: [
    ['ticket open', 'overview.help.button.open'],
    ['ticket callbacks', 'overview.help.button.callbacks'],
    ['newcall log', 'overview.help.button.calls'],
  ],
  engineer: [
    ['ticket mine', 'overview.help.button.mine'],
    ['visit today', 'overview.help.button.visits'],
  ],
  operations: [
    ['inspect today', 'overview.help.button.inspections'],
    ['duty today', 'overview.help.button.duties'],
    ['problem open', 'overview.help.button.problems'],
  ],
  leader: [
    ['desk summary', 'overview.help.button.desk'],
    ['desk sla', 'overview.help.button.sla'],
    ['desk engineers', 'overview.help.button.engineers'],
  ],
} as const;
type Page = keyof typeof PAGES;
const NAMES = Object.keys(PAGES) as Page[];

const isPage = (typed: string): typed is Page => NAMES.some((name) => name === typed);

/**
 * The page of whoever asks. Groups that look after systems are no role: theirs is one press away. Where everybody is an agent, since the
 * settings name none, whom they name as an engineer is one.
 */
function pageOf({ desk, person }: Asked): Page {
  const { agents, engineers } = desk.settings.roles;
  if (leads(person)) return 'leader';
  if (!person.roles.includes('agent')) return 'engineer';
  return agents.length === 0 && engineers.length > 0 && person.roles.includes('engineer') ? 'engineer' : 'agent';
}

const firstOf = (words: string): string => `\`${words.split(',')[0]?.trim() ?? ''}\``;

/** Every word that `/desk` takes, in the reader's language. */
function wordsOf({ desk, reader: { t } }: Asked): string {
  const { all } = subjectsOf(desk);
  const views = all.flatMap(({ name, deskViews = {} }) => Object.keys(deskViews).map((view) => firstOf(t(`${name}.deskView.${view}`))));
  const words = all.flatMap(({ name, command }) => (command ? [firstOf(t(`${name}.commandWords`))] : []));
  return t('overview.help.desk', { views: views.join(' · '), words: words.join(' · ') });
}

/** What a role needs to know: its commands, its lists, and the pages of the others. */
export async function helpView(asked: Asked, rest = ''): Promise<Message> {
  const { t } = asked.reader;
  const typed = rest.trim().toLowerCase();
  if (typed !== '' && !isPage(typed)) return notTaken(rest, asked.reader);
  const page = isPage(typed) ? typed : pageOf(asked);
  const others = NAMES.filter((name) => name !== page).map((name) => [`desk help ${name}`, t(`overview.help.to.${name}`)] as const);
  const own = PAGES[page].map(([what, label]) => [what, t(label)] as const);
  const message = noticeMessage(
    t(`overview.help.page.${page}`, { number: asIs(t('overview.help.number')) }),
    undefined,
    listButtons([...own, ...others]),
    t,
  );
  return { ...message, blocks: [...message.blocks, context(wordsOf(asked))] };
}

/** Who asks for a report is shown which there are. */
export async function reportsView({ reader: { t } }: Asked): Promise<Message> {
  const lists = [...PAGES.leader, ['duty report', 'overview.help.button.dutyReport']] as const;
  return noticeMessage(t('overview.reports'), undefined, listButtons(lists.map(([what, label]) => [what, t(label)])), t);
}
