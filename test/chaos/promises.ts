import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { takeCall } from '../../src/cases/call/intake.js';
import { SAMPLE_ROLES } from '../../src/sandbox/sample.js';
import type { SandboxMessage } from '../../src/sandbox/workspace.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { NO_QUIET_HOURS } from '../support/builders.js';
import { ALARMS, aCall, DESK, type DeskOptions, directOf, eventually, TestDesk, WHO } from '../support/desk.js';
import { aFolder } from '../support/store.js';

/** Slack takes some fifty new cards a minute: a run with many tickets ends long after its trouble. */
const SETTLE_MS = 1_800_000;
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A desk whose bots are processes of their own: they live by the machine's clock, and so does it. */
export const deskForBots = (options: DeskOptions = {}): Promise<TestDesk> =>
  TestDesk.open({ messageGapMs: 1_050, beginsAt: DateTime.now(), settings: { roles: SAMPLE_ROLES }, ...options });

const OWNERS = [WHO.agent, WHO.engineer, WHO.tom, WHO.anna];

/** Where each step is told, in the order of its notices; the card's thread and its channel are one. Rule A5. */
const HEARERS: Readonly<Record<string, readonly string[]>> = {
  'resolve.warning': ['owner', DESK],
  'resolve.escalation': ['owner', DESK, directOf(WHO.supervisor)],
  'resolve.breach': ['owner', DESK, directOf(WHO.supervisor), ALARMS, directOf(WHO.head)],
};

export interface Promised {
  readonly cases: number;
  /** Over which time the tickets start. */
  readonly spreadMs: number;
  /** From a ticket's start to its due time: its warning, escalation and breach lie within. */
  readonly promiseSeconds: number;
}

/** What came out, compared by the id of each notice. */
export interface Kept {
  readonly expected: number;
  readonly lost: readonly string[];
  /** How many were not sent since a later one of the same promise had reached the same place already: no longer true by then. */
  readonly overtaken: number;
  readonly doubled: readonly string[];
  readonly outOfOrder: readonly string[];
}

/** Open tickets whose warning, escalation and breach come due while something is wrong. */
export async function promise(desk: TestDesk, { cases, spreadMs, promiseSeconds }: Promised): Promise<void> {
  const { cases: store, clock, people, team } = desk.app.desk;
  const policy = await policyNow(desk.app.desk);
  const records = [];
  for (let n = 1; n <= cases; n += 1) {
    const owner = OWNERS[n % OWNERS.length] ?? WHO.agent;
    const now = clock.now().plus({ milliseconds: Math.random() * spreadMs });
    const values = { ...aCall(), outcome: 'ticket', expectedBy: now.plus({ seconds: promiseSeconds }).toJSDate() } as never;
    const { next } = takeCall(values, { team: team.id, seq: n }, { actor: await people.find(owner), now, policy });
    const card = desk.workspace.add({ channel: DESK, user: 'U0BELL', isBot: true, text: `T-${n} ·` });
    records.push({ ...next, home: { channel: DESK, ts: card.ts }, words: [], notices: [], sent: [] });
  }
  for (let n = 0; n < records.length; n += 500)
    await store.model.collection.insertMany(records.slice(n, n + 500) as never, { ignoreUndefined: true });
}

/** A notice that a fired deadline owes. */
interface Owed {
  readonly no: string;
  readonly owner: string;
  readonly version: number;
  /** Where it is told. */
  readonly place: string;
}

/** The notices that the fired deadlines owe, by their ids: the card is notice 0 of each decision, the rest follow. */
async function owed(desk: TestDesk): Promise<Map<string, Owed>> {
  const ids = new Map<string, Owed>();
  for (const { no, owner, history } of await desk.app.desk.cases.model.find({ kind: 'ticket' }).lean()) {
    history.forEach(({ action }, index) => {
      for (const [n, place] of (HEARERS[action] ?? []).entries())
        ids.set(`${no}:${index + 1}:${n + 1}`, { no, owner, version: index + 1, place });
    });
  }
  return ids;
}

/** Where a message stands, by what that place is for the case: under its card or beside it is the same. */
const placeIn = ({ channel }: SandboxMessage, owner: string): string => (channel === directOf(owner) ? 'owner' : channel);

/** Every notice that is owed, by its id, against what Slack has. */
export async function kept(desk: TestDesk): Promise<Kept> {
  const expected = await owed(desk);
  const seen = new Map<string, number>();
  const lastVersion = new Map<string, number>();
  const outOfOrder: string[] = [];
  /** The last decision that a place has heard of a case. */
  const heard = new Map<string, number>();
  for (const message of desk.workspace.messages) {
    const { metadata, channel, threadTs } = message;
    for (const id of String(metadata?.event_payload?.notices ?? '').split(' ')) {
      const one = expected.get(id);
      if (!one) continue;
      const { no, owner, version } = one;
      seen.set(id, (seen.get(id) ?? 0) + 1);
      const place = `${no} ${channel} ${threadTs ?? ''}`;
      if (version < (lastVersion.get(place) ?? 0)) outOfOrder.push(id);
      lastVersion.set(place, version);
      const where = placeIn(message, owner);
      heard.set(`${no} ${where}`, Math.max(heard.get(`${no} ${where}`) ?? 0, version));
    }
  }
  const isOvertaken = ({ no, place, version }: Owed): boolean => (heard.get(`${no} ${place}`) ?? 0) > version;
  const missing = [...expected].filter(([id]) => !seen.has(id));
  const lost = missing.filter(([, one]) => !isOvertaken(one)).map(([id]) => id);
  return {
    expected: expected.size,
    lost,
    overtaken: missing.length - lost.length,
    doubled: [...seen].filter(([, times]) => times > 1).map(([id]) => id),
    outOfOrder,
  };
}

/** Waits until every ticket has broken its promise and nothing is left to say. */
export async function allSaid(desk: TestDesk, say: (line: string) => void): Promise<void> {
  const { model } = desk.app.desk.cases;
  const left = (): Promise<number> =>
    model.countDocuments({ $or: [{ nextNoticeAt: { $exists: true } }, { breachedAt: { $exists: false } }] });
  const until = Date.now() + SETTLE_MS;
  for (let count = await left(); count > 0 && Date.now() < until; count = await left()) {
    say(`${count} cases still have something to say`);
    await pause(3_000);
  }
}

/** Answers when a bot process has taken its first tick: until then it only starts. */
export async function isAtWork(desk: TestDesk): Promise<void> {
  const leases = desk.app.desk.cases.model.db.collection('leases');
  await eventually(async () => {
    if (!(await leases.findOne({ _id: /^tick:/ as never }))) throw new Error('no bot is at work yet');
  }, 60_000);
}

/** Makes ready a bot process of the built code on a desk's store and Slack, sweeping every second; answers how to start one. */
export async function botsOn(desk: TestDesk): Promise<{ start(): ChildProcess; remove(): Promise<void> }> {
  const folder = await aFolder();
  const settings = join(folder.path, 'desk.json');
  await writeFile(settings, JSON.stringify({ sweep: '* * * * * *', roles: SAMPLE_ROLES, quietHours: NO_QUIET_HOURS }));
  const { token, delivery } = desk.app.sandbox ?? {};
  const env = {
    ...process.env,
    SLACK_BOT_TOKEN: token ?? '',
    SLACK_SIGNING_SECRET: delivery?.signingSecret ?? '',
    SLACK_API_URL: `${desk.app.url.replace('localhost', '127.0.0.1')}/api/`,
    MONGODB_URI: desk.app.storeUri,
    DESK_CONFIG: settings,
    PORT: '0',
    LOG_LEVEL: process.env.CHAOS_LOG ?? 'error',
  };
  return {
    start: () =>
      spawn(process.execPath, ['dist/src/main.js'], { env, stdio: ['ignore', process.env.CHAOS_LOG ? 'inherit' : 'ignore', 'inherit'] }),
    remove: () => folder.remove(),
  };
}
