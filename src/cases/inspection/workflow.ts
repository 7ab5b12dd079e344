import { type Slot, timesOf } from '../../time/slots.js';
import { answered as answeredAlarms } from '../alarms.js';
import { type CaseNo, type Refusal, type Role, refuse } from '../case.js';
import { type FileRef, type FormValues, filesIn, numberIn, textIn } from '../form.js';
import { answersFor, unlessInGroup } from '../group.js';
import { inThread } from '../telling.js';
import { person } from '../text.js';
import { hasLapsed, isTurnBreach, type TurnTracks, turnDeadlines } from '../turn.js';
import { type Action, type CaseKind, type Change, type Circumstances, type Decided, openCase, settle } from '../workflow.js';
import type { CheckItem, Cycle } from './check-item.js';
import { answerField, FILL_FORM, NOT_OK, noteField, RAISE_FORM } from './form.js';
import {
  type Asked,
  askedIn,
  countsBySubject,
  findingsIn,
  type Inspection,
  type InspectionData,
  type InspectionState,
  isWithin,
  OPEN_INSPECTION_STATES,
  type Result,
  type Subject,
} from './inspection.js';

type InspectionChange = Change<InspectionData, InspectionState>;
const EVERYBODY: readonly Role[] = ['agent', 'engineer', 'supervisor', 'head'];
const MOST_NAMED = 10;

/** The identity of a group's turn: the same one is opened once, by whichever process is first. */
export const turnOf = (cycle: Cycle, group: string, { day }: Pick<Slot, 'day'>): string => `inspect:${cycle}:${group}:${day}`;

/** A group's inspection of one turn, with the items of its enabled projects or devices; undefined when there is nothing to look at. */
export function openInspection(
  turn: { readonly cycle: Cycle; readonly group: string; readonly slot: Slot; readonly all: readonly Inspectable[] },
  start: { readonly team: string; readonly seq: number },
  circumstances: Circumstances,
): Decided<InspectionData, InspectionState> {
  const { cycle, group, slot } = turn;
  const times = timesOf(slot, circumstances.now);
  const data: InspectionData = {
    cycle,
    group,
    day: slot.day,
    ...times,
    subjects: inspected(turn.all, cycle),
    results: {},
  };
  const owner = answersFor(group, circumstances.policy) ?? circumstances.actor.id;
  return openCase(inspectionKind, { ...start, state: 'open', owner, data }, circumstances);
}

/** What can be looked at: a project or a device with its check items. */
export type Inspectable = Subject & { readonly isEnabled: boolean };

/** What is looked at in a cycle: what is enabled and has items of it. Rule G1. */
export const inspected = (all: readonly Inspectable[], cycle: Cycle): Subject[] =>
  all
    .filter(({ isEnabled }) => isEnabled)
    .map(({ no, name, customer, site, items }) => ({ no, name, customer, site, items: items.filter((item) => item.cycle === cycle) }))
    .filter(({ items }) => items.length > 0);

/**
 * An open inspection after the projects or devices of its group changed: disabled ones leave at once and come back with what was answered.
 * Undefined when nothing changes. Rule G1.
 */
export function withSubjects(
  inspection: Inspection,
  all: readonly Inspectable[],
  circumstances: Circumstances,
): Decided<InspectionData, InspectionState> | undefined {
  const { data, isOpen } = inspection;
  const now = inspected(all, data.cycle);
  if (!isOpen || JSON.stringify(now) === JSON.stringify(data.subjects)) return undefined;
  const isLeft = askedIn({ ...data, subjects: now }).some(({ result }) => !result);
  const change: InspectionChange = { data: { subjects: now }, ...(isLeft ? {} : { state: 'done' }) };
  return settle(inspectionKind, inspection, 'subjectsChanged', change, circumstances);
}

type Answered = Pick<Result, 'value' | 'isOk' | 'note'>;

const READ: Readonly<Record<CheckItem['answer'], (asked: Pick<Asked, 'key' | 'item'>, input: FormValues) => Answered | undefined>> = {
  ok({ key }, input) {
    const value = textIn(input, answerField(key));
    const note = textIn(input, noteField(key));
    return value === undefined ? undefined : { value, isOk: value !== NOT_OK, ...(value === NOT_OK && note ? { note } : {}) };
  },
  number({ key, item }, input) {
    const value = numberIn(input, answerField(key));
    return value === undefined ? undefined : { value, isOk: isWithin(item, value) };
  },
  text({ key }, input) {
    const value = textIn(input, answerField(key));
    return value === undefined ? undefined : { value, isOk: true };
  },
  photo({ key }, input) {
    const value: readonly FileRef[] = filesIn(input, answerField(key));
    return value.length === 0 ? undefined : { value, isOk: true };
  },
};

const isSame = (a: Answered, b: Answered): boolean => JSON.stringify([a.value, a.note]) === JSON.stringify([b.value, b.note]);

/** The case with more answers: done when nothing is left, with what was newly found told in its thread. */
function answered(inspection: Inspection, more: Readonly<Record<string, Result>>, { actor, now }: Circumstances): InspectionChange {
  const data = { ...inspection.data, results: { ...inspection.data.results, ...more } };
  const asked = askedIn(data);
  const left = asked.filter(({ result }) => !result).length;
  const found = asked.filter(({ key, result }) => more[key] && result && !result.isOk);
  const isLate = now.toJSDate() > data.dueAt;
  const finding = found.length > 0 ? [inThread('finding', { by: person(actor.id), n: found.length, list: listed(found) })] : [];
  const done = { by: person(actor.id), findings: findingsIn(data).length, all: asked.length };
  return {
    state: left === 0 ? 'done' : 'in_progress',
    data: { results: data.results, ...(left === 0 && isLate ? { isLate } : {}) },
    say: [...finding, ...(left === 0 ? [inThread('inspectionDone', done)] : [])],
  };
}

const listed = (found: readonly Asked[]): string =>
  found
    .slice(0, MOST_NAMED)
    .map(({ subject, item, result }) => `• ${subject.name}: ${item.question} – ${result?.note ?? String(result?.value)}`)
    .join('\n');

/** An action of the group that looks after it. */
const byGroup =
  (
    apply: (inspection: Inspection, input: FormValues, circumstances: Circumstances) => InspectionChange | Refusal,
  ): InspectionAction['apply'] =>
  (inspection, input, circumstances) =>
    unlessInGroup({ no: inspection.no, group: inspection.data.group }, circumstances.actor, circumstances.policy) ??
    apply(inspection, input, circumstances);
type InspectionAction = Action<InspectionData, InspectionState>;

const actions: Readonly<Record<string, InspectionAction>> = {
  onIt: {
    from: OPEN_INSPECTION_STATES,
    by: EVERYBODY,
    apply: byGroup((inspection, _input, circumstances) => answeredAlarms(inspection, circumstances)),
  },
  fill: {
    from: OPEN_INSPECTION_STATES,
    by: EVERYBODY,
    style: 'primary',
    form: FILL_FORM,
    apply: byGroup((inspection, input, circumstances) => {
      const { actor, now } = circumstances;
      const chosen = textIn(input, 'subject');
      const more = askedIn(inspection.data)
        .filter(({ subject }) => subject.no === chosen)
        .flatMap(({ key, item, result }): [string, Result][] => {
          const answer = READ[item.answer]({ key, item }, input);
          if (!answer || (result && isSame(result, answer))) return [];
          const ticketNo = !answer.isOk && result?.ticketNo ? { ticketNo: result.ticketNo } : {};
          return [[key, { ...answer, ...ticketNo, by: actor.id, at: now.toJSDate() }]];
        });
      return more.length === 0
        ? refuse('inspection.nothingAnswered', { no: inspection.no }, 'subject')
        : answered(inspection, Object.fromEntries(more), circumstances);
    }),
  },
  allOk: {
    from: OPEN_INSPECTION_STATES,
    by: EVERYBODY,
    isConfirmed: true,
    apply: byGroup((inspection, _input, circumstances) => {
      const { actor, now } = circumstances;
      const left = askedIn(inspection.data).filter(({ item, result }) => !result && item.answer === 'ok');
      if (left.length === 0) return refuse('inspection.nothingLeftOk', { no: inspection.no });
      const ok = { value: 'ok', isOk: true, by: actor.id, at: now.toJSDate() };
      return answered(inspection, Object.fromEntries(left.map(({ key }) => [key, ok])), circumstances);
    }),
  },
  /** The form leads to a new ticket or to the one that is open already (commands/inspections/inspect.ts), which links itself with `ticketRaised`. */
  raise: {
    from: [...OPEN_INSPECTION_STATES, 'done', 'missed'],
    by: EVERYBODY,
    form: RAISE_FORM,
    apply: byGroup(({ data, no }, input) =>
      findingsIn(data).some(({ key, result }) => key === textIn(input, 'finding') && !result?.ticketNo)
        ? {}
        : refuse('inspection.noSuchFinding', { no }, 'finding'),
    ),
  },
  ticketRaised: {
    from: [...OPEN_INSPECTION_STATES, 'done', 'missed'],
    by: 'linkedCase',
    apply({ data, no }, input) {
      const key = textIn(input, 'finding') ?? '';
      const result = data.results[key];
      const ticketNo = textIn(input, 'ticket') as CaseNo | undefined;
      if (!result || !ticketNo) return refuse('inspection.noSuchFinding', { no });
      return {
        data: { results: { ...data.results, [key]: { ...result, ticketNo } } },
        say: [inThread('ticketRaised', { ticket: ticketNo })],
      };
    },
  },
};

const TRACKS: TurnTracks = { promise: 'inspect', lapse: 'lapse' };

export const inspectionKind: CaseKind<InspectionData, InspectionState> = {
  name: 'inspection',
  prefix: 'I',
  openStates: OPEN_INSPECTION_STATES,
  keyed: ['results'],
  actions,
  summary: ({ data }) => countsBySubject(data),
  promiseOf: ({ data }) => data.dueAt,
  deadlines: ({ data }) => turnDeadlines(data, TRACKS),
  isBreach: (deadline) => isTurnBreach(deadline, TRACKS),
  onDue: ({ data }, fires) =>
    hasLapsed(fires, TRACKS)
      ? { state: 'missed', say: [inThread('inspectionMissed', { n: askedIn(data).filter(({ result }) => !result).length })] }
      : {},
  home: () => ({ channel: 'desk' }),
  helps: ({ say, deadline }) => (deadline ? ['fill', 'allOk', 'onIt', 'open'] : say === 'finding' ? ['raise', 'open'] : ['open']),
};
