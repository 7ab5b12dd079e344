import type { RunningApp } from '../../src/app.js';
import type { Fault } from '../../src/sandbox/faults.js';
import type { Outcome } from '../../src/sandbox/outcome.js';
import type { PersonKind } from '../../src/sandbox/people.js';
import type { Befalls } from '../../src/sandbox/places.js';
import type { Refusal } from '../../src/sandbox/refusals.js';
import type { DirectAnswer } from '../../src/sandbox/sample.js';

/** What Slack says of a modal that its person closed, or that was drawn anew since it was looked at. */
const MOVED_ON: readonly string[] = ['not_found', 'hash_conflict'];

/** The world around a desk under test, as the sandbox's control API moves it: people, channels, Slack itself, the clock. */
export abstract class World {
  abstract readonly app: RunningApp;

  protected get sandbox() {
    if (!this.app.sandbox) throw new Error('not a sandbox');
    return this.app.sandbox;
  }

  get workspace() {
    return this.sandbox.workspace;
  }

  protected async act(user: string, what: object): Promise<Outcome> {
    return (await this.control('act', { user, ...what })) as Outcome;
  }

  /** Asks something of the sandbox's control API. Throws when it did not understand. */
  protected async control(what: string, body: object): Promise<unknown> {
    const response = await fetch(`${this.app.url}/sandbox/${what}`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${what}: ${await response.text()}`);
    return response.json();
  }

  /** Somebody new comes to the workspace, and into its channels; answers his id. */
  async newcomer(kind: PersonKind, name = 'Kim Newcomer', id?: string, tz?: string): Promise<string> {
    return ((await this.control('people', { kind, name, id, tz })) as { user: string }).user;
  }

  /**
   * Somebody is deactivated while the bot runs. Slack goes on taking what is written into a direct channel that is open
   * already, and nobody reads it; `direct` lets it refuse that.
   */
  async deactivate(user: string, direct: DirectAnswer = 'taken'): Promise<void> {
    await this.control('people', { user, isDeleted: true, direct });
  }

  async reactivate(user: string): Promise<void> {
    await this.control('people', { user, isDeleted: false });
  }

  /** A channel is archived, deleted, made anew under its name, …; answers the id under which it is found now. */
  async channel(channel: string, befalls: Befalls): Promise<string> {
    return ((await this.control('channels', { channel, befalls })) as { channel: string }).channel;
  }

  /** Somebody gives a channel another name. Throws Slack's error where it does not take it. */
  async rename(channel: string, name: string): Promise<void> {
    await this.control('channels', { channel, rename: name });
  }

  /** A new channel; answers its id. */
  async newChannel(name: string, more: { isPrivate?: boolean; hasBot?: boolean } = {}): Promise<string> {
    return ((await this.control('channels', { name, ...more })) as { channel: string }).channel;
  }

  /** A user group with these members, or one that Slack answers with an error code, such as `no_such_subteam`. */
  async userGroup(id: string, members: readonly string[] | { error: string }): Promise<void> {
    await this.control('groups', { id, ...('error' in members ? members : { members }) });
  }

  /** How Slack misbehaves from now on: `{ slack: 'fails', share: 0.1 }` is a tenth of all calls; `{ slack: 'works' }` ends it. */
  async slack(fault: Fault): Promise<void> {
    await this.control('faults', fault);
  }

  /** Slack's clients do not know these types of blocks: messages and views with them are `invalid_blocks`. */
  async unknownBlocks(...types: string[]): Promise<void> {
    await this.control('client', { unknownBlocks: types });
  }

  /** A signed request of another workspace that has the app too: what somebody there does, as the control API says it. */
  actIn(team: string, user: string, what: object): Promise<Outcome> {
    return this.act(user, { ...what, team });
  }

  /** What Slack has refused of the bot's so far: nothing, if the bot does everything right. What came late for a modal may find it closed, or drawn anew. */
  get refused(): readonly Refusal[] {
    return this.workspace.refusals.all.filter(({ what, error }) => what !== 'views.update' || !MOVED_ON.includes(error));
  }

  async advance(duration: string): Promise<void> {
    const response = await fetch(`${this.app.url}/sandbox/clock`, { method: 'POST', body: JSON.stringify({ advance: duration }) });
    if (!response.ok) throw new Error(await response.text());
  }

  /** Switches the bot's machine off or on again, as the sandbox's page does. */
  async turnBot(to: 'on' | 'off'): Promise<void> {
    const response = await fetch(`${this.app.url}/sandbox/bot`, { method: 'POST', body: JSON.stringify({ off: to === 'off' }) });
    if (!response.ok) throw new Error(await response.text());
  }

  /** Moves the clock without running anything in between: the bot was down. */
  async sleepThrough(duration: { hours?: number; minutes?: number }): Promise<void> {
    this.sandbox.clock.moveTo(this.sandbox.clock.now().plus(duration));
  }

  /** Puts a file into the sandbox's Slack, as the page does. */
  /** Somebody deletes a file in Slack. */
  async deleteFile(file: string): Promise<void> {
    await this.control('deletedFile', { file });
  }

  async file(name: string, bytes: Buffer): Promise<object> {
    const body = new Uint8Array(bytes);
    const response = await fetch(`${this.app.url}/sandbox/files?name=${encodeURIComponent(name)}`, { method: 'POST', body });
    return (await response.json()) as object;
  }
}
