import { textIn } from '../../src/cases/form.js';
import { ticketOf } from '../../src/cases/remote/workflow.js';
import { actionsBlock } from '../../src/slack/messages/blocks.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import { followingModal } from '../shared/forms.js';
import type { Followed, Subject } from '../subject.js';

/** The ticket of a session, while there is something left to do about it. */
async function openTicketOf({ desk, record }: Followed) {
  const ticket = await desk.cases.get(ticketOf(record));
  return ticket?.isOpen ? ticket : undefined;
}

/** What follows in the ticket: it is resolved with what was done, somebody goes there, or the customer is called back. */
export const REMOTE_FOLLOWS: NonNullable<Subject['follows']> = {
  async 'remote.end'(followed) {
    const { desk, reader, values } = followed;
    const { t } = reader;
    const ticket = await openTicketOf(followed);
    if (!ticket) return undefined;
    const steps = textIn(values, 'steps') ?? '';
    if (values.result === 'solved') return followingModal(desk, reader, ticket, 'resolve', undefined, steps);
    const told = tellingModal(t('shared.modal.done'), [t('remote.next.visit', { ticket: ticket.no })], t);
    const order = { action: 'needVisit', label: t('ticket.action.needVisit'), value: ticket.no, style: 'primary' as const };
    return { ...told, blocks: [...told.blocks, ...actionsBlock([order], [], t)] };
  },
  // What was done until then is written down at once, by whoever answers for it.
  async 'remote.withdrawn'({ desk, reader, record, person }) {
    return record.owner === person.id ? followingModal(desk, reader, record, 'end') : undefined;
  },
  async 'remote.nobodyThere'(followed) {
    const ticket = await openTicketOf(followed);
    return ticket && followingModal(followed.desk, followed.reader, ticket, 'callBack');
  },
};
