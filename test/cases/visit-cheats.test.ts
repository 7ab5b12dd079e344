import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime, Interval } from 'luxon';
import type { FormValues } from '../../src/cases/form.js';
import { countedOf } from '../../src/cases/visit/figures.js';
import { departureAt, dueThere, latenessNotice, promisedThere } from '../../src/cases/visit/lateness.js';
import { AHEAD, type Visit } from '../../src/cases/visit/visit.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { anActor, aPolicy, at, aVisit } from '../support/builders.js';

const policy = aPolicy();
const begins = at('2026-03-02T10:00');
const minute = (n: number): DateTime => begins.plus({ minutes: n });
const ENGINEER = anActor('U02ENGLI', ['engineer']);
const HELPER = anActor('U03ENGTOM', ['engineer']);
const CONSENT = { agreedWith: 'Mia', reason: 'because of this and that' };

/** What an engineer may press, and what he then says; `claim` is a minute that he names. */
const PRESSES: Readonly<Record<string, (claim: number) => FormValues>> = {
  accept: () => ({}),
  decline: () => CONSENT,
  askOther: () => ({ to: HELPER.id, reason: 'x' }),
  addHelper: () => ({ to: HELPER.id }),
  leave: () => CONSENT,
  onMyWay: () => ({ packed: ['badge', 'usb', 'tools', 'water', 'rain', 'dress'] }),
  late: (claim) => ({ eta: minute(claim).toJSDate(), delayReason: 'traffic' }),
  customerTold: (claim) => ({ toldAt: minute(claim).toJSDate(), agreedWith: 'Mia' }),
  agreeNewTime: (claim) => ({ toldAt: minute(claim).toJSDate(), date: '2026-03-03', from: '10:00', to: '11:00', agreedWith: 'Mia' }),
  reschedule: () => ({ date: '2026-03-03', from: '10:00', to: '11:00', ...CONSENT }),
  callMade: () => ({ outcome: 'otherTime', date: '2026-03-03', from: '10:00', to: '11:00', agreedWith: 'Mia' }),
  arrive: () => ({}),
  arriveAnyway: () => CONSENT,
  arriveStill: () => CONSENT,
  arrivedEarlier: (claim) => ({ arrivedAt: minute(claim).toJSDate(), reason: 'no network' }),
  startWork: () => ({}),
  absent: () => ({}),
  noteLeft: () => ({}),
  interrupt: (claim) => ({ backAt: minute(claim).toJSDate(), ...CONSENT }),
  resumeWork: () => ({}),
  undo: () => ({}),
  cancel: () => CONSENT,
  rescheduleWider: () => ({ date: '2026-03-02', from: '12:00', to: '18:00', ...CONSENT }),
  rescheduleLittle: () => ({ date: '2026-03-02', from: '12:10', to: '13:10', ...CONSENT }),
  edit: () => ({ address: 'x', phone: '123', need: 'x', kind: 'repair', travelMinutes: 0 }),
  excuse: () => ({ reason: 'x' }),
  confirmEntry: () => ({ reason: 'x' }),
};
/** A press that stands here with several inputs. */
const pressed = (name: string): string => (name.startsWith('reschedule') ? 'reschedule' : name);
/** Takes a visit from its time, or from its engineer. Rule D6. */
const LEAVES_WINDOW = ['reschedule', 'callMade', 'agreeNewTime', 'decline', 'askOther', 'cancel'];
/** Says that somebody is at the door now: only who is there may say so here, since no bot can see him. */
const SAYS_THERE = ['arrive', 'arriveAnyway', 'arriveStill', 'arrivedEarlier'];

const swept = (visit: Visit, now: DateTime): Visit => {
  let current = visit;
  for (;;) {
    const due = current.deadlines[0]?.dueAt;
    if (!due || due > now.toJSDate()) return current;
    current = decideDue(visitKind, current, at(due.toISOString()), policy)?.next ?? current;
  }
};

/** An onlooker's clock says that its engineer should be on his way, and nobody is there; somebody of the visit presses. */
const shouldHaveLeft = ({ state, data }: Visit, now: DateTime, by: string): boolean =>
  data.crew.includes(by) &&
  state !== 'ordered' &&
  (AHEAD as readonly string[]).includes(state) &&
  data.engineer !== undefined &&
  departureAt(data, policy.visit) <= now.toJSDate();
/** It goes on with him, in another window, and the customer can be told of so long a delay in time; or it is only the helper who left. */
function keepsRule({ data }: Visit, after: Visit, now: DateTime): boolean {
  if (after.state === 'cancelled' || after.data.engineer !== data.engineer) return false;
  const window = Interval.fromDateTimes(data.from, data.to);
  return !latenessNotice(window, DateTime.fromJSDate(dueThere(after.data, policy.visit)), now, policy.visit).isTooLate;
}

const press = fc.record({
  action: fc.constantFrom(...Object.keys(PRESSES)),
  after: fc.integer({ min: 0, max: 60 }),
  claim: fc.integer({ min: 0, max: 300 }),
  byHelper: fc.boolean(),
  isSwept: fc.boolean(),
});

test('V5: there a minute after leaving, of half an hour’s way, stands in the thread for all to see (fresh eye)', () => {
  const arrivedAfter = (n: number): readonly string[] => {
    const accepted = { ...aVisit({ travelMinutes: 30 }), state: 'accepted' as const, owner: ENGINEER.id };
    const visit = { ...accepted, data: { ...accepted.data, engineer: ENGINEER.id, crew: [ENGINEER.id] } } as Visit;
    const leaving = DateTime.fromJSDate(visit.data.from, { zone: begins.zone }).minus({ minutes: 35 });
    const step = (from: Visit, action: string, input: FormValues, now: DateTime) => {
      const decided = decide(visitKind, from, action, input, { actor: ENGINEER, now, policy });
      if (!decided.ok) throw new Error(`${action}: ${decided.code}`);
      return decided;
    };
    const left = step(visit, 'onMyWay', PRESSES.onMyWay?.(0) ?? {}, leaving).next as Visit;
    return step(left, 'arrive', {}, leaving.plus({ minutes: n })).notices.flatMap(({ to, say }) => (to.kind === 'thread' ? [say] : []));
  };
  expect(arrivedAfter(1)).toEqual(['visitArrived', 'visitArrivedHasty']);
  expect(arrivedAfter(25)).toEqual(['visitArrived']);
});

test('V4: no sequence of presses by engineers ends with a better punctuality than the same facts without them', () => {
  fc.assert(
    fc.property(
      fc.array(press, { maxLength: 14 }),
      fc.option(fc.integer({ min: 60, max: 400 }), { nil: undefined }),
      (presses, thereAt) => {
        const accepted = decide(visitKind, aVisit(), 'accept', {}, { actor: ENGINEER, now: begins, policy });
        if (!accepted.ok) throw new Error(accepted.code);
        let visit: Visit = accepted.next;
        let now = begins;
        const broken = new Set<string>();
        let couldBeOnTime = false;
        // Whoever takes a visit when its promise has passed already did not break it.
        let taken = { by: visit.data.engineer, at: now };
        /** What an onlooker sees before the next press. */
        const look = (): void => {
          const { data, state } = visit;
          const isAwaited = state !== 'ordered' && (AHEAD as readonly string[]).includes(state) && data.engineer !== undefined;
          const promised = promisedThere(data, policy.visit);
          const isThere = thereAt !== undefined && minute(thereAt).toJSDate() <= promised;
          if (isAwaited && !isThere && promised < now.toJSDate() && taken.at.toJSDate() <= promised)
            broken.add(`${data.engineer} ${data.from.toISOString()}`);
          if (thereAt !== undefined && minute(thereAt).toJSDate() <= dueThere(data, policy.visit)) couldBeOnTime = true;
        };
        for (const { action, after, claim, byHelper, isSwept } of presses) {
          now = now.plus({ minutes: after });
          look();
          if (isSwept) visit = swept(visit, now);
          const isThere = thereAt !== undefined && minute(thereAt) <= now;
          if (
            SAYS_THERE.includes(action) &&
            !isThere &&
            !(action === 'arrivedEarlier' && promisedThere(visit.data, policy.visit) < now.toJSDate())
          )
            continue;
          const actor = byHelper ? HELPER : ENGINEER;
          const decided = decide(visitKind, visit, pressed(action), PRESSES[action]?.(claim) ?? {}, { actor, now, policy });
          if (
            decided.ok &&
            LEAVES_WINDOW.includes(pressed(action)) &&
            shouldHaveLeft(visit, now, actor.id) &&
            !keepsRule(visit, decided.next, now)
          )
            broken.add(`${visit.data.engineer} ${visit.data.from.toISOString()}`);
          const wasOrdered = visit.state === 'ordered';
          if (decided.ok) visit = decided.next;
          // It is his from when he accepted it.
          if (visit.data.engineer !== taken.by || visit.state === 'ordered' || wasOrdered) taken = { by: visit.data.engineer, at: now };
        }
        now = now.plus({ days: 3 });
        look();
        visit = swept(visit, now);
        const rows = countedOf(visit.data);
        if (!couldBeOnTime) expect(rows.filter(({ punctuality }) => punctuality === 'onTime')).toEqual([]);
        const bad = rows.filter(({ punctuality }) => punctuality === 'notToldInTime');
        expect(bad.length).toBeGreaterThanOrEqual(broken.size);
        for (const one of broken) expect(bad.some(({ engineer }) => one.startsWith(`${engineer} `))).toBe(true);
      },
    ),
    { numRuns: 400 },
  );
});
