import type { ModalView } from '@slack/types';
import { DateTime } from 'luxon';
import type { Reader } from '../../src/cases/card.js';
import { type FormValues, textIn } from '../../src/cases/form.js';
import { person as mention, placeOf, shorten } from '../../src/cases/text.js';
import { openVisitsOf, type Ticket } from '../../src/cases/ticket/index.js';
import { missingDetails, windowInWords } from '../../src/cases/visit/card.js';
import { freeWindows } from '../../src/cases/visit/diary.js';
import { experienceInWords } from '../../src/cases/visit/experience.js';
import { DEMANDS, DONTS } from '../../src/cases/visit/form.js';
import { departureAt } from '../../src/cases/visit/lateness.js';
import type { VisitPolicy } from '../../src/cases/visit/settings.js';
import { isFarAhead } from '../../src/cases/visit/travel.js';
import { AHEAD, currentDelay, PAPERS, type Visit } from '../../src/cases/visit/visit.js';
import type { Desk } from '../../src/slack/desk.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import { policyNow } from '../../src/slack/people/policy.js';
import type { CaseRecord } from '../../src/store/cases.js';
import { isWorkDay, type WorkCalendar } from '../../src/time/calendar.js';
import { distanceInWords, durationInWords, timeInWords, zoneInWords } from '../../src/time/wording.js';
import type { Review, Subject } from '../subject.js';
import { clashesInWords, clashesWith, stillAt } from './clashes.js';
import { closedThen } from './moved.js';
import { callSentence, sentence } from './wording.js';

/** Who printed a paper is told that it comes. */
export const VISIT_CONFIRMS: NonNullable<Subject['confirms']> = Object.fromEntries(
  PAPERS.map((paper) => [
    `print_${paper}`,
    ({ no }: CaseRecord, { t }: Reader) => t('shared.done.print', { no, form: t(`visit.paper.${paper}`) }),
  ]),
);

type ReviewOf = (desk: Desk, visit: Visit, reader: Reader, values: FormValues) => Promise<Review>;

const dayOf = (at: Date, { now }: Reader): DateTime => DateTime.fromJSDate(at, { zone: now.zone }).startOf('day');

/** A day on which the desk does not work, as far as its calendar knows, is named wherever it is chosen. Rule D2. */
export const offDay = (day: DateTime, calendar: WorkCalendar, { t, locale }: Reader): string[] =>
  isWorkDay(calendar, day)
    ? []
    : [t('visit.diary.offDay', { day: day.setLocale(locale).toLocaleString({ weekday: 'long', day: 'numeric', month: 'short' }) })];

/** Somebody's day: its visits with travel, and its free windows. Rule D2. */
export async function diaryLines(
  desk: Desk,
  reader: Reader,
  engineer: string,
  day: DateTime,
  travelMinutes = desk.settings.visit.travelMinutes,
  except?: string,
): Promise<string[]> {
  const { t, locale } = reader;
  const start = day.startOf('day');
  const found = await desk.visits.diaryOf(engineer, { from: start.toJSDate(), to: start.plus({ days: 1 }).toJSDate() });
  const visits = found.filter(({ no }) => no !== except);
  const { calendar } = await policyNow(desk);
  const wanted = { travelMinutes, minutes: desk.settings.visit.windowMinutes };
  const free = freeWindows(
    start,
    visits.map(({ data }) => data),
    wanted,
    calendar,
    reader.now,
  );
  const rows = visits.map(
    (visit) =>
      `• ${visit.no} ${windowInWords(visit.data, reader)} · ${visit.data.customer} · ${t('visit.diary.travel', { span: durationInWords(visit.data.travelMinutes * 60_000, locale) })}`,
  );
  const windows = [
    free.map((window) => `${window.start?.toFormat('HH:mm')}–${window.end?.toFormat('HH:mm')}`).join(', '),
    ...(free.length > 0 ? [zoneInWords(reader.now, locale) ?? ''] : []),
  ]
    .join(' ')
    .trim();
  return [
    ...offDay(start, calendar, reader),
    [t(visits.length > 0 ? 'visit.diary.ofDay' : 'visit.diary.emptyDay', { engineer: mention(engineer), n: visits.length }), ...rows].join(
      '\n',
    ),
    windows ? t('visit.diary.free', { list: windows }) : t('visit.diary.noFree'),
  ];
}

/** Who would have had to leave already hears so, and when he can be there. Rules D2, D5. */
export function tooLateToLeave(data: Visit['data'], rules: VisitPolicy, { t, now, locale }: Reader): string[] {
  const leaveAt = departureAt(data, rules);
  const at = now.toJSDate();
  if (data.to <= at) return [t('visit.review.windowOver', { at: timeInWords(data.to, now, locale) })];
  if (data.from <= at || leaveAt > at) return [];
  const earliest = now.plus({ minutes: data.travelMinutes }).toJSDate();
  return [t('visit.review.leaveOver', { at: timeInWords(leaveAt, now, locale), earliest: timeInWords(earliest, now, locale) })];
}

const accept: ReviewOf = async (desk, visit, reader) => {
  const { t } = reader;
  const { data } = visit;
  const engineer = reader.user ?? data.engineer ?? '';
  const day = dayOf(data.from, reader);
  const clashes = await clashesWith(desk, { no: visit.no, people: [engineer], time: data }, reader.now);
  const solved = await desk.visits.solvedOf(data.category, data.product, data.ticketNo);
  const missing = missingDetails(data).map((field) => t(`visit.field.${field}`));
  const { visit: rules } = await policyNow(desk);
  return {
    above: [
      ...tooLateToLeave(data, rules, reader),
      t('visit.review.order', {
        window: windowInWords(data, reader),
        customer: placeOf(data),
        address: data.address ?? t('shared.card.missing'),
        need: shorten(data.need, 600),
      }),
      ...(data.hours ? [t('visit.schedule.hours', { hours: data.hours }), ...closedThen(visit, reader)] : []),
      missing.length > 0 ? t('visit.review.missing', { list: missing.join(', ') }) : t('visit.review.complete'),
      ...(clashes.length > 0 ? [t('visit.review.clash', { list: clashesInWords(clashes, reader) })] : [t('visit.review.noClash')]),
      ...(await diaryLines(desk, reader, engineer, day, data.travelMinutes, visit.no)),
      [
        t('visit.experience.title', { category: t(`visit.category.${data.category}`) }),
        ...experienceInWords(solved, engineer, reader),
      ].join('\n'),
    ],
  };
};

const freeAround: ReviewOf = async (desk, visit, reader) => {
  const { engineer, from, travelMinutes } = visit.data;
  if (!engineer) return {};
  return {
    below: {
      to: await diaryLines(desk, reader, engineer, DateTime.max(dayOf(from, reader), reader.now.startOf('day')), travelMinutes, visit.no),
    },
  };
};

const REVIEWS: Readonly<Record<string, ReviewOf>> = {
  'visit.accept': accept,
  'visit.reschedule': freeAround,
  async 'visit.callMade'(desk, visit, reader, values) {
    const outcome = textIn(values, 'outcome');
    const around = outcome === 'otherTime' ? await freeAround(desk, visit, reader, values) : {};
    const said = outcome ? { outcome: [sentence(`visit.wording.${outcome}`, visit, reader)] } : {};
    const isToday = dayOf(visit.data.from, reader).hasSame(reader.now, 'day');
    return { above: [await callSentence(desk, visit, reader, isToday)], below: { ...around.below, ...said } };
  },
  async 'visit.arriveStill'(desk, visit, reader) {
    const other = await stillAt(desk, reader.user, visit.no);
    const { t, now } = reader;
    const there =
      other && t('visit.review.stillThere', { no: other.no, window: windowInWords(other.data, reader), customer: placeOf(other.data) });
    const isEarly = isFarAhead(visit, now, { policy: await policyNow(desk) });
    const early = t('visit.review.alsoEarly', { no: visit.no, window: windowInWords(visit.data, reader) });
    return { above: [...(there ? [there] : []), ...(isEarly ? [early] : [])] };
  },
  async 'visit.onMyWay'(_desk, _visit, { t }) {
    const list = (title: string, lines: readonly string[]): string => [title, ...lines.map((line) => `• ${line}`)].join('\n');
    return {
      below: {
        packed: [
          list(
            t('visit.review.demands'),
            DEMANDS.map((demand) => t(`visit.demand.${demand}`)),
          ),
          list(
            t('visit.review.donts'),
            DONTS.map((dont) => t(`visit.which.${dont}`)),
          ),
        ],
      },
    };
  },
  async 'visit.late'(desk, visit, reader) {
    const free = await freeAround(desk, visit, reader, {});
    return { below: { delayReason: [sentence('visit.wording.late', visit, reader)], text: free.below?.to ?? [] } };
  },
  async 'visit.customerTold'(_desk, visit, reader) {
    return { above: [sentence('visit.wording.late', visit, reader)] };
  },
  async 'visit.agreeNewTime'(desk, visit, reader, values) {
    return { above: [sentence('visit.wording.late', visit, reader)], ...(await freeAround(desk, visit, reader, values)) };
  },
  async 'visit.notOurs'(_desk, visit, reader) {
    return { above: [sentence('visit.wording.notOurs', visit, reader)] };
  },
  /** All that waits is answered with one word: each with what was entered. */
  async 'visit.confirmEntry'(_desk, { data }, { t, now, locale }) {
    const at = (time: Date): string => timeInWords(time, now, locale);
    const told = data.delays.filter(({ isClaimed }) => isClaimed).flatMap(({ toldAt }) => (toldAt ? [toldAt] : []));
    return {
      above: [
        ...data.arrivals.flatMap(({ by, claim }) => (claim ? [t('visit.review.claimedThere', { by: mention(by), at: at(claim.at) })] : [])),
        ...told.map((time) => t('visit.review.claimedTold', { at: at(time) })),
      ],
    };
  },
  async 'visit.finish'(_desk, visit, reader) {
    return { above: [sentence('visit.wording.finish', visit, reader)] };
  },
};

/** Whoever ends a ticket is shown the visits of it that are still ahead. */
const visitsAhead: NonNullable<Subject['reviews']>[string] = async (desk, record, reader) => {
  const visits = await Promise.all(openVisitsOf(record as object as Ticket).map((no) => desk.cases.get(no)));
  const ahead = visits.flatMap((one) => (one && (AHEAD as readonly string[]).includes(one.state) ? [one as object as Visit] : []));
  const list = ahead.map(({ no, data }) =>
    [no, windowInWords(data, reader), data.engineer ? mention(data.engineer) : ''].filter(Boolean).join(' '),
  );
  return list.length > 0 ? { above: [reader.t('visit.review.stillAhead', { list: list.join(', ') })] } : {};
};

/** What the forms of a visit's actions, and the one that resolves a ticket, show besides their fields. */
export const VISIT_REVIEWS: NonNullable<Subject['reviews']> = {
  'ticket.resolve': visitsAhead,
  'ticket.cancel': visitsAhead,
  ...Object.fromEntries(
    Object.entries(REVIEWS).map(([form, review]): [string, typeof visitsAhead] => [
      form,
      (desk, record, ...more) => review(desk, record as object as Visit, ...more),
    ]),
  ),
};

type AnswerOf = (visit: Visit, reader: Reader, title: string) => ModalView | undefined;

const ANSWERS: Readonly<Record<string, AnswerOf>> = {
  'visit.late'(visit, reader, title) {
    const { t, now, locale } = reader;
    const delay = currentDelay(visit.data);
    if (!delay) return undefined;
    const until = timeInWords(delay.tellBy, now, locale);
    const isTooLate = delay.tellBy < now.toJSDate();
    return tellingModal(
      title,
      [
        t(`visit.late.${delay.grade}`, { eta: timeInWords(delay.eta, now, locale) }),
        t(isTooLate ? 'visit.late.tooLate' : 'visit.late.until', {
          until,
          span: distanceInWords(delay.tellBy.getTime() - now.toMillis(), locale),
        }),
        sentence('visit.wording.late', visit, reader),
        t(delay.grade === 'late' ? 'visit.late.thenTold' : 'visit.late.thenAgree'),
      ],
      t,
    );
  },
  'visit.finish'(visit, { t }, title) {
    return visit.data.approvalAskedAt ? tellingModal(title, [t('visit.finish.waits')], t) : undefined;
  },
  'visit.callMade'(visit, { t, now, locale }, title) {
    const last = visit.data.calls.at(-1);
    if (last?.outcome !== 'noAnswer') return undefined;
    const { nextTryAt } = visit.data;
    return tellingModal(
      title,
      [nextTryAt ? t('visit.callMade.nextTry', { at: timeInWords(nextTryAt, now, locale) }) : t('visit.callMade.goNow')],
      t,
    );
  },
};

/** What is told after the form of a visit's action was submitted; nothing when the modal just closes. */
export const VISIT_TOLD: NonNullable<Subject['told']> = Object.fromEntries(
  Object.entries(ANSWERS).map(([form, told]) => [form, (record, ...more) => told(record as object as Visit, ...more)]),
);
