import type { CaseNo } from '../case.js';
import { CLOCK, refuse } from '../case.js';
import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { dateIn, type FormValues, textIn } from '../form.js';
import type { Action, Change } from '../rules.js';
import { toPerson } from '../telling.js';
import { person } from '../text.js';
import { EVERYBODY } from './everybody.js';
import { FAULT_STATES, type Fault, type FaultData, type FaultState, OPEN_FAULT_STATES } from './fault.js';
import { FAULT_FORMS } from './form.js';
import { bounded, type LinkEvent, resultOf, withEvent, worked } from './links.js';
import { spike, spikeActions } from './spike.js';

export type FaultAction = Action<FaultData, FaultState>;
export type FaultChange = Change<FaultData, FaultState>;

/** The ticket that a press, a form or a notice names. */
const ticketIn = (input: FormValues): CaseNo => (textIn(input, 'ticket') ?? textIn(input, 'track') ?? '') as CaseNo;

/** Who looks at an entry: its owner; at what is nobody's, who leads. */
const lookersAt = (owner: string, { people }: Circumstances['policy']): readonly string[] =>
  owner === CLOCK.id ? people.supervisors : [owner];

/** Somebody else than who wrote the fix has helped with it: its owner is asked whether it is right. */
function proposal(fault: Fault, { actor, now, policy }: Circumstances, ticket: CaseNo): FaultChange {
  const { state, owner, no, data } = fault;
  if (state !== 'notValidated' || data.proposedAt || actor.id === data.fixedBy) return {};
  const params = { by: person(actor.id), no, ticket };
  return {
    data: { proposedAt: now.toJSDate(), proposedIn: ticket },
    say: lookersAt(owner, policy).map((user) => toPerson(user, 'validationProposed', params)),
  };
}

/** The proposal goes with the success that it rested on, and whoever was asked hears it. */
function withdrawn({ state, owner, no, data }: Fault, links: FaultData['links'], { policy }: Circumstances): FaultChange {
  const { proposedIn } = data;
  if (!proposedIn || resultOf(links[proposedIn] ?? {}) === 'used') return {};
  const say = lookersAt(owner, policy).map((user) => toPerson(user, 'proposalTakenBack', { no, ticket: proposedIn }));
  return { data: { proposedAt: undefined, proposedIn: undefined }, say: state === 'notValidated' ? say : [] };
}

/** An event of a ticket is written down, with what follows from it. */
function happened(fault: Fault, ticket: CaseNo, event: LinkEvent, at: Date, circumstances: Circumstances): FaultChange | undefined {
  const links = withEvent(fault.data.links, ticket, event, at, circumstances.actor.id);
  if (links === fault.data.links) return undefined;
  const comes = event === 'linked' || event === 'used';
  const alarm = comes && fault.data.links[ticket] === undefined ? spike(fault, links, circumstances) : {};
  const withdraws = withdrawn(fault, links, circumstances);
  const proposed = event === 'used' ? proposal(fault, circumstances, ticket) : {};
  return {
    data: { ...bounded(links, fault.data.past), ...withdraws.data, ...alarm.data, ...proposed.data },
    note: ticket,
    say: [...(alarm.say ?? []), ...(withdraws.say ?? []), ...(proposed.say ?? [])],
  };
}

/** What a ticket tells: it may come late, twice, and after what followed it. */
const told = (event: LinkEvent): FaultAction => ({
  from: FAULT_STATES,
  by: 'linkedCase',
  apply: (fault, input, circumstances) =>
    happened(fault, ticketIn(input), event, dateIn(input, 'at') ?? circumstances.now.toJSDate(), circumstances) ?? refuse('nothingChanged'),
});

/** What somebody says of it for a ticket, which hears of it. */
const saidOf = (event: LinkEvent, tells: 'faultLinked' | 'faultUnlinked', form?: FaultAction['form']): FaultAction => ({
  from: OPEN_FAULT_STATES,
  by: EVERYBODY,
  ...(form ? { form } : {}),
  apply(fault, input, circumstances) {
    const ticket = ticketIn(input);
    if (!ticket.startsWith('T-')) return refuse('fault.whichTicket', { no: fault.no }, form ? 'ticket' : undefined);
    const change = happened(fault, ticket, event, circumstances.now.toJSDate(), circumstances);
    if (!change) return refuse('nothingChanged');
    const tell: NoticeDraft = { to: { kind: 'case', no: ticket }, say: tells, params: { fault: fault.no } };
    return { ...change, say: [...(change.say ?? []), tell] };
  },
});

/** How an entry hangs on tickets, and what it learns from them. Rule C3. */
export const linking: Readonly<Record<string, FaultAction>> = {
  ticketLinked: told('linked'),
  ticketSolved: told('used'),
  ticketReopened: told('reopened'),
  ticketUnlinked: told('unlinked'),
  tryIt: saidOf('linked', 'faultLinked'),
  link: saidOf('linked', 'faultLinked', FAULT_FORMS.link),
  didNotHelp: saidOf('failed', 'faultUnlinked'),
  notThis: saidOf('unlinked', 'faultUnlinked'),
  ...spikeActions,
};

/** How often it helped, for whoever asks. */
export const workedOf = ({ data }: Fault) => worked(data.links, data.past);
