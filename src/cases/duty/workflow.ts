import { type Slot, timesOf } from '../../time/slots.js';
import { answered as answeredAlarms } from '../alarms.js';
import { type Refusal, type Role, refuse } from '../case.js';
import type { Circumstances } from '../circumstances.js';
import { checksIn, type FormValues, filesIn, numberIn, textIn } from '../form.js';
import { answersFor, handedOver, ofGroup } from '../group.js';
import type { Standing } from '../promise.js';
import { leadersHear } from '../promise-told.js';
import type { Action, CaseKind, Change, Decided } from '../rules.js';
import { openCase } from '../settle.js';
import { inThread } from '../telling.js';
import { person } from '../text.js';
import { hasLapsed, isTurnBreach, type TurnTracks, turnDeadlines, turnGraveness, turnRepeatsAt, turnWakes, unlessOwn } from '../turn.js';
import {
  changeOf,
  type DutyEvidence,
  type DutyState,
  type DutyTurn,
  type DutyTurnData,
  inPlaceOf,
  isFulfilled,
  OPEN_DUTY_STATES,
} from './duty.js';
import { CORRECT_FORM, DONE_FORM, EXCUSE_FORM, HAND_OVER_FORM } from './form.js';
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
  const data: DutyTurnData = {
    duty: no,
    name,
    group,
    day: slot.day,
    evidence,
    lines,
    min,
    max,
    ...timesOf(slot, circumstances.now, circumstances.policy.calendar),
  };
  return openCase(dutyKind, { ...start, state: 'open', owner: owner ?? first, data }, circumstances);
}

type DutyAction = Action<DutyTurnData, DutyState>;
type DutyChange = Change<DutyTurnData, DutyState>;

/** An action of the group whose it is, and of who leads. */
const byGroup = (apply: (c: DutyTurn, input: FormValues, circumstances: Circumstances) => DutyChange | Refusal) =>
  ofGroup<DutyTurn, typeof apply>(apply);

/** What was handed in, as the form asked for it. */
const evidenceIn = ({ evidence }: DutyTurnData, input: FormValues, { actor, now }: Circumstances): DutyEvidence => {
  const note = textIn(input, 'note');
  return {
    by: actor.id,
    at: now.toJSDate(),
    ...(evidence === 'checklist' ? { ticked: checksIn(input, 'ticked') } : {}),
    ...(evidence === 'number' ? { number: numberIn(input, 'number') } : {}),
    ...(evidence === 'file' ? { files: filesIn(input, 'files') } : {}),
    ...(note ? { note } : {}),
  };
};

const actions: Readonly<Record<string, DutyAction>> = {
  onIt: { from: OPEN_DUTY_STATES, by: EVERYBODY, ...byGroup((turn, _input, circumstances) => answeredAlarms(turn, circumstances)) },
  /** Short of what is asked it is not done: it stays open and due, and the supervisors hear why. */
  done: {
    from: OPEN_DUTY_STATES,
    by: EVERYBODY,
    style: 'primary',
    form: DONE_FORM,
    ...byGroup((turn, input, circumstances) => {
      const { no, data } = turn;
      const done = inPlaceOf(data.done, evidenceIn(data, input, circumstances));
      const words = { by: person(circumstances.actor.id), note: done.note ?? '' };
      if (isFulfilled(data, done)) {
        const isLate = done.at > data.dueAt;
        const changed = { ...words, change: data.done ? changeOf(data, data.done, done) : '' };
        // Who heard that it fell short hears that it does not any more, and what stood there.
        const told = data.done ? leadersHear(turn, 'dutyMadeGood', changed, circumstances) : [];
        return { state: 'done', data: { done, ...(isLate ? { isLate } : {}) }, say: [inThread('dutyDone', words), ...told] };
      }
      if (!done.note) return refuse('duty.saysWhy', { no }, 'note');
      return {
        state: 'short',
        data: { done },
        say: [inThread('dutyShort', words), ...leadersHear(turn, 'dutyShort', words, circumstances)],
      };
    }),
  },
  /** A slip is set right with a reason, both are kept; what falls short by it is not done. */
  correct: {
    from: ['done'],
    by: EVERYBODY,
    form: CORRECT_FORM,
    ...byGroup((turn, input, circumstances) => {
      const { no, data } = turn;
      const reason = textIn(input, 'reason') ?? '';
      const given = evidenceIn(data, input, circumstances);
      const before = data.done ?? given;
      const files = given.files?.length === 0 ? { files: before.files } : {};
      const done = inPlaceOf(before, { ...given, ...files, reason });
      const isSame = (['ticked', 'number', 'files', 'note'] as const).every(
        (field) => JSON.stringify(before[field] ?? null) === JSON.stringify(done[field] ?? null),
      );
      if (isSame) return refuse('nothingCorrected', { no });
      const state = isFulfilled(data, done) ? 'done' : done.at < data.lapsesAt ? 'short' : 'missed';
      const words = { by: person(circumstances.actor.id), reason, change: changeOf(data, before, done) };
      const told = state === 'done' ? [] : leadersHear(turn, 'dutyFellShort', words, circumstances);
      return { state, data: { done }, note: reason, say: [inThread('dutyCorrected', words), ...told] };
    }),
  },
  /** It, or what is missing of it, need not be done: a supervisor's word, not of whose it is or who handed it in himself. */
  excuse: {
    from: [...OPEN_DUTY_STATES, 'missed'],
    by: ['supervisor', 'head'],
    form: EXCUSE_FORM,
    isFor: (turn, who) => unlessOwn(turn, [turn.data.done?.by], who) === undefined,
    unless: (turn, { actor }) => unlessOwn(turn, [turn.data.done?.by], actor),
    apply(_turn, input, { actor, now }) {
      const reason = textIn(input, 'reason') ?? '';
      return {
        state: 'excused',
        data: { excused: { by: actor.id, at: now.toJSDate(), reason } },
        note: reason,
        endSay: 'excusedTold',
        say: [inThread('dutyExcused', { by: person(actor.id), reason })],
      };
    },
  },
  handOver: {
    from: OPEN_DUTY_STATES,
    by: EVERYBODY,
    form: HAND_OVER_FORM,
    restsOn: ['owner'],
    ...byGroup((turn, input, circumstances) => handedOver(turn, input, circumstances)),
  },
};

export const dutyKind: CaseKind<DutyTurnData, DutyState> = {
  name: 'duty',
  prefix: 'S',
  openStates: OPEN_DUTY_STATES,
  actions,
  handsOver: 'handOver',
  promises: ({ data, breachedAt }): { turn: Standing } => ({ turn: { dueAt: data.dueAt, brokenAt: breachedAt } }),
  promiseOf: ({ data }) => data.dueAt,
  deadlines: (turn, policy) => turnDeadlines(turn, TRACKS, policy),
  repeatsAt: turnRepeatsAt,
  wakes: turnWakes,
  graveness: turnGraveness,
  isBreach: (deadline) => isTurnBreach(deadline, TRACKS),
  onDue: (_turn, fires) => (hasLapsed(fires, TRACKS) ? { state: 'missed', say: [inThread('dutyMissed')] } : {}),
  home: ({ data }) => ({ channel: 'desk', group: data.group }),
  helps: ({ deadline, say }) => {
    if (deadline) return ['done', 'onIt', 'open'];
    if (say === 'turnYours') return ['done', 'open'];
    return say === 'dutyShort' || say === 'dutyFellShort' ? ['excuse', 'open'] : ['open'];
  },
};
