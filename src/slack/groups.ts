import { type Actor, CLOCK } from '../cases/case.js';
import { answersFor } from '../cases/group.js';
import { kindOf } from '../cases/kinds.js';
import { settle } from '../cases/settle.js';
import type { GroupUse } from '../store/groups.js';
import { Register } from '../store/register.js';
import type { Desk } from './desk.js';
import { policyNow } from './people/policy.js';

const KNOWN_AS = 'group:';

/** Groups that something hangs on and that the settings do not know: nobody looks after it. */
export async function orphans({ groupUses, settings }: Pick<Desk, 'groupUses' | 'settings'>): Promise<GroupUse[]> {
  const known = settings.operations.groups;
  return (await groupUses.all()).filter(({ group }) => !Object.hasOwn(known, group));
}

/** What a move came to: how much went, and what stayed, by number with why. */
export interface Moved {
  readonly moved: number;
  readonly stayed: readonly { readonly no: string; readonly why: string }[];
}

/** Everything of one group goes to another: the entries of all registers, and what is open. Names that are taken there stay. */
export async function moveGroup(desk: Desk, from: string, to: string, actor: Actor): Promise<Moved> {
  const { cases, clock } = desk;
  const policy = await policyNow(desk);
  const now = clock.now();
  const stayed: { no: string; why: string }[] = [];
  let moved = 0;
  for (const store of Object.values(desk)) {
    if (!(store instanceof Register)) continue;
    for (const entry of await store.ofGroup(from)) {
      const written = await store.moveTo(to, entry, actor.id, now.toJSDate());
      if (written.ok) moved += 1;
      else stayed.push({ no: entry.no, why: written.why });
    }
  }
  const open = await cases.openOfGroup(from);
  const members = policy.people.groups[to] ?? [];
  for (const { no } of open) {
    const changed = await cases.change(no, (record) => {
      const owner = members.includes(record.owner) ? record.owner : (answersFor(to, policy) ?? record.owner);
      return settle(kindOf(record), record, 'moveGroup', { owner, data: { group: to } as object }, { actor, now, policy });
    });
    if (changed?.ok) moved += 1;
  }
  desk.outbox.poke();
  return { moved, stayed };
}

/**
 * A group that has an id in the settings keeps what is its own when it is renamed there: what hung on its former name goes with it.
 * Answers the renamed ones, from and to.
 */
export async function followRenamedGroups(desk: Desk): Promise<{ from: string; to: string; moved: number }[]> {
  const { groups } = desk.settings.operations;
  const renamed: { from: string; to: string; moved: number }[] = [];
  for (const [name, { id }] of Object.entries(groups)) {
    if (id === undefined) continue;
    const before = await desk.memory.recall(`${KNOWN_AS}${id}`);
    if (before === name) continue;
    if (before !== undefined && !Object.hasOwn(groups, before)) {
      const { moved, stayed } = await moveGroup(desk, before, name, CLOCK);
      desk.log.info({ from: before, to: name, moved, stayed }, 'a group has another name: what is its own went with it');
      renamed.push({ from: before, to: name, moved });
    }
    await desk.memory.remember(`${KNOWN_AS}${id}`, name);
  }
  return renamed;
}
