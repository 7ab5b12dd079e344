import type { TestDesk } from '../support/desk.js';
import type { Hands } from './hands.js';
import type { RoundsBook } from './rounds-book.js';
import type { Staff } from './staff.js';
import type { TicketBook } from './tickets-book.js';
import type { VisitBook } from './visits-book.js';
import type { Watch } from './watch.js';

/** What was lived so far, as it is reckoned with: the desk as it stands, and what people did and were told by the log. */
export interface Lived {
  readonly desk: TestDesk;
  readonly staff: Staff;
  readonly hands: Hands;
  readonly watch: Watch;
  readonly book: TicketBook;
  readonly visits: VisitBook;
  readonly rounds: RoundsBook;
  /** By the desk's clock, in milliseconds since 1970. */
  readonly now: number;
}

/** Something that should not be, of which case. */
export interface Violation {
  readonly no: string;
  readonly sentence: string;
}
