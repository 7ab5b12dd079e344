import type { BlockAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { LRUCache } from 'lru-cache';
import type { FormValues } from '../../cases/form.js';
import { Lanes } from '../../lanes.js';
import type { Built } from './timely.js';

/** A view that is open. */
export interface Drawn {
  readonly id: string;
  readonly hash?: string | undefined;
}

/** Draws an open view anew. Answers its new hash; undefined when there is nothing to draw any more. */
type Draw = (drawn: Drawn, view: ModalView) => Promise<Drawn | undefined>;

/** A modal as it stood when something in it was pressed. */
export type PressedView = NonNullable<BlockAction['view']>;

/**
 * What is drawn for a press: one view or several, each after the one before, and what they fill into fields that nobody typed there.
 * `late`: how the last looks once what was late for it has come.
 */
export interface Drawing {
  readonly views: readonly ModalView[];
  readonly filled?: FormValues;
  readonly late?: Built['late'];
}

/** A modal as the drawing of a press. */
export const drawingOf = ({ view, late }: Built): Drawing => ({ views: [view], late });

/**
 * Makes the drawing. `filled`: what was filled in since the person pressed, which he could not see yet and which is therefore missing
 * in the view that he pressed in.
 */
type Build = (newest: PressedView, filled: FormValues) => Promise<Drawing>;

/** A modal that is open, as far as we know of it. */
interface Open {
  /** It as of the newest press, if there was one. */
  newest?: PressedView;
  /** When that was, in seconds. */
  at: number;
  /** What stands there since we drew it last. */
  hash?: string;
  /** What stood there before that, and what was filled in since: a press in it may still be on its way. */
  readonly before: Map<string, FormValues>;
}

/** Another view stands in the place of those with these hashes, with this filled in. */
function replaced(open: Open, hashes: readonly string[], filled: FormValues, hash: string): void {
  for (const one of new Set([...open.before.keys(), ...hashes])) open.before.set(one, { ...open.before.get(one), ...filled });
  open.hash = hash;
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

  /** `failed` hears why what came late could not be drawn. */
  constructor(
    private readonly redraw: Draw,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** `at`: when it was pressed, as Slack says it (`action_ts`). */
  async draw(view: PressedView, at: string, build: Build): Promise<void> {
    const open = this.pressed(view, Number(at));
    await this.lanes.take(view.id, async () => {
      const { newest = view } = open;
      const since = open.before.get(newest.hash);
      const { views, filled = {}, late } = await build(newest, since ?? {});
      // What somebody else drew meanwhile, a submission's answer above all, stays.
      const stands = (since ? open.hash : undefined) ?? newest.hash;
      for (const [n, one] of views.entries()) {
        // But what was begun is drawn to its end.
        const drawn = await this.redraw({ id: view.id, hash: n === 0 ? stands : undefined }, one);
        if (!drawn?.hash) return;
        replaced(open, [newest.hash, open.hash ?? stands], filled, drawn.hash);
      }
      if (late) void this.later({ id: view.id, hash: open.hash }, late);
    });
  }

  /** Draws what came late for a view, unless another stands there by then; nothing typed is lost. Answers when that is done. */
  async later({ id, hash }: Drawn, late: NonNullable<Built['late']>): Promise<void> {
    try {
      const view = await late;
      if (!view || !hash) return;
      await this.lanes.take(id, async () => {
        const open = this.opened(id);
        if ((open.hash ?? hash) !== hash) return;
        const drawn = await this.redraw({ id, hash }, view);
        if (drawn?.hash) replaced(open, [hash], {}, drawn.hash);
      });
    } catch (error) {
      this.failed(error);
    }
  }

  private opened(id: string): Open {
    const open = this.open.get(id) ?? { at: 0, before: new Map() };
    this.open.set(id, open);
    return open;
  }

  private pressed(view: PressedView, at: number): Open {
    const open = this.opened(view.id);
    return at >= open.at ? Object.assign(open, { newest: view, at }) : open;
  }
}
