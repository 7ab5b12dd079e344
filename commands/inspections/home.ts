import type { KnownBlock } from '@slack/types';
import { progress } from '../../src/cases/inspection/card.js';
import { askedIn } from '../../src/cases/inspection/inspection.js';
import { dayInWords } from '../../src/cases/turn.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { context, header } from '../../src/slack/messages/blocks.js';
import { timeInWords } from '../../src/time/wording.js';
import { groupRow, groupsWith, rowsOf } from '../shared/home-rows.js';
import { inspectionsNow } from './now.js';

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
    const due = timeInWords(data.dueAt, reader.now, reader.locale);
    return groupRow(
      no,
      `${title}\n${t('shared.card.checked')} ${progress(askedIn(data))} · ${t('shared.card.due')} ${due}`,
      'inspection',
      'fill',
      reader,
    );
  });
  const counts = context(t('inspection.home.inspectionsToday', { ...figures }));
  return [header(t('inspection.home.inspections', { n: own.length })), counts, ...rows];
}
