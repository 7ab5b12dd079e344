import { person as mention, placeOf, shorten } from '../../src/cases/text.js';
import { OUT } from '../../src/cases/visit/visit.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { actionOf } from '../../src/cases/workflow.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { noticeMessage } from '../../src/slack/messages/blocks.js';

/** So much of a customer's name stands on a button. */
const SHOWN_PLACE = 40;

/**
 * Who calls for help is given the button of the visit that he is out on, of each of his where he is out on none; else who answers for the
 * desk. Rule D11.
 */
export async function sosFor({ desk, person, reader: { t }, answer }: Asked): Promise<void> {
  const may = actionOf(visitKind, 'sos')?.from ?? [];
  const visits = (await desk.visits.open()).filter(({ state, data }) => data.crew.includes(person.id) && may.includes(state));
  const out = visits.filter(({ state }) => OUT.some((one) => one === state));
  const buttons = (out.length > 0 ? out : visits).map(({ no, data }) => ({
    action: 'sos',
    label: `${t('visit.action.sos')} ${no} ${shorten(placeOf(data), SHOWN_PLACE)}`,
    value: no,
    style: 'danger' as const,
  }));
  const { supervisors, heads } = await desk.people.leaders();
  const leaders = [...new Set([...supervisors, ...heads])].map(mention).join(' ');
  return answer(
    noticeMessage(t(buttons.length > 0 ? 'visit.direct.sosTold' : 'visit.direct.sosAlone', { leaders }), undefined, buttons, t),
  );
}
