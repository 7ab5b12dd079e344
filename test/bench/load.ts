import { readFileSync } from 'node:fs';
import { type Route, readBody, sendJson, serveHttp } from '../../src/http.js';
import { type Ack, Delivery } from '../../src/sandbox/deliver.js';
import { WHO } from '../support/desk.js';
import { aFolder } from '../support/store.js';
import { figure, median, quantile } from './figure.js';
import { started } from './started.js';

const FLOWS_A_SECOND = Number(process.env.LOAD_FLOWS ?? 50);
const SECONDS = Number(process.env.LOAD_SECONDS ?? 60);
const PEOPLE = [WHO.agent, WHO.engineer, WHO.tom, WHO.anna];

/** Just enough of Slack to be answered at once: what is measured is the bot. */
const slackStub: Route = async (request, response, url) => {
  if (request.method === 'POST') await readBody(request);
  const ts = (Date.now() / 1000).toFixed(6);
  const channels = ['service-desk', 'service-alarms'].map((name, n) => ({ id: `C0${n}BENCHXX`, name, is_member: true }));
  const answers: Readonly<Record<string, object>> = {
    'auth.test': { url: 'https://bench.slack.com/', team_id: 'T0BENCH', user_id: 'U0BELL', bot_id: 'B0BELL' },
    'users.info': { user: { id: 'U', name: 'x', locale: 'zh-CN', profile: { display_name: 'x' } } },
    'conversations.list': { channels, response_metadata: { next_cursor: '' } },
    'conversations.open': { channel: { id: 'D0BENCHXX' } },
    'views.open': { view: { id: `V${ts}`, hash: ts } },
  };
  sendJson(response, 200, { ok: true, ts, channel: 'C00BENCHXX', ...answers[url.pathname.slice('/api/'.length)] });
  return true;
};

const option = (value: string) => ({
  value: { type: 'static_select', selected_option: { value, text: { type: 'plain_text', text: value } } },
});
const typed = (value: string) => ({ value: { type: 'plain_text_input', value } });
const common = (user: string, slackPort: number) => ({
  team: { id: 'T0BENCH', domain: 'bench' },
  user: { id: user, name: 'x', team_id: 'T0BENCH' },
  api_app_id: 'A0BELL',
  trigger_id: `${Math.random()}`,
  response_url: `http://127.0.0.1:${slackPort}/response/x`,
});

/** What came back from a flow: the time of each ack, how many took over 3 s, and the ticket's number. */
interface Flow {
  readonly ms: number[];
  readonly missed: number;
  readonly no: string | undefined;
}

/** A ticket's flow through a target: command, submitted modal, three buttons. Answers the milliseconds of each ack. */
async function flow(n: number, target: Delivery, slackPort: number): Promise<Flow> {
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
  const base = common(user, slackPort);
  await timed(
    target.command({
      command: '/call',
      text: '',
      user_id: user,
      team_id: 'T0BENCH',
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
  const submitted = await timed(
    target.interaction({
      type: 'view_submission',
      ...base,
      view: { id: `VBENCH${n}`, type: 'modal', callback_id: 'call.log', private_metadata: '', hash: 'x', blocks: [], state: { values } },
    }),
  );
  const no = /T-\d+/.exec(JSON.stringify(submitted.body ?? ''))?.[0];
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
  return { ms, missed, no };
}

async function load(target: Delivery, slackPort: number, flows: number): Promise<{ ms: number[]; missed: number; tickets: number }> {
  const running: Promise<Flow>[] = [];
  const begun = performance.now();
  for (let n = 0; n < flows; n += 1) {
    running.push(flow(n, target, slackPort));
    const ahead = begun + ((n + 1) * 1000) / FLOWS_A_SECOND - performance.now();
    if (ahead > 0) await new Promise((resolve) => setTimeout(resolve, ahead));
  }
  const all = await Promise.all(running);
  return {
    ms: all.flatMap((one) => one.ms),
    missed: all.reduce((sum, one) => sum + one.missed, 0),
    tickets: new Set(all.flatMap(({ no }) => no ?? [])).size,
  };
}

/** Resident memory of a process, MiB. */
const memoryOf = (pid: number | undefined): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

/** The whole ticket flow at 50 flows a second for a minute, beside a bare Bolt app that only acknowledges. */
export async function benchLoad(): Promise<void> {
  const folder = await aFolder();
  const slack = await serveHttp(0, '127.0.0.1', [slackStub], () => undefined);
  let url = '';
  const delivery = new Delivery(() => `${url}/slack/events`);
  const bot = await started([...(process.env.PROF ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof'] : []), 'dist/src/main.js'], {
    PORT: '0',
    DATA_DIR: folder.path,
    MONGODB_URI: '',
    LOG_LEVEL: 'info',
    SLACK_BOT_TOKEN: 'xoxb-bench',
    SLACK_SIGNING_SECRET: delivery.signingSecret,
    SLACK_API_URL: `http://127.0.0.1:${slack.port}/api/`,
  });
  let bareUrl = '';
  const bareDelivery = new Delivery(() => `${bareUrl}/slack/events`);
  const bare = await started(['dist/test/bench/bare.js', bareDelivery.signingSecret], {});
  [url, bareUrl] = [bot.url, bare.url];
  await load(bareDelivery, slack.port, 5 * FLOWS_A_SECOND);
  await load(delivery, slack.port, 5 * FLOWS_A_SECOND);
  const bareRun = await load(bareDelivery, slack.port, 20 * FLOWS_A_SECOND);
  const before = memoryOf(bot.child.pid);
  const run = await load(delivery, slack.port, SECONDS * FLOWS_A_SECOND);
  figure('load.ack_p50', median(run.ms), 'ms', median(bareRun.ms));
  figure('load.ack_p99', quantile(run.ms, 0.99), 'ms', quantile(bareRun.ms, 0.99));
  figure('load.missed', run.missed, 'requests');
  figure('load.tickets', run.tickets, 'tickets', SECONDS * FLOWS_A_SECOND);
  figure('load.memory_before', before, 'MiB');
  figure('load.memory_after', memoryOf(bot.child.pid), 'MiB');
  for (const { child } of [bot, bare]) {
    child.kill(process.env.PROF ? 'SIGTERM' : 'SIGKILL');
    await new Promise((resolve) => child.on('exit', resolve));
  }
  await slack.close();
  await folder.remove();
}
