import type { Hands, How } from './hands.js';
import type { Given } from './log.js';
import type { Random } from './random.js';
import type { Person, Staff } from './staff.js';
import { isOpen, type TicketLife } from './ticket-life.js';
import type { TicketBook } from './tickets-book.js';
import type { VisitBook } from './visits-book.js';

const HOUR = 3_600_000;
const CUSTOMERS = ['悦购超市', '恒昌百货', '百味餐厅', 'Harbour Books', '顺达物流', '新世纪药房', '海风酒店', 'Blue Bay Cafe'];
const FAULTS = [
  '收银台打印机不出小票',
  '无法登录系统',
  '网络时断时续',
  '服务器硬盘报警',
  'The scanner reads nothing',
  '库存数量不对',
  '扫码枪没有反应',
];
const CATEGORIES = ['pos', 'software', 'hardware', 'network', 'server', 'data'];
const SOLVED = { steps: '更换排线并重启，客户测试正常', cause: '排线松动', category: 'hardware', part: 'hardware' };

/** Seconds since 1970, as Slack's picker gives them: whole minutes. */
export const picked = (ms: number): number => Math.floor(ms / 60_000) * 60;

/** Around whom and what work on tickets turns. */
export interface Around {
  readonly hands: Hands;
  readonly book: TicketBook;
  readonly visits: VisitBook;
  readonly staff: Staff;
  readonly random: Random;
}

/** Some forget to finish, some press twice. */
export const clumsily = (random: Random): How => (random.chance(0.05) ? { isTwice: true } : random.chance(0.04) ? { isClosed: true } : {});

/** A customer calls: what the agent writes down of it. */
function aCallOf({ random, hands, staff }: Around): Given {
  const outcome = random.weighted({ ticket: 70, solved: 10, call_back: 8, remote: 4, message: 4, wrong_number: 2, out_of_scope: 2 });
  const fault = {
    customer: random.pick(CUSTOMERS),
    callerName: random.pick(['周丽', '孙伟', 'Mia', '吴经理']),
    phone: `138 ${random.int(1000, 9999)} ${random.int(1000, 9999)}`,
    description: random.pick(FAULTS),
    category: random.pick(CATEGORIES),
    impact: random.weighted({ high: 1, medium: 3, low: 2 }),
    urgency: random.weighted({ high: 1, medium: 3, low: 2 }),
  };
  const { callerName, phone, description } = fault;
  const expectedBy = random.chance(0.15) ? { expectedBy: picked(hands.now + random.int(2, 20) * HOUR) } : {};
  if (outcome === 'wrong_number') return { outcome, phone };
  if (outcome === 'out_of_scope') return { outcome, phone, pointedTo: '请致电厂商 400 热线' };
  if (outcome === 'message') return { outcome, phone, callerName, description, messageFor: random.pick(staff.present('engineer')).id };
  if (outcome === 'solved') return { outcome, ...fault, steps: SOLVED.steps, cause: SOLVED.cause, part: SOLVED.part };
  if (outcome === 'call_back') return { outcome, ...fault, callbackAt: picked(hands.now + random.int(20, 300) * 60_000) };
  if (outcome === 'remote') return { outcome, ...fault, remoteConsentBy: callerName };
  return { outcome, ...fault, ...expectedBy };
}

/** Two agents write down the same call, each in his own way; the second one says what he makes of the question. */
async function takeTwice(around: Around, [first, second]: readonly [Person, Person]): Promise<void> {
  const { hands, random } = around;
  const given = { ...aCallOf(around), outcome: 'ticket' };
  const phone = 'phone' in given ? String(given.phone) : '';
  if (!('description' in given) || !(await hands.call(first.id, given))) return;
  await hands.call(second.id, { ...given, phone: `+86 ${phone}` }, { twin: random.weighted({ sameAs: 4, another: 1 }) });
}

/** An agent takes a call: now and then the form is sent twice, closed, or wrong at first. */
export async function takeCall(around: Around, agent: Person): Promise<void> {
  const { hands, random, staff } = around;
  const others = staff.present('agent').filter(({ id }) => id !== agent.id);
  if (random.chance(0.05) && others.length > 0) return takeTwice(around, [agent, random.pick(others)]);
  const given = aCallOf(around);
  if (random.chance(0.05)) await hands.call(agent.id, { ...given, phone: '12' });
  if (random.chance(0.03)) await hands.call(agent.id, given, { isClosed: true });
  await hands.call(agent.id, given, random.chance(0.05) ? { isTwice: true } : {});
}

/** Somebody who may work takes a ticket that nobody has; at times two press at once. */
export async function takeWork({ hands, book, random, staff }: Around, engineer: Person): Promise<boolean> {
  const waiting = book.open.filter(({ state, handedTo }) => state === 'open' || handedTo === engineer.id);
  if (waiting.length === 0) return false;
  const { no } = random.pick(waiting);
  const others = staff.present('engineer').filter(({ id }) => id !== engineer.id);
  if (random.chance(0.1) && others.length > 0) await hands.together([engineer.id, random.pick(others).id], no, 'accept');
  else await hands.press(engineer.id, no, 'accept', random.chance(0.08) ? { isTwice: true } : {});
  return true;
}

/** What somebody presses who has mistaken the card before him, whatever comes of it. */
const WRONG = ['close', 'resume', 'calledBack', 'accept', 'contact', 'reopen', 'letMove'] as const;

type Step = (around: Around, who: Person, life: TicketLife) => Promise<unknown>;

const newTime: Step = ({ hands, random, staff }, { id }, { no, dueBy }) => {
  const given = {
    solution: '配件到货后更换，客户暂用备用机',
    newDueAt: picked(Math.max(hands.now, dueBy) + random.int(-2, 60) * HOUR),
    consentedBy: random.chance(0.9) ? random.pick(['周丽', '吴经理', 'Mia']) : staff.nameOf(id),
  };
  return hands.fill(id, no, 'newTime', given, clumsily(random));
};

const STEPS: Readonly<Record<string, Step>> = {
  resolve: ({ hands, random }, { id }, { no, callbackAt }) => {
    const told = callbackAt !== undefined && random.chance(0.5) ? { text: '已告知客户处理结果' } : {};
    return hands.fill(id, no, 'resolve', { ...SOLVED, ...told }, clumsily(random));
  },
  wait: ({ hands }, { id }, { no }) => hands.fill(id, no, 'wait', { reason: '等客户提供授权' }),
  newTime,
  handOver: ({ hands, random, staff }, { id }, { no }) =>
    hands.fill(id, no, 'handOver', { to: random.pick(staff.present('engineer', 'agent')).id, reason: '离客户更近' }),
  callBack: ({ hands, random }, { id }, { no }) =>
    hands.fill(id, no, 'callBack', { callbackAt: picked(hands.now + random.int(1, 30) * HOUR), text: '客户外出，约定再致电' }),
  calledBack: ({ hands }, { id }, { no }) => hands.fill(id, no, 'calledBack', { text: '已说明进度' }),
  priority: ({ hands, random }, { id }, { no }) =>
    hands.fill(id, no, 'priority', {
      impact: random.pick(['high', 'medium', 'low']),
      urgency: random.pick(['high', 'medium', 'low']),
      reason: random.pick(['客户改变了要求', '影响已确认', '']),
    }),
  edit: ({ hands, random }, { id }, { no }) =>
    hands.fill(id, no, 'edit', {
      site: random.pick(['一店', '二店', '总店']),
      ...(random.chance(0.3) ? { description: random.pick(FAULTS) } : {}),
    }),
  editTogether: ({ hands, random, staff }, { id }, { no }) =>
    hands.fillTogether([id, random.pick(staff.present('agent')).id], no, 'edit', [{ site: '南门店' }, { product: '收银系统 V8' }]),
  note: ({ hands }, { id }, { no }) => hands.fill(id, no, 'note', { text: '已联系厂商' }),
  escalate: ({ hands }, { id }, { no }) => hands.fill(id, no, 'escalate', { reason: '客户情绪激动，需要支援' }),
  onIt: ({ hands }, { id }, { no }) => hands.press(id, no, 'onIt'),
  wrong: ({ hands, random }, { id }, { no }) => hands.press(id, no, random.pick(WRONG)),
};

const WEIGHTS = {
  resolve: 50,
  wait: 5,
  newTime: 9,
  handOver: 4,
  callBack: 4,
  calledBack: 6,
  priority: 5,
  edit: 3,
  editTogether: 2,
  note: 3,
  escalate: 2,
  onIt: 4,
  wrong: 5,
} as const;

/** An engineer goes on with one of his own tickets. */
export async function goOn(around: Around, engineer: Person): Promise<void> {
  const { hands, book, random } = around;
  const own = book.open.filter(({ owner, state }) => owner === engineer.id && state !== 'open');
  if (own.length === 0) return;
  const life = random.pick(own);
  if (life.state === 'accepted' && random.chance(0.7)) await hands.press(engineer.id, life.no, 'contact');
  else if (life.state === 'waiting_customer' && random.chance(0.6)) await hands.press(engineer.id, life.no, 'resume');
  else await STEPS[random.weighted(WEIGHTS)]?.(around, engineer, life);
}

/** Two open tickets of one customer turn out to be of one fault. */
async function mergeTwo({ hands, book, random }: Around, agent: Person): Promise<void> {
  const life = random.pick(book.open);
  const others = book.open.filter(({ no, call }) => no !== life.no && call.customer !== '' && call.customer === life.call.customer);
  if (others.length > 0) await hands.merge(agent.id, life.no, random.pick(others).no);
}

/** An agent looks after what is solved, and what customers say of it afterwards. */
export async function lookAfter(around: Around, agent: Person): Promise<void> {
  const { hands, book, random } = around;
  const solved = book.all.filter(({ state, endedAt }) => state === 'resolved' && (endedAt ?? 0) < hands.now - 4 * HOUR);
  const ended = book.all.filter((life) => !isOpen(life) && (life.endedAt ?? 0) > hands.now - 5 * 24 * HOUR);
  const owed = book.all.filter(({ callbackAt }) => callbackAt !== undefined && callbackAt < hands.now + HOUR);
  if (owed.length > 0 && random.chance(0.5)) await hands.fill(agent.id, random.pick(owed).no, 'calledBack', { text: '已回电说明' });
  for (const { no } of random.shuffled(solved).slice(0, 3)) await hands.press(agent.id, no, 'close');
  if (ended.length > 0 && random.chance(0.08)) await hands.fill(agent.id, random.pick(ended).no, 'reopen', { reason: '客户说又坏了' });
  const open = book.open;
  if (open.length > 0 && random.chance(0.06)) await mergeTwo(around, agent);
  if (open.length > 0 && random.chance(0.06))
    await hands.fill(agent.id, random.pick(open).no, 'cancel', {
      cancelReason: random.pick(['elsewhere', 'mistake', 'noLonger']),
      reason: '客户来电撤回',
      text: '已告知客户',
    });
}

/** A supervisor helps where the desk has told him that something is wrong. */
export async function lead(around: Around, leader: Person, isTold: (no: string) => boolean): Promise<void> {
  const { hands, book, random, staff } = around;
  const ownerless = book.open.filter(({ owner, handedTo, no }) => !staff.isPresent(owner) && !handedTo && isTold(no));
  for (const { no } of ownerless.slice(0, 3))
    await hands.fill(leader.id, no, 'handOver', { to: random.pick(staff.present('engineer')).id, reason: '原负责人已离职' });
  const late = book.open.filter((life) => life.dueBy < hands.now && isTold(life.no));
  if (late.length > 0 && random.chance(0.5)) await hands.press(leader.id, random.pick(late).no, 'onIt');
  const near = book.open.filter(({ dueBy }) => dueBy > hands.now && dueBy < hands.now + 3 * HOUR);
  if (near.length === 0 || !random.chance(0.3)) return;
  const { no } = random.pick(near);
  if (random.chance(0.5)) await hands.fill(leader.id, no, 'letMove', { reason: '客户同意按新的优先级处理' });
  else await hands.fill(leader.id, no, 'priority', { impact: 'low', urgency: 'low', reason: '已与客户确认可以延后' });
}
