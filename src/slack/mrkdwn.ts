import { MARK } from '../cases/text.js';

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const MARKED = new RegExp(`${MARK.open}([^${MARK.open}${MARK.close}]*)${MARK.close}`, 'g');

function marked(content: string): string {
  if (/^@[UW][A-Z0-9]+$/.test(content)) return `<${content}>`;
  if (content.startsWith('*')) return `*${content.slice(1).replace(/\*/g, '∗')}*`;
  const [url = '', words = url] = content.split(MARK.between);
  return /^https?:/.test(url) ? `<${url}|${words.replace(/\|/g, '¦')}>` : words;
}

/**
 * Any text as mrkdwn that shows just what was typed: `<!channel>`, links and mentions in it are mere words. Only the marks
 * that our own code sets (src/cases/text.ts) become mentions, links and bold.
 */
export const toMrkdwn = (text: string): string => escaped(text).replace(MARKED, (_, content: string) => marked(content));

/** The same as plain words, for notifications and plain_text: mentions as `@id`. */
export const toPlain = (text: string): string =>
  text.replace(MARKED, (_, content: string) =>
    content.includes(MARK.between) ? (content.split(MARK.between)[1] ?? '') : content.replace(/^\*/, ''),
  );

/** Cuts mrkdwn to Slack's limit without cutting an entity, a link or an emoji in half. */
export function cutTo(mrkdwn: string, max: number): string {
  if (mrkdwn.length <= max) return mrkdwn;
  const cut = mrkdwn.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${cut.replace(/&[a-z]*$/, '').replace(/<[^>]*$/, '')}…`;
}
