import { DateTime } from 'luxon';
import type { Clock } from '../time/clock.js';
import { zoneOf } from '../time/zone.js';

/** A clock that can be moved forward; between moves it runs as any other. */
export class MovableClock implements Clock {
  constructor(
    private readonly zone: string,
    private offsetMs: () => number,
    private readonly setOffset: (ms: number) => void,
  ) {}

  now(): DateTime {
    return DateTime.fromMillis(Date.now() + this.offsetMs(), { zone: zoneOf(this.zone) });
  }

  /** Puts the clock at a moment. Only the sample data's making goes back in time. */
  moveTo(moment: DateTime): void {
    this.setOffset(moment.toMillis() - Date.now());
  }
}
