import { type CaseNo, refuse } from '../case.js';
import { type FormValues, LONGEST_TEXT, textIn } from '../form.js';
import type { Joined } from '../kind.js';
import type { Action } from '../rules.js';
import { inThread } from '../telling.js';
import { person } from '../text.js';
import { OPEN, TICKET_STATES, type TicketData, type TicketState } from '../ticket/index.js';

declare module '../ticket/ticket.js' {
  interface TicketData {
    /** Its remote sessions. Rule C1. */
    readonly remotes?: readonly CaseNo[] | undefined;
  }
}

/** So many sessions of a ticket stand on it, the newest. */
const MOST_REMOTES = 20;

/** The sessions of a ticket, with the one that tells; nothing, where it is known. */
function withRemote({ remotes = [] }: TicketData, input: FormValues): Pick<TicketData, 'remotes'> {
  const no = textIn(input, 'remote') as CaseNo | undefined;
  return no && !remotes.includes(no) ? { remotes: [...remotes, no].slice(-MOST_REMOTES) } : {};
}

/** What its remote sessions tell a ticket. Rules C1, C2. */
const fromRemotes: Readonly<Record<string, Action<TicketData, TicketState>>> = {
  /** A session was over: what was done stands where it is resolved, and whether somebody has to go there. */
  workedOn: {
    from: OPEN,
    by: 'linkedCase',
    apply: ({ state, data }, input, { now, actor }) => ({
      state: state === 'accepted' ? 'in_progress' : state,
      data: {
        steps: [data.steps, textIn(input, 'steps')].filter(Boolean).join('\n').slice(0, LONGEST_TEXT),
        needsVisit: data.needsVisit || input.needsVisit === 'yes',
        firstContactAt: data.firstContactAt ?? now.toJSDate(),
        ...withRemote(data, input),
      },
      // Whoever reads the ticket sees what was done, and who goes there too.
      say: [
        inThread(`worked_${textIn(input, 'result') ?? 'not'}`, {
          by: person(actor.id),
          remote: textIn(input, 'remote') ?? '',
          steps: textIn(input, 'steps') ?? '',
        }),
      ],
    }),
  },
  remoteAsked: {
    from: TICKET_STATES,
    by: 'linkedCase',
    apply: ({ data }, input) => {
      const change = withRemote(data, input);
      return change.remotes ? { data: change } : refuse('nothingChanged');
    },
  },
  /** The customer, or who goes on, stopped a session that had begun. */
  remoteStopped: {
    from: TICKET_STATES,
    by: 'linkedCase',
    apply: ({ data }, input, { actor }) => ({
      data: withRemote(data, input),
      say: [
        inThread(`remoteStopped_${textIn(input, 'why') ?? 'withdrawn'}`, {
          by: person(actor.id),
          remote: textIn(input, 'remote') ?? '',
          who: textIn(input, 'who') ?? '',
          reason: textIn(input, 'reason') ?? '',
        }),
      ],
    }),
  },
  /** A session that never began is over: nothing was done. */
  remoteNotDone: {
    from: TICKET_STATES,
    by: 'linkedCase',
    apply: ({ data }, input, { actor }) => ({
      data: withRemote(data, input),
      say: [
        inThread(`remoteNotDone_${textIn(input, 'why') ?? 'cancelled'}`, {
          by: person(actor.id),
          remote: textIn(input, 'remote') ?? '',
          reason: textIn(input, 'reason') ?? '',
        }),
      ],
    }),
  },
};

/** A ticket and its remote sessions: the way to one, as a button where the call ended with the need of one; what was done in them. */
export const onTickets: Joined<TicketData, TicketState> = {
  offers({ no, isOpen, data }, { t }) {
    if (!isOpen) return [];
    return [
      {
        action: 'askForRemote',
        label: t('remote.action.askForRemote'),
        value: no,
        ...(data.outcome === 'remote' ? { style: 'primary' } : {}),
      },
    ];
  },
  lines: ({ data }, { t }) => [{ label: t('remote.card.ofTicket'), value: (data.remotes ?? []).join(' ') }],
  tells: fromRemotes,
  /** Sessions know whether their ticket goes on: nobody connects for one that is over, and who is connected hears it. */
  follows({ no, isOpen, data: { remotes = [] } }, { change: { state } }, { actor }) {
    const goesOn = state === undefined ? isOpen : (OPEN as readonly TicketState[]).includes(state);
    const say = goesOn ? 'ticketAgain' : 'ticketOver';
    const params = { ticket: no, by: person(actor.id) };
    return goesOn === isOpen ? {} : { say: remotes.map((remote) => ({ to: { kind: 'case', no: remote }, say, params })) };
  },
};
