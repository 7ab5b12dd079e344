import { DateTime } from 'luxon';
import type { Reader } from '../../src/cases/card.js';
import { isOpenAt, saysHours } from '../../src/cases/customer/index.js';
import { textIn } from '../../src/cases/form.js';
import type { Ticket } from '../../src/cases/ticket/index.js';
import type { Visit } from '../../src/cases/visit/visit.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import { timeInWords } from '../../src/time/wording.js';
import type { Subject } from '../subject.js';

/** That a site is closed then, or that nobody could tell, is said, never refused. */
export const closedThen = ({ data: { hours = '', from, to } }: Visit, { t, now }: Reader): string[] => {
  if (hours && !saysHours(hours)) return [t('visit.schedule.hoursUnchecked', { hours })];
  const [begins, ends] = [from, to].map((at) => DateTime.fromJSDate(at, { zone: now.zone }));
  return begins && ends && isOpenAt(hours, begins, ends) === false ? [t('visit.schedule.closedThen', { hours })] : [];
};

/** That the ticket is due before anybody comes is said, never refused: the customer may have wished it. */
const afterPromise = ({ data }: Visit, { no, dueAt }: Pick<Ticket, 'no' | 'dueAt'>, { t, now, locale }: Reader): string[] =>
  dueAt && data.from > dueAt ? [t('visit.schedule.afterPromise', { no, due: timeInWords(dueAt, now, locale) })] : [];

/** What is said of a window that was chosen, whether it is the first one or another. */
export const saidOfWindow = (visit: Visit, ticket: Pick<Ticket, 'no' | 'dueAt'>, reader: Reader): string[] => [
  ...closedThen(visit, reader),
  ...afterPromise(visit, ticket, reader),
];

type Follows = NonNullable<Subject['follows']>[string];

/** A window that was moved says what an order would say of it. Rules A3, D7. */
const moved: Follows = async ({ desk, reader, record }) => {
  const visit = record as object as Visit;
  const ticket = await desk.cases.get(visit.data.ticketNo);
  const said = ticket?.isOpen ? saidOfWindow(visit, ticket, reader) : [];
  return said.length > 0 ? tellingModal(visit.no, said, reader.t) : undefined;
};

export const VISIT_FOLLOWS: Readonly<Record<string, Follows>> = {
  'visit.reschedule': moved,
  'visit.agreeNewTime': moved,
  'visit.callMade': async (followed) => (textIn(followed.values, 'outcome') === 'otherTime' ? moved(followed) : undefined),
};
