import { type DateTime, Interval } from 'luxon';
import type { CaseNo } from '../cases/case.js';
import type { Ticket } from '../cases/ticket/index.js';
import { orderVisit } from '../cases/visit/index.js';
import { act } from '../slack/act.js';
import type { Desk } from '../slack/desk.js';
import { policyNow } from '../slack/people/policy.js';
import { type WorkCalendar, workIntervalsOf } from '../time/calendar.js';
import type { SampleVisit, Step } from './seed-data.js';
import type { SeedEvent } from './seed-event.js';

/** Appointments begin at full quarters of an hour. */
const QUARTER = 15;
/** From one visit of an engineer to the next: the work and the way. */
const BETWEEN_MINUTES = 120;
/** Within a month there is a work day, or the desk has none. */
const MOST_QUARTERS = 31 * 24 * 4;

interface Window {
  readonly start: DateTime;
  readonly end: DateTime;
}

const isWithinWork = ({ start, end }: Window, calendar: WorkCalendar): boolean =>
  workIntervalsOf(calendar, start).some((hours) => hours.engulfs(Interval.fromDateTimes(start, end)));

/**
 * Finds sample visits a window in work hours, in the calendar's zone: where it is wanted, else the nearest before it for what is over, the
 * next after it for what is not. The visits of one engineer never come too close to each other.
 */
export function windowsIn(calendar: WorkCalendar, windowMinutes: number): (wanted: DateTime, now: DateTime, engineer?: string) => Window {
  const taken: { readonly engineer: string | undefined; readonly start: DateTime }[] = [];
  return (wanted, now, engineer) => {
    const local = wanted.setZone(calendar.zone);
    const first = local.set({ minute: Math.floor(local.minute / QUARTER) * QUARTER, second: 0, millisecond: 0 });
    const windowAt = (start: DateTime): Window => ({ start, end: start.plus({ minutes: windowMinutes }) });
    const isOver = first.plus({ minutes: BETWEEN_MINUTES }) < now;
    const isFree = (start: DateTime): boolean =>
      taken.every((other) => other.engineer !== engineer || Math.abs(other.start.diff(start).as('minutes')) >= BETWEEN_MINUTES);
    for (let n = 0; n < MOST_QUARTERS; n += 1) {
      const start = first.plus({ minutes: (isOver ? -n : n) * QUARTER });
      const window = windowAt(start);
      if (!isWithinWork(window, calendar) || !isFree(start)) continue;
      taken.push({ engineer, start });
      return window;
    }
    return windowAt(first);
  };
}

/** The visit of a sample ticket as events; what would only happen after `now` is left out. */
export function visitEvents(
  desk: Desk,
  { engineer, orderedAfter, address, agreed, after }: SampleVisit,
  { start, end }: Window,
  { loggedAt, now, ticketNo }: { readonly loggedAt: DateTime; readonly now: DateTime; ticketNo(): CaseNo | undefined },
): SeedEvent[] {
  const orderedAt = loggedAt.plus({ minutes: orderedAfter });
  let no: CaseNo | undefined;
  const order: SeedEvent = {
    at: orderedAt,
    async run() {
      const ticket = ticketNo();
      const record = ticket && (await desk.cases.get(ticket));
      if (!record) return;
      const { owner, data } = record as object as Ticket;
      const { customer, customerNo, site, callerName, callerTitle, phone, category, product, description } = data;
      const wanted = {
        ...{ customer, customerNo, site, callerName, callerTitle, phone, category, product, engineer, address },
        ...{
          ticketNo: ticket,
          need: description,
          kind: 'repair' as const,
          travelMinutes: desk.settings.visit.travelMinutes,
          isFirstVisit: true,
        },
        ...{ from: start.toJSDate(), to: end.toJSDate() },
      };
      const circumstances = { actor: await desk.people.find(owner), now: desk.clock.now(), policy: await policyNow(desk) };
      no = (await desk.cases.create('visit', (seq) => orderVisit(wanted, { team: desk.team.id, seq }, circumstances))).no;
    },
  };
  const eventsFrom = (beginning: DateTime, steps: readonly Step[]): SeedEvent[] =>
    steps.map(([minutes, user, action, input = {}]) => ({
      at: beginning.plus({ minutes }),
      async run() {
        if (no) await act(desk, await desk.people.find(user), no, action, input, undefined);
      },
    }));
  return [order, ...eventsFrom(orderedAt, agreed), ...eventsFrom(start, after)].filter(({ at }) => at <= now);
}
