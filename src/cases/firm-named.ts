import { nameKey } from './names.js';

const BESIDE_LETTERS = /[^\p{L}\p{N}]/gu;
/** What is said around the name of a firm or a shop, and names nobody in it: 他们悦购超市那边, the Harbour Books team. */
const BEFORE = /^(?:他们|你们|咱们|我们|客户方?|the)/u;
const BEHIND =
  /(?:的人|那边|这边|方面|店里|门店|总部|总店|分店|本店|(?:股份)?(?:有限)?(?:责任)?公司|集团|team|staff|store|shop|company|limited|ltd|inc|co)$/u;

function bare(name: string): string {
  const key = nameKey(name).replace(BESIDE_LETTERS, '').replace(BEFORE, '');
  const shorter = key.replace(BEHIND, '');
  return shorter === '' ? key : shorter;
}

/**
 * Does this name a firm or a place, and nobody in it? Alone, or a firm with one of its places: 悦购超市, 悦购超市中山店. 悦购超市周丽 is
 * somebody. Rule C1.
 */
export function namesFirm(
  typed: string,
  { firms, places }: { readonly firms: readonly string[]; readonly places: readonly string[] },
): boolean {
  const all = [...firms, ...places, ...firms.flatMap((firm) => places.map((place) => `${firm}${place}`))].map(bare);
  return all.some((one) => one !== '' && one === bare(typed));
}
