import { ErrorCode } from '@slack/bolt';
import type { HomeView, ModalView } from '@slack/types';
import type { Log } from '../../log.js';
import type { Clock } from '../../time/clock.js';
import { failureOf } from '../outbox/delivery.js';
import { asSections, asTextAlone } from '../outbox/shapes.js';
import type { Message } from './blocks.js';
import { type Blocks, inOlder } from './older.js';

/** How long a block that the workspace refused is drawn in its older form, before it is tried again. */
const DAYS_REFUSED = 1;

/** Slack rolls blocks out in phases, and to its clients too. The newest, which is the likeliest to be unknown, first. */
const NEWER = ['data_visualization', 'data_table', 'table', 'header'] as const;
type Newer = (typeof NEWER)[number];

/** Which of them stand in something, the newest first. */
const typesIn = ({ blocks }: Blocks): Newer[] => NEWER.filter((type) => blocks.some((block) => block.type === type));

type View = HomeView | ModalView;

/** Did Slack not take the form of a message? To an answer at a response URL it says so with this status alone. */
function isRefusedForm(error: unknown): boolean {
  if (error instanceof Error && 'code' in error && error.code === ErrorCode.RespondError)
    return 'statusCode' in error && error.statusCode === 400;
  return failureOf(error).kind === 'form';
}

/** Which of Slack's newer blocks this workspace does not take yet. What one process has learnt it keeps for a day. */
export class NewerBlocks {
  private readonly refusedUntil = new Map<string, number>();
  private readonly taken = new Set<string>();
  /** Until when a block that has no older form is taken to be refused in views. */
  private plainUntil = 0;

  constructor(private readonly parts: { readonly clock: Clock; readonly log: Log }) {}

  private get now(): number {
    return this.parts.clock.now().toMillis();
  }

  /**
   * Calls with a message, its newer blocks in their older form where the workspace refuses them, and as text alone where it refuses those
   * too: nobody goes without an answer for its form. Throws what the last form met with.
   */
  send<T>(message: Message, call: (shape: Message) => Promise<T>): Promise<T> {
    return this.inSomeForm(message, call, asTextAlone);
  }

  /** The same with a modal or a Home, whose last form is what is read in it, and the fields that are filled in. */
  draw<V extends View, T>(view: V, call: (shape: V) => Promise<T>): Promise<T> {
    return this.inSomeForm(view as V & Blocks, call, (shape) => {
      this.plainUntil = this.parts.clock.now().plus({ days: DAYS_REFUSED }).toMillis();
      return asSections(shape);
    });
  }

  /**
   * A view in a form that the workspace is known to take; undefined while none is known. For an answer of which nobody hears whether
   * Slack took it.
   */
  surely<V extends View>(view: V): V | undefined {
    if (this.plainUntil > this.now) return undefined;
    const shape = inOlder(view as V & Blocks, this.refused());
    return typesIn(shape).every((type) => this.taken.has(type)) ? shape : undefined;
  }

  private refused(): Set<string> {
    return new Set<string>(NEWER.filter((type) => (this.refusedUntil.get(type) ?? 0) > this.now));
  }

  private async inSomeForm<S extends Blocks, T>(whole: S, call: (shape: S) => Promise<T>, plainest: (shape: S) => S): Promise<T> {
    const without = this.refused();
    const learnt: Newer[] = [];
    for (;;) {
      const shape = inOlder(whole, without);
      try {
        const result = await call(shape);
        this.remember(learnt);
        for (const type of typesIn(shape)) this.taken.add(type);
        return result;
      } catch (error) {
        if (!isRefusedForm(error)) throw error;
        const [next] = typesIn(shape);
        if (!next) return call(plainest(shape));
        without.add(next);
        learnt.push(next);
      }
    }
  }

  /** Only what went well without a block says that it was the block. */
  private remember(learnt: readonly Newer[]): void {
    const until = this.parts.clock.now().plus({ days: DAYS_REFUSED }).toMillis();
    for (const block of learnt) {
      this.parts.log.warn({ block }, 'the workspace does not take this block yet: its older form is used for a day');
      this.refusedUntil.set(block, until);
      this.taken.delete(block);
    }
  }
}
