import type { CaseNo } from '../../src/cases/case.js';
import { kindNamed, kindOf } from '../../src/cases/kinds.js';
import { holdsSecret } from '../../src/cases/secrets.js';
import { shorten } from '../../src/cases/text.js';
import { actionOf } from '../../src/cases/workflow.js';
import { refusalInWords, wordsFor } from '../../src/locales/index.js';
import { act } from '../../src/slack/act.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { type Message, noticeMessage } from '../../src/slack/messages/blocks.js';
import { typedIn } from '../../src/slack/messages/said.js';
import type { CaseRecord } from '../../src/store/cases.js';
import { confirm } from './confirm.js';
import { subjectsOf } from './subjects.js';

/** What can be said of every kind of case, besides what its subject brings. */
const OF_ALL = wordsFor('shared.mention', ['note', 'cancel', 'open']);

/** The word that orders something, and what stands behind it; a colon or comma between them is no part of either. */
function wordsIn(text: string): { readonly word: string; readonly words: string } {
  const [, word = '', words = ''] = /^([^\s:：,，]*)[\s:：,，]*(.*)$/su.exec(text.trim()) ?? [];
  return { word, words };
}

/** What stands behind the word that orders something, as in `@bot note the key is at the gate`. */
export const afterMention = (text: string, botUser: string): string => wordsIn(typedIn(text, botUser)).words;

/** What was said to the bot in the thread of a case: an action, or something that only answers. */
interface Ordered {
  readonly name: string;
  readonly row: 'action' | ((asked: Asked, no: CaseNo) => Promise<Message>);
}

/** What a word orders of a case: what its own subject brings, what all cases have, and of other subjects what its kind can do too. */
function orderedBy(desk: Desk, { kind, no }: CaseRecord, word: string): Ordered | undefined {
  const { actions } = kindOf({ kind, no });
  const said = subjectsOf(desk).worded('mentions', 'mention', kind)[word];
  if (said && (said.subject === kind || typeof said.row === 'function' || Object.hasOwn(actions, said.name))) return said;
  const name = OF_ALL[word];
  return name && (name === 'open' || Object.hasOwn(actions, name)) ? { name, row: 'action' } : undefined;
}

/** What the label of a button orders, said as it is written there, in any language. */
function labelled(record: CaseRecord, text: string, word: string): Ordered | undefined {
  const { actions } = kindOf(record);
  const labels = wordsFor(`${record.kind}.action`, Object.keys(actions));
  const name = [text.trim().replace(/[!！。.]+$/u, ''), word].map((said) => labels[said.toLowerCase()]).find((one) => one !== undefined);
  return name === undefined ? undefined : { name, row: 'action' };
}

/** The first of the words that stand for one thing. */
const firstOf = (words: string): string => words.split(',')[0]?.trim() ?? '';

/** What can be said in the thread of this case, in the reader's language. */
export function helpFor({ desk, reader: { t } }: Asked, record: CaseRecord): string {
  const own = Object.keys(subjectsOf(desk).all.find(({ name }) => name === record.kind)?.mentions ?? {});
  const others = subjectsOf(desk).all.flatMap(({ name, mentions = {} }) =>
    name === record.kind || !kindNamed(name)?.joins?.[record.kind]
      ? []
      : Object.keys(mentions).flatMap((word) => (typeof mentions[word] === 'function' ? [`${name}.mention.${word}`] : [])),
  );
  const words = [
    ...others.map((key) => firstOf(t(key))),
    ...own.map((name) => firstOf(t(`${record.kind}.mention.${name}`))),
    ...Object.values(OF_ALL).map((name) => firstOf(t(`shared.mention.${name}`))),
  ];
  const known = new Set(words.filter((word) => orderedBy(desk, record, word.toLowerCase())));
  return t('shared.help.mentionIn', { no: record.no, list: [...known].join(' · ') });
}

/** Slack takes a button's value up to this length; what was said behind the word goes into the form that it opens. */
const cutFor = (value: string): string => shorten(value.trim(), 2000);

/** The press that goes on with an action where a word alone cannot. */
export function pressHere({ kind, no }: CaseRecord, action: string, { t }: Asked['reader'], words = ''): Message {
  const label = t(`${kind}.action.${action}`);
  const button = { action, label, value: cutFor(`${no} ${words}`), style: 'primary' as const };
  return noticeMessage(t('shared.mention.pressHere', { no, action: label }), undefined, [button], t);
}

/** Does what is ordered; where it needs more than the words, with the press that asks for it. `key`: of this saying alone. */
async function carryOut(asked: Asked, record: CaseRecord, { name, row }: Ordered, words: string, key: string): Promise<void> {
  const { desk, person, reader } = asked;
  if (typeof row === 'function') return asked.answer(await row(asked, record.no));
  const action = actionOf(kindOf(record), name);
  const isNote = name === 'note' && words !== '';
  if (!action || (action.form && !isNote)) {
    return asked.answer(pressHere(record, name, reader, words));
  }
  // Said to the bot it came by no form.
  if (isNote && holdsSecret(words)) return asked.answer(reader.t('shared.invalid.secret'));
  const result = await act(desk, person, record.no, name, isNote ? { text: words, isFromThread: 'yes' } : {}, key);
  await (result.ok ? confirm(asked, name, result.case) : asked.answer(refusalInWords(result, reader.now, reader.locale)));
}

/** What is ordered of a case by what was said to the bot about it, in its thread or behind its number; undefined where it orders nothing. */
export function orderIn(asked: Asked, record: CaseRecord, text: string, key: string): (() => Promise<void>) | undefined {
  const { word, words } = wordsIn(text);
  const ordered = orderedBy(asked.desk, record, word.toLowerCase()) ?? labelled(record, text, word);
  return ordered && (() => carryOut(asked, record, ordered, words, key));
}
