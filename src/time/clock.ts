import { DateTime } from 'luxon';
import { zoneOf } from './zone.js';

/** The desk's clock. The sandbox moves it; everything that decides by time asks it. */
export interface Clock {
  /** Now, in the desk's zone. */
  now(): DateTime;
}

export const systemClock = (zone: string): Clock => ({ now: () => DateTime.now().setZone(zoneOf(zone)) });
