import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { act, type Json, type Message, type State } from './api.js';
import { Block } from './blocks.js';
import { Reading } from './date-token.js';
import type { BlockHost } from './host.js';
import { Mrkdwn } from './mrkdwn.js';
import { useWords } from './words.js';
import { wordsOf } from './zoned.js';

/** Pictures of people: initials on a colour of their own. */
function Avatar({ name, isBot }: { name: string; isBot: boolean }) {
  const hue = [...name].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0) % 360;
  return isBot ? (
    <img class="avatar" src="/page/bell.svg" alt="" />
  ) : (
    <span class="avatar" style={{ background: `hsl(${hue} 35% 42%)` }} aria-hidden="true">
      {[...name][0]}
    </span>
  );
}

/** A picture is shown, another file is a card that opens it, or says that it is gone. */
function File({ file }: { file: Json }) {
  const words = useWords();
  if (file.mode === 'tombstone') return <span class="file gone">{words.fileGone}</span>;
  const url = `/sandbox/files/${file.id}/${encodeURIComponent(file.name)}`;
  const isPicture = /^image\//.test(file.mimetype);
  return (
    <a class="file" href={url} target="_blank" rel="noreferrer">
      {isPicture ? <img src={url} alt={file.title} /> : <span aria-hidden="true">📄</span>}
      <span>
        {file.title}
        <small>{Math.max(1, Math.round(file.size / 1024))} KB</small>
      </span>
    </a>
  );
}

interface RowProps {
  readonly state: State;
  readonly me: string;
  readonly message: Message;
  readonly replies: number;
  readonly openThread: ((ts: string) => void) | undefined;
  readonly openLink: (url: string) => boolean;
}

function Row({ state, me, message, replies, openThread, openLink }: RowProps) {
  const [isMenuOpen, setMenuOpen] = useState(false);
  const words = useWords();
  const { locale } = useContext(Reading);
  const name =
    message.user === 'USLACKBOT'
      ? 'Slackbot'
      : message.isBot
        ? 'fieldbell'
        : (state.people.find(({ id }) => id === message.user)?.realName ?? message.user);
  const at = new Date(Number(message.ts) * 1000);
  const timeZone = state.people.find(({ id }) => id === me)?.tz ?? 'UTC';
  const host: BlockHost = {
    people: state.people,
    errors: {},
    openLink,
    timeZone,
    valueOf: () => null,
    change: () => {},
    suggest: async () => [],
    press: (_block: Json, element: Json, value: Json) =>
      void act(me, { action: { channel: message.channel, ts: message.ts, actionId: element.action_id, value } }),
  };
  const shortcuts = state.shortcuts.filter(({ type }) => type === 'message');
  return (
    <article class={`message${message.ephemeralFor ? ' ephemeral' : ''}`} data-ts={message.ts}>
      <Avatar name={name} isBot={message.isBot} />
      <div class="message-body">
        <div class="byline">
          <b>{name}</b>
          {message.isBot && <span class="app-tag">APP</span>}
          <time dateTime={at.toISOString()} title={at.toISOString()}>
            {wordsOf(at, timeZone, locale)}
          </time>
        </div>
        {message.ephemeralFor && <div class="only-you">👁 {words.onlyYou}</div>}
        {message.blocks ? (
          message.blocks.map((block) => <Block key={block.block_id} block={block} host={host} />)
        ) : (
          <Mrkdwn text={message.text} people={state.people} onLink={openLink} />
        )}
        {message.files && (
          <div>
            {message.files.map((file) => (
              <File key={file.id} file={file} />
            ))}
          </div>
        )}
        {message.isEdited && !message.isBot && <span class="edited">{words.edited}</span>}
        {replies > 0 && openThread && (
          <button type="button" class="replies" onClick={() => openThread(message.ts)}>
            {replies} {replies === 1 ? words.oneReply : words.replies}
          </button>
        )}
      </div>
      {!message.ephemeralFor && (
        <div class="hover">
          {openThread && (
            <button
              type="button"
              class="icon"
              title={words.aria.inThread}
              aria-label={words.aria.inThread}
              onClick={() => openThread(message.ts)}
            >
              💬
            </button>
          )}
          <button
            type="button"
            class="icon"
            title={words.aria.more}
            aria-label={words.aria.more}
            aria-expanded={isMenuOpen}
            onClick={() => setMenuOpen(!isMenuOpen)}
          >
            ⋮
          </button>
          {isMenuOpen && (
            <ul class="shortcuts">
              {shortcuts.map((shortcut) => (
                <li key={shortcut.callbackId}>
                  <button
                    type="button"
                    onClick={() => {
                      setMenuOpen(false);
                      void act(me, { shortcut: { callbackId: shortcut.callbackId, channel: message.channel, ts: message.ts } });
                    }}
                  >
                    {shortcut.name}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </article>
  );
}

/** Messages in order; the newest stays in sight unless one reads further up. */
export function Messages({
  state,
  me,
  messages,
  openThread,
  openLink,
}: {
  state: State;
  me: string;
  messages: readonly Message[];
  openThread?: (ts: string) => void;
  openLink: (url: string) => boolean;
}) {
  const words = useWords();
  const end = useRef<HTMLDivElement>(null);
  const last = messages.at(-1);
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
  }, [last?.ts, last?.channel]);
  const repliesOf = (ts: string): number =>
    state.messages.filter((message) => message.threadTs === ts && message.ts !== ts && !message.ephemeralFor).length;
  return (
    <div class="messages" role="log">
      {messages.length === 0 && <p class="empty">{words.empty}</p>}
      {messages.map((message) => (
        <Row
          key={`${message.ts}${message.ephemeralFor ?? ''}`}
          state={state}
          me={me}
          message={message}
          replies={openThread ? repliesOf(message.ts) : 0}
          openThread={openThread}
          openLink={openLink}
        />
      ))}
      <div ref={end} />
    </div>
  );
}
