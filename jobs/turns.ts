import { DateTime } from 'luxon';
import { CLOCK } from '../src/cases/case.js';
import type { Circumstances } from '../src/cases/circumstances.js';
import type { Policy } from '../src/cases/policy.js';
import type { Decided } from '../src/cases/rules.js';
import type { Desk } from '../src/slack/desk.js';
import { eachAlone, type Named } from '../src/slack/messages/broken.js';
import { policyNow } from '../src/slack/people/policy.js';
import { type Rhythm, type Slot, slotsSince } from '../src/time/slots.js';

/** After a longer time without a bot, older turns are not made up for; one that still runs is opened however old. */
const MOST_DAYS_BACK = 14;
/** The longest time between two turns that is looked back. */
const LONGEST_TURN_DAYS = 400;

/** Something that comes round and opens a case each time. */
export interface Recurring {
  /** What it is, where it is broken: its failure is its own. */
  readonly about: Named;
  rhythm(): Rhythm;
  /** Its first turn is the first one after this local day, if it is younger than the last look. */
  startsAfter?(): DateTime;
  /** The identity of a turn: the same one is opened once, by whichever process is first. */
  origin(slot: Slot): string;
  /** How this turn opens; undefined when there is nothing to do in it. */
  opening(
    slot: Slot,
  ): Promise<((start: { team: string; seq: number }, circumstances: Circumstances) => Decided<object, string>) | undefined>;
}

/** What comes round of one kind of case; `name` is what the desk remembers its last look by. */
export interface RecurringKind {
  readonly name: string;
  readonly kind: string;
  all(policy: Policy): Promise<readonly Recurring[]>;
}

const named = (recurring: Recurring) => ({ ...recurring.about, recurring });

/**
 * Opens the cases whose turn has come, each once however many processes ask. Turns that passed while no bot ran are opened too, so
 * that they are seen as missed. Answers how many.
 */
export async function openTurns(desk: Desk, { name, kind, all }: RecurringKind): Promise<number> {
  const policy = await policyNow(desk);
  const now = desk.clock.now();
  const today = now.setZone(policy.calendar.zone).startOf('day');
  const remembered = await desk.memory.recall(name);
  const last = remembered ? DateTime.fromISO(remembered, { zone: policy.calendar.zone }) : today.minus({ days: 1 });
  const oldest = today.minus({ days: MOST_DAYS_BACK });
  const since = DateTime.max(last, today.minus({ days: LONGEST_TURN_DAYS }));
  const found = await eachAlone(desk, (await all(policy)).map(named), name, ({ recurring }) => {
    const from = recurring.startsAfter ? DateTime.max(since, recurring.startsAfter()) : since;
    return slotsSince(recurring.rhythm(), from, now, policy.calendar)
      .filter(({ opensAt, lapsesAt }) => opensAt > oldest || lapsesAt > now)
      .map((slot) => ({ ...named(recurring), slot, origin: recurring.origin(slot) }));
  });
  const turns = found.flat();
  const opened = await desk.cases.originsAmong(turns.map(({ origin }) => origin));
  const unopened = turns.filter(({ origin }) => !opened.has(origin));
  const opening = await eachAlone(desk, unopened, name, async ({ recurring, slot, origin }) => {
    const open = await recurring.opening(slot);
    if (open) await desk.cases.create(kind, (seq) => open({ team: desk.team.id, seq }, { actor: CLOCK, now, policy }), origin);
    return open !== undefined;
  });
  const count = opening.filter(Boolean).length;
  const yesterday = today.minus({ days: 1 }).toISODate();
  if (yesterday && yesterday !== remembered) await desk.memory.remember(name, yesterday);
  if (count > 0) desk.outbox.pokeSoon();
  return count;
}
