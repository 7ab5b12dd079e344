import { CLOCK } from '../cases/case.js';
import { joinTyped, type Typed } from '../cases/customer/joining.js';
import type { Connection } from '../store/connection.js';
import { storesOf } from '../store/stores.js';

interface Stored {
  readonly name?: unknown;
  readonly names?: unknown;
  readonly sites?: unknown;
  readonly customer?: unknown;
  readonly site?: unknown;
  readonly data?: { readonly customer?: unknown; readonly site?: unknown } | null;
}

const textsIn = (...values: readonly unknown[]): string[] =>
  values.flat().filter((one): one is string => typeof one === 'string' && one !== '');
const typedIn = (name: unknown, site: unknown): Typed[] => textsIn(name).map((one) => ({ name: one, site: textsIn(site)[0] }));

/** Every name of a customer that was typed on a desk: in calls, tickets and visits, and in the registers of devices and projects. */
async function typedOn(connection: Connection, team: string): Promise<Typed[]> {
  const typed: Typed[] = [];
  for await (const { name, names, sites } of connection.collection<Stored>('customers').find({ team } as never)) {
    const [own = ''] = textsIn(name, names);
    typed.push(...textsIn(name, names).map((one) => ({ name: one })), ...textsIn(sites).map((site) => ({ name: own, site })));
  }
  const cases = connection.collection<Stored>('cases').find({ team, 'data.customer': { $gt: '' } } as never, {
    projection: { 'data.customer': 1, 'data.site': 1 },
  });
  for await (const { data } of cases) typed.push(...typedIn(data?.customer, data?.site));
  for (const register of ['devices', 'projects'])
    for await (const { customer, site } of connection.collection<Stored>(register).find({ team, customer: { $gt: '' } } as never))
      typed.push(...typedIn(customer, site));
  return typed;
}

/**
 * Brings the customers that were typed so far into the register: what is the same however it is written becomes one entry, what is only
 * alike is listed and stays apart. `isDryRun`: only says what it would do. It may be run again.
 */
export async function registerCustomers(
  connection: Connection,
  team: string,
  { isDryRun, now, say }: { readonly isDryRun: boolean; readonly now: Date; say(line: string): void },
): Promise<void> {
  const { customers } = storesOf(connection, team, () => {});
  await customers.prepare();
  const { fresh, known, doubtful } = joinTyped(await typedOn(connection, team), await customers.everyone());
  let entered = 0;
  for (const { data, spellings } of fresh) {
    const [name, ...others] = spellings;
    const written = isDryRun ? undefined : await customers.add(data, CLOCK.id, now);
    if (written?.ok) entered += 1;
    const no = written?.ok ? `${written.entry.no} ` : '';
    say(`${no}${name}: ${data.sites.length} sites${others.length > 0 ? `; joined with it: ${others.join(' | ')}` : ''}`);
  }
  for (const [one, other] of doubtful) say(`doubtful, kept apart: ${one} | ${other}`);
  say(
    `${fresh.length} customers ${isDryRun ? 'would be entered' : `were to be entered, ${entered} are`}; ${known} were in the register already; ${doubtful.length} pairs are alike.`,
  );
  if (doubtful.length > 0) say('Where two are one, a supervisor presses “Merge into another” on the card of /customer.');
  if (isDryRun) say('Nothing was changed: this was a dry run.');
}
