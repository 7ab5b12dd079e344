import type { CaseNo } from '../case.js';
import { holdsSecret } from '../secrets.js';
import type { TicketData } from '../ticket/index.js';
import { type FaultLink, resultOf } from './links.js';

/** What a ticket says of who called, and of what. */
export type Told = Pick<TicketData, 'description' | 'customer' | 'site' | 'callerName' | 'phone'>;

/** So many callers' words are heard for an entry; of so many tickets they are looked for, since many say the same. */
const MOST_HEARD = 8;
const MOST_ASKED = 24;

/** A text that everybody reads names no customer and nobody who called. */
export function withoutNames(text: string, { customer, site, callerName, phone }: Partial<Told>): string {
  const names = [customer, site, callerName, phone].flatMap((name) => (name && name.length > 1 ? [name] : []));
  return names
    .reduce((left, name) => left.replaceAll(name, ''), text)
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** The tickets whose callers' words an entry is found by: those that it solved and that hold, the newest first. Rule C3. */
export const heardFrom = (links: Readonly<Record<CaseNo, FaultLink>>): CaseNo[] =>
  (Object.entries(links) as [CaseNo, FaultLink][])
    .filter(([, link]) => resultOf(link) === 'used')
    .sort(([, one], [, other]) => (other.usedAt?.getTime() ?? 0) - (one.usedAt?.getTime() ?? 0))
    .slice(0, MOST_ASKED)
    .map(([no]) => no);

/** What was said in these tickets, each once, without the names in it and without what holds a secret. */
export const heardIn = (tickets: readonly Told[]): string[] =>
  [...new Set(tickets.map((one) => withoutNames(one.description, one)))].filter((text) => !holdsSecret(text)).slice(0, MOST_HEARD);
