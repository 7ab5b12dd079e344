import type { Manifest } from '../slack/app/manifest.js';
import type { Ack, Delivery } from './deliver.js';
import { clientErrors, elementIn, inputsOf, keepsValue, pressOf, stateOf } from './inputs.js';
import { messageJson } from './message-methods.js';
import type { Outcome } from './outcome.js';
import { Payloads } from './payloads.js';
import type { ResponseUrls } from './response-urls.js';
import type { SandboxChannel } from './sample.js';
import { applyAnswer } from './submissions.js';
import type { Triggers } from './triggers.js';
import { optionsProblem } from './verdicts.js';
import { BOT, type Json, type SandboxView, type Workspace } from './workspace.js';

const NO_CHANNEL: Outcome = { ok: false, error: 'channel_not_found' };

/** What people do in the sandbox, turned into the requests that Slack would send. */
export class Acting {
  private readonly payloads: Payloads;

  constructor(
    private readonly workspace: Workspace,
    private readonly delivery: Delivery,
    private readonly triggers: Triggers,
    private readonly responses: ResponseUrls,
    private readonly manifest: Pick<Manifest, 'commands' | 'events'>,
    readonly elsewhere?: string,
  ) {
    this.payloads = new Payloads(workspace, elsewhere);
  }

  /** The same people acting in another workspace that has the app too: signed alike, and none of this bot's business. */
  inTeam(team: string): Acting {
    return new Acting(this.workspace, this.delivery, this.triggers, this.responses, this.manifest, team);
  }

  /** A word from Slack itself, seen by one person. */
  private slackbot(user: string, channel: string, text: string): void {
    this.workspace.add({ channel, user: 'USLACKBOT', isBot: true, text, ephemeralFor: user });
  }

  /** People typed as `@name` become ids where the manifest asks Slack to escape them. */
  private withIds(text: string): string {
    return text.replace(/@([\w.-]+)/g, (typed, name: string) => {
      const person = this.workspace.people.find((other) => other.name === name || other.id === name);
      return person ? `<@${person.id}|${person.name}>` : typed;
    });
  }

  async command(user: string, name: string, text: string, channelId: string): Promise<Outcome> {
    const channel = this.workspace.channelFor(user, channelId);
    if (!channel) return NO_CHANNEL;
    const known = this.manifest.commands.find(({ command }) => command === name);
    if (!known) {
      const error = `${name} is not a valid command.`;
      this.slackbot(user, channel.id, error);
      return { ok: false, error };
    }
    const ack = await this.delivery.command({
      token: 'sandbox',
      team_id: this.payloads.teamOf(user),
      team_domain: 'fieldbell-sandbox',
      channel_id: channel.id,
      channel_name: channel.isDirect ? 'directmessage' : channel.name,
      user_id: user,
      user_name: this.workspace.person(user)?.name ?? user,
      command: name,
      text: known.isEscaped ? this.withIds(text) : text,
      api_app_id: BOT.app,
      is_enterprise_install: 'false',
      response_url: this.responses.make({ user, channel: channel.id }),
      trigger_id: this.triggers.make(user),
    });
    if (!ack.isAcked) {
      this.workspace.refusals.note('request', ack.reason);
      const error = `${name} failed with the error "${ack.reason === 'http_timeout' ? 'operation_timeout' : 'dispatch_failed'}"`;
      this.slackbot(user, channel.id, error);
      return { ok: false, error };
    }
    if (ack.body) this.responses.respond({ user, channel: channel.id }, typeof ack.body === 'string' ? { text: ack.body } : ack.body);
    return { ok: true };
  }

  /** Types plain values into a view's inputs. */
  async type(view: SandboxView, values: Json): Promise<Outcome> {
    for (const [name, value] of Object.entries(values ?? {})) {
      const found = inputsOf(view.body).find(({ block, element }) => block.block_id === name || element.action_id === name);
      if (!found) return { ok: false, error: `the view has no input ${name}` };
      const state =
        found.element.type === 'external_select' && typeof value === 'string' && value !== ''
          ? await this.offered(view, found, value)
          : stateOf(found.element, value);
      if (!state || (typeof value === 'string' && value !== '' && state.selected_option === null))
        return { ok: false, error: `"${String(value)}" is not an option of ${name}` };
      view.values[found.block.block_id] = { ...view.values[found.block.block_id], [found.element.action_id]: state };
    }
    return { ok: true };
  }

  /** An external select only takes what the app offers. */
  private async offered(view: SandboxView, { block, element }: { block: Json; element: Json }, value: string): Promise<Json> {
    const known = view.values[block.block_id]?.[element.action_id]?.selected_option;
    if (known?.value === value) return { type: element.type, selected_option: known };
    const { options = [] } = await this.suggest(view.user, view.id, block.block_id, element.action_id, value);
    const option = options.find((item) => item.value === value);
    return option && { type: element.type, selected_option: option };
  }

  /** Asks the app for the options of an external select. */
  async suggest(user: string, viewId: string, blockId: string, actionId: string, value: string): Promise<Outcome> {
    const view = this.workspace.view(viewId);
    if (!view) return { ok: false, error: 'view_not_found' };
    const ack = await this.delivery.interaction({
      type: 'block_suggestion',
      ...this.payloads.inView(user),
      container: { type: 'view', view_id: view.id },
      action_id: actionId,
      block_id: blockId,
      value,
      view: this.payloads.viewOf(view),
    });
    const options = ack.body?.options ?? [];
    const problems = ack.isAcked ? optionsProblem(options) : ['no answer'];
    if (problems.length > 0) this.workspace.refusals.note('options', 'invalid_options', problems);
    return problems.length > 0 ? { ok: false, error: problems.join(', '), options: [] } : { ok: true, options };
  }

  /** Presses a button or picks from a menu, in a message or in a view. */
  async press(user: string, pressed: Json): Promise<Outcome> {
    return pressed.viewId ? this.pressInView(user, pressed) : this.pressInMessage(user, pressed);
  }

  private async pressInMessage(user: string, { channel, ts, actionId, value }: Json): Promise<Outcome> {
    const message = this.workspace.message(channel, ts);
    const isSeen = message && (!message.ephemeralFor || message.ephemeralFor === user);
    const found = isSeen && elementIn(message.blocks ?? [], actionId, value);
    if (!message || !found) return { ok: false, error: `no element ${actionId} in the message` };
    const { block, element } = found;
    const isEphemeral = message.ephemeralFor !== undefined;
    const ack = await this.delivery.interaction({
      type: 'block_actions',
      ...this.payloads.common(user),
      container: {
        type: 'message',
        message_ts: ts,
        channel_id: channel,
        is_ephemeral: isEphemeral,
        ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
      },
      trigger_id: this.triggers.make(user),
      channel: { id: channel, name: this.workspace.channel(channel)?.name ?? channel },
      ...(isEphemeral ? {} : { message: messageJson(message) }),
      state: { values: {} },
      response_url: this.responses.make({ user, channel, message }),
      actions: [pressOf(block, element, value, this.workspace.nextTs())],
    });
    return ack.isAcked ? { ok: true } : this.unanswered(user, channel, ack);
  }

  private async pressInView(user: string, { viewId, blockId, actionId, value, values }: Json): Promise<Outcome> {
    const view = this.workspace.view(viewId);
    if (!view || view.user !== user) return { ok: false, error: 'view_not_found' };
    const typed = await this.type(view, values);
    if (!typed.ok) return typed;
    const found = elementIn(view.body.blocks, actionId, value, blockId);
    if (!found) return { ok: false, error: `no element ${actionId} in the view` };
    const { block, element } = found;
    if (keepsValue(element.type) && value !== undefined) {
      const set = await this.type(view, { [block.block_id]: value });
      if (!set.ok) return set;
    }
    const state = view.values[block.block_id]?.[element.action_id];
    const action = keepsValue(element.type)
      ? { type: element.type, action_id: element.action_id, block_id: block.block_id, action_ts: this.workspace.nextTs(), ...state }
      : pressOf(block, element, value, this.workspace.nextTs());
    const ack = await this.delivery.interaction({
      type: 'block_actions',
      ...this.payloads.inView(user),
      container: { type: 'view', view_id: view.id },
      trigger_id: this.triggers.make(user),
      view: this.payloads.viewOf(view),
      actions: [action],
    });
    if (ack.isAcked) return { ok: true };
    this.workspace.refusals.note('request', ack.reason);
    view.failure = 'We had some trouble connecting. Try again?';
    this.workspace.changed();
    return { ok: false, error: view.failure };
  }

  private unanswered(user: string, channel: string, { reason }: Ack): Outcome {
    this.workspace.refusals.note('request', reason);
    const error = 'This app did not respond in time.';
    this.slackbot(user, channel, error);
    return { ok: false, error };
  }

  async submit(user: string, viewId: string, values: Json): Promise<Outcome> {
    const view = this.workspace.modal(viewId);
    if (!view || view.user !== user) return { ok: false, error: 'view_not_found' };
    const typed = await this.type(view, values);
    if (!typed.ok) return typed;
    view.errors = clientErrors(view);
    delete view.failure;
    if (Object.keys(view.errors).length > 0) {
      this.workspace.changed();
      return { ok: false, errors: view.errors };
    }
    const ack = await this.delivery.interaction({
      type: 'view_submission',
      ...this.payloads.inView(user),
      trigger_id: this.triggers.make(user),
      view: this.payloads.viewOf(view),
      response_urls: [],
    });
    if (!ack.isAcked) {
      this.workspace.refusals.note('request', ack.reason);
      view.failure = 'We had some trouble connecting. Try again?';
      this.workspace.changed();
      return { ok: false, error: view.failure };
    }
    return applyAnswer(this.workspace, view, ack.body);
  }

  async close(user: string, viewId: string): Promise<Outcome> {
    const view = this.workspace.modal(viewId);
    if (!view || view.user !== user) return { ok: false, error: 'view_not_found' };
    this.workspace.modals.set(
      user,
      (this.workspace.modals.get(user) ?? []).filter((other) => other !== view),
    );
    this.workspace.changed();
    if (view.body.notify_on_close)
      await this.delivery.interaction({
        type: 'view_closed',
        ...this.payloads.inView(user),
        view: this.payloads.viewOf(view),
        is_cleared: false,
      });
    return { ok: true };
  }

  async shortcut(user: string, callbackId: string, channel?: string, ts?: string): Promise<Outcome> {
    const base = {
      ...this.payloads.common(user),
      callback_id: callbackId,
      trigger_id: this.triggers.make(user),
      action_ts: this.workspace.nextTs(),
    };
    if (!channel || !ts) return { ok: (await this.delivery.interaction({ type: 'shortcut', ...base })).isAcked };
    const message = this.workspace.message(channel, ts);
    if (!message) return { ok: false, error: 'message_not_found' };
    const ack = await this.delivery.interaction({
      type: 'message_action',
      ...base,
      message_ts: ts,
      channel: { id: channel, name: this.workspace.channel(channel)?.name ?? channel },
      message: messageJson(message),
      response_url: this.responses.make({ user, channel }),
    });
    return ack.isAcked ? { ok: true } : this.unanswered(user, channel, ack);
  }

  /** Slack tells an app of what it has subscribed to only. */
  private hears(subscription: string): boolean {
    return this.manifest.events.includes(subscription);
  }

  /** A person writes a message; the app hears of it where it is a member. */
  async say(user: string, channelId: string, text: string, threadTs?: string): Promise<Outcome> {
    const channel = this.workspace.channelFor(user, channelId);
    if (!channel) return NO_CHANNEL;
    const escaped = text
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(new RegExp(`@${BOT.name}\\b`, 'g'), `<@${BOT.user}>`);
    const message = this.workspace.add({ channel: channel.id, user, isBot: false, text: escaped, ...(threadTs ? { threadTs } : {}) });
    if (!channel.hasBot) return { ok: true, ts: message.ts };
    const parent = threadTs === undefined ? undefined : this.workspace.message(channel.id, threadTs);
    const event = {
      ...messageJson(message),
      ...(parent ? { parent_user_id: parent.user } : {}),
      team: this.payloads.teamOf(user),
      user_team: this.payloads.teamOf(user),
      channel: channel.id,
      event_ts: message.ts,
      channel_type: channel.isDirect ? 'im' : channel.isPrivate ? 'group' : 'channel',
    };
    const subscription = `message.${{ im: 'im', group: 'groups', channel: 'channels' }[event.channel_type as string]}`;
    if (this.hears(subscription)) await this.delivery.event(this.payloads.envelope(event));
    // In a direct channel Slack tells of no mention: what is written there is for the app anyway.
    const isMention = !channel.isDirect && escaped.includes(`<@${BOT.user}>`);
    if (isMention && this.hears('app_mention')) await this.delivery.event(this.payloads.envelope({ ...event, type: 'app_mention' }));
    return { ok: true, ts: message.ts };
  }

  /** Slack tells of a file that is deleted by its id alone. */
  async fileDeleted(file: string): Promise<void> {
    const event = { type: 'file_deleted', file_id: file, event_ts: this.workspace.nextTs() };
    if (this.hears('file_deleted')) await this.delivery.event(this.payloads.envelope(event));
  }

  /** Slack tells of a channel's new name where the bot is in it. */
  async renamed({ id, name, isPrivate, hasBot }: SandboxChannel): Promise<void> {
    const type = isPrivate ? 'group_rename' : 'channel_rename';
    const event = { type, channel: { id, name, created: 0 }, event_ts: this.workspace.nextTs() };
    if (hasBot && this.hears(type)) await this.delivery.event(this.payloads.envelope(event));
  }

  /** Slack tells of a channel that is deleted where the bot was in it. */
  async channelDeleted({ id, isPrivate, hasBot }: SandboxChannel): Promise<void> {
    const type = isPrivate ? 'group_deleted' : 'channel_deleted';
    const event = { type, channel: id, event_ts: this.workspace.nextTs() };
    if (hasBot && this.hears(type)) await this.delivery.event(this.payloads.envelope(event));
  }

  /** A person opens the bot's Home. */
  async openHome(user: string): Promise<Outcome> {
    if (!this.hears('app_home_opened')) return { ok: true };
    const view = this.workspace.homes.get(user);
    const ack = await this.delivery.event(
      this.payloads.envelope({
        type: 'app_home_opened',
        user,
        channel: this.workspace.direct(user).id,
        tab: 'home',
        event_ts: this.workspace.nextTs(),
        ...(view ? { view: this.payloads.viewOf(view) } : {}),
      }),
    );
    return { ok: ack.isAcked };
  }
}
