import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { App, ErrorCode, HTTPReceiver, LogLevel } from '@slack/bolt';
import { type WebAPICallResult, WebClient, type WebClientOptions } from '@slack/web-api';
import type { SlackMode } from '../../config.js';
import type { SlackListener } from '../../http.js';
import { correlated, type Log } from '../../log.js';
import { failureOf, throttled } from '../outbox/delivery.js';
import { admit } from './requests.js';
import { SocketConnection } from './socket.js';

/** Slack's own libraries report into our log. Their debug lines hold whole requests, with what customers said: never kept. */
function boltLogger(log: Log) {
  const write =
    (level: 'debug' | 'warn' | 'error') =>
    (...parts: unknown[]): void => {
      log[level]({ from: 'slack' }, parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' '));
    };
  return {
    debug() {},
    info: write('debug'),
    warn: write('warn'),
    error: write('error'),
    setLevel() {},
    getLevel: () => LogLevel.INFO,
    setName() {},
  };
}

/** Who we are in Slack, from `auth.test`. */
export interface BotIdentity {
  readonly teamId: string;
  readonly url: string;
  readonly botId: string;
  readonly botUserId: string;
  /** The Grid organisation that the workspace belongs to. */
  readonly enterpriseId: string | undefined;
}

export interface SlackConnection {
  readonly app: App;
  readonly client: WebClient;
  /** Serves POST /slack/events in HTTP mode. */
  readonly listener: SlackListener | undefined;
  /** Of Socket Mode: throws while nothing can come in. */
  readonly check: (() => Promise<void>) | undefined;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

type RealMode = Exclude<SlackMode, { kind: 'sandbox' }>;

/** Slack throttles most methods for the whole workspace, posting by channel. */
const throttledAlone = (method: string, channel: unknown): string =>
  method.startsWith('chat.post') && typeof channel === 'string' ? `${method} ${channel}` : method;

/** Counts each call by its result. What Slack has throttled is not called again before its time: it fails as if Slack had said so. */
class CarefulClient extends WebClient {
  /** Until when, in milliseconds since the process began, what Slack has throttled is left alone. */
  private readonly resting = new Map<string, number>();

  constructor(
    token: string,
    options: WebClientOptions,
    private readonly count: (method: string, result: string) => void,
  ) {
    super(token, options);
  }

  override async apiCall(method: string, options?: Record<string, unknown>): Promise<WebAPICallResult> {
    const name = throttledAlone(method, options?.channel);
    const restMs = (this.resting.get(name) ?? 0) - performance.now();
    if (restMs > 0) throw throttled(restMs);
    this.resting.delete(name);
    try {
      const answer = await super.apiCall(method, options);
      this.count(method, 'ok');
      return answer;
    } catch (error) {
      const { reason, retryAfterMs } = failureOf(error);
      if (retryAfterMs) this.resting.set(name, performance.now() + retryAfterMs);
      this.count(method, reason.slice(0, 60));
      throw error;
    }
  }
}

export function webClient(mode: RealMode, log: Log, count: (method: string, result: string) => void = () => {}): WebClient {
  const options: WebClientOptions = {
    ...(mode.apiUrl ? { slackApiUrl: mode.apiUrl } : {}),
    logger: boltLogger(log),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 10_000,
  };
  return new CarefulClient(mode.token, options, count);
}

/** Slack says that the bot token is wrong, which no waiting mends. */
export class BotTokenError extends Error {}

/** What Slack answers about a token that will not do, however often it is tried. */
const REFUSES_TOKEN = ['not_authed', 'invalid_auth', 'account_inactive', 'not_allowed_token_type', 'token_revoked', 'token_expired'];

/** Throws BotTokenError when Slack refuses the token. */
export async function identify(client: WebClient): Promise<BotIdentity> {
  const {
    team_id: teamId = '',
    url = '',
    bot_id: botId = '',
    user_id: botUserId = '',
    enterprise_id,
  } = await client.auth.test().catch((error: unknown) => {
    const { reason } = failureOf(error);
    if (!REFUSES_TOKEN.includes(reason)) throw error;
    throw new BotTokenError(`SLACK_BOT_TOKEN: Slack refuses it (${reason}): copy it anew from the app’s page “OAuth & Permissions”`);
  });
  return { teamId, url, botId, botUserId, enterpriseId: enterprise_id || undefined };
}

/** A request that could not be worked on: logged once with an id, which is the answer. A request to elsewhere is a 404. */
function failed(error: Error, response: ServerResponse, log: Log): boolean {
  if (response.headersSent) return false;
  if ((error as { code?: string }).code === ErrorCode.HTTPReceiverDeferredRequestError) {
    response.writeHead(404).end();
    return false;
  }
  const id = randomBytes(4).toString('hex');
  log.error({ err: error, errorId: id }, 'a request from Slack could not be worked on');
  response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ ok: false, error: id }));
  return false;
}

/** The Bolt app on HTTP or Socket Mode. Signatures are checked by Bolt's receiver: forged or older than 5 minutes is 401. */
export function connectBolt(mode: RealMode, client: WebClient, bot: BotIdentity, log: Log): SlackConnection {
  const logger = boltLogger(log);
  const http =
    mode.kind === 'http'
      ? new HTTPReceiver({
          signingSecret: mode.signingSecret,
          endpoints: '/slack/events',
          logger,
          unhandledRequestTimeoutMillis: 3001,
          processEventErrorHandler: async ({ error, response }) => failed(error, response, log),
          dispatchErrorHandler: ({ error, response }) => void failed(error, response, log),
        })
      : undefined;
  const socket = mode.kind === 'socket' ? new SocketConnection(mode, logger, log) : undefined;
  const receiver = http ?? socket?.receiver;
  if (!receiver) throw new Error('no receiver');
  const app = new App({
    receiver,
    logger,
    // Bolt's own memory of conversations: ours is the database.
    convoStore: false,
    authorize: async () => ({ botToken: mode.token, botId: bot.botId, botUserId: bot.botUserId, teamId: bot.teamId }),
    clientOptions: { ...(mode.apiUrl ? { slackApiUrl: mode.apiUrl } : {}), logger, retryConfig: { retries: 0 }, timeout: 10_000 },
  });
  return {
    app,
    client,
    listener:
      http &&
      (async (request, response) => {
        if (await admit(request, response)) http.requestListener(request, response);
      }),
    check: socket && (() => socket.check()),
    connect: async () => {
      await socket?.connect();
    },
    disconnect: async () => {
      await socket?.disconnect();
    },
  };
}

/** What a request is, without a word that somebody typed. */
function nameOf(body: Record<string, unknown>): { kind: string; name: string } {
  const [first] = (body.actions as { action_id?: string }[] | undefined) ?? [];
  const view = body.view as { callback_id?: string } | undefined;
  const event = body.event as { type?: string } | undefined;
  if (typeof body.command === 'string') return { kind: 'command', name: body.command };
  if (event) return { kind: 'event', name: event.type ?? '' };
  if (first) return { kind: 'action', name: first.action_id ?? '' };
  return { kind: String(body.type ?? 'other'), name: String(body.callback_id ?? view?.callback_id ?? '') };
}

/** Counts running handlers, so that a stop can wait for them, and tells how long each took. */
export function trackHandlers(
  app: App,
  observe: (kind: string, name: string, ms: number) => void = () => {},
): { finish(ms: number): Promise<void> } {
  const running = new Set<Promise<void>>();
  app.use(async ({ next, body }) => {
    const begun = performance.now();
    const { kind, name } = nameOf(body as never);
    const run = correlated(next);
    running.add(run);
    try {
      await run;
    } finally {
      running.delete(run);
      observe(kind, name, performance.now() - begun);
    }
  });
  return {
    async finish(ms) {
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, ms);
      });
      await Promise.race([Promise.allSettled(running), patience]).finally(() => clearTimeout(timer));
    },
  };
}
