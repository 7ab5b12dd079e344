/** Removes what was born before a moment from a map that holds the oldest first: only those are looked at. */
export function dropOlder(known: Map<string, { readonly bornAt: number }>, moment: number): void {
  for (const [id, { bornAt }] of known) {
    if (bornAt >= moment) return;
    known.delete(id);
  }
}
