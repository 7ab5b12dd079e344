import { randomBytes } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import type { Reader } from '../../cases/card.js';
import { translator } from '../../locales/index.js';
import type { Log } from '../../log.js';
import type { Memory } from '../../store/memory.js';
import { isDatabaseAway, isDatabaseFull, OutcomeUnknown } from '../../store/outage.js';
import { isSlackTrouble } from '../outbox/delivery.js';
import type { Channels } from '../people/channels.js';
import type { People } from '../people/people.js';

/** A case, or an entry of a register, as far as it is named when it cannot be worked on. */
export interface Named {
  readonly no: string;
  readonly version: number;
}

/** Trouble of the database or of Slack is no entry's own: whoever met it waits and tries again. */
export const isEverybodys = (error: unknown): boolean =>
  isDatabaseAway(error) || isDatabaseFull(error) || error instanceof OutcomeUnknown || isSlackTrouble(error);

/** What it takes to tell of what is broken. */
interface Around {
  readonly log: Log;
  readonly memory: Memory;
  readonly people: People;
  readonly channels: Channels;
  readonly client: WebClient;
}

/** Who works on entries one by one. */
interface Worker {
  readonly broken: Pick<BrokenEntries, 'report'>;
}

/** More than this do not become known at once; then the oldest are looked up again in what the desk remembers. */
const MOST_KNOWN = 5_000;

/**
 * What cannot be worked on although everything else can: a record that was stored by hand or by an older bot. Each is logged once
 * and told to the supervisors once, until it is changed; meanwhile everybody else's work goes on.
 */
export class BrokenEntries {
  private readonly known = new LRUCache<string, true>({ max: MOST_KNOWN });
  private readonly telling = new Set<Promise<void>>();

  constructor(private readonly desk: Around) {}

  /** `where` is what could not be done with it. Throws the error on when it is no entry's own. */
  report({ no, version }: Named, where: string, error: unknown): void {
    if (isEverybodys(error)) throw error;
    const key = `${no} v${version}`;
    if (this.known.has(key)) return;
    this.known.set(key, true);
    const telling = this.tell(no, key, where, error)
      .catch((failed: unknown) => this.desk.log.error({ err: failed, about: no }, 'that an entry is broken could not be told'))
      .finally(() => this.telling.delete(telling));
    this.telling.add(telling);
  }

  /** Until what was reported is told. */
  async told(): Promise<void> {
    await Promise.all(this.telling);
  }

  private async tell(no: string, key: string, where: string, error: unknown): Promise<void> {
    const { log, memory, people } = this.desk;
    const errorId = randomBytes(4).toString('hex');
    log.error({ err: error, about: no, where, errorId }, 'an entry cannot be worked on; everything else goes on');
    if ((await memory.recall(`broken:${no}`)) === key) return;
    await memory.remember(`broken:${no}`, key);
    const { supervisors } = await people.leaders();
    const told = await Promise.allSettled(supervisors.map((user) => this.tellPerson(user, no, errorId)));
    for (const [n, result] of told.entries())
      if (result.status === 'rejected') log.warn({ err: result.reason, user: supervisors[n], about: no }, 'a supervisor could not be told');
  }

  private async tellPerson(user: string, no: string, id: string): Promise<void> {
    const { people, channels, client } = this.desk;
    const { locale } = await people.find(user);
    const text = translator(locale)('shared.broken.told', { no, id });
    await client.chat.postMessage({ channel: await channels.directOf(user), text });
  }
}

/** Works on each entry alone: one that fails is reported and left out, and the others go on. Answers what came of those that went well. */
export async function eachAlone<Entry extends Named, Result>(
  { broken }: Worker,
  entries: readonly Entry[],
  where: string,
  work: (entry: Entry) => Result | Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const entry of entries) {
    try {
      results.push(await work(entry));
    } catch (error) {
      broken.report(entry, where, error);
    }
  }
  return results;
}

/** Of these entries those that this can be worked out for; the others are reported, and left out. */
export function fitAlone<Entry extends Named>(
  { broken }: Worker,
  entries: readonly Entry[],
  where: string,
  work: (entry: Entry) => unknown,
): Entry[] {
  return entries.filter((entry) => {
    try {
      work(entry);
      return true;
    } catch (error) {
      broken.report(entry, where, error);
      return false;
    }
  });
}

/** A row as it is shown. Throws when something in it is no text, or the entry's history is none: it was stored wrongly. */
function textsOf<Entry extends Named>(entry: Entry, row: (entry: Entry) => readonly string[]): readonly string[] {
  const { history = [] } = entry as { readonly history?: unknown };
  if (!Array.isArray(history)) throw new Error('its history is no list');
  const cells: readonly unknown[] = row(entry);
  const wrong = cells.findIndex((cell) => typeof cell !== 'string');
  if (wrong >= 0) throw new Error(`what stands in column ${wrong + 1} of its row is no text`);
  return cells as readonly string[];
}

/** A row of a list for each entry; one that cannot be shown is there by its number, so that it can be opened and mended. */
export function rowsAlone<Entry extends Named>(
  { broken }: Worker,
  entries: readonly Entry[],
  head: readonly string[],
  { t }: Pick<Reader, 't'>,
  row: (entry: Entry) => readonly string[],
): (readonly string[])[] {
  return entries.map((entry) => {
    try {
      return textsOf(entry, row);
    } catch (error) {
      broken.report(entry, 'list', error);
      return head.map((_, column) => [entry.no, t('shared.broken.row')][column] ?? '–');
    }
  });
}
