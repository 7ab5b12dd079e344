import type { WebClient } from '@slack/web-api';
import type { Config } from '../config.js';
import { failureOf } from '../slack/outbox/delivery.js';
import { type ChannelName, channelIn, channelsIn, settingOf } from '../slack/people/channels.js';
import { type Finding, ill, well } from './finding.js';

interface Found {
  readonly id?: string;
  readonly name?: string;
  readonly previous_names?: readonly string[];
  readonly is_archived?: boolean;
  readonly is_member?: boolean;
}

/** Channels a page; and how many there may be before names take long to find at Slack's pace. */
const PAGE = 1_000;
const MANY = 4_000;
const MOST_PAGES = 50;
/** As in src/slack/people/channels.ts: written in the settings as an id. */
const isId = (wanted: string): boolean => /^[CG][A-Z0-9]{6,}$/.test(wanted);
const wantedOf = ({ settings }: Config, name: ChannelName): string => channelIn(settings, name);

/** All channels that the bot can see, archived ones too. */
async function everyChannel(client: WebClient): Promise<Found[]> {
  const all: Found[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { channels = [], response_metadata } = await client.conversations.list({
      types: 'public_channel,private_channel',
      limit: PAGE,
      ...(cursor ? { cursor } : {}),
    });
    all.push(...channels);
    cursor = response_metadata?.next_cursor || undefined;
    if (!cursor) break;
  }
  return all;
}

/** The channel of this name: one that is in use before one that is archived, and before one that was called so. */
const named = (all: readonly Found[], wanted: string): Found | undefined =>
  all.find((one) => one.name === wanted && !one.is_archived) ??
  all.find((one) => one.name === wanted) ??
  all.find((one) => one.previous_names?.includes(wanted));

function judge(label: string, name: ChannelName, found: Found | undefined, isNow: boolean): Finding {
  const instead = `set ${settingOf(name)} in DESK_CONFIG to an existing one`;
  if (!found) return ill(label, `there is none that the bot can see; create it, or ${instead}, and write /invite @fieldbell there`);
  if (found.is_archived) return ill(label, `is archived; unarchive it in Slack, or ${instead}`);
  if (found.is_member) return well(label, isNow ? 'joined' : `joined; it is called ${found.name} now, set ${settingOf(name)} to that`);
  return ill(label, 'the bot is not a member; write /invite @fieldbell there');
}

/** Can the bot write where the settings say? */
export async function examineChannels(client: WebClient, config: Config): Promise<Finding[]> {
  const names = channelsIn(config.settings);
  const label = (name: ChannelName): string => `channel ${channelIn(config.settings, name)}`;
  try {
    const isByName = names.some((name) => !isId(wantedOf(config, name)));
    const all = isByName ? await everyChannel(client) : [];
    const findings = names.map(async (name) => {
      const wanted = wantedOf(config, name);
      const found = isId(wanted)
        ? await client.conversations.info({ channel: wanted }).then(
            ({ channel }) => channel as Found,
            () => undefined,
          )
        : named(all, wanted);
      return judge(label(name), name, found, isId(wanted) || found?.name === wanted);
    });
    const many =
      all.length > MANY
        ? [well('channels', `${all.length} in this workspace: write ids (C…) into channels, names take long to find at Slack’s pace`)]
        : [];
    return [...(await Promise.all(findings)), ...many];
  } catch (error) {
    return names.map((name) => ill(label(name), `could not be looked for (${failureOf(error).reason}); try again`));
  }
}
