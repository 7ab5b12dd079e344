import { deskViewsOf } from '../../commands/shared/desk.js';
import { sweep } from '../../jobs/sla.js';
import { readerFor } from '../../src/slack/people/readers.js';
import { aCall, TestDesk, WHO } from '../support/desk.js';
import { figure, median } from './figure.js';

const CLOSED = Number(process.env.GROW_CLOSED ?? 95_000);
const OPEN = Number(process.env.GROW_OPEN ?? 5_000);
/** The closed ones ended over this time. */
const TWO_YEARS_MINUTES = 2 * 365 * 24 * 60;
const ROUNDS = 7;
const OWNERS = 60;
const ownerOf = (n: number): string => `U9${String(n % OWNERS).padStart(3, '0')}`;
const DUE = 10;

async function timed(work: (round: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const at = performance.now();
    await work(round);
    times.push(performance.now() - at);
  }
  return median(times);
}

/** A desk grown old: what `/desk`, a search, a card and a sweep take, and the memory that it needs. */
export async function benchGrow(): Promise<void> {
  const desk = await TestDesk.open();
  const [somebody] = desk.workspace.people;
  if (!somebody) throw new Error('no people');
  for (let n = 0; n < OWNERS; n += 1) desk.workspace.people.push({ ...somebody, id: ownerOf(n), name: `Engineer ${n}` });
  const no = await desk.logCall(aCall());
  const { cases, clock, tickets } = desk.app.desk;
  const template = await cases.model.collection.findOne({ no });
  if (!template) throw new Error('no template');
  const { _id, home, ...record } = template;
  const now = clock.now();
  const begun = performance.now();
  for (let n = 2; n <= CLOSED + OPEN; n += 2_000) {
    const batch = Array.from({ length: Math.min(2_000, CLOSED + OPEN - n + 1) }, (_, m) => {
      const seq = n + m;
      const isOpen = seq > CLOSED;
      const isLate = isOpen && seq % 10 === 0;
      const promised = now.plus({ minutes: isLate ? -(seq % 3_000) : seq % 3_000 });
      const closedAt = now.minus({ minutes: ((CLOSED - seq) * TWO_YEARS_MINUTES) / CLOSED + 60 }).toJSDate();
      return {
        ...record,
        no: `T-${seq}`,
        seq,
        origin: undefined,
        isOpen,
        state: isOpen ? 'accepted' : 'closed',
        owner: ownerOf(seq),
        openedAt: closedAt,
        closedAt: isOpen ? undefined : closedAt,
        dueAt: isOpen ? promised.toJSDate() : closedAt,
        ...(isLate ? { breachedAt: promised.toJSDate() } : {}),
        riskAt: isOpen ? promised.minus({ hours: 6 }).toJSDate() : undefined,
        nextDueAt: isOpen ? now.plus({ days: 1, minutes: seq % 3_000 }).toJSDate() : undefined,
        nextNoticeAt: undefined,
        notices: [],
        deadlines: isOpen ? record.deadlines : [],
        data: {
          ...record.data,
          customer: `客户 ${seq % 3_000}`,
          phoneKey: `138${String(seq % 90_000).padStart(8, '0')}`,
          pastPromises: isOpen ? [] : [{ dueAt: closedAt, endedAt: closedAt, wasKept: seq % 10 !== 0 }],
        },
        summary: isOpen ? {} : { wasKept: seq % 10 !== 0 },
        words: ['打印', '小票', `t${seq}`],
      };
    });
    await cases.model.collection.insertMany(batch as never, { ignoreUndefined: true });
  }
  figure('grow.insert', (CLOSED + OPEN) / ((performance.now() - begun) / 1000), '1/s');
  figure('grow.memory', process.memoryUsage().rss / 1024 / 1024, 'MiB');
  figure('grow.card', await timed((round) => cases.get(`T-${1_000 + round}` as never)), 'ms', 100);
  figure('grow.find', await timed((round) => tickets.find(`T${2_000 + round} 小票`)), 'ms', 100);
  const person = await desk.app.desk.people.find(WHO.supervisor);
  const asked = { desk: desk.app.desk, person, reader: readerFor(desk.app.desk, person), answer: async () => {} };
  for (const view of ['summary', 'sla', 'engineers'])
    figure(`grow.desk_${view}`, await timed(async () => deskViewsOf(desk.app.desk)[view]?.(asked, '')), 'ms', 100);
  figure(
    'grow.sweep',
    await timed(async (round) => {
      const numbers = Array.from({ length: DUE }, (_, m) => `T-${CLOSED + 100 + round * DUE + m}`);
      await cases.model.collection.updateMany({ team: cases.team, no: { $in: numbers } }, { $set: { nextDueAt: now.toJSDate() } });
      await sweep(desk.app.desk);
    }),
    'ms',
    100,
  );
  await desk.close();
}
