import { person as mention } from '../../src/cases/text.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { actionOf } from '../../src/cases/workflow.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { noticeMessage } from '../../src/slack/messages/blocks.js';

/** Who calls for help is given the button of the visit that he is out on; else who answers for the desk. Rule D11. */
export async function sosFor({ desk, person, reader: { t }, answer }: Asked): Promise<void> {
  const visits = (await desk.visits.open()).filter(({ data }) => data.engineer === person.id);
  const buttons = visits
    .filter((visit) => actionOf(visitKind, 'sos')?.from.includes(visit.state))
    .map(({ no }) => ({ action: 'sos', label: `${t('visit.action.sos')} ${no}`, value: no, style: 'danger' as const }));
  const { supervisors, heads } = await desk.people.leaders();
  const leaders = [...new Set([...supervisors, ...heads])].map(mention).join(' ');
  return answer(
    noticeMessage(t(buttons.length > 0 ? 'visit.direct.sosTold' : 'visit.direct.sosAlone', { leaders }), undefined, buttons, t),
  );
}
