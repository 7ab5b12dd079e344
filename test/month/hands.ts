import { translator } from '../../src/locales/index.js';
import type { Outcome } from '../../src/sandbox/outcome.js';
import type { SandboxMessage, SandboxView } from '../../src/sandbox/workspace.js';
import { directOf, eventually, type TestDesk } from '../support/desk.js';
import type { Answer, Given, Log } from './log.js';
import { fieldsOf, hidesSome, placeOf, rowsOf, shown, type Twins, twinsIn, wordsOf } from './seen.js';
import { FAILED } from './watch.js';
import { Worked } from './worked.js';

type Kind = 'command' | 'action' | 'view_submission';

/** As whoever calls is given it. */
const NUMBER = /\b[TMC]-\d+\b/;

/** By which command one asks for a case. */
const COMMANDS: Readonly<Record<string, string>> = { T: '/ticket', V: '/visit', I: '/inspect', S: '/duty', M: '/ticket', P: '/problem' };

/** How a form is handed in: pressed twice, or closed without sending it; of a call what is said of another that may be the same. */
export interface How {
  readonly isTwice?: boolean;
  readonly isClosed?: boolean;
  readonly twin?: 'sameAs' | 'another';
}

/** Slack had no answer of the bot in time, as on a machine that is busy. */
const isTrouble = ({ error = '' }: Outcome): boolean => /trouble connecting|did not respond in time/.test(error);
const MOST_TRIES = 5;
const SLOW = (['zh-CN', 'en'] as const).map((locale) => translator(locale)('shared.trouble.slow').slice(0, 12));
/** What people do with their hands: they type, press, fill in, close; and what they are answered, all written into the log. */
export class Hands {
  private readonly worked: Worked;

  constructor(
    readonly desk: TestDesk,
    private readonly log: Log,
  ) {
    this.worked = new Worked(desk.app.desk.metrics);
  }

  get now(): number {
    return this.desk.app.desk.clock.now().toMillis();
  }

  /** Does something and waits until the bot has worked through as much as it took of it. */
  private async through<T extends Outcome | readonly Outcome[]>(kind: Kind, work: () => Promise<T>): Promise<T> {
    const before = this.worked.of(kind);
    const outcome = await work();
    const taken = [outcome].flat().filter((one) => one.ok || isTrouble(one)).length;
    await eventually(() => {
      if (this.worked.of(kind) < before + taken) throw new Error(`the bot still works on a ${kind}`);
    }, 60_000);
    return outcome;
  }

  /** Hands in; whoever is told that there was some trouble does so again. */
  private async submitted(send: () => Promise<Outcome>, { isTwice = false }: How): Promise<Outcome> {
    for (let n = 1; ; n += 1) {
      const outcomes = await this.through('view_submission', () => Promise.all(isTwice ? [send(), send()] : [send()]));
      const outcome = outcomes.find(({ ok }) => ok) ?? outcomes[0] ?? { ok: false };
      if (!isTrouble(outcome) || n > MOST_TRIES) return outcome;
    }
  }

  private note(who: string, what: string, no: string, given: Given, at: number, answer: Answer): Answer {
    this.log.add({ at, until: this.now, who, what, no, given, answer });
    return answer;
  }

  private top(user: string): SandboxView | undefined {
    return this.desk.workspace.modals.get(user)?.at(-1);
  }

  /** What this person alone was told since that message. */
  private told(user: string, since: SandboxMessage | undefined): SandboxMessage[] {
    const { messages } = this.desk.workspace;
    const from = since ? messages.lastIndexOf(since) + 1 : 0;
    return messages.slice(from).filter((one) => one.ephemeralFor === user && !SLOW.some((words) => one.text.startsWith(words)));
  }

  private lastTold(user: string): SandboxMessage | undefined {
    return this.desk.workspace.messages.findLast(({ ephemeralFor }) => ephemeralFor === user);
  }

  /** Types a command and reads what comes of it. */
  async ask(user: string, typed: string): Promise<SandboxMessage | undefined> {
    const before = this.lastTold(user);
    await this.through('command', () => this.desk.command(user, typed));
    return this.told(user, before).at(-1);
  }

  /** The card of a case as this person is shown it. */
  card(user: string, no: string): Promise<SandboxMessage | undefined> {
    return this.ask(user, `${COMMANDS[no.charAt(0)]} ${no}`);
  }

  /** The newest message in this person's direct channel with a button for this. */
  private direct(user: string, no: string, action: string): SandboxMessage | undefined {
    return this.desk.workspace.messages.findLast(
      (one) => one.channel === directOf(user) && one.isBot && !one.ephemeralFor && placeOf(one, action, no),
    );
  }

  private heardOf(user: string, before: SandboxMessage | undefined): Answer {
    const words = this.told(user, before).map(({ text }) => text);
    const failed = words.find((text) => FAILED.test(text));
    if (failed) return { kind: 'failed', words: failed };
    return words.length === 0 || words.some((text) => text.includes('✓')) ? { kind: 'done' } : { kind: 'refused', words: words.join(' ') };
  }

  /** Presses something that asks nothing, where a message to this person offers it, else on the card as it is now. */
  async press(user: string, no: string, action: string, { isTwice = false }: How = {}): Promise<Answer> {
    await this.desk.closeModals(user);
    const message = this.direct(user, no, action) ?? (await this.card(user, no));
    const at = this.now;
    const place = message && placeOf(message, action, no);
    if (!message || !place) return this.note(user, action, no, {}, at, { kind: 'absent' });
    const before = this.lastTold(user);
    const press = (): Promise<Outcome> => this.desk.press(user, message, place.id, place.value);
    const outcomes = await this.through('action', () => Promise.all(isTwice ? [press(), press()] : [press()]));
    // What Slack had no answer to in time was done all the same.
    const gone = outcomes.every((one) => !one.ok && !isTrouble(one)) ? outcomes[0]?.error : undefined;
    if (this.top(user)) {
      // It asks a form, which somebody who pressed it by mistake closes.
      await this.desk.closeModals(user);
      return this.note(user, action, no, {}, at, { kind: 'closed' });
    }
    const words = this.told(user, before);
    // The second of two presses is refused where the first was done.
    const isDone = isTwice && words.length < 2;
    const answer: Answer = gone ? { kind: 'refused', words: gone } : isDone ? { kind: 'done' } : this.heardOf(user, before);
    return this.note(user, action, no, isTwice ? { isTwice } : {}, at, answer);
  }

  /** Two people press the same at the same moment. */
  async together(users: readonly [string, string], no: string, action: string): Promise<void> {
    const cards = [await this.card(users[0], no), await this.card(users[1], no)];
    const before = users.map((user) => this.lastTold(user));
    const at = this.now;
    await this.through('action', () =>
      Promise.all(
        users.map(async (user, n): Promise<Outcome> => {
          const card = cards[n];
          const place = card && placeOf(card, action, no);
          return card && place ? this.desk.press(user, card, place.id, place.value) : { ok: false };
        }),
      ),
    );
    const answers = users.map((user, n) => this.heardOf(user, before[n]));
    // Whose press came first is what the other was told.
    users.forEach((user, n) => void this.note(user, action, no, { isTogether: true }, at, answers[n] ?? { kind: 'absent' }));
  }

  /** Opens the form of an action; undefined, and written down, when it does not open. */
  async open(user: string, no: string, action: string, given: Given): Promise<SandboxView | Answer> {
    await this.desk.closeModals(user);
    const message = await this.card(user, no);
    const at = this.now;
    const place = message && placeOf(message, action, no);
    if (!message || !place) return this.note(user, action, no, given, at, { kind: 'absent' });
    const before = this.lastTold(user);
    await this.through('action', () => this.desk.press(user, message, place.id, place.value));
    const view = this.top(user);
    if (!view) return this.note(user, action, no, given, at, this.heardOf(user, before));
    return view;
  }

  /** Presses an action that asks a form, and fills it in. */
  async fill(user: string, no: string, action: string, given: Given, how: How = {}): Promise<Answer> {
    const opened = await this.open(user, no, action, given);
    return 'kind' in opened ? opened : this.handIn(user, opened, action, no, given, how);
  }

  /** The same with what somebody enters who sees which fields there are. */
  async fillAs(user: string, no: string, action: string, values: (fields: readonly string[]) => Given, how: How = {}): Promise<Answer> {
    const opened = await this.open(user, no, action, {});
    return 'kind' in opened ? opened : this.handIn(user, opened, action, no, values(fieldsOf(opened)), how);
  }

  fieldsOf(view: SandboxView): string[] {
    return fieldsOf(view);
  }

  /** A form of a register that a command opens. */
  async register(user: string, typed: string, what: string, given: Given): Promise<Answer> {
    const told = await this.ask(user, typed);
    const view = this.top(user);
    if (!view) return this.note(user, what, '', given, this.now, { kind: 'refused', words: told?.text });
    return this.handIn(user, view, what, '', given);
  }

  /** A button of an entry of a register, with the form that it opens if it does. */
  async registerPress(user: string, typed: string, action: string, given: Given): Promise<Answer> {
    const message = await this.ask(user, typed);
    const no = typed.split(' ')[1] ?? '';
    const at = this.now;
    const place = message && placeOf(message, action, no);
    if (!message || !place) return this.note(user, action, no, given, at, { kind: 'absent' });
    const before = this.lastTold(user);
    await this.through('action', () => this.desk.press(user, message, place.id, place.value));
    const view = this.top(user);
    return view ? this.handIn(user, view, action, no, given) : this.note(user, action, no, given, at, this.heardOf(user, before));
  }

  /** A call with the customer: what it came to decides what is asked. */
  async callMade(user: string, no: string, given: Given): Promise<Answer> {
    const opened = await this.open(user, no, 'callMade', given);
    if ('kind' in opened) return opened;
    const { outcome, ...values } = given;
    await this.through('action', () => this.desk.pressInView(user, opened, 'outcome', 'value', outcome));
    const { at, answer } = await this.send(user, opened, values, {});
    return this.note(user, 'callMade', no, given, at, answer);
  }

  /** Two people fill in the same form of a case at once, each having opened it before the other sent his. */
  async fillTogether(users: readonly [string, string], no: string, action: string, given: readonly [Given, Given]): Promise<void> {
    const first = await this.open(users[0], no, action, given[0]);
    const second = await this.open(users[1], no, action, given[1]);
    if (!('kind' in first)) await this.handIn(users[0], first, action, no, given[0]);
    if (!('kind' in second)) await this.handIn(users[1], second, action, no, given[1]);
  }

  /** Sends a form that is open, or closes it. */
  async handIn(user: string, view: SandboxView, action: string, no: string, given: Given, how: How = {}): Promise<Answer> {
    const { at, answer } = await this.send(user, view, given, how);
    return this.note(user, action, no, given, at, answer);
  }

  /** What the form asks besides is answered as somebody would who wants it to go through. */
  private async send(user: string, view: SandboxView, given: Given, how: How): Promise<{ at: number; answer: Answer }> {
    if (how.isClosed) {
      await this.desk.closeModals(user);
      return { at: this.now, answer: { kind: 'closed' } };
    }
    if (hidesSome(view, given)) await this.through('action', () => this.desk.pressInView(user, view, 'more', 'value', ['more']));
    const form = view.body.callback_id;
    const before = this.lastTold(user);
    let at = this.now;
    let outcome: Outcome = { ok: false };
    for (let n = 0; n < 3; n += 1) {
      at = this.now;
      const asked = fieldsOf(view);
      const values = Object.fromEntries(Object.entries(given).filter(([field]) => asked.includes(field)));
      const more = asked.includes('clashReason') ? { clashReason: '客户坚持要这个时间' } : {};
      const send = (): Promise<Outcome> => this.desk.submit(user, view, { ...values, ...more });
      outcome = await this.submitted(send, how);
      // A bot that is busy shows that it works on it: what was sent before is done by now.
      if (n > 0 && outcome.error?.startsWith('the view has no input')) outcome = { ok: true };
      const isStill = outcome.ok && this.top(user) === view && view.body.callback_id === form;
      if (!isStill || Object.keys(view.errors).length > 0) break;
      outcome = { ok: false, error: `asked: ${JSON.stringify(view.body.blocks[0])}` };
    }
    return { at, answer: this.outcomeOf(user, outcome, before) };
  }

  private outcomeOf(user: string, outcome: Outcome, before: SandboxMessage | undefined): Answer {
    const view = this.top(user);
    const words = `${Object.values(outcome.errors ?? {}).join(' ')} ${outcome.error ?? ''} ${view ? JSON.stringify(view.body.blocks) : ''}`;
    if (FAILED.test(words)) return { kind: 'failed', words: words.slice(0, 400) };
    if (!outcome.ok) return { kind: 'refused', words: [...Object.values(outcome.errors ?? {}), outcome.error].filter(Boolean).join(' ') };
    const heard = this.heardOf(user, before);
    return heard.kind === 'failed' ? heard : { kind: 'done', words: view ? wordsOf(view) : this.told(user, before).at(-1)?.text };
  }

  /** Logs a call; answers the number that the caller was given, if it was taken. */
  async call(user: string, given: Given, how: How = {}): Promise<string | undefined> {
    const { outcome, ...values } = given;
    await this.ask(user, '/newcall');
    const view = this.top(user);
    if (!view) return undefined;
    await this.through('action', () => this.desk.pressInView(user, view, 'outcome', 'value', outcome));
    if (how.isClosed) {
      await this.desk.closeModals(user);
      return undefined;
    }
    const before = this.lastTold(user);
    const at = this.now;
    const send = (): Promise<Outcome> => this.desk.submit(user, view, values);
    const answer = this.outcomeOf(user, await this.submitted(send, how), before);
    // A bot that is busy shows that it works on it, and the number when it has it.
    if (answer.kind === 'done')
      await eventually(() => {
        if (!NUMBER.test(wordsOf(this.top(user) ?? view))) throw new Error('no number is told yet');
      }, 30_000).catch(() => undefined);
    const top = this.top(user);
    const no = answer.kind === 'done' && top ? NUMBER.exec(wordsOf(top))?.[0] : undefined;
    const twins = top && no ? twinsIn(top) : undefined;
    const asked = how.isTwice ? {} : { askedOf: twins?.of ?? [] };
    const noted = no || answer.kind !== 'done' ? answer : ({ kind: 'failed', words: 'no number was told' } as const);
    this.note(user, 'call', no ?? '', { ...given, ...asked }, at, noted);
    if (top && no && twins && how.twin) await this.answerTwin(user, top, twins, no, how.twin);
    await this.desk.closeModals(user);
    return no;
  }

  /** Whoever is asked whether he logged what a colleague has logged says so. */
  private async answerTwin(user: string, view: SandboxView, { block, of }: Twins, no: string, says: 'sameAs' | 'another'): Promise<void> {
    await this.through('action', () => this.desk.pressInView(user, view, block, `case:ticket.${says}`));
    const form = this.top(user);
    const given = { cancelReason: 'duplicate', duplicateOf: of[0] };
    if (says === 'sameAs' && form && form !== view) await this.handIn(user, form, 'cancel', no, given);
  }

  /** A ticket is cancelled as logged twice: its fault goes on in the other one. */
  async merge(user: string, no: string, original: string): Promise<Answer> {
    const given = { cancelReason: 'duplicate', duplicateOf: original, text: '已告知客户', reason: '与另一单是同一故障' };
    const opened = await this.open(user, no, 'cancel', given);
    if ('kind' in opened) return opened;
    await this.through('action', () => this.desk.pressInView(user, opened, 'cancelReason', 'value', 'duplicate'));
    return this.handIn(user, opened, 'cancel', no, given);
  }

  /** Orders a visit for a ticket; answers its number, if it was taken. */
  async order(user: string, ticketNo: string, given: Given, how: How = {}): Promise<string | undefined> {
    const told = await this.ask(user, `/visit ${ticketNo}`);
    const view = this.top(user);
    const at = this.now;
    if (!view) {
      this.note(user, 'order', ticketNo, given, at, { kind: 'refused', words: told?.text });
      return undefined;
    }
    const sent = await this.send(user, view, given, how);
    const no = sent.answer.kind === 'done' ? /\bV-\d+\b/.exec(sent.answer.words ?? '')?.[0] : undefined;
    this.note(user, 'order', no ?? ticketNo, { ...given, ticketNo }, sent.at, sent.answer);
    await this.desk.closeModals(user);
    return no;
  }

  /** All words that a command is answered with. */
  async words(user: string, typed: string): Promise<string> {
    const message = await this.ask(user, typed);
    return message ? shown(message) : '';
  }

  /** Every row of a list below its head, turned over to its end. */
  async listed(user: string, typed: string): Promise<readonly string[][]> {
    let message = await this.ask(user, typed);
    const rows: string[][] = [];
    for (let page = 0; message && page < 200; page += 1) {
      rows.push(...rowsOf(message));
      const on: SandboxMessage = message;
      if (!shown(on).includes('case:rest')) break;
      await this.through('action', () => this.desk.press(user, on, 'case:rest'));
      message = this.told(user, on).at(-1);
    }
    return rows;
  }
}
