import type { WebClient } from '@slack/web-api';
import type { SlackMode } from '../config.js';
import { ManifestTrouble, readManifest } from '../slack/app/manifest.js';
import { failureOf, isSlackTrouble } from '../slack/outbox/delivery.js';
import { type Finding, ill, well } from './finding.js';

type AuthAnswer = Awaited<ReturnType<WebClient['auth']['test']>>;

/** A token that did not work: Slack has refused it, or Slack was not to be reached, which says nothing of the token. */
function failing(name: string, variable: string, error: unknown, client: WebClient, whatToDo: string): Finding {
  const { reason } = failureOf(error);
  if (!isSlackTrouble(error)) return ill(name, `Slack refuses ${variable} (${reason}); ${whatToDo}`);
  const host = new URL(client.slackApiUrl).host;
  return ill(name, `${host} cannot be reached (${reason}), so ${variable} was not tried; look at network, proxy and SLACK_API_URL`);
}

/** What Slack says of the bot token; undefined beside the finding when nothing more can be asked. */
export async function examineToken(client: WebClient): Promise<{ findings: readonly Finding[]; answer: AuthAnswer | undefined }> {
  try {
    const answer = await client.auth.test();
    return { findings: [well('token', `works as @${answer.user} in ${answer.team}`), ...scopesOf(answer)], answer };
  } catch (error) {
    const finding = failing('token', 'SLACK_BOT_TOKEN', error, client, 'copy the Bot User OAuth Token of the app again');
    return { findings: [finding], answer: undefined };
  }
}

/** Slack names the granted scopes in a header of each answer; a proxy may leave it out. */
function scopesOf({ response_metadata }: AuthAnswer): readonly Finding[] {
  const granted = response_metadata?.scopes;
  const wanted = wantedScopes();
  if (!wanted) return [];
  if (!granted) return [well('scopes', 'not told by this answer (a proxy may leave out the header x-oauth-scopes): not checked')];
  const missing = wanted.filter((scope) => !granted.includes(scope));
  return missing.length === 0
    ? [well('scopes', 'all granted')]
    : [ill('scopes', `missing ${missing.join(', ')}; update the app from the manifest and reinstall it to the workspace`)];
}

/** Undefined where the manifest cannot be read, which is a finding of its own. */
function wantedScopes(): readonly string[] | undefined {
  try {
    return readManifest().scopes;
  } catch (error) {
    if (error instanceof ManifestTrouble) return undefined;
    throw error;
  }
}

/** In Socket Mode: does Slack give this app token a connection? None is opened. */
export async function examineAppToken(client: WebClient, mode: SlackMode): Promise<readonly Finding[]> {
  if (mode.kind !== 'socket') return [];
  try {
    await client.apiCall('apps.connections.open', { token: mode.appToken });
    return [well('app token', 'gets a connection for Socket Mode')];
  } catch (error) {
    const whatToDo = 'make an app-level token with the scope connections:write and turn Socket Mode on';
    return [failing('app token', 'SLACK_APP_TOKEN', error, client, whatToDo)];
  }
}
