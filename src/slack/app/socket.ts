import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, SocketModeReceiver } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { SlackMode } from '../../config.js';
import type { Log } from '../../log.js';
import { failureOf } from '../outbox/delivery.js';

type SocketMode = Extract<SlackMode, { kind: 'socket' }>;

/** Between tries to get a connection where Slack cannot be reached. */
const AGAIN_MS = 5_000;
const TIMEOUT_MS = 10_000;

/** Slack says that the app token is wrong, which no waiting mends. */
export class AppTokenError extends Error {}

/** What Slack answers about a token that will not do, however often it is tried. */
const FOR_GOOD = new Set([
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'user_removed_from_team',
  'team_disabled',
  'missing_scope',
  'not_allowed_token_type',
  'token_revoked',
  'token_expired',
  'no_permission',
]);

/** Socket Mode: requests come through a connection that the bot opens, at the Web API that the settings name. */
export class SocketConnection {
  readonly receiver: SocketModeReceiver;
  private readonly options: WebClientOptions;
  private isConnected = false;
  private isStopped = false;

  constructor(
    private readonly mode: SocketMode,
    logger: Logger,
    private readonly log: Log,
  ) {
    this.options = { ...(mode.apiUrl ? { slackApiUrl: mode.apiUrl } : {}), timeout: TIMEOUT_MS };
    // Bolt hands these options to the client that asks for the connection.
    this.receiver = new SocketModeReceiver({ appToken: mode.appToken, logger, installerOptions: { clientOptions: { ...this.options } } });
    const { client } = this.receiver;
    client.on('connected', () => {
      this.isConnected = true;
    });
    for (const event of ['close', 'disconnected', 'reconnecting'] as const)
      client.on(event, () => {
        if (this.isConnected && !this.isStopped) log.warn({ event }, 'Socket Mode lost its connection and makes it anew');
        this.isConnected = false;
      });
  }

  /** Opens the connection; says why as long as it cannot. Throws AppTokenError when Slack refuses the token for good. */
  async connect(): Promise<void> {
    await this.reached();
    if (!this.isStopped) await this.receiver.start();
  }

  /** Throws while nothing can come in. */
  async check(): Promise<void> {
    if (!this.isConnected) throw new Error('Socket Mode is not connected');
  }

  async disconnect(): Promise<void> {
    this.isStopped = true;
    await this.receiver.stop();
  }

  /** Until Slack gives connections. Its own client would try a hundred times without a word of what is wrong. */
  private async reached(): Promise<void> {
    const logger = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel: () => 'error' as never, setName() {} };
    const client = new WebClient(this.mode.appToken, { ...this.options, logger, retryConfig: { retries: 0 } });
    let told: string | undefined;
    while (!this.isStopped) {
      try {
        await client.apps.connections.open({});
        return;
      } catch (error) {
        const { reason } = failureOf(error);
        const where = `${client.slackApiUrl}apps.connections.open`;
        if (FOR_GOOD.has(reason))
          throw new AppTokenError(`SLACK_APP_TOKEN: Slack refuses it for Socket Mode (${reason}): it needs the scope connections:write`);
        const cause = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error);
        if (told !== reason)
          this.log.error({ reason, cause, where }, 'Socket Mode does not connect: Slack gives no connection; it is tried again');
        told = reason;
        await sleep(AGAIN_MS);
      }
    }
  }
}
