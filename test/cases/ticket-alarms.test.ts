import { describe, expect, test } from '@jest/globals';
import type { DateTime } from 'luxon';
import type { Actor, Case, Notice } from '../../src/cases/case.js';
import type { FormValues } from '../../src/cases/form.js';
import { person } from '../../src/cases/text.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { ticketKind } from '../../src/cases/ticket/workflow.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { translator } from '../../src/locales/index.js';
import { renderNotice } from '../../src/slack/outbox/notices.js';
import { anActor, aPolicy, aTicket, at, takenCall } from '../support/builders.js';

const open = at('2026-03-02T10:00');
const later = (hours: number): DateTime => open.plus({ hours });
const policy = aPolicy();
const agent = anActor('U01AGENT', ['agent']);
const tom = anActor('U03ENGTOM', ['agent', 'engineer']);
const li = anActor('U02ENGLI', ['agent', 'engineer']);
const SOLVED = { steps: 's', cause: 'c', category: 'pos', part: 'software' };

type Heard = { readonly notices: readonly { readonly to: object; readonly say: string }[] };
const heard = (decided: Heard | undefined): string[] =>
  (decided?.notices ?? []).flatMap(({ to, say }) => {
    const { kind, user = '', name = '' } = to as { kind: string; user?: string; name?: string };
    return say === 'card' ? [] : [`${say} ${user || name || kind}`];
  });
const press = (ticket: Ticket, action: string, actor: Actor, now = open, input: FormValues = {}) =>
  decide(ticketKind, ticket, action, input, { actor, now, policy });
function done(...pressed: Parameters<typeof press>) {
  const decided = press(...pressed);
  if (!decided.ok) throw new Error(`${pressed[1]}: ${decided.code}`);
  return decided;
}
/** Everything that is told from one moment to another, swept once a minute as the desk does. */
function through(ticket: Ticket, from: DateTime, to: DateTime): { ticket: Ticket; told: string[] } {
  let now = from;
  let current = ticket;
  const told: string[] = [];
  for (; now <= to; now = now.plus({ minutes: 1 })) {
    const due = decideDue(ticketKind, current, now, policy);
    if (!due) continue;
    current = due.next;
    told.push(...heard(due).map((line) => `${now.toFormat('dd HH:mm')} ${line}`));
  }
  return { ticket: current, told };
}
const contacted = (values: FormValues = {}) => aTicket({ spoken: ['spoken'], ...values });

describe('whom a ticket reaches', () => {
  test('Q7: one that nobody accepts reaches the engineers, then the supervisor', () => {
    const { told } = through(contacted(), open, later(1.1));
    expect(told).toEqual([
      '02 10:20 take.reminder U02ENGLI',
      '02 10:20 take.reminder U03ENGTOM',
      '02 10:40 take.breach U01AGENT',
      '02 10:40 take.breach U04SUP',
    ]);
    const accepted = done(contacted(), 'accept', tom, later(0.1)).next;
    expect(through(accepted, open, later(2)).told).toEqual([]);
  });

  test('Q7: the engineers hear of one that nobody accepts also where the bot was away when they should have', () => {
    expect(heard(decideDue(ticketKind, contacted(), later(1), policy))).toEqual([
      'take.breach U01AGENT',
      'take.breach U04SUP',
      'take.breach U02ENGLI',
      'take.breach U03ENGTOM',
    ]);
  });

  test('12: who was just handed it by name is left the time to accept before others are asked; the supervisors hear in the end', () => {
    const handed = (ticket: Ticket, hours: number, to = li.id): Ticket =>
      done(ticket, 'handOver', agent, later(hours), { to }).next as Ticket;
    // Handed over after 19 of the 20 minutes: he has 20 of his own.
    expect(through(handed(contacted(), 19 / 60), later(19 / 60), later(1.1)).told).toEqual([
      '02 10:39 take.reminder U02ENGLI',
      '02 10:39 take.reminder U03ENGTOM',
      '02 10:40 take.breach U01AGENT',
      '02 10:40 take.breach U04SUP',
    ]);
    // Whoever passes it round buys no more than that.
    let ticket = contacted();
    const told: string[] = [];
    for (let n = 0; n < 8; n += 1) {
      ticket = handed(ticket, n / 4, n % 2 === 0 ? li.id : tom.id);
      const heardNow = through(ticket, later(n / 4), later(n / 4 + 14 / 60));
      ticket = heardNow.ticket;
      told.push(...heardNow.told);
    }
    expect(told).toContain('02 11:20 take.breach U04SUP');
    // Once he has accepted it nobody is asked.
    const taken = done(handed(contacted(), 19 / 60), 'accept', li, later(0.5)).next;
    expect(through(taken, later(0.5), later(2)).told).toEqual([]);
  });

  test('41: who takes over what is late is not called at once: it sounds for him at its time', () => {
    const late = through(done(contacted(), 'accept', tom).next, open, later(31)).ticket;
    const taken = done(done(late, 'handOver', tom, later(55), { to: li.id }).next, 'accept', li, later(55)).next;
    expect(through(taken, later(55), later(56.9)).told).toEqual([]);
    expect(through(taken, later(55), later(57.1)).told).toEqual(['04 19:00 resolve.repeat U02ENGLI', '04 19:00 resolve.repeat U04SUP']);
  });

  test('41: what goes from hand to hand is put off once and no more: the supervisors hear', () => {
    const late = through(done(contacted(), 'accept', tom).next, open, later(31)).ticket;
    const given = (ticket: typeof late, to: typeof tom, by: typeof tom, hours: number) =>
      done(done(ticket, 'handOver', by, later(hours), { to: to.id }).next, 'accept', to, later(hours)).next;
    const passed = given(given(late, li, tom, 55), tom, li, 56.5);
    expect(through(passed, later(56.5), later(57.1)).told).toContain('04 19:00 resolve.repeat U04SUP');
  });

  test('47: of a long note its owner gets the beginning, the thread all of it', () => {
    const text = '打印机'.repeat(500);
    const noted = done(done(contacted(), 'accept', tom).next, 'note', agent, later(1), { text });
    const textTo = (kind: string): number =>
      String(noted.notices.find(({ to, say }) => to.kind === kind && say !== 'card')?.params.text).length;
    expect([textTo('person'), textTo('thread')]).toEqual([300, 1500]);
  });

  test('Q7: a P1 reaches the engineers at once, with Accept', () => {
    const logged = takenCall({ impact: 'high', urgency: 'high' });
    expect(heard(logged as never)).toEqual(['urgent alarms', 'urgent U04SUP', 'urgentToTake U02ENGLI', 'urgentToTake U03ENGTOM']);
    expect(ticketKind.helps({ say: 'urgentToTake', to: { kind: 'person', user: li.id } }, logged.next as never)).toContain('accept');
  });

  test('18: that a P1 breaks which nobody accepted reaches whoever can end it, with Accept and the telephone; once', () => {
    const { told, ticket } = through(contacted({ impact: 'high', urgency: 'high', phone: '13800000008' }), open, later(8));
    const broke = told.filter((line) => line.includes('resolve.breach')).map((line) => line.split(' ').at(-1));
    expect(broke).toEqual(expect.arrayContaining(['U01AGENT', li.id, tom.id, 'U04SUP', 'alarms']));
    expect(new Set(broke).size).toBe(broke.length);
    for (const user of [tom.id, li.id]) expect(told.filter((line) => line.endsWith(`resolve.repeat ${user}`))).toEqual([]);
    const deadline = { track: 'resolve#1', step: 'breach', dueAt: later(4).toJSDate(), promisedAt: later(4).toJSDate() };
    const notice = { say: 'resolve.breach', deadline, to: { kind: 'person', user: tom.id } } as never;
    expect(ticketKind.helps(notice, ticket).slice(0, 4)).toEqual(['accept', 'showPhone', 'handOver', 'onIt']);
    expect(ticketKind.helps(notice, done(ticket, 'accept', tom, later(8)).next)).not.toContain('accept');
    const others = through(contacted(), open, later(26)).told.filter((line) => line.includes('resolve.breach'));
    expect(others.filter((line) => line.endsWith(tom.id))).toEqual([]);
  });

  test('Q7: of many engineers some are asked, others each time, whoever is on duty among them; of what is urgent all hear', () => {
    const engineers = Array.from({ length: 12 }, (_, n) => `U1ENG${String(n).padStart(2, '0')}`);
    const people = { ...policy.people, engineers, onDuty: ['U1ENG11', 'U04SUP'] };
    const many = { ...policy, people, escalate: { ...policy.escalate, ask: 4 } };
    const asked = (values: FormValues, seq: number): string[] =>
      heard(decideDue(ticketKind, aTicket({ spoken: ['spoken'], ...values }, { seq }), later(0.4), many)).map(
        (line) => line.split(' ')[1] ?? '',
      );
    const all = Array.from({ length: 12 }, (_, n) => asked({}, n + 1));
    for (const those of all) expect([those.length, those.includes('U1ENG11')]).toEqual([4, true]);
    // Nobody is left out, and nobody who is not on duty is asked twice as often as another.
    const times = engineers.slice(0, 11).map((user) => all.filter((those) => those.includes(user)).length);
    expect(Math.min(...times)).toBeGreaterThan(0);
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(2);
    expect(asked({ urgency: 'high' }, 1)).toEqual(expect.arrayContaining(engineers));
  });

  test('Q7: where every agent may accept, the desk’s channel hears', () => {
    const everybody = { ...policy, people: { ...policy.people, engineers: [] } };
    expect(heard(decideDue(ticketKind, contacted(), later(0.4), everybody))).toEqual(['take.reminder desk']);
  });

  test('Q8: “I’m on it” holds for two hours; then whoever said it is asked, and then the others hear again', () => {
    const late = through(done(contacted(), 'accept', tom).next, open, later(24));
    const answered = done(late.ticket, 'onIt', tom, later(24.5)).next;
    const { told } = through(answered, later(24.5), later(29));
    expect(told).toEqual(['03 12:30 asked U03ENGTOM', '03 14:30 resolve.repeat U03ENGTOM', '03 14:30 resolve.repeat U04SUP']);
    const again = done(through(answered, later(24.5), later(26.6)).ticket, 'onIt', tom, later(26.7)).next;
    expect(through(again, later(26.7), later(28.6)).told).toEqual([]);
  });

  test('Q8: whose ticket it is not says it once; after that he does something, or it sounds on; its owner and the leaders hear who says it', () => {
    const late = through(done(contacted(), 'accept', tom).next, open, later(24)).ticket;
    const anna = anActor('U06ANNA', ['agent']);
    const first = done(late, 'onIt', anna, later(24.5));
    expect(heard(first).filter((line) => line.startsWith('onItTold'))).toEqual(['onItTold U03ENGTOM', 'onItTold U04SUP']);
    const sounding = through(first.next, later(24.5), later(29)).ticket;
    expect(press(sounding, 'onIt', anna, later(29))).toMatchObject({ code: 'onItAgain' });
    const acted = done(sounding, 'note', anna, later(29), { text: 'asked the supplier' }).next;
    expect(press(acted, 'onIt', anna, later(29.1)).ok).toBe(true);
  });

  test('Q8: said before the breach it holds for the breach: the leaders hear the fact once, nobody is called again', () => {
    const warned = through(done(contacted(), 'accept', tom).next, open, later(23)).ticket;
    const answered = done(warned, 'onIt', tom, later(23.5)).next;
    const { ticket, told } = through(answered, later(23.5), later(25.4));
    expect(told).toEqual(['03 10:00 resolve.breach thread', '03 10:00 resolve.breach U04SUP', '03 10:00 resolve.breach U05HEAD']);
    expect(ticket.breachedAt).toEqual(later(24).toJSDate());
    expect(ticket.alarms).toMatchObject([{ acknowledgedBy: tom.id }]);
    const p1 = done(contacted({ impact: 'high', urgency: 'high' }), 'accept', tom).next;
    const onP1 = done(through(p1, open, later(3.5)).ticket, 'onIt', tom, later(3.6)).next;
    expect(through(onP1, later(3.6), later(4.1)).told).toContain('02 14:00 resolve.breach alarms');
  });

  test('Q8: said after a warning it holds for the coming escalation, in whose place he is asked', () => {
    const warned = through(done(contacted(), 'accept', tom).next, open, later(12.1)).ticket;
    const answered = done(warned, 'onIt', tom, later(12.1)).next;
    expect(through(answered, later(12.1), later(23.9)).told).toEqual(['03 05:13 asked U03ENGTOM']);
  });

  test('Q9: two promises of one ticket that are both broken remind together, not each for itself', () => {
    const { ticket } = through(done(aTicket(), 'accept', tom).next, open, later(24.1));
    expect(ticket.alarms.map(({ track }) => track.split('#')[0]).sort()).toEqual(['firstResponse', 'resolve']);
    const { told } = through(ticket, later(24.1), later(72));
    expect(told.filter((line) => line.endsWith('U04SUP'))).toEqual(
      ['03 12', '03 14', '03 16', '04 09', '05 09'].map((hour) => `${hour}:00 resolve.repeat U04SUP`),
    );
  });

  test('Q10: who was spoken to when the call was logged has been contacted', () => {
    expect(contacted().data.firstContactAt).toEqual(open.toJSDate());
    expect(contacted().deadlines.some(({ track }) => track.startsWith('firstResponse'))).toBe(false);
    expect(aTicket().data.firstContactAt).toBeUndefined();
  });

  test('Q11: a call back is not reminded of before it was promised', () => {
    const ticket = contacted({ outcome: 'call_back', phone: '138 0000 4711', callbackAt: open.plus({ minutes: 10 }).toJSDate() });
    const reminder = ticket.deadlines.find(({ id }) => id === 'callback#1:reminder');
    expect(reminder?.dueAt).toEqual(open.plus({ minutes: 5 }).toJSDate());
    const far = contacted({ outcome: 'call_back', phone: '138 0000 4711', callbackAt: later(2).toJSDate() });
    expect(far.deadlines.find(({ id }) => id === 'callback#1:reminder')?.dueAt).toEqual(open.plus({ minutes: 105 }).toJSDate());
  });

  test('Q11: nothing is put off beyond its own time', () => {
    const ticket = contacted({ outcome: 'call_back', phone: '138 0000 4711', callbackAt: later(2).toJSDate() });
    const reminded = through(ticket, open, later(1.76)).ticket;
    expect(press(reminded, 'snooze', agent, later(1.8), { track: 'callback#1' })).toMatchObject({ code: 'ticket.snoozeTooLong' });
    expect(press(reminded, 'snooze', agent, later(2.5), { track: 'callback#1' })).toMatchObject({ ok: true });
  });

  test('Q12: a promised call back outlives the solution, until it is made or the customer was told', () => {
    const ticket = done(contacted({ outcome: 'call_back', phone: '138 0000 4711', callbackAt: later(3).toJSDate() }), 'accept', tom).next;
    const solved = done(ticket, 'resolve', tom, later(1), SOLVED).next;
    expect(solved).toMatchObject({ state: 'resolved', isOpen: false });
    const { told } = through(solved, later(1), later(3));
    expect(told).toEqual([
      '02 12:45 callback.reminder U03ENGTOM',
      '02 13:00 callback.breach U03ENGTOM',
      '02 13:00 callback.breach thread',
      '02 13:00 callback.breach U04SUP',
    ]);
    expect(press(solved, 'close', tom, later(2))).toMatchObject({ code: 'ticket.callbackOwed' });
    const called = done(solved, 'calledBack', tom, later(2), { text: 'told her' }).next;
    expect(called).toMatchObject({ state: 'resolved', deadlines: [] });
    expect(done(called, 'close', tom, later(2)).next.state).toBe('closed');
    const toldAtOnce = done(ticket, 'resolve', tom, later(1), { ...SOLVED, text: 'told her on the phone' });
    expect(toldAtOnce.next.deadlines).toEqual([]);
    expect(toldAtOnce.entries[0]?.note).toBe('told her on the phone');
    expect(press(ticket, 'cancel', tom, later(1), { cancelReason: 'noLonger' })).toMatchObject({
      code: 'ticket.callbackOwed',
      field: 'text',
    });
    expect(press(ticket, 'cancel', tom, later(1), { cancelReason: 'noLonger', text: 'she knows' })).toMatchObject({ ok: true });
  });

  test('Q13: a new owner begins unacknowledged', () => {
    const late = through(done(contacted(), 'accept', tom).next, open, later(24)).ticket;
    const answered = done(late, 'onIt', tom, later(24.1)).next;
    const handed = done(answered, 'handOver', tom, later(24.2), { to: li.id }).next;
    const taken = done(handed, 'accept', li, later(24.5)).next;
    expect(taken.alarms.map(({ acknowledgedBy }) => acknowledgedBy)).toEqual([undefined]);
    expect(through(taken, later(24.5), later(27)).told).toEqual(['03 12:30 resolve.repeat U02ENGLI', '03 12:30 resolve.repeat U04SUP']);
    const own = done(done(late, 'onIt', li, later(24.1)).next, 'handOver', tom, later(24.2), { to: li.id }).next;
    expect(done(own, 'accept', li, later(24.5)).next.alarms).toMatchObject([{ acknowledgedBy: li.id }]);
  });

  test('Q14: what is put off is what was pressed, not what sounded last', () => {
    const ticket = aTicket({ outcome: 'call_back', phone: '138 0000 4711', callbackAt: later(0.5).toJSDate() });
    const { ticket: sounding } = through(ticket, open, later(1.1));
    const [first, last] = [sounding.alarms[0]?.track ?? '', sounding.alarms.at(-1)?.track];
    expect(first).not.toBe(last);
    expect(done(sounding, 'snooze', agent, later(1.1), { track: first }).next.snoozes).toMatchObject([{ track: first }]);
    expect(press(sounding, 'snooze', agent, later(1.1), { track: 'resolve#9' })).toMatchObject({ code: 'nothingSounds' });
  });

  test('whoever was alarmed hears the end: of the first contact, of the ticket', () => {
    const { ticket } = through(done(aTicket(), 'accept', tom).next, open, later(1.1));
    const contact = done(ticket, 'contact', tom, later(1.2));
    expect(heard(contact)).toEqual(['allWell U04SUP']);
    const late = through(contact.next, later(1.2), later(24.1)).ticket;
    const solved = done(late, 'resolve', tom, later(25), SOLVED);
    expect(heard(solved)).toEqual(['resolved thread', 'allWell U04SUP', 'allWell alarms', 'allWell U05HEAD']);
    // It says which of the alarms it means: the last that was heard, and what was promised.
    const over = solved.notices.filter(({ say }) => say === 'allWell');
    expect(over.map(({ params }) => params)).toEqual(
      over.map(() => expect.objectContaining({ alarmedAt: later(24).toJSDate(), promisedAt: later(24).toJSDate() })),
    );
  });

  test('eye9-16: of what a visit solved, they hear who did the work, not who only approved it', () => {
    const { ticket } = through(done(aTicket(), 'accept', tom).next, open, later(24.1));
    const link = { id: 'U04SUP', roles: ['supervisor'] as const, isLinked: true };
    const solved = done(ticket, 'visitSigned', link, later(25), { ...SOLVED, visit: 'V-1', result: 'fixed', by: 'U02ENGLI' });
    const ends = solved.notices.filter(({ say }) => say === 'allWell');
    expect(ends.length).toBeGreaterThan(0);
    for (const { params } of ends) expect(params.by).toBe(person('U02ENGLI'));
  });

  test('Q27: the owner hears what a colleague notes, also in the thread', () => {
    const ticket = { ...contacted(), owner: tom.id };
    expect(heard(done(ticket, 'note', agent, open, { text: 'she is back at two' }))).toEqual(['note thread', 'noteTold U03ENGTOM']);
    expect(heard(done(ticket, 'note', agent, open, { text: 'x', isFromThread: 'yes' }))).toEqual(['noteTold U03ENGTOM']);
    expect(heard(done(ticket, 'note', tom, open, { text: 'x' }))).toEqual(['note thread']);
  });

  test('Q30: a warning asks its owner only for what he may do', () => {
    const words = (ticket: Ticket): string => {
      const { deadlines } = ticket;
      const deadline = deadlines.find(({ track, step }) => track.startsWith('resolve') && step === 'warning');
      const notice: Notice = {
        id: 'n',
        to: { kind: 'person', user: ticket.owner },
        say: 'resolve.warning',
        params: {},
        isUrgent: false,
        createdAt: open.toJSDate(),
        by: 'clock',
        ...(deadline ? { deadline } : {}),
      };
      const reader = { locale: 'en' as const, now: open, t: translator('en') };
      const failed = (error: unknown): never => {
        throw error;
      };
      return renderNotice(ticket as object as Case<object>, notice, reader, undefined, {}, failed).text;
    };
    const fresh = aTicket();
    expect(fresh).toMatchObject({ state: 'open', owner: agent.id });
    expect(words(fresh)).toContain('nobody has accepted it yet; find an engineer who does');
    expect(words(fresh)).not.toContain('agree a new time');
    expect(words(done(fresh, 'accept', tom, open).next)).toContain('solve it, or agree a new time with the customer');
  });

  test('Q16: whoever solves it owns it, and reopened it is his; an agent’s waits to be accepted', () => {
    const solved = done(contacted(), 'resolve', tom, later(1), SOLVED).next;
    expect(solved.owner).toBe(tom.id);
    const again = done(done(solved, 'close', agent, later(1)).next, 'reopen', agent, later(2), { reason: 'r' }).next;
    expect(again).toMatchObject({ state: 'accepted', owner: tom.id });
    const byAgent = done(contacted(), 'resolve', agent, later(1), SOLVED).next;
    const waiting = done(byAgent, 'reopen', agent, later(2), { reason: 'r' }).next;
    expect(waiting).toMatchObject({ state: 'open', owner: agent.id });
    expect(through(waiting, later(2), later(2.6)).told).toContain('02 12:20 take.reminder U03ENGTOM');
    expect(done(waiting, 'accept', tom, later(2)).next).toMatchObject({ state: 'accepted', owner: tom.id });
  });

  test('Q18: a call back needs a number and a time within reach, and is put off only with a reason', () => {
    const bare = contacted();
    expect(press(bare, 'callBack', agent, open, { callbackAt: later(1).toJSDate() })).toMatchObject({ code: 'ticket.phoneNeeded' });
    const promised = done(bare, 'callBack', agent, open, { callbackAt: later(1).toJSDate(), phone: '138 0000 4711' }).next;
    expect(promised.data).toMatchObject({ phone: '138 0000 4711', phoneKey: '13800004711' });
    const ask = (hours: number, now = open, text?: string) =>
      press(promised, 'callBack', agent, now, { callbackAt: later(hours).toJSDate(), ...(text ? { text } : {}) });
    expect(ask(40 * 24)).toMatchObject({ code: 'ticket.callbackTooFar', field: 'callbackAt' });
    expect(ask(5)).toMatchObject({ code: 'promiseNeedsReason', field: 'text' });
    expect(ask(5, later(2), 'she asked for it')).toMatchObject({ code: 'ticket.callbackBroken' });
    const putOff = ask(5, open, 'she asked for it');
    expect(putOff.ok && heard(putOff)).toEqual(['callBackPutOff thread', 'callBackPutOff U04SUP']);
  });
});
