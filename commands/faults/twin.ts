import type { Fault, FaultWords } from '../../src/cases/fault/fault.js';
import { saidOf } from '../../src/cases/fault/words.js';
import { shorten } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { actionsBlock } from '../../src/slack/messages/blocks.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import type { SubmissionResult, SubmittedView } from '../../src/slack/modals/submissions.js';
import { answerTo, questionIn, withAnswers } from '../../src/slack/modals/together.js';

const QUESTION = 'faultTwin';
const NEW = 'new';
const MOST_OFFERED = 8;
const LONGEST_TITLE = 40;

const labelOf = ({ no, data, isOpen }: Fault, { t, locale }: Asked['reader']): string =>
  [no, shorten(saidOf(data, 'title', locale) ?? '', LONGEST_TITLE), isOpen ? '' : t('fault.state.archived')].filter(Boolean).join(' · ');

/** The one that was meant, shown by a press; nothing new was made. */
export function sameInstead({ no, isOpen }: Pick<Fault, 'no' | 'isOpen'>, { t }: Asked['reader']) {
  const told = tellingModal(t('shared.modal.done'), [t(isOpen ? 'fault.twin.isKnown' : 'fault.twin.isArchived', { no })], t);
  const open = { action: 'open', label: t('fault.twin.open', { no }), value: no };
  return { ...told, blocks: [...told.blocks, ...actionsBlock([open], [], t)] };
}

/** Before an entry is made that is called as a known one: whether that is meant. Nothing where it may be made. */
export async function meantInstead(
  { desk, reader }: Asked,
  words: FaultWords,
  target: string,
  view: SubmittedView,
): Promise<SubmissionResult | undefined> {
  const twins = (await desk.faults.called(words)).slice(0, MOST_OFFERED);
  if (twins.length === 0) return undefined;
  const about = twins.map(({ no }) => no).join(' ');
  const answer = answerTo(view, QUESTION, about);
  if (answer === NEW) return undefined;
  const meant = twins.find(({ no }) => no === answer);
  if (meant) return { show: sameInstead(meant, reader) };
  const remembers = JSON.stringify({ target, ...(JSON.parse(withAnswers(view)) as object) });
  return {
    ask: questionIn({ ...view, private_metadata: remembers }, QUESTION, about, {
      said: reader.t('fault.twin.asks'),
      label: reader.t('fault.twin.label'),
      options: [...twins.map((one) => [one.no, labelOf(one, reader)] as const), [NEW, reader.t('fault.twin.new')] as const],
    }),
  };
}
