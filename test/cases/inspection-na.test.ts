import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inspectionCard } from '../../src/cases/inspection/card.js';
import { answerField, noteField, verdictField } from '../../src/cases/inspection/form.js';
import { countsBySubject, type Inspection } from '../../src/cases/inspection/inspection.js';
import { monthsOf } from '../../src/cases/inspection/month.js';
import { inspectionKind } from '../../src/cases/inspection/workflow.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { countsOf } from '../../src/documents/inspection-report.js';
import { translator } from '../../src/locales/index.js';
import { anActor, aPolicy, at } from '../support/builders.js';
import { anInspection, aProject, item, member } from '../support/inspections.js';

/** Findings 9 and 9b of the ninth fresh eye: three projects “not applicable” made the day green, 7 of 7. */
describe('what is not applicable is not looked at', () => {
  const around = { actor: member, now: at('2026-03-02T09:45'), policy: aPolicy() };
  const leader = { ...around, actor: anActor('U04SUP', ['supervisor']) };
  const two = () => anInspection([aProject(), aProject({ no: 'P-2', name: 'Members', items: [item('1')] })]);
  const go = (inspection: Inspection, action: string, input: object, circumstances = around) => {
    const decided = decide(inspectionKind, inspection, action, { ...input }, circumstances);
    if (!decided.ok) throw new Error(decided.code);
    return { next: decided.next as Inspection, notices: decided.notices.filter(({ say }) => say !== 'card') };
  };
  const wholeNa = (inspection: Inspection, subject: string, circumstances = around) =>
    go(inspection, 'fill', { subject, whole: 'na', wholeNote: 'the shop is closed' }, circumstances);
  const over = (inspection: Inspection) => decideDue(inspectionKind, inspection, at('2026-03-03T09:00'), aPolicy())?.next as Inspection;
  const turn = ({ isOpen, data }: Inspection) => ({ day: data.day, cycle: data.cycle, isOpen, counts: countsBySubject(data) });
  const partsOf = ({ no, state, data }: Inspection) => data.subjects.map((one) => ({ no, state, ...data, subjects: [one] }));

  test('eye9-9: a member says it of a project: those who lead hear once, it is not done, and it counts as missed unless excused', () => {
    const first = wholeNa(two(), 'P-1');
    expect(first.notices.map(({ say, to }) => [say, 'user' in to ? to.user : to.kind])).toEqual([
      ['saidNa', 'thread'],
      ['saidNa', 'U04SUP'],
    ]);
    expect(first.notices[1]?.params).toMatchObject({ list: 'Checkout', n: 2, reason: 'the shop is closed' });
    const { next, notices } = go(first.next, 'fill', { subject: 'P-2', [answerField('P-2_1')]: 'ok' });
    expect(notices).toEqual([]);
    expect(next).toMatchObject({ state: 'in_progress', isOpen: true });
    expect(monthsOf([turn(next)]).map(({ days }) => days[next.data.day])).toEqual(['open', 'ok']);
    expect(over(next).state).toBe('missed');
    expect(monthsOf([turn(over(next))])).toMatchObject([
      { no: 'P-1', missed: 1, done: 0, na: 0 },
      { no: 'P-2', missed: 0, done: 1, na: 0 },
    ]);
    const excused = go(next, 'excuse', { reason: 'closed for stocktaking' }, leader);
    expect(excused.next.state).toBe('excused');
    expect(excused.notices.find(({ say }) => say === 'inspectionExcused')?.params).toMatchObject({ n: 2 });
    expect(monthsOf([turn(excused.next)])).toMatchObject([
      { no: 'P-1', na: 1, days: { '2026-03-02': 'na' } },
      { no: 'P-2', done: 1, days: { '2026-03-02': 'ok' } },
    ]);
    expect(partsOf(excused.next).map((part) => countsOf([part]))).toMatchObject([
      { all: 1, na: 1, done: 0 },
      { all: 1, na: 0, done: 1 },
    ]);
  });

  test('eye9-9: of everything it is never done: owed when a member said it, excused when one who leads did', () => {
    const byMember = wholeNa(wholeNa(two(), 'P-1').next, 'P-2').next;
    expect(byMember).toMatchObject({ state: 'in_progress', isOpen: true });
    expect(byMember.deadlines.some(({ track }) => track.startsWith('inspect#'))).toBe(true);
    const byLeader = wholeNa(wholeNa(two(), 'P-1', leader).next, 'P-2', leader);
    expect(byLeader.next).toMatchObject({ state: 'excused', isOpen: false });
    expect(monthsOf([turn(byLeader.next)]).map(({ na, done, missed }) => [na, done, missed])).toEqual([
      [1, 0, 0],
      [1, 0, 0],
    ]);
    // Late already it stays late, and waits for no other leader's word (eye10-24).
    const late = { ...leader, now: at('2026-03-02T12:00') };
    const passed = decideDue(inspectionKind, two(), late.now, aPolicy())?.next as Inspection;
    expect(wholeNa(wholeNa(passed, 'P-1', late).next, 'P-2', late).next).toMatchObject({ state: 'excused', breachedAt: expect.any(Date) });
    const own = { ...two(), owner: leader.actor.id };
    expect(wholeNa(wholeNa(own, 'P-1', leader).next, 'P-2', leader).next.state).toBe('in_progress');
  });

  test('eye9-9: item by item it is the same; looked at after all, it is done', () => {
    const input = {
      [answerField('P-1_1')]: 'na',
      [verdictField('P-1_2')]: 'na',
      [noteField('P-1_1')]: 'moved',
      [noteField('P-1_2')]: 'moved',
    };
    const said = go(anInspection(), 'fill', { subject: 'P-1', ...input });
    expect(said.notices.map(({ say }) => say)).toEqual(['saidNa', 'saidNa']);
    expect(said.next.state).toBe('in_progress');
    const after = go(said.next, 'fill', {
      subject: 'P-1',
      [answerField('P-1_1')]: 'ok',
      [verdictField('P-1_2')]: 'na',
      [noteField('P-1_2')]: 'moved',
    });
    expect(after.next.state).toBe('done');
    expect(after.notices.map(({ say, params }) => [say, params])).toEqual([
      ['inspectionDoneButNa', expect.objectContaining({ all: 1, na: 1, findings: 0 })],
    ]);
    expect(countsBySubject(after.next.data)).toEqual({ 'P-1': [2, 2, 0, 1] });
  });

  test('eye10-8: one of three looked at is a part of it in card, map and report, and those who lead hear of it once', () => {
    const three = anInspection([aProject({ items: [item('1'), item('2'), item('3')] })]);
    const na = (key: string) => ({ [answerField(key)]: 'na', [noteField(key)]: 'no trading today' });
    const said = go(three, 'fill', { subject: 'P-1', [answerField('P-1_1')]: 'ok', ...na('P-1_2'), ...na('P-1_3') });
    expect(said.next.state).toBe('done');
    expect(said.notices.filter(({ say }) => say === 'saidPartly').map(({ to, params }) => [to, params])).toEqual([
      [{ kind: 'person', user: 'U04SUP' }, expect.objectContaining({ list: 'Checkout 1/3', reason: 'no trading today' })],
    ]);
    expect(monthsOf([turn(said.next)])).toMatchObject([{ days: { '2026-03-02': 'partly' }, done: 1, na: 0 }]);
    expect(countsOf(partsOf(said.next))).toMatchObject({ all: 1, done: 1, partly: 1, na: 0 });
    const card = inspectionCard(said.next, { now: around.now, locale: 'en', t: translator('en') });
    expect(card.body).toContain('◐ Checkout 1/3');
    // A single item that is not applicable is shown as it is, and tells nobody.
    const most = go(three, 'fill', { subject: 'P-1', [answerField('P-1_1')]: 'ok', [answerField('P-1_2')]: 'ok', ...na('P-1_3') });
    expect(monthsOf([turn(most.next)])).toMatchObject([{ days: { '2026-03-02': 'partly' } }]);
    expect(most.notices.map(({ say }) => say)).toEqual(['inspectionDoneButNa']);
  });

  test('eye9-9: over any answers of members, done needs a look at each project, and the month’s sums are whole', () => {
    const answer = fc.constantFrom('ok', 'na');
    fc.assert(
      fc.property(fc.array(answer, { minLength: 3, maxLength: 3 }), ([a = '', b = '', c = '']) => {
        const of = (key: string, value: string) => ({ [answerField(key)]: value, [noteField(key)]: value === 'na' ? 'closed' : undefined });
        const items = [item('1'), item('2')];
        let inspection = anInspection([aProject({ items }), aProject({ no: 'P-2', name: 'Members', items: [item('1')] })]);
        inspection = go(inspection, 'fill', { subject: 'P-1', ...of('P-1_1', a), ...of('P-1_2', b) }).next;
        inspection = go(inspection, 'fill', { subject: 'P-2', ...of('P-2_1', c) }).next;
        const isSeen = (a === 'ok' || b === 'ok') && c === 'ok';
        expect(inspection.state).toBe(isSeen ? 'done' : 'in_progress');
        for (const { done, na, open, missed } of monthsOf([turn(inspection)])) expect(done + na + open + missed).toBe(1);
      }),
    );
  });
});
