import { createHmac, randomBytes } from 'node:crypto';
import type { Json } from './workspace.js';

/** Slack waits this long for an app. */
const ACK_MS = 3_000;
/** When an event that was not answered is sent again; the first time at once. */
const RETRY_AFTER_MS = [0, 60_000, 300_000];

/** What came back from the app; `isAcked` only when it answered 200 in time. */
export interface Ack {
  readonly isAcked: boolean;
  readonly body: Json;
  readonly reason: 'ok' | 'http_timeout' | 'http_error' | 'connection_failed';
}

/** The part of `fetch` that is used here. */
export type Send = (
  url: string,
  request: { readonly method: 'POST'; readonly body: string; readonly headers: Record<string, string>; readonly signal: AbortSignal },
) => Promise<{ readonly status: number; text(): Promise<string> }>;

/** Sends requests to the app as Slack does: signed, form-encoded or JSON, and waiting three seconds. */
export class Delivery {
  readonly signingSecret = randomBytes(16).toString('hex');
  /** The bot's machine is off: nobody answers there. */
  isOff = false;
  private readonly retries = new Set<NodeJS.Timeout>();

  constructor(
    private readonly url: () => string,
    private readonly send: Send = fetch,
  ) {}

  sign(body: string, seconds: number): string {
    return `v0=${createHmac('sha256', this.signingSecret).update(`v0:${seconds}:${body}`).digest('hex')}`;
  }

  private async post(body: string, contentType: string, headers: Record<string, string> = {}): Promise<Ack> {
    if (this.isOff) return { isAcked: false, body: undefined, reason: 'connection_failed' };
    const seconds = Math.floor(Date.now() / 1000);
    try {
      const response = await this.send(this.url(), {
        method: 'POST',
        body,
        headers: {
          'content-type': contentType,
          'x-slack-request-timestamp': String(seconds),
          'x-slack-signature': this.sign(body, seconds),
          ...headers,
        },
        signal: AbortSignal.timeout(ACK_MS),
      });
      const text = await response.text();
      return { isAcked: response.status === 200, body: parsed(text), reason: response.status === 200 ? 'ok' : 'http_error' };
    } catch (error) {
      const isTimeout = (error as { name?: string } | undefined)?.name === 'TimeoutError';
      return { isAcked: false, body: undefined, reason: isTimeout ? 'http_timeout' : 'connection_failed' };
    }
  }

  command(fields: Record<string, string>): Promise<Ack> {
    return this.post(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded');
  }

  interaction(payload: Json): Promise<Ack> {
    return this.post(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), 'application/x-www-form-urlencoded');
  }

  /** An event; sent again with Slack's retry headers while it is not answered in time. */
  async event(envelope: Json, attempt = 0, reason?: string): Promise<Ack> {
    const headers: Record<string, string> =
      attempt === 0 ? {} : { 'x-slack-retry-num': String(attempt), 'x-slack-retry-reason': reason ?? 'http_timeout' };
    const ack = await this.post(JSON.stringify(envelope), 'application/json', headers);
    const waitMs = RETRY_AFTER_MS[attempt];
    if (!ack.isAcked && waitMs !== undefined) {
      const timer = setTimeout(() => {
        this.retries.delete(timer);
        void this.event(envelope, attempt + 1, ack.reason);
      }, waitMs);
      this.retries.add(timer.unref());
    }
    return ack;
  }

  stop(): void {
    for (const timer of this.retries) clearTimeout(timer);
  }
}

function parsed(text: string): Json {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
