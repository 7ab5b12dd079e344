import { LRUCache } from 'lru-cache';
import { IANAZone, type Zone } from 'luxon';

/** Offsets of today's zones change at full quarters of an hour, UTC. */
const QUARTER_MS = 15 * 60_000;
const MOST_REMEMBERED = 10_000;

/** A zone that remembers its offsets: each question to Intl takes longer than the reckoning around it. */
class RememberingZone extends IANAZone {
  private readonly offsets = new LRUCache<number, number>({ max: MOST_REMEMBERED });

  /** Minutes to add to UTC at a moment. */
  override offset(ms: number): number {
    const quarter = Math.floor(ms / QUARTER_MS);
    const known = this.offsets.get(quarter);
    if (known !== undefined) return known;
    const offset = super.offset(ms);
    this.offsets.set(quarter, offset);
    return offset;
  }
}

/** The desk's zone as somebody reads it who lives by another clock: times that are said in it name it. */
class SaidZone extends RememberingZone {
  /** Luxon sets no zone that equals the one that is there. */
  override equals(other: Zone): boolean {
    return other instanceof SaidZone && super.equals(other);
  }
}

const zones = new Map<string, Zone>();
const saidZones = new Map<string, Zone>();

/** The zone of an IANA name such as Asia/Shanghai, always the same one. Its offsets are exact from 1980 on. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name) ?? new RememberingZone(name);
  zones.set(name, known);
  return known;
}

/** The same zone for a reader who lives by another clock: `timeInWords` names it. Reckoning in it is as in `zoneOf`. */
export function saidZoneOf(name: string): Zone {
  const known = saidZones.get(name) ?? new SaidZone(name);
  saidZones.set(name, known);
  return known;
}

/** Are times in this zone to name it? */
export const isSaid = (zone: Zone): boolean => zone instanceof SaidZone;
