import { wordsOf } from '../words.js';
import { isVague, saidIn, stemOf } from './alike.js';

/** Says nothing of a fault, whatever it stands beside. */
const EMPTY_HAN = new Set('的了吗呢吧啊呀是在有和跟与也都就我你您他她它们这那哪个要想请帮能可给把被让来去说问又还很太好');
/** Stands between the two parts of a verb: 拨不上 and 拨上 are found alike. */
const WITHIN = /(?<=\p{Script=Han})[不得了](?=\p{Script=Han})/u;
const EACH_WITHIN = new RegExp(WITHIN, 'gu');
/** English words that say nothing of a fault. */
const EMPTY_LATIN = new Set(
  (
    'a an and any are arent as at be been by can cannot cant couldnt do does doesnt didnt dont for from get gets got had has hasnt have havent he her his how i if in is isnt it its ' +
    'just me month my need no not now of off on one or our out over please s said says she so some t than thanks thank that the their them ' +
    'there they this to today up us was wasnt we what were when where which who will with wont would yesterday you your here like again'
  ).split(' '),
);
/** One character alone may be part of anything. */
const OF_ONE_CHARACTER = 0.3;
const HAN = /^\p{Script=Han}+$/u;

/** Few who are in a hurry type it: can't, can’t and cant are one word. */
const APOSTROPHE = /(?<=\p{L})['’‘`´](?=\p{L})/gu;
const plainly = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll(APOSTROPHE, '');

/** What of a text an entry is found by, each once. */
export const findingWords = (text: string): string[] => {
  const plain = plainly(text);
  const words = wordsOf(plain);
  const stems = new Set(words.map(stemOf));
  const joined = WITHIN.test(plain) ? wordsOf(plain.replaceAll(EACH_WITHIN, '')) : [];
  return [...new Set([...words, ...joined, ...stems, ...saidIn(plain, stems).map(({ thing }) => thing)])];
};

/** A word of a call and what it counts for. Those of the same `thing` say no more of an entry than one of them. */
export interface Telling {
  readonly word: string;
  readonly weight: number;
  readonly thing: number;
  /** It is of many faults, and names none of them. */
  readonly isVague: boolean;
  /** It is said only of what works: by it no fault is found, and none is missed. */
  readonly isOfWhatWorks: boolean;
}

const isEmpty = (word: string): boolean => EMPTY_LATIN.has(word) || (HAN.test(word) && [...word].some((one) => EMPTY_HAN.has(one)));

/** The words of a call that tell something of its fault, those of the same thing beside each other; things count from 1. */
export function telling(text: string): Telling[] {
  const plain = plainly(text);
  const ofTrouble = new Set(findingWords(withoutWhatWorks(plain)));
  const said = saidIn(plain, new Set(wordsOf(plain).map(stemOf)));
  const partOf = (name: string, word: string): boolean => (HAN.test(word) ? name.includes(word) : stemOf(name) === stemOf(word));
  const thingOf = (word: string): string =>
    said.find(({ thing, names }) => thing === word || names.some((name) => partOf(name, word)))?.thing ?? stemOf(word);
  const things = new Map<string, number>();
  const numbered = (thing: string): number => {
    if (!things.has(thing)) things.set(thing, things.size + 1);
    return things.get(thing) ?? 0;
  };
  return findingWords(text)
    .filter((word) => !isEmpty(word))
    .map((word) => {
      const thing = thingOf(word);
      return {
        word,
        weight: [...word].length > 1 ? 1 : OF_ONE_CHARACTER,
        thing: numbered(thing),
        isVague: isVague(thing),
        isOfWhatWorks: !ofTrouble.has(word),
      };
    })
    .sort((one, other) => one.thing - other.thing);
}

/** What is said where something is not as it should be, in Chinese and in English. */
const TROUBLE =
  /[不没无未坏错误败断丢掉乱满红黑蓝白卡慢死停响漏堵烧热糊偏]|异常|报警|故障|问题|\b(?:no|not|cannot|(?:ca|wo|do|does|did|is|are|was|were|has|have|could|would)nt|nothing|never|without|error\w*|fail\w*|broken?|wrong\w*|dead|stuck|crash\w*|slow\w*|lost|missing|alarm\w*|stops?|stopped|problem|faulty?|defect\w*|damaged?|blank|dark|garbled|keeps?|freezes?|hangs?)\b/iu;

/** Does somebody say that something is not as it should be? Who asks for something else may speak of the same things. */
export const saysTrouble = (text: string): boolean => TROUBLE.test(plainly(text));

/** Where one thing that is said ends and another begins. */
const CLAUSES = /[,，;；。！？!?\n]|\.(?=\s|$)|\b(?:but|while|though|although|whereas)\b|但是?|不过|可是|只是/u;
const WORKS = /正常|没问题|没事|能[用上]|好使|\b(?:ok|okay|fine|works?|working|normal(?:ly)?|no problem)\b/u;

/** A call without what it says of things that work: “but the ping is ok”. */
function withoutWhatWorks(plain: string): string {
  const works = (clause: string): boolean => WORKS.test(clause) && !saysTrouble(clause.replace(WORKS, ' '));
  return plain
    .split(CLAUSES)
    .filter((clause) => !works(clause))
    .join('\n');
}
