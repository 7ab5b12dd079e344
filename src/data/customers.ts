import { CLOCK } from '../cases/case.js';
import { joinTyped, withSites } from '../cases/customer/index.js';
import type { Connection } from '../store/connection.js';
import { storesOf } from '../store/stores.js';

/**
 * Brings the customers that were typed so far into the register: what is the same however it is written becomes one entry, what is only
 * alike is listed and stays apart. `isDryRun`: only says what it would do. It may be run again.
 */
export async function registerCustomers(
  connection: Connection,
  team: string,
  { isDryRun, now, say }: { readonly isDryRun: boolean; readonly now: Date; say(line: string): void },
): Promise<void> {
  const { customers, directory } = storesOf(connection, team, () => {});
  await customers.prepare();
  const { fresh, known, joined, doubtful, nobody } = joinTyped(await directory.typed(), await customers.everyone());
  let entered = 0;
  for (const { data, spellings } of fresh) {
    const [name, ...others] = spellings;
    const written = isDryRun ? undefined : await customers.add(data, CLOCK.id, now);
    if (written?.ok) entered += 1;
    const no = written?.ok ? `${written.entry.no} ` : '';
    say(`${no}${name}: ${data.sites.length} sites${others.length > 0 ? `; joined with it: ${others.join(' | ')}` : ''}`);
  }
  for (const { customer, spellings, sites } of joined) {
    if (!isDryRun && sites.length > 0) await customers.change(customer, withSites(customer, sites), 'edit', CLOCK.id, now);
    const parts = [
      ...(spellings.length > 0 ? [`joined with it: ${spellings.join(' | ')}`] : []),
      ...(sites.length > 0 ? [`new sites: ${sites.join(' | ')}`] : []),
    ];
    say(`${customer.no} ${customer.name}, in the register already: ${parts.join('; ')}`);
  }
  for (const name of nobody) say(`left out, since it names no customer: ${name}`);
  for (const [one, other] of doubtful) say(`doubtful, kept apart: ${one} | ${other}`);
  say(
    `${fresh.length} customers ${isDryRun ? 'would be entered' : `were to be entered, ${entered} are`}; ${known} were in the register already; ${doubtful.length} pairs are alike.`,
  );
  if (doubtful.length > 0) say('Where two are one, a supervisor presses “Merge into another” on the card of /customer.');
  if (isDryRun) say('Nothing was changed: this was a dry run.');
}
