import type { DateTime, DurationLike } from 'luxon';
import { enteredIn } from '../../commands/calls/entered.js';
import { SUBJECTS } from '../../commands/index.js';
import type { Subject } from '../../commands/subject.js';
import { type RunningApp, startApp } from '../../src/app.js';
import type { CaseNo } from '../../src/cases/case.js';
import type { FormValues } from '../../src/cases/form.js';
import { kindOfNo } from '../../src/cases/kinds.js';
import { readConfig } from '../../src/config.js';
import { openEmbeddedStore } from '../../src/embedded/server.js';
import { makeLog } from '../../src/log.js';
import type { Outcome } from '../../src/sandbox/outcome.js';
import type { SandboxMessage, SandboxView } from '../../src/sandbox/workspace.js';
import { readSettings } from '../../src/settings.js';
import { readManifest } from '../../src/slack/app/manifest.js';
import { at, NO_QUIET_HOURS } from './builders.js';
import { eventually, shownIn } from './shown.js';
import { aFolder, freshUri, openTellingStore, telling, uriFor } from './store.js';
import { wordless } from './worded.js';
import { World } from './world.js';

export { eventually, option, shownIn } from './shown.js';

/** The people of the sandbox, by what they are at the desk. */
export const WHO = {
  agent: 'U01AGENT',
  engineer: 'U02ENGLI',
  tom: 'U03ENGTOM',
  supervisor: 'U04SUP',
  head: 'U05HEAD',
  anna: 'U06AGENTEN',
} as const;
export const DESK = 'C01DESK';
export const ALARMS = 'C02ALARMS';
/** The question whether a customer of a new name is one that is known. */
export const MEANT = 'together_customer';
export const directOf = (user: string): string => `D${user.slice(1)}`;

export interface DeskOptions {
  readonly settings?: object;
  readonly messageGapMs?: number;
  readonly isSeeded?: boolean;
  /** The same one twice is the same desk, on whichever database. */
  readonly dataDir?: string;
  /** Where the desk's clock begins; on a workday at ten, if left out, or where it stood in a folder of the test's own. */
  readonly beginsAt?: DateTime;
  readonly logLevel?: string;
  /** A database of the test's own; otherwise MONGODB_URI with a fresh name, or an embedded store. */
  readonly mongodbUri?: string;
  /** The driver tells of each command (`commandStarted`), which a running bot spares itself. */
  readonly tellsCommands?: boolean;
  /** More of the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Subjects besides those of the desk; their commands are in the manifest that the sandbox reads. */
  readonly subjects?: readonly Subject[];
  /** Where the workspace's manifest lies, if it is not the shipped one. */
  readonly manifestIn?: string;
}

/** manifest.yml with the commands of these subjects. */
function manifestWith(subjects: readonly Subject[], folder: string | undefined) {
  const manifest = readManifest(folder);
  const more = subjects.flatMap(({ command, name }) => (command ? [{ command, hint: '', description: name, isEscaped: false }] : []));
  return { ...manifest, commands: [...manifest.commands, ...more] };
}

/** What a call log holds, what stands behind *More* included. */
export const calledIn = ({ body, values }: SandboxView): FormValues =>
  enteredIn({ blocks: body.blocks, state: { values }, private_metadata: body.private_metadata ?? '' });

/** What an agent fills in for an ordinary fault; each test changes what it is about. */
export const aCall = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  phone: '138 0000 4711',
  customer: '悦购超市',
  callerName: '周丽',
  outcome: 'ticket',
  description: '收银台打印机不出小票',
  category: 'hardware',
  impact: 'medium',
  urgency: 'medium',
  ...changes,
});

/** When a desk under test begins unless told otherwise: what waits for the next full five minutes must not hang on the wall's clock. */
const A_WORKDAY = at('2026-11-25T10:00');

/** A real bot on a real embedded store, spoken to through the sandbox over signed HTTP. */
export class TestDesk extends World {
  private constructor(
    readonly app: RunningApp,
    private readonly removeFolder: () => Promise<void>,
  ) {
    super();
  }

  static async open({
    settings = {},
    messageGapMs = 0,
    isSeeded = false,
    dataDir,
    logLevel = 'error',
    mongodbUri = dataDir ? uriFor(dataDir) : freshUri(),
    tellsCommands = false,
    // A folder that is opened again goes on where its clock stood.
    beginsAt = dataDir ? undefined : A_WORKDAY,
    env = {},
    subjects = [],
    manifestIn,
  }: DeskOptions = {}): Promise<TestDesk> {
    const folder = dataDir ? { path: dataDir, remove: async () => {} } : await aFolder();
    const uri = mongodbUri && tellsCommands ? telling(mongodbUri) : mongodbUri;
    const read = readConfig({ PORT: '0', DATA_DIR: folder.path, ...env, ...(uri ? { MONGODB_URI: uri } : {}) });
    const checked = readSettings({ quietHours: NO_QUIET_HOURS, ...settings });
    if (!read.ok || !checked.ok) throw new Error(JSON.stringify([read, checked]));
    const app = await startApp({ ...read.config, settings: checked.settings }, makeLog(logLevel), {
      messageGapMs,
      isSeeded,
      beginsAt,
      hasJobs: false,
      subjects: [...SUBJECTS, ...subjects],
      manifest: manifestWith(subjects, manifestIn),
      openStore: tellsCommands ? openTellingStore : openEmbeddedStore,
    });
    return new TestDesk(app, folder.remove);
  }

  /** Throws where somebody was shown the key of a text that is not there. */
  async close(): Promise<void> {
    await this.app.stop();
    await this.removeFolder();
    const keys = this.app.sandbox ? wordless(this.app.sandbox.workspace) : [];
    if (keys.length > 0) throw new Error(`people were shown keys in place of words: ${keys.join(', ')}`);
  }

  async closeModals(user: string): Promise<void> {
    for (const view of this.workspace.modals.get(user)?.toReversed() ?? []) await this.act(user, { close: { viewId: view.id } });
  }

  /** The desk's channel as people find it: under its name, or, renamed, where it was. */
  private get deskChannel(): string {
    return this.workspace.channels.some(({ name }) => name === 'service-desk') ? 'service-desk' : DESK;
  }

  async command(user: string, typed: string, channel = this.deskChannel): Promise<Outcome> {
    await this.closeModals(user);
    const [command = '', ...rest] = typed.split(' ');
    return this.act(user, { command, text: rest.join(' '), channel });
  }

  say(user: string, text: string, threadTs?: string, channel = DESK): Promise<Outcome> {
    return this.act(user, { say: { channel, text, ...(threadTs ? { threadTs } : {}) } });
  }

  home(user: string): Promise<Outcome> {
    return this.act(user, { home: true });
  }

  shortcut(user: string, callbackId: string, message?: SandboxMessage): Promise<Outcome> {
    return this.act(user, { shortcut: { callbackId, ...(message ? { channel: message.channel, ts: message.ts } : {}) } });
  }

  /** Presses a button (or picks a value) of a message. */
  press(user: string, message: SandboxMessage, actionId: string, value?: unknown): Promise<Outcome> {
    return this.act(user, { action: { channel: message.channel, ts: message.ts, actionId, ...(value === undefined ? {} : { value }) } });
  }

  pressInView(user: string, view: SandboxView, blockId: string, actionId: string, value?: unknown, values: object = {}): Promise<Outcome> {
    return this.act(user, { action: { viewId: view.id, blockId, actionId, ...(value === undefined ? {} : { value }), values } });
  }

  /** Submits a form; what is asked behind *More* is opened first. */
  async submit(user: string, view: SandboxView, values: object): Promise<Outcome> {
    await this.openMore(user, view, Object.keys(values));
    return this.act(user, { submit: { viewId: view.id, values } });
  }

  private async openMore(user: string, view: SandboxView, fields: readonly string[]): Promise<void> {
    const has = (field: string): boolean => view.body.blocks.some(({ block_id }: { block_id?: string }) => block_id === field);
    if (!has('more') || fields.every(has) || view.values.more?.value?.selected_options?.length > 0) return;
    const { hash } = view;
    await this.pressInView(user, view, 'more', 'value', ['more']);
    await eventually(() => {
      if (view.hash === hash) throw new Error('the modal was not drawn anew');
    });
  }

  suggest(user: string, view: SandboxView, blockId: string, value: string): Promise<Outcome> {
    return this.act(user, { suggest: { viewId: view.id, blockId, actionId: 'value', value } });
  }

  /** The modal on top of a person's stack, once it has this callback id (or any). */
  async modal(user: string, callbackId?: string): Promise<SandboxView> {
    return eventually(() => {
      const view = this.workspace.modals.get(user)?.at(-1);
      if (!view || (callbackId && view.body.callback_id !== callbackId))
        throw new Error(`no modal ${callbackId ?? ''} but ${view?.body.callback_id}`);
      return view;
    });
  }

  /** Logs a call as the agent would, and answers the ticket's number. */
  async logCall(values: Record<string, unknown>, user: string = WHO.agent): Promise<string> {
    await this.command(user, '/newcall');
    const view = await this.modal(user, 'call.log');
    const { outcome, ...others } = values;
    const { hash } = view;
    await this.pressInView(user, view, 'outcome', 'value', outcome);
    await eventually(() => {
      if (view.hash === hash) throw new Error('the modal was not drawn anew');
    });
    await this.openMore(user, view, Object.keys(others));
    await eventually(() => {
      for (const field of Object.keys(others))
        if (!view.body.blocks.some((block: { block_id: string }) => block.block_id === field))
          throw new Error(`the modal has no ${field} yet`);
    });
    const result = await this.submit(user, view, others);
    if (!result.ok) throw new Error(JSON.stringify(result));
    const isLike = view.body.blocks.some((block: { block_id?: string }) => block.block_id === MEANT);
    if (isLike) await this.submit(user, view, { ...others, [MEANT]: 'new' });
    const told = await this.modal(user, 'tell');
    const no = /[TMC]-\d+/.exec(JSON.stringify(told.body.blocks))?.[0];
    if (!no) throw new Error('no number was told');
    await this.act(user, { close: { viewId: told.id } });
    await this.app.desk.outbox.run();
    return no;
  }

  /** Presses an action of a card, as a button or in its menu, once it is offered there: the card is drawn after the decision. */
  async pressOn(user: string, card: SandboxMessage, action: string, no: string): Promise<Outcome> {
    const isOffered = (kind: 'action_id' | 'value', wanted: string): boolean =>
      (card.blocks ?? []).some((block) =>
        block.elements?.some(
          (element: { action_id?: string; options?: { value?: string }[] }) =>
            (kind === 'action_id' && element.action_id === wanted) ||
            (kind === 'value' && element.options?.some(({ value }) => value === wanted)),
        ),
      );
    const isButton = (): boolean => isOffered('action_id', `case:${action}`);
    await eventually(() => {
      if (!isButton() && !isOffered('value', `${action} ${no}`)) throw new Error(`${no} does not offer ${action}`);
    }, 1_500).catch(() => {});
    return isButton() ? this.press(user, card, `case:${action}`, no) : this.press(user, card, 'case-menu', `${action} ${no}`);
  }

  /** Presses an action of a card that asks a form, and submits it. */
  async actWithForm(user: string, no: string, action: string, values: object): Promise<Outcome> {
    await this.closeModals(user);
    const card = no.startsWith('V-') ? await this.visitCard(no, user) : await this.card(no);
    await this.pressOn(user, card, action, no);
    const view = await this.modal(user, `${kindOfNo(no as CaseNo)?.name}.${action}`);
    const result = await this.submitAnyway(user, view, values);
    await this.settle();
    return result;
  }

  /** Submits a form, and says why if it is asked because something clashes. */
  async submitAnyway(user: string, view: SandboxView, values: object): Promise<Outcome> {
    const result = await this.submit(user, view, values);
    const asked = view.body.blocks.some((block: { block_id?: string }) => block.block_id === 'clashReason');
    return asked && this.workspace.modals.get(user)?.includes(view)
      ? this.submit(user, view, { ...values, clashReason: '客户坚持要这个时间' })
      : result;
  }

  /** The card of a case in the desk channel. */
  async card(no: string): Promise<SandboxMessage> {
    return eventually(() => {
      const found = this.workspace.messages.find(
        ({ text, threadTs, isBot, ephemeralFor, channel }) =>
          isBot && !threadTs && !ephemeralFor && channel === DESK && text.startsWith(`${no} `),
      );
      if (!found) throw new Error(`no card of ${no}`);
      return found;
    });
  }

  /** A person's own card of a visit if he has one, else the one in the ticket's thread. */
  async visitCard(no: string, user?: string): Promise<SandboxMessage> {
    return eventually(() => {
      const cards = this.workspace.messages.filter(
        ({ text, isBot, ephemeralFor, blocks }) => isBot && !ephemeralFor && blocks?.[0]?.type === 'header' && text.startsWith(`${no} `),
      );
      const found = cards.find(({ channel }) => user && channel === directOf(user)) ?? cards.find(({ channel }) => channel === DESK);
      if (!found) throw new Error(`no card of ${no}`);
      return found;
    });
  }

  /** Presses a button of a visit's card that asks nothing. */
  async pressVisit(user: string, no: string, action: string): Promise<void> {
    await this.pressOn(user, await this.visitCard(no, user), action, no);
    await this.settle();
  }

  /** Orders a visit for a ticket, `ahead` from the desk's now, and answers its number. */
  async orderVisit(
    ticket: string,
    values: Record<string, unknown> = {},
    ahead: DurationLike = { hours: 4 },
    user: string = WHO.agent,
  ): Promise<string> {
    await this.command(user, `/visit ${ticket}`);
    const view = await this.modal(user, 'visit.schedule');
    const from = this.app.desk.clock.now().plus(ahead);
    const given = {
      date: from.toFormat('yyyy-MM-dd'),
      from: from.toFormat('HH:mm'),
      to: from.plus({ hours: 2 }).toFormat('HH:mm'),
      address: '虹桥路 1 号',
      phone: '138 0000 4711',
      travelMinutes: '30',
      need: '打印机不出小票',
      kind: 'repair',
      ...values,
    };
    const result = await this.submitAnyway(user, view, given);
    if (!result.ok) throw new Error(JSON.stringify(result));
    const told = await this.modal(user, 'tell');
    const no = /V-\d+/.exec(JSON.stringify(told.body.blocks))?.[0];
    if (!no) throw new Error('no number was told');
    await this.act(user, { close: { viewId: told.id } });
    await this.settle();
    return no;
  }

  /** Puts a picture into the sandbox's Slack, as the page does. */
  picture(name = 'signed.png'): Promise<object> {
    return this.file(name, Buffer.from('\x89PNG\r\n\x1A\n a picture of a signed form', 'latin1'));
  }

  /** The newest file that the bot put into somebody's direct channel, once its name fits. */
  async received(user: string, name: RegExp): Promise<Buffer> {
    const file = await eventually(() => {
      const files = this.workspace.messages
        .filter(({ channel, isBot }) => isBot && channel === directOf(user))
        .flatMap((one) => one.files ?? []);
      const found = files.findLast((one) => name.test(one.name));
      if (!found) throw new Error(`no ${name} among ${files.map((one) => one.name)}`);
      return found;
    });
    const response = await fetch(`${this.app.url}/sandbox/files/${file.id}/${encodeURIComponent(file.name)}`);
    return Buffer.from(await response.arrayBuffer());
  }

  /** Presses a button of what a person was answered alone. */
  async pressAnswer(user: string, action: string, value: string): Promise<void> {
    const message = await eventually(() => {
      const holds = (words: string, part: string): boolean => words.includes(JSON.stringify(part));
      const found = this.private(user).findLast(({ blocks }) => {
        const words = JSON.stringify(blocks ?? '');
        return holds(words, `case:${action}`) && holds(words, value);
      });
      if (!found) throw new Error(`nothing with ${action} ${value}`);
      return found;
    });
    await this.press(user, message, `case:${action}`, value);
  }

  /** Everything posted to a channel that everybody there sees. */
  posted(channel: string): SandboxMessage[] {
    return this.workspace.messages.filter((message) => message.channel === channel && !message.ephemeralFor && message.isBot);
  }

  /** What only this person saw, newest last. */
  private(user: string): SandboxMessage[] {
    return this.workspace.messages.filter((message) => message.ephemeralFor === user);
  }

  /** The newest answer that only this person saw, once it contains these words. */
  async answer(user: string, words: string | RegExp, forMs?: number): Promise<SandboxMessage> {
    return eventually(() => {
      const last = this.private(user).at(-1);
      const shown = last ? shownIn(last) : '';
      if (!last || !(typeof words === 'string' ? shown.includes(words) : words.test(shown))) throw new Error(`the answer is: ${shown}`);
      return last;
    }, forMs);
  }

  /** Types a command, and waits for an answer to it that contains these words: not for one that was there before. */
  async asks(user: string, typed: string, words: string | RegExp): Promise<SandboxMessage> {
    const before = this.private(user).length;
    await this.command(user, typed);
    return eventually(() => {
      const answers = this.private(user).slice(before);
      const found = answers.findLast((one) => (typeof words === 'string' ? shownIn(one).includes(words) : words.test(shownIn(one))));
      if (!found) throw new Error(`the answers to ${typed} are: ${answers.map(shownIn).join(' | ')}`);
      return found;
    });
  }

  /** Lets everything that is on its way arrive. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 30));
    await this.app.desk.outbox.run();
  }

  case(no: string) {
    return this.app.desk.cases.get(no as never);
  }
}
