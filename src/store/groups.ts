import type { RegisterName } from '../cases/register.js';
import type { Connection } from './connection.js';

/** What hangs on an operations group by its name. */
export interface GroupUse {
  readonly group: string;
  /** How many entries of each register. */
  readonly entries: Readonly<Partial<Record<RegisterName, number>>>;
  /** Open cases. */
  readonly open: number;
}

/** A register whose entries are a group's. */
export interface Grouped {
  readonly name: RegisterName;
  readonly collection: string;
  /** Of its numbers. */
  readonly prefix: string;
}

/** How much hangs on each group that anything hangs on; of one team, or of all without one. By name. */
export async function groupsInUse(connection: Connection, registers: readonly Grouped[], team?: string): Promise<GroupUse[]> {
  const ofTeam = team === undefined ? {} : { team };
  const counted = async (collection: string, question: object, field: string): Promise<Map<string, number>> => {
    const found = await connection
      .collection(collection)
      .aggregate<{ _id: unknown; n: number }>([{ $match: { ...ofTeam, ...question } }, { $group: { _id: `$${field}`, n: { $sum: 1 } } }])
      .toArray();
    return new Map(found.flatMap(({ _id, n }) => (typeof _id === 'string' ? [[_id, n] as const] : [])));
  };
  const entries = await Promise.all(registers.map(async ({ name, collection }) => [name, await counted(collection, {}, 'group')] as const));
  const open = await counted('cases', { isOpen: true }, 'data.group');
  const groups = new Set([...entries.map(([, counts]) => counts), open].flatMap((counts) => [...counts.keys()]));
  return [...groups].sort().map((group) => ({
    group,
    entries: Object.fromEntries(entries.map(([name, counts]) => [name, counts.get(group) ?? 0])),
    open: open.get(group) ?? 0,
  }));
}

/** What hangs on the groups of one team. */
export class GroupUses {
  constructor(
    private readonly connection: Connection,
    private readonly team: string,
    readonly registers: readonly Grouped[],
  ) {}

  all(): Promise<GroupUse[]> {
    return groupsInUse(this.connection, this.registers, this.team);
  }
}
