import { setTimeout as sleep } from 'node:timers/promises';
import type { SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { Translate } from '../../cases/card.js';
import { bold, shorten } from '../../cases/text.js';
import { translator } from '../../locales/index.js';
import { type Asked, answerer, attend } from '../app/handlers.js';
import type { Listeners } from '../app/listeners.js';
import { troubleInWords } from '../app/trouble.js';
import type { Desk } from '../desk.js';
import { type Message, section } from '../messages/blocks.js';
import { withNames } from '../messages/names.js';
import { failureOf } from '../outbox/delivery.js';
import { readerFor } from '../people/readers.js';
import { SLOW, within } from './in-time.js';
import { inputsOf, isInput, tellingModal, type ViewState } from './modal.js';
import { type Asking, TOGETHER } from './together.js';
import { bringView, loadingView } from './views.js';

/** A submission must be answered within three seconds. */
const ANSWER_MS = 2_000;
/** So long does Slack need at most to take an answer; a view that overtook it would be replaced by the saving view. */
const TAKEN_MS = 500;
/** A sentence under a field is read at a glance; what is longer would push the form out of sight. */
const LONGEST_ERROR = 1000;
/** The block above a modal that came back, with what was wrong. */
const PROBLEM = 'problem';
/** A message has fifty blocks; one of ours may stand below. */
const MOST_BLOCKS = 48;

/**
 * What a submission came to: the modal closes, shows something else, or says what is wrong (`refused`: of no field) and keeps what was
 * typed. `anew`: it shows the same form with other values. Slack keeps what stands in an input whose block stays, so another view
 * comes in between. `ask`: it comes back with questions above what was typed.
 */
export type SubmissionResult =
  | { readonly close: true }
  | { readonly show: ModalView }
  | { readonly anew: ModalView }
  | { readonly ask: Asking }
  | { readonly errors: Record<string, string> }
  | { readonly refused: string };

/** A modal as it was submitted. */
export type SubmittedView = ViewSubmitAction['view'];
type Submission = Pick<SlackViewMiddlewareArgs<ViewSubmitAction>, 'view' | 'body' | 'ack'>;
type Work = (asked: Asked, view: SubmittedView) => Promise<SubmissionResult>;

/** How an input's element names what it starts with, by how its state names what stands in it. */
const INITIAL = {
  value: 'initial_value',
  selected_date: 'initial_date',
  selected_time: 'initial_time',
  selected_date_time: 'initial_date_time',
  selected_user: 'initial_user',
  selected_option: 'initial_option',
  selected_options: 'initial_options',
} as const;

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

interface Chosen {
  readonly value?: unknown;
}
const isChosen = (value: unknown): value is Chosen => typeof value === 'object' && value !== null && 'value' in value;

/** An input that starts with what stood in it. Only files cannot be put back. */
function filled(block: InputBlock, state: ViewState): InputBlock {
  const stood: Readonly<Record<string, unknown>> = { ...state[block.block_id ?? '']?.[block.element.action_id ?? ''] };
  const blank = Object.entries(block.element).filter(([name]) => !name.startsWith('initial_'));
  const options: readonly Chosen[] = 'options' in block.element ? (block.element.options ?? []) : [];
  // Slack takes an initial option only as it stands among the options.
  const asOffered = (chosen: unknown): unknown =>
    isChosen(chosen) ? (options.find(({ value }) => value === chosen.value) ?? chosen) : chosen;
  const start = (value: unknown): unknown => (Array.isArray(value) ? value.map(asOffered) : asOffered(value));
  const initial = Object.entries(INITIAL).flatMap(([name, key]) => (isEmpty(stood[name]) ? [] : [[key, start(stood[name])] as const]));
  return { ...block, element: Object.fromEntries([...blank, ...initial]) as object as InputBlock['element'] };
}

/** A submitted modal anew, with what was typed and other blocks above it. */
function retyped(
  { callback_id, title, submit, close, blocks, state }: SubmittedView,
  above: readonly KnownBlock[],
  metadata: string,
): ModalView {
  const before = (blocks as KnownBlock[]).filter(({ block_id = '' }) => block_id !== PROBLEM && !block_id.startsWith(TOGETHER));
  const inputs = before.map((block) => (isInput(block) ? filled(block, state.values as ViewState) : block));
  return {
    type: 'modal',
    callback_id,
    title,
    ...(submit ? { submit } : {}),
    ...(close ? { close } : {}),
    private_metadata: metadata,
    blocks: [...above, ...inputs].slice(0, 100),
  };
}

/** A block with an id of ours, so that it goes when the modal comes back once more. */
const asked = ({ blocks, metadata }: Asking, view: SubmittedView): ModalView =>
  retyped(
    view,
    blocks.map((block, n) => ({ block_id: `${TOGETHER}${n}`, ...block })),
    metadata,
  );

/** What Slack shows under a field knows no mention: people are called by their names there. */
async function inPlainWords(desk: Desk, result: SubmissionResult): Promise<SubmissionResult> {
  if ('refused' in result) return { refused: await withNames(desk, result.refused) };
  if (!('errors' in result)) return result;
  const errors = await Promise.all(
    Object.entries(result.errors).map(async ([field, words]) => [field, await withNames(desk, words)] as const),
  );
  return { errors: Object.fromEntries(errors) };
}

type Placed = Exclude<SubmissionResult, { refused: string }>;

/** What is wrong, each sentence under an input of this modal; one that has none to stand under is told instead of the modal. */
function placed(result: SubmissionResult, view: SubmittedView, t: Translate): Placed {
  if (!('errors' in result || 'refused' in result)) return result;
  const inputs = inputsOf(view);
  const [first] = inputs;
  const given = 'errors' in result ? Object.entries(result.errors) : [['', result.refused] as const];
  if (first === undefined)
    return {
      show: tellingModal(
        view.title.text,
        given.map(([, sentence]) => sentence),
        t,
      ),
    };
  const errors: Record<string, string> = {};
  for (const [field, sentence] of given) {
    const at = inputs.includes(field) ? field : first;
    errors[at] = errors[at] ? `${errors[at]} ${sentence}` : sentence;
  }
  return { errors: Object.fromEntries(Object.entries(errors).map(([at, words]) => [at, shorten(words, LONGEST_ERROR)])) };
}

/**
 * Attends to the modals of this callback id that are submitted: looks up who it was, works, and answers in time, by a saving view if
 * the work takes long. People without a role get a sentence. Whatever is wrong or fails is said in the modal, and what was typed
 * stays there.
 */
export const onSubmission = (app: Listeners, desk: Desk, callbackId: string | RegExp, work: Work): void =>
  app.view<ViewSubmitAction>({ type: 'view_submission', callback_id: callbackId }, (submission) =>
    answerSubmission(desk, submission, work),
  );

async function answerSubmission(desk: Desk, { view, body, ack }: Submission, work: Work): Promise<void> {
  const user = body.user.id;
  let locale = desk.settings.language;
  const worked = async (): Promise<SubmissionResult> => {
    try {
      const person = await desk.people.find(user);
      locale = person.locale;
      const reader = readerFor(desk, person);
      if (person.roles.length === 0) return { refused: reader.t('shared.refusal.noRole') };
      return await work({ desk, person, reader, answer: answerer(desk, user, undefined) }, view);
    } catch (error) {
      return { refused: troubleInWords(error, desk.log, locale, { user }) };
    }
  };
  const t: Translate = (key, params) => translator(locale)(key, params);
  const result = worked()
    .then((came) => inPlainWords(desk, came))
    .then((came) => placed(came, view, t));
  const inTime = await within(result, ANSWER_MS);
  const answer = inTime === SLOW ? undefined : answerOf(desk, inTime, view);
  if (answer) return ack(...answer);
  // What stands meanwhile was taken before: the form itself, where nothing else is known to be.
  const meanwhile = desk.newer.surely(loadingView(t, 'worksOn')) ?? retyped(view, [], view.private_metadata);
  await ack({ response_action: 'update', view: meanwhile });
  const [late] = await Promise.all([result, sleep(TAKEN_MS)]);
  const brought = broughtOf(late, view, t);
  if (await isBrought(desk, view.id, brought)) return;
  // Who closed the saving view waits for it no more, and hears by himself what became of it; so does he whose Slack cannot show it.
  await attend(desk, user, answerer(desk, user, undefined), ({ answer }) => answer(toldOf(brought, view.title.text, t)));
}

/** What Slack is answered at once; undefined where a view is to come another way: in another form, if it is refused, or after another view. */
function answerOf({ newer }: Desk, result: Placed, view: SubmittedView): Parameters<Submission['ack']> | undefined {
  if ('errors' in result) return [{ response_action: 'errors', errors: result.errors }];
  if ('anew' in result) return undefined;
  if (!('ask' in result || 'show' in result)) return [];
  const shown = newer.surely('ask' in result ? asked(result.ask, view) : result.show);
  return shown && [{ response_action: 'update', view: shown }];
}

/** Does the person see it? Not who has closed the view, nor whose Slack takes it in no form. */
async function isBrought(desk: Desk, id: string, view: ModalView): Promise<boolean> {
  try {
    return (await bringView(desk, id, view)) !== undefined;
  } catch (error) {
    if (failureOf(error).kind !== 'form') throw error;
    return false;
  }
}

/** So much of a message's blocks does Slack surely take. */
const MOST_TOLD = 10_000;

/** What a modal says, as a message to whoever has closed it; one that goes on to ask something says that nobody has answered that. */
function toldOf({ blocks, submit }: ModalView, title: string, t: Translate): Message {
  const said = [section(bold(title)), ...(blocks as KnownBlock[]).filter(({ type }) => type === 'section')].slice(0, MOST_BLOCKS);
  let room = MOST_TOLD;
  const fits = said.filter((block) => {
    room -= JSON.stringify(block).length;
    return room >= 0;
  });
  return { text: title, blocks: [...fits, ...(submit ? [section(t('shared.modal.closedAsking'))] : [])] };
}

/** What is brought into the place of the saving view. */
function broughtOf(result: Placed, view: SubmittedView, t: Translate): ModalView {
  if ('errors' in result)
    return retyped(view, [{ ...section(Object.values(result.errors).join('\n')), block_id: PROBLEM }], view.private_metadata);
  if ('ask' in result) return asked(result.ask, view);
  if ('show' in result) return result.show;
  if ('anew' in result) return result.anew;
  return tellingModal(t('shared.modal.done'), [t('shared.modal.done')], t);
}
