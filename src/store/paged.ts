/** So many are read at once. */
const PAGE = 1_000;

/** All that a question finds, page by page, each once, however many there are; `keyOf` tells them apart where one moved meanwhile. */
export async function paged<T>(read: (skip: number, limit: number) => Promise<T[]>, keyOf: (one: T) => string, page = PAGE): Promise<T[]> {
  const all = new Map<string, T>();
  for (let skip = 0; ; skip += page) {
    const found = await read(skip, page);
    for (const one of found) all.set(keyOf(one), one);
    if (found.length < page) return [...all.values()];
  }
}
