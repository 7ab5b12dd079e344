import { withMaskedPhones } from '../../cases/phones.js';
import { cutBefore, MARK, type MomentStyle } from '../../cases/text.js';

/** What somebody typed, of what Slack sends for it. */
export const unescaped = (text: string): string => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

/** What somebody typed, as Slack is sent it. */
export const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const MARKED = new RegExp(`${MARK.open}([^${MARK.open}${MARK.close}]*)${MARK.close}`, 'g');

/** A text around its marks: what people typed has its telephone numbers masked, what our code marks is as it says. */
const around = (text: string, typed: (words: string) => string, mark: (content: string) => string): string =>
  text
    .split(MARKED)
    .map((part, n) => (n % 2 === 0 ? typed(withMaskedPhones(part)) : mark(part)))
    .join('');

/** An address whole: what would end it in mrkdwn, or begin the words beside it, as its escape. */
const addressOf = (url: string): string => escaped(url.replace(/[<>|\s]/g, encodeURIComponent));

const FORMATS: Readonly<Record<MomentStyle, string>> = {
  when: '{date_short_pretty} {time}',
  time: '{time}',
  ago: '{ago}',
  both: '{date_short_pretty} {time} ({ago})',
};
const MOMENT = new RegExp(`^!(when|time|ago|both) (\\d+)${MARK.between}(.*)$`, 's');

/** Slack's own token of a moment, which each client shows in its reader's zone and language. */
function momentToken(content: string): string | undefined {
  const [, style, seconds, words = ''] = MOMENT.exec(content) ?? [];
  if (seconds === undefined) return undefined;
  return `<!date^${seconds}^${FORMATS[style as MomentStyle]}|${escaped(words).replace(/\|/g, '¦')}>`;
}

/** An address that dials: our code sets one only where its reader asked to see the number. */
const isDialled = (url: string): boolean => /^tel:\+?[\d;=a-z]+$/.test(url);

function marked(content: string): string {
  const token = momentToken(content);
  if (token) return token;
  if (/^@[UW][A-Z0-9]+$/.test(content)) return `<${content}>`;
  if (content.startsWith('=')) return escaped(content.slice(1));
  if (content.startsWith('*')) return `*${escaped(withMaskedPhones(content.slice(1))).replace(/\*/g, '∗')}*`;
  const [url = '', words = url] = content.split(MARK.between);
  if (isDialled(url)) return `<${url}|${escaped(words).replace(/\|/g, '¦')}>`;
  if (!/^https?:/.test(url)) return escaped(words === url ? words : withMaskedPhones(words));
  const address = addressOf(url);
  // A link that is shown as itself is shown as the address that it opens.
  return `<${address}|${words === url ? address : escaped(withMaskedPhones(words)).replace(/\|/g, '¦')}>`;
}

function markedPlain(content: string): string {
  if (content.startsWith('=')) return content.slice(1);
  const [url = '', words] = content.split(MARK.between);
  if (words === undefined) return url.replace(/^\*/, '');
  return isDialled(url) ? words : withMaskedPhones(words);
}

/**
 * Any text as mrkdwn that shows just what was typed: `<!channel>`, links and mentions in it are mere words, telephone numbers are
 * masked. Only the marks that our own code sets (src/cases/text.ts) become mentions, links, bold, and numbers in full.
 */
export const toMrkdwn = (text: string): string => around(text, escaped, marked);

/** The same as plain words, for notifications and plain_text: mentions as `@id`. */
export const toPlain = (text: string): string => around(text, (words) => words, markedPlain);

/** A moment as our code marks it. */
interface Marked {
  readonly seconds: number;
  readonly style: MomentStyle;
  readonly words: string;
}

/** The same in pieces, where a moment can be said as itself. */
export function piecesOf(text: string): (string | Marked)[] {
  return text.split(MARKED).map((part, n) => {
    const [, style, seconds, words = ''] = (n % 2 === 1 && MOMENT.exec(part)) || [];
    if (seconds !== undefined) return { seconds: Number(seconds), style: style as MomentStyle, words };
    return n % 2 === 0 ? withMaskedPhones(part) : markedPlain(part);
  });
}

/** Cuts mrkdwn to Slack's limit without cutting an entity, a link or an emoji in half. */
export function cutTo(mrkdwn: string, max: number): string {
  if (mrkdwn.length <= max) return mrkdwn;
  const cut = mrkdwn.slice(0, cutBefore(mrkdwn, max - 1));
  return `${cut.replace(/&[a-z]*$/, '').replace(/<[^>]*$/, '')}…`;
}
