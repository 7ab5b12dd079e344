import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Query } from 'mingo';
import { inclusionOf } from '../../src/embedded/inclusion.js';

const names = fc.constantFrom('a', 'b', 'c');
const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.constant('text'), fc.date({ noInvalidDate: true }), tie('list'), tie('doc')),
  list: fc.array(tie('any'), { maxLength: 3 }),
  doc: fc.dictionary(names, tie('any'), { maxKeys: 3, noNullPrototype: true }),
}));

test('a projection that names what to keep gives what the general one gives, or is left to that', () => {
  fc.assert(
    fc.property(
      fc.array(value.doc as fc.Arbitrary<object>, { minLength: 1, maxLength: 3 }),
      fc.uniqueArray(
        fc.array(names, { minLength: 1, maxLength: 3 }).map((path) => path.join('.')),
        { minLength: 1, maxLength: 3 },
      ),
      (docs, paths) => {
        const projection = Object.fromEntries([['_id', 0], ...paths.map((path) => [path, 1])]);
        const include = inclusionOf(projection);
        if (!include) return;
        const general = new Query({}).find<object>(docs, projection).all();
        expect(docs.map((doc) => include(doc))).toEqual(general);
      },
    ),
    { numRuns: 500 },
  );
});

test.each([[{ a: 0 }], [{ a: 1, b: 0 }], [{ a: { $slice: 1 } }], [{ a: 1, 'a.b': 1 }], [{ 'a.$': 1 }], [{}]])(
  '%j is left to the general one',
  (projection) => {
    expect(inclusionOf(projection)).toBeUndefined();
  },
);
