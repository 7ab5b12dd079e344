// biome-ignore lint/suspicious/noExplicitAny: Block Kit as the app sent it.
export type Json = any;

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly part: string;
  readonly locale: string;
  readonly tz: string;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly isDirect: boolean;
  readonly members: readonly string[];
}

export interface Message {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  readonly isBot: boolean;
  readonly text: string;
  readonly blocks?: Json[];
  readonly threadTs?: string;
  readonly ephemeralFor?: string;
  readonly isEdited?: boolean;
  readonly files?: readonly Json[];
}

export interface View {
  readonly id: string;
  readonly hash: string;
  readonly body: Json;
  readonly values: Record<string, Record<string, Json>>;
  readonly errors: Record<string, string>;
  readonly failure?: string;
}

/** What `GET /sandbox/state` answers. */
export interface State {
  readonly now: string;
  /** What Slack does with the bot's calls: one of the sandbox's faults, or it works. */
  readonly slack: string;
  readonly bot: 'on' | 'off';
  readonly people: Person[];
  readonly channels: Channel[];
  readonly messages: Message[];
  readonly modals: Record<string, View[]>;
  readonly homes: Record<string, View>;
  readonly lastRead: Record<string, string>;
  readonly commands: { readonly command: string; readonly hint: string; readonly description: string }[];
  readonly shortcuts: { readonly name: string; readonly callbackId: string; readonly type: string }[];
}

export interface Outcome {
  readonly ok: boolean;
  readonly error?: string;
  readonly errors?: Record<string, string>;
  readonly options?: Json[];
}

async function post(path: string, body: object): Promise<Outcome> {
  const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return response.json();
}

/** Puts a file of this machine into the sandbox's Slack, and answers what Slack says of it. */
export const upload = async (file: File): Promise<Json> =>
  (await fetch(`/sandbox/files?name=${encodeURIComponent(file.name)}`, { method: 'POST', body: file })).json();

export const fetchState = async (): Promise<State> => (await fetch('/sandbox/state')).json();
export const act = (user: string, what: object): Promise<Outcome> => post('/sandbox/act', { user, ...what });
export const advance = (duration: string): Promise<Outcome> => post('/sandbox/clock', { advance: duration });
export const disturb = (slack: string): Promise<Outcome> => post('/sandbox/faults', { slack });
export const turnBot = (off: boolean): Promise<Outcome> => post('/sandbox/bot', { off });
/** Gives a channel another name; Slack's error where it does not take it. */
export const rename = (channel: string, name: string): Promise<Outcome> => post('/sandbox/channels', { channel, rename: name });
export const reset = (): Promise<Outcome> => post('/sandbox/reset', {});
