import type { KnownBlock } from '@slack/types';
import type { Reader } from '../../src/cases/card.js';
import { person as mention } from '../../src/cases/text.js';
import { OUT, type Visit } from '../../src/cases/visit/visit.js';
import { section } from '../../src/slack/messages/blocks.js';

/** What somebody is to know of a visit before he changes it, and by what it is known that he was told. */
interface Doubt {
  readonly asked: readonly string[];
  readonly blocks: readonly KnownBlock[];
}

/** Forms that take a visit from under the feet of whoever has left for it. */
export const OVER_THE_HEAD: readonly string[] = ['visit.reschedule', 'visit.cancel', 'visit.reassign'];

/** Is somebody else on the way to it or there already? He is named, and told at once if it is changed all the same. Rules D3, D5. */
export function underWay({ no, state, data }: Visit, { t, user = '' }: Reader): Doubt {
  if (!OUT.some((out) => out === state) || !data.engineer || data.crew.includes(user)) return { asked: [], blocks: [] };
  const said = state === 'departed' ? 'visit.review.onTheWay' : 'visit.review.there';
  return { asked: [`${state}@${data.engineer}`], blocks: [section(t(said, { who: mention(data.engineer), no }))] };
}
