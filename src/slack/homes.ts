import { setTimeout as pause } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Asked } from '../cases/asks.js';
import type { Log } from '../log.js';
import { Pace, Stopped } from './outbox/pace.js';

/** What of a case says whose Home shows it. */
interface Shown {
  readonly owner: string;
  readonly asks?: readonly Asked[] | undefined;
  readonly history: readonly { readonly by: string }[];
  readonly copies?: readonly { readonly user: string }[] | undefined;
}

/** So many Homes that were opened are kept true, each for a work day after it was looked at. */
const REMEMBERED = { max: 500, ttl: 10 * 3_600_000 };
/** Changes that follow one another are drawn together. */
const TOGETHER_MS = 500;
const PERSON = 'person:';

const peopleOf = ({ owner, asks = [], history, copies = [] }: Shown): string[] => [
  owner,
  ...asks.flatMap((one) => (one.startsWith(PERSON) ? one.slice(PERSON.length) : [])),
  ...history.slice(-1).map(({ by }) => by),
  ...copies.map(({ user }) => user),
];

/** The Homes that people have open: drawn anew, at Slack's pace, when something that they show has changed. */
export class Homes {
  private readonly opened = new LRUCache<string, { readonly leads: boolean }>(REMEMBERED);
  private readonly waiting = new Set<string>();
  private readonly pace: Pace;
  private isStopped = false;
  private draw: (user: string) => Promise<void> = async () => {};

  constructor(
    private readonly log: Log,
    gapMs: number,
  ) {
    this.pace = new Pace(() => gapMs, Date.now);
  }

  /** How a Home is drawn. */
  drawnBy(draw: (user: string) => Promise<void>): void {
    this.draw = draw;
  }

  /** Somebody looks at his Home. Who leads sees figures of everything. */
  look(user: string, leads: boolean): void {
    this.opened.set(user, { leads });
  }

  /** A case was another one before: whoever sees it in his Home sees how it stands now. */
  changed(...versions: readonly Shown[]): void {
    const concerned = new Set(versions.flatMap(peopleOf));
    for (const [user, { leads }] of this.opened.entries()) if (leads || concerned.has(user)) this.soon(user);
  }

  stop(): void {
    this.isStopped = true;
    this.pace.stop();
  }

  private soon(user: string): void {
    if (this.waiting.has(user) || this.isStopped) return;
    this.waiting.add(user);
    void this.pace
      .take('homes', async () => {
        await pause(TOGETHER_MS, undefined, { ref: false });
        this.waiting.delete(user);
        if (!this.isStopped) await this.draw(user);
      })
      .catch((error: unknown) => {
        this.waiting.delete(user);
        if (!(error instanceof Stopped)) this.log.warn({ err: error, user }, 'a Home could not be drawn anew');
      });
  }
}
