import type { CaseNo, Sounded } from '../cases/case.js';
import { firstFallbackAt } from '../cases/fallback.js';
import type { CaseRecord, CaseStore } from './cases.js';

/** A case as far as its fallbacks need it. */
export type Guarded = Pick<
  CaseRecord,
  'no' | 'version' | 'kind' | 'state' | 'isOpen' | 'owner' | 'data' | 'home' | 'notices' | 'alarms' | 'fallbacks' | 'fallbackAt' | 'sounded'
>;

const FIELDS = {
  no: 1,
  version: 1,
  kind: 1,
  state: 1,
  isOpen: 1,
  owner: 1,
  data: 1,
  home: 1,
  notices: 1,
  alarms: 1,
  fallbacks: 1,
  fallbackAt: 1,
  sounded: 1,
} as const;
/** So many of what Slack sounded does a case remember. */
const MOST_SOUNDED = 20;

/** What the cases of a team want Slack to sound for them, and what it did sound. */
export class FallbackStore {
  constructor(private readonly cases: CaseStore) {}

  /** Every case that wants something sounded, the earliest first; `until` leaves out what sounds only after it. */
  async wanting(until?: Date): Promise<Guarded[]> {
    const at = until ? { $lte: until } : { $gt: new Date(0) };
    return this.cases.model
      .find({ team: this.cases.team, fallbackAt: at } as never, FIELDS)
      .sort({ fallbackAt: 1, no: 1 })
      .lean<Guarded[]>();
  }

  /** Those of these numbers that no case here has. */
  async unknown(numbers: readonly string[]): Promise<ReadonlySet<string>> {
    const asked = [...new Set(numbers)];
    const found = await this.cases.model.distinct('no', { team: this.cases.team, no: { $in: asked } } as never);
    return new Set(asked.filter((no) => !found.includes(no as never)));
  }

  /** Records what Slack sounded, once. Beside the decisions on the case: it changes nothing that they decide on. */
  async sounded(no: CaseNo, sounded: Sounded): Promise<void> {
    await this.cases.model.updateOne(
      { team: this.cases.team, no, 'sounded.id': { $ne: sounded.id } } as never,
      { $push: { sounded: { $each: [sounded], $slice: -MOST_SOUNDED } } } as never,
    );
  }

  /** Lets go of fallbacks whose alarms the bot has told, unless a decision changed them meanwhile. */
  async told(c: Guarded, ids: readonly string[]): Promise<void> {
    const left = (c.fallbacks ?? []).filter(({ id }) => !ids.includes(id));
    const at = firstFallbackAt(left);
    await this.cases.model.updateOne(
      { team: this.cases.team, no: c.no, fallbacks: c.fallbacks } as never,
      (at ? { $set: { fallbacks: left, fallbackAt: at } } : { $unset: { fallbacks: '', fallbackAt: '' } }) as never,
    );
  }
}
