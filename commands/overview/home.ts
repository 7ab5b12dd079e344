import type { BlockAction } from '@slack/bolt';
import type { HomeView, KnownBlock } from '@slack/types';
import { dutyFigures } from '../../src/cases/duty/figures.js';
import { progress } from '../../src/cases/inspection/card.js';
import { inspectionFigures } from '../../src/cases/inspection/figures.js';
import { askedIn } from '../../src/cases/inspection/inspection.js';
import { person as mention, placeOf, shorten } from '../../src/cases/text.js';
import { dueInWords } from '../../src/cases/ticket/card.js';
import { dayInWords } from '../../src/cases/turn.js';
import { isLateNow, windowInWords } from '../../src/cases/visit/card.js';
import { nextSteps } from '../../src/cases/visit/next.js';
import { OUT, type Visit } from '../../src/cases/visit/visit.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { mayDo } from '../../src/cases/workflow.js';
import { translator } from '../../src/locales/index.js';
import { type Asked, answerer, attend } from '../../src/slack/app/handlers.js';
import { troubleInWords } from '../../src/slack/app/trouble.js';
import { actionsBlock, context, header, section } from '../../src/slack/messages/blocks.js';
import type { Named } from '../../src/slack/messages/broken.js';
import { isoDay } from '../../src/time/period.js';
import { timeInWords } from '../../src/time/wording.js';
import { openCallLog } from '../calls/call.js';
import type { Entry } from '../registry.js';
import { stateInWords } from '../visits/diary.js';

/** Rows of their own, two blocks each, in each of five parts; Slack allows 100 blocks in a Home. */
const MOST_ROWS = 8;
const MOST_NAMED = 20;

/** The blocks of each entry; one that cannot be shown is there by its number. */
const rowsOf = <One extends Named>({ desk, reader }: Asked, entries: readonly One[], row: (one: One) => KnownBlock[]): KnownBlock[] =>
  entries.slice(0, MOST_ROWS).flatMap((one) => {
    try {
      return row(one);
    } catch (error) {
      desk.broken.report(one, 'home', error);
      const open = { action: 'open', label: reader.t('shared.action.open'), value: one.no };
      return [section(`${one.no} · ${reader.t('shared.broken.row')}`), ...actionsBlock([open], [], reader.t)];
    }
  });

/** A part of Home; one that cannot be built says so, and the others are there. */
async function part({ desk, person, reader }: Asked, build: () => Promise<KnownBlock[]>): Promise<KnownBlock[]> {
  try {
    return await build();
  } catch (error) {
    return [context(troubleInWords(error, desk.log, reader.locale, { user: person.id, where: 'home' }))];
  }
}

/** A visit with its next action as one button. */
function visitRow(visit: Visit, { person, reader }: Asked): KnownBlock[] {
  const { t } = reader;
  const next = nextSteps(visit).find((name) => {
    const action = visitKind.actions[name];
    return action?.from.includes(visit.state) && mayDo(person.roles, action);
  });
  const buttons = [
    ...(next ? [{ action: next, label: t(`visit.action.${next}`), value: visit.no, style: 'primary' as const }] : []),
    { action: 'open', label: t('shared.action.open'), value: visit.no },
  ];
  return [
    section(
      `${visit.no} · ${windowInWords(visit.data, reader)} · ${placeOf(visit.data)}\n${visit.data.address ?? t('shared.card.missing')}\n${stateInWords(visit, reader)}`,
    ),
    ...actionsBlock(buttons, [], t),
  ];
}

/** An engineer's day: today's visits, and what he must hand in. */
async function engineerBlocks(asked: Asked): Promise<KnownBlock[]> {
  const { desk, person, reader } = asked;
  const { t, now } = reader;
  const day = now.startOf('day');
  const [today, open] = await Promise.all([
    desk.visits.diaryOf(person.id, { from: day.toJSDate(), to: day.plus({ days: 1 }).toJSDate() }),
    desk.visits.open(),
  ]);
  const handIns = open.filter(({ state, data }) => state === 'signed' && data.crew.includes(person.id));
  const ahead = today.filter(({ state }) => state !== 'signed' && state !== 'handed_in' && state !== 'archived');
  return [
    header(t('visit.home.visits', { n: ahead.length })),
    ...rowsOf(asked, ahead, (visit) => visitRow(visit, asked)),
    ...(handIns.length > 0 ? [header(t('visit.home.handIns', { n: handIns.length }))] : []),
    ...rowsOf(asked, handIns, (visit) => visitRow(visit, asked)),
  ];
}

/** The operations groups that a person is in. */
const groupsWith = (user: string, groups: Readonly<Record<string, readonly string[]>>): string[] =>
  Object.entries(groups).flatMap(([name, members]) => (members.includes(user) ? [name] : []));

/** What the person's operations groups have to look at, with the way to fill it in. Rules G4, G5. */
async function inspectionBlocks(asked: Asked): Promise<KnownBlock[]> {
  const { desk, person, reader } = asked;
  const { t } = reader;
  const groups = groupsWith(person.id, await desk.people.operationsGroups());
  if (groups.length === 0) return [];
  const own = (await desk.inspections.open()).filter(({ data }) => groups.includes(data.group));
  const rows = rowsOf(asked, own, (inspection) => {
    const { no, data } = inspection;
    const title = t('shared.card.inspectionTitle', {
      no,
      cycle: t(`inspection.cycle.${data.cycle}`),
      group: data.group,
      day: dayInWords(data, reader),
    });
    const due = timeInWords(data.dueAt, reader.now, reader.locale);
    return groupRow(
      no,
      `${title}\n${t('shared.card.checked')} ${progress(askedIn(data))} · ${t('shared.card.due')} ${due}`,
      'inspection',
      'fill',
      reader,
    );
  });
  const day = isoDay(reader.now);
  const today = (await desk.inspections.between(day, day)).filter(({ data }) => groups.includes(data.group));
  const counts = context(t('inspection.home.inspectionsToday', { ...inspectionFigures(today) }));
  return [header(t('inspection.home.inspections', { n: own.length })), counts, ...rows];
}

/** A case of the person's groups with its next action as one button. */
function groupRow(no: string, words: string, kind: string, action: string, { t }: Asked['reader']): KnownBlock[] {
  const buttons = [
    { action, label: t(`${kind}.action.${action}`), value: no, style: 'primary' as const },
    { action: 'open', label: t('shared.action.open'), value: no },
  ];
  return [section(words), ...actionsBlock(buttons, [], t)];
}

/** What the person's operations groups have to do that comes round, with the way to hand its evidence in. Rules H1–H13. */
async function dutyBlocks(asked: Asked): Promise<KnownBlock[]> {
  const { desk, person, reader } = asked;
  const { t } = reader;
  const groups = groupsWith(person.id, await desk.people.operationsGroups());
  if (groups.length === 0) return [];
  const own = (await desk.duties.open()).filter(({ data }) => groups.includes(data.group));
  const rows = rowsOf(asked, own, (turn) => {
    const { no, data, breachedAt } = turn;
    const late = breachedAt ? ` · ${t('shared.card.turnLate')}` : '';
    const due = `${t('shared.card.due')} ${timeInWords(data.dueAt, reader.now, reader.locale)}`;
    return groupRow(no, `${no} · ${data.name} · ${data.group}\n${due}${late}`, 'duty', 'done', reader);
  });
  const more = own.length > MOST_ROWS ? [context(t('shared.table.more', { n: own.length - MOST_ROWS }))] : [];
  const day = isoDay(reader.now);
  const recent = (await desk.duties.between(isoDay(reader.now.minus({ days: 30 })), day)).filter(({ data }) => groups.includes(data.group));
  return [
    header(t('duty.home.duties', { n: own.length })),
    context(t('duty.home.dutiesToday', { ...dutyFigures(own, recent, day) })),
    ...rows,
    ...more,
  ];
}

/** Who is where, late now, at risk: for those who lead. */
async function leaderBlocks({ desk, reader }: Asked): Promise<KnownBlock[]> {
  const { t, now } = reader;
  const visits = await desk.visits.open();
  const out = visits.filter(({ state }) => OUT.some((away) => away === state));
  const late = visits.filter((visit) => isLateNow(visit, now.toJSDate()));
  const atRisk = visits.filter((visit) => !late.includes(visit) && visit.alarms.some(({ acknowledgedAt }) => !acknowledgedAt));
  const who = (visit: Visit): string => (visit.data.engineer ? mention(visit.data.engineer) : t('shared.card.pool'));
  const named = (list: readonly Visit[]): string =>
    list
      .slice(0, MOST_NAMED)
      .map((visit) => `${visit.no} ${who(visit)}`)
      .join(', ');
  return [
    header(t('visit.home.team')),
    section(
      out
        .slice(0, MOST_NAMED)
        .map((visit) => `${who(visit)}: ${placeOf(visit.data)} · ${visit.no} · ${stateInWords(visit, reader)}`)
        .join('\n') || t('visit.home.nobodyOut'),
    ),
    section(
      [
        late.length > 0 ? t('visit.home.lateNow', { list: named(late) }) : t('visit.home.noneLate'),
        ...(atRisk.length > 0 ? [t('visit.home.atRisk', { list: named(atRisk) })] : []),
      ].join('\n'),
    ),
  ];
}

/** The tickets of a person, the most urgent first. */
async function ownBlocks(asked: Asked): Promise<KnownBlock[]> {
  const { desk, person, reader } = asked;
  const { t } = reader;
  const mine = await desk.tickets.mine(person.id);
  const rows = rowsOf(asked, mine, (ticket) => [
    section(
      `${ticket.no} · ${ticket.data.priority} · ${ticket.data.customer}\n${shorten(ticket.data.description, 120)}\n${t(`ticket.state.${ticket.state}`)} · ${dueInWords(ticket, reader)}`,
    ),
    ...actionsBlock([{ action: 'open', label: t('shared.action.open'), value: ticket.no }], [], t),
  ]);
  return [
    context(t('ticket.home.mine', { n: mine.length })),
    ...rows,
    ...(mine.length > MOST_ROWS ? [context(t('shared.table.more', { n: mine.length - MOST_ROWS }))] : []),
  ];
}

/** A person's desk at a glance: what is his, what comes next, and a button to log a call. */
async function homeOf(asked: Asked): Promise<HomeView> {
  const { person, reader } = asked;
  const { t } = reader;
  const has = (role: 'engineer' | 'supervisor' | 'head'): boolean => person.roles.includes(role);
  return {
    type: 'home',
    blocks: [
      header(t('overview.home.title', { name: person.name })),
      ...actionsBlock([{ action: 'logCall', label: t('call.title'), value: 'new', style: 'primary' }], [], t),
      ...(has('supervisor') || has('head') ? await part(asked, () => leaderBlocks(asked)) : []),
      ...(has('engineer') ? await part(asked, () => engineerBlocks(asked)) : []),
      ...(await part(asked, () => inspectionBlocks(asked))),
      ...(await part(asked, () => dutyBlocks(asked))),
      ...(await part(asked, () => ownBlocks(asked))),
      context(t('shared.help.home')),
    ],
  };
}

export const home: Entry = {
  events: ['app_home_opened'],
  register(app, desk) {
    app.event('app_home_opened', async ({ event }) => {
      if (event.tab !== 'home') return;
      const { roles, locale } = await desk.people.find(event.user);
      if (roles.length === 0) {
        // What stood there while he had a role goes.
        await desk.client.views.publish({
          user_id: event.user,
          view: { type: 'home', blocks: [section(translator(locale)('shared.refusal.noRole'))] },
        });
        return;
      }
      await attend(desk, event.user, answerer(desk, event.user, undefined), async (asked) => {
        await desk.client.views.publish({ user_id: event.user, view: await homeOf(asked) });
      });
    });

    app.action<BlockAction>({ type: 'block_actions', action_id: 'case:logCall' }, async ({ body, ack }) => {
      await ack();
      await attend(desk, body.user.id, answerer(desk, body.user.id, undefined), (asked) =>
        openCallLog(asked, body.trigger_id, Promise.resolve({ outcome: 'ticket' })),
      );
    });
  },
};
