import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SHIPPED, shippedValues } from '../../../commands/faults/shipped.js';
import type { CaseNo } from '../../../src/cases/case.js';
import type { FaultData } from '../../../src/cases/fault/fault.js';
import { FaultRanking, type Findable } from '../../../src/cases/fault/ranking.js';
import { findable } from '../../../src/cases/fault/words.js';
import { CHINESE, ENGLISH, FAR, MIXED, type Said, UNRELATED } from './calls.js';
import { HELD_OUT, OFF_TOPIC } from './held-out.js';
import { OF_SHIPPED, OF_THE_SAME_THINGS } from './shipped-calls.js';
import { WRITTEN, type Written } from './table.js';

const entryOf = ({ id, category, product = '', zh, en }: Written): Findable => ({
  no: id as CaseNo,
  category,
  product,
  texts: [zh, en].map((texts) => [product, ...texts].join('\n')),
});
const ranking = new FaultRanking();
for (const one of WRITTEN) ranking.set(entryOf(one));
type Known = Pick<Findable, 'product'> & { readonly category?: string };
const shown = (words: string, known: Known = {}): string[] => ranking.find({ words, ...known }, 3).map(({ no }) => no);

/** Of how many calls the right entry is the first, and among those shown; with what is known of the caller besides his words. */
const found = (calls: readonly Said[], knownOf: (id: string) => Known = () => ({})) => ({
  first: calls.filter(([id, words]) => shown(words, knownOf(id))[0] === id).length / calls.length,
  shown: calls.filter(([id, words]) => shown(words, knownOf(id)).includes(id)).length / calls.length,
});
const ALL_HELD_OUT = [...HELD_OUT.IN_CHINESE, ...HELD_OUT.WITH_MODELS, ...HELD_OUT.IN_ENGLISH];
const CATEGORIES = [...new Set(WRITTEN.map(({ category }) => category)), 'other'];

describe('C3: what a caller says finds the fault that is known', () => {
  test('in other words, in Chinese, in English, with model numbers and typing errors', () => {
    expect([WRITTEN.length, CHINESE.length, MIXED.length, ENGLISH.length, UNRELATED.length]).toEqual([60, 60, 30, 30, 40]);
    for (const calls of [[...CHINESE, ...MIXED, ...ENGLISH], CHINESE, MIXED, ENGLISH]) {
      expect(found(calls).shown).toBeGreaterThanOrEqual(0.9);
      expect(found(calls).first).toBeGreaterThanOrEqual(0.75);
    }
    // Few of the words are the table's.
    expect(found(FAR).shown).toBeGreaterThanOrEqual(0.9);
    expect(found(FAR).first).toBeGreaterThanOrEqual(0.75);
  });

  test('in the words of a second writer, who had read no more of the table than what its entries are called', () => {
    const all = ALL_HELD_OUT;
    expect([all.length, new Set(all.map(([id]) => id)).size, OFF_TOPIC.length]).toEqual([120, 60, 40]);
    expect(found(all).shown).toBeGreaterThanOrEqual(0.9);
    expect(found(all).first).toBeGreaterThanOrEqual(0.75);
    expect(OFF_TOPIC.filter((words) => shown(words).length > 0).length / OFF_TOPIC.length).toBeLessThanOrEqual(0.2);
  });

  test.each(['收银软件', '积分系统', 'DL380', 'Excel'])(
    'issue 19: a known caller who has %s, with any category: what was found without is found with it, and the unrelated stay quiet',
    (product) => {
      for (const category of CATEGORIES) {
        const shownTo = (calls: readonly string[]) => calls.filter((words) => shown(words, { product, category }).length > 0).length;
        expect(shownTo(UNRELATED) / UNRELATED.length).toBeLessThanOrEqual(0.2);
        expect(shownTo(OFF_TOPIC) / OFF_TOPIC.length).toBeLessThanOrEqual(0.2);
      }
      const categoryOf = (id: string): string => WRITTEN.find((one) => one.id === id)?.category ?? 'other';
      for (const calls of [[...CHINESE, ...MIXED, ...ENGLISH], FAR, ALL_HELD_OUT]) {
        const of = found(calls, (id) => ({ product, category: categoryOf(id) }));
        expect(of.shown).toBeGreaterThanOrEqual(0.9);
        expect(of.first).toBeGreaterThanOrEqual(0.75);
      }
    },
  );

  test('issue 19: the product of a known caller orders what his words find, and finds nothing by itself', () => {
    const two = new FaultRanking();
    for (const [no, product] of [
      ['F-1', '会员系统'],
      ['F-2', '收银机 POS'],
    ] as const)
      two.set({ no: no as CaseNo, category: 'other', product, texts: [`${product}\n红灯常亮`] });
    const like = (words: string, product: string): string[] => two.find({ words, product, category: 'other' }, 3).map(({ no }) => no);
    expect(like('红灯常亮', '收银机')).toEqual(['F-2', 'F-1']);
    expect(like('红灯常亮', '会员系统')).toEqual(['F-1', 'F-2']);
    expect(like('厕所坏了', '收银机')).toEqual([]);
    expect(like('', '收银机')).toEqual([]);
  });

  test('fresh eye: one word in common that may befall anything is no likeness, with or without the one that is meant', () => {
    const table = new FaultRanking();
    const entries = [
      ['F-1', '电脑无法开机，硬盘灯亮', '开机后屏幕没反应但硬盘灯亮\n主机在转，进不了系统'],
      ['F-2', '电脑无法开机，硬盘灯不亮', '按电源键没有任何反应\n灯都不亮，完全没电'],
      ['F-11', '扫码枪扫不出', '扫码枪没反应\n扫不出条码'],
    ] as const;
    for (const [no, ...texts] of entries) table.set({ no: no as CaseNo, category: 'hardware', texts: [texts.join('\n')] });
    const like = (words: string): string[] => table.find({ words, category: 'hardware' }, 3).map(({ no }) => no);
    expect(like('扫码枪没反应，收银台急用')).toEqual(['F-11']);
    table.delete('F-11' as CaseNo);
    expect(like('扫码枪没反应，收银台急用')).toEqual([]);
    expect(like('按了开机没反应')).toContain('F-1');
  });

  test('fresh eye: of the faults that are shipped, what has only a server, a disk or an alarm in common is not shown', () => {
    const shipped = new FaultRanking();
    for (const name of Object.keys(SHIPPED))
      shipped.set(findable({ no: name as CaseNo, data: shippedValues(name) as object as FaultData }));
    const like = (words: string): string[] => shipped.find({ words, category: 'server' }, 3).map(({ no }) => no);
    const part = (calls: readonly Said[], isRight: (call: Said) => boolean): number => calls.filter(isRight).length / calls.length;
    expect(part(OF_SHIPPED, ([name, words]) => like(words).includes(name))).toBeGreaterThanOrEqual(0.9);
    expect(part(OF_SHIPPED, ([name, words]) => like(words)[0] === name)).toBeGreaterThanOrEqual(0.75);
    expect(OF_THE_SAME_THINGS.filter((words) => like(words).length > 0).length / OF_THE_SAME_THINGS.length).toBeLessThanOrEqual(0.2);
    expect(like('服务器磁盘报警,剩余空间不足 5%')).toEqual([]);
    expect(like('DL380 亮红灯了，硬盘那个')).toEqual(['serverDisk']);
    expect(like('屏幕不亮 主机在转')[0]).toBe('noPicture');
  });

  test('fresh eye: who types no apostrophe, and who adds what works, is shown what he would be shown else', () => {
    const shipped = new FaultRanking();
    for (const name of Object.keys(SHIPPED))
      shipped.set(findable({ no: name as CaseNo, data: shippedValues(name) as object as FaultData }));
    const like = (words: string): string[] => shipped.find({ words, category: 'network' }, 3).map(({ no }) => no);
    for (const words of ['cant open any website', 'can’t open any website', 'cant open any website but ping 8.8.8.8 ok'])
      expect([words, like(words)]).toEqual([words, ['dns', 'browser']]);
    const all = 'website wont open, printer works, till is ok, mail fine, scanner and label printer fine, cameras working normally';
    expect(like(all)[0]).toBe('dns');
    expect(like('网页打不开，但是 ping 8.8.8.8 正常，打印机、扫码枪、会员积分、小票、钱箱都没问题')).toContain('dns');
    expect(like("the internet isn't working")).toContain('noNetwork');
    expect(like('the internet isnt working')).toEqual(like("the internet isn't working"));
    expect(like('the internet is working fine')).toEqual([]);
  });

  test('whoever wants something else is shown nothing', () => {
    expect(UNRELATED.filter((words) => shown(words).length > 0).length / UNRELATED.length).toBeLessThanOrEqual(0.2);
    for (const words of ['', '  ', '的了吗', 'the a of', '。。。', '🙂']) expect(shown(words)).toEqual([]);
  });

  test('a category that was chosen decides between two that are as like, and an entry that was waved away stays away', () => {
    const two = new FaultRanking();
    for (const [no, category] of [
      ['F-1', 'pos'],
      ['F-2', 'server'],
    ] as const)
      two.set({ no: no as CaseNo, category, texts: ['红灯常亮'] });
    expect(two.find({ words: '红灯常亮' }, 3).map(({ no }) => no)).toEqual(['F-1', 'F-2']);
    expect(two.find({ words: '红灯常亮', category: 'server' }, 3).map(({ no }) => no)).toEqual(['F-2', 'F-1']);
    expect(two.find({ words: '红灯常亮' }, 3, new Set(['F-1' as CaseNo])).map(({ no }) => no)).toEqual(['F-2']);
  });

  test('entries that come, change and go leave it as if it were built anew', () => {
    const change = fc.record({
      no: fc.integer({ min: 1, max: 8 }),
      texts: fc.array(fc.constantFrom(...WRITTEN.flatMap(({ zh, en }) => [...zh, ...en])), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), fc.constantFrom(...CHINESE, ...ENGLISH), (changes, [, words]) => {
        const kept = new FaultRanking();
        const last = new Map<CaseNo, Findable>();
        for (const { no, texts } of changes) {
          const entry = { no: `F-${no}` as CaseNo, texts, category: 'pos' };
          if (texts.length === 0) {
            kept.delete(entry.no);
            last.delete(entry.no);
          } else {
            kept.set(entry);
            last.set(entry.no, entry);
          }
        }
        const anew = new FaultRanking();
        for (const entry of last.values()) anew.set(entry);
        expect(kept.size).toBe(anew.size);
        const rounded = (ranking: FaultRanking) => ranking.find({ words }, 5).map(({ no, score }) => [no, score.toFixed(9)]);
        expect(rounded(kept)).toEqual(rounded(anew));
      }),
    );
  });
});
