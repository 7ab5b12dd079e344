import { expect, test } from '@jest/globals';
import type { Card } from '../../src/cases/card.js';
import type { CaseNo } from '../../src/cases/case.js';
import type { KindRow } from '../../src/cases/kind.js';
import { allKinds, kindNamed, kindOf, kindOfNo, parseCaseNo, registerKind } from '../../src/cases/kinds.js';
import { openCase } from '../../src/cases/workflow.js';
import { translator } from '../../src/locales/index.js';
import { cardOf } from '../../src/slack/outbox/cards.js';
import { anActor, aPolicy, at } from '../support/builders.js';

type KeyState = 'out' | 'back';
interface KeyData {
  readonly door: string;
}

/** A kind that only this file knows: a key that somebody took with him. */
const key: KindRow<KeyData, KeyState> = {
  rules: {
    name: 'key',
    prefix: 'KY',
    openStates: ['out'],
    actions: {},
    promiseOf: () => undefined,
    deadlines: () => [],
    isBreach: () => false,
    home: () => ({ channel: 'desk' }),
    helps: () => ['open'],
  },
  card: ({ no, data }): Card => ({ title: `${no} · ${data.door}`, status: '', lines: [], buttons: [], menu: [] }),
};

test('a kind that is registered is known by its name and its numbers, and has its card', () => {
  expect([kindNamed('key'), parseCaseNo('ky3')]).toEqual([undefined, undefined]);
  registerKind(key);
  const now = at('2026-03-02T09:00');
  const around = { actor: anActor(), now, policy: aPolicy() };
  const { next } = openCase(key.rules, { team: 'T1', seq: 3, state: 'out', owner: 'U01AGENT', data: { door: 'Store 2' } }, around);
  expect(next.no).toBe('KY-3');
  expect(parseCaseNo('ky 3')).toBe('KY-3');
  expect([kindOf(next), kindOfNo(next.no), allKinds().at(-1)]).toEqual([key.rules, key.rules, key]);
  expect(cardOf(next, { locale: 'en', now, t: translator('en') })?.title).toBe('KY-3 · Store 2');
});

test('two kinds of one name or of one prefix, and a prefix that nobody can type, are refused', () => {
  const another = (rules: object): KindRow => ({ rules: { ...key.rules, ...rules } }) as KindRow;
  expect(() => registerKind(another({ name: 'ticket', prefix: 'ZZ' }))).toThrow('two kinds of the name ticket');
  expect(() => registerKind(another({ name: 'other', prefix: 'V' }))).toThrow('visit and other would both have numbers of V-');
  for (const prefix of ['', 'x', 'ABC', 'A1'])
    expect(() => registerKind(another({ name: 'other', prefix }))).toThrow('one or two capital letters');
  expect([kindNamed('other'), kindOfNo('ZZ-1' as CaseNo)]).toEqual([undefined, undefined]);
});
