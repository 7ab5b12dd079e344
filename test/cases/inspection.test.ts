import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formOn, validate } from '../../src/cases/form.js';
import { answerField, FILL_FORM, noteField, verdictField } from '../../src/cases/inspection/form.js';
import { askedIn, findingsIn, type Inspection, leftIn, seenIn } from '../../src/cases/inspection/inspection.js';
import { inspected } from '../../src/cases/inspection/opening.js';
import { withStandings } from '../../src/cases/inspection/standings.js';
import { inspectionKind } from '../../src/cases/inspection/workflow.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { anActor, aPolicy, at } from '../support/builders.js';
import { anInspection, aProject, item, member } from '../support/inspections.js';

describe('an inspection', () => {
  const fill = (inspection: Inspection, input: object, now = at('2026-03-02T09:30'), actor = member) =>
    decide(inspectionKind, inspection, 'fill', { subject: 'P-1', ...input }, { actor, now, policy: aPolicy() });

  test('asks the daily items of enabled projects', () => {
    expect(
      inspected([aProject(), aProject({ no: 'P-2', isEnabled: false }), aProject({ no: 'P-3', items: [] })], 'daily', '2026-03-02'),
    ).toMatchObject([{ no: 'P-1', items: [{ id: '1' }, { id: '2' }] }]);
  });

  test('is filled in bit by bit by whoever of the group can, numbers mark themselves, and it is done when nothing is left', () => {
    const first = fill(anInspection(), { [answerField('P-1_2')]: 12.5 });
    if (!first.ok) throw new Error(first.code);
    expect(first.next.state).toBe('in_progress');
    expect(first.notices.map(({ say }) => say)).toEqual(['card', 'finding']);
    const done = fill(
      first.next as Inspection,
      { [answerField('P-1_1')]: 'ok' },
      at('2026-03-02T12:00'),
      anActor('U03ENGTOM', ['engineer']),
    );
    if (!done.ok) throw new Error(done.code);
    expect(done.next).toMatchObject({ state: 'done', isOpen: false, data: { isLate: true } });
    expect(askedIn((done.next as Inspection).data).map(({ result }) => [result?.by, result?.isOk])).toEqual([
      ['U03ENGTOM', true],
      ['U02ENGLI', false],
    ]);
    expect(done.entries[0]?.changes.map(({ field }) => field).sort()).toEqual(['isLate', 'results.P-1_1', 'state']);
  });

  test('an exception says what was seen; the rest in one press leaves it alone and does not answer numbers', () => {
    const bad = fill(anInspection(), { [answerField('P-1_1')]: 'notOk', [noteField('P-1_1')]: '打不开' });
    if (!bad.ok) throw new Error(bad.code);
    const rest = decide(
      inspectionKind,
      bad.next as Inspection,
      'allOk',
      {},
      { actor: member, now: at('2026-03-02T09:40'), policy: aPolicy() },
    );
    expect(rest).toMatchObject({ ok: false, code: 'inspection.nothingLeftOk' });
    expect(askedIn((bad.next as Inspection).data)[0]?.result).toMatchObject({ isOk: false, note: '打不开' });
  });

  const around = { actor: member, now: at('2026-03-02T09:45'), policy: aPolicy() };
  const leader = { ...around, actor: anActor('U04SUP', ['supervisor']) };
  const twoProjects = (): Inspection => {
    const begun = fill(anInspection([aProject(), aProject({ no: 'P-2', name: 'Other' })]), { [answerField('P-1_1')]: 'ok' });
    if (!begun.ok) throw new Error(begun.code);
    return begun.next as Inspection;
  };
  const disabled = (...nos: string[]) => nos.map((no) => ({ no, isEnabled: false }));
  const enabled = (...nos: string[]) => nos.map((no) => ({ no, isEnabled: true }));

  test('O3: what is disabled is not asked any more, comes back when it is enabled, and is never done by that', () => {
    const without = withStandings(twoProjects(), disabled('P-1'), around, 'moved house');
    expect(without && leftIn(without.next.data).map(({ key }) => key)).toEqual(['P-2_1', 'P-2_2']);
    expect(without?.notices.flatMap(({ to, say }) => (say === 'putAside' ? [to.kind] : []))).toEqual(['thread', 'person']);
    const back = without && withStandings(without.next, enabled('P-1', 'P-2'), around);
    expect(back && leftIn(back.next.data)).toHaveLength(3);
    expect(back && askedIn(back.next.data).filter(({ result }) => result)).toHaveLength(1);
    expect(back && withStandings(back.next, enabled('P-1', 'P-2'), around)).toBeUndefined();
    const nothingLeft = withStandings(twoProjects(), disabled('P-1', 'P-2'), around);
    expect(nothingLeft?.next).toMatchObject({ state: 'in_progress', isOpen: true });
  });

  test.each([
    ['missed when a member did it', () => around, 'missed'],
    ['excused when one who leads did it', () => leader, 'excused'],
  ])('O3: with everything disabled the turn ends as %s', (_name, by, state) => {
    const aside = withStandings(twoProjects(), disabled('P-1', 'P-2'), by(), 'the shop was sold');
    const isSounding = aside?.next.deadlines.some(({ track }) => track.startsWith('inspect#'));
    expect(isSounding).toBe(state === 'missed');
    const over = aside && decideDue(inspectionKind, aside.next, at('2026-03-03T09:00'), aPolicy());
    expect(over?.next.state).toBe(state);
  });

  test('fresh eye: who leads does not excuse his own by disabling what it looks at', () => {
    const own = { ...twoProjects(), owner: leader.actor.id };
    const aside = withStandings(own, disabled('P-1', 'P-2'), leader, 'the shop was sold');
    const over = aside && decideDue(inspectionKind, aside.next, at('2026-03-03T09:00'), aPolicy());
    expect(over?.next.state).toBe('missed');
  });

  test('O3: over any presses of a member, disabling and enabling never makes done what was not looked at', () => {
    const press = fc.constantFrom('off P-1', 'off P-2', 'on P-1', 'on P-2', 'fill P-1', 'fill P-2');
    fc.assert(
      fc.property(fc.array(press, { maxLength: 14 }), (presses) => {
        let inspection = anInspection([aProject(), aProject({ no: 'P-2', name: 'Other' })]);
        for (const [how, no] of presses.map((one) => one.split(' ') as [string, string])) {
          const next =
            how === 'fill'
              ? fill(inspection, { subject: no, [answerField(`${no}_1`)]: 'ok', [answerField(`${no}_2`)]: 40 })
              : withStandings(inspection, [{ no, isEnabled: how === 'on' }], around);
          if (next?.ok) inspection = next.next as Inspection;
        }
        const over = inspection.isOpen ? decideDue(inspectionKind, inspection, at('2026-03-03T09:00'), aPolicy()) : undefined;
        const answers = Object.keys(inspection.data.results).length;
        expect((over?.next ?? inspection).state).toBe(answers === 4 ? 'done' : 'missed');
      }),
      { numRuns: 200 },
    );
  });

  test('O2: an open turn keeps the items and findings that it was opened with, whatever becomes of the list', () => {
    const found = fill(anInspection(), { [answerField('P-1_1')]: 'notOk', [noteField('P-1_1')]: 'down' });
    if (!found.ok) throw new Error(found.code);
    const before = found.next as Inspection;
    expect(withStandings(before, [aProject({ items: [item('9', { question: 'reworded' })] })], around)).toBeUndefined();
    const aside = withStandings(before, disabled('P-1'), around);
    expect(aside && findingsIn(aside.next.data).map(({ key }) => key)).toEqual(['P-1_1']);
  });

  test('O9: what does not apply is answered, what cannot be looked at is a finding; a whole project is one', () => {
    const na = fill(anInspection(), {
      [answerField('P-1_1')]: 'na',
      [noteField('P-1_1')]: 'no site',
      [verdictField('P-1_2')]: 'cannot',
      [noteField('P-1_2')]: 'the agent is down',
    });
    if (!na.ok) throw new Error(na.code);
    expect(na.next).toMatchObject({ state: 'done', data: { results: { 'P-1_1': { isOk: true }, 'P-1_2': { isOk: false } } } });
    expect(inspectionKind.summary?.(na.next as Inspection)).toEqual({ 'P-1': [2, 2, 1, 1] });
    const whole = fill(anInspection(), { whole: 'cannot', wholeNote: 'no power' });
    if (!whole.ok) throw new Error(whole.code);
    expect(whole.next.state).toBe('done');
    expect(findingsIn((whole.next as Inspection).data).map((one) => seenIn(one))).toEqual(['no power']);
  });

  test('O12: a number beyond its limits asks what was seen; a text and a photo can be not OK', () => {
    const items = [item('1', { answer: 'number', max: 90 }), item('2', { answer: 'text' }), item('3', { answer: 'photo' })];
    const inspection = anInspection([aProject({ items })]);
    const check = (input: object) => validate(formOn(FILL_FORM, inspection, { ...input }), { subject: 'P-1', ...input }, around.now);
    expect(check({ 'answer_P-1_1': '96' })).toMatchObject({ errors: { 'note_P-1_1': { code: 'required' } } });
    expect(check({ 'answer_P-1_1': '96', 'note_P-1_1': 'a backup runs' }).ok).toBe(true);
    expect(check({ 'answer_P-1_2': 'strange noise', 'verdict_P-1_2': 'notOk' })).toMatchObject({ errors: { 'note_P-1_2': {} } });
    const found = fill(inspection, {
      'answer_P-1_2': 'noise',
      'verdict_P-1_2': 'notOk',
      'note_P-1_2': 'fan',
      'verdict_P-1_3': 'notOk',
      'note_P-1_3': 'dust',
    });
    if (!found.ok) throw new Error(found.code);
    expect(findingsIn((found.next as Inspection).data).map(({ key }) => key)).toEqual(['P-1_2', 'P-1_3']);
  });

  test('O8: a slip in what is done is corrected with a reason; what stood there is kept, and a finding of it is chased', () => {
    const done = fill(anInspection(), { [answerField('P-1_1')]: 'ok', [answerField('P-1_2')]: 45 });
    if (!done.ok) throw new Error(done.code);
    const correct = (input: object, now = at('2026-03-02T14:00')) =>
      decide(inspectionKind, done.next as Inspection, 'correct', { subject: 'P-1', ...input }, { ...around, now });
    expect(correct({ [answerField('P-1_1')]: 'ok', reason: 'x' })).toMatchObject({ ok: false, code: 'nothingCorrected' });
    const corrected = correct({ [answerField('P-1_2')]: 4.5, [noteField('P-1_2')]: 'nearly full', reason: 'a slip of the comma' });
    if (!corrected.ok) throw new Error(corrected.code);
    expect(corrected.next).toMatchObject({
      state: 'done',
      data: { results: { 'P-1_2': { value: 4.5, isOk: false, reason: 'a slip of the comma', was: [{ value: 45, isOk: true }] } } },
    });
    expect(corrected.entries[0]?.note).toBe('a slip of the comma');
    expect(corrected.next.nextDueAt).toEqual(at('2026-03-03T09:00').toJSDate());
  });

  test('O12: findings that nobody takes care of are chased though the inspection is over, until they have a ticket or are settled', () => {
    const found = fill(anInspection(), { [answerField('P-1_1')]: 'ok', [answerField('P-1_2')]: 96, [noteField('P-1_2')]: 'high' });
    if (!found.ok) throw new Error(found.code);
    let inspection = found.next as Inspection;
    expect(inspection.state).toBe('done');
    const said: string[] = [];
    for (let day = 3; day <= 20; day += 1) {
      const due = decideDue(inspectionKind, inspection, at(`2026-03-${String(day).padStart(2, '0')}T09:00`), aPolicy());
      if (!due) continue;
      inspection = due.next as Inspection;
      said.push(...due.notices.filter(({ deadline }) => deadline).map(({ say, to }) => `${day} ${say} ${'user' in to ? to.user : ''}`));
    }
    expect(said).toEqual([
      '3 findings.reminder U02ENGLI',
      '4 findings.escalation U02ENGLI',
      '4 findings.escalation U04SUP',
      '11 findings.escalation U02ENGLI',
      '11 findings.escalation U04SUP',
      '18 findings.escalation U02ENGLI',
      '18 findings.escalation U04SUP',
    ]);
    const settled = decide(inspectionKind, inspection, 'settle', { finding: 'P-1_2', text: 'cleaned up' }, around);
    expect(settled.ok && settled.next.nextDueAt).toBeUndefined();
    expect(settled.ok && settled.next.alarms).toEqual([]);
  });

  test('O32: handed over within the group or to who leads, excused by who leads alone; what was broken stays broken', () => {
    const hand = (to: string) => decide(inspectionKind, anInspection(), 'handOver', { to }, around);
    expect(hand('U03ENGTOM')).toMatchObject({ ok: true, next: { owner: 'U03ENGTOM' } });
    expect(hand('U09')).toMatchObject({ ok: false, code: 'notInGroup' });
    const excuse = (actor = member) =>
      decide(inspectionKind, anInspection(), 'excuse', { reason: 'a holiday of the shop' }, { ...around, actor });
    expect(excuse()).toMatchObject({ ok: false, code: 'role' });
    expect(excuse(leader.actor)).toMatchObject({ ok: true, next: { state: 'excused', isOpen: false } });
    const late = decideDue(inspectionKind, anInspection(), at('2026-03-02T12:00'), aPolicy());
    const after = late && decide(inspectionKind, late.next, 'excuse', { reason: 'x' }, leader);
    expect(after?.ok && after.next.breachedAt).toBeDefined();
  });

  test('belongs to its group', () => {
    expect(fill(anInspection(), { [answerField('P-1_1')]: 'ok' }, undefined, anActor('U09', ['engineer']))).toMatchObject({
      code: 'notYourGroup',
    });
    expect(fill(anInspection(), { [answerField('P-1_1')]: 'ok' }, undefined, anActor('U04SUP', ['supervisor']))).toMatchObject({
      ok: true,
    });
    expect(fill(anInspection(), {})).toMatchObject({ code: 'inspection.nothingAnswered' });
  });

  test('reminds, tells the supervisor, and is missed when the next one begins, each once', () => {
    const policy = aPolicy();
    let inspection = anInspection();
    const said: string[] = [];
    const take = () => {
      const taken = decide(inspectionKind, inspection, 'onIt', {}, { actor: member, now: at('2026-03-02T11:01'), policy });
      if (taken.ok) inspection = taken.next as Inspection;
    };
    for (const time of ['2026-03-02T10:00', '2026-03-02T11:00', '2026-03-02T15:00', '2026-03-03T09:00', '2026-03-03T10:00']) {
      const due = decideDue(inspectionKind, inspection, at(time), policy);
      if (!due) continue;
      inspection = due.next as Inspection;
      if (time === '2026-03-02T11:00') take();
      const told = due.notices.filter(({ say }) => say !== 'card');
      said.push(...told.map(({ say, also = [], to }) => `${time.slice(8)} ${[say, ...also.map((one) => one.say)].join('+')} ${to.kind}`));
    }
    expect(said).toEqual([
      '02T10:00 inspectOpen.reminder+inspect.reminder person',
      '02T10:00 inspectOpen.reminder person',
      '02T11:00 inspect.breach person',
      '02T11:00 inspect.breach person',
      '02T11:00 inspect.breach person',
      '02T11:00 inspect.breach thread',
      '02T15:00 asked person',
      '03T09:00 inspectionMissed thread',
    ]);
    expect(inspection).toMatchObject({ state: 'missed', isOpen: false });
    expect(inspection.breachedAt).toBeDefined();
  });
});
