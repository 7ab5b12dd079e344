import { render } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { act, type Channel, fetchState, type Json, rename, type State, type View } from './api.js';
import { Block } from './blocks.js';
import { Composer } from './composer.js';
import { Reading } from './date-token.js';
import type { BlockHost } from './host.js';
import { Messages } from './messages.js';
import { Modal, useTyped } from './modal.js';
import { HOME, Sidebar } from './sidebar.js';
import { Tour } from './tour.js';
import { useWords, wordsIn } from './words.js';

/** The state of the sandbox, fetched anew whenever the server says that it changed. */
function useSandbox(): State | undefined {
  const [state, setState] = useState<State>();
  useEffect(() => {
    let isFetching = false;
    let isStale = false;
    const refresh = async (): Promise<void> => {
      isStale = true;
      if (isFetching) return;
      isFetching = true;
      while (isStale) {
        isStale = false;
        setState(await fetchState());
      }
      isFetching = false;
    };
    const changes = new EventSource('/sandbox/changes');
    changes.onmessage = () => void refresh();
    const ticking = setInterval(() => void refresh(), 20_000);
    return () => {
      changes.close();
      clearInterval(ticking);
    };
  }, []);
  return state;
}

function Home({ state, me, view, openLink }: { state: State; me: string; view: View | undefined; openLink: (url: string) => boolean }) {
  const typed = useTyped(view);
  const words = useWords();
  if (!view) return <p class="empty">{words.opening}</p>;
  const host: BlockHost = {
    people: state.people,
    timeZone: state.people.find(({ id }) => id === me)?.tz ?? 'UTC',
    errors: view.errors,
    openLink,
    valueOf: typed.valueOf,
    change: typed.set,
    suggest: async () => [],
    press: (block: Json, element: Json, value: Json) =>
      void act(me, { action: { viewId: view.id, blockId: block.block_id, actionId: element.action_id, value } }),
  };
  return (
    <div class="home">
      {view.body.blocks.map((block: Json) => (
        <Block key={block.block_id} block={block} host={host} />
      ))}
    </div>
  );
}

/** Remembers a choice for the next visit of the page: in this tab, or in this browser for good. */
function useRemembered(name: string, first: string, where = sessionStorage): [string, (value: string) => void] {
  const [value, setValue] = useState(() => where.getItem(name) ?? first);
  return [
    value,
    (next) => {
      where.setItem(name, next);
      setValue(next);
    },
  ];
}

/** Slack takes names in small letters, without spaces. */
const slackName = (typed: string): string => typed.trim().toLowerCase().replace(/\s+/g, '-');

function RenameButton({ channel }: { channel: Channel }) {
  const words = useWords();
  const ask = async (): Promise<void> => {
    const name = slackName(prompt(words.rename, channel.name) ?? channel.name);
    if (name === channel.name) return;
    const { error } = await rename(channel.id, name);
    if (error) alert(error === 'name_taken' ? words.nameTaken : words.nameRefused);
  };
  return (
    <button type="button" class="icon" title={words.rename} aria-label={words.rename} onClick={() => void ask()}>
      ✎
    </button>
  );
}

/** The channel in which one begins. */
const DESK = 'C01DESK';

function App() {
  const state = useSandbox();
  const [me, setMe] = useRemembered('me', 'U01AGENT');
  const [place, setPlace] = useRemembered('place', DESK);
  const [thread, setThread] = useState<string>();
  const [tour, setTour] = useRemembered('tour', 'open', localStorage);
  const here = place.startsWith('D') ? `D${me.slice(1)}` : place;
  const messages = useMemo(
    () => (state?.messages ?? []).filter((message) => message.channel === here && (!message.ephemeralFor || message.ephemeralFor === me)),
    [state, here, me],
  );
  const newest = messages.at(-1)?.ts;
  useEffect(() => {
    if (here !== HOME && newest && Number(newest) > Number(state?.lastRead[`${me} ${here}`] ?? 0))
      void act(me, { read: { channel: here } });
  }, [me, here, newest]);
  useEffect(() => {
    if (here === HOME) void act(me, { home: true });
  }, [me, here]);
  if (!state) return <p class="empty">{wordsIn(navigator.language).opening}</p>;
  const go = (next: string): void => {
    setPlace(next);
    setThread(undefined);
  };
  const openLink = (url: string): boolean => {
    const found = /\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})/.exec(url);
    if (!found) return false;
    setPlace(found[1] ?? place);
    setThread(`${found[2]}.${found[3]}`);
    return true;
  };
  const modal = state.modals[me]?.at(-1);
  const channel = state.channels.find(({ id }) => id === here);
  const inThread = messages.filter((message) => message.threadTs === thread || message.ts === thread);
  const { tz: timeZone = 'UTC', locale = 'en-US' } = state.people.find(({ id }) => id === me) ?? {};
  return (
    <Reading.Provider value={{ timeZone, locale, now: state.now }}>
      <div class={`layout${thread ? ' with-thread' : ''}`} lang={locale}>
        <Sidebar state={state} me={me} place={here} setMe={setMe} go={go} showTour={() => setTour('open')} />
        <main>
          <header class="bar">
            <h2>{here === HOME ? 'App Home' : here.startsWith('D') ? 'fieldbell' : `# ${channel?.name ?? here}`}</h2>
            {channel && !channel.isDirect && <RenameButton key={channel.id} channel={channel} />}
          </header>
          {tour === 'open' && <Tour key={me} me={me} toDesk={() => go(DESK)} close={() => setTour('closed')} />}
          {here === HOME ? (
            <Home state={state} me={me} view={state.homes[me]} openLink={openLink} />
          ) : (
            <>
              <Messages
                state={state}
                me={me}
                messages={messages.filter((message) => !message.threadTs || message.threadTs === message.ts)}
                openThread={setThread}
                openLink={openLink}
              />
              <Composer state={state} me={me} channel={here} />
            </>
          )}
        </main>
        {thread && (
          <aside class="thread">
            <header class="bar">
              <h2>{wordsIn(locale).thread}</h2>
              <button type="button" class="icon" aria-label={wordsIn(locale).aria.closeThread} onClick={() => setThread(undefined)}>
                ✕
              </button>
            </header>
            <Messages state={state} me={me} messages={inThread} openLink={openLink} />
            <Composer state={state} me={me} channel={here} threadTs={thread} />
          </aside>
        )}
        {modal && <Modal key={modal.id} user={me} view={modal} people={state.people} openLink={openLink} />}
      </div>
    </Reading.Provider>
  );
}

const root = document.getElementById('app');
if (root) render(<App />, root);
