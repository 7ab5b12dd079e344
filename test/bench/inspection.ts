import { openDuties } from '../../jobs/duties.js';
import { openInspections } from '../../jobs/inspections.js';
import { CLOCK } from '../../src/cases/case.js';
import { RECURRENCES } from '../../src/cases/duty/plan.js';
import type { CheckItem } from '../../src/cases/inspection/check-item.js';
import type { InspectionData, Result } from '../../src/cases/inspection/inspection.js';
import { askedIn, countsBySubject } from '../../src/cases/inspection/inspection.js';
import { DAY_STATES, monthsOf } from '../../src/cases/inspection/month.js';
import { openInspection, turnOf } from '../../src/cases/inspection/opening.js';
import { heatMapPicture } from '../../src/documents/charts.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { eachDay } from '../../src/time/period.js';
import { slotsSince } from '../../src/time/slots.js';
import { TestDesk, WHO } from '../support/desk.js';
import { figure, median } from './figure.js';

const GROUPS = 10;
const PROJECTS = 500;
const ITEMS = 20;
/** Days of a month of work days with about 200,000 results. */
const DAYS_BACK = 29;
const ROUNDS = 15;

const settings = {
  operations: { groups: Object.fromEntries(Array.from({ length: GROUPS }, (_, n) => [`G${n}`, { members: [WHO.tom] }])) },
};

async function addProjects(desk: TestDesk): Promise<void> {
  const { projects, clock } = desk.app.desk;
  const at = clock.now().toJSDate();
  const items = Array.from(
    { length: ITEMS },
    (_, n): CheckItem => ({
      id: String(n + 1),
      cycle: 'daily',
      answer: n % 4 === 0 ? 'number' : 'ok',
      question: `Check ${n}`,
      min: 0,
      max: 90,
    }),
  );
  for (let n = 0; n < PROJECTS; n += 1) {
    await projects.add({ name: `Project ${n}`, group: `G${n % GROUPS}`, items, lastItem: ITEMS }, WHO.tom, at);
  }
}

/** To a Wednesday morning: the clock of a bench does not wait for Monday. */
function toWednesday({ app: { desk, sandbox } }: TestDesk): void {
  const now = desk.clock.now();
  sandbox?.clock.moveTo(now.plus({ days: ((3 - now.weekday + 7) % 7) + 7 }).set({ hour: 9, minute: 1 }));
}

/** Opening the day of 500 projects with 20 items each, by one bot and by three at once, and the month of a project among 200,000 results. */
export async function benchInspection(): Promise<void> {
  const desk = await TestDesk.open({ settings });
  await addProjects(desk);
  toWednesday(desk);
  const begun = performance.now();
  await openInspections(desk.app.desk);
  figure('inspection.open_500x20', performance.now() - begun, 'ms', 5_000);

  const others = await Promise.all([1, 2].map(() => TestDesk.open({ settings, mongodbUri: desk.app.storeUri })));
  const morning = desk.app.desk.clock.now().plus({ days: 1 }).set({ hour: 9, minute: 1 });
  for (const { app } of [desk, ...others]) app.sandbox?.clock.moveTo(morning);
  const before = await desk.app.desk.cases.model.countDocuments({ kind: 'inspection' });
  const together = performance.now();
  await Promise.all([desk, ...others].map(({ app }) => openInspections(app.desk)));
  figure('inspection.open_by_three', performance.now() - together, 'ms', 5_000);
  figure('inspection.opened_by_three', (await desk.app.desk.cases.model.countDocuments({ kind: 'inspection' })) - before, 'cases', GROUPS);
  for (const other of others) await other.close();

  const results = await fillMonth(desk);
  figure('inspection.results', results, 'results');
  const to = desk.app.desk.clock.now().toISODate() ?? '';
  const from = desk.app.desk.clock.now().minus({ days: DAYS_BACK }).toISODate() ?? '';
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const at = performance.now();
    const parts = await desk.app.desk.inspections.ofSubject({ no: `P-${1 + round * 7}`, lastItem: ITEMS }, from, to);
    times.push(performance.now() - at);
    const answers = parts.reduce((sum, { results: given }) => sum + Object.keys(given).length, 0);
    if (answers < 15 * ITEMS) throw new Error(`only ${answers} answers of ${parts.length} days`);
  }
  figure('inspection.month_of_project', median(times), 'ms', 100);
  await benchMonth(desk, from, to);
  await benchDuties(desk);
  await desk.close();
}

/** The month of all 500 projects, and its picture as it is sent: query, reckoning, drawing. */
async function benchMonth(desk: TestDesk, from: string, to: string): Promise<void> {
  const [queries, pictures]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now();
    const months = monthsOf(await desk.app.desk.inspections.counts(from, to));
    queries.push(performance.now() - begun);
    if (months.length !== PROJECTS) throw new Error(`only ${months.length} projects`);
    const columns = eachDay({ from, to });
    const rows = months.slice(0, 60);
    const cells = rows.flatMap(({ days }, row) =>
      columns.flatMap((day, column) => (days[day] ? [[column, row, DAY_STATES.indexOf(days[day])] as const] : [])),
    );
    const levels = DAY_STATES.map((words, n) => ({ words, color: `hsl(${n * 90} 60% 60%)`, sign: '×' }));
    await heatMapPicture({
      title: 'Month',
      columns: columns.map((day) => ({ label: day.slice(8), below: '一', isOff: false })),
      rows: rows.map(({ no }) => no),
      totals: { head: 'done', rows: rows.map(({ done }) => String(done)) },
      off: 'off',
      cells,
      levels,
    });
    pictures.push(performance.now() - begun);
  }
  figure('inspection.month_of_all', median(queries), 'ms', 100);
  figure('inspection.heat_map', median(pictures), 'ms', 500);
}

const DUTIES = 500;

/** A tick's look at 500 standing duties of which none is due. */
async function benchDuties(desk: TestDesk): Promise<void> {
  const { duties, clock } = desk.app.desk;
  const recurrences = Object.keys(RECURRENCES);
  for (let n = 0; n < DUTIES; n += 1) {
    const recurrence = recurrences[n % recurrences.length] ?? 'daily';
    const data = { group: `G${n % GROUPS}`, recurrence, dueBy: '18:00', dueAfterDays: 0, evidence: 'text', lines: [] } as const;
    await duties.add({ ...data, name: `Duty ${n}`, enabledOn: clock.now().toISODate() ?? '' }, WHO.tom, clock.now().toJSDate());
  }
  await openDuties(desk.app.desk);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now();
    if ((await openDuties(desk.app.desk)) !== 0) throw new Error('opened twice');
    times.push(performance.now() - begun);
  }
  figure('duties.tick_of_500', median(times), 'ms');
}

async function fillMonth(desk: TestDesk): Promise<number> {
  const { cases, clock, projects: store } = desk.app.desk;
  const policy = await policyNow(desk.app.desk);
  const projects = await store.all();
  const today = clock.now().startOf('day');
  let seq = 10_000;
  let count = 0;
  for (const slot of slotsSince(policy.inspection.daily, today.minus({ days: DAYS_BACK + 1 }), today.minus({ days: 2 }), policy.calendar)) {
    for (let n = 0; n < GROUPS; n += 1) {
      seq += 1;
      const group = `G${n}`;
      const turn = { cycle: 'daily', group, slot, all: projects.filter((project) => project.group === group) } as const;
      const { next } = openInspection(turn, { team: cases.team, seq }, { actor: CLOCK, now: slot.opensAt, policy });
      const asked = askedIn(next.data);
      count += asked.length;
      const answer = (key: string, m: number): [string, Result] => [
        key,
        { value: m % 4 === 0 ? 50 : 'ok', isOk: m % 97 !== 0, by: WHO.tom, at: slot.opensAt.toJSDate() },
      ];
      const data: InspectionData = { ...next.data, results: Object.fromEntries(asked.map(({ key }, m) => answer(key, m))) };
      const record = { ...next, data, history: [], state: 'done', isOpen: false, deadlines: [], nextDueAt: undefined };
      await cases.model.collection.insertOne(
        { ...record, summary: countsBySubject(data), origin: turnOf('daily', group, slot), words: [], notices: [], sent: [] } as never,
        { ignoreUndefined: true },
      );
    }
  }
  return count;
}
