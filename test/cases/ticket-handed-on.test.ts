import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Actor } from '../../src/cases/case.js';
import type { FormValues } from '../../src/cases/form.js';
import { brokenElsewhere } from '../../src/cases/ticket/summary.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { anActor, aTicket } from '../support/builders.js';
import { agent, done, inHours, open, press, REASON, SOLVED, swept, told, tom } from '../support/ticket-steps.js';

const li = anActor('U02ENGLI', ['agent', 'engineer']);
const PEOPLE: readonly Actor[] = [agent, tom, li];
const isBroken = ({ breachedAt, data }: Ticket): boolean => breachedAt !== undefined || data.pastPromises.some(({ wasKept }) => !wasKept);
/** Whom the broken promises of a ticket count for. */
const blamed = (ticket: Ticket): readonly string[] => brokenElsewhere(ticket)?.by ?? (isBroken(ticket) ? [ticket.owner] : []);

describe('39: whom a broken promise counts for', () => {
  test('who accepts between the due time and the look of the desk carries nothing, whether the desk looked or not', () => {
    const accepted = done(aTicket({ spoken: ['spoken'] }), 'accept', {}, tom).next;
    const handed = done(accepted, 'handOver', { to: li.id, reason: REASON }, tom, open.plus({ hours: 23 })).next;
    const after = open.plus({ hours: 24, seconds: 20 });
    const taken = done(handed, 'accept', {}, li, after).next;
    expect(blamed(swept(taken, after.plus({ minutes: 1 })))).toEqual([tom.id]);
    expect(blamed(done(taken, 'resolve', SOLVED, li, after.plus({ seconds: 5 })).next)).toEqual([tom.id]);
    expect(blamed(done(handed, 'resolve', SOLVED, li, after).next)).toEqual([tom.id]);
  });

  test('what was solved in time and did not hold is whose solution it was', () => {
    const solved = done(done(aTicket(), 'accept', {}, tom).next, 'resolve', SOLVED, tom, open.plus({ hours: 1 })).next;
    const again = done(solved, 'reopen', { reason: REASON }, agent, open.plus({ hours: 30 })).next;
    const taken = done(
      done(again, 'handOver', { to: li.id }, tom, open.plus({ hours: 31 })).next,
      'accept',
      {},
      li,
      open.plus({ hours: 31 }),
    ).next;
    expect(blamed(taken)).toEqual([tom.id]);
  });

  test('no sequence of hand-overs takes a broken promise from whoever broke it, nor gives one to who had nothing to do with it', () => {
    const move = fc.record({
      minutes: fc.integer({ min: 1, max: 900 }),
      by: fc.constantFrom(...PEOPLE),
      to: fc.constantFrom(...PEOPLE),
      action: fc.constantFrom(
        'accept',
        'accept',
        'handOver',
        'handOver',
        'onIt',
        'resolve',
        'close',
        'reopen',
        'cancel',
        'escalate',
        'priority',
      ),
      isSwept: fc.boolean(),
    });
    const inputOf = (action: string, to: Actor): FormValues =>
      ({
        handOver: { to: to.id, reason: REASON },
        resolve: SOLVED,
        reopen: { reason: REASON },
        cancel: { cancelReason: 'mistake' },
        escalate: { reason: REASON },
        priority: { override: 'P4', reason: REASON },
      })[action] ?? {};
    fc.assert(
      fc.property(fc.array(move, { minLength: 2, maxLength: 16 }), fc.integer({ min: 1, max: 20 }), (moves, hours) => {
        let ticket: Ticket = aTicket({ spoken: ['spoken'], expectedBy: inHours(hours) });
        let now = open;
        const broke = new Set<string>();
        const had = new Set<string>([ticket.owner]);
        for (const { minutes, by, to, action, isSwept } of moves) {
          const before = now.toJSDate();
          now = now.plus({ minutes });
          // What an onlooker sees: the promise passes while somebody has the ticket.
          const { isOpen, dueAt, breachedAt, owner } = ticket;
          if (isOpen && dueAt && !breachedAt && dueAt > before && dueAt < now.toJSDate()) broke.add(owner);
          if (isSwept) ticket = swept(ticket, now);
          const decided = press(ticket, action, inputOf(action, to), by, now);
          if (decided.ok) ticket = decided.next;
          had.add(ticket.owner);
          expect(blamed(ticket).filter((user) => !had.has(user))).toEqual([]);
          if (isSwept) for (const user of broke) expect(blamed(ticket)).toContain(user);
        }
        if (ticket.isOpen) ticket = swept(ticket, now.plus({ minutes: 1 }));
        for (const user of broke) expect(blamed(ticket)).toContain(user);
      }),
      { numRuns: 300 },
    );
  });

  test('40: what was handed to somebody can be taken by whoever has time; owner and the other hear it; what nobody gave away stays', () => {
    const zhao = anActor('U07ENGZHAO', ['agent', 'engineer']);
    const accepted = done(aTicket(), 'accept', {}, tom).next;
    expect(press(accepted, 'accept', {}, zhao)).toMatchObject({ code: 'ticket.alreadyAccepted' });
    const handed = done(accepted, 'handOver', { to: li.id, reason: REASON }, tom).next;
    expect(press(handed, 'accept', {}, tom)).toMatchObject({ code: 'ticket.alreadyYours' });
    expect(press(handed, 'accept', {}, agent)).toMatchObject({ code: 'role' });
    const taken = done(handed, 'accept', {}, zhao);
    expect(taken.next).toMatchObject({ owner: zhao.id, state: 'accepted', data: { acceptedBy: zhao.id } });
    expect(taken.next.data.handedTo).toBeUndefined();
    expect(told(taken)).toEqual([`takenOver ${tom.id}`, `takenInstead ${li.id}`]);
    expect(press(taken.next as Ticket, 'accept', {}, li)).toMatchObject({ code: 'ticket.alreadyAccepted' });
    // Handed on before anybody accepted it, it is the same.
    const fresh = done(aTicket({}, { actor: agent }), 'handOver', { to: li.id }, agent).next;
    expect(told(done(fresh, 'accept', {}, zhao))).toContain(`takenInstead ${li.id}`);
  });
});
