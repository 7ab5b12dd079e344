import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isAskedLocally, type Route, readBody, sendJson } from '../http.js';
import type { Manifest } from '../slack/app/manifest.js';
import { Acting } from './acting.js';
import { apiRoute } from './api.js';
import { inSentences } from './asked.js';
import { botRoute } from './bot-route.js';
import { MovableClock } from './clock.js';
import { controlRoute } from './control.js';
import { Delivery } from './deliver.js';
import { Faults } from './faults.js';
import { Files } from './files.js';
import { pageRoute } from './page-route.js';
import { ResponseUrls } from './response-urls.js';
import type { SandboxChannel } from './sample.js';
import { postDue } from './scheduled.js';
import { Triggers } from './triggers.js';
import { sandboxFileIn, Workspace } from './workspace.js';
import { worldRoute } from './world-route.js';

export interface SandboxOptions {
  readonly zone: string;
  readonly manifest: Manifest;
  /** Where messages are kept over a restart; nowhere when undefined. */
  readonly dataDir: string | undefined;
  /** Slack's own pace: a message a second and channel. Tests about other things turn it off with 0. */
  readonly messageGapMs: number;
  /** Hears that what is kept over a restart could not be written; it is tried again. */
  onUnsaved?(error: unknown): void;
}

/** What the bot's side does when the page moves the clock or starts over. */
export interface SandboxHooks {
  advance(ms: number): Promise<void>;
  reset(): Promise<void>;
  /** The bot's machine goes off, or on again. */
  turn(isOff: boolean): Promise<void>;
  /** What the bot met, for whoever asked. */
  inWords(error: unknown): string;
}

/** How often Slack looks what is due. */
const TICK_MS = 1_000;

/** A local Slack: people, channels, modals and the Web API, served on loopback beside the bot. */
export class Sandbox {
  readonly workspace: Workspace;
  readonly clock: MovableClock;
  readonly token = `xoxb-${randomBytes(16).toString('hex')}`;
  readonly delivery: Delivery;
  readonly triggers = new Triggers();
  readonly responses: ResponseUrls;
  readonly faults = new Faults();
  readonly acting: Acting;
  readonly routes: readonly Route[];
  private port = 0;
  private hooks: SandboxHooks | undefined;
  /** Scopes granted to the bot; a test takes one away to see `missing_scope`. */
  scopes: string[];

  private messageGapMs: number;
  private readonly ticking: NodeJS.Timeout;

  constructor({ zone, manifest, dataDir, messageGapMs, onUnsaved }: SandboxOptions) {
    this.messageGapMs = messageGapMs;
    this.workspace = new Workspace(dataDir && sandboxFileIn(dataDir), () => this.clock, onUnsaved);
    this.clock = new MovableClock(
      zone,
      () => this.workspace.offsetMs,
      (ms) => {
        this.workspace.offsetMs = ms;
        this.workspace.changed();
        this.postDue();
      },
    );
    this.postDue();
    this.ticking = setInterval(() => this.postDue(), TICK_MS).unref();
    this.scopes = [...manifest.scopes];
    this.delivery = new Delivery(() => `http://127.0.0.1:${this.port}/slack/events`);
    this.responses = new ResponseUrls(this.workspace, () => `http://127.0.0.1:${this.port}`);
    this.acting = new Acting(this.workspace, this.delivery, this.triggers, this.responses, {
      commands: manifest.commands,
      events: manifest.events,
    });
    this.workspace.on('renamed', (channel: SandboxChannel) => void this.acting.renamed(channel));
    this.workspace.on('channelDeleted', (channel: SandboxChannel) => void this.acting.channelDeleted(channel));
    this.workspace.on('fileDeleted', (file: string) => void this.acting.fileDeleted(file));
    const files = new Files(dataDir && join(dataDir, 'sandbox-files'), () => `http://127.0.0.1:${this.port}`, this.token);
    for (const message of this.workspace.messages) files.recall(message.files ?? []);
    const context = {
      workspace: this.workspace,
      triggers: this.triggers,
      files,
      messageGapMs: () => this.messageGapMs,
      now: () => this.clock.now().toMillis(),
      lastPosts: new Map<string, number>(),
    };
    const inWords = (error: unknown): string => this.hooks?.inWords(error) ?? String(error);
    this.routes = [
      localOnly,
      apiRoute(this.token, () => this.scopes, context, this.faults),
      this.responseRoute,
      inSentences(
        botRoute(async (isOff) => this.turn(isOff)),
        inWords,
      ),
      files.route,
      worldRoute(this.workspace, files),
      inSentences(
        controlRoute({
          workspace: this.workspace,
          faults: this.faults,
          isBotOff: () => this.delivery.isOff,
          acting: () => this.acting,
          commands: () => manifest.commands,
          shortcuts: () => manifest.shortcuts,
          now: () => this.clock.now().toJSDate(),
          advance: async (ms) => this.hooks?.advance(ms),
          reset: async () => {
            if (this.delivery.isOff) await this.turn(false);
            files.clear();
            await this.hooks?.reset();
          },
        }),
        inWords,
      ),
      pageRoute,
    ];
  }

  private postDue(): void {
    postDue(this.workspace, this.clock.now().toMillis());
  }

  /** Nothing reaches the bot while it is off, and it does nothing; Slack's clock goes on. */
  private async turn(isOff: boolean): Promise<void> {
    this.delivery.isOff = isOff;
    this.workspace.changed();
    await this.hooks?.turn(isOff);
  }

  listen(port: number, hooks: SandboxHooks): void {
    this.port = port;
    this.hooks = hooks;
  }

  private readonly responseRoute: Route = async (request, response, url) => {
    if (request.method !== 'POST' || !url.pathname.startsWith('/response/')) return false;
    const body = JSON.parse(await readBody(request));
    const outcome = this.responses.use(url.pathname.slice('/response/'.length), body);
    if (outcome.ok) response.writeHead(200).end('ok');
    else sendJson(response, GONE.includes(outcome.error ?? '') ? 404 : 400, { ok: false, error: outcome.error });
    return true;
  };

  /** Lets sample data be made without Slack's pace: it tells of days, not of this minute. */
  async unhurried(outbox: { gapMs: number }, work: () => Promise<void>): Promise<void> {
    const before = { sandbox: this.messageGapMs, outbox: outbox.gapMs };
    this.messageGapMs = 0;
    outbox.gapMs = 0;
    this.workspace.isHeld = true;
    try {
      await work();
    } finally {
      this.workspace.isHeld = false;
      this.workspace.changed();
      this.messageGapMs = before.sandbox;
      outbox.gapMs = before.outbox;
    }
  }

  stop(): void {
    clearInterval(this.ticking);
    this.delivery.stop();
    this.workspace.save();
  }
}

/** What Slack says of a response URL that is no more. */
const GONE = ['expired_url', 'used_url'];

/** The page is for this machine: another site's script, or another name for this address, gets nothing. */
const localOnly: Route = (request, response) => {
  if (isAskedLocally(request)) return false;
  sendJson(response, 403, { error: 'the sandbox answers only to this machine' });
  return true;
};
