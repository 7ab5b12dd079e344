import { EventEmitter, once } from 'node:events';
import { type HttpServer, type Route, readBody, sendJson, serveHttp } from '../../src/http.js';
import type { Ack, Delivery } from '../../src/sandbox/deliver.js';
import { WHO } from '../support/desk.js';

/** The workspace whose requests the load sends. */
export const TEAM = 'T0BENCH';

const PEOPLE = [WHO.agent, WHO.engineer, WHO.tom, WHO.anna];

/** So long does a person look at a modal that says that it is being saved. */
const LATE_MS = 20_000;

const ticketIn = (body: unknown): string | undefined => /T-\d+/.exec(typeof body === 'string' ? body : JSON.stringify(body ?? ''))?.[0];

/** Just enough of Slack to be answered at once: what is measured is the bot. It keeps what modals are told after their own answer. */
export class SlackStub {
  private readonly told = new EventEmitter().setMaxListeners(0);
  private server: HttpServer | undefined;

  async open(): Promise<void> {
    this.server = await serveHttp(0, '127.0.0.1', [this.route], () => undefined);
  }

  get port(): number {
    return this.server?.port ?? 0;
  }

  async close(): Promise<void> {
    await this.server?.close();
  }

  /** Listens for the ticket that a modal will show when its own answer came too early to name it. */
  listen(viewId: string): { no(): Promise<string | undefined>; end(): void } {
    const ended = new AbortController();
    const update = once(this.told, viewId, { signal: AbortSignal.any([ended.signal, AbortSignal.timeout(LATE_MS)]) });
    const no = update.then(([text]: string[]) => ticketIn(text)).catch(() => undefined);
    return { no: () => no, end: () => ended.abort() };
  }

  private readonly route: Route = async (request, response, url) => {
    const body = request.method === 'POST' ? await readBody(request) : '';
    if (url.pathname === '/api/views.update') {
      const fields = new URLSearchParams(body);
      this.told.emit(fields.get('view_id') ?? '', fields.get('view') ?? '');
    }
    const ts = (Date.now() / 1000).toFixed(6);
    const channels = ['service-desk', 'service-alarms'].map((name, n) => ({ id: `C0${n}BENCHXX`, name, is_member: true }));
    const answers: Readonly<Record<string, object>> = {
      'auth.test': { url: 'https://bench.slack.com/', team_id: TEAM, user_id: 'U0BELL', bot_id: 'B0BELL' },
      'users.info': { user: { id: 'U', name: 'x', locale: 'zh-CN', profile: { display_name: 'x' } } },
      'conversations.list': { channels, response_metadata: { next_cursor: '' } },
      'conversations.open': { channel: { id: 'D0BENCHXX' } },
      'views.open': { view: { id: `V${ts}`, hash: ts } },
    };
    sendJson(response, 200, { ok: true, ts, channel: 'C00BENCHXX', ...answers[url.pathname.slice('/api/'.length)] });
    return true;
  };
}

const option = (value: string) => ({
  value: { type: 'static_select', selected_option: { value, text: { type: 'plain_text', text: value } } },
});
const typed = (value: string) => ({ value: { type: 'plain_text_input', value } });
const common = (user: string, slackPort: number) => ({
  team: { id: TEAM, domain: 'bench' },
  user: { id: user, name: 'x', team_id: TEAM },
  api_app_id: 'A0BELL',
  trigger_id: `${Math.random()}`,
  response_url: `http://127.0.0.1:${slackPort}/response/x`,
});

/** What came back from a flow: the time of each ack, how many took over 3 s, the ticket's number, and whether it came in the modal's own answer. */
export interface Flow {
  readonly ms: number[];
  readonly missed: number;
  readonly no: string | undefined;
  readonly isInAnswer: boolean;
}

/**
 * A ticket's flow through a target: command, submitted modal, three buttons. Buttons stand on a ticket's card: when the modal is
 * answered that it is being saved, they are pressed once it tells the number. A target without tickets is pressed all the same.
 */
export async function flow(n: number, target: Delivery, slack: SlackStub): Promise<Flow> {
  const user = PEOPLE[n % PEOPLE.length] ?? WHO.agent;
  const ms: number[] = [];
  let missed = 0;
  const timed = async (work: Promise<Ack>): Promise<Ack> => {
    const at = performance.now();
    const ack = await work;
    ms.push(performance.now() - at);
    if (!ack.isAcked) missed += 1;
    return ack;
  };
  const base = common(user, slack.port);
  await timed(
    target.command({
      command: '/newcall',
      text: '',
      user_id: user,
      team_id: TEAM,
      channel_id: 'C00BENCHXX',
      trigger_id: base.trigger_id,
      response_url: base.response_url,
      api_app_id: 'A0BELL',
    }),
  );
  const values = {
    customer: {
      value: { type: 'external_select', selected_option: { value: `客户 ${n % 500}`, text: { type: 'plain_text', text: 'x' } } },
    },
    callerName: typed('周丽'),
    phone: typed(`138${String(n).padStart(8, '0')}`),
    outcome: option('ticket'),
    description: typed('收银台打印机不出小票'),
    category: option('hardware'),
    impact: option('medium'),
    urgency: option('medium'),
  };
  const viewId = `VBENCH${n}`;
  const later = slack.listen(viewId);
  const submitted = await timed(
    target.interaction({
      type: 'view_submission',
      ...base,
      view: { id: viewId, type: 'modal', callback_id: 'call.log', private_metadata: '', hash: 'x', blocks: [], state: { values } },
    }),
  );
  const isShown = (submitted.body as { response_action?: string } | undefined)?.response_action === 'update';
  const own = ticketIn(submitted.body);
  const no = own ?? (isShown ? await later.no() : undefined);
  later.end();
  if (isShown && !no) return { ms, missed, no, isInAnswer: false };
  for (const action of ['accept', 'contact', 'showPhone']) {
    const press = {
      type: 'button',
      action_id: `case:${action}`,
      block_id: 'b',
      value: no ?? 'T-1',
      action_ts: `${Math.random()}`,
      text: { type: 'plain_text', text: 'x' },
    };
    await timed(
      target.interaction({
        type: 'block_actions',
        ...base,
        container: { type: 'message' },
        channel: { id: 'C00BENCHXX' },
        message: { ts: '1.1' },
        actions: [press],
      }),
    );
  }
  return { ms, missed, no, isInAnswer: own !== undefined };
}

/** What a bot needs in order to speak to the stub. */
export const environmentFor = (slackPort: number, signingSecret: string): Record<string, string> => ({
  PORT: '0',
  MONGODB_URI: '',
  LOG_LEVEL: 'info',
  SLACK_BOT_TOKEN: 'xoxb-bench',
  SLACK_SIGNING_SECRET: signingSecret,
  SLACK_API_URL: `http://127.0.0.1:${slackPort}/api/`,
});
