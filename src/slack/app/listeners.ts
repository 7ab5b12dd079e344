import type { AckFn, App, RespondFn } from '@slack/bolt';
import { cleanText } from '../../cases/text.js';
import { unescaped } from '../messages/mrkdwn.js';
import type { CommandNames } from './command-names.js';

/** A request that nobody here took, as far as it is read. */
interface Stray {
  readonly body: { readonly type: string; readonly user: { readonly id: string }; readonly response_url?: string };
  readonly ack: AckFn<unknown>;
  readonly respond: RespondFn;
}
type StrayListener = (stray: Stray) => Promise<void>;
type StrayKind = 'action' | 'options' | 'view' | 'shortcut';

/** What the bot listens to, with Bolt's own signatures, and `otherwise` for what no listener has acknowledged. */
export type Listeners = Pick<App, 'command' | 'action' | 'options' | 'view' | 'shortcut' | 'event' | 'message'> & {
  otherwise(kind: StrayKind, listener: StrayListener): void;
};

type Constraints = Readonly<Record<string, string | RegExp>>;
type Facts = Readonly<Record<string, unknown>>;
/** Bolt's arguments as they are here: the types of each listener are those of `Listeners`. */
type Args = Readonly<Record<string, Facts>>;
type Listener = (args: Args) => Promise<void>;

const fits = (constraints: Constraints, facts: Facts): boolean =>
  Object.entries(constraints).every(([key, wanted]) => {
    const given = facts[key];
    return typeof given === 'string' && (typeof wanted === 'string' ? given === wanted : wanted.test(given));
  });

/** The listeners of one kind of request. `factsOf` gives what they choose by; a constraint that is a word or pattern alone is about `key`. */
class Kind {
  private readonly rows: { readonly constraints: Constraints; readonly listener: Listener }[] = [];

  constructor(
    private readonly key: string,
    private readonly factsOf: (args: Args) => Facts,
  ) {}

  readonly listen = (given: string | RegExp | Constraints, listener: Listener, ...more: Listener[]): void => {
    if (more.length > 0) throw new Error('one listener at a time: a chain of them is not called here');
    const isWord = typeof given === 'string' || given instanceof RegExp;
    this.rows.push({ constraints: isWord ? { [this.key]: given } : given, listener });
  };

  /** Called for what no listener has acknowledged. */
  stray: StrayListener | undefined;

  readonly run = async (args: Args): Promise<void> => {
    const facts = this.factsOf(args);
    const { ack } = args as { readonly ack?: AckFn<unknown> };
    let isTaken = false;
    const taking: AckFn<unknown> = async (answer) => {
      isTaken = true;
      await ack?.(answer);
    };
    const given = ack ? { ...args, ack: taking as never } : args;
    await Promise.all(this.rows.flatMap(({ constraints, listener }) => (fits(constraints, facts) ? listener(given) : [])));
    if (ack && !isTaken) await this.stray?.(args as never);
  };
}

const ANY = /^/;

/** Letters and digits as wide as a Chinese keyboard writes them. */
const WIDE = /[０-９Ａ-Ｚａ-ｚ]/g;

/** The command by the desk's own name, and what was typed after it without what cannot be seen, as in every form. */
const read = (command: Facts, { ownOf }: CommandNames): Facts => ({
  ...command,
  command: ownOf(String(command.command)),
  text: typeof command.text === 'string' ? cleanText(unescaped(command.text)).replace(WIDE, (sign) => sign.normalize('NFKC')) : '',
});

/**
 * Listens in Bolt once for each kind of request, and chooses whom to call as Bolt would. Bolt itself walks every listener through
 * its middleware for each request, some promises each: with dozens of listeners that was half of a press (decision 0014).
 */
export function listenersOf(app: App, names: CommandNames): Listeners {
  const commands = new Kind('command', ({ command }) => ({ ...command }));
  const actions = new Kind('action_id', ({ action, body }) => ({ ...action, type: body?.type }));
  const options = new Kind('action_id', ({ payload, body }) => ({ ...payload, type: body?.type }));
  const views = new Kind('callback_id', ({ view, body }) => ({ ...view, type: body?.type }));
  const shortcuts = new Kind('callback_id', ({ shortcut }) => ({ ...shortcut }));
  const events = new Kind('type', ({ event }) => ({ ...event }));
  app.command(ANY, (({ command = {}, ...args }: Args) => commands.run({ ...args, command: read(command, names) })) as never);
  app.action({}, actions.run as never);
  app.options({}, options.run as never);
  app.view({}, views.run as never);
  app.shortcut(ANY, shortcuts.run as never);
  app.event(ANY, events.run as never);
  return {
    command: commands.listen,
    action: actions.listen,
    options: options.listen,
    view: views.listen,
    shortcut: shortcuts.listen,
    event: events.listen,
    message: (...listeners: [Listener]) => events.listen('message', ...listeners),
    otherwise: (kind: StrayKind, listener: StrayListener) => {
      ({ action: actions, options, view: views, shortcut: shortcuts })[kind].stray = listener;
    },
  } as never;
}
