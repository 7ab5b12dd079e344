import { useState } from 'preact/hooks';
import { act, type State } from './api.js';
import { useWords } from './words.js';

/** Where one writes; a slash begins a command, with completion and hints. In a thread commands do not work, as in Slack. */
export function Composer({ state, me, channel, threadTs }: { state: State; me: string; channel: string; threadTs?: string }) {
  const words = useWords();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const word = text.startsWith('/') && !threadTs ? (text.split(' ')[0] ?? '') : '';
  const isComplete = text.includes(' ');
  const commands = word ? state.commands.filter(({ command }) => (isComplete ? command === word : command.startsWith(word))) : [];
  const complete = (command: string): void => setText(`${command} `);
  const send = async (): Promise<void> => {
    const typed = text.trim();
    if (typed === '') return;
    setText('');
    if (typed.startsWith('/') && !threadTs) {
      const [command = '', ...rest] = typed.split(' ');
      await act(me, { command, text: rest.join(' '), channel });
    } else await act(me, { say: { channel, text: typed, ...(threadTs ? { threadTs } : {}) } });
  };
  return (
    <div class="composer">
      {commands.length > 0 && (
        <div class="completion" role="listbox">
          {commands.map(({ command, hint, description }, n) => (
            <button key={command} type="button" role="option" aria-selected={n === chosen} onClick={() => complete(command)}>
              <b>{command}</b> <span class="hint">{hint}</span> <span class="what">{description}</span>
            </button>
          ))}
        </div>
      )}
      <textarea
        rows={1}
        aria-label={threadTs ? words.aria.reply : words.aria.message}
        placeholder={threadTs ? words.reply : words.message}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Tab' && commands[chosen] && !isComplete) {
            event.preventDefault();
            complete(commands[chosen].command);
          } else if (event.key === 'ArrowDown' && commands.length > 1) setChosen((chosen + 1) % commands.length);
          else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            void send();
          }
        }}
      />
      <button type="button" class="primary" aria-label={words.aria.send} onClick={() => void send()}>
        ➤
      </button>
    </div>
  );
}
