import type { WebClient } from '@slack/web-api';
import type { Config } from '../config.js';
import { openEmbeddedStore } from '../embedded/server.js';
import { StoreInUseError } from '../embedded/storage.js';
import type { Log } from '../log.js';
import { identify, webClient } from '../slack/bolt.js';
import { Channels } from '../slack/channels.js';
import { failureOf } from '../slack/delivery.js';
import { readManifest } from '../slack/manifest.js';
import { People } from '../slack/people.js';
import { connect, ping } from '../store/connection.js';

/** One thing looked at: whether it is well, and what it says or what to do. */
export interface Finding {
  readonly name: string;
  readonly isOk: boolean;
  readonly says: string;
}

const well = (name: string, says: string): Finding => ({ name, isOk: true, says });
const ill = (name: string, says: string): Finding => ({ name, isOk: false, says });
/** Slack refuses requests that are older than this, so must our clock be closer. */
const MOST_CLOCK_SECONDS = 60;

/** Looks at everything a wrong set-up breaks: tokens, scopes, channels, people, manifest, database, clock. */
export async function examine(config: Config, log: Log): Promise<Finding[]> {
  return [
    ...(await examineDatabase(config)),
    examineManifest(),
    ...(config.slack.kind === 'sandbox'
      ? [well('Slack', 'no tokens: the sandbox is used')]
      : await examineSlack(webClient(config.slack, log), config)),
  ];
}

async function examineDatabase({ mongodbUri, dataDir }: Config): Promise<Finding[]> {
  const silent = { info() {}, warn() {} };
  try {
    const store = mongodbUri ? undefined : await openEmbeddedStore(dataDir, silent);
    const connection = await connect(mongodbUri ?? store?.uri ?? '');
    await ping(connection);
    await connection.close();
    await store?.close();
    return [well('database', mongodbUri ? 'MongoDB answers' : `the embedded store in ${dataDir} opens`)];
  } catch (error) {
    if (error instanceof StoreInUseError) return [well('database', `the embedded store in ${dataDir} is in use by a running bot`)];
    return [
      ill(
        'database',
        `${mongodbUri ? 'MONGODB_URI does not answer' : `DATA_DIR ${dataDir} does not open`}: ${error instanceof Error ? error.message : String(error)}`,
      ),
    ];
  }
}

function examineManifest(): Finding {
  try {
    const { commands, scopes } = readManifest();
    return well('manifest', `${commands.length} commands, ${scopes.length} scopes`);
  } catch (error) {
    return ill('manifest', `manifest.yml cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function examineSlack(client: WebClient, config: Config): Promise<Finding[]> {
  let answer: Awaited<ReturnType<WebClient['auth']['test']>>;
  try {
    answer = await client.auth.test();
  } catch (error) {
    return [ill('token', `Slack refuses SLACK_BOT_TOKEN (${failureOf(error).reason}); copy the Bot User OAuth Token of the app again`)];
  }
  const granted = answer.response_metadata?.scopes ?? [];
  const missing = readManifest().scopes.filter((scope) => !granted.includes(scope));
  return [
    well('token', `works as @${answer.user} in ${answer.team}`),
    missing.length === 0
      ? well('scopes', 'all granted')
      : ill('scopes', `missing ${missing.join(', ')}; update the app from manifest.yml and reinstall it to the workspace`),
    ...(await Promise.all([examineChannel(client, config, 'desk'), examineChannel(client, config, 'alarms')])),
    await examinePeople(client, config),
    await examineClock(client),
  ];
}

async function examineChannel(client: WebClient, { settings }: Config, name: 'desk' | 'alarms'): Promise<Finding> {
  const label = `channel ${settings.channels[name]}`;
  try {
    const id = await new Channels(client, settings).idOf(name);
    const { channel } = await client.conversations.info({ channel: id });
    if (channel?.is_archived) return ill(label, `is archived; set channels.${name} to another one`);
    return channel?.is_member ? well(label, 'joined') : ill(label, 'the bot is not a member; write /invite @fieldbell there');
  } catch (error) {
    return ill(
      label,
      `${failureOf(error).reason}; create it, or set channels.${name} in DESK_CONFIG to an existing one, and invite the bot`,
    );
  }
}

async function examinePeople(client: WebClient, { settings }: Config): Promise<Finding> {
  const { supervisors, heads } = settings.roles;
  if (supervisors.length === 0)
    return ill('roles', 'roles.supervisors is empty: nobody would hear of an escalation; name at least one in DESK_CONFIG');
  try {
    const { teamId, enterpriseId } = await identify(client);
    const people = new People(client, settings, { id: teamId, enterprise: enterpriseId });
    const leaders = await people.leaders();
    const found = await Promise.all([...leaders.supervisors, ...leaders.heads].map((id) => people.find(id)));
    return well(
      'roles',
      `${found.length} leaders: ${found.map(({ name }) => name).join(', ')}${heads.length === 0 ? ' (no heads: roles.heads is empty)' : ''}`,
    );
  } catch (error) {
    return ill('roles', `somebody in DESK_CONFIG roles is unknown to Slack (${failureOf(error).reason}); use member ids such as U02ABC`);
  }
}

async function examineClock(client: WebClient): Promise<Finding> {
  const response = await fetch(client.slackApiUrl, { method: 'HEAD', signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  const theirs = Date.parse(response?.headers.get('date') ?? '');
  if (Number.isNaN(theirs)) return well('clock', 'Slack did not say its time');
  const off = Math.round((Date.now() - theirs) / 1000);
  return Math.abs(off) <= MOST_CLOCK_SECONDS
    ? well('clock', `agrees with Slack’s (${off} s)`)
    : ill('clock', `is ${off} s off; Slack’s requests would be refused as too old. Turn on time synchronisation (NTP)`);
}
