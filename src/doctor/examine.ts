import type { WebClient } from '@slack/web-api';
import { DateTime } from 'luxon';
import type { Config } from '../config.js';
import type { Log } from '../log.js';
import { webClient } from '../slack/app/bolt.js';
import { commandProblems } from '../slack/app/command-names.js';
import { ManifestTrouble, readManifest } from '../slack/app/manifest.js';
import { yearWithoutHolidays } from '../time/calendar-end.js';
import { examineChannels } from './channels.js';
import { examineClock } from './clock.js';
import { examineDatabase } from './database.js';
import { examineFallbacks } from './fallbacks.js';
import { type Finding, ill, well } from './finding.js';
import { examineNode } from './node.js';
import { examinePeople } from './people.js';
import { examineAppToken, examineToken } from './token.js';

/** Looks at everything a wrong set-up breaks: Node, database, manifest, tokens, scopes, channels, people, clock. */
export async function examine(config: Config, log: Log): Promise<readonly Finding[]> {
  return [
    examineNode(process.versions.node),
    ...(await examineDatabase(config)),
    examineManifest(),
    examineCalendar(config),
    examineCompany(config.settings),
    ...(config.slack.kind === 'sandbox'
      ? [well('Slack', 'no tokens: the sandbox is used; channels, roles and groups of DESK_CONFIG were not looked up')]
      : await examineSlack(webClient(config.slack, log), config, log)),
  ];
}

function examineCalendar({ settings: { calendar, timeZone } }: Config): Finding {
  const year = yearWithoutHolidays(calendar, DateTime.now().setZone(timeZone));
  return year === undefined
    ? well('calendar', `${calendar.holidays.length} holidays, ${calendar.makeupDays.length} make-up days`)
    : ill('calendar', `names no holidays of ${year}: every weekday of it would be a work day; add them to calendar.holidays`);
}

function examineManifest(): Finding {
  try {
    const { commands, scopes } = readManifest();
    const problems = commandProblems(commands.map(({ command }) => command));
    if (problems.length > 0) return ill('manifest', `Slack would refuse it: ${problems.join('; ')}`);
    return well('manifest', `${commands.length} commands, ${scopes.length} scopes`);
  } catch (error) {
    if (!(error instanceof ManifestTrouble)) throw error;
    return ill('manifest', error.message);
  }
}

/** What stands on the papers that customers keep. Rule D12. */
function examineCompany({ company }: Config['settings']): Finding {
  return company.phone === ''
    ? ill('company', 'has no telephone number: set company.phone in DESK_CONFIG, customers are to call the desk and not an engineer')
    : well('company', `${company.name}, ${company.phone}`);
}

async function examineSlack(client: WebClient, config: Config, log: Log): Promise<readonly Finding[]> {
  const { findings, answer } = await examineToken(client);
  const appToken = await examineAppToken(client, config.slack);
  if (!answer) return [...findings, ...appToken];
  const installation = { id: answer.team_id ?? '', enterprise: answer.enterprise_id || undefined };
  return [
    ...findings,
    ...appToken,
    ...(await examineChannels(client, config)),
    ...(await examinePeople(client, config, installation)),
    await examineFallbacks(client, config, log, { ...installation, url: answer.url ?? '' }),
    await examineClock(client),
  ];
}
