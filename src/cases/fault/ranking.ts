import type { CaseNo } from '../case.js';
import { nameKey } from '../names.js';
import { findingWords, saysTrouble, telling } from './telling-words.js';

/** What a fault is found by: what it is called and what callers say, in each language for itself. */
export interface Findable {
  readonly no: CaseNo;
  readonly texts: readonly string[];
  /** What callers said of it in the tickets that it solved, a text each. */
  readonly heard?: readonly string[] | undefined;
  readonly category: string;
  readonly product?: string | undefined;
}

/** What a caller said; what is known of it besides only orders what his words find. */
export interface Said {
  readonly words: string;
  readonly category?: string | undefined;
  readonly product?: string | undefined;
}

export interface Ranked {
  readonly no: CaseNo;
  readonly score: number;
}

/** BM25's own constants: how soon a text is long. A word counts once in a text. */
const K1 = 1.2;
const B = 0.75;

/** An entry of the category that was chosen, or of the product that the caller has, comes before one that is as like. */
const SAME_CATEGORY = 1.15;
const SAME_PRODUCT = 1.15;

/** What a caller said counts for less than what somebody wrote of the fault: it may be of other things too. */
const OF_HEARD = 0.85;

/** Is one product the other, or named within it? */
const isOfProduct = (one: string, other: string): boolean => one !== '' && other !== '' && (one.includes(other) || other.includes(one));
/**
 * The floor: what has only one word in common with a call must have this part of all that the call says; others this one. Who says of
 * nothing that it is not as it should be wants something else, as a rule: he must have named far more of an entry.
 */
const LEAST = { ofTrouble: { ofOneWord: 0.12, ofMore: 0.08 }, ofAnythingElse: { ofOneWord: 0.4, ofMore: 0.2 } };
const isEnough = (words: number, part: number, least: { readonly ofOneWord: number; readonly ofMore: number }): boolean =>
  words > 0 && part >= (words > 1 ? least.ofMore : least.ofOneWord);
const rarity = (inSlots: number, count: number): number => Math.log(1 + (count - inSlots + 0.5) / (inSlots + 0.5));

/** One text of an entry: its words by their numbers. */
interface Slot {
  readonly no: CaseNo;
  readonly words: Uint32Array;
  readonly weight: number;
}

/**
 * Finds the known faults that somebody's words are about: BM25 over pairs of Chinese characters, single ones, Latin words and their
 * stems, model numbers, and the things that are called by several names. Entries come, change and go without its being built anew. Rule C3.
 */
export class FaultRanking {
  private readonly numbers = new Map<string, number>();
  /** The slots in which a word stands, by the word's number. */
  private readonly where: number[][] = [];
  private readonly slots: (Slot | undefined)[] = [];
  private readonly free: number[] = [];
  private readonly slotsOf = new Map<CaseNo, readonly number[]>();
  private readonly about = new Map<CaseNo, { readonly category: string; readonly product: string }>();
  private words = 0;

  get size(): number {
    return this.slotsOf.size;
  }

  /** Takes an entry in, in place of what it was before. */
  set({ no, texts, heard = [], category, product = '' }: Findable): void {
    this.delete(no);
    const slotsOf = (given: readonly string[], weight: number): number[] =>
      given.filter((text) => text.trim() !== '').map((text) => this.added(no, text, weight));
    this.slotsOf.set(no, [...slotsOf(texts, 1), ...slotsOf(heard, OF_HEARD)]);
    this.about.set(no, { category, product: nameKey(product) });
  }

  delete(no: CaseNo): void {
    for (const slot of this.slotsOf.get(no) ?? []) this.removed(slot);
    this.slotsOf.delete(no);
    this.about.delete(no);
  }

  /** The entries that fit best, the best first; none where nothing is enough alike. */
  find(said: Said, limit: number, except: ReadonlySet<CaseNo> = new Set()): Ranked[] {
    const count = this.slots.length - this.free.length;
    if (count === 0) return [];
    const mean = this.words / count;
    const rarest = rarity(0, count);
    const scores = new Float64Array(this.slots.length);
    const shared = new Float64Array(this.slots.length);
    const words = new Uint16Array(this.slots.length);
    const naming = new Uint16Array(this.slots.length);
    const last = new Uint16Array(this.slots.length);
    let all = 0;
    const least = saysTrouble(said.words) ? LEAST.ofTrouble : LEAST.ofAnythingElse;
    for (const { word, weight, thing, isVague, isOfWhatWorks } of telling(said.words)) {
      const slots = this.where[this.numbers.get(word) ?? -1] ?? [];
      const own = weight * (slots.length > 0 ? rarity(slots.length, count) : rarest);
      if (!isOfWhatWorks) all += own;
      for (const slot of slots) {
        const length = this.slots[slot]?.words.length ?? mean;
        scores[slot] = (scores[slot] ?? 0) + (own * (K1 + 1)) / (1 + K1 * (1 - B + (B * length) / mean));
        if (isOfWhatWorks) continue;
        shared[slot] = (shared[slot] ?? 0) + own;
        // Two names of one thing are one word in common.
        if (weight === 1 && last[slot] !== thing) {
          words[slot] = (words[slot] ?? 0) + 1;
          if (!isVague) naming[slot] = (naming[slot] ?? 0) + 1;
          last[slot] = thing;
        }
      }
    }
    const best = new Map<CaseNo, number>();
    for (const [slot, sum] of scores.entries()) {
      const score = sum * (this.slots[slot]?.weight ?? 1);
      // What many faults have names none of them: with nothing besides, the call must have said little else.
      const part = (shared[slot] ?? 0) / all;
      const isNamed = (naming[slot] ?? 0) > 0 || part >= LEAST.ofAnythingElse.ofOneWord;
      if (score === 0 || !isNamed || !isEnough(words[slot] ?? 0, part, least)) continue;
      const no = this.slots[slot]?.no;
      if (no && !except.has(no) && score > (best.get(no) ?? 0)) best.set(no, score);
    }
    const product = nameKey(said.product ?? '');
    const weighed = [...best].map(([no, score]) => ({ no, score: score * this.nearness(no, said.category, product) }));
    return weighed.sort((one, other) => other.score - one.score || one.no.localeCompare(other.no)).slice(0, limit);
  }

  /** How much more an entry counts for what is known besides the words. */
  private nearness(no: CaseNo, category: string | undefined, product: string): number {
    const about = this.about.get(no);
    if (!about) return 1;
    return (about.category === category ? SAME_CATEGORY : 1) * (isOfProduct(about.product, product) ? SAME_PRODUCT : 1);
  }

  private added(no: CaseNo, text: string, weight: number): number {
    const slot = this.free.pop() ?? this.slots.length;
    const words = Uint32Array.from(findingWords(text), (word) => this.numberOf(word));
    this.slots[slot] = { no, words, weight };
    this.words += words.length;
    for (const word of words) this.where[word]?.push(slot);
    return slot;
  }

  private removed(slot: number): void {
    const words = this.slots[slot]?.words ?? new Uint32Array();
    for (const word of words) {
      const slots = this.where[word] ?? [];
      const last = slots.pop();
      const at = last === slot || last === undefined ? -1 : slots.indexOf(slot);
      if (at >= 0 && last !== undefined) slots[at] = last;
    }
    this.words -= words.length;
    this.slots[slot] = undefined;
    this.free.push(slot);
  }

  private numberOf(word: string): number {
    const known = this.numbers.get(word);
    if (known !== undefined) return known;
    const number = this.where.length;
    this.numbers.set(word, number);
    this.where.push([]);
    return number;
  }
}
