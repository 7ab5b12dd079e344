import { expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Card } from '../../src/cases/card.js';
import type { CaseNo } from '../../src/cases/case.js';
import { REMOVED, withoutPerson } from '../../src/cases/forget.js';
import type { KindRow } from '../../src/cases/kind.js';
import { allKinds, kindNamed, kindOf, kindOfNo, parseCaseNo, registerKind } from '../../src/cases/kinds.js';
import { duration } from '../../src/cases/setting.js';
import { openCase } from '../../src/cases/settle.js';
import { translator } from '../../src/locales/index.js';
import { readSettings } from '../../src/settings.js';
import { cardOf } from '../../src/slack/outbox/cards.js';
import { caseIndexes } from '../../src/store/case-indexes.js';
import { anActor, aPolicy, at } from '../support/builders.js';

type KeyState = 'out' | 'back';
interface KeyData {
  readonly door: string;
}

declare module '../../src/cases/policy.js' {
  interface KindSettings {
    readonly doorKey: { readonly backWithin: number };
  }
  interface Policy {
    readonly doorKey: { readonly backWithin: number };
  }
}

/** A kind that only this file knows: a key that somebody took with him. */
const key: KindRow<KeyData, KeyState> = {
  rules: {
    name: 'doorKey',
    prefix: 'KY',
    openStates: ['out'],
    actions: {},
    promiseOf: ({ openedAt }, policy) => new Date(openedAt.getTime() + policy.doorKey.backWithin),
    deadlines: () => [],
    isBreach: () => false,
    home: () => ({ channel: 'desk' }),
    helps: () => ['open'],
  },
  settings: { doorKey: z.strictObject({ backWithin: duration.prefault('P1D') }).prefault({}) },
  policy: ({ doorKey: { backWithin } }) => ({ doorKey: { backWithin } }),
  texts: { told: ['door'] },
  indexes: [
    { fields: { team: 1, 'data.door': 1 }, serves: 'the keys of a door' },
    { fields: { team: 1, 'data.customer': 1, openedAt: -1, seq: -1 }, serves: 'the keys of a customer' },
  ],
  card: ({ no, data }): Card => ({ title: `${no} · ${data.door}`, status: '', lines: [], buttons: [], menu: [] }),
};

test('a kind that is registered is known by its name and its numbers, and has its card', () => {
  expect([kindNamed('doorKey'), parseCaseNo('ky3')]).toEqual([undefined, undefined]);
  registerKind(key);
  const now = at('2026-03-02T09:00');
  const around = { actor: anActor(), now, policy: aPolicy() };
  const { next } = openCase(key.rules, { team: 'T1', seq: 3, state: 'out', owner: 'U01AGENT', data: { door: 'Store 2' } }, around);
  expect(next.no).toBe('KY-3');
  expect(parseCaseNo('ky 3')).toBe('KY-3');
  expect([kindOf(next), kindOfNo(next.no), allKinds().at(-1)]).toEqual([key.rules, key.rules, key]);
  expect(cardOf(next, { locale: 'en', now, t: translator('en') })?.title).toBe('KY-3 · Store 2');
});

test('its settings are read, checked and named like those of every kind, and its slice of the policy is that of the settings', () => {
  const around = { actor: anActor(), now: at('2026-03-02T09:00'), policy: aPolicy({ doorKey: { backWithin: 'PT2H' } }) };
  const { next } = openCase(key.rules, { team: 'T1', seq: 4, state: 'out', owner: 'U01AGENT', data: { door: 'A' } }, around);
  expect(next.dueAt).toEqual(at('2026-03-02T11:00').toJSDate());
  expect(aPolicy()).toMatchObject({ doorKey: { backWithin: 86_400_000 }, visit: { earlyBy: 600_000 } });
  expect(readSettings({ doorKey: { backWithin: 'soon', door: 1 } })).toEqual({
    ok: false,
    problems: [
      expect.stringMatching(/^DESK_CONFIG doorKey\.backWithin: "soon" is not an ISO 8601 duration/),
      'DESK_CONFIG doorKey.door: there is no such setting',
    ],
  });
});

test('it has its own indexes, and shares with other kinds those that they have too', () => {
  const fields = caseIndexes().map((index) => JSON.stringify(index.fields));
  expect(fields.filter((one) => one.includes('data.door'))).toEqual(['{"team":1,"data.door":1}']);
  expect(fields.filter((one) => one.includes('"data.customer"'))).toHaveLength(1);
  expect(new Set(fields).size).toBe(fields.length);
});

test('a person is forgotten in what its cases tell', () => {
  const told = { door: 'Store 2, call 13800004711', lock: '13800004711' };
  expect(withoutPerson(told, { names: [], phoneKey: '13800004711' })).toEqual({ ...told, door: `Store 2, call ${REMOVED}` });
});

test('two kinds of one name, of one prefix or of one setting, and a prefix that nobody can type, are refused', () => {
  const another = (rules: object): KindRow => ({ rules: { ...key.rules, ...rules } }) as KindRow;
  expect(() => registerKind(another({ name: 'ticket', prefix: 'ZZ' }))).toThrow('two kinds of the name ticket');
  expect(() => registerKind(another({ name: 'other', prefix: 'V' }))).toThrow('visit and other would both have numbers of V-');
  for (const prefix of ['', 'x', 'ABC', 'A1'])
    expect(() => registerKind(another({ name: 'other', prefix }))).toThrow('one or two capital letters');
  const daily = { ...another({ name: 'other', prefix: 'ZZ' }), operations: { daily: z.string() } };
  expect(() => registerKind(daily)).toThrow('inspection and other both declare the setting operations.daily');
  expect([kindNamed('other'), kindOfNo('ZZ-1' as CaseNo)]).toEqual([undefined, undefined]);
});
