import { describe, expect, test } from '@jest/globals';
import { inspectionCard } from '../../src/cases/inspection/card.js';
import { answerField, backField, noteField } from '../../src/cases/inspection/form.js';
import { inspection as row } from '../../src/cases/inspection/index.js';
import {
  countsBySubject,
  everFoundIn,
  findingsIn,
  type Inspection,
  openFindingsIn,
  seenSince,
} from '../../src/cases/inspection/inspection.js';
import { monthsOf } from '../../src/cases/inspection/month.js';
import { inspectionKind } from '../../src/cases/inspection/workflow.js';
import { decide } from '../../src/cases/workflow.js';
import { translator } from '../../src/locales/index.js';
import { aPolicy, at } from '../support/builders.js';
import { anInspection, aProject, item, member } from '../support/inspections.js';

/** Findings 10 and 10b of the ninth fresh eye: a finding corrected to OK was gone, and nobody heard. */
describe('a finding that a correction takes away', () => {
  const around = { actor: member, now: at('2026-03-02T09:45'), policy: aPolicy() };
  const later = { ...around, now: at('2026-03-04T10:16') };
  const open = () => anInspection([aProject({ items: [item('1'), item('2')] })]);
  const go = (inspection: Inspection, action: string, input: object, circumstances = around) => {
    const decided = decide(inspectionKind, inspection, action, { subject: 'P-1', ...input }, circumstances);
    if (!decided.ok) throw new Error(decided.code);
    return { next: decided.next as Inspection, notices: decided.notices.filter(({ say }) => say !== 'card') };
  };
  const found = (inspection: Inspection) =>
    go(inspection, 'fill', { [answerField('P-1_1')]: 'notOk', [noteField('P-1_1')]: '响应超时' }).next;
  const turn = ({ isOpen, data }: Inspection) => ({ day: data.day, cycle: data.cycle, isOpen, counts: countsBySubject(data) });
  const wordsOf = (inspection: Inspection, params: object, locale: 'zh-CN' | 'en') =>
    row.noticeParams?.(inspection, { t: translator(locale), locale, now: later.now, user: 'U04SUP' } as never, params as never).list;

  test('eye9-10: of a done one: those who lead hear once what stood and stands there, and the month keeps it as found', () => {
    const done = go(found(open()), 'fill', { [answerField('P-1_2')]: 'ok' }).next;
    expect(done.state).toBe('done');
    const { next, notices } = go(done, 'correct', { [answerField('P-1_1')]: 'ok', reason: '填错了一项' }, later);
    expect(notices.map(({ say, to }) => [say, 'user' in to ? to.user : to.kind])).toEqual([
      ['inspectionCorrected', 'thread'],
      ['findingsBack', 'U04SUP'],
    ]);
    for (const { params } of notices) {
      expect(wordsOf(next, params, 'zh-CN')).toBe('• Checkout: Q1 – 异常 – 响应超时 → 正常 (填错了一项)');
      expect(wordsOf(next, params, 'en')).toBe('• Checkout: Q1 – Not OK – 响应超时 → OK (填错了一项)');
    }
    expect(openFindingsIn(next.data)).toEqual([]);
    expect(everFoundIn(next.data)).toMatchObject([{ result: { note: '响应超时' }, now: { isOk: true, reason: '填错了一项' } }]);
    expect(monthsOf([turn(next)])).toMatchObject([{ findings: 1, done: 1, days: { '2026-03-02': 'finding' } }]);
    const again = go(
      next,
      'correct',
      { [answerField('P-1_1')]: 'notOk', [noteField('P-1_1')]: 'it is slow', reason: 'looked myself' },
      later,
    );
    expect(openFindingsIn(again.next.data)).toHaveLength(1);
    expect(everFoundIn(again.next.data)).toMatchObject([{ result: { note: 'it is slow' }, now: undefined }]);
  });

  test('eye10-9: other words first and none then: what was found first is what stood there', () => {
    const done = go(found(open()), 'fill', { [answerField('P-1_2')]: 'ok' }).next;
    const softened = go(
      done,
      'correct',
      { [answerField('P-1_1')]: 'notOk', [noteField('P-1_1')]: 'nothing really', reason: 'wrote it wrongly' },
      later,
    ).next;
    const muchLater = { ...later, now: later.now.plus({ minutes: 5 }) };
    const { next, notices } = go(softened, 'correct', { [answerField('P-1_1')]: 'ok', reason: '填错了一项' }, muchLater);
    expect(wordsOf(next, notices[0]?.params ?? {}, 'en')).toBe(
      '• Checkout: Q1 – Not OK – 响应超时 → Not OK – nothing really → OK (填错了一项)',
    );
    expect(everFoundIn(next.data)).toMatchObject([{ result: { note: '响应超时' }, now: { isOk: true } }]);
  });

  test('eye10-9: in an open one too what was found first is kept beside its new words, for all that leaders see', () => {
    const milder = go(found(open()), 'fill', { [answerField('P-1_1')]: 'notOk', [noteField('P-1_1')]: 'nothing really' }).next;
    expect(findingsIn(milder.data).map(seenSince)).toEqual(['响应超时 → nothing really']);
    expect(inspectionCard(milder, { now: later.now, locale: 'en', t: translator('en') }).notes?.join()).toContain(
      '响应超时 → nothing really',
    );
    const { next, notices } = go(milder, 'fill', { [answerField('P-1_1')]: 'ok', [backField('P-1_1')]: 'my own network' }, later);
    expect(wordsOf(next, notices[0]?.params ?? {}, 'en')).toContain('响应超时 → Not OK – nothing really → OK');
    expect(everFoundIn(next.data)).toMatchObject([{ result: { note: '响应超时' } }]);
  });

  test('eye9-10: of an open one it is the same; a correction that takes no finding away is no message to anybody', () => {
    const { notices } = go(found(open()), 'fill', { [answerField('P-1_1')]: 'ok', [backField('P-1_1')]: 'my own network' }, later);
    expect(notices.map(({ say, to }) => [say, 'user' in to ? to.user : to.kind])).toEqual([
      ['findingsBack', 'thread'],
      ['findingsBack', 'U04SUP'],
    ]);
    const done = go(open(), 'fill', { [answerField('P-1_1')]: 'ok', [answerField('P-1_2')]: 'ok' }).next;
    const worse = go(done, 'correct', { [answerField('P-1_1')]: 'notOk', [noteField('P-1_1')]: 'slow', reason: 'wrong line' }, later);
    expect(worse.notices.map(({ say }) => say)).toEqual(['inspectionCorrected']);
  });
});
