import { dropOlder } from './ages.js';

/** A trigger lives three seconds and opens one view. */
const LIFE_MS = 3_000;
/** So long one that is too old is still called expired. */
const KEPT_MS = 60_000;

interface Trigger {
  readonly user: string;
  readonly bornAt: number;
  isUsed: boolean;
}

/** The trigger ids of a workspace. */
export class Triggers {
  private readonly known = new Map<string, Trigger>();
  private count = 0;

  /** `now` in milliseconds of the machine's clock: triggers are about the network, not about the desk. */
  constructor(private readonly now: () => number = Date.now) {}

  make(user: string): string {
    this.count += 1;
    const id = `${this.now()}.${this.count}.${Math.random().toString(36).slice(2)}`;
    this.known.set(id, { user, bornAt: this.now(), isUsed: false });
    dropOlder(this.known, this.now() - KEPT_MS);
    return id;
  }

  /** Uses a trigger up: its person, or Slack's error code. */
  take(id: string): { user: string } | { error: string } {
    const trigger = this.known.get(id);
    if (!trigger) return { error: 'invalid_trigger_id' };
    if (trigger.isUsed) return { error: 'exchanged_trigger_id' };
    if (this.now() - trigger.bornAt > LIFE_MS) return { error: 'expired_trigger_id' };
    trigger.isUsed = true;
    return { user: trigger.user };
  }
}
