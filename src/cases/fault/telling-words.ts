/** Says nothing of a fault, whatever it stands beside. */
const EMPTY_HAN = new Set('的了吗呢吧啊呀是在有和跟与也都就我你您他她它们这那哪个要想请帮能可给把被让来去说问又还很太好');
/** English words that say nothing of a fault. */
const EMPTY_LATIN = new Set(
  (
    'a an and any are as at be been by can cannot cant do does doesnt dont for from get gets got had has have he her his how i if in is isnt it its ' +
    'just me month my need no not now of off on one or our out over please s said says she so some t than thanks thank that the their them ' +
    'there they this to today up us was we were what when where which who will with wont would yesterday you your here like again'
  ).split(' '),
);
/** One character alone may be part of anything. */
const OF_ONE_CHARACTER = 0.3;
const HAN = /^\p{Script=Han}+$/u;

/** A word of a call, and what it counts for. */
export interface Telling {
  readonly word: string;
  readonly weight: number;
}

/** The words of a call that tell something of its fault. */
export const telling = (words: readonly string[]): Telling[] =>
  words.flatMap((word) => {
    if (EMPTY_LATIN.has(word)) return [];
    if (!HAN.test(word)) return [{ word, weight: word.length > 1 ? 1 : OF_ONE_CHARACTER }];
    const characters = [...word];
    if (characters.some((character) => EMPTY_HAN.has(character))) return [];
    return [{ word, weight: characters.length > 1 ? 1 : OF_ONE_CHARACTER }];
  });
