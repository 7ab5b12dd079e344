import type { DateTime } from 'luxon';
import { type InspectionFigures, inspectionFigures } from '../../src/cases/inspection/figures.js';
import type { Inspection } from '../../src/cases/inspection/inspection.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { fitAlone } from '../../src/slack/messages/broken.js';
import { isoDay } from '../../src/time/period.js';

/** What was missed stays in sight for so many days. */
export const MISSED_DAYS = 30;

/** How inspections stand now: all that is open, of whichever day and the most urgent first, what ended today, and what was missed of late. */
export interface InspectionsNow {
  readonly open: readonly Inspection[];
  readonly ended: readonly Inspection[];
  readonly figures: InspectionFigures;
}

/** Of these groups, or of all. `figures.missed` counts the last 30 days. */
export async function inspectionsNow(desk: Desk, now: DateTime, groups?: readonly string[]): Promise<InspectionsNow> {
  const isOwn = ({ data }: { readonly data: { readonly group: string } }): boolean => groups === undefined || groups.includes(data.group);
  const { inspections } = desk;
  const sound = (all: readonly Inspection[]): Inspection[] => fitAlone(desk, all, 'figures', (one) => inspectionFigures([one]));
  const [open, ended, missed] = await Promise.all([
    inspections.open(),
    inspections.endedSince(now.startOf('day').toJSDate()),
    inspections.missedIn(isoDay(now.minus({ days: MISSED_DAYS })), isoDay(now)),
  ]);
  const own = { open: sound(open).filter(isOwn), ended: sound(ended).filter(isOwn) };
  const figures = inspectionFigures([...own.open, ...own.ended]);
  return { ...own, figures: { ...figures, missed: missed.filter(isOwn).length } };
}

/** Inspections that are open and were due already, the longest first. */
export const overdueInspections = async ({ desk, reader: { now } }: Pick<Asked, 'desk' | 'reader'>): Promise<Inspection[]> =>
  fitAlone(desk, await desk.inspections.open(), 'list', (one) => one.data.dueAt.getTime()).filter(
    ({ data }) => data.dueAt <= now.toJSDate(),
  );
