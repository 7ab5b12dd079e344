import { type Case, type CaseNo, CLOCK, type HistoryEntry, type Notice } from './case.js';
import type { CaseKind } from './rules.js';
import { mattersOf, partsOf } from './sounding.js';
import { actionOf } from './workflow.js';

/** What ended what a message asked for. */
export type Outcome = Pick<HistoryEntry, 'at' | 'by' | 'action'>;

/** The other rows of a list: its title as it was said, and the cases of its rows in their order. */
export interface Listed {
  readonly title: string;
  readonly of: readonly CaseNo[];
  /** The cases that it has no room for: a press shows their rows. */
  readonly more?: readonly CaseNo[] | undefined;
  /** Those of which it only tells that something is over. */
  readonly over?: readonly CaseNo[] | undefined;
}

/**
 * A message with presses that stands in Slack. It is kept with its case until nothing of it can be answered any more: then it says what
 * became of it, and loses them.
 */
export interface Answerable {
  readonly channel: string;
  readonly ts: string;
  /** When it was sent, by the desk's clock, and whose the case was then. */
  readonly at: Date;
  readonly owner: string;
  /** What it told; of a promise, whose sentence its case makes, without what the sentence was made of. */
  readonly notice: Notice;
  /** The presses of it that decide something. */
  readonly presses: readonly string[];
  /** Its words as Slack has them: the sentence, then what stands below it. */
  readonly said: readonly string[];
  /** It is a row of a list. */
  readonly list?: Listed | undefined;
  /** What ended it, if something has; a row of a list stays known until it is forgotten. */
  readonly outcome?: Outcome | undefined;
  /** Slack shows that. */
  readonly isDrawn?: boolean | undefined;
}

/** So many messages of a case are known; older ones stand as they were sent. */
export const MOST_ANSWERABLE = 120;

/** Presses that only show something, or put it off: they answer nothing. */
const ANSWERS_NOTHING: readonly string[] = ['showPhone', 'snooze'];

/** Ways to give it to somebody else: beside another press they keep nothing alive. */
const GIVES_AWAY: readonly string[] = ['handOver', 'reassign'];
/** What asks for no more than that is done once the case is somebody else's. */
const TAKES: readonly string[] = ['accept', ...GIVES_AWAY];

type Kind = Pick<CaseKind<object, string>, 'actions' | 'helps'>;

/** The presses that answer a notice, as its case stands. */
const answersOf = (kind: Kind, notice: Notice, c: Case<object>): string[] =>
  kind.helps(notice, c).filter((name) => !ANSWERS_NOTHING.includes(name) && actionOf(kind as CaseKind<object, string>, name) !== undefined);

/** Does it tell only what is, with no press that decides something? */
export const asksNothing = (kind: Kind, notice: Notice, c: Case<object>): boolean =>
  !notice.deadline && answersOf(kind, notice, c).length === 0;

/** What is to be known of a notice that was sent as this message; undefined for one that asks nobody for anything. */
export function answerableOf(
  kind: Kind,
  c: Case<object>,
  notice: Notice,
  { channel, ts, at, said, list }: Pick<Answerable, 'channel' | 'ts' | 'at' | 'said' | 'list'>,
): Answerable | undefined {
  const presses = [...new Set(mattersOf(notice).flatMap((matter) => answersOf(kind, matter, c)))];
  if (presses.length === 0 && !notice.deadline && !list) return undefined;
  const { id, to, say, params, deadline, also, opens, isUrgent, createdAt } = notice;
  const told: Notice = {
    id,
    to,
    say,
    // What calls for somebody is said again to whoever comes to lead.
    params: isUrgent && !deadline ? params : {},
    isUrgent,
    createdAt,
    ...(opens ? { opens } : {}),
    ...(deadline ? { deadline } : {}),
    ...(also?.length ? { also } : {}),
  };
  return { channel, ts, at, owner: c.owner, notice: told, presses, said, ...(list ? { list } : {}) };
}

/** Is the promise that it is about kept, gone or in somebody's hands since it was told? */
function isSettled({ alarms, deadlines, isOpen }: Case<object>, { deadline }: Notice, toldAt: Date): boolean {
  if (!deadline) return false;
  // Of a case whose alarms cannot be read nothing is said.
  if (!Array.isArray(alarms) || !Array.isArray(deadlines)) return false;
  const alarm = alarms.find((one) => one?.track === deadline.track);
  if (alarm?.acknowledgedAt && alarm.acknowledgedAt >= toldAt) return true;
  if (alarm) return false;
  return deadline.step !== 'snoozed' || !isOpen || !deadlines.some(({ track }) => track === deadline.track);
}

/** Its promises are kept or somebody is on them; the case is another's by now; or none of the presses that it had may still be done. */
function isAnswered(kind: Kind, c: Case<object>, { notice, presses, owner, at }: Answerable): boolean {
  const { deadline, to } = notice;
  if (c.owner !== owner && (deadline || (to.kind === 'person' && to.user === owner))) return true;
  if (deadline && partsOf(notice).every((part) => isSettled(c, part, at))) return true;
  if (presses.length === 0) return false;
  if (c.owner !== owner && presses.every((name) => TAKES.includes(name))) return true;
  const own = presses.filter((name) => !GIVES_AWAY.includes(name));
  const helps = answersOf(kind, notice, c);
  const may = (name: string): boolean => {
    const action = kind.actions[name];
    return action?.from.includes(c.state) === true && (action.isOffered?.(c) ?? true);
  };
  return !(own.length > 0 ? own : presses).some((name) => helps.includes(name) && may(name));
}

/** Can nothing of it be answered any more? What a row of a list tells besides stands until that is answered too. */
export const isOver = (kind: Kind, c: Case<object>, one: Answerable): boolean =>
  mattersOf(one.notice).every((notice) => isAnswered(kind, c, { ...one, notice }));

/** Is what a call asks for done or taken by now, before it could be told? */
export function isAnsweredUntold(kind: Kind, c: Case<object>, notice: Notice): boolean {
  const { deadline, opens, isUrgent, createdAt: at } = notice;
  if (!isUrgent || deadline) return false;
  if (opens) return Array.isArray(c.deadlines) && !c.deadlines.some(({ track }) => track === opens);
  const asked = answerableOf(kind, c, notice, { channel: '', ts: '', at, said: [] });
  return asked !== undefined && isOver(kind, c, asked);
}

/** What became of something that was told at that moment: what a person did since, or the clock where it ended the case. */
export function outcomeOf({ told, history, isOpen }: Case<object>, toldAt: Date): Outcome | undefined {
  const last = history.at(-1);
  const found = !isOpen && last?.by === CLOCK.id ? last : (told ?? last);
  return found && found.at >= toldAt ? { at: found.at, by: found.by, action: found.action } : undefined;
}
