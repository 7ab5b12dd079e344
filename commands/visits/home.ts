import type { KnownBlock } from '@slack/types';
import { SIGNS } from '../../src/cases/standing.js';
import { person as mention, placeOf } from '../../src/cases/text.js';
import { isLateNow, standingOf, windowOnScreen } from '../../src/cases/visit/card.js';
import { nextSteps } from '../../src/cases/visit/next.js';
import { AHEAD, OUT, type Visit } from '../../src/cases/visit/visit.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { mayPress } from '../../src/cases/workflow.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { header, section } from '../../src/slack/messages/blocks.js';
import { numberOf } from '../../src/slack/people/readers.js';
import { moreRows, rowsOf, rowWith, typedSection } from '../shared/home-rows.js';
import type { HomeSection } from '../subject.js';
import { stateInWords } from './diary.js';

const MOST_NAMED = 20;
/** So many days, today among them, does an engineer see ahead, and so many visits of them. */
const DAYS_AHEAD = 8;
const MOST_COMING = 10;

/** A visit with its next action as one button. */
function visitRow(visit: Visit, { reader }: Asked): KnownBlock[] {
  const { t } = reader;
  const next = nextSteps(visit).find((name) => mayPress(visitKind, visit, name, reader));
  const buttons = [
    ...(next ? [{ action: next, label: t(`visit.action.${next}`), value: visit.no, style: 'primary' as const }] : []),
    { action: 'open', label: t('shared.action.open'), value: visit.no },
  ];
  const sign = SIGNS[standingOf(visit, reader.now.toJSDate())];
  return rowWith(
    `${sign} ${visit.no} · ${windowOnScreen(visit.data, reader)} · ${placeOf(visit.data)}\n${visit.data.address ?? t('shared.card.missing')}\n${stateInWords(visit, reader)}`,
    buttons,
    reader,
  );
}

/** Visits of the next days, a line each. */
const comingLines = (visits: readonly Visit[], { desk, reader }: Asked): string[] =>
  visits
    .slice(0, MOST_COMING)
    .map(
      (visit) =>
        `• ${numberOf(desk, visit, reader)} · ${windowOnScreen(visit.data, reader)} · ${placeOf(visit.data)} · ${stateInWords(visit, reader)}`,
    );

/** An engineer's day: today's visits, those of the next days, and what he must hand in. */
async function engineerBlocks(asked: Asked): Promise<KnownBlock[]> {
  const { desk, person, reader } = asked;
  const { t, now } = reader;
  const day = now.startOf('day');
  const tomorrow = day.plus({ days: 1 });
  const [today, next, open] = await Promise.all([
    desk.visits.agendaOf(person.id, { from: day.toJSDate(), to: tomorrow.toJSDate() }),
    desk.visits.agendaOf(person.id, { from: tomorrow.toJSDate(), to: day.plus({ days: DAYS_AHEAD }).toJSDate() }),
    desk.visits.open(),
  ]);
  const shown = new Set(today.map(({ no }) => no));
  const coming = next.filter(({ no, state }) => !shown.has(no) && (AHEAD as readonly string[]).includes(state));
  const handIns = open.filter(({ state, data }) => state === 'signed' && data.crew.includes(person.id));
  const ahead = today.filter(({ state }) => state !== 'signed' && state !== 'handed_in' && state !== 'archived');
  return [
    header(t('visit.home.visits', { n: ahead.length })),
    ...rowsOf(asked, ahead, (visit) => visitRow(visit, asked)),
    ...moreRows(ahead.length, 'visit today', reader),
    ...(coming.length > 0 ? [typedSection([t('visit.home.coming', { n: coming.length }), ...comingLines(coming, asked)].join('\n'))] : []),
    ...(handIns.length > 0 ? [header(t('visit.home.handIns', { n: handIns.length }))] : []),
    ...rowsOf(asked, handIns, (visit) => visitRow(visit, asked)),
    ...moreRows(handIns.length, 'visit handins', reader),
  ];
}

/** Who is where, late now, alarms that nobody answered: for those who lead. */
async function leaderBlocks({ desk, reader }: Asked): Promise<KnownBlock[]> {
  const { t, now } = reader;
  const visits = await desk.visits.open();
  const out = visits.filter(({ state }) => OUT.some((away) => away === state));
  const late = visits.filter((visit) => isLateNow(visit, now.toJSDate()));
  const alarmed = visits.filter((visit) => !late.includes(visit) && visit.alarms.some(({ acknowledgedAt }) => !acknowledgedAt));
  const who = (visit: Visit): string => (visit.data.engineer ? mention(visit.data.engineer) : t('shared.card.pool'));
  const named = (list: readonly Visit[]): string =>
    list
      .slice(0, MOST_NAMED)
      .map((visit) => `${numberOf(desk, visit, reader)} ${who(visit)}`)
      .join(t('shared.punctuation.and'));
  return [
    header(t('visit.home.team')),
    typedSection(
      out
        .slice(0, MOST_NAMED)
        .map((visit) => `${who(visit)}: ${placeOf(visit.data)} · ${numberOf(desk, visit, reader)} · ${stateInWords(visit, reader)}`)
        .join('\n') || t('visit.home.nobodyOut'),
    ),
    section(
      [
        late.length > 0 ? t('visit.home.lateNow', { list: named(late) }) : t('visit.home.noneLate'),
        ...(alarmed.length > 0 ? [t('visit.home.alarmed', { list: named(alarmed) })] : []),
      ].join('\n'),
    ),
  ];
}

/** For those who lead, and for those who go out. */
export const VISIT_SECTIONS: readonly HomeSection[] = [
  { place: 10, roles: ['supervisor', 'head'], blocks: leaderBlocks },
  { place: 20, roles: ['engineer'], blocks: engineerBlocks },
];
