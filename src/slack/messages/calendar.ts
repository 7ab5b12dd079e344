import ical from 'ical-generator';
import { DateTime } from 'luxon';
import type { Reader } from '../../cases/card.js';
import { placeOf } from '../../cases/text.js';
import type { Visit } from '../../cases/visit/visit.js';

/** Somebody's visits as a calendar file. Times are UTC instants, so that every calendar shows them in its own zone. */
export function calendarFile(visits: readonly Visit[], name: string, { t }: Pick<Reader, 't'>): string {
  const calendar = ical({ name: t('visit.calendar.name', { name }), prodId: { company: 'Fieldbell', product: 'service desk' } });
  for (const { no, data, version, changedAt } of visits) {
    calendar.createEvent({
      id: `${no}@fieldbell`,
      sequence: version,
      stamp: changedAt,
      start: DateTime.fromJSDate(data.from, { zone: 'utc' }).toJSDate(),
      end: DateTime.fromJSDate(data.to, { zone: 'utc' }).toJSDate(),
      summary: `${no} · ${placeOf(data)}`,
      description: `${data.ticketNo}\n${data.need}`,
      ...(data.address ? { location: data.address } : {}),
    });
  }
  return calendar.toString();
}
