import type { WebClient } from '@slack/web-api';
import { type Finding, ill, well } from './finding.js';

/** Slack refuses requests that are older than five minutes; so must our clock be closer. */
const MOST_CLOCK_SECONDS = 60;

/** Does this machine's clock agree with Slack's? */
export async function examineClock(client: WebClient): Promise<Finding> {
  const response = await fetch(client.slackApiUrl, { method: 'HEAD', signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  const theirs = Date.parse(response?.headers.get('date') ?? '');
  if (Number.isNaN(theirs)) return well('clock', 'Slack did not say its time');
  const off = Math.round((Date.now() - theirs) / 1000);
  return Math.abs(off) <= MOST_CLOCK_SECONDS
    ? well('clock', `agrees with Slack’s (${off} s)`)
    : ill('clock', `is ${off} s off; Slack’s requests would be refused as too old. Turn on time synchronisation (NTP)`);
}
