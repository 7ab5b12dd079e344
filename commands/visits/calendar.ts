import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { DateTime } from 'luxon';
import type { Reader } from '../../src/cases/card.js';
import { phonesOf } from '../../src/cases/phones.js';
import { placeOf } from '../../src/cases/text.js';
import { departureAt } from '../../src/cases/visit/lateness.js';
import type { VisitPolicy } from '../../src/cases/visit/settings.js';
import type { Visit } from '../../src/cases/visit/visit.js';

/** Is it still this person's? What was cancelled, or given to another, is told to his calendar as cancelled. */
export const isHis = ({ state, data }: Visit, user: string): boolean => state !== 'cancelled' && data.crew.includes(user);

/**
 * Somebody's visits as a calendar file. Times are UTC instants, so that every calendar shows them in its own zone. An event keeps
 * its UID, and its SEQUENCE grows with each change: a calendar that reads the file again moves or cancels what it has. Rules D3, D5.
 */
export function calendarFile(
  visits: readonly Visit[],
  { id, name }: { readonly id: string; readonly name: string },
  rules: VisitPolicy,
  { t }: Pick<Reader, 't'>,
): string {
  const calendar = ical({
    name: t('visit.calendar.name', { name }),
    prodId: { company: 'Fieldbell', product: 'service desk' },
    method: ICalCalendarMethod.PUBLISH,
  });
  for (const visit of visits) {
    const { no, data, version, changedAt } = visit;
    const isOn = isHis(visit, id);
    const caller = [data.callerName, data.callerTitle, ...phonesOf(visit)].filter(Boolean).join(' ');
    calendar.createEvent({
      id: `${no}@fieldbell`,
      sequence: version,
      stamp: changedAt,
      start: DateTime.fromJSDate(data.from, { zone: 'utc' }).toJSDate(),
      end: DateTime.fromJSDate(data.to, { zone: 'utc' }).toJSDate(),
      summary: `${no} · ${placeOf(data)}`,
      status: isOn ? ICalEventStatus.CONFIRMED : ICalEventStatus.CANCELLED,
      description: isOn ? [data.ticketNo, caller, data.need].filter(Boolean).join('\n') : data.ticketNo,
      ...(data.address ? { location: data.address } : {}),
      ...(isOn
        ? { alarms: [{ type: ICalAlarmType.display, trigger: leaveBefore(visit, rules), description: t('visit.calendar.leave') }] }
        : {}),
    });
  }
  return calendar.toString();
}

/** Seconds before the window at which the calendar says that it is time to leave. Rule D5. */
const leaveBefore = ({ data }: Visit, rules: VisitPolicy): number =>
  Math.round((data.from.getTime() - departureAt(data, rules).getTime() + rules.remindDeparture) / 1000);
