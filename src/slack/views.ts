import type { ModalView } from '@slack/types';
import type { Translate } from '../cases/card.js';
import { plain, section } from './blocks.js';
import type { Desk } from './desk.js';

/** A trigger lives three seconds; data that takes longer than this is waited for behind a loading view. */
const PATIENCE_MS = 900;
/** A submission must be answered within three seconds. */
const ANSWER_MS = 2_000;

const SLOW = Symbol('slow');
const within = <T>(work: Promise<T>, ms: number): Promise<T | typeof SLOW> => {
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<typeof SLOW>((resolve) => {
    timer = setTimeout(() => resolve(SLOW), ms);
  });
  return Promise.race([work, slow]).finally(() => clearTimeout(timer));
};

const loading = (t: Translate): ModalView => ({
  type: 'modal',
  callback_id: 'loading',
  title: plain(t('modal.loading'), 24),
  close: plain(t('button.close'), 24),
  blocks: [section(t('modal.loadingText'))],
});

/** Opens a modal; when its data is slow, a loading view first, which is then updated. */
export async function openModal(
  desk: Pick<Desk, 'client'>,
  triggerId: string,
  t: Translate,
  build: () => Promise<ModalView>,
  isPushed = false,
): Promise<void> {
  const open = (view: ModalView) =>
    isPushed ? desk.client.views.push({ trigger_id: triggerId, view }) : desk.client.views.open({ trigger_id: triggerId, view });
  const work = build();
  const view = await within(work, PATIENCE_MS);
  if (view !== SLOW) {
    await open(view);
    return;
  }
  const { view: shown } = await open(loading(t));
  if (!shown?.id) return;
  await desk.client.views.update({ view_id: shown.id, view: await work });
}

/** What a submission came to: the modal closes, shows something else, or says what is wrong and keeps what was typed. */
export type SubmissionResult = { readonly close: true } | { readonly show: ModalView } | { readonly errors: Record<string, string> };

interface Submission {
  readonly desk: Pick<Desk, 'client' | 'log'>;
  readonly viewId: string;
  readonly t: Translate;
  /** The modal with what was typed, for when the answer comes too late to leave it open. */
  retype(problem: string): ModalView;
  ack(
    response?: { response_action: 'errors'; errors: Record<string, string> } | { response_action: 'update'; view: ModalView },
  ): Promise<void>;
}

/** Answers a submission in time: directly if the work is quick, else with a saving view that is updated. */
export async function answerSubmission({ desk, viewId, t, ack, retype }: Submission, work: Promise<SubmissionResult>): Promise<void> {
  const result = await within(work, ANSWER_MS);
  if (result !== SLOW) {
    if ('errors' in result) await ack({ response_action: 'errors', errors: result.errors });
    else if ('show' in result) await ack({ response_action: 'update', view: result.show });
    else await ack();
    return;
  }
  await ack({ response_action: 'update', view: loading(t) });
  const late = await work;
  const done: ModalView = {
    type: 'modal',
    callback_id: 'tell',
    title: plain(t('modal.done'), 24),
    close: plain(t('button.close'), 24),
    blocks: [section(t('modal.done'))],
  };
  const view = 'errors' in late ? retype(Object.values(late.errors).join('\n')) : 'show' in late ? late.show : done;
  await desk.client.views.update({ view_id: viewId, view });
}
