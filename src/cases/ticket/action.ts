import type { Role } from '../case.js';
import type { Action } from '../rules.js';
import { OPEN_TICKET_STATES, type Ticket, type TicketData, type TicketState } from './ticket.js';

export type TicketAction = Action<TicketData, TicketState>;

export const EVERYBODY: readonly Role[] = ['agent', 'engineer', 'supervisor', 'head'];
export const WORKERS: readonly Role[] = ['engineer', 'supervisor', 'head'];
export const LEADERS: readonly Role[] = ['supervisor', 'head'];
export const OPEN = OPEN_TICKET_STATES;

/** Ends the pause that is running, if one is. */
export const resumed = (ticket: Ticket, at: Date): Ticket['pauses'] =>
  ticket.pauses.map((pause) => (pause.to ? pause : { ...pause, to: at < pause.from ? pause.from : at }));
