import type { Reader } from '../../src/cases/card.js';
import { leads } from '../../src/cases/case.js';
import { person as mention, placeOf } from '../../src/cases/text.js';
import { isLateNow } from '../../src/cases/visit/card.js';
import { type PunctualityFigures, punctualityBy } from '../../src/cases/visit/figures.js';
import { isInNeed, OUT, type Visit } from '../../src/cases/visit/visit.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { type Message, tableMessage } from '../../src/slack/messages/blocks.js';
import { fitAlone } from '../../src/slack/messages/broken.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { numberOf } from '../../src/slack/people/readers.js';
import type { DeskLines } from '../subject.js';
import { figuresNow, percent } from '../tickets/index.js';

/** Where somebody is in need, and who is under way to him. Rule D11. */
const sosInWords = (no: string, { data }: Visit): string =>
  [no, placeOf(data), data.sos?.takenBy ? `→ ${mention(data.sos.takenBy)}` : '🆘'].join(' ');

/** The visits at a glance: calls for help that are not over, today's, who is out, who is late, and copies A that have not come back. */
function visitLines(desk: Asked['desk'], visits: readonly Visit[], reader: Reader): string[] {
  const { t, now } = reader;
  const isToday = ({ data }: Visit): boolean => data.from >= now.startOf('day').toJSDate() && data.from < now.endOf('day').toJSDate();
  const handIns = visits.filter(({ state }) => state === 'signed' || state === 'handed_in');
  const counts = {
    today: visits.filter(isToday).length,
    out: visits.filter(({ state }) => OUT.some((out) => out === state)).length,
    late: visits.filter((visit) => isLateNow(visit, now.toJSDate())).length,
    pool: visits.filter(({ state, data }) => state === 'ordered' && !data.engineer).length,
  };
  const inNeed = visits.filter(isInNeed);
  return [
    ...(inNeed.length > 0
      ? [
          t('visit.desk.sos', {
            list: inNeed.map((visit) => sosInWords(numberOf(desk, visit, reader), visit)).join(t('shared.punctuation.and')),
          }),
        ]
      : []),
    t('visit.desk.visits', counts),
    ...(handIns.length > 0
      ? [
          t('visit.desk.handIns', {
            list: handIns
              .slice(0, 20)
              .map((visit) => numberOf(desk, visit, reader))
              .join(' '),
          }),
        ]
      : []),
  ];
}

/** What is stored wrongly is counted nowhere, and named. */
export const VISIT_LINES: DeskLines = {
  place: 20,
  lines: async ({ desk, reader }) =>
    visitLines(
      desk,
      fitAlone(desk, await desk.visits.open(), 'figures', (one) => visitLines(desk, [one], reader)),
      reader,
    ),
};

/** A person's work and punctuality, of everybody for those who lead, else the reader's own: what is his, how it went in the last 7 and 30 days, and what he must hand in. Rule J3. */
export async function engineers(asked: Asked): Promise<Message> {
  const { reader, desk } = asked;
  const { t } = reader;
  const figures = await figuresNow(asked);
  const [listed, arrivals, visits] = await Promise.all([
    desk.people.engineers(),
    desk.visits.arrivalsSince(reader.now.minus({ days: 30 }).toJSDate()),
    desk.visits.open(),
  ]);
  const punctual = punctualityBy(arrivals, reader.now);
  const ids = leads(asked.person) ? [...new Set([...listed, ...figures.byOwner.keys(), ...punctual.keys()])] : [asked.person.id];
  const names = await namesOf(
    desk,
    ids.flatMap((id) => id ?? []),
  );
  const columns = [
    'person',
    'open',
    'late',
    'kept7',
    'kept30',
    'visits7',
    'onTime',
    'told',
    'untold',
    'missed',
    'lateMinutes',
    'earlyMinutes',
    'handIns',
  ];
  const both = (id: string | undefined, figure: keyof PunctualityFigures): string =>
    `${punctual.get(id)?.week[figure] ?? 0} / ${punctual.get(id)?.month[figure] ?? 0}`;
  const none = { kept: 0, all: 0 };
  const rowOf = (id: string | undefined): string[] => {
    const row = id === undefined ? undefined : figures.byOwner.get(id);
    const handIns = visits.filter(({ state, data }) => id !== undefined && state === 'signed' && data.engineer === id);
    return [
      id === undefined ? t('visit.table.nobody') : (names.get(id) ?? id),
      String(row?.open ?? 0),
      String(row?.late ?? 0),
      percent(row?.keptWeek ?? none, reader),
      percent(row?.keptMonth ?? none, reader),
      both(id, 'visits'),
      both(id, 'onTime'),
      both(id, 'toldInTime'),
      both(id, 'notToldInTime'),
      both(id, 'missed'),
      both(id, 'lateMinutes'),
      both(id, 'earlyMinutes'),
      handIns.map(({ no }) => no).join(' '),
    ];
  };
  const rows = ids.map(rowOf);
  const head = columns.map((column) => t(`visit.table.${column}`));
  const { from } = asked;
  return tableMessage(
    { title: t('visit.desk.engineersTitle'), head, rows, from, again: 'desk engineers', footer: t('visit.desk.engineersFooter') },
    t,
  );
}
