import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OrderedIndex } from '../../src/embedded/indexes.js';
import { compareValues } from '../../src/embedded/order.js';
import type { Doc } from '../../src/embedded/wire.js';

const aDoc = fc.record({ words: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 }), n: fc.integer({ min: 0, max: 2 }) });
/** What becomes of a record: another document in its place, or nothing. */
const aChange = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.option(aDoc, { nil: undefined }));

/** What an index must hold of these documents, in its order: each key with each record that has it. */
const heldOf = (docs: ReadonlyMap<number, Doc>): [unknown[], number][] =>
  [...docs]
    .flatMap(([id, { words, n }]) =>
      [...new Set((words as string[]).length === 0 ? [null] : (words as string[]))].map((word): [unknown[], number] => [[word, n], id]),
    )
    .sort(([[a, m], i], [[b, n], j]) => compareValues(a, b) || compareValues(n, m) || i - j);

test('an index holds the keys of what was put into it, and gives each record of a range once, in order', () => {
  fc.assert(
    fc.property(fc.array(aChange, { maxLength: 60 }), fc.boolean(), (changes, isBackwards) => {
      const index = new OrderedIndex({ name: 'i', key: { words: 1, n: -1 } });
      const docs = new Map<number, Doc>();
      for (const [id, after] of changes) {
        index.replace(docs.get(id), after, id);
        if (after) docs.set(id, after);
        else docs.delete(id);
      }
      for (const bound of [[], ['b']]) {
        const all = heldOf(docs).filter(([[word]]) => bound.length === 0 || word === 'b');
        const inOrder = isBackwards ? all.toReversed() : all;
        const once = inOrder.filter(([, id], n) => inOrder.findIndex(([, other]) => other === id) === n);
        expect([...index.between(bound, bound, isBackwards)]).toEqual(index.isMultikey ? once : inOrder);
      }
    }),
    { numRuns: 400 },
  );
});

test('a unique key that another record has is refused, its own is not', () => {
  const index = new OrderedIndex({ name: 'i', key: { no: 1 }, unique: true });
  index.replace(undefined, { no: 'T-1' }, 1);
  expect(() => index.assertUnique('db.cases', undefined, { no: 'T-1' }, 2)).toThrow(/E11000/);
  expect(() => index.assertUnique('db.cases', { no: 'T-2' }, { no: 'T-1' }, 1)).not.toThrow();
});
