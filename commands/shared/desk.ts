import type { BlockAction } from '@slack/bolt';
import { kindOfNo, parseCaseNo } from '../../src/cases/kinds.js';
import { phonesIn } from '../../src/cases/phones.js';
import { parseRegisterNo } from '../../src/cases/register.js';
import { byWord, runsOnFrom } from '../../src/cases/table.js';
import { shorten } from '../../src/cases/text.js';
import { wordsFor } from '../../src/locales/index.js';
import { type Asked, answerer, attend, threadOf } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import { troubleInWords } from '../../src/slack/app/trouble.js';
import type { Desk } from '../../src/slack/desk.js';
import {
  actionsBlock,
  CASE_ACTION,
  context,
  type Message,
  noticeMessage,
  type ShownBlock,
  section,
  sentenceOf,
} from '../../src/slack/messages/blocks.js';
import type { DeskLines, List } from '../subject.js';
import { asMeant } from './as-meant.js';
import { askSubject } from './ask-subject.js';
import { answerNumber, bareNumber, GO_ON } from './bare-number.js';
import { answerCase } from './case-views.js';
import { figureBlocks } from './figures.js';
import { alone, HELP as HELP_WORDS, listsSaid } from './list-words.js';
import { personFirst } from './person-first.js';
import { saidAnywhere } from './said-anywhere.js';
import { shareable } from './shareable.js';
import { subjectsOf } from './subjects.js';

/** So many charts does Slack take in a message. */
const MOST_CHARTS = 2;

export const DESK_COMMAND = '/desk';

const inOrder = <One extends { readonly place: number }>(all: readonly One[]): One[] => all.toSorted((a, b) => a.place - b.place);

/** The lines of one subject; where they cannot be had, that is said, and the others stand. */
async function linesOf(asked: Asked, subject: DeskLines): Promise<readonly string[]> {
  try {
    return await subject.lines(asked);
  } catch (error) {
    return [troubleInWords(error, asked.desk.log, asked.reader.locale, { user: asked.person.id, where: 'desk' })];
  }
}

/** What is drawn; a chart that cannot be had leaves the rest as it is. */
async function chartsOf(asked: Asked): Promise<ShownBlock[]> {
  const charts = await Promise.all(
    subjectsOf(asked.desk).all.map(async (subject) => {
      try {
        return await subject.deskChart?.(asked);
      } catch (error) {
        troubleInWords(error, asked.desk.log, asked.reader.locale, { user: asked.person.id, where: 'chart' });
        return undefined;
      }
    }),
  );
  return charts.flatMap((chart) => chart ?? []).slice(0, MOST_CHARTS);
}

/** The desk at a glance: the figures first, how the last weeks went, what is late and due next, what else waits, and what every subject says of itself. */
async function summary(asked: Asked): Promise<Message> {
  const { desk, reader } = asked;
  const subjects = subjectsOf(desk);
  const lines = await Promise.all(inOrder(subjects.each('deskLines')).map((one) => linesOf(asked, one)));
  const subject = subjects.all.find(({ deskTable }) => deskTable);
  const title = noticeMessage(reader.t('overview.desk.title'), undefined, [], reader.t);
  const [table, figures, charts] = await Promise.all([subject?.deskTable?.(asked), figureBlocks(asked), chartsOf(asked)]);
  const foot = lines.flat();
  return {
    text: [title.text, ...(table ? [table.text] : [])].join('\n'),
    blocks: [
      ...title.blocks,
      ...figures.head,
      ...charts,
      ...(table?.blocks ?? []),
      ...figures.below,
      ...(foot.length > 0 ? [context(foot.join('\n'))] : []),
    ],
  };
}

const SUMMARY = alone(summary);

/** What `/desk` shows by word, each also shared to a channel. */
export function deskViewsOf(desk: Desk): Readonly<Record<string, List>> {
  const views = subjectsOf(desk).worded('deskViews', 'deskView');
  const summaries = Object.keys(wordsFor('overview.desk', ['summary'])).map((word) => [word, SUMMARY]);
  return byWord({
    summary: SUMMARY,
    ...Object.fromEntries([...summaries, ...Object.entries(views).map(([word, { row }]) => [word, row])]),
  });
}

/** Answers with what stands under a number of any kind or register. */
export async function showNumber(asked: Asked, typed: string, rest: string, triggerId: string): Promise<boolean> {
  const { all } = subjectsOf(asked.desk);
  const no = parseCaseNo(typed);
  const own = rest === '' ? undefined : all.find(({ name }) => name === (no && kindOfNo(no)?.name));
  if (no && !own?.answer) {
    await answerCase(asked, no, [rest], triggerId);
    return true;
  }
  // Words behind a number are for whoever's it is.
  const owner = own ?? all.find(({ entries }) => entries && parseRegisterNo(entries.prefix, typed));
  if (owner) await askSubject(asked, owner, `${typed} ${rest}`.trim(), triggerId);
  return owner !== undefined;
}

/** The view that says what there is. */
const HELP = 'help';
/** So much of a word that is not known is said again. */
const SHOWN_WORD = 60;
/** A button holds so much. */
const MOST_SAID = 2000;

/** Words that are not known are said again, with what the subjects can do with them, and with what there is for whoever asks. */
async function notKnown(asked: Asked, typed: string): Promise<Message> {
  const { desk, reader } = asked;
  const unknown = reader.t('overview.desk.unknown', { word: shorten(typed, SHOWN_WORD) });
  const offers = subjectsOf(desk).all.flatMap((subject) => subject.offers?.(asked, typed) ?? []);
  const help = await deskViewsOf(desk)[HELP]?.(asked, '');
  return { text: sentenceOf(unknown), blocks: [section(unknown), ...actionsBlock(offers, [], reader.t), ...(help?.blocks ?? [])] };
}

/** The view that says what somebody has on his hands. */
const OF_PERSON = 'handover';

/** Who was named first, and then what was asked, as in `/desk @li late`: the same as the other way round; his work, where nothing was. */
async function askedOf(asked: Asked, text: string): Promise<string | undefined> {
  const named = await personFirst(asked.desk, text);
  return named && `${named.rest || OF_PERSON} <@${named.id}>`;
}

/** `/desk` reaches everything: its own views, each subject by the word for its command, every number, and the lists of all by their words. */
async function answerDesk(asked: Asked, text: string, triggerId: string, isTurned = false): Promise<void> {
  const { desk, reader } = asked;
  const said = saidAnywhere(desk, text);
  if (said) return said(asked);
  const [typed = '', ...words] = text.split(/\s+/);
  const commands = subjectsOf(desk).byCommand();
  const views = deskViewsOf(desk);
  const viewed = runsOnFrom(views, text) ?? (text === '' ? { word: '', row: views.summary, rest: '' } : undefined);
  const helped = viewed && viewed.row === views[HELP] ? runsOnFrom(commands, viewed.rest)?.row : undefined;
  if (helped?.answer) return askSubject(asked, helped, HELP, triggerId);
  if (viewed?.row)
    return asked.answer(shareable(await viewed.row(asked, viewed.rest), `desk ${viewed.word} ${viewed.rest}`.trim(), reader.t));
  const subject = runsOnFrom(commands, text);
  if (subject?.row.answer) return askSubject(asked, subject.row, subject.rest, triggerId);
  if (await showNumber(asked, typed, words.join(' '), triggerId)) return;
  // Several groups of digits are no number of ours but one of a telephone.
  const bare = words.some((word) => bareNumber(word) !== undefined) ? undefined : bareNumber(typed);
  if (bare !== undefined) return answerNumber(asked, bare, triggerId);
  const list = await listsSaid(asked, text);
  if (list) return asked.answer(list);
  const turned = isTurned ? undefined : await askedOf(asked, text);
  return turned ? answerDesk(asked, turned, triggerId, true) : asked.answer(await notKnown(asked, text));
}

/** Is this surely meant for `/desk`, and no sentence that begins like it: a number, the word for a command alone or with a number, help about one? */
export function isForDesk({ desk }: Asked, text: string): boolean {
  const [typed = ''] = text.split(/\s+/);
  const commands = subjectsOf(desk).byCommand();
  const viewed = runsOnFrom(deskViewsOf(desk), text);
  const isHelp = viewed !== undefined && viewed.row === deskViewsOf(desk)[HELP] && viewed.rest !== '';
  const rest = runsOnFrom(commands, isHelp ? viewed.rest : text)?.rest;
  const isAlone = rest === '' || (rest !== undefined && (HELP_WORDS[rest.toLowerCase()] !== undefined || phonesIn(rest)[0] === rest));
  const isNumbered = rest !== undefined && parseCaseNo(rest.split(/\s+/)[0] ?? '') !== undefined;
  const isEntry = subjectsOf(desk).all.some(({ entries }) => entries && parseRegisterNo(entries.prefix, typed));
  return isAlone || isNumbered || isEntry || bareNumber(text) !== undefined;
}

/** What was said is for `/desk`; it may open a form, which only a press can. */
export const goingOn = (text: string, { t }: Asked['reader']): Message =>
  noticeMessage(
    t('shared.direct.goOn', { text: shorten(text, SHOWN_WORD) }),
    undefined,
    [{ action: GO_ON, label: t('shared.direct.goOnPress'), value: shorten(text, MOST_SAID), style: 'primary' }],
    t,
  );

export function listenToDesk(app: Listeners, desk: Desk): void {
  app.action<BlockAction>({ type: 'block_actions', action_id: `${CASE_ACTION}${GO_ON}` }, async ({ body, action, ack, respond }) => {
    await ack();
    if (action.type !== 'button') return;
    const reply = answerer(desk, body.user.id, body.response_url ? respond : undefined, undefined, threadOf(body));
    await attend(desk, body.user.id, reply, (asked) => answerDesk(asked, asMeant(action.value ?? ''), body.trigger_id));
  });

  app.command(DESK_COMMAND, async ({ command, ack, respond }) => {
    await ack();
    await attend(desk, command.user_id, answerer(desk, command.user_id, respond), (asked) =>
      answerDesk(asked, asMeant(command.text), command.trigger_id),
    );
  });
}
