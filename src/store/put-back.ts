import { z } from 'zod';
import type { Connection } from './connection.js';
import { Memory } from './memory.js';

const goneSchema = z.object({
  prefix: z.string(),
  series: z.string(),
  from: z.number(),
  to: z.number(),
  copiedAt: z.coerce.date(),
  isSkipped: z.boolean(),
});
const putBackSchema = z.object({ copiedAt: z.coerce.date(), at: z.coerce.date(), isTold: z.boolean(), gone: z.array(goneSchema) });

/**
 * Numbers of one series that stand for nothing here, both ends included: the desk was put back to a copy, made at `copiedAt`, that is
 * older than they are. `isSkipped`: nobody knows whether they were given out; `--after` left them free.
 */
export type Gone = z.output<typeof goneSchema>;
/** The last time a desk was put back: to the copy of when, at what time, and whether people were told. `gone` is of all such times. */
export type PutBack = z.output<typeof putBackSchema>;

const NAME = 'putBack';
/** So many ranges are remembered: of ten restores at least. */
const MOST_RANGES = 300;

/** What a desk knows of having been put back to a copy. Decision 0103. */
export class PutBackStore {
  private readonly memory: Memory;

  constructor(connection: Connection, team: string) {
    this.memory = new Memory(connection, team);
  }

  /** Undefined for a desk that never was put back. */
  async last(): Promise<PutBack | undefined> {
    const known = await this.memory.recall(NAME);
    return known === undefined ? undefined : putBackSchema.parse(JSON.parse(known));
  }

  remember(putBack: PutBack): Promise<void> {
    return this.memory.remember(NAME, JSON.stringify({ ...putBack, gone: putBack.gone.slice(-MOST_RANGES) }));
  }

  /** Somebody has heard of it. */
  async told(): Promise<void> {
    const last = await this.last();
    if (last) await this.remember({ ...last, isTold: true });
  }

  /** The numbers among which this one is gone, if it is. */
  async goneWith(no: string): Promise<Gone | undefined> {
    const [, prefix, digits] = /^([A-Z]+)-(\d+)$/.exec(no) ?? [];
    if (prefix === undefined) return undefined;
    const n = Number(digits);
    return (await this.last())?.gone.findLast((one) => one.prefix === prefix && one.from <= n && n <= one.to);
  }
}

/** What a desk lacks since it was put back the last time. */
export const goneSince = ({ gone, copiedAt }: PutBack): Gone[] => gone.filter((one) => one.copiedAt.getTime() === copiedAt.getTime());

/** `T-3`, or `T-3–T-9`. */
export const rangeInShort = ({ prefix, from, to }: Gone): string => (from === to ? `${prefix}-${to}` : `${prefix}-${from}–${prefix}-${to}`);
