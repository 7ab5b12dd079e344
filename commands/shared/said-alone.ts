import { parseCaseNo } from '../../src/cases/kinds.js';
import { runsOnFrom } from '../../src/cases/table.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Message } from '../../src/slack/messages/blocks.js';
import { asMeant } from './as-meant.js';
import { viewSaid } from './case-views.js';
import { deskViewsOf, goingOn, isForDesk } from './desk.js';
import { HELP, listOf, listsSaid } from './list-words.js';
import { withNotTaken } from './not-taken.js';
import { orderIn, pressHere } from './orders.js';
import { saidAnywhere } from './said-anywhere.js';
import { shareable } from './shareable.js';
import { showCase } from './show-case.js';
import { subjectsOf } from './subjects.js';

/** What can be said where no command can be typed. */
export const helpAlone = ({ reader: { t } }: Asked): string => `${t('shared.help.home')}\n${t('shared.direct.how')}`;

/** So many words behind a number may order something that is not known; more of them are a sentence. */
const MOST_BEHIND = 3;

/** What stands behind a number orders something of it, or its card is shown. */
async function answerNumbered(asked: Asked, text: string, key: string): Promise<boolean> {
  const [typed = '', ...behind] = text.split(/[\s:：,，]+/);
  const no = parseCaseNo(typed);
  if (!no) return false;
  const record = await asked.desk.cases.get(no);
  const words = text.slice(typed.length).replace(/^[\s:：,，]+/, '');
  const name = record && words !== '' ? viewSaid(asked, record, words) : undefined;
  if (record && name) {
    await asked.answer(pressHere(record, name, asked.reader));
    return true;
  }
  const ordered = record && words !== '' ? orderIn(asked, record, words, key) : undefined;
  if (ordered) await ordered();
  else if (behind.length <= MOST_BEHIND) await asked.answer(withNotTaken(await showCase(asked, typed), behind, asked.reader));
  return ordered !== undefined || behind.length <= MOST_BEHIND;
}

/** The list of a subject, named as behind `/desk`: 上门 今天; or what `/desk` shows by this word alone. */
async function listNamed(asked: Asked, text: string): Promise<Message | undefined> {
  const subjects = subjectsOf(asked.desk);
  const subject = runsOnFrom(subjects.byCommand(), text);
  const list = subject && subject.rest !== '' ? await listOf(asked, subject.row, subject.rest) : undefined;
  if (list) return list;
  const viewed = runsOnFrom(deskViewsOf(asked.desk), text);
  return viewed?.rest === '' ? shareable(await viewed.row(asked, ''), `desk ${viewed.word}`, asked.reader.t) : undefined;
}

/**
 * Answers what is said to the bot, alone or in a channel, outside the thread of a case: a number with its card, or with what is ordered
 * behind it, a word with what it stands for. `key`: of this saying alone. False for all else.
 */
export async function answerSaid(asked: Asked, said: string, key: string): Promise<boolean> {
  const anywhere = saidAnywhere(asked.desk, said);
  if (anywhere) {
    await anywhere(asked);
    return true;
  }
  const text = asMeant(said);
  if (await answerNumbered(asked, text, key)) return true;
  const isHelp = HELP[text.toLowerCase()] !== undefined;
  const named = isHelp ? helpAlone(asked) : isForDesk(asked, text) ? goingOn(text, asked.reader) : undefined;
  const answer = named ?? (await listsSaid(asked, text, true)) ?? (await listNamed(asked, text));
  if (answer) await asked.answer(answer);
  return answer !== undefined;
}
