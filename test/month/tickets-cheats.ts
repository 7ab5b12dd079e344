import type { Given } from './log.js';
import type { Person } from './staff.js';
import { isOpen, type TicketLife } from './ticket-life.js';
import { type Around, picked } from './tickets-work.js';

const HOUR = 3_600_000;

type Trick = (around: Around, who: Person, life: TicketLife) => Promise<unknown>;

/** What somebody tries who wants his figures to look better than his work was. */
const TRICKS: Readonly<Record<string, Trick>> = {
  lowerPriority: ({ hands }, { id }, { no }) =>
    hands.fill(id, no, 'priority', { impact: 'low', urgency: 'low', override: 'P4', reason: '客户说不着急，可以慢慢来' }),
  expectLater: ({ hands }, { id }, { no }) =>
    hands.fill(id, no, 'edit', { expectedBy: picked(hands.now + 40 * HOUR), reason: '客户改了时间' }),
  consentToMyself: ({ hands, staff }, { id }, { no, dueBy }) =>
    hands.fill(id, no, 'newTime', {
      solution: '另约时间再处理',
      newDueAt: picked(Math.max(hands.now, dueBy) + 30 * HOUR),
      consentedBy: staff.nameOf(id),
    }),
  farAway: ({ hands }, { id }, { no, dueBy }) =>
    hands.fill(id, no, 'newTime', { solution: '等下一版本', newDueAt: picked(dueBy + 90 * 24 * HOUR), consentedBy: '周丽' }),
  cancel: ({ hands }, { id }, { no }) => hands.fill(id, no, 'cancel', { cancelReason: 'noLonger', reason: '客户不需要了', text: '已告知' }),
  solveAndReopen: async ({ hands }, { id }, { no }) => {
    const solved: Given = { steps: '先关掉', cause: '待查', category: 'other', part: 'software', text: '已告知' };
    await hands.fill(id, no, 'resolve', solved);
    await hands.fill(id, no, 'reopen', { reason: '继续处理' });
  },
  /** What presses is put into a ticket of the same customer that has more time. */
  mergeAway: async ({ hands, book }, { id }, { no, call, dueBy }) => {
    const into = book.open.find((one) => one.no !== no && one.call.customer === call.customer && one.dueBy > dueBy);
    if (into) await hands.merge(id, no, into.no);
  },
  logAnew: async ({ hands }, { id }, { no, call: { phone, customer, words: description } }) => {
    await hands.fill(id, no, 'cancel', { cancelReason: 'mistake', reason: '登记错了', text: '已告知' });
    const anew = { outcome: 'ticket', customer, phone, description, callerName: '周丽', category: 'other', impact: 'low', urgency: 'low' };
    if (customer !== '') await hands.call(id, anew);
  },
  passOn: ({ hands, random, staff }, { id }, { no }) =>
    hands.fill(id, no, 'handOver', { to: random.pick(staff.present('engineer').filter((one) => one.id !== id)).id, reason: '请帮忙' }),
  stopTheClock: ({ hands }, { id }, { no }) => hands.fill(id, no, 'wait', { reason: '等客户有空', consentedBy: '' }),
};

/** A cheat looks for the ticket of his that is late, or will soon be, and tries something with it. */
export async function cheatOnTickets(around: Around, cheat: Person): Promise<void> {
  const { book, hands, random } = around;
  const own = book.open.filter(({ owner, state }) => owner === cheat.id && state !== 'open');
  const pressing = own.filter(({ dueBy }) => dueBy < hands.now + 4 * HOUR);
  const lately = book.all.filter((life) => life.owner === cheat.id && !isOpen(life) && life.broken.length > 0);
  if (pressing.length > 0) await TRICKS[random.pick(Object.keys(TRICKS))]?.(around, cheat, random.pick(pressing));
  else if (lately.length > 0 && random.chance(0.2)) await hands.fill(cheat.id, random.pick(lately).no, 'reopen', { reason: '再看一下' });
}
