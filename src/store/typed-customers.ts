import type { Typed } from '../cases/customer/index.js';
import type { Connection } from './connection.js';

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
export async function typedOn(connection: Connection, team: string): Promise<Typed[]> {
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
