import { dropOlder } from './ages.js';
import type { Outcome } from './outcome.js';
import { messageProblem } from './verdicts.js';
import { BOT, type Json, type SandboxMessage, type Workspace } from './workspace.js';

/** Uses of a response URL that Slack allows, and how long it lives. */
const RESPONSE_USES = 5;
const RESPONSE_LIFE_MS = 30 * 60_000;

/** Where an answer to a response URL goes. */
interface Target {
  readonly user: string;
  readonly channel: string;
  readonly message?: SandboxMessage | undefined;
}

/** The addresses that Slack hands out with commands and presses, each good for a few answers and half an hour. */
export class ResponseUrls {
  private readonly known = new Map<string, Target & { readonly bornAt: number; uses: number }>();

  /** `now` in milliseconds of the machine's clock, as for triggers. */
  constructor(
    private readonly workspace: Workspace,
    private readonly baseUrl: () => string,
    private readonly now: () => number = Date.now,
  ) {}

  make(target: Target): string {
    dropOlder(this.known, this.now() - RESPONSE_LIFE_MS);
    const id = Math.random().toString(36).slice(2);
    this.known.set(id, { ...target, bornAt: this.now(), uses: 0 });
    return `${this.baseUrl()}/response/${id}`;
  }

  /** The app used a response URL: ephemeral unless told otherwise. */
  use(id: string, body: Json): Outcome {
    const target = this.known.get(id);
    if (!target || this.now() - target.bornAt > RESPONSE_LIFE_MS) return this.gone('expired_url');
    target.uses += 1;
    return target.uses > RESPONSE_USES ? this.gone('used_url') : this.respond(target, body);
  }

  private gone(error: string): Outcome {
    this.workspace.refusals.note('response_url', error);
    return { ok: false, error };
  }

  /** Answers as the app asks: in place of the message, for everybody, or for the person alone; in a thread only if it says which. */
  respond({ user, channel, message }: Target, body: Json): Outcome {
    if (body.delete_original) {
      if (message) this.workspace.messages = this.workspace.messages.filter((other) => other !== message);
      this.workspace.changed();
      return { ok: true };
    }
    const problem = messageProblem(body, this.workspace.unknownBlocks);
    if (problem) {
      this.workspace.refusals.note('response_url', problem.error, problem.messages);
      return { ok: false, error: problem.error };
    }
    if (message && body.replace_original) {
      message.text = body.text ?? '';
      if (body.blocks) message.blocks = this.workspace.withBlockIds(body.blocks);
      this.workspace.changed();
      return { ok: true };
    }
    this.workspace.add({
      channel,
      user: BOT.user,
      isBot: true,
      text: body.text ?? '',
      ...(body.blocks ? { blocks: body.blocks } : {}),
      ...(body.thread_ts ? { threadTs: String(body.thread_ts) } : {}),
      ...(body.response_type === 'in_channel' ? {} : { ephemeralFor: user }),
    });
    return { ok: true };
  }
}
