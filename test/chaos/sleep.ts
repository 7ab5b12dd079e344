import { allSaid, botsOn, deskForBots, isAtWork, type Kept, kept, pause, promise } from './promises.js';

export interface SleepRun {
  readonly cases: number;
  readonly asleepMs: number;
  readonly promiseSeconds: number;
  say?(line: string): void;
}

/** The only bot is stopped (SIGSTOP) while deadlines come due, as a laptop that is closed or a frozen container, and wakes again. */
export async function sleepRun(run: SleepRun): Promise<Kept & { readonly saidWhileAsleep: number }> {
  const { asleepMs, say = () => {} } = run;
  const desk = await deskForBots();
  const { start, remove } = await botsOn(desk);
  const bot = start();
  try {
    await isAtWork(desk);
    await promise(desk, { ...run, spreadMs: asleepMs });
    await pause(3_000);
    bot.kill('SIGSTOP');
    await pause(500); // what had left before arrives
    const before = desk.workspace.messages.length;
    say('asleep');
    await pause(asleepMs);
    const saidWhileAsleep = desk.workspace.messages.length - before;
    bot.kill('SIGCONT');
    say('awake');
    await allSaid(desk, say);
    return { ...(await kept(desk)), saidWhileAsleep };
  } finally {
    bot.kill('SIGKILL');
    await desk.close();
    await remove();
  }
}
