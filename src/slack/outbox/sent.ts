import type { WebClient } from '@slack/web-api';
import { LRUCache } from 'lru-cache';

/** The type of metadata under which a message carries the ids of its notices. */
export const METADATA_TYPE = 'fieldbell_notice';

interface Found {
  readonly ts?: string;
  readonly files?: readonly { readonly id?: string; readonly name?: string }[];
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: { readonly notices?: unknown } };
}

/** A message is known by the notices it carries, a file, which carries none, by its name; each with Slack's id of it. */
const namesOf = ({ ts = '', metadata, files = [] }: Found): [string, string][] => [
  ...(metadata?.event_type === METADATA_TYPE ? String(metadata.event_payload?.notices ?? '').split(' ') : []).map(
    (name): [string, string] => [name, ts],
  ),
  ...files.map(({ id = '', name = '' }): [string, string] => [name, id]),
];

/** Clocks differ by a little; a message cannot be older than its notice by more. */
const SKEW_MS = 60_000;
/** So many messages are asked for at once; an app that Slack limits gets fewer. */
const PAGE = 200;
/** So many pages are read in one go; the next try goes on from there. */
const MOST_PAGES = 20;
/** So many channels and threads are remembered, and so long after they were last asked about. */
const REMEMBERED = { max: 300, ttl: 3_600_000, updateAgeOnGet: true };

/** A message that carries a notice, with all that it carries, or a file with its name. */
export interface Carrier {
  readonly ts: string;
  readonly names: readonly string[];
}

/** There is more to be read of a channel than one try may take. */
class StillReading extends Error {}

/** Slack's `ts` in whole microseconds, which a number holds exactly, and back. */
const microsOf = (ts: string): number => Math.round(Number(ts) * 1e6);
const tsOf = (micros: number): string => `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** What has been read of a channel or thread: which stretches of time, in microseconds, and what was found in them. */
class Trail {
  readonly found = new Map<string, Map<string, Carrier>>();
  /** Everything that stood there at this moment of the machine's clock, in milliseconds, lies before the end of what was read. */
  asOf = Number.NEGATIVE_INFINITY;
  private spans: readonly Span[] = [];

  add(span: Span): void {
    const apart = this.spans.filter(({ from, to }) => to < span.from || from > span.to);
    const touching = [span, ...this.spans.filter((one) => !apart.includes(one))];
    const joined = { from: Math.min(...touching.map(({ from }) => from)), to: Math.max(...touching.map(({ to }) => to)) };
    this.spans = [...apart, joined].sort((a, b) => a.from - b.from);
  }

  note(name: string, carrier: Carrier): void {
    this.found.set(name, (this.found.get(name) ?? new Map()).set(carrier.ts, carrier));
  }

  /** How far what was read reaches without a gap from here on. */
  endOf(from: number): number {
    return this.spans.find((span) => span.from <= from && from <= span.to)?.to ?? from;
  }

  /** How far it was read at most. */
  get end(): number {
    return this.spans.at(-1)?.to ?? Number.NEGATIVE_INFINITY;
  }

  /** Was everything since then read, without a gap? */
  reachesFrom(since: number): boolean {
    return this.endOf(since) === this.end;
  }

  /** The newest stretch since then that was not read, below what was. */
  gapSince(since: number): Span | undefined {
    const last = this.spans.at(-1);
    if (!last || last.from <= since) return undefined;
    return { from: Math.max(since, this.spans.at(-2)?.to ?? since), to: last.from };
  }
}

/** A page of a channel or thread. */
interface Where {
  readonly channel: string;
  readonly ts?: string;
  readonly oldest: string;
  readonly latest?: string;
}

/** Looks for what an earlier try may have brought to Slack. */
export interface Earlier {
  /** The `ts` of the message that carries this notice, or the id of the file of this name, in the thread or, merged with others, in its channel. */
  find(name: string, channel: string, threadTs?: string): Promise<string | undefined>;
  /** All of them, each once, in the thread and in its channel. */
  all(name: string, channel: string, threadTs?: string): Promise<readonly Carrier[]>;
}

/**
 * What Slack has of ours already: a sender may have died, or the connection broken, after Slack took a message. What was read of
 * a channel or thread is not read again: an app that Slack lets read one page a minute gets to the end, too.
 */
export class Sent {
  private readonly trails = new LRUCache<string, Trail>(REMEMBERED);
  private readonly reading = new Map<string, Promise<void>>();

  constructor(private readonly client: WebClient) {}

  /** What was sent since a notice came to be. What stands in Slack at this moment is seen. */
  since(createdAt: Date): Earlier {
    const from = (createdAt.getTime() - SKEW_MS) * 1000;
    const asOf = Date.now();
    const placesOf = (threadTs: string | undefined) => (threadTs ? [threadTs, undefined] : [undefined]);
    const carriers = async (name: string, channel: string, thread: string | undefined): Promise<Carrier[]> => [
      ...((await this.read(channel, thread, from, asOf)).get(name)?.values() ?? []),
    ];
    return {
      find: async (name, channel, threadTs) => {
        for (const thread of placesOf(threadTs)) {
          const [first] = await carriers(name, channel, thread);
          if (first) return first.ts;
        }
        return undefined;
      },
      all: async (name, channel, threadTs) => {
        const found = new Map<string, Carrier>();
        for (const thread of placesOf(threadTs)) for (const one of await carriers(name, channel, thread)) found.set(one.ts, one);
        return [...found.values()];
      },
    };
  }

  private async read(channel: string, thread: string | undefined, from: number, asOf: number): Promise<Trail['found']> {
    const key = `${channel} ${thread ?? ''}`;
    const trail = this.trails.get(key) ?? new Trail();
    this.trails.set(key, trail);
    const isWhole = (): boolean => (thread === undefined ? trail.gapSince(from) === undefined : trail.reachesFrom(from));
    const isRead = (): boolean => trail.asOf >= asOf && isWhole();
    for (let pages = 0; !isRead(); pages += 1) {
      if (pages === MOST_PAGES) throw new StillReading(`${key} is still being read`);
      const other = this.reading.get(key);
      const page = other ?? (thread ? this.readReplies(trail, channel, thread, from) : this.readHistory(trail, channel, from, asOf));
      if (!other) this.reading.set(key, page);
      await page.finally(() => this.reading.get(key) === page && this.reading.delete(key));
    }
    return trail.found;
  }

  /** Newest first: what came since the last look, then what lies before it. */
  private async readHistory(trail: Trail, channel: string, from: number, asOf: number): Promise<void> {
    const began = Date.now();
    const isNewest = trail.asOf < asOf;
    const gap = isNewest ? undefined : trail.gapSince(from);
    const oldest = gap?.from ?? from;
    const { times, hasMore } = await this.page(trail, 'conversations.history', {
      channel,
      oldest: tsOf(oldest),
      ...(gap ? { latest: tsOf(gap.to) } : {}),
    });
    const reached = hasMore && times.length > 0 ? Math.min(...times) : oldest;
    trail.add({ from: reached, to: gap?.to ?? Math.max(oldest, ...times) });
    if (isNewest) trail.asOf = began;
  }

  /** Oldest first, as Slack gives replies. */
  private async readReplies(trail: Trail, channel: string, thread: string, from: number): Promise<void> {
    const began = Date.now();
    const oldest = trail.endOf(from);
    const { times, hasMore } = await this.page(trail, 'conversations.replies', { channel, ts: thread, oldest: tsOf(oldest) });
    // To its end is to all that was read before: what ended it may be deleted by now.
    trail.add({ from: oldest, to: Math.max(oldest, ...times, ...(hasMore ? [] : [trail.end])) });
    if (!hasMore) trail.asOf = began;
  }

  private async page(trail: Trail, method: string, which: Where) {
    const answer = await this.client.apiCall(method, { ...which, inclusive: true, include_all_metadata: true, limit: PAGE });
    const { messages = [], response_metadata: next } = answer as { messages?: Found[] } & typeof answer;
    for (const message of messages) {
      const named = namesOf(message);
      for (const [name, ts] of named) if (ts) trail.note(name, { ts, names: named.flatMap(([other, id]) => (id === ts ? [other] : [])) });
    }
    const [low, high] = [microsOf(which.oldest), microsOf(which.latest ?? '9999999999')];
    // A thread's first message comes with every page.
    const times = messages.map(({ ts = '0' }) => microsOf(ts)).filter((time) => time >= low && time <= high);
    return { times, hasMore: Boolean(next?.next_cursor) };
  }
}
