import { DateTime } from 'luxon';
import type { Notice } from '../../src/cases/case.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { isWorkDay } from '../../src/time/calendar.js';
import { quietUntil } from '../../src/time/quiet.js';
import { directOf, TestDesk, WHO } from '../support/desk.js';
import { figure, quantile } from './figure.js';
import { People } from './quiet-week.js';

const ENGINEERS = 20;
const WEEK = { tickets: 300, visits: 60, groups: ['A', 'B', 'C'], days: 7 };
/** As many as an engineer is to get on a work day at most, in the mean. */
const AIM = 12;
/** Of one of a hundred days: what a busy one brings. */
const BUSY = 0.95;
/** So many sorts of messages to a supervisor are named. */
const MOST_SORTS = 12;

/** A week of a desk of 20 engineers: how many direct messages each gets on a work day, how many at night, and whether any is lost. */
export async function benchQuiet(): Promise<void> {
  const engineers = [WHO.engineer, WHO.tom, ...Array.from({ length: ENGINEERS - 2 }, (_, n) => `U1ENG${String(n).padStart(2, '0')}`)];
  const groups = Object.fromEntries(
    WEEK.groups.map((name, n) => [name, { members: engineers.filter((_, m) => m % WEEK.groups.length === n) }]),
  );
  const desk = await TestDesk.open({
    beginsAt: DateTime.fromISO('2026-03-02T08:15', { zone: 'Asia/Shanghai' }),
    logLevel: 'silent',
    settings: { quietHours: {}, roles: { engineers, supervisors: [WHO.supervisor], heads: [WHO.head] }, operations: { groups } },
  });
  try {
    for (const id of engineers.slice(2)) await desk.newcomer('member', `Engineer ${id}`, id);
    const people = new People(desk, { ...WEEK, engineers });
    await people.setUp();
    const notices = new Map<string, Notice>();
    await people.live(async () => {
      for (const found of await desk.app.desk.cases.model.find({ 'notices.0': { $exists: true } }, { notices: 1 }).lean())
        for (const notice of found.notices) notices.set(notice.id, notice);
    });
    await report(desk, engineers, notices);
  } finally {
    await desk.close();
  }
}

/** What a message is about: what its notice says, or which step of which promise; several are a list. */
function sortOf(notices: readonly (Notice | undefined)[]): string {
  const [notice] = notices;
  if (notices.length > 1) return 'list';
  if (!notice) return 'card';
  const { deadline, say, id } = notice;
  const kind = id.split('-')[0];
  return deadline ? `${kind}.${deadline.track.split('#')[0]}.${deadline.step}` : `${kind}.${say}`;
}

async function report(desk: TestDesk, engineers: readonly string[], notices: ReadonlyMap<string, Notice>): Promise<void> {
  const { calendar, quiet } = await policyNow(desk.app.desk);
  const idsOf = ({ metadata }: { metadata?: { event_payload?: { notices?: unknown } } | undefined }): string[] =>
    String(metadata?.event_payload?.notices ?? '')
      .split(' ')
      .filter(Boolean);
  const days = new Map<string, number>();
  const night: string[] = [];
  let urgentAtNight = 0;
  let atWorkAtNight = 0;
  const histories = new Map(
    (await desk.app.desk.cases.model.find({}, { no: 1, history: 1 }).lean()).map(({ no, history }) => [String(no), history]),
  );
  /** Did he do something with the case in the two hours before? */
  const isAtWork = (no: string, user: string, at: DateTime): boolean =>
    (histories.get(no) ?? []).some(
      (entry) => entry.by === user && entry.at < at.toJSDate() && entry.at > at.minus({ hours: 2 }).toJSDate(),
    );
  const urgent = new Set(
    (await desk.app.desk.cases.model.find({ kind: 'ticket', 'data.impact': 'high', 'data.urgency': 'high' }, { no: 1 }).lean()).map(
      ({ no }) => String(no),
    ),
  );
  const told = new Set<string>();
  const bySort = new Map<string, number>();
  const leadersBySort = new Map<string, number>();
  let doubled = 0;
  for (const message of desk.workspace.messages) {
    for (const id of idsOf(message)) {
      if (told.has(id)) doubled += 1;
      told.add(id);
    }
    const user = [...engineers, WHO.supervisor, WHO.head, WHO.agent, WHO.anna].find((one) => directOf(one) === message.channel);
    if (!user || !message.isBot || message.ephemeralFor) continue;
    const at = DateTime.fromSeconds(Number(message.ts), { zone: calendar.zone });
    const sorts = engineers.includes(user) ? bySort : user === WHO.supervisor ? leadersBySort : undefined;
    if (sorts && isWorkDay(calendar, at)) {
      const sort = sortOf(idsOf(message).map((id) => notices.get(id)));
      sorts.set(sort, (sorts.get(sort) ?? 0) + 1);
    }
    if (isWorkDay(calendar, at)) days.set(`${user} ${at.toISODate()}`, (days.get(`${user} ${at.toISODate()}`) ?? 0) + 1);
    if (!quietUntil(at, quiet, calendar)) continue;
    const cases = idsOf(message).map((id) => id.split(':')[0] ?? '');
    const isUrgent = cases.some((no) => urgent.has(no)) || idsOf(message).some((id) => !notices.get(id)?.deadline);
    if (isUrgent) urgentAtNight += 1;
    else if (cases.some((no) => isAtWork(no, user, at))) atWorkAtNight += 1;
    else night.push(`${user} ${at.toFormat('ccc HH:mm')} ${message.text.slice(0, 60)}`);
  }
  const workDays = [...new Set([...days.keys()].map((key) => key.split(' ')[1] ?? ''))];
  const of = (users: readonly string[]): number[] => users.flatMap((user) => workDays.map((day) => days.get(`${user} ${day}`) ?? 0));
  const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
  const engineer = of(engineers);
  figure('quiet.engineer_day_mean', mean(engineer), 'messages', AIM);
  figure('quiet.engineer_day_p95', quantile(engineer, BUSY), 'messages', AIM);
  figure('quiet.engineer_day_most', Math.max(...engineer), 'messages');
  for (const [sort, n] of [...bySort].sort(([, a], [, b]) => b - a)) figure(`quiet.engineer_day.${sort}`, n / engineer.length, 'messages');
  for (const [sort, n] of [...leadersBySort].sort(([, a], [, b]) => b - a).slice(0, MOST_SORTS))
    figure(`quiet.supervisor_day.${sort}`, n / workDays.length, 'messages');
  figure('quiet.supervisor_day_mean', mean(of([WHO.supervisor])), 'messages');
  figure('quiet.supervisor_day_most', Math.max(...of([WHO.supervisor])), 'messages');
  figure('quiet.agent_day_mean', mean(of([WHO.agent, WHO.anna])), 'messages');
  figure('quiet.night_urgent', urgentAtNight, 'messages');
  figure('quiet.night_at_work_with_it', atWorkAtNight, 'messages');
  figure('quiet.night_not_urgent', night.length, 'messages', 0);
  figure('quiet.doubled', doubled, 'notices', 0);
  const now = desk.app.desk.clock.now().toJSDate();
  figure('quiet.waiting_past_their_time', await desk.app.desk.cases.noticesDue(now), 'cases', 0);
  for (const one of night.slice(0, 20)) process.stderr.write(`${one}\n`);
}
