import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import type { Person } from './api.js';
import { dateInWords, Reading } from './date-token.js';

const unescaped = (text: string): string => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

/** A link; what leads to a message of ours is opened in the page. */
export function Link({ url, words, onLink }: { url: string; words: string; onLink: (url: string) => boolean }) {
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      onClick={(event) => {
        if (onLink(url)) event.preventDefault();
      }}
    >
      {words}
    </a>
  );
}

/** A time as its reader's clock has it; over it, what clients show that cannot. */
function Moment({ content }: { content: string }) {
  const fallback = unescaped(content.slice(content.indexOf('|') + 1));
  return <time title={fallback}>{dateInWords(content, useContext(Reading)) ?? fallback}</time>;
}

function special(content: string, people: readonly Person[], onLink: (url: string) => boolean): ComponentChildren {
  if (content.startsWith('@')) {
    const id = content.slice(1).split('|')[0] ?? '';
    const name = people.find((person) => person.id === id)?.realName ?? (id === 'U0BELL' ? 'fieldbell' : id);
    return <span class="mention">@{name}</span>;
  }
  if (content.startsWith('!date^')) return <Moment content={content} />;
  if (content.startsWith('!')) return <span class="mention broadcast">@{content.slice(1)}</span>;
  const [url = '', words = url] = content.split('|');
  return <Link url={url} words={unescaped(words)} onLink={onLink} />;
}

const INLINE = /<([^<>]+)>|\*([^*\n]+)\*|`([^`\n]+)`|(?<![\w])_([^_\n]+)_(?![\w])|~([^~\n]+)~/g;

/** Slack's mrkdwn as elements: mentions, links, bold, italics, strike and code; nothing of it is ever HTML. */
export function Mrkdwn({ text, people, onLink }: { text: string; people: readonly Person[]; onLink: (url: string) => boolean }) {
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    if (found.index > at) parts.push(unescaped(text.slice(at, found.index)));
    const [whole, link, bold, code, italic, strike] = found;
    if (link !== undefined) parts.push(special(link, people, onLink));
    else if (bold !== undefined) parts.push(<b>{unescaped(bold)}</b>);
    else if (code !== undefined) parts.push(<code>{unescaped(code)}</code>);
    else if (italic !== undefined) parts.push(<i>{unescaped(italic)}</i>);
    else parts.push(<s>{unescaped(strike ?? '')}</s>);
    at = found.index + whole.length;
  }
  parts.push(unescaped(text.slice(at)));
  return <span class="mrkdwn">{parts}</span>;
}
