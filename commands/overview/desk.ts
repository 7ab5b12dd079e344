import type { Reader } from '../../src/cases/card.js';
import { dutyFigures } from '../../src/cases/duty/figures.js';
import { inspectionFigures } from '../../src/cases/inspection/figures.js';
import { byWord } from '../../src/cases/table.js';
import { person } from '../../src/cases/text.js';
import { deskFigures, type Share } from '../../src/cases/ticket/figures.js';
import { PRIORITIES } from '../../src/cases/ticket/priority.js';
import { isLateNow } from '../../src/cases/visit/card.js';
import { type PunctualityFigures, punctualityBy } from '../../src/cases/visit/figures.js';
import { OUT, type Visit } from '../../src/cases/visit/visit.js';
import { type Asked, answerer, attend } from '../../src/slack/app/handlers.js';
import { type Message, noticeMessage, tableMessage } from '../../src/slack/messages/blocks.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { isoDay } from '../../src/time/period.js';
import { durationInWords } from '../../src/time/wording.js';
import type { Entry } from '../registry.js';
import { shareable } from '../shared/shareable.js';
import { ticketTable } from '../tickets/ticket.js';

/** How many of the next due tickets the summary shows. */
const NEXT_DUE = 15;

async function figuresNow({ desk, reader }: Asked) {
  return deskFigures(await desk.tickets.tallies(reader.now));
}

const percent = ({ kept, all }: Share, { t }: Reader): string =>
  all === 0 ? t('overview.desk.noneYet') : `${Math.round((kept / all) * 100)}% (${kept}/${all})`;

/** The visits at a glance: today's, who is out, who is late, and copies A that have not come back. */
function visitLines(visits: readonly Visit[], { t, now }: Reader): string[] {
  const isToday = ({ data }: Visit): boolean => data.from >= now.startOf('day').toJSDate() && data.from < now.endOf('day').toJSDate();
  const handIns = visits.filter(({ state }) => state === 'signed' || state === 'handed_in');
  const counts = {
    today: visits.filter(isToday).length,
    out: visits.filter(({ state }) => OUT.some((out) => out === state)).length,
    late: visits.filter((visit) => isLateNow(visit, now.toJSDate())).length,
    pool: visits.filter(({ state, data }) => state === 'ordered' && !data.engineer).length,
  };
  return [
    t('visit.desk.visits', counts),
    ...(handIns.length > 0
      ? [
          t('visit.desk.handIns', {
            list: handIns
              .slice(0, 20)
              .map(({ no }) => no)
              .join(' '),
          }),
        ]
      : []),
  ];
}

async function summary(asked: Asked): Promise<Message> {
  const { desk, reader } = asked;
  const { t } = reader;
  const [figures, next] = await Promise.all([figuresNow(asked), desk.tickets.open(NEXT_DUE)]);
  const day = isoDay(reader.now);
  const [visits, inspections, openDuties, recentDuties, problems] = await Promise.all([
    desk.visits.open(),
    desk.inspections.between(day, day),
    desk.duties.open(),
    desk.duties.between(isoDay(reader.now.minus({ days: 30 })), day),
    desk.problems.open(),
  ]);
  const names = await namesOf(desk, [...figures.byOwner.keys()]);
  const priorities = PRIORITIES.map((priority) => `${priority} ${figures.byPriority.get(priority)?.open ?? 0}`).join(' · ');
  const owners = [...figures.byOwner]
    .sort(([, a], [, b]) => b.open - a.open)
    .slice(0, 12)
    .map(([id, row]) => `${names.get(id)} ${row.open}${row.late > 0 ? ` (${t('overview.desk.lateShort', { n: row.late })})` : ''}`);
  const title = [
    t('overview.desk.title'),
    t('overview.desk.counts', { open: figures.open, atRisk: figures.atRisk, late: figures.late, unowned: figures.unaccepted }),
    t('overview.desk.byPriority', { list: priorities }),
    ...(owners.length > 0 ? [t('overview.desk.byOwner', { list: owners.join(' · ') })] : []),
    t('overview.desk.kept', { week: percent(figures.keptWeek, reader), month: percent(figures.keptMonth, reader) }),
    ...visitLines(visits, reader),
    ...(inspections.length > 0 ? [t('inspection.desk.inspections', { ...inspectionFigures(inspections) })] : []),
    ...(openDuties.length + recentDuties.length > 0 ? [t('duty.desk.duties', { ...dutyFigures(openDuties, recentDuties, day) })] : []),
    ...(problems.length > 0 ? [t('problem.desk.problems', { n: problems.length })] : []),
    t('overview.desk.next'),
  ].join('\n');
  return ticketTable(desk, title, next, reader, { all: figures.open, again: 'ticket open' });
}

async function sla(asked: Asked): Promise<Message> {
  const { reader, desk } = asked;
  const { t, locale } = reader;
  const figures = await figuresNow(asked);
  const policy = await policyNow(desk);
  const head = ['priority', 'target', 'open', 'atRisk', 'late', 'kept7', 'kept30'].map((column) => t(`overview.table.${column}`));
  const rows = PRIORITIES.map((priority) => {
    const row = figures.byPriority.get(priority);
    const target = `${durationInWords(policy.sla[priority].firstResponse, locale)} / ${durationInWords(policy.sla[priority].resolve, locale)} · ${t(`overview.clock.${policy.sla[priority].clock}`)}`;
    return [
      priority,
      target,
      String(row?.open ?? 0),
      String(row?.atRisk ?? 0),
      String(row?.late ?? 0),
      percent(row?.keptWeek ?? { kept: 0, all: 0 }, reader),
      percent(row?.keptMonth ?? { kept: 0, all: 0 }, reader),
    ];
  });
  return tableMessage({ title: t('overview.desk.slaTitle'), head, rows, footer: t('overview.desk.slaFooter') }, t);
}

/** A person's work and punctuality: what is his, how it went in the last 7 and 30 days, and what he must hand in. Rule J3. */
async function engineers(asked: Asked): Promise<Message> {
  const { reader, desk } = asked;
  const { t } = reader;
  const figures = await figuresNow(asked);
  const [listed, arrivals, visits] = await Promise.all([
    desk.people.engineers(),
    desk.visits.arrivalsSince(reader.now.minus({ days: 30 }).toJSDate()),
    desk.visits.open(),
  ]);
  const punctual = punctualityBy(arrivals, reader.now);
  const ids = [...new Set([...listed, ...figures.byOwner.keys(), ...punctual.keys()])];
  const names = await namesOf(desk, ids);
  const columns = ['person', 'open', 'late', 'kept7', 'kept30', 'visits7', 'onTime', 'told', 'untold', 'minutes', 'handIns'];
  const both = (id: string, figure: keyof PunctualityFigures): string =>
    `${punctual.get(id)?.week[figure] ?? 0} / ${punctual.get(id)?.month[figure] ?? 0}`;
  const none = { kept: 0, all: 0 };
  const rows = ids.map((id) => {
    const row = figures.byOwner.get(id);
    const handIns = visits.filter(({ state, data }) => state === 'signed' && data.engineer === id);
    return [
      names.get(id) ?? id,
      String(row?.open ?? 0),
      String(row?.late ?? 0),
      percent(row?.keptWeek ?? none, reader),
      percent(row?.keptMonth ?? none, reader),
      both(id, 'visits'),
      both(id, 'onTime'),
      both(id, 'toldInTime'),
      both(id, 'notToldInTime'),
      both(id, 'averageMinutes'),
      handIns.map(({ no }) => no).join(' '),
    ];
  });
  const head = columns.map((column) => t(`overview.table.${column}`));
  const { from } = asked;
  return tableMessage(
    { title: t('overview.desk.engineersTitle'), head, rows, from, again: 'desk engineers', footer: t('overview.desk.engineersFooter') },
    t,
  );
}

async function settings({ desk, reader }: Asked): Promise<Message> {
  const { settings: s } = desk;
  const { t, locale } = reader;
  const people = await desk.people.leaders();
  const list = (ids: readonly string[]): string => (ids.length > 0 ? ids.map(person).join(' ') : t('overview.desk.nobody'));
  const hours = s.calendar.workHours
    .map(({ from, to }) =>
      [from, to].map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`).join('–'),
    )
    .join(', ');
  const lines = [
    t('overview.desk.settingsTitle'),
    t('overview.desk.settingsZone', { zone: s.timeZone, now: reader.now.toFormat('yyyy-MM-dd HH:mm'), hours }),
    t('overview.desk.settingsChannels', { desk: s.channels.desk, alarms: s.channels.alarms }),
    t('overview.desk.settingsPeople', { supervisors: list(people.supervisors), heads: list(people.heads) }),
    t('overview.desk.settingsSla', {
      list: PRIORITIES.map(
        (p) => `${p} ${durationInWords(s.sla[p].firstResponse, locale)} / ${durationInWords(s.sla[p].resolve, locale)}`,
      ).join(' · '),
    }),
  ];
  return noticeMessage(lines.join('\n'), undefined, [], t);
}

/** What a manager can ask, by the word after `/desk`. */
export const DESK_VIEWS: Readonly<Record<string, (asked: Asked) => Promise<Message>>> = byWord({ summary, sla, engineers, settings });

export const deskCommand: Entry = {
  commands: ['/desk'],
  register(app, desk) {
    app.command('/desk', async ({ command, ack, respond }) => {
      await ack();
      await attend(desk, command.user_id, answerer(desk, command.user_id, respond), async (asked) => {
        const word = command.text.trim().split(/\s+/)[0]?.toLowerCase() || 'summary';
        const view = DESK_VIEWS[word];
        await asked.answer(view ? shareable(await view(asked), `desk ${word}`, asked.reader.t) : asked.reader.t('overview.help.desk'));
      });
    });
  },
};
