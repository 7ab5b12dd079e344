import { DASHED, HAN_DIGIT, link, MARK, maskedNumbers, maskedPhone, phoneDigits, plainNumber, withHanDigits } from './text.js';

/** A digit and what people put between digits, full width too. */
const D = '[0-9０-９]';
const GAP = '[ \\t\\u00a0\\u3000\\-‐-―－.·()（）]{0,3}';
/** Letters of serial numbers and of words that no number stands in. */
const LATIN = 'A-Za-z_';

/** Whatever is called a serial number or an order. */
const CALLED =
  '(?:S/?N|SN|IMEI|MAC|ID|No\\.?|serial(?: number)?|order|invoice|ticket|asset|型号|序列号|编号|单号|订单|流水号|资产号|工单号?|发票号?|身份证号?|卡号|账号|条码)\\s*[:：#]?\\s*[A-Za-z0-9０-９][A-Za-z0-9０-９-]*';

/** What looks like a number of a telephone and is none, each as it begins. The first that fits a place decides. */
const OTHERS = [
  // Addresses of the Internet, versions, dates, times, amounts.
  '\\d{1,3}(?:\\.\\d{1,4}){3,}(?::\\d+)?(?:/\\d+)?',
  '\\d{4}[-/.年]\\s?\\d{1,2}[-/.月]\\s?\\d{1,2}日?(?:[T ]*\\d{1,2}[:：]\\d{2}(?:[:：]\\d{2})?)?',
  '\\d{1,2}[-/.]\\d{1,2}[-/.]\\d{4}(?:[T ]*\\d{1,2}[:：]\\d{2}(?:[:：]\\d{2})?)?',
  '\\d{1,2}[:：]\\d{2}(?:[:：]\\d{2})?',
  '[¥￥$€£]\\s?\\d[\\d,，]*(?:\\.\\d+)?',
  '(?<!\\d)\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?',
  '(?<!\\d)\\d{1,16}(?:\\.\\d{1,6})?\\s?(?:元|块|万|人民币|RMB|CNY|USD|EUR|GBP|HKD|%|％)',
  '(?<!\\d)\\d{1,16}\\.\\d{1,20}(?![\\d.-])',
  // Letters and digits of one piece: T-12, CN-0XY123-12345.
  `(?<![\\d-])\\d[\\d-]{0,40}[A-WYZa-wyz_][${LATIN}\\d-]*`,
  `(?![Tt]el|[Pp]hone|[Mm]ob|[Ff]ax|[Cc]all|[Cc]ell|[Pp]h\\b|[Ee]xt|x\\d)[${LATIN}]+[-/]?\\d[${LATIN}\\d-]*`,
].join('|');
/** An extension belongs to its number. */
const EXTENSION = `(?:\\s*(?:转接?|分机号?|ext\\.?|x|#)\\s*[:：]?\\s*${D}{1,6})?`;
/** A word that says that a number follows: then a short one, without area, is one too. */
const WORD =
  '(?:电话|手机号?码?|座机|联系方式|致电|拨打|回电|号码|传真|热线|tel(?:ephone)?|phone|mobile|cell|call|fax|ring|whatsapp|wechat|微信)';
const LED = `(?<led>${WORD}[^\\d０-９A-Za-z\\n+＋]{0,6})(?<short>${D}(?:${GAP}${D}){6,7})(?!${GAP}${D})`;
const NUMBER = `(?<number>(?:[+＋]|[(（])?(?<!${D})${D}(?:${GAP}${D}){6,16})(?![${LATIN}0-9０-９])`;
/** What letters behind a figure say that it counts, or that more of the number follows. */
const NO_LETTERS = `(?:[kmgt]i?b(?:ytes?)?|bytes?|[kmg]?hz|[mun]?s|pcs|rmb|cny|usd|eur|gbp|hkd|ext)(?![${LATIN}])`;
/** A mobile's number, or a landline's with its area, that letters stick to: `微信13900000000a`, `vx13900000000`. */
const WHOLE = `(?:(?:(?:[+＋]?86${GAP})?[1１][3-9３-９](?:${GAP}${D}){9}|0\\d{2,3}-\\d{7,8}))`;
const BEFORE = '(?:[A-Za-z]|vx|wx|tel|phone|mobile|mob|call|cell|ph|fax)';
const STUCK = `(?<![${LATIN}\\d-])(?<stuck>${BEFORE}${WHOLE}[A-Za-z]{0,20}|${WHOLE}(?!${NO_LETTERS})[A-Za-z]{1,20})(?![${LATIN}0-9０-９-])`;
/** What is left of a number whose end was cut off. */
const CUT = `(?<cut>(?<!${D})${D}(?:${GAP}${D}){6,20})(?=…)`;
const FOUND = new RegExp(`${CUT}|${LED}${EXTENSION}|(?:${CALLED})|${STUCK}|(?:${OTHERS})|${NUMBER}${EXTENSION}`, 'giu');
/** Fewer digits in a row are no number: most texts are let through by this alone. */
const POSSIBLE = /(?:[0-9０-９][^0-9０-９\n]{0,3}){6}[0-9０-９]/;

/** Is it written as people write telephone numbers: `212-555-0100`, `(020) 7946 0958`? */
const GROUPED = /^[(（]?\d{3}[)）]?[ \-.]\d{3}[ \-.]\d{4}$/;

/** Do these digits make a telephone number? Chinese mobiles, landlines and service numbers; abroad with its country or in groups. */
function isPhone(written: string): boolean {
  const plain = plainNumber(written).replace(DASHED, '$1');
  const digits = phoneDigits(plain);
  if (/^1[3-9]\d{9}$/.test(digits)) return true;
  if (/^0[1-9]\d{8,10}$/.test(digits) || /^86[1-9]\d{8,10}$/.test(digits)) return true;
  if (/^[48]00\d{7}$/.test(digits)) return true;
  if (plain.startsWith('+') || /^00[1-9]/.test(digits)) return digits.length >= 8 && digits.length <= 17;
  return GROUPED.test(plain);
}

type Groups = Readonly<Record<string, string | undefined>>;

/** Digits in more pieces than this, that are no number together, are a column of figures. */
const MOST_PARTS = 11;

/** The numbers among digits of which not all are one: a room's before it, two beside each other. The longest are taken first. */
function replacedWithin(digits: string, change: (number: string) => string): string {
  const parts = digits.split(/(\s+)/);
  if (parts.length > MOST_PARTS) return digits;
  for (let length = parts.length - 1; length > 0; length -= 1) {
    for (let from = 0; from + length <= parts.length; from += 1) {
      const [before, number, after] = [parts.slice(0, from), parts.slice(from, from + length), parts.slice(from + length)].map((some) =>
        some.join(''),
      );
      if (number?.trim() === number && isPhone(number ?? ''))
        return `${replacedWithin(before ?? '', change)}${change(number ?? '')}${replacedWithin(after ?? '', change)}`;
    }
  }
  return digits;
}

/** A piece that looks like a number, as it is written, with its numbers replaced. */
function replacedIn(whole: string, { number, led, cut, stuck }: Groups, change: (number: string) => string): string {
  if (cut) return change(whole);
  if (led !== undefined) return `${whole.slice(0, led.length)}${change(whole.slice(led.length))}`;
  if (stuck) return whole.replace(/[^A-Za-z]+/, change);
  if (!number) return whole;
  const written = whole.slice(0, number.length);
  return isPhone(written) ? change(whole) : replacedWithin(written, change) + whole.slice(number.length);
}

/** The numbers of a text that is read as `read`, sign for sign, replaced by what `change` makes of them as they are written. */
function replacedAs(text: string, read: string, change: (number: string) => string): string {
  if (!POSSIBLE.test(read)) return text;
  let done = '';
  let from = 0;
  for (const {
    index,
    0: { length },
    groups = {},
  } of read.matchAll(FOUND)) {
    done += text.slice(from, index) + replacedIn(text.slice(index, index + length), groups, change);
    from = index + length;
  }
  return done + text.slice(from);
}

/** Each number in a text, replaced by what `change` makes of it; then what characters stand in for digits in. */
function replaced(text: string, change: (number: string) => string): string {
  const once = replacedAs(text, text, change);
  const read = withHanDigits(once);
  if (read === once) return once;
  return replacedAs(once, read, (number) => (number.search(HAN_DIGIT) < 0 ? number : change(number)));
}

/** A number as a spreadsheet shortens it, `1.39E+10`: most of its digits are gone. */
const SHORTENED = /^[+-]?\d(?:[.,]\d+)?e\+?\d{1,3}$/i;
/** The same in a text, where it has as many digits as a telephone's. */
const SHORTENED_PHONE = /(?<![A-Za-z\d.,])\d(?:[.,]\d+)?e\+(?:0?[6-9]|1[0-6])(?![A-Za-z\d])/gi;
/** Is one of the numbers of a field only what a spreadsheet left of it? It is nobody's telephone. */
export const isShortened = (typed: string): boolean =>
  typed
    .normalize('NFKC')
    .split(/[\s;；、/]+/)
    .some((one) => SHORTENED.test(one));

/** A text with its telephone numbers as a channel may show them. Serial numbers, dates, amounts and addresses stay. */
export const withMaskedPhones = (text: string): string => replaced(text, maskedPhone).replace(SHORTENED_PHONE, maskedPhone);

/** The field of a number as a channel may show it; where it holds several, each of them. */
export const maskedPhones = (field: string): string =>
  phonesIn(field).length > 1 ? maskedNumbers(withMaskedPhones(field)) : maskedPhone(field);

/** The telephone numbers that a text names, as they are written. */
export function phonesIn(text: string): string[] {
  const phones: string[] = [];
  replaced(text, (number) => {
    phones.push(number.trim());
    return number;
  });
  return phones;
}

/** Every number that a case names, its caller's first, each once: what *Show phone* shows. */
export function phonesOf({
  data,
  history,
}: {
  readonly data: object;
  readonly history: readonly { readonly note?: string | undefined }[];
}): string[] {
  const { phone, ...others } = data as Readonly<Record<string, unknown>>;
  const texts = [
    ...Object.values(others).filter((value): value is string => typeof value === 'string'),
    ...history.map(({ note = '' }) => note),
  ];
  const found = [...(typeof phone === 'string' && phone !== '' ? [phone] : []), ...texts.flatMap(phonesIn)];
  return [...new Map(found.toReversed().map((number) => [phoneDigits(number), number])).values()].toReversed();
}

/** A number that somebody asked to see, whole, and dialled by a press on it. `dial`: its address (telephone.ts), if it can be dialled. */
export const shownPhone = (phone: string, dial: string | undefined): string => (dial ? link(dial, phone) : asIs(phone));

/** A text that is shown as it is: a serial number that looks like a telephone's, or the number that somebody asked to see. */
export const asIs = (text: string): string => `${MARK.open}=${text}${MARK.close}`;
