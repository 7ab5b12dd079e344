import { textIn } from '../../src/cases/form.js';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { nameKey } from '../../src/cases/names.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import type { Subject } from '../subject.js';

/** By what the numbers of its caller are compared. */
export const keysOf = ({ phoneKey = [] }: Ticket['data']): readonly string[] => (typeof phoneKey === 'string' ? [phoneKey] : phoneKey);

/** What nobody called about is nobody’s call. */
const isSameCaller = (one: Ticket['data'], other: Ticket['data']): boolean =>
  one.source !== undefined ||
  other.source !== undefined ||
  nameKey(one.customer) === nameKey(other.customer) ||
  keysOf(one).some((key) => keysOf(other).includes(key));

/** Whether who has it is still there; of a duplicate, whether the ticket that goes on does go on, and for the same customer. Rules A3, I6. */
export const TICKET_OBJECTIONS: NonNullable<Subject['objections']> = {
  async 'ticket.handOver'({ desk, record }) {
    return { values: (await desk.people.mayBeTold(record.owner)) ? {} : { ownerLeft: record.owner } };
  },
  async 'ticket.cancel'({ desk, record, values }) {
    const no = parseCaseNo(textIn(values, 'duplicateOf') ?? '');
    const original = no && ((await desk.cases.get(no)) as object as Ticket | undefined);
    if (!original) return { values: {} };
    const { data } = record as object as Ticket;
    return {
      values: {
        ...(original.isOpen ? {} : { originalOver: original.state }),
        ...(isSameCaller(data, original.data) ? {} : { originalOf: original.data.customer }),
      },
    };
  },
};
