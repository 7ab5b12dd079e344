import { progress } from '../../src/cases/inspection/card.js';
import { askedIn, everFoundIn, type Inspection } from '../../src/cases/inspection/inspection.js';
import { dayInWords } from '../../src/cases/turn.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { type Message, noticeMessage, tableMessage } from '../../src/slack/messages/blocks.js';
import { rowsAlone } from '../../src/slack/messages/broken.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { linksTo } from '../../src/slack/people/readers.js';

/** Inspections as a table: when, of whom, how they stand; `again` is what was asked. */
export async function inspectionTable(
  { desk, reader, from }: Asked,
  title: string,
  inspections: readonly Inspection[],
  again: string,
): Promise<Message> {
  const { t } = reader;
  if (inspections.length === 0) return noticeMessage(t('inspection.none'), undefined, [], t);
  const names = await namesOf(desk, [...new Set(inspections.map(({ owner }) => owner))]);
  const head = ['no', 'day', 'cycle', 'group', 'state', 'checked', 'findings', 'person'].map((column) => t(`inspection.table.${column}`));
  const rows = rowsAlone(desk, inspections, head, reader, (inspection) => {
    const { data, no, state, owner } = inspection;
    return [
      no,
      dayInWords(data, reader),
      t(`inspection.cycle.${data.cycle}`),
      data.group,
      t(`inspection.state.${state}`),
      progress(askedIn(data), t),
      String(everFoundIn(data).length),
      names.get(owner) ?? owner,
    ];
  });
  return tableMessage({ title, head, rows, links: linksTo(desk, inspections), from, again }, t);
}
