import type { Connection } from './connection.js';

/** What hangs on an operations group by its name. */
export interface GroupUse {
  readonly group: string;
  readonly projects: number;
  readonly devices: number;
  readonly duties: number;
  /** Open inspections, turns of duties and problems. */
  readonly open: number;
}

const REGISTERS = ['projects', 'devices', 'duties'] as const;

/** How much hangs on each group that anything hangs on; of one team, or of all without one. By name. */
export async function groupsInUse(connection: Connection, team?: string): Promise<GroupUse[]> {
  const ofTeam = team === undefined ? {} : { team };
  const counted = async (collection: string, question: object, field: string): Promise<Map<string, number>> => {
    const found = await connection
      .collection(collection)
      .aggregate<{ _id: unknown; n: number }>([{ $match: { ...ofTeam, ...question } }, { $group: { _id: `$${field}`, n: { $sum: 1 } } }])
      .toArray();
    return new Map(found.flatMap(({ _id, n }) => (typeof _id === 'string' ? [[_id, n] as const] : [])));
  };
  const [projects, devices, duties] = await Promise.all(REGISTERS.map((name) => counted(name, {}, 'group')));
  const open = await counted('cases', { isOpen: true, kind: { $in: ['inspection', 'duty', 'problem'] } }, 'data.group');
  const names = new Set([projects, devices, duties, open].flatMap((counts) => [...(counts?.keys() ?? [])]));
  const of = (counts: Map<string, number> | undefined, name: string): number => counts?.get(name) ?? 0;
  return [...names].sort().map((group) => ({
    group,
    projects: of(projects, group),
    devices: of(devices, group),
    duties: of(duties, group),
    open: of(open, group),
  }));
}

/** What hangs on the groups of one team. */
export class GroupUses {
  constructor(
    private readonly connection: Connection,
    private readonly team: string,
  ) {}

  all(): Promise<GroupUse[]> {
    return groupsInUse(this.connection, this.team);
  }
}
