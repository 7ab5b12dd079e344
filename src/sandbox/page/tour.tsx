import { useState } from 'preact/hooks';
import { act, advance, type Outcome } from './api.js';
import { useWords } from './words.js';

/** A number that the sample customers have called from. */
const KNOWN_NUMBER = '138 0000 0001';

/** The three things to try first, in this order. */
const STEPS = ['call', 'clock', 'desk'] as const;

/** What each step does when it is pressed; of a page that stands elsewhere the desk's channel is opened first. */
const DEEDS: readonly ((me: string) => Promise<Outcome>)[] = [
  (me) => act(me, { command: '/newcall', text: KNOWN_NUMBER, channel: 'service-desk' }),
  () => advance('PT4H'),
  (me) => act(me, { command: '/desk', text: '', channel: 'service-desk' }),
];

/** The tour on opening the sandbox for the first time: one step at a time, each with the press that does it. */
export function Tour({ me, toDesk, close }: { me: string; toDesk: () => void; close: () => void }) {
  const [at, setAt] = useState(0);
  const [isBusy, setBusy] = useState(false);
  const { title, next, end, close: closing, moving, ...steps } = useWords().guide;
  const step = steps[STEPS[at] ?? 'call'];
  const isLast = at === STEPS.length - 1;
  const go = (): void => (isLast ? close() : setAt(at + 1));
  const run = async (): Promise<void> => {
    setBusy(true);
    toDesk();
    await DEEDS[at]?.(me);
    setBusy(false);
    go();
  };
  return (
    <section class="tour" aria-label={title}>
      <header>
        <b>
          {title} · {at + 1}/{STEPS.length}
        </b>
        <button type="button" class="icon" aria-label={closing} title={closing} onClick={close}>
          ✕
        </button>
      </header>
      <p>
        <b>{step.what}</b> {step.how}
      </p>
      <footer>
        <button type="button" class="primary" disabled={isBusy} onClick={() => void run()}>
          {isBusy ? moving : step.press}
        </button>
        <button type="button" onClick={go}>
          {isLast ? end : next}
        </button>
      </footer>
    </section>
  );
}
