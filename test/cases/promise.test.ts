import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { looseningOf, mayLoosen } from '../../src/cases/promise.js';
import { promiseMoved } from '../../src/cases/promise-told.js';
import { namesSomebody, tellsSomething } from '../../src/cases/text.js';
import { anActor, aPolicy, at } from '../support/builders.js';

const now = at('2026-03-02T10:00');
const inHours = (hours: number): Date => now.plus({ hours }).toJSDate();
const policy = aPolicy();
const agent = anActor('U01AGENT', ['agent', 'engineer']);
const leader = anActor('U04SUP', ['supervisor']);

describe('the door through which a promise moves', () => {
  test('tells later, dropped and forgiven from what only tightens', () => {
    const of = (before: object, after: object): unknown => looseningOf(before, after, now.toJSDate());
    expect(of({ dueAt: inHours(1) }, { dueAt: inHours(2) })).toBe('later');
    expect(of({ dueAt: inHours(1) }, {})).toBe('dropped');
    expect(of({ dueAt: inHours(1) }, { dueAt: inHours(0.5) })).toBeUndefined();
    expect(of({}, { dueAt: inHours(1) })).toBeUndefined();
    expect(of({ dueAt: inHours(-1) }, { dueAt: inHours(2) })).toBe('forgiven');
    expect(of({ dueAt: inHours(2), brokenAt: inHours(-1) }, { dueAt: inHours(2) })).toBe('forgiven');
    expect(of({ dueAt: inHours(-1) }, { dueAt: inHours(-2) })).toBeUndefined();
  });

  test('Q1: opens for the customer’s consent or a leader, each with a reason, and for nobody else', () => {
    const later = [{ dueAt: inHours(1) }, { dueAt: inHours(2) }] as const;
    const asked = (grounds: object, actor = agent): string | undefined => mayLoosen(...later, grounds, { actor, now, policy })?.code;
    expect(asked({ reason: 'wishes to' })).toBe('promiseStands');
    expect(asked({ consentedBy: 'Mia' })).toBe('promiseNeedsReason');
    expect(asked({}, leader)).toBe('promiseNeedsReason');
    expect(asked({ reason: 'part is not here', consentedBy: 'Mia' })).toBeUndefined();
    expect(asked({ reason: 'part is not here' }, leader)).toBeUndefined();
  });

  test('Q4: consent alone moves it by so much at most, counted from what was promised first', () => {
    const asked = (days: number, actor = agent, first?: Date): string | undefined =>
      mayLoosen(
        { dueAt: inHours(1) },
        { dueAt: inHours(1 + days * 24) },
        { reason: 'part is not here', consentedBy: 'Mia' },
        { actor, now, policy },
        first,
      )?.code;
    expect(asked(7)).toBeUndefined();
    expect(asked(7.1)).toBe('promiseTooFar');
    expect(asked(5, agent, inHours(-3 * 24))).toBe('promiseTooFar');
    expect(asked(90, leader)).toBeUndefined();
  });

  test('Q2: nothing and nobody makes a broken promise look kept', () => {
    const times = fc.option(fc.integer({ min: -500, max: 500 }).map(inHours), { nil: undefined });
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 0 }).map(inHours), times, fc.constantFrom(agent, leader), (dueAt, to, actor) => {
        const refusal = mayLoosen({ dueAt }, { dueAt: to }, { reason: 'because', consentedBy: 'Mia' }, { actor, now, policy });
        expect(refusal?.code).toBe(to && to <= now.toJSDate() ? undefined : 'promiseBroken');
      }),
    );
  });

  test('owner, leaders and thread hear from when to when, all but the one who did it', () => {
    const said = promiseMoved(
      { owner: 'U03ENGTOM' },
      { from: inHours(1), to: inHours(2) },
      { reason: 'r' },
      { actor: leader, now, policy },
    );
    expect(said.map(({ to, say }) => [to, say])).toEqual([
      [{ kind: 'thread' }, 'promiseMoved'],
      [{ kind: 'person', user: 'U03ENGTOM' }, 'promiseMoved'],
    ]);
    expect(said[0]?.params).toMatchObject({ from: inHours(1), to: inHours(2), reason: 'r' });
  });

  test('a reason is four letters, or half as many Chinese characters; one character is none', () => {
    expect(['改期', '客户出差', '门店停电', '五个字够了', 'sorry'].map(tellsSomething)).toEqual([true, true, true, true, true]);
    expect(['x', 'xxxx', '改', '', undefined].map(tellsSomething)).toEqual([false, false, false, false, false]);
  });

  test('eye10-19: a nod is no reason, nor letters between digits; short honest ones are', () => {
    for (const nod of ['好的', '好的好的', '可以，没问题', 'OK OK', 'okay', '同意', '收到，谢谢', 'a1b2', 'x1y2z3', 'n/a n/a'])
      expect([nod, tellsSomething(nod)]).toEqual([nod, false]);
    for (const honest of ['客户取消', '停电', '堵车', '同意延期', '不行', '可以等', '好了再来', 'sick', 'P1 误报', '客户说好的，明天来'])
      expect([honest, tellsSomething(honest)]).toEqual([honest, true]);
  });

  test('eye10-23: who agreed is a person: two letters, or a Chinese surname', () => {
    for (const name of ['王', '王先生', 'Li', 'Bo', 'Mia K.', '周丽', '13 楼的张姐'])
      expect([name, namesSomebody(name)]).toEqual([name, true]);
    for (const none of ['x', 'xx', '1', '。', 'ok', '好的', 'a1']) expect([none, namesSomebody(none)]).toEqual([none, false]);
  });

  test('23: signs are no reason, however many', () => {
    for (const signs of ['。', '……', '.....', '。。。。。。', '- - - - -', '?!?!?!', '👍👍👍👍👍', '改。。。', 'a.....'])
      expect([signs, tellsSomething(signs)]).toEqual([signs, false]);
    expect(['as is', '改期。。。', '客户说：不修了。'].map(tellsSomething)).toEqual([true, true, true]);
  });
});
