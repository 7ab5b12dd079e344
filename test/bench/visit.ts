import { DateTime } from 'luxon';
import type { Visit } from '../../src/cases/visit/visit.js';
import { renderDocument } from '../../src/documents/forms.js';
import { aVisit } from '../support/builders.js';
import { TestDesk, WHO } from '../support/desk.js';
import { figure, median } from './figure.js';
import { timeSweeps } from './sweep.js';

const ENGINEERS = 400;
const LATE = { track: 'arrive#1', step: 'breach' } as const;

/** Fills a desk with planned visits, spread over many engineers and the coming year. */
async function withVisits(count: number): Promise<TestDesk> {
  const desk = await TestDesk.open();
  const { cases, clock, team } = desk.app.desk;
  const first = clock.now().plus({ days: 1 }).startOf('hour');
  for (let n = 1; n <= count; n += 1000) {
    const batch = Array.from({ length: Math.min(1000, count - n + 1) }, (_, m) => {
      const seq = n + m;
      const from = first.plus({ hours: Math.floor(seq / ENGINEERS) * 3 });
      const engineer = seq % ENGINEERS === 0 ? WHO.engineer : `UENG${seq % ENGINEERS}`;
      const visit = aVisit({ engineer, from: from.toJSDate(), to: from.plus({ hours: 1 }).toJSDate() }, { seq, now: clock.now() });
      return {
        ...visit,
        team: team.id,
        state: 'confirmed',
        nextDueAt: from.minus({ minutes: 40 }).toJSDate(),
        words: [],
        notices: [],
        sent: [],
      };
    });
    await cases.model.collection.insertMany(batch as never, { ignoreUndefined: true });
  }
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  return desk;
}

/** An engineer's diary, the lateness sweep and a printed form. */
export async function benchVisit(): Promise<void> {
  const small = await withVisits(1_000);
  const smallSweep = await timeSweeps(small, 'V', LATE);
  await small.close();
  const desk = await withVisits(100_000);
  const { visits, clock } = desk.app.desk;
  const day = clock.now().plus({ days: 1 }).startOf('day');
  const diary: number[] = [];
  for (let n = 0; n < 60; n += 1) {
    const at = performance.now();
    const found = await visits.diaryOf(WHO.engineer, {
      from: day.plus({ days: n % 30 }).toJSDate(),
      to: day.plus({ days: (n % 30) + 7 }).toJSDate(),
    });
    diary.push(performance.now() - at);
    if (found.length === 0) throw new Error('the diary is empty');
  }
  figure('visit.diary_of_100000', median(diary), 'ms', 20);
  const largeSweep = await timeSweeps(desk, 'V', LATE);
  figure('visit.sweep_50_of_1000', smallSweep, 'ms');
  figure('visit.sweep_50_of_100000', largeSweep, 'ms', smallSweep);
  await desk.close();
  const visit: Visit = aVisit({ need: '收银台打印机不出小票,重启后仍无反应。'.repeat(30), customer: '悦购超市' });
  const now = DateTime.now().setZone('Asia/Shanghai');
  const times: number[] = [];
  let size = 0;
  for (const form of ['order', 'missed', 'contact', 'acceptance', 'repair', 'order', 'repair', 'order'] as const) {
    const at = performance.now();
    size = Math.max(size, (await renderDocument(form, visit, now, { company: '某某公司', phone: '400', engineer: '李强' })).length);
    times.push(performance.now() - at);
  }
  figure('visit.pdf_slowest', Math.max(...times), 'ms', 300);
  figure('visit.pdf_largest', size / 1024, 'KiB', 150);
}
