import { nameKey } from './names.js';

/** What colleagues call each other by, behind a name. */
const ADDRESS = /(?:哥|姐|弟|妹|师傅|老师|工|工程师|总|经理|主管|队长)$/u;
/** Two signs that are one surname. */
const COMPOUND = /^(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|端木|夏侯|轩辕|长孙|宇文)/u;
/** The hundred commonest surnames of China (Ministry of Public Security, report on names of 2020), and some more: 方哥 may be anybody called 方. */
const SURNAMES = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康文施洪温安季齐梅牛葛俞章岳鲁左倪柳欧申耿关焦滕阮尤华宁成涂游单',
);
/** Of a name in Latin letters the word before is a surname, too: Li Qiang. */
const IN_LATIN =
  /^(?:wang|li|zhang|liu|chen|yang|huang|zhao|wu|zhou|xu|sun|ma|zhu|hu|guo|he|gao|lin|luo|zheng|liang|xie|song|tang|han|feng|deng|cao|peng|zeng|xiao|tian|dong|pan|yuan|cai|jiang|yu|du|ye|cheng|wei|su|lu|ding|ren|yao|shen|zhong|cui|tan|fan|shi|jin|xia|fu|fang|zou|bai|meng|qin|qiu|hou|yin|xue|duan|lei|long|tao|hao|gu|shao|wan|qian|dai|yan|mo|kong|chang)$/;

/** How somebody is called among colleagues whose name is in Latin letters: Tom Baker is Tom, and Tom B; Li Qiang is Qiang. */
function inLatin(name: string): string[] {
  const [, first = '', second = ''] = /^(\p{Script=Latin}{2,})\s+(\p{Script=Latin}+)/u.exec(name) ?? [];
  if (first === '') return [];
  return IN_LATIN.test(first) ? [second].filter(({ length }) => length > 1) : [first, `${first} ${second.slice(0, 1)}`];
}

/** The same of a Chinese name: 王小美 is 小美; 李强 is 强, 阿强, 小强. One sign that is a surname, too, may be anybody's. */
function inChinese(name: string): string[] {
  if (!/^\p{Script=Han}{2,4}$/u.test(name)) return [];
  const given = COMPOUND.test(name) ? name.slice(2) : name.slice(1);
  if (given === '' || SURNAMES.has(given)) return [];
  return [given, `小${given}`, `阿${given}`, `老${given}`, `${given}子`, `${given}${given}`];
}

/**
 * Is this a name of one of these people, or how colleagues call him: 李强, 强哥, 阿强, Tom, Tom老师? A surname with a form of address (李工,
 * 王总) is anybody's, and so is a whole name with 先生 or Mr. Rule C1.
 */
export function isCalledHere(typed: string, names: readonly string[]): boolean {
  const key = nameKey(typed.replace(/^@|\.$/g, ''));
  const plain = key.replace(ADDRESS, '').trim();
  return names.map(nameKey).some((name) => {
    const called = [name, ...inLatin(name), ...inChinese(name)];
    return called.includes(key) || (plain !== '' && called.includes(plain));
  });
}
