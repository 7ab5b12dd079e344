import { CallQueries } from './calls.js';
import { CaseStore } from './cases.js';
import { type Connection, type DeclaredCollection, declaredOn } from './connection.js';
import { CustomerStore } from './customers.js';
import { DeviceStore } from './devices.js';
import { Directory } from './directory.js';
import { DocumentStore } from './documents.js';
import { DraftStore } from './drafts.js';
import { DutyStore } from './duties.js';
import { FallbackStore } from './fallbacks.js';
import { FaultQueries } from './faults.js';
import { GroupUses } from './groups.js';
import { InspectionQueries } from './inspections.js';
import { LeaseStore } from './leases.js';
import { LightStore } from './lights.js';
import { Memory } from './memory.js';
import { PhotoStore } from './photos.js';
import type { IndexLog } from './prepare.js';
import { PrivacyStore } from './privacy.js';
import { ProblemQueries } from './problems.js';
import { ProjectStore } from './projects.js';
import { PutBackStore } from './put-back.js';
import { RemoteQueries } from './remotes.js';
import { TicketQueries } from './tickets.js';
import { VisitQueries } from './visits.js';

/** All that a team's desk keeps, and the questions about it. */
export type Stores = ReturnType<typeof storesOf>;

/** A store is one row here. `onWritten` hears of every decision that was written. */
export function storesOf(connection: Connection, team: string, onWritten: ConstructorParameters<typeof CaseStore>[2]) {
  const cases = new CaseStore(connection, team, onWritten);
  const registers = {
    customers: new CustomerStore(connection, cases),
    projects: new ProjectStore(connection, cases),
    devices: new DeviceStore(connection, cases),
    lights: new LightStore(connection, cases),
    duties: new DutyStore(connection, cases),
    documents: new DocumentStore(connection, cases),
  };
  return {
    cases,
    histories: cases.histories,
    calls: new CallQueries(cases),
    tickets: new TicketQueries(cases),
    visits: new VisitQueries(cases),
    inspections: new InspectionQueries(cases),
    problems: new ProblemQueries(cases),
    remotes: new RemoteQueries(cases),
    faults: new FaultQueries(cases),
    held: new FallbackStore(cases),
    privacy: new PrivacyStore(cases),
    ...registers,
    directory: new Directory(connection, team, registers.customers),
    drafts: new DraftStore(connection),
    photos: new PhotoStore(connection, team),
    memory: new Memory(connection, team),
    putBack: new PutBackStore(connection, team),
    groupUses: new GroupUses(
      connection,
      team,
      Object.values(registers).filter(({ isGrouped }) => isGrouped),
    ),
  };
}

/** Every collection that a desk has, as its stores declare them. Those of `keeping` `last` stand at the end. */
export function collectionsOf(connection: Connection): DeclaredCollection[] {
  storesOf(connection, '', () => {});
  void new LeaseStore(connection, '');
  const isLast = ({ keeping }: DeclaredCollection): number => Number(keeping === 'last');
  return declaredOn(connection).sort((a, b) => isLast(a) - isLast(b) || a.name.localeCompare(b.name));
}

/** Gives every collection the indexes that it should have. Throws IndexTrouble where the data do not allow one. */
export async function prepareStores(stores: Stores, log?: IndexLog): Promise<void> {
  await Promise.all(Object.values(stores).flatMap((store) => ('prepare' in store ? [store.prepare(log)] : [])));
}
