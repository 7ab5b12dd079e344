import type { Outcome } from './outcome.js';
import { BOT, type Json, type SandboxMessage, type Workspace } from './workspace.js';

/** Uses of a response URL that Slack allows. */
const RESPONSE_USES = 5;

/** Where an answer to a response URL goes. */
interface Target {
  readonly user: string;
  readonly channel: string;
  readonly threadTs?: string | undefined;
  readonly message?: SandboxMessage | undefined;
}

/** The addresses that Slack hands out with commands and presses, each good for a few answers. */
export class ResponseUrls {
  private readonly known = new Map<string, Target & { uses: number }>();

  constructor(
    private readonly workspace: Workspace,
    private readonly baseUrl: () => string,
  ) {}

  make(target: Target): string {
    const id = Math.random().toString(36).slice(2);
    this.known.set(id, { ...target, uses: 0 });
    return `${this.baseUrl()}/response/${id}`;
  }

  /** The app used a response URL: ephemeral unless told otherwise. */
  use(id: string, body: Json): Outcome {
    const target = this.known.get(id);
    if (!target) return { ok: false, error: 'expired_url' };
    target.uses += 1;
    if (target.uses > RESPONSE_USES) return { ok: false, error: 'used_url' };
    return this.respond(target, body);
  }

  /** Answers as the app asks: in place of the message, for everybody, or for the person alone. */
  respond(target: Target, body: Json): Outcome {
    const { user, channel, threadTs, message } = target;
    if (body.delete_original) {
      if (message) this.workspace.messages = this.workspace.messages.filter((other) => other !== message);
      this.workspace.changed();
      return { ok: true };
    }
    if (message && body.replace_original) {
      message.text = body.text ?? '';
      if (body.blocks) message.blocks = this.workspace.withBlockIds(body.blocks);
      this.workspace.changed();
      return { ok: true };
    }
    const isPublic = body.response_type === 'in_channel';
    this.workspace.add({
      channel,
      user: BOT.user,
      isBot: true,
      text: body.text ?? '',
      ...(body.blocks ? { blocks: body.blocks } : {}),
      ...(threadTs ? { threadTs } : {}),
      ...(isPublic ? {} : { ephemeralFor: user }),
    });
    return { ok: true };
  }
}
