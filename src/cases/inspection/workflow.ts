import { DateTime } from 'luxon';
import { answered as answeredAlarms } from '../alarms.js';
import { type Actor, type CaseNo, type Deadline, leads, type Refusal, type Role, refuse } from '../case.js';
import { type FileRef, type FormValues, filesIn, numberIn, textIn } from '../form.js';
import type { Policy } from '../policy.js';
import { inThread } from '../telling.js';
import { person } from '../text.js';
import { type Action, type CaseKind, type Change, type Circumstances, type Decided, openCase, settle } from '../workflow.js';
import { answerField, FILL_FORM, NOT_OK, noteField, RAISE_FORM } from './form.js';
import {
  type Asked,
  askedIn,
  findingsIn,
  type Inspection,
  type InspectionData,
  type InspectionState,
  isWithin,
  OPEN_INSPECTION_STATES,
  type Result,
} from './inspection.js';
import type { CheckItem, Cycle, Project } from './project.js';
import type { Slot } from './slots.js';

type InspectionChange = Change<InspectionData, InspectionState>;
const EVERYBODY: readonly Role[] = ['agent', 'engineer', 'supervisor', 'head'];
const MOST_NAMED = 10;

/** The identity of a group's turn: the same one is opened once, by whichever process is first. */
export const turnOf = (cycle: Cycle, group: string, { day }: Pick<Slot, 'day'>): string => `inspect:${cycle}:${group}:${day}`;

/** A group's inspection of one day or week, with the items of its enabled projects; undefined when there is nothing to look at. */
export function openInspection(
  turn: { readonly cycle: Cycle; readonly group: string; readonly slot: Slot; readonly projects: readonly Project[] },
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
    projects: inspected(turn.projects, cycle),
    results: {},
  };
  const [owner = circumstances.actor.id] = circumstances.policy.people.groups[group] ?? [];
  return openCase(inspectionKind, { ...start, state: 'open', owner, data }, circumstances);
}

/** Opened later than this after its turn began, an inspection gets the time it would have had. */
const OPENED_LATE_MS = 15 * 60_000;

/** A turn that opens late (the bot was down, or the project is new) is due as much later, but before the next one begins. */
function timesOf(
  { opensAt, remindAt, dueAt, lapsesAt }: Slot,
  now: DateTime,
): Pick<InspectionData, 'remindAt' | 'dueAt' | 'lapsesAt' | 'openedLate'> {
  const lateMs = now.toMillis() - opensAt.toMillis();
  const isLate = lateMs > OPENED_LATE_MS && now < lapsesAt;
  const moved = (at: DateTime): Date =>
    (isLate ? DateTime.min(at.plus({ milliseconds: lateMs }), lapsesAt.minus({ minutes: 1 })) : at).toJSDate();
  return { remindAt: moved(remindAt), dueAt: moved(dueAt), lapsesAt: lapsesAt.toJSDate(), ...(isLate ? { openedLate: true } : {}) };
}

/** What is looked at in a cycle: enabled projects with items of it. Rule G1. */
export const inspected = (projects: readonly Project[], cycle: Cycle): InspectionData['projects'] =>
  projects
    .filter(({ isEnabled }) => isEnabled)
    .map(({ no, name, customer, items }) => ({ no, name, customer, items: items.filter((item) => item.cycle === cycle) }))
    .filter(({ items }) => items.length > 0);

/**
 * An open inspection after the projects of its group changed: disabled ones leave at once and come back with what was answered.
 * Undefined when nothing changes. Rule G1.
 */
export function withProjects(
  inspection: Inspection,
  projects: readonly Project[],
  circumstances: Circumstances,
): Decided<InspectionData, InspectionState> | undefined {
  const { data, isOpen } = inspection;
  const now = inspected(projects, data.cycle);
  if (!isOpen || JSON.stringify(now) === JSON.stringify(data.projects)) return undefined;
  const isLeft = askedIn({ ...data, projects: now }).some(({ result }) => !result);
  const change: InspectionChange = { data: { projects: now }, ...(isLeft ? {} : { state: 'done' }) };
  return settle(inspectionKind, inspection, 'projectsChanged', change, circumstances);
}

/** Its group fills it in, and whoever leads. */
function unlessInGroup({ data, no }: Inspection, actor: Actor, { people }: Policy): Refusal | undefined {
  if (leads(actor) || people.groups[data.group]?.includes(actor.id)) return undefined;
  return refuse('notYourGroup', { no, group: data.group });
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
    .map(({ project, item, result }) => `• ${project.name}: ${item.question} – ${result?.note ?? String(result?.value)}`)
    .join('\n');

/** An action of the group that looks after the projects. */
const byGroup =
  (
    apply: (inspection: Inspection, input: FormValues, circumstances: Circumstances) => InspectionChange | Refusal,
  ): InspectionAction['apply'] =>
  (inspection, input, circumstances) =>
    unlessInGroup(inspection, circumstances.actor, circumstances.policy) ?? apply(inspection, input, circumstances);
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
      const chosen = textIn(input, 'project');
      const more = askedIn(inspection.data)
        .filter(({ project }) => project.no === chosen)
        .flatMap(({ key, item, result }): [string, Result][] => {
          const answer = READ[item.answer]({ key, item }, input);
          if (!answer || (result && isSame(result, answer))) return [];
          const ticketNo = !answer.isOk && result?.ticketNo ? { ticketNo: result.ticketNo } : {};
          return [[key, { ...answer, ...ticketNo, by: actor.id, at: now.toJSDate() }]];
        });
      return more.length === 0
        ? refuse('nothingAnswered', { no: inspection.no }, 'project')
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
      if (left.length === 0) return refuse('nothingLeftOk', { no: inspection.no });
      const ok = { value: 'ok', isOk: true, by: actor.id, at: now.toJSDate() };
      return answered(inspection, Object.fromEntries(left.map(({ key }) => [key, ok])), circumstances);
    }),
  },
  /** The form leads to a new ticket or to the one that is open already (commands/inspect.ts), which links itself with `ticketRaised`. */
  raise: {
    from: [...OPEN_INSPECTION_STATES, 'done', 'missed'],
    by: EVERYBODY,
    form: RAISE_FORM,
    apply: byGroup(({ data, no }, input) =>
      findingsIn(data).some(({ key, result }) => key === textIn(input, 'finding') && !result?.ticketNo)
        ? {}
        : refuse('noSuchFinding', { no }, 'finding'),
    ),
  },
  ticketRaised: {
    from: [...OPEN_INSPECTION_STATES, 'done', 'missed'],
    by: 'linkedCase',
    apply({ data, no }, input) {
      const key = textIn(input, 'finding') ?? '';
      const result = data.results[key];
      const ticketNo = textIn(input, 'ticket') as CaseNo | undefined;
      if (!result || !ticketNo) return refuse('noSuchFinding', { no });
      return {
        data: { results: { ...data.results, [key]: { ...result, ticketNo } } },
        say: [inThread('ticketRaised', { ticket: ticketNo })],
      };
    },
  },
};

/** Reminded before it is due; the supervisor hears when it is not done; with the next turn it is missed. */
export function inspectionDeadlines({ data }: Inspection): Deadline[] {
  const { remindAt, dueAt, lapsesAt } = data;
  const of = (track: string, step: Deadline['step'], at: Date, to: Deadline['to']): Deadline => ({
    id: `${track}#1:${step}`,
    track: `${track}#1`,
    step,
    dueAt: at,
    promisedAt: track === 'inspect' ? dueAt : lapsesAt,
    to,
  });
  return [
    of('inspect', 'reminder', remindAt, ['owner']),
    of('inspect', 'breach', dueAt, ['owner', 'supervisors', 'thread']),
    of('lapse', 'breach', lapsesAt, []),
  ];
}

export const inspectionKind: CaseKind<InspectionData, InspectionState> = {
  name: 'inspection',
  prefix: 'I',
  openStates: OPEN_INSPECTION_STATES,
  keyed: ['results'],
  actions,
  promiseOf: ({ data }) => data.dueAt,
  deadlines: inspectionDeadlines,
  isBreach: ({ track, step }) => track.startsWith('inspect#') && step === 'breach',
  onDue: ({ data }, fires) =>
    fires.some(({ track }) => track.startsWith('lapse#'))
      ? { state: 'missed', say: [inThread('inspectionMissed', { n: askedIn(data).filter(({ result }) => !result).length })] }
      : {},
  home: () => ({ channel: 'desk' }),
  helps: ({ say, deadline }) => (deadline ? ['fill', 'allOk', 'onIt', 'open'] : say === 'finding' ? ['raise', 'open'] : ['open']),
};
