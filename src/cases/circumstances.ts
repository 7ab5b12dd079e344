import type { DateTime } from 'luxon';
import type { Actor, Deadline, Notice, Recipient } from './case.js';
import type { Policy } from './policy.js';

/** Who decides, when, and by which rules. `now` is in the desk's zone. */
export interface Circumstances {
  readonly actor: Actor;
  readonly now: DateTime;
  readonly policy: Policy;
}

/** A notice before it has a number. */
export interface NoticeDraft {
  readonly to: Recipient;
  readonly say: string;
  readonly params?: Notice['params'];
  readonly isUrgent?: boolean;
  readonly deadline?: Deadline | undefined;
  readonly also?: Notice['also'];
  readonly document?: string;
  readonly opens?: string;
  /** Only to be known: it may wait for its reader's morning. */
  readonly mayWait?: boolean;
  /** That something is over: it may wait for others of its sort, and is for nobody who has not heard that it was. */
  readonly isEnd?: boolean;
  /** One act is told of many cases: what one person hears of them by this moment is one list. Nothing of it is left out. */
  readonly gathersAt?: Date;
}
