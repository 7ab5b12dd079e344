import { allSaid, botsOn, deskForBots, type Kept, kept, pause, promise } from './promises.js';

/** So long may it take until the bots have taken back what came to stand twice, under Slack's limits. */
const LOOKED_AT_AGAIN_MS = 300_000;

export interface KillRun {
  readonly kills: number;
  readonly cases: number;
  readonly processes: number;
  /** Milliseconds between kills, on average. */
  readonly everyMs: number;
  readonly promiseSeconds: number;
  say?(line: string): void;
}

/** Bot processes on one store and one Slack, killed with SIGKILL at random moments while deadlines come due. */
export async function killRun(run: KillRun): Promise<Kept & { readonly killed: number; readonly seconds: number }> {
  const { kills, processes, everyMs, say = () => {} } = run;
  const begun = Date.now();
  const desk = await deskForBots();
  const { start, remove } = await botsOn(desk);
  await promise(desk, { ...run, spreadMs: kills * everyMs });
  const bots = Array.from({ length: processes }, start);
  let killed = 0;
  try {
    for (; killed < kills; killed += 1) {
      await pause(everyMs * (0.3 + Math.random() * 1.4));
      const n = Math.floor(Math.random() * bots.length);
      bots[n]?.kill('SIGKILL');
      bots[n] = start();
      if (killed % 20 === 19) say(`${killed + 1} killed`);
    }
    await allSaid(desk, say);
    // What was sent in doubt is looked at again after a while, and taken back.
    for (const until = Date.now() + LOOKED_AT_AGAIN_MS; (await kept(desk)).doubled.length > 0 && Date.now() < until; ) await pause(2_000);
    return { ...(await kept(desk)), killed, seconds: Math.round((Date.now() - begun) / 1000) };
  } finally {
    for (const bot of bots) bot.kill('SIGKILL');
    await desk.close();
    await remove();
  }
}
