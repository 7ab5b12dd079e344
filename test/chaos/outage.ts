import { eventually, WHO } from '../support/desk.js';
import type { FragileDatabase } from './databases.js';
import { allSaid, botsOn, deskForBots, isAtWork, type Kept, kept, pause, promise } from './promises.js';

export interface OutageRun {
  /** How the database goes away. */
  readonly database: () => Promise<FragileDatabase>;
  readonly cases: number;
  readonly awayMs: number;
  readonly promiseSeconds: number;
  say?(line: string): void;
}

export interface OutageResult extends Kept {
  /** The slowest answer to a command while the database was away. */
  readonly slowestAnswerMs: number;
  readonly readyWhileAway: number;
  /** From the database's return until the bot said that it was ready again, without a restart. */
  readonly backAfterMs: number;
}

/** The database goes away while deadlines come due, and comes back: one bot sweeps, another is asked all the time. */
export async function outageRun(run: OutageRun): Promise<OutageResult> {
  const { awayMs, say = () => {} } = run;
  const database = await run.database();
  const desk = await deskForBots({ mongodbUri: database.uri });
  const { start, remove } = await botsOn(desk);
  const bot = start();
  try {
    await isAtWork(desk);
    await promise(desk, { ...run, spreadMs: awayMs });
    await pause(3_000);
    await database.leave();
    say('the database is away');
    let slowestAnswerMs = 0;
    let readyWhileAway = 503;
    for (const until = Date.now() + awayMs; Date.now() < until; await pause(1_000)) {
      const at = performance.now();
      const before = desk.private(WHO.tom).length;
      await desk.command(WHO.tom, '/desk');
      await eventually(() => {
        if (desk.private(WHO.tom).length === before) throw new Error('no answer');
      });
      slowestAnswerMs = Math.max(slowestAnswerMs, performance.now() - at);
      const { status } = await fetch(`${desk.app.url}/readyz`);
      if (status !== 503) readyWhileAway = status;
    }
    await database.comeBack();
    say('the database is back');
    const back = performance.now();
    await eventually(async () => {
      if ((await fetch(`${desk.app.url}/readyz`)).status !== 200) throw new Error('not ready');
    }, 60_000);
    const backAfterMs = performance.now() - back;
    await allSaid(desk, say);
    return { ...(await kept(desk)), slowestAnswerMs: Math.round(slowestAnswerMs), readyWhileAway, backAfterMs: Math.round(backAfterMs) };
  } finally {
    bot.kill('SIGKILL');
    await desk.close();
    await remove();
    await database.remove();
  }
}
