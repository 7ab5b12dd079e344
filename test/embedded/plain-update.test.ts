import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { updateOne } from 'mingo';
import { plainlyUpdated } from '../../src/embedded/plain-update.js';
import type { Doc } from '../../src/embedded/wire.js';

const names = fc.constantFrom('a', 'b', 'c');
const scalar = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom('x', 'y'), fc.constant(null));
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }), fc.dictionary(names, scalar, { maxKeys: 2, noNullPrototype: true }));
const aDocument = fc.dictionary(names, value, { maxKeys: 3, noNullPrototype: true });
const path = fc.array(names, { minLength: 1, maxLength: 2 }).map((fields) => fields.join('.'));
const change = fc.oneof(
  fc.tuple(fc.constant('$set'), value),
  fc.tuple(fc.constant('$unset'), fc.constant('')),
  fc.tuple(fc.constant('$inc'), fc.integer({ min: 1, max: 3 })),
  fc.tuple(fc.constantFrom('$min', '$max'), fc.integer({ min: 0, max: 9 })),
  fc.tuple(
    fc.constant('$push'),
    fc.oneof(
      scalar,
      fc.array(scalar, { maxLength: 3 }).map(($each) => ({ $each })),
    ),
  ),
);

test('what is updated plainly is what the general engine makes of it, and the document given stays as it was', () => {
  let plain = 0;
  fc.assert(
    fc.property(aDocument, path, change, (doc, field, [operator, given]) => {
      const before = structuredClone(doc);
      const next = plainlyUpdated(doc, { [operator]: { [field]: given } });
      expect(doc).toEqual(before);
      if (!next) return;
      plain += 1;
      const general = [structuredClone(doc) as Doc];
      updateOne(general, {}, { [operator]: { [field]: given } } as never, { cloneMode: 'none' });
      // The general engine compares by kind as JavaScript does, MongoDB and the plain way by its order of types.
      const isMixed =
        operator.startsWith('$m') && typeof field.split('.').reduce<unknown>((at, name) => (at as Doc)?.[name], doc) !== 'number';
      if (!isMixed) expect(next).toEqual(general[0]);
    }),
    { numRuns: 2_000 },
  );
  expect(plain).toBeGreaterThan(500);
});

test.each<[string, Doc]>([
  ['the id', { $set: { _id: 2 } }],
  ['an element of an array', { $set: { 'list.0': 1 } }],
  ['a positional path', { $set: { 'list.$.n': 1 } }],
  ['a path through an array', { $set: { 'list.n': 1 } }],
  ['a path through a word', { $set: { 'word.n': 1 } }],
  ['a push that sorts or cuts', { $push: { list: { $each: [1], $slice: 2 } } }],
  ['a push on no array', { $push: { word: 1 } }],
  ['an increment of a word', { $inc: { word: 1 } }],
  ['another operator', { $pull: { list: 1 } }],
])('%s is left to the general engine', (_, update) => {
  expect(plainlyUpdated({ _id: 1, list: [{ n: 0 }], word: 'w' }, update)).toBeUndefined();
});
