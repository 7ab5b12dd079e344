import { describe, expect, test } from '@jest/globals';
import type { FormValues } from '../../src/cases/form.js';
import type { Visit } from '../../src/cases/visit/visit.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { anActor, aPolicy, at, aVisit, PACKED } from '../support/builders.js';

const policy = aPolicy();
const now = at('2026-03-02T10:00');
const ENGINEER = anActor('U02ENGLI', ['engineer']);
const LEADER = anActor('U04SUP', ['supervisor']);

const tried = (visit: Visit, action: string, input: FormValues = {}, when = now, actor = ENGINEER) =>
  decide(visitKind, visit, action, input, { actor, now: when, policy });
const next = (visit: Visit, action: string, input: FormValues = {}, when = now, actor = ENGINEER): Visit => {
  const decided = tried(visit, action, input, when, actor);
  if (!decided.ok) throw new Error(decided.code);
  return decided.next;
};
const times = (visit: Visit): string[] =>
  visit.deadlines.map(
    ({ track, step, dueAt, to }) => `${at(dueAt.toISOString()).toFormat('HH:mm')} ${track.split('#')[0]}.${step} ${to.join('+')}`,
  );

describe('what a visit waits for', () => {
  test('an order: acceptance, and its window', () => {
    expect(times(aVisit())).toEqual([
      '10:30 accept.breach person:U02ENGLI+supervisors',
      '12:00 arrive.breach person:U02ENGLI+desk+supervisors',
      '13:00 arrive.escalation person:U02ENGLI+supervisors+heads+alarms',
      '09:00 missed.reminder person:U02ENGLI+supervisors',
    ]);
  });

  test('a confirmed one: leaving, and being there (D4–D6)', () => {
    const accepted = next(aVisit(), 'accept');
    const confirmed = next(accepted, 'callMade', { outcome: 'confirmed', confirmed: ['window', 'address', 'phone'] });
    expect(times(confirmed).slice(0, 3)).toEqual([
      '11:05 depart.reminder person:U02ENGLI',
      '11:20 depart.warning person:U02ENGLI',
      '11:30 depart.escalation supervisors',
    ]);
    // Whoever was told at 11:20 to leave hears it no third time; who accepted after that hears it for the first.
    expect(times(next(aVisit(), 'accept', {}, at('2026-03-02T11:25')))).toContain('11:35 depart.escalation person:U02ENGLI+supervisors');
    expect(times(next(confirmed, 'onMyWay', PACKED)).some((line) => line.includes('depart'))).toBe(false);
  });

  test('nobody answers: the next try is a deadline, and when it would be too late one goes (D3)', () => {
    const accepted = next(aVisit(), 'accept');
    const once = next(accepted, 'callMade', { outcome: 'noAnswer' });
    expect(times(once)).toContain('10:30 retryCall.reminder person:U02ENGLI');
    const decided = tried(once, 'callMade', { outcome: 'noAnswer' }, at('2026-03-02T11:00'));
    if (!decided.ok) throw new Error(decided.code);
    expect(decided.next.data.nextTryAt).toBeUndefined();
    expect(decided.notices.filter(({ say }) => say.startsWith('visitGoNow')).map(({ to }) => ('user' in to ? to.user : to.kind))).toEqual([
      'U02ENGLI',
      'U04SUP',
      'thread',
    ]);
  });

  test('a plain late arrival that was told moves the promise to the new time, without another call', () => {
    const accepted = next(aVisit(), 'accept');
    const late = next(accepted, 'late', { eta: at('2026-03-02T12:30').toJSDate(), delayReason: 'traffic' });
    expect(times(late)).toContain('11:55 tell.breach person:U02ENGLI+thread+supervisors');
    const told = next(late, 'customerTold', { toldAt: at('2026-03-02T10:05').toJSDate(), agreedWith: 'Mia' }, at('2026-03-02T10:06'));
    expect(times(told).filter((line) => line.includes('arrive') || line.includes('tell'))).toEqual([
      '12:30 arrive.breach person:U02ENGLI+desk+supervisors',
      '13:00 arrive.escalation person:U02ENGLI+supervisors+heads+alarms',
    ]);
    expect(next(told, 'arrive', {}, at('2026-03-02T12:25')).data.arrivals.at(-1)).toMatchObject({
      lateMinutes: 25,
      punctuality: 'toldInTime',
    });
  });

  test('a delay that is told too late is a breach, recorded once however it came out', () => {
    const accepted = next(aVisit(), 'accept');
    const late = next(accepted, 'late', { eta: at('2026-03-02T12:30').toJSDate(), delayReason: 'traffic' });
    const fired = decideDue(visitKind, late, at('2026-03-02T11:56'), policy);
    if (!fired) throw new Error('nothing fired');
    expect(fired.next.data.breaches).toHaveLength(1);
    const told = next(fired.next, 'customerTold', { toldAt: at('2026-03-02T11:57').toJSDate(), agreedWith: 'Mia' }, at('2026-03-02T11:58'));
    const there = next(told, 'arrive', {}, at('2026-03-02T12:28'));
    expect(there.data.breaches).toHaveLength(1);
    expect(there.data.arrivals.at(-1)?.punctuality).toBe('notToldInTime');
  });

  test('the alarm at the end of the window is not overtaken by a repeat of the breach', () => {
    let visit = next(aVisit({ to: at('2026-03-02T14:00').toJSDate() }), 'accept');
    const steps: string[] = [];
    for (const time of ['12:00', '14:00']) {
      const fired = decideDue(visitKind, visit, at(`2026-03-02T${time}`), policy);
      if (!fired) continue;
      steps.push(...fired.notices.flatMap(({ deadline }) => (deadline?.track.startsWith('arrive') ? [deadline.step] : [])));
      visit = fired.next;
    }
    expect(new Set(steps)).toEqual(new Set(['breach', 'escalation']));
  });

  test('a new appointment keeps what the arrival before was, and what waited for a decision dies with the old one', () => {
    const late = next(next(aVisit(), 'accept'), 'arrive', {}, at('2026-03-02T12:20'));
    const working = next(next(late, 'startWork'), 'notOurs', { cause: 'x', advice: 'y', insists: 'yes' });
    const window = { date: '2026-03-03', from: '10:00', to: '11:00', agreedWith: 'Mia', reason: 'power cut' };
    const moved = next(working, 'reschedule', window, at('2026-03-02T12:30'));
    expect(moved.data).toMatchObject({ notOurs: undefined, finish: undefined, approvalAskedAt: undefined });
    const again = next(moved, 'arrive', {}, at('2026-03-03T09:55'));
    expect(again.data.arrivals.map(({ punctuality: how, lateMinutes }) => [how, lateMinutes])).toEqual([
      ['notToldInTime', 20],
      ['onTime', -5],
    ]);
  });

  test('an arrival that a supervisor enters later, after work without network, counts from when it was, and clears what the clock took for a breach', () => {
    const accepted = next(aVisit(), 'accept');
    const fired = decideDue(visitKind, accepted, at('2026-03-02T12:00'), policy);
    if (!fired) throw new Error('nothing fired');
    expect(fired.next).toMatchObject({ breachedAt: at('2026-03-02T12:00').toJSDate(), data: { breaches: [{ by: 'U02ENGLI' }] } });
    const entered = { arrivedAt: at('2026-03-02T11:52').toJSDate(), reason: 'no network in the basement' };
    const there = next(fired.next, 'arrivedEarlier', entered, at('2026-03-02T14:00'), LEADER);
    expect(there.data).toMatchObject({ arrivals: [{ lateMinutes: -8, punctuality: 'onTime' }], breaches: [] });
    expect(there.breachedAt).toBeUndefined();
    expect(there.history.at(-1)).toMatchObject({ at: at('2026-03-02T14:00').toJSDate(), note: 'no network in the basement' });
    expect(tried(accepted, 'arrivedEarlier', { arrivedAt: at('2026-03-01T10:00').toJSDate() })).toMatchObject({
      ok: false,
      code: 'visit.beforeOrder',
    });
  });

  test('what is not ours ends with advice, once that is recorded; a helper is crew and may press (D8)', () => {
    const working = next(next(next(aVisit(), 'accept'), 'arrive'), 'startWork');
    const report = {
      result: 'advised',
      testedBy: 'Mia',
      leaving: ['nothingLeft', 'hint', 'anythingElse', 'contactCard'],
      photos: [{ id: 'F', name: 'x', permalink: 'https://x' }],
    };
    expect(tried(working, 'finish', report)).toMatchObject({ ok: false, code: 'visit.adviseFirst' });
    const advised = next(next(working, 'notOurs', { cause: 'router', advice: 'ask the provider', insists: 'no' }), 'addHelper', {
      to: 'U03ENGTOM',
    });
    const helper = anActor('U03ENGTOM', ['engineer']);
    const signed = tried(advised, 'finish', report, now, helper);
    expect(signed).toMatchObject({ ok: true, next: { state: 'signed', data: { crew: ['U02ENGLI', 'U03ENGTOM'] } } });
    if (signed.ok) expect(signed.notices.find(({ to }) => to.kind === 'case')?.params).toMatchObject({ result: 'advised' });
  });

  test('an SOS sounds every five minutes until it is taken, and only others may take it (D11)', () => {
    let visit = next(next(next(aVisit(), 'accept'), 'onMyWay', PACKED), 'sos');
    // The desk looks once a minute, some milliseconds after it: later each time.
    for (const time of ['10:05:00.010', '10:10:00.005', '10:15:00.002']) {
      const fired = decideDue(visitKind, visit, at(`2026-03-02T${time}`), policy);
      expect(fired?.notices.some(({ say }) => say === 'sos.escalation')).toBe(true);
      visit = fired?.next ?? visit;
    }
    expect(tried(visit, 'sosTaken', {}, now, { ...ENGINEER, roles: ['engineer', 'agent'] })).toMatchObject({
      ok: false,
      code: 'visit.ownSos',
    });
    expect(visit.deadlines.find(({ track }) => track.startsWith('sos'))?.isAlone).toBe(true);
    expect(tried(visit, 'cancel', { agreedWith: 'x', reason: 'y' }, now, LEADER)).toMatchObject({ ok: false, code: 'visit.sosOpen' });
    const reassigned = next(visit, 'reassign', { to: 'U03ENGTOM', reason: 'z' }, now, LEADER);
    for (const one of [visit, reassigned])
      expect(times(next(one, 'sosTaken', {}, now, LEADER)).some((line) => line.includes('sos#'))).toBe(false);
  });

  test('D11: help that is under way is over when who called, who took it or a leader says so; all who were called hear, and it is asked after', () => {
    const called = next(next(next(aVisit(), 'accept'), 'onMyWay', PACKED), 'sos');
    const agent = anActor('U01AGENT', ['agent']);
    const taken = next(called, 'sosTaken', {}, now, agent);
    const asked = visitKind.deadlines(taken, policy).filter(({ track }) => track.startsWith('sosOver#'));
    expect(asked.map(({ step, to }) => [step, to])).toEqual([
      ['reminder', ['person:U01AGENT']],
      ['escalation', ['person:U01AGENT', 'supervisors']],
      ['escalation', ['person:U01AGENT', 'supervisors', 'heads', 'alarms']],
    ]);
    expect(tried(called, 'sosOver', { text: 'x' }, now, agent)).toMatchObject({ code: 'visit.noSosTaken' });
    expect(tried(taken, 'sosOver', { text: 'x' }, now, anActor('U09OTHER', ['engineer']))).toMatchObject({ code: 'visit.sosOfOthers' });
    const over = tried(taken, 'sosOver', { text: 'all well' }, now, ENGINEER);
    if (!over.ok) throw new Error(over.code);
    const heard = over.notices
      .filter(({ say }) => say === 'sosEnded')
      .map(({ to }) => (to.kind === 'person' ? to.user : to.kind === 'channel' ? to.name : to.kind));
    expect(heard.sort()).toEqual(['U01AGENT', 'U04SUP', 'U05HEAD', 'alarms', 'thread']);
    expect(visitKind.deadlines(over.next, policy).some(({ track }) => track.startsWith('sos'))).toBe(false);
  });

  test('another engineer’s visit is not his to press; a supervisor may, also after the fact', () => {
    const accepted = next(aVisit(), 'accept');
    const other = anActor('U03ENGTOM', ['engineer']);
    expect(tried(accepted, 'onMyWay', PACKED, now, other)).toMatchObject({ ok: false, code: 'visit.notYourVisit' });
    expect(next(accepted, 'onMyWay', PACKED, now, LEADER).state).toBe('departed');
    for (const actor of [other, LEADER])
      expect(tried(aVisit(), 'accept', {}, now, actor)).toMatchObject({ ok: false, code: 'visit.visitAskedOther' });
  });

  test('a person never acts as a linked case', () => {
    expect(tried(aVisit(), 'ticketCancelled', {}, now, anActor('U05HEAD', ['admin']))).toMatchObject({ ok: false, code: 'unknownAction' });
  });

  test('declining puts it back into the pool and kills the old reminders', () => {
    const declined = next(next(aVisit(), 'accept'), 'decline', { reason: 'ill' });
    expect(declined).toMatchObject({
      state: 'ordered',
      owner: 'U01AGENT',
      data: { engineer: undefined, crew: [], declines: [{ by: 'U02ENGLI' }] },
    });
    expect(declined.deadlines.every(({ track }) => track.endsWith(`#${declined.data.revision}`))).toBe(true);
  });
});
