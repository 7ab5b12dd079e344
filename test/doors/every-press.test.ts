import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { registerCommands } from '../../commands/index.js';
import { type Field, type Form, formOn } from '../../src/cases/form.js';
import { allKinds } from '../../src/cases/kinds.js';
import { translator } from '../../src/locales/index.js';
import { inputsOf } from '../../src/sandbox/inputs.js';
import type { Json } from '../../src/sandbox/workspace.js';
import { modalOf } from '../../src/slack/modals/modal.js';
import { DESK, shownIn, TestDesk, WHO } from '../support/desk.js';
import { addEverything } from '../support/everything.js';

/** How the sentence begins that tells of a mistake of the bot's own. */
const ERRORS = (['en', 'zh-CN'] as const).map((locale) => translator(locale)('shared.trouble.unexpected', { id: '@' }).split('@')[0] ?? '');
/** Presses that only show something, and names that no kind has. */
const OTHERS = [
  'open',
  'needVisit',
  'why',
  'details',
  'step',
  'history',
  'nonsense',
  'constructor',
  '__proto__',
  'no.such',
  'a'.repeat(240),
];
const ACTIONS = [...new Set([...allKinds().flatMap(({ rules }) => Object.keys(rules.actions)), ...OTHERS])];
/** What names no case that there is. */
const STRANGE = [
  '',
  'T-999999',
  'X-1',
  'T-1 T-2',
  '\u0000',
  'T-99999999999999999999',
  '〔〕',
  'x'.repeat(2000),
  '-5 ticket open',
  '1e99 desk',
];
const ANSWERED_MS = 5_000;

/** States of an input that no client of Slack's would send. */
const TWISTED: readonly Json[] = [
  null,
  {},
  { value: 7, selected_date: 7, selected_time: {}, selected_date_time: 'x', selected_user: 'nobody', selected_option: {} },
  { selected_options: [{}], files: [{}] },
  { value: {}, selected_date: '2026-02-31', selected_time: '25:61', selected_date_time: 1e15, selected_user: 'UNOBODY' },
  { selected_option: { value: 'nonsense' }, selected_options: [{ value: 'nonsense' }], files: [null] },
  {
    value: '\u0000\u202e',
    selected_date: '',
    selected_time: '',
    selected_date_time: -1,
    selected_option: 'x',
    selected_options: 'x',
    files: 'x',
  },
  { value: 'x'.repeat(5000), selected_date: '9999-12-31', selected_user: {}, selected_option: { value: 7 }, selected_options: [null] },
  { value: [], files: [{ id: 7, name: {}, permalink: [] }] },
  { value: true, files: [{ id: 'F1', name: 'x', permalink: 'x' }, 7] },
];

/** What somebody could have entered. */
const likely = ({ type, options, max_length: longest }: Json): Json => ({
  type,
  value: type === 'number_input' ? '2' : '重新启动了服务 and so on'.slice(0, longest ?? 100),
  selected_date: '2027-03-01',
  selected_time: '10:30',
  selected_date_time: Math.floor(Date.now() / 1000) + 7200,
  selected_user: WHO.tom,
  selected_option: options?.[0] ?? { value: 'T-1', text: { type: 'plain_text', text: 'T-1' } },
  selected_options: options?.slice(0, 1) ?? [],
  files: [{ id: 'F1', name: 'photo.jpg', permalink: 'https://files.example/F1' }],
});

describe('S11: every action of every kind, pressed on every kind of case', () => {
  let desk: TestDesk;
  let admin = '';
  /** A case of each kind and state that the sample week has. */
  let cases: { no: string; kind: string }[] = [];
  beforeAll(async () => {
    desk = await TestDesk.open({ logLevel: process.env.PRESS_LOG ?? 'fatal', isSeeded: true });
    await addEverything(desk);
    const all = await desk.app.desk.cases.model.find({}).sort({ seq: 1 }).lean();
    cases = [...new Map(all.map(({ no, kind, state }) => [`${kind} ${state}`, { no, kind }])).values()];
    admin = await desk.newcomer('admin', 'Ada Admin');
  }, 240_000);
  afterAll(() => desk.close());

  const sandbox = () => {
    if (!desk.app.sandbox) throw new Error('not a sandbox');
    return desk.app.sandbox;
  };
  const common = (user: string): Json => ({
    team: { id: desk.app.desk.team.id },
    user: { id: user, team_id: desk.app.desk.team.id },
    trigger_id: sandbox().triggers.make(user),
  });

  /** What this person was shown after something was sent: the words of an answer, or of the modal that was opened. */
  async function shownAfter(user: string, payload: Json): Promise<string> {
    const from = desk.workspace.messages.length;
    const before = desk.workspace.modals.get(user)?.at(-1)?.id;
    const shown = (): string | undefined => {
      const view = desk.workspace.modals.get(user)?.at(-1);
      if (view && view.id !== before) return JSON.stringify(view.body);
      const own = desk.workspace.messages
        .slice(from)
        .filter(({ ephemeralFor, channel }) => (ephemeralFor ?? `U${channel.slice(1)}`) === user);
      return own.length > 0 ? own.map(shownIn).join('\n') : undefined;
    };
    let found: string | undefined;
    const seen = new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        desk.workspace.off('changed', look);
        resolve();
      };
      const timer = setTimeout(end, ANSWERED_MS);
      const look = (): void => {
        found = shown();
        if (found) end();
      };
      desk.workspace.on('changed', look);
    });
    const ack = await sandbox().delivery.interaction(payload);
    if (!ack.isAcked) return `NOT ACKNOWLEDGED: ${ack.reason} ${JSON.stringify(ack.body)}`;
    await seen;
    return found ?? 'SILENCE';
  }

  async function press(user: string, id: string, value: string, isMenu = false): Promise<string> {
    const words = await shownAfter(user, {
      type: 'block_actions',
      ...common(user),
      container: { type: 'message', message_ts: '1.1', channel_id: DESK },
      channel: { id: DESK },
      response_url: sandbox().responses.make({ user, channel: DESK }),
      state: { values: {} },
      actions: [
        {
          block_id: 'b',
          action_ts: String(Math.random()),
          ...(isMenu
            ? { type: 'static_select', action_id: 'case-menu', selected_option: { value: `${id} ${value}` } }
            : { type: 'button', action_id: id, value }),
        },
      ],
    });
    desk.workspace.modals.delete(user);
    return words;
  }

  const isWrong = (words: string): boolean =>
    ERRORS.some((begin) => words.includes(begin)) || words === 'SILENCE' || words.startsWith('NOT ACKNOWLEDGED');

  /** Sends a form with the fields that one case shows as if it had been opened on another; answers what came back. */
  async function submit(form: Form, shownOf: string, no: string, action: string, stateOf: (element: Json) => Json): Promise<string> {
    const record = await desk.case(shownOf);
    const asked = record ? formOn(form, record, {}) : form;
    // A form may show its fields one after the other: sent are all of them.
    const fields = asked.fields.map(({ isShown: _, ...field }: Field) => field);
    const t = translator('en');
    const metadata = JSON.stringify({ no, action, opened: { at: Date.now() } });
    const view: Json = modalOf(
      { ...asked, fields },
      { locale: 'en', now: desk.app.desk.clock.now(), t: t as never, title: 'x', submit: 'x', metadata },
    );
    const values = Object.fromEntries(
      inputsOf(view).map(({ block, element }) => [block.block_id, { [element.action_id]: stateOf(element) }]),
    );
    const id = `V${Math.random()}`;
    const ack = await sandbox().delivery.interaction({
      type: 'view_submission',
      ...common(admin),
      view: { ...view, id, root_view_id: id, hash: 'h', state: { values }, app_installed_team_id: desk.app.desk.team.id },
      response_urls: [],
    });
    return ack.isAcked ? JSON.stringify(ack.body ?? '') : `NOT ACKNOWLEDGED: ${ack.reason} ${JSON.stringify(ack.body)}`;
  }

  /**
   * What Slack refused, besides what was to be drawn into a modal that its person had closed, and a modal that a busy machine opened
   * after its three seconds: who pressed was answered all the same, as each press above shows.
   */
  // Files that no client has put in are asked about, too.
  const HARMLESS = ['not_found', 'expired_trigger_id', 'file_not_found'];
  const refused = () => desk.refused.filter(({ error }) => !HARMLESS.includes(error));

  test('is answered with a sentence or a modal, whoever presses', async () => {
    const pressAll = async (user: string, turn: number): Promise<string[]> => {
      const wrong: string[] = [];
      let n = 0;
      for (const name of ACTIONS)
        for (const kind of [...allKinds().map(({ rules }) => rules.name), undefined]) {
          n += 1;
          // Each action meets a case of each kind, another state each time, and another person.
          const own = cases.filter((one) => one.kind === kind);
          const no = own[(n + turn) % own.length]?.no ?? STRANGE[n % STRANGE.length] ?? '';
          if (n % 4 !== turn) continue;
          const isMenu = n % 3 === 0;
          const words = await press(user, isMenu ? name : `case:${name}`, no, isMenu);
          if (isWrong(words)) wrong.push(`${user} ${name} ${no.slice(0, 20)}: ${words.slice(0, 300)}`);
        }
      return wrong;
    };
    const wrong = await Promise.all([admin, WHO.agent, WHO.tom, WHO.supervisor].map(pressAll));
    expect(wrong.flat()).toEqual([]);
    expect(refused()).toEqual([]);
  }, 240_000);

  /** The names of the presses that the registers and others listen to, each behind its own prefix. */
  function pressesListened(): string[] {
    const ids: string[] = [];
    const note = ({ action_id: id }: { action_id?: string | RegExp }): void => {
      if (typeof id === 'string') ids.push(id);
      const listed = id instanceof RegExp ? /^\^(.*)\(([\w|]+)\)\$$/.exec(id.source) : undefined;
      ids.push(...(listed?.[2]?.split('|') ?? []).map((name) => `${listed?.[1]?.replaceAll('\\', '')}${name}`));
    };
    const others = Object.fromEntries(
      ['command', 'options', 'view', 'shortcut', 'event', 'message', 'otherwise'].map((kind) => [kind, () => {}]),
    );
    registerCommands({ ...others, action: note } as never, desk.app.desk);
    // The pages of a history are turned within its modal only, and a known fault is taken up within the call log.
    return [...new Set(ids)].filter((id) => id.startsWith('case:') && !/^case:(?:historyPage|call)\./.test(id));
  }

  test('so is every press of a register, on its own numbers, on others and on none', async () => {
    const targets = [
      ...cases.slice(0, 1).map(({ no }) => no),
      'P-1',
      'D-1',
      'SD-1',
      'DOC-1',
      'I-1 P-1_1',
      'P-1 1',
      'new',
      '',
      'nonsense',
      'T-999999',
      '-5 ticket open',
      'x'.repeat(2000),
    ];
    const ids = pressesListened();
    expect(ids.length).toBeGreaterThan(20);
    const wrong: string[] = [];
    for (const id of ids)
      for (const target of targets) {
        const words = await press(admin, id, target);
        if (isWrong(words)) wrong.push(`${id} ${target.slice(0, 20)}: ${words.slice(0, 300)}`);
      }
    expect(wrong).toEqual([]);
    expect(refused()).toEqual([]);
  }, 240_000);

  test('so is every form of every kind, with states that no client would send, and with likely ones', async () => {
    const wrong: string[] = [];
    const states: ((element: Json) => Json)[] = [
      ...TWISTED.map(
        (state) =>
          ({ type }: Json) =>
            state && { type, ...state },
      ),
      likely,
    ];
    for (const { name: kind, actions } of allKinds().map(({ rules }) => rules))
      for (const [action, { form }] of Object.entries(actions)) {
        if (!form) continue;
        const own = cases.filter((one) => one.kind === kind).map(({ no }) => no);
        const another = cases.find((one) => one.kind !== kind)?.no ?? '';
        for (const [n, state] of states.entries())
          for (const no of [
            ...(n === states.length - 1 ? own : own.slice(n % own.length, (n % own.length) + 1)),
            n % 2 ? another : 'T-999999',
          ]) {
            const words = await submit(form, own[0] ?? '', no, action, state);
            if (isWrong(words)) wrong.push(`${form.name} ${no} ${n}: ${words.slice(0, 300)}`);
          }
      }
    expect(wrong).toEqual([]);
    expect(refused()).toEqual([]);
  }, 240_000);
});
