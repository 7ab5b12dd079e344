import type { KnownBlock } from '@slack/types';
import { leads } from '../../src/cases/case.js';
import { progress, shareInWords } from '../../src/cases/inspection/card.js';
import { askedIn } from '../../src/cases/inspection/inspection.js';
import { dayInWords } from '../../src/cases/turn.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { actionsBlock, context, header, section } from '../../src/slack/messages/blocks.js';
import { countsLine, groupRow, groupsWith, moreRows, rowsOf } from '../shared/home-rows.js';
import { NEW, registerButton } from '../shared/registers.js';
import { inspectionsNow } from './now.js';

const MOST_NAMED = 5;

/** Nothing is open: that all is well, or, where nothing is looked at yet, how to begin. */
async function nothingBlocks({ desk, reader }: Asked, groups: readonly string[]): Promise<KnownBlock[]> {
  const { t } = reader;
  const uses = (await desk.groupUses.all()).filter(({ group }) => groups.includes(group));
  if (uses.some(({ entries: { project = 0, device = 0 } }) => project + device > 0)) return [context(t('inspection.home.nothingOpen'))];
  const begin = [
    registerButton('project', 'add', NEW, reader, { style: 'primary' }),
    registerButton('device', 'add', NEW, reader),
    registerButton('device', 'import', NEW, reader),
  ];
  const named = groups.slice(0, MOST_NAMED).join(t('shared.punctuation.and'));
  return [section(t('inspection.home.nothingYet', { groups: named })), ...actionsBlock(begin, [], t)];
}

/** What the person's operations groups have to look at, with the way to fill it in. Rules G4, G5. */
export async function inspectionBlocks(asked: Asked): Promise<KnownBlock[]> {
  const { desk, person, reader } = asked;
  const { t } = reader;
  const groups = groupsWith(person, await desk.people.operationsGroups());
  if (groups.length === 0) return [];
  const { open: own, figures } = await inspectionsNow(desk, reader.now, groups);
  const rows = rowsOf(asked, own, (inspection) => {
    const { no, data } = inspection;
    const title = t('shared.card.inspectionTitle', {
      no,
      cycle: t(`inspection.cycle.${data.cycle}`),
      group: data.group,
      day: dayInWords(data, reader),
    });
    const done = `${t('shared.card.checked')} ${progress(askedIn(data), t)}`;
    const share = shareInWords(inspection, reader);
    return groupRow({ no, title, dueAt: data.dueAt, done, ...(share ? { more: share } : {}) }, 'inspection', 'fill', reader);
  });
  if (own.length === 0) rows.push(...(await nothingBlocks(asked, groups)));
  const title = t(leads(person) ? 'inspection.home.inspectionsOfAll' : 'inspection.home.inspections', { n: own.length });
  return [
    header(title),
    ...countsLine('inspection', ['done', 'missed', 'findings'], figures, t),
    ...rows,
    ...moreRows(own.length, 'inspect today', reader),
  ];
}
