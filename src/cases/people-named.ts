import { nameKey } from './names.js';

/** People by each of their names. */
type Named = readonly (readonly [id: string, name: string])[];

const ID = /^[UW][A-Z0-9]{2,}$/;
const ID_BEHIND = /\(([UW][A-Z0-9]{2,})\)$/;

/** The person of an id, a name, or a name with the id behind it in brackets; undefined for a name of nobody, or of several. */
export function personCalled(typed: string, people: Named): string | undefined {
  const plain = typed.normalize('NFKC').trim().replace(/^@/, '');
  const id = ID_BEHIND.exec(plain)?.[1] ?? (ID.test(plain) ? plain : undefined);
  if (id) return id;
  const ids = new Set(people.filter(([, name]) => nameKey(name) === nameKey(plain)).map(([one]) => one));
  return ids.size === 1 ? [...ids][0] : undefined;
}

/** A person as a sheet names him: by his name, with his id where others have the same. */
export function personInSheet(id: string, people: Named): string {
  const name = people.find(([one]) => one === id)?.[1];
  if (!name) return id;
  const isShared = people.some(([other, theirs]) => other !== id && nameKey(theirs) === nameKey(name));
  return isShared ? `${name} (${id})` : name;
}
