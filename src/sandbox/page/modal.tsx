import { useEffect, useRef, useState } from 'preact/hooks';
import { act, type Json, type Person, type View } from './api.js';
import { Block } from './blocks.js';
import type { BlockHost } from './host.js';
import { useWords } from './words.js';

/** What stands in an input's state, as the plain value that the control API takes. */
function plainOf(state: Json): Json {
  if (!state) return null;
  if ('selected_option' in state) return state.type === 'external_select' ? state.selected_option : (state.selected_option?.value ?? null);
  if ('selected_options' in state) return state.selected_options.map((option: Json) => option.value);
  const { type: _, ...rest } = state;
  return Object.values(rest)[0] ?? null;
}

/** Holds what a person types into a view until it is sent; what the app redraws keeps it where the input stayed. */
export function useTyped(view: View | undefined) {
  const [typed, setTyped] = useState<Record<string, Json>>({});
  const id = view?.id;
  useEffect(() => setTyped({}), [id]);
  const key = (block: Json, element: Json): string => `${block.block_id}/${element.action_id}/${element.type}`;
  const present = new Set(
    (view?.body.blocks ?? []).filter((block: Json) => block.type === 'input').map((block: Json) => key(block, block.element)),
  );
  const kept = Object.fromEntries(Object.entries(typed).filter(([name]) => present.has(name)));
  useEffect(() => {
    if (Object.keys(kept).length !== Object.keys(typed).length) setTyped(kept);
  });
  return {
    valueOf: (block: Json, element: Json): Json => {
      const own = key(block, element);
      return own in kept ? kept[own] : plainOf(view?.values[block.block_id]?.[element.action_id]);
    },
    set: (block: Json, element: Json, value: Json): void => setTyped((before) => ({ ...before, [key(block, element)]: value })),
    /** Everything typed, by block, for the request that sends it. */
    all: (): Record<string, Json> => Object.fromEntries(Object.entries(kept).map(([name, value]) => [name.split('/')[0] ?? name, value])),
  };
}

export function Modal({
  user,
  view,
  people,
  openLink,
}: {
  user: string;
  view: View;
  people: readonly Person[];
  openLink: (url: string) => boolean;
}) {
  const typed = useTyped(view);
  const [isBusy, setBusy] = useState(false);
  const box = useRef<HTMLFormElement>(null);
  const close = (): void => void act(user, { close: { viewId: view.id } });
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('input, select, textarea')?.focus();
  }, [view.id]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') close();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [view.id]);
  const pageWords = useWords();
  const send = async (what: object): Promise<void> => {
    setBusy(true);
    await act(user, what);
    setBusy(false);
  };
  const host: BlockHost = {
    people,
    timeZone: people.find(({ id }) => id === user)?.tz ?? 'UTC',
    errors: view.errors,
    openLink,
    valueOf: typed.valueOf,
    press: (block, element, value) =>
      void send({ action: { viewId: view.id, blockId: block.block_id, actionId: element.action_id, value, values: typed.all() } }),
    change(block, element, value, isAction) {
      typed.set(block, element, value);
      if (isAction)
        void send({
          action: {
            viewId: view.id,
            blockId: block.block_id,
            actionId: element.action_id,
            value,
            values: { ...typed.all(), [block.block_id]: value },
          },
        });
    },
    suggest: async (block, element, words) =>
      (await act(user, { suggest: { viewId: view.id, blockId: block.block_id, actionId: element.action_id, value: words } })).options ?? [],
  };
  return (
    <div class="overlay">
      <form
        class="dialog"
        role="dialog"
        aria-modal="true"
        aria-label={view.body.title.text}
        ref={box}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) void send({ submit: { viewId: view.id, values: typed.all() } });
        }}
      >
        <header>
          <h2>{view.body.title.text}</h2>
          <button type="button" class="icon" aria-label={pageWords.aria.close} onClick={close}>
            ✕
          </button>
        </header>
        <div class="dialog-body">
          {view.failure && (
            <p class="error" role="alert">
              {view.failure}
            </p>
          )}
          {view.body.blocks.map((block: Json) => (
            <Block key={block.block_id} block={block} host={host} />
          ))}
        </div>
        <footer>
          <button type="button" onClick={close}>
            {view.body.close?.text ?? 'Close'}
          </button>
          {view.body.submit && (
            <button type="submit" class="primary" disabled={isBusy}>
              {view.body.submit.text}
            </button>
          )}
        </footer>
      </form>
    </div>
  );
}
