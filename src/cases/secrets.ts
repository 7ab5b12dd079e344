/** What people call something that opens a door, in both languages. */
const NAME =
  '(?:(?<![a-z])(?:password|passcode|passphrase|passwd|pwd|pw|mima|pin(?:\\s*code)?|access\\s*code|one[- ]time\\s*code|otp)|密\\s*码|口\\s*令|验证码|访问码|识别码|连接码|动态码)';
/** Behind a colon whatever follows is meant; behind a verb or a blank only what has a digit in it. */
const SECRET = new RegExp(`${NAME}\\s*(?:[:=]\\s*[!-~]{3,}|(?:is|was|为|是|改为|改成)?\\s*(?=[!-~]*\\d)[!-~]{3,})`, 'iu');

/** Said in Chinese numerals. */
const SPOKEN = /(?:密\s*码|口\s*令|验证码)\s*(?:为|是|改为|改成|:)\s*[零〇一二三四五六七八九幺两]{3,}/u;
/** Of a network: only what has a digit in it, for "Wifi: down" is none. */
const NETWORK = /(?<![a-z])wi-?fi\s*(?:密码)?\s*[:=]\s*(?=[!-~]*\d)[!-~]{4,}/iu;

/** A bare code, but not that of an error, a product or a place. */
const CODE =
  /(?:(?<!\b(?:error|fault|exit|status|return|stop|product|bar|zip|post|area|country)[ -])\bcode|(?<![错误故障代编条号邮区])码)\s*(?:is|was|为|是|[:=])?\s*\d(?:[ -]?\d){3,}/iu;
/** As tools for remote work show the machine to connect to: three times three digits. */
const MACHINE = /(?<![\d.][ -]?)\b\d{3} \d{3} \d{3}\b(?![ -]?\d)/u;

/** Does a text seem to hold a password or an access code? Such a text is not kept: it would live on in histories, messages and papers. */
export function holdsSecret(text: string): boolean {
  const plain = text.normalize('NFKC');
  return [SECRET, SPOKEN, NETWORK, CODE, MACHINE].some((pattern) => pattern.test(plain));
}
