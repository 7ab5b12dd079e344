import type { DateTime } from 'luxon';

/** Something that happens in the sample desk's past. */
export interface SeedEvent {
  readonly at: DateTime;
  run(): Promise<void>;
}
