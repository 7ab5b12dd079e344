import type { WebClient } from '@slack/web-api';
import type { Config } from '../config.js';
import { holdsADesk } from '../embedded/folder.js';
import { StoreInUseError } from '../embedded/refusals.js';
import { openEmbeddedStore } from '../embedded/server.js';
import type { Log } from '../log.js';
import { failureOf } from '../slack/outbox/delivery.js';
import { Fallbacks } from '../slack/outbox/fallbacks.js';
import { HeldBySlack } from '../slack/outbox/held.js';
import { Channels } from '../slack/people/channels.js';
import { People } from '../slack/people/people.js';
import { CaseStore } from '../store/cases.js';
import { connect } from '../store/connection.js';
import { FallbackStore } from '../store/fallbacks.js';
import { LeaseStore } from '../store/leases.js';
import { systemClock } from '../time/clock.js';
import { type Finding, ill, well } from './finding.js';

const LABEL = 'alarms left with Slack';

/** How many alarms Slack holds for the case that the bot is off, and how many it should. */
export async function examineFallbacks(
  client: WebClient,
  config: Config,
  log: Log,
  team: { readonly id: string; readonly enterprise: string | undefined; readonly url: string },
): Promise<Finding> {
  // Without a desk there is nothing that should be there, and none is to be made.
  if (!config.mongodbUri && !holdsADesk(config.dataDir)) return well(LABEL, '0 of 0: there is no desk yet');
  try {
    const { wanted, held, missing, surplus } = await factsOf(client, config, log, team);
    if (missing + surplus === 0) return well(LABEL, `${held} of ${wanted}`);
    return ill(LABEL, `${missing} of ${wanted} are missing and ${surplus} are too many; a running bot puts this right within a minute`);
  } catch (error) {
    if (!(error instanceof StoreInUseError)) return ill(LABEL, `cannot be counted: ${failureOf(error).reason}`);
    const held = await new HeldBySlack(client).list();
    return well(LABEL, `${held.flatMap(({ marks }) => marks).length}; how many it should be knows the running bot, which has the store`);
  }
}

async function factsOf(
  client: WebClient,
  { mongodbUri, dataDir, settings }: Config,
  log: Log,
  team: { readonly id: string; readonly enterprise: string | undefined; readonly url: string },
): ReturnType<Fallbacks['facts']> {
  const store = mongodbUri ? undefined : await openEmbeddedStore(dataDir, { info() {}, warn() {} });
  try {
    const clock = systemClock(settings.timeZone);
    const connection = await connect(mongodbUri ?? store?.uri ?? '');
    try {
      return await new Fallbacks({
        clock,
        settings,
        client,
        log,
        team,
        people: new People(client, settings, team, clock),
        channels: new Channels(client, settings),
        leases: new LeaseStore(connection, 'doctor'),
        held: new FallbackStore(new CaseStore(connection, team.id)),
        broken: {
          report: ({ no }, _where, error) => log.error({ err: error, case: no }, 'a case cannot say what Slack is to sound for it'),
        },
      }).facts();
    } finally {
      await connection.close();
    }
  } finally {
    await store?.close();
  }
}
