import { directOf } from '../support/desk.js';
import type { Lived, Violation } from './lived.js';
import { inWords } from './log.js';

const HOUR = 3_600_000;
const HEARD_WITHIN = 18 * HOUR;

/** Every visit beside its log: its state, and whether somebody can act who knows of it. */
export async function reckonVisits({ desk, visits, staff, watch, now }: Lived): Promise<Violation[]> {
  const found: Violation[] = [];
  const wrong = (no: string, sentence: string): void => void found.push({ no, sentence });
  for (const life of visits.all) {
    const shown = await desk.case(life.no);
    if (shown?.state !== life.state) wrong(life.no, `is ${shown?.state ?? 'gone'} at the desk and ${life.state} by what people did`);
    if (!visits.open.includes(life)) continue;
    const leftAt = life.engineer ? staff.find(life.engineer)?.leftAt : undefined;
    if (leftAt !== undefined && now - leftAt > HEARD_WITHIN && !watch.wasNamed(life.no, watch.leaders, leftAt))
      wrong(life.no, `is the visit of ${life.engineer}, who left on ${inWords(leftAt)}, and nobody who leads was told`);
    const isPast = now - life.to > HEARD_WITHIN && ['ordered', 'accepted', 'confirmed', 'departed'].includes(life.state);
    if (isPast && !watch.wasNamed(life.no, watch.leaders, life.from - HOUR))
      wrong(life.no, `was to be on ${inWords(life.from)}, nobody came, and nobody who leads was told`);
    const engineer = life.engineer && staff.isPresent(life.engineer) ? [directOf(life.engineer)] : [];
    if (isPast && engineer.length > 0 && !watch.wasNamed(life.no, engineer, 0))
      wrong(life.no, `is ${life.engineer}'s, who never heard of it`);
  }
  const numbers = (await desk.app.desk.cases.model.find({ kind: 'visit' }, { no: 1 }).lean()).map(({ no }) => String(no));
  for (const no of numbers) if (!visits.lives.has(no)) wrong(no, 'is at the desk, and nobody ordered it');
  return found;
}

/** What of a visit says how its appointments count. */
const COUNTED = ['arrivals', 'misses', 'by', 'at', 'why', 'promisedAt', 'punctuality', 'excusedBy', 'isFarBehind', 'isTakenOver'];

/** The row of `/desk engineers` for what nobody had taken. */
const NOBODY = ['Nobody took it', '无人接单'];

/** The cells of `/desk engineers`: of 7 and of 30 days. */
const ofMonth = (cell = ''): number => Number(/\/ *(-?\d+)/.exec(cell)?.[1] ?? 0);

/** Punctuality and lists of visits, beside what there is by the log. Rules D5, J3. */
export async function reckonVisitFigures({ desk, hands, visits, staff, now }: Lived): Promise<Violation[]> {
  const found: Violation[] = [];
  const [leader] = staff.present('supervisor');
  if (!leader) return found;
  const rows = await hands.listed(leader.id, '/desk engineers');
  for (const id of [...staff.people.map((one) => one.id), '']) {
    const row = rows.find(([name = '']) => (id === '' ? NOBODY.includes(name) : name === staff.nameOf(id)));
    const counted = row ? ofMonth(row[5]) - ofMonth(row[6]) : 0;
    const broken = visits.brokenBy(now).filter(({ engineer }) => engineer === id);
    if (counted < broken.length) {
      const list = broken.map(({ no, from, why }) => `${no} ${inWords(from)} ${why}`).join(', ');
      const shown = await Promise.all(broken.map(async ({ no }) => JSON.stringify((await desk.case(no))?.data, COUNTED)));
      const apart = broken.findIndex(({ from }, n) => !shown[n]?.includes(new Date(from).toISOString()));
      found.push({
        no: broken[Math.max(apart, 0)]?.no ?? '',
        sentence: `/desk engineers counts ${counted} appointments that ${id || 'nobody'} did not keep, by the log: ${list}; at the desk: ${shown.join('; ')}`,
      });
    }
  }
  const team = JSON.stringify(await hands.listed(leader.id, '/visit team'));
  const near = visits.open.filter(({ from }) => from < now + 24 * HOUR);
  const missing = near.filter(({ no }) => !new RegExp(`\\b${no}\\b`).test(team)).map(({ no }) => no);
  if (missing.length > 0) found.push({ no: missing[0] ?? '', sentence: `/visit team lacks ${missing.join(' ')}` });
  const handIns = visits.open.filter(({ state }) => state === 'signed' || state === 'handed_in').map(({ no }) => no);
  const listed = (await hands.listed(leader.id, '/visit handins')).map(([no]) => no);
  const forgotten = handIns.filter((no) => !listed.includes(no));
  if (forgotten.length > 0) found.push({ no: forgotten[0] ?? '', sentence: `/visit handins lacks ${forgotten.join(' ')}` });
  return found;
}
