import { type Slot, timesOf } from '../../time/slots.js';
import { answered as answeredAlarms } from '../alarms.js';
import { type Role, refuse } from '../case.js';
import { checksIn, filesIn, numberIn, textIn } from '../form.js';
import { answersFor, unlessInGroup } from '../group.js';
import { inThread } from '../telling.js';
import { person } from '../text.js';
import { hasLapsed, isTurnBreach, type TurnTracks, turnDeadlines } from '../turn.js';
import { type Action, type CaseKind, type Circumstances, type Decided, openCase } from '../workflow.js';
import { type DutyEvidence, type DutyState, type DutyTurnData, isFulfilled } from './duty.js';
import { DONE_FORM } from './form.js';
import type { Duty } from './plan.js';

const EVERYBODY: readonly Role[] = ['agent', 'engineer', 'supervisor', 'head'];
const TRACKS: TurnTracks = { promise: 'duty', lapse: 'dutyLapse' };

/** The identity of a duty's turn: the same one is opened once, by whichever process is first. */
export const turnOf = ({ no }: Pick<Duty, 'no'>, { day }: Pick<Slot, 'day'>): string => `duty:${no}:${day}`;

/** One turn of a standing duty. */
export function openDuty(
  { no, name, group, owner, evidence, lines, min, max }: Duty,
  slot: Slot,
  start: { readonly team: string; readonly seq: number },
  circumstances: Circumstances,
): Decided<DutyTurnData, DutyState> {
  const first = answersFor(group, circumstances.policy) ?? circumstances.actor.id;
  const data: DutyTurnData = { duty: no, name, group, day: slot.day, evidence, lines, min, max, ...timesOf(slot, circumstances.now) };
  return openCase(dutyKind, { ...start, state: 'open', owner: owner ?? first, data }, circumstances);
}

type DutyAction = Action<DutyTurnData, DutyState>;

const actions: Readonly<Record<string, DutyAction>> = {
  onIt: {
    from: ['open'],
    by: EVERYBODY,
    apply: (turn, _input, circumstances) =>
      unlessInGroup({ no: turn.no, group: turn.data.group }, circumstances.actor, circumstances.policy) ??
      answeredAlarms(turn, circumstances),
  },
  done: {
    from: ['open'],
    by: EVERYBODY,
    style: 'primary',
    form: DONE_FORM,
    apply({ no, data }, input, { actor, now, policy }) {
      const foreign = unlessInGroup({ no, group: data.group }, actor, policy);
      if (foreign) return foreign;
      const note = textIn(input, 'note');
      const done: DutyEvidence = {
        by: actor.id,
        at: now.toJSDate(),
        ...(data.evidence === 'checklist' ? { ticked: checksIn(input, 'ticked') } : {}),
        ...(data.evidence === 'number' ? { number: numberIn(input, 'number') } : {}),
        ...(data.evidence === 'file' ? { files: filesIn(input, 'files') } : {}),
        ...(note ? { note } : {}),
      };
      if (!isFulfilled(data, done) && !note) return refuse('duty.saysWhy', { no }, 'note');
      const isLate = done.at > data.dueAt;
      return {
        state: 'done',
        data: { done, ...(isLate ? { isLate } : {}) },
        say: [inThread(isFulfilled(data, done) ? 'dutyDone' : 'dutyDoneInPart', { by: person(actor.id), note: note ?? '' })],
      };
    },
  },
};

export const dutyKind: CaseKind<DutyTurnData, DutyState> = {
  name: 'duty',
  prefix: 'S',
  openStates: ['open'],
  actions,
  promiseOf: ({ data }) => data.dueAt,
  deadlines: ({ data }) => turnDeadlines(data, TRACKS),
  isBreach: (deadline) => isTurnBreach(deadline, TRACKS),
  onDue: (_turn, fires) => (hasLapsed(fires, TRACKS) ? { state: 'missed', say: [inThread('dutyMissed')] } : {}),
  home: () => ({ channel: 'desk' }),
  helps: ({ deadline }) => (deadline ? ['done', 'onIt', 'open'] : ['open']),
};
