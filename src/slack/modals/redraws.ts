import type { BlockAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { LRUCache } from 'lru-cache';
import type { FormValues } from '../../cases/form.js';
import { Lanes } from '../../lanes.js';

/** A view that is open. */
export interface Drawn {
  readonly id: string;
  readonly hash?: string | undefined;
}

/** Draws an open view anew. Answers its new hash; undefined when there is nothing to draw any more. */
type Draw = (drawn: Drawn, view: ModalView) => Promise<Drawn | undefined>;

/** A modal as it stood when something in it was pressed. */
export type PressedView = NonNullable<BlockAction['view']>;

/** What is drawn for a press: one view or several, each after the one before, and what they fill into fields that nobody typed there. */
export interface Drawing {
  readonly views: readonly ModalView[];
  readonly filled?: FormValues;
}

/**
 * Makes the drawing. `filled`: what was filled in since the person pressed, which he could not see yet and which is therefore missing
 * in the view that he pressed in.
 */
type Build = (newest: PressedView, filled: FormValues) => Promise<Drawing>;

/** A modal that is open, as far as we know of it. */
interface Open {
  /** It as of the newest press. */
  newest: PressedView;
  /** When that was, in seconds. */
  at: number;
  /** What stands there since we drew it last. */
  hash?: string;
  /** What stood there before that: a press in it may still be on its way. */
  readonly before: Set<string>;
  filled: FormValues;
}

/** So many modals are remembered; of those that were pressed in longest ago, two presses at once are no longer told apart. */
const MOST_OPEN = 500;

/**
 * Draws modals anew after presses in them. Two presses in quick succession are drawn one after the other, each from the modal as it
 * stood at the newest press, so that what somebody ticked first is not lost to what he chose next, in whichever order they arrive.
 */
export class Redraws {
  private readonly lanes = new Lanes();
  private readonly open = new LRUCache<string, Open>({ max: MOST_OPEN });

  constructor(private readonly redraw: Draw) {}

  /** `at`: when it was pressed, as Slack says it (`action_ts`). */
  async draw(view: PressedView, at: string, build: Build): Promise<void> {
    const open = this.pressed(view, Number(at));
    await this.lanes.take(view.id, async () => {
      const { newest } = open;
      const isBehind = open.before.has(newest.hash);
      const { views, filled = {} } = await build(newest, isBehind ? open.filled : {});
      open.filled = { ...(isBehind ? open.filled : {}), ...filled };
      // What somebody else drew meanwhile, a submission's answer above all, stays.
      const stands = (isBehind ? open.hash : undefined) ?? newest.hash;
      for (const [n, one] of views.entries()) {
        // But what was begun is drawn to its end.
        const drawn = await this.redraw({ id: view.id, hash: n === 0 ? stands : undefined }, one);
        if (!drawn?.hash) return;
        open.before.add(newest.hash).add(open.hash ?? stands);
        open.hash = drawn.hash;
      }
    });
  }

  private pressed(view: PressedView, at: number): Open {
    const known = this.open.get(view.id);
    if (!known) {
      const open: Open = { newest: view, at, before: new Set(), filled: {} };
      this.open.set(view.id, open);
      return open;
    }
    if (at >= known.at) Object.assign(known, { newest: view, at });
    return known;
  }
}
