import type { ModalView } from '@slack/types';
import { takeCall } from '../../src/cases/call/index.js';
import type { CaseNo } from '../../src/cases/case.js';
import type { Device } from '../../src/cases/device/index.js';
import { type FormValues, textIn } from '../../src/cases/form.js';
import { type Asked, findingsIn, type Inspection, seenIn } from '../../src/cases/inspection/inspection.js';
import { inspectionKind } from '../../src/cases/inspection/workflow.js';
import { kindOf } from '../../src/cases/kinds.js';
import { parseRegisterNo } from '../../src/cases/register.js';
import { shorten } from '../../src/cases/text.js';
import type { CATEGORIES } from '../../src/cases/ticket/index.js';
import { decide } from '../../src/cases/workflow.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import { policyNow } from '../../src/slack/people/policy.js';
import type { Followed } from '../subject.js';
import { openFindings } from './findings.js';

/** What is wrong with a project is its software; with a device, what that is. */
function categoryOf(device: Device | undefined): (typeof CATEGORIES)[number] {
  if (!device) return 'software';
  return device.type === 'server' || device.type === 'network' ? device.type : 'hardware';
}

/** The ticket of a finding: the one that is open already, or a new one with subject and finding filled in. */
async function ticketFor(
  { desk, person, record, values }: Followed,
  { key, subject, item, result }: Asked,
  foundIn: readonly CaseNo[],
): Promise<{ no: CaseNo; isNew: boolean }> {
  const { open, count } = await desk.inspections.ticketsOf(key);
  if (open) return { no: open, isNew: false };
  const device = parseRegisterNo('D', subject.no);
  const call: FormValues = {
    outcome: 'ticket',
    customer: subject.customer ?? subject.name,
    site: subject.site,
    product: subject.name,
    description: shorten(`${item.question}: ${seenIn({ result })} (${record.no})`, 3000),
    category: categoryOf(await desk.devices.get(device ?? '')),
    impact: values.impact,
    urgency: values.urgency,
  };
  const circumstances = { actor: person, now: desk.clock.now(), policy: await policyNow(desk) };
  let opened: number | undefined;
  const ticket = await desk.cases.create(
    'ticket',
    (seq) => {
      opened = seq;
      const more = { source: 'inspection', finding: key, foundIn, ...(device ? { device } : {}) } as const;
      return takeCall(call, { team: desk.team.id, seq }, circumstances, more);
    },
    // Of two people who raise it from two inspections at once, both find the same count: one ticket.
    `finding:${key}:${count}`,
  );
  return { no: ticket.no, isNew: ticket.seq === opened };
}

/** What follows *To ticket*: the ticket that takes care of the finding. Rule G6. */
export async function raiseTicket(followed: Followed): Promise<ModalView | undefined> {
  const { desk, person, reader, record, values } = followed;
  const finding = findingsIn((record as object as Inspection).data).find(({ key }) => key === textIn(values, 'finding'));
  if (!finding) return undefined;
  // The same thing found in other inspections is taken care of with it.
  const others = (await openFindings(desk)).find(({ found }) => found.key === finding.key)?.inspections ?? [];
  const foundIn = [...new Set([...others.map((other) => other.no), record.no])];
  const { no, isNew } = await ticketFor(followed, finding, foundIn);
  const circumstances = { actor: { id: person.id, roles: [], isLinked: true }, now: desk.clock.now(), policy: await policyNow(desk) };
  const input = { finding: finding.key, ticket: no };
  if (!isNew)
    await desk.cases.change(
      no,
      (ticket) => decide(kindOf(ticket), ticket, 'foundAgain', { inspections: foundIn }, circumstances),
      `found:${finding.key}:${record.no}`,
    );
  for (const one of foundIn)
    await desk.cases.change(
      one,
      (fresh) => decide(inspectionKind, fresh as object as Inspection, 'ticketRaised', input, circumstances),
      `raised:${finding.key}:${no}`,
    );
  desk.outbox.poke();
  return tellingModal(reader.t('inspection.action.raise'), [reader.t(isNew ? 'inspection.raised' : 'inspection.linked', { no })], reader.t);
}
