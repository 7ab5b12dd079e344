import { setTimeout as sleep } from 'node:timers/promises';
import { DateTime } from 'luxon';
import { noCustomer } from '../../src/cases/nobody.js';
import type { Outcome } from '../../src/sandbox/outcome.js';
import type { Json, SandboxMessage, SandboxView } from '../../src/sandbox/workspace.js';
import { aCall, DESK, type TestDesk, WHO } from '../support/desk.js';
import { isIdle } from './idle.js';
import { TEXTS, WORDS } from './texts.js';

/** What went wrong on a walk: where it was, and what was said. */
export interface Stumble {
  readonly at: string;
  readonly what: string;
}

export interface Walked {
  readonly steps: number;
  readonly forms: number;
  readonly kinds: number;
  /** Answers that came after Slack's time for them, which says how busy the machine was. */
  readonly late: number;
  readonly stumbles: readonly Stumble[];
}

/** Words by which the bot says that something failed which should not have. */
const FAILED = /Something went wrong that should not have|发生意外错误/;
/** Slack's answers about time, which a busy machine may earn. */
const ABOUT_TIME = ['expired_trigger_id', 'hash_conflict', 'http_timeout'];

interface Element {
  readonly type: string;
  readonly action_id: string;
  readonly value?: string;
  readonly options?: readonly { readonly value: string }[];
  readonly max_length?: number;
  readonly url?: string;
}
const elementsIn = (blocks: readonly Json[] = []): { blockId: string; element: Element }[] =>
  blocks.flatMap((block) =>
    [...(block.type === 'actions' ? block.elements : []), ...(block.accessory ? [block.accessory] : [])].map((element) => ({
      blockId: block.block_id,
      element,
    })),
  );

/** What somebody may call a customer: what is no name by itself stands behind one. */
function nameIn(text: string): string {
  const name = text.slice(0, 90);
  return noCustomer(name) ? `店 ${name}` : name;
}

/** Goes through the desk as a person would, until its time is over: commands, presses, forms, answers. */
export class Walker {
  private readonly stumbles: Stumble[] = [];
  private readonly done = new Map<string, number>();
  private steps = 0;
  private forms = 0;
  private late = 0;
  private turn = 0;
  private file: Json;

  constructor(
    private readonly desk: TestDesk,
    private readonly until: number,
    /** So often is the same thing done by the same person. */
    private readonly times = 1,
    private readonly log: (line: string) => void = () => {},
  ) {}

  private get isOver(): boolean {
    return Date.now() > this.until;
  }

  private next<T>(list: readonly T[]): T | undefined {
    this.turn += 1;
    return list[this.turn % list.length];
  }

  /** Is this still to be done? It is counted as done. */
  private isNew(what: string): boolean {
    const times = this.done.get(what) ?? 0;
    this.done.set(what, times + 1);
    return times < this.times && !this.isOver;
  }

  private stumbled(at: string, what: string): void {
    this.log(`${at}: ${what}`);
    this.stumbles.push({ at, what });
  }

  /** Does something, lets it come to rest, and looks at what was refused and said. */
  private async step(at: string, work: () => Promise<Outcome>): Promise<Outcome> {
    this.steps += 1;
    const before = this.desk.workspace.messages.length;
    this.desk.workspace.refusals.clear();
    const outcome = await work();
    await isIdle(this.desk);
    for (const { what, error, messages = [] } of this.desk.refused)
      if (ABOUT_TIME.includes(error)) this.late += 1;
      else this.stumbled(at, `${what}: ${error} ${messages.slice(0, 3).join(' ')}`);
    for (const message of this.desk.workspace.messages.slice(before)) {
      const said = FAILED.exec(`${message.text} ${JSON.stringify(message.blocks ?? '')}`);
      if (said) this.stumbled(at, message.text.slice(0, 200));
    }
    if (outcome.error && FAILED.test(outcome.error)) this.stumbled(at, outcome.error);
    return outcome;
  }

  /** Fills in and submits the modals that somebody has before him, and closes what remains. */
  private async attendModals(user: string, at: string): Promise<void> {
    for (let n = 0; n < 3; n += 1) {
      const view = this.desk.workspace.modals.get(user)?.at(-1);
      if (!view) return;
      const said = FAILED.exec(JSON.stringify(view.body.blocks));
      if (said) this.stumbled(at, JSON.stringify(view.body.blocks).slice(0, 300));
      const where = `${at} > ${view.body.callback_id}`;
      if (view.body.title.text.length === 24 && view.body.title.text.endsWith('…'))
        this.stumbled(where, `the title is cut: ${view.body.title.text}`);
      if (view.body.submit && this.isNew(`${user} ${view.body.callback_id}`)) await this.fill(user, view, where);
      else await this.desk.closeModals(user);
    }
    await this.desk.closeModals(user);
  }

  private async fill(user: string, view: SandboxView, at: string): Promise<void> {
    this.forms += 1;
    for (const extreme of [false, true]) {
      const values: Record<string, unknown> = {};
      for (const block of view.body.blocks)
        if (block.type === 'input') values[block.block_id] = await this.valueFor(user, view, block, extreme);
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
      const outcome = await this.step(at, () => this.desk.submit(user, view, given));
      for (const [field, words] of Object.entries(outcome.errors ?? {})) if (FAILED.test(words)) this.stumbled(at, `${field}: ${words}`);
      if (this.desk.workspace.modals.get(user)?.at(-1) !== view) return;
    }
    await this.desk.closeModals(user);
  }

  /** What this person enters: of a choice now this, now that; texts now usual, now at the edge. */
  private async valueFor(user: string, view: SandboxView, block: Json, isExtreme: boolean): Promise<unknown> {
    const { element } = block;
    const now = this.desk.app.desk.clock.now();
    const words = (isExtreme ? this.next(TEXTS) : '打印机 A-1') ?? '';
    if (element.type === 'plain_text_input') {
      const known = element.initial_value;
      return known && !isExtreme ? known : words.slice(0, element.max_length ?? 3_000).replace(/[\uD800-\uDBFF]$/, '');
    }
    if (element.type === 'number_input') return isExtreme ? '99999999' : (element.initial_value ?? '30');
    if (element.type === 'datepicker') return now.plus({ days: 1 }).toFormat('yyyy-MM-dd');
    if (element.type === 'timepicker') return block.block_id === 'to' ? '17:30' : '16:00';
    if (element.type === 'datetimepicker') {
      const ago = DateTime.min(now, now.minus({ minutes: 5 }));
      return Math.floor((isExtreme ? ago : now.plus({ hours: 3 })).toSeconds());
    }
    if (element.type === 'users_select') return this.next([WHO.tom, WHO.engineer]);
    if (element.type === 'file_input') return [this.file];
    if (element.type === 'external_select') return (await this.desk.suggest(user, view, block.block_id, '')).options?.[0]?.value;
    if (element.type === 'checkboxes') return element.options.map(({ value }: { value: string }) => value);
    return this.next(element.options as readonly { value: string }[])?.value;
  }

  /** Presses everything new on the latest messages that this person sees. */
  private async pressAll(user: string, messages: readonly SandboxMessage[]): Promise<void> {
    for (const message of messages)
      for (const { element } of elementsIn(message.blocks)) {
        if (element.url) continue;
        const choices = element.type === 'button' ? [element.value] : (element.options ?? []).map(({ value }) => value);
        for (const value of choices) {
          const name = element.type === 'button' ? element.action_id : `${element.action_id} ${String(value).split(' ')[0]}`;
          const at = `${user} ${name}`;
          if (!this.isNew(at)) continue;
          await this.step(at, () => this.desk.press(user, message, element.action_id, value));
          await this.attendModals(user, at);
        }
      }
  }

  private seenBy(user: string): SandboxMessage[] {
    const direct = `D${user.slice(1)}`;
    return this.desk.workspace.messages
      .filter(
        ({ channel, ephemeralFor, isBot }) =>
          isBot && (ephemeralFor ? ephemeralFor === user : !channel.startsWith('D') || channel === direct),
      )
      .slice(-40);
  }

  private async command(user: string, typed: string): Promise<void> {
    const at = `${user} ${typed.slice(0, 40)}`;
    if (!this.isNew(at)) return;
    await this.step(at, () => this.desk.command(user, typed));
    await this.attendModals(user, at);
    await this.pressAll(user, this.seenBy(user).slice(-2));
  }

  private async home(user: string): Promise<void> {
    await this.step(`${user} home`, () => this.desk.home(user));
    const view = this.desk.workspace.homes.get(user);
    for (const { blockId, element } of elementsIn(view?.body.blocks)) {
      const at = `${user} home ${element.action_id}`;
      if (!view || element.type !== 'button' || element.url || !this.isNew(at)) continue;
      await this.step(at, () => this.desk.pressInView(user, view, blockId, element.action_id, element.value));
      await this.attendModals(user, at);
    }
  }

  private async talk(user: string): Promise<void> {
    const card = this.desk.posted(DESK).find(({ threadTs }) => !threadTs);
    for (const words of [
      '@fieldbell',
      '@fieldbell T-1',
      '@fieldbell why',
      '@fieldbell one',
      ...TEXTS.map((text) => `@fieldbell note ${text}`),
    ]) {
      const at = `${user} ${words.slice(0, 30)}`;
      if (this.isNew(at)) await this.step(at, () => this.desk.say(user, words, card?.ts));
    }
    for (const id of ['log_call', 'call_back', 'log_call_anywhere']) {
      const at = `${user} ${id}`;
      if (!this.isNew(at)) continue;
      await this.step(at, () => this.desk.shortcut(user, id, id === 'log_call_anywhere' ? undefined : card));
      await this.attendModals(user, at);
    }
  }

  /** Walks until everything was done by everybody, or the time is over. */
  async walk(people: readonly string[]): Promise<Walked> {
    this.file = await this.desk.picture();
    for (const text of TEXTS.slice(0, 4)) {
      const cut = [...text].slice(0, 900).join('');
      await this.step('log', async () => ({
        ok: (await this.desk.logCall(aCall({ description: `坏了 ${cut}`, customer: nameIn(cut) }))) !== '',
      })).catch((error: unknown) => this.stumbled('log', String(error)));
    }
    // One thing of everybody after another, so that a short walk has been everywhere.
    const commands = Object.entries(WORDS);
    const longest = Math.max(...commands.map(([, words]) => words.length));
    for (let n = 0; n <= longest && !this.isOver; n += 1)
      for (const user of people) {
        for (const [command, words] of commands) {
          const word = n < words.length ? words[n] : n === longest ? this.next(TEXTS) : undefined;
          if (word !== undefined) await this.command(user, `${command} ${word}`.trim());
        }
        if (n === 0) {
          await this.home(user);
          await this.talk(user);
        }
        await this.pressAll(user, this.seenBy(user));
        if (n > 0 && n % 4 === 0) await this.step('the clock', async () => ({ ok: (await this.desk.advance('PT2H')) === undefined }));
      }
    await sleep(50);
    return { steps: this.steps, forms: this.forms, kinds: this.done.size, late: this.late, stumbles: this.stumbles };
  }
}
