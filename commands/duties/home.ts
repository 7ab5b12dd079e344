import type { KnownBlock } from '@slack/types';
import { leads } from '../../src/cases/case.js';
import { dutyFigures } from '../../src/cases/duty/figures.js';
import { inWordsOf } from '../../src/cases/duty/shipped.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { actionsBlock, context, header, section } from '../../src/slack/messages/blocks.js';
import { isoDay } from '../../src/time/period.js';
import { countsLine, groupRow, groupsWith, moreRows, rowsOf } from '../shared/home-rows.js';
import { NEW, registerButton } from '../shared/registers.js';

/** Nothing is to be done: that all is well, or, where no duty is switched on yet, how to begin. */
async function nothingBlocks({ desk, reader }: Asked, groups: readonly string[]): Promise<KnownBlock[]> {
  const { t } = reader;
  const uses = (await desk.groupUses.all()).filter(({ group }) => groups.includes(group));
  if (uses.some(({ entries: { duty = 0 } }) => duty > 0)) return [context(t('duty.home.nothingOpen'))];
  const begin = [registerButton('duty', 'templates', NEW, reader, { style: 'primary' }), registerButton('duty', 'add', NEW, reader)];
  return [section(t('duty.home.nothingYet')), ...actionsBlock(begin, [], t)];
}

/** What the person's operations groups have to do that comes round, with the way to hand its evidence in. Rules H1–H13. */
export async function dutyBlocks(asked: Asked): Promise<KnownBlock[]> {
  const { desk, person, reader } = asked;
  const { t } = reader;
  const groups = groupsWith(person, await desk.people.operationsGroups());
  if (groups.length === 0) return [];
  const own = (await desk.duties.open()).filter(({ data }) => groups.includes(data.group));
  const rows = rowsOf(asked, own, (turn) => {
    const { no, data } = turn;
    const title = `${no} · ${inWordsOf(data, reader).name} · ${data.group}`;
    return groupRow({ no, title, dueAt: data.dueAt }, 'duty', 'done', reader);
  });
  if (own.length === 0) rows.push(...(await nothingBlocks(asked, groups)));
  const day = isoDay(reader.now);
  const recent = (await desk.duties.between(isoDay(reader.now.minus({ days: 30 })), day)).filter(({ data }) => groups.includes(data.group));
  return [
    header(t(leads(person) ? 'duty.home.dutiesOfAll' : 'duty.home.duties', { n: own.length })),
    ...countsLine('duty', ['done', 'missed'], dutyFigures(own, recent, day), t),
    ...rows,
    ...moreRows(own.length, 'duty today', reader),
  ];
}
