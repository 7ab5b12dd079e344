import { useContext, useState } from 'preact/hooks';
import { act, advance, type Outcome } from './api.js';
import { Reading } from './date-token.js';
import { languageOf } from './words.js';

/** The three things to try first, in the language of whoever is acted as. */
const WORDS = {
  en: {
    title: 'Three things to try',
    steps: [
      { what: 'Log a call', how: 'A customer rings. The number is known, so most of the form is filled in.', press: 'Log a call' },
      {
        what: 'Move the clock',
        how: 'Four hours pass in seconds. Deadlines warn, escalate and break, and what opens as work begins is opened on time.',
        press: 'Four hours on',
      },
      {
        what: 'Ask the desk',
        how: 'What is late, what is due next, how the last weeks went. Each figure opens its list.',
        press: 'Ask /desk',
      },
    ],
    next: 'Next',
    end: 'Done',
    close: 'Close the tour',
    moving: 'moving…',
  },
  zh: {
    title: '先试三件事',
    steps: [
      { what: '登记来电', how: '客户打来电话。号码已知，表单大部分自动填好。', press: '登记来电' },
      { what: '拨动时钟', how: '几秒钟走过四小时：时限会提醒、升级、超时，上班时该生成的工作按时生成。', press: '前进四小时' },
      { what: '问服务台', how: '什么超时、什么即将到期、近几周情况如何。每个数字都能点开列表。', press: '查看 /desk' },
    ],
    next: '下一步',
    end: '完成',
    close: '关闭导览',
    moving: '拨动中…',
  },
} as const;

/** A number that the sample customers have called from. */
const KNOWN_NUMBER = '138 0000 0001';

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
  const { title, steps, next, end, close: closing, moving } = WORDS[languageOf(useContext(Reading).locale)];
  const step = steps[at] ?? steps[0];
  const isLast = at === steps.length - 1;
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
          {title} · {at + 1}/{steps.length}
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
