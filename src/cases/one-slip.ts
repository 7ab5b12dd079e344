/** Is one of these the other with a single slip: a letter too many, too few, another, or two that changed places? Not for the same. */
export function isOneSlip(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short === long || long.length - short.length > 1) return false;
  let same = 0;
  while (same < short.length && short[same] === long[same]) same += 1;
  if (short.length < long.length) return short.slice(same) === long.slice(same + 1);
  const isSwapped = short[same] === long[same + 1] && short[same + 1] === long[same];
  return short.slice(same + 1) === long.slice(same + 1) || (isSwapped && short.slice(same + 2) === long.slice(same + 2));
}

/** A shorter word has others of one slip beside it that mean something else. */
export const LEAST_SLIPPED = 5;

/** Is a word that was typed the other with a single slip? Beside other words a letter less is long enough to say so. */
export const isMistyped = (typed: string, word: string, isBesideOthers: boolean): boolean =>
  typed.length >= LEAST_SLIPPED - (isBesideOthers ? 1 : 0) && isOneSlip(typed, word);
