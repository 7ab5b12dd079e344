import { EventEmitter } from 'node:events';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../time/clock.js';
import { Journal } from './journal.js';
import { Refusals } from './refusals.js';
import { CHANNELS, PEOPLE, type SandboxChannel, type SandboxGroup, type SandboxPerson } from './sample.js';

// biome-ignore lint/suspicious/noExplicitAny: Block Kit as the app sent it.
export type Json = any;

/** A message as the sandbox keeps it: Slack's fields, and for whom it is if it is ephemeral. */
export interface SandboxMessage {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  readonly isBot: boolean;
  text: string;
  blocks?: Json[];
  readonly threadTs?: string;
  readonly metadata?: Json;
  readonly ephemeralFor?: string;
  isEdited?: boolean;
  files?: readonly Json[];
}

/** A message that Slack holds until its time; times are whole seconds since 1970. */
export interface ScheduledMessage {
  readonly id: string;
  readonly channel: string;
  readonly postAt: number;
  readonly createdAt: number;
  readonly text: string;
  readonly blocks?: Json[];
  readonly threadTs?: string;
  /** Slack takes a message with metadata, and then never posts it. */
  readonly hasMetadata?: boolean;
}

/** An open modal or a person's App Home. */
export interface SandboxView {
  readonly id: string;
  hash: string;
  readonly user: string;
  readonly rootId: string;
  readonly previousId: string | null;
  /** As the app sent it, every block with an id. */
  body: Json;
  /** `block_id` → `action_id` → the state Slack would send. */
  values: Record<string, Record<string, Json>>;
  errors: Record<string, string>;
  /** Slack's own message when a submission got no answer. */
  failure?: string;
}

/** A message as it was posted or changed, or that it is deleted. */
interface Journaled extends SandboxMessage {
  readonly isDeleted?: true;
}

interface Stored {
  messages: SandboxMessage[];
  scheduled?: ScheduledMessage[];
  lastRead: Record<string, string>;
  offsetMs: number;
  homes: [string, SandboxView][];
  people?: SandboxPerson[];
  channels?: SandboxChannel[];
  groups?: SandboxGroup[];
}

export const BOT = { user: 'U0BELL', bot: 'B0BELL', app: 'A0BELL', team: 'T0SANDBOX', name: 'fieldbell' } as const;
const directId = (user: string): string => `D${user.slice(1)}`;
/** So long after a change it is saved, and so long after it could not be. */
const SAVE_MS = 300;
const SAVE_AGAIN_MS = 5_000;
/** Saving takes at most this part of the time. */
const SAVING_SHARE = 0.1;

/** What the sandbox kept does not read as it was written. The message says what to do. */
export class SandboxFileError extends Error {}

/** Where in a folder the sandbox keeps its Slack. */
export const sandboxFileIn = (folder: string): string => join(folder, 'sandbox.json');

/** What the sandbox kept in this file. Throws SandboxFileError. */
export function storedIn(file: string): Stored {
  try {
    const stored = JSON.parse(readFileSync(file, 'utf8')) as Stored | null;
    if (Array.isArray(stored?.messages) && Array.isArray(stored.homes)) return stored;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new SandboxFileError(
    `${file}, the sandbox's Slack, does not read as it was written. Put back a copy of it, or move it away: the sandbox then begins with empty channels, and the desk's records stay. Nothing was changed.`,
  );
}

/** The sandbox's Slack: people, channels, messages and views, saved beside the store so that a restart keeps them. */
export class Workspace extends EventEmitter {
  people: SandboxPerson[] = structuredClone([...PEOPLE]);
  channels: SandboxChannel[] = structuredClone([...CHANNELS]);
  groups: SandboxGroup[] = [];
  /** Block types that this Slack's clients do not know yet: `invalid_blocks`. */
  unknownBlocks: readonly string[] = [];
  messages: SandboxMessage[] = [];
  /** So many of the newest messages are kept. */
  mostMessages = 5_000;
  /** What Slack holds until its time. */
  scheduled: ScheduledMessage[] = [];
  /** Each person's stack of modals, the top last. */
  readonly modals = new Map<string, SandboxView[]>();
  readonly homes = new Map<string, SandboxView>();
  /** `user channel` → the ts up to which it was read. */
  lastRead: Record<string, string> = {};
  offsetMs = 0;
  readonly refusals = new Refusals();
  /** While days are lived through, what changes is saved once, at their end. */
  isHeld = false;
  private lastTs = 0;
  private counter = 0;
  private saving: NodeJS.Timeout | undefined;
  private lastSaveMs = 0;
  private readonly journal: Journal<Journaled> | undefined;

  constructor(
    private readonly file: string | undefined,
    private readonly clock: () => Clock,
    /** Hears that the file could not be written; it is tried again. */
    private readonly onUnsaved: (error: unknown) => void = () => {},
  ) {
    super();
    if (file && existsSync(file)) this.load(file);
    if (file) this.journal = new Journal<Journaled>(`${file}.journal`, onUnsaved);
    for (const message of this.journal?.read() ?? []) this.recall(message);
    this.lastTs = Math.max(0, ...this.messages.map(({ ts }) => Math.round(Number(ts) * 1e6)));
  }

  /** A message as it was acknowledged, where it was not saved any more: the process was killed. */
  private recall({ isDeleted, ...message }: Journaled): void {
    const at = this.messages.findIndex(({ ts, channel }) => ts === message.ts && channel === message.channel);
    if (isDeleted) this.messages = this.messages.filter((_, n) => n !== at);
    else if (at < 0) this.messages.push(message);
    else this.messages[at] = message;
  }

  private load(file: string): void {
    const stored = storedIn(file);
    this.messages = stored.messages;
    this.scheduled = stored.scheduled ?? [];
    this.lastRead = stored.lastRead;
    this.offsetMs = stored.offsetMs;
    this.people = stored.people ?? this.people;
    this.channels = stored.channels ?? this.channels;
    this.groups = stored.groups ?? [];
    for (const [user, view] of stored.homes) this.homes.set(user, view);
  }

  /** Tells the page that something changed, and saves soon. */
  changed(): void {
    this.emit('changed');
    this.saveIn(Math.max(SAVE_MS, this.lastSaveMs / SAVING_SHARE));
  }

  private saveIn(ms: number): void {
    if (this.file && !this.isHeld) this.saving ??= setTimeout(() => this.save(), ms).unref();
  }

  /** Writes it down. A disk that is full keeps nobody from going on: it is tried again. */
  save(): void {
    clearTimeout(this.saving);
    this.saving = undefined;
    if (!this.file) return;
    const began = performance.now();
    const { messages, scheduled, lastRead, offsetMs, people, channels, groups } = this;
    const stored: Stored = { messages, scheduled, lastRead, offsetMs, homes: [...this.homes], people, channels, groups };
    try {
      writeFileSync(`${this.file}.new`, JSON.stringify(stored), { mode: 0o600 });
      renameSync(`${this.file}.new`, this.file);
      this.journal?.forget();
      this.lastSaveMs = performance.now() - began;
    } catch (error) {
      this.onUnsaved(error);
      this.saveIn(SAVE_AGAIN_MS);
    }
  }

  clear(): void {
    this.messages = [];
    this.scheduled = [];
    this.modals.clear();
    this.homes.clear();
    this.lastRead = {};
    this.people = structuredClone([...PEOPLE]);
    this.channels = structuredClone([...CHANNELS]);
    this.groups = [];
    this.unknownBlocks = [];
    this.refusals.clear();
    this.journal?.forget();
    this.lastTs = 0;
    this.changed();
  }

  /** The next `ts`: the desk's seconds with six digits, each one later than all before. */
  nextTs(atMs = this.clock().now().toMillis()): string {
    // A moment between two milliseconds, as a moved clock has it, would make two dots of one.
    const micros = Math.max(Math.floor(atMs * 1000), this.lastTs + 1);
    this.lastTs = micros;
    return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
  }

  nextId(prefix: string): string {
    this.counter += 1;
    return `${prefix}${Date.now().toString(36).toUpperCase()}${this.counter.toString(36).toUpperCase()}`;
  }

  person(id: string): SandboxPerson | undefined {
    return this.people.find((person) => person.id === id);
  }

  channel(idOrName: string): SandboxChannel | undefined {
    return this.channels.find(({ id, name }) => id === idOrName || name === idOrName.replace(/^#/, ''));
  }

  /** A channel as somebody can write there, his own direct one included; undefined for one that he does not have. */
  channelFor(user: string, idOrName: string): SandboxChannel | undefined {
    if (idOrName === directId(user)) return this.direct(user);
    return this.channels.find(({ id, name, isDirect }) => !isDirect && (id === idOrName || name === idOrName.replace(/^#/, '')));
  }

  /** The bot's direct channel with a person, opened when it is not there yet. */
  direct(user: string): SandboxChannel {
    const id = directId(user);
    const known = this.channel(id);
    if (known) return known;
    const channel: SandboxChannel = {
      id,
      name: BOT.name,
      isDirect: true,
      isPrivate: true,
      isArchived: false,
      hasBot: true,
      members: [user],
    };
    this.channels.push(channel);
    return channel;
  }

  add(message: Omit<SandboxMessage, 'ts'>, atMs?: number): SandboxMessage {
    const kept: SandboxMessage = { ...message, ts: this.nextTs(atMs) };
    if (kept.blocks) kept.blocks = this.withBlockIds(kept.blocks);
    this.messages.push(kept);
    if (this.messages.length > this.mostMessages) this.messages.splice(0, this.messages.length - this.mostMessages);
    this.shown(kept);
    return kept;
  }

  /** A message stands there as it is now: whoever posted or changed it may rely on that. */
  shown(message: SandboxMessage): void {
    this.journal?.write(message);
    this.changed();
  }

  /** A message is deleted, and stays that. */
  remove(message: SandboxMessage): void {
    this.messages.splice(this.messages.indexOf(message), 1);
    this.journal?.write({ ...message, isDeleted: true });
    this.changed();
  }

  /** The message of this moment; each has one of its own, and they stand in the order of their moments. */
  message(channel: string, ts: string): SandboxMessage | undefined {
    const wanted = Number(ts);
    let [from, to] = [0, this.messages.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (Number(this.messages[middle]?.ts) < wanted) from = middle + 1;
      else to = middle;
    }
    const found = this.messages[from];
    return found?.ts === ts && found.channel === channel ? found : undefined;
  }

  /** Slack gives every block without a `block_id` one of its own. */
  withBlockIds(blocks: Json[]): Json[] {
    return blocks.map((block) => ({ ...block, block_id: block.block_id ?? `b${this.nextId('').slice(-11)}` }));
  }

  modal(viewId: string): SandboxView | undefined {
    return [...this.modals.values()].flat().find(({ id }) => id === viewId);
  }

  view(viewId: string): SandboxView | undefined {
    return this.modal(viewId) ?? [...this.homes.values()].find(({ id }) => id === viewId);
  }
}
