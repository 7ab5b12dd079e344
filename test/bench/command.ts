import { readConfig } from '../../src/config.js';
import { serveHttp } from '../../src/http.js';
import { Acting } from '../../src/sandbox/acting.js';
import { Delivery } from '../../src/sandbox/deliver.js';
import { ResponseUrls } from '../../src/sandbox/response-urls.js';
import { Sandbox } from '../../src/sandbox/sandbox.js';
import { readManifest } from '../../src/slack/app/manifest.js';
import { aCall, eventually, WHO } from '../support/desk.js';
import { started } from '../support/started.js';
import { aFolder } from '../support/store.js';
import { figure, measure, median, paced, quantile } from './figure.js';

const TIMES = 3_000;
const PARALLEL = 4;
/** 50 commands a second: a busy desk of several hundred people. */
const GAP_MS = 20;

/**
 * `/ticket T-1` over signed HTTP to the bot in a process of its own (its embedded store inside), beside a bare Bolt app in
 * another, in the same run: the round trip to the ack at 50 commands a second, and commands a second, as fast as they go,
 * until the last answer came.
 */
export async function benchCommand(): Promise<void> {
  const folder = await aFolder();
  const read = readConfig({});
  if (!read.ok) throw new Error('no settings');
  const sandbox = new Sandbox({ zone: read.config.settings.timeZone, manifest: readManifest(), dataDir: undefined, messageGapMs: 0 });
  const slack = await serveHttp(0, '127.0.0.1', sandbox.routes, () => undefined);
  let botUrl = '';
  const delivery = new Delivery(() => `${botUrl}/slack/events`);
  const env = {
    PORT: '0',
    DATA_DIR: folder.path,
    MONGODB_URI: '',
    LOG_LEVEL: 'info',
    SLACK_BOT_TOKEN: sandbox.token,
    SLACK_SIGNING_SECRET: delivery.signingSecret,
    SLACK_API_URL: `http://127.0.0.1:${slack.port}/api/`,
  };
  const bot = await started([...(process.env.PROF ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof'] : []), 'dist/src/main.js'], env);
  botUrl = bot.url;
  await logATicket(sandbox, delivery);

  let bareUrl = '';
  const bareDelivery = new Delivery(() => `${bareUrl}/slack/events`);
  const bare = await started(['dist/test/bench/bare.js', bareDelivery.signingSecret], {});
  bareUrl = bare.url;

  let answers = 0;
  sandbox.responses.use = () => {
    answers += 1;
    return { ok: true };
  };
  const fields = (n: number): Record<string, string> => ({
    command: '/ticket',
    text: 'T-1',
    user_id: WHO.tom,
    user_name: 'tom',
    team_id: 'T0SANDBOX',
    channel_id: 'C01DESK',
    channel_name: 'service-desk',
    trigger_id: `${n}`,
    response_url: `http://127.0.0.1:${slack.port}/response/bench`,
    api_app_id: 'A0BELL',
  });
  const run = (target: Delivery, times: number) => measure(times, PARALLEL, (n) => target.command(fields(n)));
  const answered = (wanted: number) =>
    eventually(() => {
      if (answers < wanted) throw new Error(`${answers} of ${wanted} answers`);
    });
  await run(bareDelivery, 1_000);
  await run(delivery, 1_000);
  await answered(1_000);
  const paceOf = (target: Delivery) => paced(1_000, GAP_MS, (n) => target.command(fields(n)));
  const [bareAcks, acks] = [await paceOf(bareDelivery), await paceOf(delivery)];
  figure('command.ack_p50', median(acks), 'ms', median(bareAcks));
  figure('command.ack_p99', quantile(acks, 0.99), 'ms', quantile(bareAcks, 0.99));
  const bareRun = await run(bareDelivery, TIMES);
  answers = 0;
  const begun = performance.now();
  await run(delivery, TIMES);
  await answered(TIMES);
  figure('command.answered', TIMES / ((performance.now() - begun) / 1000), '1/s', TIMES / (bareRun.totalMs / 1000));
  for (const { child } of [bot, bare]) {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.on('exit', resolve));
  }
  await slack.close();
  await folder.remove();
}

/** Logs one call through the modal, so that there is a ticket to look at. */
async function logATicket(sandbox: Sandbox, delivery: Delivery): Promise<void> {
  const { workspace } = sandbox;
  const acting = new Acting(workspace, delivery, sandbox.triggers, new ResponseUrls(workspace, () => 'http://127.0.0.1:9'), {
    events: [],
    commands: readManifest().commands,
  });
  await acting.command(WHO.agent, '/newcall', '', 'service-desk');
  const view = await eventually(() => {
    const found = workspace.modals.get(WHO.agent)?.at(-1);
    if (!found) throw new Error('no modal');
    return found;
  });
  const result = await acting.submit(WHO.agent, view.id, aCall());
  if (!result.ok) throw new Error(JSON.stringify(result));
}
