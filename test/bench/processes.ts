import { Delivery } from '../../src/sandbox/deliver.js';
import { started } from '../support/started.js';
import { aFolder } from '../support/store.js';
import { figure } from './figure.js';
import { environmentFor, flow, SlackStub } from './flow.js';
import { lightSender } from './sender.js';

const COUNTS = [1, 2, 4];
const MS = 20_000;
/** Flows under way at once for each bot. */
const LANES = 8;

/** Whole ticket flows a second that 1, 2 and 4 bot processes get done on one store in a process of its own. */
export async function benchProcesses(): Promise<void> {
  let alone: number | undefined;
  for (const count of COUNTS) {
    const rate = await flowsASecond(count);
    figure(`processes.${count}`, rate, 'flows/s', alone);
    alone ??= rate;
  }
}

async function flowsASecond(count: number): Promise<number> {
  const folder = await aFolder();
  const slack = new SlackStub();
  await slack.open();
  const store = await started(['dist/test/support/storehost.js', folder.path], {});
  const MONGODB_URI = store.where;
  const bots = await Promise.all(
    Array.from({ length: count }, async () => {
      let url = '';
      const delivery = new Delivery(() => `${url}/slack/events`, lightSender());
      const bot = await started(['dist/src/main.js'], { ...environmentFor(slack.port, delivery.signingSecret), MONGODB_URI });
      url = bot.url;
      return { delivery, child: bot.child };
    }),
  );
  let next = 0;
  let done = 0;
  const lane = async (delivery: Delivery, until: number): Promise<void> => {
    while (performance.now() < until) {
      next += 1;
      const { no } = await flow(next, delivery, slack);
      if (no) done += 1;
    }
  };
  const all = async (ms: number): Promise<void> => {
    const until = performance.now() + ms;
    await Promise.all(bots.flatMap(({ delivery }) => Array.from({ length: LANES }, () => lane(delivery, until))));
  };
  await all(MS / 5);
  done = 0;
  const begun = performance.now();
  await all(MS);
  const rate = done / ((performance.now() - begun) / 1000);
  for (const { child } of [...bots, store]) {
    child.kill('SIGKILL');
    await new Promise((resolve) => child.on('exit', resolve));
  }
  await slack.close();
  await folder.remove();
  return rate;
}
