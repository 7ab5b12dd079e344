import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formOn } from '../../src/cases/form.js';
import { readExceptions } from '../../src/cases/inspection/exceptions.js';
import { FILL_FORM, fillPrefill, subjectsFound } from '../../src/cases/inspection/form.js';
import { findingsIn, type Inspection, leftIn } from '../../src/cases/inspection/inspection.js';
import { shareCounts, sharedAmong } from '../../src/cases/inspection/shares.js';
import { inspectionKind } from '../../src/cases/inspection/workflow.js';
import { decide } from '../../src/cases/workflow.js';
import { refusalInWords } from '../../src/locales/index.js';
import { anActor, aPolicy, at } from '../support/builders.js';
import { anInspection, aProject, item, member } from '../support/inspections.js';

const TOM = anActor('U03ENGTOM', ['engineer']);
const around = { actor: member, now: at('2026-03-02T09:45'), policy: aPolicy() };
const many = (n: number) =>
  Array.from({ length: n }, (_, i) =>
    aProject({ no: `P-${i + 1}`, name: `SRV-${i + 1}`, items: [item('1'), item('2', { question: 'Fan' })] }),
  );

describe('an inspection of hundreds', () => {
  test('O31: over any members and numbers, shares are equal but for one, and all is somebody’s', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 12 }), (n, people) => {
        const members = Array.from({ length: people }, (_, i) => `U${i}`);
        const shares = sharedAmong(many(n), members);
        expect(Object.keys(shares)).toHaveLength(n);
        const sizes = members.map((one) => Object.values(shares).filter((owner) => owner === one).length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('O31: 300 servers are shared out as they open, each begins with his own, and what is left can be shared anew without whoever is away', () => {
    const inspection = anInspection(many(300));
    const members = aPolicy().people.groups.收银组 ?? [];
    expect([...shareCounts(inspection.data)].map(([who, { all }]) => [who, all])).toEqual(
      members.map((who) => [who, 300 / members.length]),
    );
    const begin = (user: string) => fillPrefill(inspection, {}, user).subject;
    expect(begin(members[0] ?? '')).toBe('P-1');
    expect(begin(members[1] ?? '')).toBe(`P-${300 / members.length + 1}`);
    const anew = decide(inspectionKind, inspection, 'share', { away: members[0] }, around);
    if (!anew.ok) throw new Error(anew.code);
    const after = shareCounts((anew.next as Inspection).data);
    expect(after.get(members[0] ?? '')).toBeUndefined();
    expect(anew.notices.flatMap(({ say, to }) => (say === 'share' && to.kind === 'person' ? [to.user] : []))).toEqual(
      members.filter((who) => who !== members[0]),
    );
    expect(anInspection(many(3)).data.shares).toBeUndefined();
  });

  test('O31: whoever’s share is not done is reminded before it is due', () => {
    const reminder = anInspection(many(300)).deadlines.find(({ track, step }) => track === 'inspect#1' && step === 'reminder');
    expect(reminder?.to).toEqual(expect.arrayContaining(['owner', 'person:U02ENGLI', 'person:U03ENGTOM']));
  });

  test('O31: one of more than 100 is looked up, by name or number, beyond the first hundred too', () => {
    const inspection = anInspection(many(300));
    const [choice] = formOn(FILL_FORM, inspection, { subject: 'P-277' }).fields;
    expect(choice).toMatchObject({ kind: 'lookup', name: 'subject', optionLabels: { 'P-277': 'SRV-277' } });
    expect(formOn(FILL_FORM, inspection, { subject: 'P-277' }).fields.some(({ name }) => name === 'answer_P-277_1')).toBe(true);
    expect(subjectsFound(inspection, 'srv-277').map(({ no }) => no)).toEqual(['P-277']);
    expect(subjectsFound(inspection, '', 'U03ENGTOM')[0]?.no).toBe('P-151');
  });

  test('O31: all OK but…: what was found, what stays open, and the rest is OK; of shares, the own one', () => {
    const inspection = anInspection(many(300));
    const but = (exceptions: string, actor = member) =>
      decide(inspectionKind, inspection, 'allOkBut', { exceptions }, { ...around, actor });
    const done = but('P-7 | fan | noisy\nSRV-9', TOM);
    if (!done.ok) throw new Error(done.code);
    const { data } = done.next as Inspection;
    expect(findingsIn(data).map(({ key, result }) => [key, result?.note])).toEqual([['P-7_2', 'noisy']]);
    // Tom’s own 150, and the one that he found.
    expect(leftIn(data)).toHaveLength(300 - 1);
    expect(leftIn(data).some(({ subject }) => subject.no === 'P-9')).toBe(true);
    expect(but('P-999 | fan | noisy')).toMatchObject({ ok: false, code: 'inspection.exceptionWhere', field: 'exceptions' });
    expect(but('P-7 noisy')).toMatchObject({ ok: false, code: 'inspection.exceptionWhich', params: { questions: 'Q1 / Fan' } });
    // fresh eye: all wrong lines are named at once.
    const several = but('P-999 | fan\nP-7 | fan | noisy\nP-8 noisy\nP-998');
    expect(several).toMatchObject({ ok: false, params: { line: 'P-999 | fan' }, also: [{ params: { line: 'P-8 noisy' } }, {}] });
    expect(several.ok || refusalInWords(several, around.now, 'en').split('\n')).toHaveLength(3);
    const read = readExceptions(anInspection([aProject({ items: [item('1')] })]), 'Checkout：打不开');
    expect('found' in read && read.found.map(([asked, seen]) => [asked.key, seen])).toEqual([['P-1_1', '打不开']]);
  });
});
