import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Query } from 'mingo';
import { matcher } from '../../src/embedded/matcher.js';

const scalar = fc.oneof(
  fc.integer({ min: 0, max: 4 }),
  fc.constantFrom('x', 'y', ''),
  fc.integer({ min: 0, max: 4 }).map((n) => new Date(n)),
  fc.boolean(),
  fc.constant(null),
);
const names = fc.constantFrom('a', 'b');
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }), fc.dictionary(names, scalar, { maxKeys: 2, noNullPrototype: true }));
const aDocument = fc.dictionary(names, value, { maxKeys: 2, noNullPrototype: true });
const bound = scalar.filter((one) => one !== null);
const condition = fc.oneof(
  scalar,
  fc.tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte', '$eq'), bound).map(([operator, one]) => ({ [operator]: one })),
  fc.tuple(bound, bound).map(([low, high]) => ({ $gte: low, $lt: high })),
  fc.array(scalar, { minLength: 1, maxLength: 3 }).map(($in) => ({ $in })),
  fc.constantFrom('x', 'y').map((word) => ({ $in: [word, ...Array.from({ length: 9 }, (_, n) => `w${n}`)] })),
  fc.tuple(bound, bound).map(([low, other]) => ({ $gte: low, $ne: other })),
  fc.boolean().map(($exists) => ({ $exists })),
);
const path = fc.array(names, { minLength: 1, maxLength: 2 }).map((fields) => fields.join('.'));

test('a filter matches what the query engine matches', () => {
  fc.assert(
    fc.property(aDocument, fc.dictionary(path, condition, { minKeys: 1, maxKeys: 2, noNullPrototype: true }), (doc, filter) => {
      expect(matcher(filter)(doc)).toBe(new Query(filter).test(doc));
    }),
    { numRuns: 5_000 },
  );
});
