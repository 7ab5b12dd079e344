import { setTimeout as sleep } from 'node:timers/promises';
import type { ModalView } from '@slack/types';
import type { Translate } from '../../cases/card.js';
import type { Desk } from '../desk.js';
import { plain, section } from '../messages/blocks.js';
import { failureOf, isSlackTrouble, NoAnswer } from '../outbox/delivery.js';
import { SLOW, within } from './in-time.js';
import { tellingModal } from './modal.js';
import type { Drawn } from './redraws.js';
import type { Built } from './timely.js';

/** A trigger lives three seconds; data that takes longer than this is waited for behind a loading view. */
const PATIENCE_MS = 900;
/** So long is a trigger good for: a Slack that has not opened the view until then opens none. */
const TRIGGER_MS = 3_000;
/** So long after each other a view that somebody waits for is tried again while Slack is in trouble. */
const PAUSES_MS = [500, 2_000, 5_000, 10_000];

/** What is shown while something takes long: what is asked for is looked up, what was submitted is worked on. */
export const loadingView = (t: Translate, does: 'looksUp' | 'worksOn' = 'looksUp'): ModalView => ({
  type: 'modal',
  callback_id: 'loading',
  title: plain(t('shared.modal.loading'), 24),
  close: plain(t('shared.button.close'), 24),
  blocks: [section(t(`shared.modal.${does}`))],
});

/** What opens a modal: what is late for it is drawn when it comes. Undefined: there is none to open after all. */
type Build = () => Promise<ModalView | Built | undefined>;

/**
 * Opens a modal; when its data is slow, a loading view first, which is then updated. Answers false where there is none to open, and the
 * caller says why. Throws what `build` threw; the view says so too.
 */
export async function openIfAny(
  desk: Pick<Desk, 'client' | 'newer' | 'redraws'>,
  triggerId: string,
  t: Translate,
  build: Build,
  isPushed = false,
): Promise<boolean> {
  const open = async (view: ModalView) => {
    const { client } = desk;
    const opening = desk.newer.draw(view, (shape) => {
      const request = { trigger_id: triggerId, view: shape };
      return isPushed ? client.views.push(request) : client.views.open(request);
    });
    const opened = await within(opening, TRIGGER_MS);
    if (opened === SLOW) throw new NoAnswer('Slack did not open a view in time');
    return opened;
  };
  const work = build();
  const inTime = await within(work, PATIENCE_MS);
  if (inTime === undefined) return false;
  if (inTime !== SLOW) {
    const { view, late } = asBuilt(inTime);
    const { view: shown } = await open(view);
    if (shown?.id && late) void desk.redraws.later({ id: shown.id, hash: shown.hash }, late);
    return true;
  }
  const { view: shown } = await open(loadingView(t));
  if (!shown?.id) return true;
  const came = await work.catch(async (error: unknown) => {
    await bringView(desk, shown.id ?? '', tellingModal(t('shared.modal.failed'), [t('shared.modal.failedText')], t));
    throw error;
  });
  const { view, late } = asBuilt(came ?? tellingModal(t('shared.modal.done'), [t('shared.modal.answered')], t));
  const drawn = await bringView(desk, shown.id, view);
  if (drawn && late) void desk.redraws.later(drawn, late);
  return came !== undefined;
}

/** Opens a modal that there is in any case. */
export async function openModal(...given: [...Parameters<typeof openIfAny>]): Promise<void> {
  await openIfAny(...given);
}

const asBuilt = (one: ModalView | Built): Built => ('view' in one ? one : { view: one });

/** What Slack says of a view that was closed, or drawn anew since it was looked at. */
const MOVED_ON = ['not_found', 'view_not_found', 'hash_conflict'];

/** What a view is drawn with. */
type Drawing = Pick<Desk, 'client' | 'newer'>;

/** Draws an open view anew. Answers its new hash; undefined when the person has closed it or it is drawn anew for a later change already. */
export async function redrawView({ client, newer }: Drawing, { id, hash }: Drawn, view: ModalView): Promise<Drawn | undefined> {
  try {
    const { view: drawn } = await newer.draw(view, (shape) => client.views.update({ view_id: id, ...(hash ? { hash } : {}), view: shape }));
    return { id, hash: drawn?.hash };
  } catch (error) {
    if (MOVED_ON.includes(failureOf(error).reason)) return undefined;
    throw error;
  }
}

/**
 * Puts what somebody waits for into the view that he sees; while Slack is in trouble it is tried some times. Answers it as
 * it stands; undefined when he has closed the view.
 */
export async function bringView(desk: Drawing, id: string, view: ModalView): Promise<Drawn | undefined> {
  const draw = (): Promise<Drawn | undefined> => redrawView(desk, { id }, view);
  for (const pauseMs of PAUSES_MS) {
    try {
      return await draw();
    } catch (error) {
      if (!isSlackTrouble(error)) throw error;
      await sleep(Math.max(pauseMs, failureOf(error).retryAfterMs ?? 0));
    }
  }
  return draw();
}
