import type { WebClient } from '@slack/web-api';
import type { Log } from '../log.js';
import type { Metrics } from '../metrics.js';
import type { Settings } from '../settings.js';
import type { CaseStore } from '../store/cases.js';
import type { Directory } from '../store/directory.js';
import type { DraftStore } from '../store/drafts.js';
import type { InspectionQueries } from '../store/inspections.js';
import type { LeaseStore } from '../store/leases.js';
import type { Memory } from '../store/memory.js';
import type { PhotoStore } from '../store/photos.js';
import type { PrivacyStore } from '../store/privacy.js';
import type { ProjectStore } from '../store/projects.js';
import type { TicketQueries } from '../store/tickets.js';
import type { VisitQueries } from '../store/visits.js';
import type { Clock } from '../time/clock.js';
import type { Channels } from './channels.js';
import type { Outbox } from './outbox.js';
import type { People } from './people.js';

/** Everything that commands and jobs work with, wired once in src/app.ts. */
export interface Desk {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly client: WebClient;
  readonly team: { readonly id: string; readonly url: string; readonly botUser: string };
  readonly cases: CaseStore;
  readonly tickets: TicketQueries;
  readonly visits: VisitQueries;
  readonly inspections: InspectionQueries;
  readonly projects: ProjectStore;
  readonly directory: Directory;
  readonly drafts: DraftStore;
  readonly photos: PhotoStore;
  readonly privacy: PrivacyStore;
  readonly leases: LeaseStore;
  readonly memory: Memory;
  readonly people: People;
  readonly channels: Channels;
  readonly outbox: Outbox;
}
