import type { DateTime } from 'luxon';
import type { Locale } from '../time/wording.js';
import type { Role } from './case.js';
import type { Standing } from './standing.js';

/** Translates a key with its parameters into the reader's language. */
export type Translate = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** Who looks at a card. `roles: undefined` is a channel, where everybody sees the same. */
export interface Reader {
  readonly locale: Locale;
  readonly now: DateTime;
  readonly t: Translate;
  readonly roles?: readonly Role[] | undefined;
  readonly user?: string | undefined;
  /** The operations groups that he is in, where that is known. */
  readonly groups?: readonly string[] | undefined;
  readonly isOnlyLeader?: boolean | undefined;
  /** Every language that the desk speaks: to know again what was written as one of them ships it. */
  readonly tongues?: readonly Translate[];
  /** How an address is found on a map: `{address}` stands for it. */
  readonly mapUrl?: string | undefined;
}

/** A button. `action` and `value` come back when it is pressed. */
export interface CardButton {
  readonly action: string;
  readonly label: string;
  readonly value: string;
  readonly style?: 'primary' | 'danger' | undefined;
  readonly confirm?: string | undefined;
}

/** One line: a label and what stands there. Values may hold what people typed; they are escaped where Slack begins. */
export interface CardLine {
  readonly label: string;
  readonly value: string;
  /** It tells how the case ended: what other kinds say on the card stands before it. */
  readonly isOutcome?: boolean;
}

/** What people see of a case, without a word of Block Kit. */
export interface Card {
  readonly title: string;
  /** How it stands: the sign before its title. Its word is the status. */
  readonly standing?: Standing | undefined;
  readonly status: string;
  /** What comes next that somebody was promised, and by when. It stands beside the status and is not said again below. */
  readonly promise?: string | undefined;
  readonly lines: readonly CardLine[];
  readonly body?: string | undefined;
  readonly notes?: readonly string[] | undefined;
  readonly buttons: readonly CardButton[];
  /** Less frequent actions, behind one menu. */
  readonly menu: readonly CardButton[];
}
