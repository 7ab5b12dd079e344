import type { KnownBlock } from '@slack/types';
import { dutyFigures } from '../../src/cases/duty/figures.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { context, header } from '../../src/slack/messages/blocks.js';
import { isoDay } from '../../src/time/period.js';
import { timeInWords } from '../../src/time/wording.js';
import { groupRow, groupsWith, MOST_ROWS, rowsOf } from '../shared/home-rows.js';

/** What the person's operations groups have to do that comes round, with the way to hand its evidence in. Rules H1–H13. */
export async function dutyBlocks(asked: Asked): Promise<KnownBlock[]> {
  const { desk, person, reader } = asked;
  const { t } = reader;
  const groups = groupsWith(person, await desk.people.operationsGroups());
  if (groups.length === 0) return [];
  const own = (await desk.duties.open()).filter(({ data }) => groups.includes(data.group));
  const rows = rowsOf(asked, own, (turn) => {
    const { no, data, breachedAt } = turn;
    const late = breachedAt ? ` · ${t('shared.card.turnLate')}` : '';
    const due = `${t('shared.card.due')} ${timeInWords(data.dueAt, reader.now, reader.locale)}`;
    return groupRow(no, `${no} · ${data.name} · ${data.group}\n${due}${late}`, 'duty', 'done', reader);
  });
  const more = own.length > MOST_ROWS ? [context(t('shared.table.more', { n: own.length - MOST_ROWS }))] : [];
  const day = isoDay(reader.now);
  const recent = (await desk.duties.between(isoDay(reader.now.minus({ days: 30 })), day)).filter(({ data }) => groups.includes(data.group));
  return [
    header(t('duty.home.duties', { n: own.length })),
    context(t('duty.home.dutiesToday', { ...dutyFigures(own, recent, day) })),
    ...rows,
    ...more,
  ];
}
