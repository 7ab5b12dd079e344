import type { Translate } from '../../src/cases/card.js';
import type { Field } from '../../src/cases/form.js';
import { LEAST_TOLD, person as mention, shorten, tellsSomething } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { tellLeaders } from '../../src/slack/outbox/tell-leaders.js';

/** In what a change of a register asks less of its group, a sentence each; none where it does not. */
export type Less = (t: Translate) => readonly string[];

/** So many of them are told, and so much of each. */
const MOST_TOLD = 20;
const LONGEST = 200;

const listed = (lines: readonly string[], t: Translate): string =>
  [
    ...lines.slice(0, MOST_TOLD).map((line) => `• ${shorten(line, LONGEST)}`),
    ...(lines.length > MOST_TOLD ? [t('shared.table.more', { n: lines.length - MOST_TOLD })] : []),
  ].join('\n');

/** Where the reason stands in the form of what can become less. */
export const LESS_FIELD: Field = { name: 'reason', kind: 'longText', isTelling: true, max: 500, labelKey: 'shared.less.why' };

/** Why a change that asks less is not written yet: it has no reason. Rule G1. */
export function lessRefused(less: Less, reason: string | undefined, { t }: Asked['reader']): string | undefined {
  const lines = less(t);
  return lines.length > 0 && !tellsSomething(reason) ? t('shared.less.needsReason', { n: LEAST_TOLD, list: listed(lines, t) }) : undefined;
}

/** Whoever leads hears what was made less, by whom and why: the yardstick of a group is not the group's alone. It is told beside the answer. */
export function tellLess(
  { desk, person }: Asked,
  { no, name, group }: { readonly no: string; readonly name: string; readonly group: string },
  less: Less,
  reason: string | undefined,
): void {
  const words = (t: Translate): string | undefined => {
    const lines = less(t);
    return lines.length > 0
      ? t('shared.less.told', { by: mention(person.id), no, name, group, reason: reason ?? '–', list: listed(lines, t) })
      : undefined;
  };
  const told = tellLeaders(desk, words, { but: person.id });
  told.catch((error: unknown) => desk.log.warn({ err: error, no }, 'those who lead were not told that a check became less'));
}
