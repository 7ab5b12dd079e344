import { leads } from '../../src/cases/case.js';
import { asIs } from '../../src/cases/phones.js';
import { shorten } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { context, listButtons, type Message, noticeMessage, section } from '../../src/slack/messages/blocks.js';
import { firstOf } from '../shared/list-words.js';
import { subjectsOf } from '../shared/subjects.js';
import type { HelpList } from '../subject.js';

/** The pages of help; where one asks for reports is none. */
const NAMES = ['agent', 'engineer', 'operations', 'leader'] as const satisfies readonly HelpList['page'][];
type Page = (typeof NAMES)[number];

/** So much of a word that is not known is said again. */
const SHOWN_WORD = 60;

const isPage = (typed: string): typed is Page => NAMES.some((name) => name === typed);

/** The lists that a page offers, of all subjects. */
const listsOn = ({ desk, reader: { t } }: Asked, page: HelpList['page']): (readonly [what: string, label: string])[] =>
  subjectsOf(desk)
    .all.flatMap(({ name, helpLists = {} }) =>
      Object.entries(helpLists).map(([word, one]) => ({ ...one, label: `${name}.helpList.${word}` })),
    )
    .filter((one) => one.page === page)
    .toSorted((a, b) => a.place - b.place)
    .map(({ list, label }) => [list, t(label)] as const);

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

const shown = (words: string): string => `\`${firstOf(words)}\``;

/** Every word that `/desk` takes of whoever asks, in his language. */
function wordsOf({ desk, person, reader: { t } }: Asked): string {
  const { all } = subjectsOf(desk);
  const views = all.flatMap(({ name, deskViews = {}, leadersViews = [] }) =>
    Object.keys(deskViews)
      .filter((view) => leads(person) || !leadersViews.includes(view))
      .map((view) => shown(t(`${name}.deskView.${view}`))),
  );
  const words = all.flatMap(({ name, command }) => (command ? [shown(t(`${name}.commandWords`))] : []));
  return t('overview.help.desk', { views: views.join(' · '), words: words.join(' · ') });
}

/** What a role needs to know: its commands, its lists, and the pages of the others. */
export async function helpView(asked: Asked, rest = ''): Promise<Message> {
  const { t } = asked.reader;
  const typed = rest.trim().toLowerCase();
  const page = isPage(typed) ? typed : pageOf(asked);
  const others = NAMES.filter((name) => name !== page).map((name) => [`desk help ${name}`, t(`overview.help.to.${name}`)] as const);
  const message = noticeMessage(
    t(`overview.help.page.${page}`, { number: asIs(t('overview.help.number')) }),
    undefined,
    listButtons([...listsOn(asked, page), ...others]),
    t,
  );
  const isKnown = typed === '' || isPage(typed);
  const unknown = isKnown ? [] : [section(t('overview.desk.unknown', { word: shorten(rest.trim(), SHOWN_WORD) }))];
  return { ...message, blocks: [...unknown, ...message.blocks, context(wordsOf(asked))] };
}

/** Who asks for a report is shown which there are. */
export async function reportsView(asked: Asked): Promise<Message> {
  const { t } = asked.reader;
  return noticeMessage(t('overview.reports'), undefined, listButtons([...listsOn(asked, 'leader'), ...listsOn(asked, 'report')]), t);
}
