import { SAMPLE_ROLES } from '../../src/sandbox/sample.js';
import { TestDesk } from '../support/desk.js';
import { allSaid, botsOn, type Kept, kept, pause, promise } from './promises.js';

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
  const desk = await TestDesk.open({ messageGapMs: 1_050, settings: { roles: SAMPLE_ROLES } });
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
    return { ...(await kept(desk)), killed, seconds: Math.round((Date.now() - begun) / 1000) };
  } finally {
    for (const bot of bots) bot.kill('SIGKILL');
    await desk.close();
    await remove();
  }
}
