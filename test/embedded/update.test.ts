import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Aggregator } from 'mingo';
import { applyUpdate, copyOf } from '../../src/embedded/update.js';
import type { Doc } from '../../src/embedded/wire.js';

const names = fc.constantFrom('a', 'b', 'c');
const scalar = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom('x', 'y'), fc.constant(null));
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }), fc.dictionary(names, scalar, { maxKeys: 2, noNullPrototype: true }));
const aDocument = fc.dictionary(names, value, { maxKeys: 3, noNullPrototype: true });
const ofField = names.map((name) => `$${name}`);
const expression = fc.oneof(
  value.map(($literal) => ({ $literal })),
  ofField,
  fc.constant('$$REMOVE'),
  fc.tuple(ofField, scalar).map(([field, other]) => ({ $ifNull: [field, other] })),
  fc.tuple(ofField, scalar).map(([field, other]) => ({ $cond: [{ $eq: [field, other] }, '$$REMOVE', { at: field }] })),
  ofField.map((field) => ({ nested: { $ifNull: [field, '$$REMOVE'] } })),
);
const field = fc.array(names, { minLength: 1, maxLength: 2 }).map((path) => path.join('.'));
const stage = fc.oneof(
  fc
    .tuple(fc.constantFrom('$set', '$addFields'), names, expression)
    .map(([stageName, name, given]) => ({ [stageName]: { [name]: given } })),
  fc.tuple(field, scalar).map(([path, $literal]) => ({ $set: { [path]: { $literal } } })),
  names.map(($unset) => ({ $unset })),
);

test('a pipeline updates as its stages do one by one on copies, and the document given stays as it was', () => {
  fc.assert(
    fc.property(aDocument, fc.array(stage, { minLength: 1, maxLength: 3 }), (doc, pipeline) => {
      const before = structuredClone(doc);
      const next = applyUpdate(doc, pipeline as never, {}, undefined, false);
      expect(doc).toEqual(before);
      const oneByOne = pipeline.reduce<Doc>((at, one) => copyOf(new Aggregator([one]).run<Doc>([copyOf(at)])[0] ?? {}), doc);
      expect(copyOf(next)).toEqual(oneByOne);
    }),
    { numRuns: 2_000 },
  );
});

test('a stage that changes no single document is refused', () => {
  expect(() => applyUpdate({ a: 1 }, [{ $match: { a: 1 } }] as never, {}, undefined, false)).toThrow(/\$match/);
});
