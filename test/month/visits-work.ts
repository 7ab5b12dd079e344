import { atDesk, type Given } from './log.js';
import type { Random } from './random.js';
import type { Person } from './staff.js';
import { type Around, clumsily, picked } from './tickets-work.js';
import type { VisitLife, VisitState } from './visits-book.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TRAVEL = 30;
const CHECKED = ['window', 'address', 'phone'];
const PACKED = ['badge', 'usb', 'tools', 'water', 'rain', 'dress'];
const LEAVING = ['nothingLeft', 'hint', 'anythingElse', 'contactCard'];

/** An hour of a work day within the next two, five minutes after a time at which people look up. */
function aWindow(random: Random, now: number): Given {
  const today = atDesk(now);
  const isToday = today.hour < 15 && random.chance(0.7);
  let day = isToday ? today : today.plus({ days: 1 });
  while (day.weekday > 5) day = day.plus({ days: 1 });
  const hour = isToday ? random.int(today.hour + 2, 17) : random.int(9, 16);
  const from = day.set({ hour, minute: random.pick([5, 35]) });
  return { date: from.toFormat('yyyy-MM-dd'), from: from.toFormat('HH:mm'), to: from.plus({ hours: 1 }).toFormat('HH:mm') };
}

/** An agent orders a visit for a fault that cannot be solved from here. */
export async function orderVisit({ hands, book, random, staff }: Around, agent: Person): Promise<void> {
  const waiting = book.open.filter(({ dueBy }) => dueBy > hands.now);
  if (waiting.length === 0) return;
  const { no } = random.pick(waiting);
  const engineer = random.chance(0.8) ? { engineer: random.pick(staff.present('engineer')).id } : {};
  await hands.order(
    agent.id,
    no,
    {
      ...engineer,
      ...aWindow(random, hands.now),
      address: `${random.pick(['虹桥路', '人民路', '解放路'])} ${random.int(1, 200)} 号`,
      phone: '138 0000 4711',
      travelMinutes: String(TRAVEL),
      need: '打印机不出小票',
      kind: random.pick(['repair', 'repair', 'maintain']),
    },
    clumsily(random),
  );
}

type Step = (around: Around, who: Person, life: VisitLife) => Promise<unknown>;

const press =
  (action: string): Step =>
  ({ hands, random }, { id }, { no }) =>
    hands.press(id, no, action, random.chance(0.06) ? { isTwice: true } : {});

/** Whose wish it is that a visit moves, as it is said. */
const wished = (random: Random): Given =>
  random.chance(0.7) ? { wish: 'customer', reason: '客户临时有事' } : { wish: 'ours', reason: '工程师另有急单' };

const moved: Step = ({ hands, random }, { id }, { no }) =>
  hands.fill(id, no, 'reschedule', { ...aWindow(random, hands.now), ...wished(random), agreedWith: '周丽' }, clumsily(random));

/** Whoever took the order moves it or calls it off, for the customer or for the engineer who asked for that. */
export async function moveVisit(around: Around, agent: Person): Promise<void> {
  const { hands, visits, random } = around;
  const ahead = visits.open.filter(({ state, from }) => ['ordered', 'accepted', 'confirmed'].includes(state) && from > hands.now);
  if (ahead.length === 0) return;
  const life = random.pick(ahead);
  if (random.chance(0.8)) await moved(around, agent, life);
  else await hands.fill(agent.id, life.no, 'cancel', { ...wished(random), agreedWith: '周丽' });
}

/** A wrong press, and back. */
const mistaken: Step = async ({ hands }, { id }, { no }) => {
  await hands.press(id, no, 'arrive');
  await hands.press(id, no, 'undo');
};

async function finish({ hands, random }: Around, { id }: Person, { no, isApprovalAsked, isInsisted }: VisitLife): Promise<void> {
  if (isApprovalAsked || isInsisted) return;
  const photos = random.chance(0.8) ? { photos: [await hands.desk.picture()] } : { noPhotoReason: '客户不在，店员不便签字' };
  const given = {
    cause: '排线松动',
    workDone: '更换排线，测试十次正常',
    result: random.pick(['fixed', 'fixed', 'fixed', 'notFixed']),
    testedBy: '王店长',
    category: 'hardware',
    part: 'hardware',
    signedForm: 'repair',
    leaving: random.chance(0.9) ? LEAVING : ['hint'],
    ...photos,
  };
  await hands.fill(id, no, 'finish', given, clumsily(random));
}

const called =
  (outcome: string): Step =>
  ({ hands, random }, { id }, { no }) => {
    const more =
      outcome === 'confirmed'
        ? { confirmed: CHECKED }
        : outcome === 'otherTime'
          ? { ...aWindow(random, hands.now), wish: wished(random).wish, agreedWith: '周丽' }
          : {};
    return hands.callMade(id, no, { outcome, text: '已与客户通话', ...more });
  };

/** On the way there, late, or at the door: what the hour asks for. */
async function onTheWay(around: Around, who: Person, life: VisitLife): Promise<void> {
  const { hands, random } = around;
  const ahead = life.from - hands.now;
  const isNear = ahead < (TRAVEL + 20) * MINUTE;
  if (!isNear) {
    const how = random.weighted({ call: 60, move: 4, decline: 4, nothing: 32 });
    if (how === 'call' && life.state === 'accepted')
      await called(random.weighted({ confirmed: 75, noAnswer: 10, otherTime: 8, refused: 5 }))(around, who, life);
    if (how === 'move') await moved(around, who, life);
    if (how === 'decline') await hands.fill(who.id, life.no, 'decline', { reason: '家里有急事' });
    return;
  }
  if (random.chance(0.15)) return;
  if (life.state !== 'departed')
    await hands.fill(who.id, life.no, 'onMyWay', random.chance(0.9) ? { packed: PACKED } : { packed: ['badge'] }, clumsily(random));
  if (ahead > 12 * MINUTE) {
    if (random.chance(0.1)) await mistaken(around, who, life);
    else if (random.chance(0.12))
      await hands.fill(who.id, life.no, 'late', { eta: picked(life.from + 30 * MINUTE), delayReason: 'traffic', text: '高架拥堵' });
    return;
  }
  if (ahead < -UNSEEN && random.chance(0.3))
    await hands.fill(who.id, life.no, 'arrivedEarlier', { arrivedAt: picked(life.from - 5 * MINUTE), reason: '地下室没有信号' });
  else await press('arrive')(around, who, life);
}
/** So long after the window somebody may say that he was there before. */
const UNSEEN = 15 * MINUTE;

const NEXT: Readonly<Partial<Record<VisitState, Step>>> = {
  ordered: async (around, who, life) => {
    const { hands, random, staff } = around;
    const how = random.weighted({ accept: 80, decline: 6, askOther: 6 });
    if (how === 'accept') await hands.fill(who.id, life.no, 'accept', {}, clumsily(random));
    if (how === 'decline' && life.engineer) await hands.fill(who.id, life.no, 'decline', { reason: '当天已排满' });
    if (how === 'askOther')
      await hands.fill(who.id, life.no, 'askOther', { to: random.pick(staff.present('engineer')).id, reason: '他更熟悉' });
  },
  accepted: onTheWay,
  confirmed: onTheWay,
  departed: onTheWay,
  arrived: (around, who, life) => press(around.random.chance(0.1) ? 'absent' : 'startWork')(around, who, life),
  customer_absent: (around, who, life) => (life.hasNote ? moved : press('noteLeft'))(around, who, life),
  working: async (around, who, life) => {
    const { hands, random } = around;
    const how = life.isBack ? random.weighted({ finish: 88, interrupt: 6, notOurs: 6 }) : 'resume';
    if (how === 'resume') await press('resumeWork')(around, who, life);
    else if (how === 'interrupt')
      await hands.fill(who.id, life.no, 'interrupt', { backAt: picked(hands.now + HOUR), agreedWith: '王店长', reason: '客户用餐' });
    else if (how === 'notOurs')
      await hands.fill(who.id, life.no, 'notOurs', {
        cause: '客户自购电源损坏',
        advice: '请联系电工',
        insists: random.pick(['yes', 'no']),
      });
    else await finish(around, who, life);
  },
  signed: (around, who, life) => press('handIn')(around, who, life),
};

/** An engineer goes on with each of his visits as far as the hour asks for. */
export async function goOut(around: Around, engineer: Person): Promise<void> {
  const { visits, random } = around;
  const own = visits.open.filter((life) => life.engineer === engineer.id);
  for (const life of own) if (random.chance(0.85)) await NEXT[life.state]?.(around, engineer, life);
  const pool = visits.open.filter(({ state, engineer: asked }) => state === 'ordered' && !asked);
  if (pool.length > 0 && random.chance(0.3)) await NEXT.ordered?.(around, engineer, random.pick(pool));
}

/** An agent takes the copies back that lie on his desk, and calls those who were not there. */
export async function receive({ hands, visits, random }: Around, agent: Person): Promise<void> {
  for (const { no } of visits.open.filter(({ state }) => state === 'handed_in').slice(0, 4))
    if (random.chance(0.8)) await hands.press(agent.id, no, 'receive');
}

/** A supervisor decides what waits for him. */
export async function decideVisits({ hands, visits, random, staff }: Around, leader: Person): Promise<void> {
  for (const life of visits.open) {
    const { no, isApprovalAsked, isInsisted, claim, isRefused, engineer } = life;
    const reason = { reason: '已与客户核实' };
    if (isApprovalAsked)
      await (random.chance(0.7) ? hands.press(leader.id, no, 'approve') : hands.fill(leader.id, no, 'disapprove', reason));
    if (isInsisted) await hands.fill(leader.id, no, random.pick(['allowRepair', 'refuseRepair']), reason);
    if (claim) await hands.fill(leader.id, no, random.pick(['confirmEntry', 'refuseEntry']), reason);
    if (life.broken.length > 0 && random.chance(0.02)) await hands.fill(leader.id, no, 'excuse', { reason: '已向客户核实，确为客户要求' });
    if (isRefused && random.chance(0.5)) await hands.fill(leader.id, no, 'goAnyway', { ...reason, agreedWith: '周丽' });
    if (engineer && !staff.isPresent(engineer) && ['ordered', 'accepted', 'confirmed'].includes(life.state))
      await hands.fill(leader.id, no, 'reassign', { to: random.pick(staff.present('engineer')).id, reason: '原工程师已离职' });
  }
}

/** What a cheat tries with a visit that he has missed, or is about to. */
export async function cheatOnVisits(around: Around, cheat: Person): Promise<void> {
  const { hands, visits, random, staff } = around;
  const late = visits.open.filter(
    ({ engineer, state, from }) =>
      engineer === cheat.id && ['accepted', 'confirmed', 'departed'].includes(state) && from < hands.now + 20 * MINUTE,
  );
  if (late.length === 0) return;
  const { no, from } = random.pick(late);
  const other = random.pick(staff.present('engineer').filter(({ id }) => id !== cheat.id)).id;
  const tricks: Readonly<Record<string, () => Promise<unknown>>> = {
    postpone: () =>
      hands.fill(cheat.id, no, 'reschedule', {
        ...aWindow(random, hands.now),
        wish: 'customer',
        agreedWith: '客户',
        reason: '客户要求改期',
      }),
    passOn: () => hands.fill(cheat.id, no, 'askOther', { to: other, reason: '请你去一下' }),
    giveBack: () => hands.fill(cheat.id, no, 'decline', { reason: '车坏了' }),
    cancel: () => hands.fill(cheat.id, no, 'cancel', { wish: 'customer', agreedWith: '客户', reason: '客户说不用来了' }),
    afterwards: () => hands.fill(cheat.id, no, 'arrivedEarlier', { arrivedAt: picked(from - 5 * MINUTE), reason: '地下室没有信号' }),
    fromAfar: () => hands.press(cheat.id, no, 'arrive'),
  };
  await tricks[random.pick(Object.keys(tricks))]?.();
}
