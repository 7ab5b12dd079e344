import { directOf } from '../support/desk.js';
import type { Lived, Violation } from './lived.js';
import { inWords } from './log.js';
import { isOpen, type TicketLife, UNSURE_MS } from './ticket-life.js';

const HOUR = 3_600_000;
/** What comes at night may wait until people are there. */
const HEARD_WITHIN = 18 * HOUR;
/** So long may a ticket wait before those who could accept it have heard of it. */
const OFFERED_WITHIN = 3 * HOUR;

interface Shown {
  readonly isOpen: boolean;
  readonly state: string;
  readonly owner: string;
  readonly dueAt?: Date | undefined;
  readonly breachedAt?: Date | undefined;
  readonly breachedBy?: string | undefined;
  readonly data: { readonly pastPromises?: readonly { readonly wasKept: boolean }[]; readonly callbackAt?: Date | undefined };
}

const broken = ({ breachedAt, data }: Shown): boolean =>
  breachedAt !== undefined || (data.pastPromises ?? []).some(({ wasKept }) => !wasKept);

/** What is wrong with one ticket, beside what the log says of it. */
function wrongWith(life: TicketLife, shown: Shown | undefined, { now, staff, watch, book }: Lived): string[] {
  if (!shown) return ['is not there any more'];
  const wrong: string[] = life.loopholes.map((what) => `a promise was moved: ${what}`);
  wrong.push(...life.untold);
  if (shown.isOpen !== isOpen(life) || shown.state !== life.state)
    wrong.push(`is ${shown.state} at the desk and ${life.state} by what people did`);
  if (isOpen(life) && (shown.dueAt?.getTime() ?? Number.POSITIVE_INFINITY) > life.dueBy + UNSURE_MS)
    wrong.push(`is due ${shown.dueAt ? inWords(shown.dueAt.getTime()) : 'never'}, but was promised for ${inWords(life.dueBy)}`);
  if (book.isBroken(life, now) && !broken(shown))
    wrong.push(`broke its promise of ${inWords(life.broken[0] ?? life.dueBy)}, which nothing at the desk says`);
  if (!book.mayBeBroken(life, now) && broken(shown) && !wasReopened(life)) wrong.push('counts as broken and was not');
  if (life.callbackAt !== undefined && shown.data.callbackAt === undefined && shown.state !== 'cancelled')
    wrong.push(`promised a call back for ${inWords(life.callbackAt)} that the desk has forgotten`);
  if (isOpen(life)) wrong.push(...nobodyFor(life, shown), ...blamedFor(life, shown));
  return wrong;

  /** Does it count for whoever had it when it broke, whoever has it by now? Decision 0074. */
  function blamedFor({ dueBy }: TicketLife, { breachedAt, breachedBy, owner, dueAt }: Shown): string[] {
    const isBoth = breachedAt && dueAt && Math.abs(dueAt.getTime() - dueBy) <= UNSURE_MS;
    const by = isBoth ? book.ownerAt(life, dueBy) : undefined;
    const blamed = breachedBy ?? owner;
    return by && by !== blamed ? [`was ${by}'s when it broke its promise of ${inWords(dueBy)}, and counts for ${blamed}`] : [];
  }

  function wasReopened({ no }: TicketLife): boolean {
    return book.reopened.has(no);
  }

  /** Whether somebody can act who knows of it. Rules A5, A6. */
  function nobodyFor({ no, openedAt, dueBy, handedTo }: TicketLife, { owner, state }: Shown): string[] {
    const since = staff.find(owner)?.leftAt;
    const engineers = staff.present('engineer').map(({ id }) => directOf(id));
    const found: string[] = [];
    const isAsked = handedTo !== undefined && staff.isPresent(handedTo);
    if (since !== undefined && now - since > HEARD_WITHIN && !isAsked && !watch.wasNamed(no, watch.leaders, since))
      found.push(`belongs to ${owner}, who left on ${inWords(since)}, and nobody who leads was told`);
    if (state === 'open' && now - openedAt > OFFERED_WITHIN && !watch.wasNamed(no, engineers, openedAt))
      found.push(`waits since ${inWords(openedAt)} to be accepted, and no engineer was told`);
    if (now - dueBy > HEARD_WITHIN && !watch.wasNamed(no, watch.leaders, dueBy - UNSURE_MS))
      found.push(`is late since ${inWords(dueBy)}, and nobody who leads was told`);
    return found;
  }
}

/** Every ticket beside its log. */
export async function reckonTickets(lived: Lived): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const life of lived.book.all) {
    const shown = (await lived.desk.case(life.no)) as Shown | undefined;
    found.push(...wrongWith(life, shown, lived).map((sentence) => ({ no: life.no, sentence })));
  }
  const numbers = (await lived.desk.app.desk.cases.model.find({ kind: 'ticket' }, { no: 1 }).lean()).map(({ no }) => String(no));
  for (const no of numbers) if (!lived.book.lives.has(no)) found.push({ no, sentence: 'is at the desk, and nobody logged it' });
  return found;
}

const sorted = (numbers: Iterable<string>): string[] => [...new Set(numbers)].sort();
const difference = (a: readonly string[], b: readonly string[]): string[] => a.filter((one) => !b.includes(one));

/** What lists say of tickets, beside what there is by the log. */
export async function reckonTicketLists({ hands, book, staff, now }: Lived): Promise<Violation[]> {
  const [leader] = staff.present('supervisor');
  if (!leader) return [];
  const isSure = ({ dueBy }: TicketLife): boolean => Math.abs(now - dueBy) > UNSURE_MS;
  const asked: readonly [string, string, TicketLife[]][] = [
    [leader.id, '/ticket open', book.open],
    ...staff
      .present('engineer')
      .slice(0, 3)
      .map(({ id }): [string, string, TicketLife[]] => [id, '/ticket mine', book.open.filter(({ owner }) => owner === id)]),
  ];
  const found: Violation[] = [];
  for (const [who, typed, expected] of asked) {
    const numbers = (await hands.listed(who, typed)).map(([no = '']) => no);
    const wanted = sorted(expected.map(({ no }) => no));
    const missing = difference(wanted, sorted(numbers));
    const more = difference(sorted(numbers), wanted);
    if (missing.length + more.length > 0)
      found.push({
        no: missing[0] ?? more[0] ?? '',
        sentence: `${typed} of ${who} lacks ${missing.join(' ') || 'none'} and has ${more.join(' ') || 'none'} too many`,
      });
    if (numbers.length > new Set(numbers).size) found.push({ no: '', sentence: `${typed} of ${who} lists some twice` });
  }
  const late = (await hands.listed(leader.id, '/ticket late')).map(([no = '']) => no);
  const surely = book.open.filter((life) => isSure(life) && life.dueBy < now).map(({ no }) => no);
  const missing = difference(surely, late);
  if (missing.length > 0) found.push({ no: missing[0] ?? '', sentence: `/ticket late lacks ${missing.join(' ')}` });
  return found;
}

/** The figures of `/desk`, as a Chinese reader has them. */
const OPEN_FIGURE = /按优先级：P1 (\d+) · P2 (\d+) · P3 (\d+) · P4 (\d+)/;
const KEPT_FIGURE = /30 天 (?:\d+% ?\((\d+)\/(\d+)\)|暂无)/;

/** What `/desk` counts, beside what there is by the log: also what people did to hide it. Rule J3. */
export async function reckonFigures({ hands, book, now, staff }: Lived): Promise<Violation[]> {
  const reader = staff.present('supervisor').find(({ id }) => id === 'U04SUP');
  if (!reader) return [];
  const words = await hands.words(reader.id, '/desk');
  const open = (OPEN_FIGURE.exec(words) ?? []).slice(1).reduce((sum, n) => sum + Number(n), 0);
  const [, kept = '0', all = '0'] = KEPT_FIGURE.exec(words) ?? [];
  const brokenByLog = book.all.filter((life) => book.isBroken(life, now));
  const brokenByDesk = Number(all) - Number(kept);
  const found: Violation[] = [];
  if (open !== book.open.length) found.push({ no: '', sentence: `/desk says ${open} open, by the log ${book.open.length} are` });
  if (brokenByDesk < brokenByLog.length)
    found.push({ no: '', sentence: `/desk counts ${brokenByDesk} broken promises in 30 days, by the log there are ${brokenByLog.length}` });
  return found;
}
