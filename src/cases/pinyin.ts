/** The first character of each letter in the order of pinyin; no syllable begins with i, u or v. */
const FIRST = [...'阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥仨他穵夕丫帀'];
const LETTERS = [...'abcdefghjklmnopqrstwxyz'];
/** Characters that names read in two ways: the order knows one of them only. */
const ALSO: Readonly<Record<string, string>> = {
  ...{ 重: 'zc', 长: 'zc', 厦: 'xs', 乐: 'ly', 行: 'hx', 朝: 'cz', 曾: 'cz', 单: 'ds', 盛: 'sc', 会: 'hk', 区: 'qo', 仇: 'cq', 查: 'cz' },
  ...{ 车: 'cj', 藏: 'cz', 传: 'cz', 翟: 'zd', 贾: 'jg', 宿: 'sx', 省: 'sx', 解: 'jx', 参: 'cs', 调: 'dt', 系: 'xj', 校: 'xj', 降: 'jx' },
  ...{ 石: 'sd', 蔚: 'wy', 尉: 'wy', 覃: 'qt', 率: 'ls', 沈: 'sc', 大: 'dt', 万: 'wm', 否: 'fp', 弹: 'dt', 畜: 'cx', 卜: 'b' },
  𠮷: 'j',
};
/** The last one in the order of pinyin: what is rarer stands behind it, in no order of sounds. */
const LAST = '咗';
/** A name of many such characters is not read in all ways. */
const MOST_READINGS = 16;
const collator = new Intl.Collator('zh-CN-u-co-pinyin');

function letterOf(character: string): string {
  const also = ALSO[character];
  if (also) return also;
  if (collator.compare(character, LAST) > 0) return '';
  const place = FIRST.findLastIndex((first) => collator.compare(first, character) <= 0);
  return LETTERS[place] ?? '';
}

/**
 * The initials by which people type a Chinese name, lower case: `yggs` for 悦购公司, each reading where a character has two. Latin
 * letters and digits within it stand for themselves; a character whose sound is not known is left out. None for a name without Chinese characters.
 */
export function initialsOf(name: string): string[] {
  const plain = name.normalize('NFKC').toLowerCase();
  if (!/\p{Script=Han}/u.test(plain)) return [];
  let readings = [''];
  for (const character of plain) {
    const letters = /\p{Script=Han}/u.test(character) ? letterOf(character) : /[a-z0-9]/.test(character) ? character : '';
    if (letters === '') continue;
    const own = readings.length * letters.length > MOST_READINGS ? letters.slice(0, 1) : letters;
    readings = readings.flatMap((before) => [...own].map((letter) => `${before}${letter}`));
  }
  return readings.filter((reading) => reading.length > 1);
}
