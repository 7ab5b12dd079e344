import type { SandboxMessage } from '../../src/sandbox/workspace.js';
import { ALARMS, directOf, type TestDesk } from '../support/desk.js';
import type { Staff } from './staff.js';

/** Words by which the bot says that something failed which should not have. */
export const FAILED = /Something went wrong that should not have|发生意外错误/;
/** Slack's answers about time, which a busy machine may earn. */
const ABOUT_TIME = ['expired_trigger_id', 'hash_conflict', 'http_timeout'];
const NUMBERS = /\b(?:T|V|I|M|SD|S|C)-\d+\b/g;

/** A message of the bot's, as far as it is asked about afterwards. */
interface Heard {
  readonly at: number;
  readonly channel: string;
  readonly isEphemeral: boolean;
  readonly names: ReadonlySet<string>;
  readonly notices: readonly string[];
}

/** Keeps what the bot says, however soon Slack forgets it. */
export class Watch {
  readonly heard: Heard[] = [];
  readonly failures: string[] = [];
  private readonly byName = new Map<string, Heard[]>();
  private last = 0;
  private readonly look = (): void => this.collect();

  constructor(
    private readonly desk: TestDesk,
    private readonly staff: Staff,
  ) {
    desk.workspace.on('changed', this.look);
  }

  stop(): void {
    this.desk.workspace.off('changed', this.look);
  }

  private collect(): void {
    const { messages } = this.desk.workspace;
    const fresh: SandboxMessage[] = [];
    for (let n = messages.length - 1; n >= 0; n -= 1) {
      const message = messages[n];
      if (!message || Number(message.ts) <= this.last) break;
      fresh.unshift(message);
    }
    for (const message of fresh) this.keep(message);
    this.last = Math.max(this.last, ...fresh.map(({ ts }) => Number(ts)));
  }

  private keep({ ts, channel, text, blocks, ephemeralFor, isBot, metadata }: SandboxMessage): void {
    if (!isBot) return;
    const words = `${text} ${JSON.stringify(blocks ?? '')}`;
    if (FAILED.test(words)) this.failures.push(`${ephemeralFor ?? channel} was told: ${text.slice(0, 160)}`);
    const notices = String(metadata?.event_payload?.notices ?? '');
    const heard: Heard = {
      at: Number(ts) * 1000,
      channel,
      isEphemeral: ephemeralFor !== undefined,
      names: new Set(words.match(NUMBERS) ?? []),
      notices: notices.split(' ').filter(Boolean),
    };
    this.heard.push(heard);
    for (const name of heard.names) {
      const named = this.byName.get(name);
      if (named) named.push(heard);
      else this.byName.set(name, [heard]);
    }
  }

  /** What Slack has refused of the bot's since it was asked last, but what only says that the machine was slow, or that somebody closed a modal. */
  refusals(): string[] {
    const all = this.desk.refused.filter(({ error }) => !ABOUT_TIME.includes(error));
    this.desk.workspace.refusals.clear();
    return all.map(({ what, error, messages = [] }) => `${what}: ${error} ${messages.slice(0, 3).join(' ')}`);
  }

  /** Was this case named to one of these people, or in this channel, since then? */
  wasNamed(no: string, channels: readonly string[], since: number): boolean {
    const named = this.byName.get(no) ?? [];
    return named.some(({ at, isEphemeral, channel }) => at >= since && !isEphemeral && channels.includes(channel));
  }

  /** Where those read who answer for the desk and are still there. */
  get leaders(): string[] {
    return [ALARMS, ...this.staff.present('supervisor', 'head').map(({ id }) => directOf(id))];
  }

  /** Notices that were sent twice. */
  doubled(): string[] {
    const times = new Map<string, number>();
    for (const { notices } of this.heard) for (const id of notices) times.set(id, (times.get(id) ?? 0) + 1);
    return [...times].filter(([, n]) => n > 1).map(([id, n]) => `${id} ×${n}`);
  }
}
