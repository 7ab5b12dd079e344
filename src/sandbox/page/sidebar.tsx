import { useContext, useState } from 'preact/hooks';
import { advance, type Channel, disturb, reset, type State, turnBot } from './api.js';
import { Reading } from './date-token.js';
import { useWords } from './words.js';
import { wordsOf } from './zoned.js';

export const HOME = 'home';

/** How many messages of others a person has not read; what only he sees, and threads, do not count. */
export function unreadIn(state: State, me: string, channel: string): number {
  const read = Number(state.lastRead[`${me} ${channel}`] ?? 0);
  return state.messages.filter(
    (message) =>
      message.channel === channel && message.user !== me && !message.ephemeralFor && !message.threadTs && Number(message.ts) > read,
  ).length;
}

const STEPS: readonly [string, string][] = [
  ['+15 min', 'PT15M'],
  ['+1 h', 'PT1H'],
  ['+4 h', 'PT4H'],
  ['+12 h', 'PT12H'],
  ['+1 day', 'PT24H'],
];

function ClockPanel({ now, timeZone }: { now: string; timeZone: string }) {
  const [isMoving, setMoving] = useState(false);
  const words = useWords();
  const { locale } = useContext(Reading);
  const at = new Date(now);
  const move = async (duration: string): Promise<void> => {
    setMoving(true);
    await advance(duration);
    setMoving(false);
  };
  return (
    <section class="clock" aria-label={words.clock}>
      <h2>
        {words.clock} {isMoving && <span class="moving">{words.moving}</span>}
      </h2>
      <time dateTime={now}>{wordsOf(at, timeZone, locale)}</time>
      <div class="steps">
        {STEPS.map(([label, duration]) => (
          <button type="button" key={duration} disabled={isMoving} onClick={() => void move(duration)}>
            {label}
          </button>
        ))}
      </div>
    </section>
  );
}

const SLACK: readonly [string, string][] = [
  ['works', 'works'],
  ['throttles', 'throttles (429)'],
  ['fails', 'is out of order (500)'],
  ['silent', 'does not answer'],
  ['breaks', 'breaks off after taking it'],
];

/** What Slack does with the bot's calls: nothing may be lost or doubled by that. */
function FaultPanel({ slack }: { slack: string }) {
  return (
    <label class={`faults${slack === 'works' ? '' : ' disturbed'}`}>
      Slack
      <select value={slack} onChange={(event) => void disturb(event.currentTarget.value)}>
        {SLACK.map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Switches the bot's machine off: what it promised must be heard all the same. */
function BotPanel({ bot }: { bot: State['bot'] }) {
  const words = useWords();
  return (
    <label class={`faults${bot === 'on' ? '' : ' disturbed'}`}>
      {words.machine}
      <select aria-label={words.machine} value={bot} onChange={(event) => void turnBot(event.currentTarget.value === 'off')}>
        <option value="on">{words.isOn}</option>
        <option value="off">{words.isOff}</option>
      </select>
    </label>
  );
}

interface SidebarProps {
  readonly state: State;
  readonly me: string;
  readonly place: string;
  setMe(user: string): void;
  go(place: string): void;
  showTour(): void;
}

/** On a telephone what is not of Slack is folded away. */
const isWide = matchMedia('(min-width: 761px)').matches;

export function Sidebar({ state, me, place, setMe, go, showTour }: SidebarProps) {
  const words = useWords();
  const direct: Channel = { id: `D${me.slice(1)}`, name: 'fieldbell', isDirect: true, members: [me] };
  const item = (channel: Channel) => {
    const unread = unreadIn(state, me, channel.id);
    return (
      <li key={channel.id}>
        <button type="button" class={`${channel.id === place ? 'here' : ''}${unread > 0 ? ' unread' : ''}`} onClick={() => go(channel.id)}>
          <span>
            {channel.isDirect ? '🔔 ' : '# '}
            {channel.name}
          </span>
          {unread > 0 && <span class="badge">{unread}</span>}
        </button>
      </li>
    );
  };
  return (
    <nav class="sidebar">
      <h1>
        <img src="/page/bell.svg" alt="" /> Fieldbell sandbox
      </h1>
      <label class="act-as">
        {words.actAs}
        <select value={me} onChange={(event) => setMe(event.currentTarget.value)}>
          {state.people.map((person) => (
            <option key={person.id} value={person.id}>
              {person.realName} · {person.part} · {person.locale.slice(0, 2)}
            </option>
          ))}
        </select>
      </label>
      <h2>{words.channels}</h2>
      <ul>{state.channels.filter(({ isDirect }) => !isDirect).map(item)}</ul>
      <h2>{words.apps}</h2>
      <ul>
        {item(direct)}
        <li>
          <button type="button" class={place === HOME ? 'here' : ''} onClick={() => go(HOME)}>
            <span>⌂ App Home</span>
          </button>
        </li>
      </ul>
      <details class="tools" open={isWide}>
        <summary>{words.tools}</summary>
        <ClockPanel now={state.now} timeZone={state.people.find(({ id }) => id === me)?.tz ?? 'UTC'} />
        <FaultPanel slack={state.slack} />
        <BotPanel bot={state.bot} />
        <button type="button" class="reset" onClick={showTour}>
          {words.tour}
        </button>
        <button
          type="button"
          class="reset"
          onClick={() => {
            if (confirm(words.startOverSure)) void reset();
          }}
        >
          {words.startOver}
        </button>
      </details>
    </nav>
  );
}
