import type { Reader } from '../card.js';
import type { DutyFields } from './plan.js';
import { DUTY_TEMPLATES } from './templates.js';

type Said = Pick<DutyFields, 'name' | 'lines'>;
type Words = Pick<Reader, 't' | 'tongues'>;

/** Name and checklist of a shipped duty, as a language has them. */
const shippedIn = (id: string, t: Words['t']): Said => ({
  name: `${id} ${t(`duty.template.${id}.name`)}`,
  lines: t(`duty.template.${id}.lines`).split('\n'),
});

/** A duty, or a turn of one, in its reader's language as far as it stands as it was shipped: what people named or wrote themselves stays. */
export function inWordsOf<One extends Said>(one: One, { t, tongues = [] }: Words): One {
  const id = DUTY_TEMPLATES.find((template) => one.name.startsWith(`${template.id} `))?.id;
  if (!id) return one;
  const own = shippedIn(id, t);
  const shipped = tongues.map((tongue) => shippedIn(id, tongue));
  const areShipped = shipped.some(({ lines }) => JSON.stringify(lines) === JSON.stringify(one.lines));
  return {
    ...one,
    name: shipped.some(({ name }) => name === one.name) ? own.name : one.name,
    lines: areShipped ? own.lines : one.lines,
  };
}
