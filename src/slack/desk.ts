import type { WebClient } from '@slack/web-api';
import type { Log } from '../log.js';
import type { Metrics } from '../metrics.js';
import type { Settings } from '../settings.js';
import type { LeaseStore } from '../store/leases.js';
import type { Stores } from '../store/stores.js';
import type { Clock } from '../time/clock.js';
import type { Homes } from './homes.js';
import type { BrokenEntries } from './messages/broken.js';
import type { NewerBlocks } from './messages/newer.js';
import type { Redraws } from './modals/redraws.js';
import type { LookUps } from './outbox/besides.js';
import type { Fallbacks } from './outbox/fallbacks.js';
import type { Outbox } from './outbox/outbox.js';
import type { Installation } from './outbox/standing.js';
import type { Channels } from './people/channels.js';
import type { People } from './people/people.js';

/** Everything that commands and jobs work with, wired once in src/app.ts. */
export interface Desk extends Stores {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly client: WebClient;
  readonly team: Installation & { readonly url: string; readonly botUser: string };
  readonly leases: LeaseStore;
  readonly people: People;
  readonly channels: Channels;
  readonly outbox: Outbox;
  readonly fallbacks: Fallbacks;
  readonly broken: BrokenEntries;
  readonly newer: NewerBlocks;
  readonly lookUps: LookUps;
  readonly homes: Homes;
  readonly redraws: Redraws;
}
