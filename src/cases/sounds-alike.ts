import { initialsOf } from './pinyin.js';

/** Of as many characters, are all but one the same, and read alike? 恒昌 and 恒畅. */
export function soundsAlike(a: string, b: string): boolean {
  const [left, right] = [[...a], [...b]];
  const differing = left.filter((character, n) => character !== right[n]).length;
  return left.length === right.length && differing === 1 && left.length > 1 && initialsOf(a).some((one) => initialsOf(b).includes(one));
}

/** Does a shorter Chinese text stand in a longer one but for one character that reads alike? 好邻局 and 好邻居便利. */
export function isPartAlike(a: string, b: string): boolean {
  const [short, long] = [[...a], [...b]].sort((one, other) => one.length - other.length) as [string[], string[]];
  if (short.length < 3) return false;
  return long.some((_, from) => soundsAlike(short.join(''), long.slice(from, from + short.length).join('')));
}
