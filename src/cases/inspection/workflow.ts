import { type Slot, timesOf } from '../../time/slots.js';
import { answered as answeredAlarms } from '../alarms.js';
import { type CaseNo, type Refusal, type Role, refuse } from '../case.js';
import { type FileRef, type FormValues, filesIn, numberIn, textIn } from '../form.js';
import { answersFor, handedOver, ofGroup } from '../group.js';
import { mayLoosen, type Standing } from '../promise.js';
import { leadersHear } from '../promise-told.js';
import { inThread } from '../telling.js';
import { person } from '../text.js';
import { hasLapsed, isTurnBreach, type TurnTracks, turnDeadlines, turnRepeatsAt } from '../turn.js';
import { type Action, type CaseKind, type Change, type Circumstances, type Decided, openCase, settle } from '../workflow.js';
import { type CheckItem, type Cycle, isAskedOn, type Since } from './check-item.js';
import { FINDING_TRACK, findingDeadlines } from './findings.js';
import {
  answerField,
  CORRECT_FORM,
  EXCUSE_FORM,
  FILL_FORM,
  HAND_OVER_FORM,
  NOT_OK,
  noteField,
  RAISE_FORM,
  SETTLE_FORM,
  verdictField,
  WHOLE,
  WHOLE_NOTE,
} from './form.js';
import {
  type Aside,
  type Asked,
  asideIn,
  askedIn,
  countsBySubject,
  findingsIn,
  INSPECTION_STATES,
  type Inspection,
  type InspectionData,
  type InspectionState,
  isWithin,
  leftIn,
  OPEN_INSPECTION_STATES,
  openFindingsIn,
  type Result,
  type Subject,
  seenIn,
  VERDICTS,
  type Verdict,
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
  const times = timesOf(slot, circumstances.now, circumstances.policy.calendar);
  const data: InspectionData = {
    cycle,
    group,
    day: slot.day,
    ...times,
    subjects: inspected(turn.all, cycle, slot.day),
    results: {},
  };
  const owner = answersFor(group, circumstances.policy) ?? circumstances.actor.id;
  return openCase(inspectionKind, { ...start, state: 'open', owner, data }, circumstances);
}

/** What can be looked at: a project or a device with its check items. */
export type Inspectable = Subject & { readonly isEnabled: boolean; readonly since?: Since | undefined };

/** What is looked at in the turn of a day, ISO: what is enabled and has items of its cycle since before that day's work began. Rule G1. */
export const inspected = (all: readonly Inspectable[], cycle: Cycle, day: string): Subject[] =>
  all
    .filter(({ isEnabled, since }) => isEnabled && isAskedOn(since, cycle, day))
    .map(({ no, name, customer, site, items }) => ({ no, name, customer, site, items: items.filter((item) => item.cycle === cycle) }))
    .filter(({ items }) => items.length > 0);

/** What became of a project or device in the register, as far as an open inspection is concerned. */
export interface Switched {
  readonly no: string;
  readonly isEnabled: boolean;
}

/**
 * An open inspection after projects or devices were disabled or enabled. It keeps the items that it was opened with: what is disabled
 * is put aside at once with what nobody answered of it, and comes back when it is enabled again. That is never *done*; it is excused
 * where somebody who leads did it, else it stays owed. Undefined when nothing changes. Rule G1.
 */
export function withStandings(
  inspection: Inspection,
  all: readonly Switched[],
  circumstances: Circumstances,
  reason?: string,
): Decided<InspectionData, InspectionState> | undefined {
  const { data, isOpen } = inspection;
  const { actor, now } = circumstances;
  const isExcused = mayLoosen(promiseOf(inspection), {}, { reason }, circumstances) === undefined;
  const aside: Aside = { by: actor.id, at: now.toJSDate(), isExcused, ...(reason ? { reason } : {}) };
  const isEnabled = new Map(all.map((one) => [one.no, one.isEnabled]));
  const subjects = data.subjects.map((subject): Subject => {
    const stands = isEnabled.get(subject.no);
    if (stands === false && !subject.aside) return { ...subject, aside };
    if (stands !== true || !subject.aside) return subject;
    const { aside: _, ...back } = subject;
    return back;
  });
  if (!isOpen || subjects.every((subject, n) => subject === data.subjects[n])) return undefined;
  const before = asideIn(data).length;
  const next = { ...data, subjects };
  const names = subjects.filter((subject) => subject.aside === aside).map(({ name }) => name);
  const left = asideIn(next).length - before;
  const words = { by: person(actor.id), list: names.slice(0, MOST_NAMED).join(', '), n: left, reason: reason ?? '–' };
  const told = leadersHear(inspection, 'putAside', words, circumstances);
  const say = left > 0 ? [inThread('putAside', words), ...told] : [];
  return settle(inspectionKind, inspection, 'subjectsChanged', { data: { subjects }, state: stateOf(next), say }, circumstances);
}

/** The promise of a turn: that all of it is looked at in time. */
const promiseOf = ({ data, breachedAt }: Inspection): Standing => ({ dueAt: data.dueAt, brokenAt: breachedAt });

/** The state of an open inspection by what was answered: done when nothing is left and nothing was put aside. */
function stateOf(data: InspectionData): InspectionState {
  if (leftIn(data).length === 0 && asideIn(data).length === 0) return 'done';
  return Object.keys(data.results).length > 0 ? 'in_progress' : 'open';
}

type Answered = Pick<Result, 'value' | 'isOk' | 'note' | 'verdict'>;
type Entered = Pick<Asked, 'key' | 'item'>;

const isVerdict = (word: string | undefined): word is Verdict => VERDICTS.some((verdict) => verdict === word);

/** The answer itself, by how its item is answered. */
const VALUES: Readonly<Record<CheckItem['answer'], (key: string, input: FormValues) => Result['value'] | undefined>> = {
  ok: (key, input) => textIn(input, answerField(key)),
  number: (key, input) => numberIn(input, answerField(key)),
  text: (key, input) => textIn(input, answerField(key)),
  photo(key, input) {
    const files: readonly FileRef[] = filesIn(input, answerField(key));
    return files.length > 0 ? files : undefined;
  },
};

/** What was entered of an item; undefined where it was not answered. */
function answerIn({ key, item }: Entered, input: FormValues): Answered | undefined {
  const value = VALUES[item.answer](key, input);
  const said = item.answer === 'ok' ? value : textIn(input, verdictField(key));
  const verdict = typeof said === 'string' && isVerdict(said) ? said : undefined;
  const note = textIn(input, noteField(key));
  const withNote = note ? { note } : {};
  if (verdict === 'na' || verdict === 'cannot') return { value: verdict, verdict, isOk: verdict === 'na', ...withNote };
  if (value === undefined) return verdict === 'notOk' && note ? { value: verdict, verdict, isOk: false, note } : undefined;
  const isOk = verdict !== NOT_OK && (typeof value !== 'number' || isWithin(item, value));
  return { value, isOk, ...(verdict === NOT_OK && item.answer !== 'ok' ? { verdict } : {}), ...(isOk ? {} : withNote) };
}

const isSame = (a: Answered, b: Answered): boolean =>
  JSON.stringify([a.value, a.note, a.verdict]) === JSON.stringify([b.value, b.note, b.verdict]);

/** The answers that were entered for the subject that was asked, where they differ from what stands there. */
function entered({ data }: Inspection, input: FormValues, { actor, now }: Circumstances): [Asked, Result][] {
  const chosen = textIn(input, 'subject');
  const own = askedIn(data).filter(({ subject }) => subject.no === chosen && !subject.aside);
  const by = { by: actor.id, at: now.toJSDate() };
  const whole = textIn(input, WHOLE);
  if (whole === 'cannot' || whole === 'na') {
    const left = own.filter(({ result }) => !result);
    const note = textIn(input, WHOLE_NOTE);
    const all: Result = { value: whole, verdict: whole, isOk: whole === 'na', ...(note ? { note } : {}), ...by };
    return left.map((asked, n) => [asked, n === 0 || all.isOk ? all : { ...all, within: left[0]?.key }]);
  }
  return own.flatMap((asked): [Asked, Result][] => {
    const answer = answerIn(asked, input);
    if (!answer || (asked.result && isSame(asked.result, answer))) return [];
    const ticketNo = !answer.isOk && asked.result?.ticketNo ? { ticketNo: asked.result.ticketNo } : {};
    return [[asked, { ...answer, ...ticketNo, ...by }]];
  });
}

const byKey = (results: readonly [Asked, Result][]): Record<string, Result> =>
  Object.fromEntries(results.map(([{ key }, result]) => [key, result]));

/** The case with more answers: done when nothing is left, with what was newly found told in its thread. */
function answered(inspection: Inspection, more: Readonly<Record<string, Result>>, { actor, now }: Circumstances): InspectionChange {
  const data = { ...inspection.data, results: { ...inspection.data.results, ...more } };
  const state = stateOf(data);
  const found = findingsIn(data).filter(({ key }) => more[key]);
  const isLate = now.toJSDate() > data.dueAt;
  const finding = found.length > 0 ? [inThread('finding', { by: person(actor.id), n: found.length, list: listed(found) })] : [];
  const done = { by: person(actor.id), findings: findingsIn(data).length, all: askedIn(data).length };
  const isDone = state === 'done';
  return {
    state,
    data: { results: data.results, ...(isDone && isLate ? { isLate } : {}) },
    say: [...finding, ...(isDone ? [inThread('inspectionDone', done)] : [])],
  };
}

const listed = (found: readonly Asked[]): string =>
  found
    .slice(0, MOST_NAMED)
    .map((asked) => `• ${asked.subject.name}: ${asked.item.question} – ${seenIn(asked)}`)
    .join('\n');

/** An action of the group whose it is, and of who leads. */
const byGroup = (apply: (c: Inspection, input: FormValues, circumstances: Circumstances) => InspectionChange | Refusal) =>
  ofGroup<Inspection, typeof apply>(apply);
type InspectionAction = Action<InspectionData, InspectionState>;

const actions: Readonly<Record<string, InspectionAction>> = {
  onIt: {
    from: OPEN_INSPECTION_STATES,
    by: EVERYBODY,
    ...byGroup((inspection, _input, circumstances) => answeredAlarms(inspection, circumstances)),
  },
  fill: {
    from: OPEN_INSPECTION_STATES,
    by: EVERYBODY,
    style: 'primary',
    form: FILL_FORM,
    ...byGroup((inspection, input, circumstances) => {
      const more = entered(inspection, input, circumstances);
      return more.length === 0
        ? refuse('inspection.nothingAnswered', { no: inspection.no }, 'subject')
        : answered(inspection, byKey(more), circumstances);
    }),
  },
  allOk: {
    from: OPEN_INSPECTION_STATES,
    by: EVERYBODY,
    isConfirmed: true,
    ...byGroup((inspection, _input, circumstances) => {
      const { actor, now } = circumstances;
      const left = leftIn(inspection.data).filter(({ item }) => item.answer === 'ok');
      if (left.length === 0) return refuse('inspection.nothingLeftOk', { no: inspection.no });
      const ok = { value: 'ok', isOk: true, by: actor.id, at: now.toJSDate() };
      return answered(inspection, Object.fromEntries(left.map(({ key }) => [key, ok])), circumstances);
    }),
  },
  /** The form leads to a new ticket or to the one that is open already (commands/inspections/inspect.ts), which links itself with `ticketRaised`. */
  raise: {
    from: INSPECTION_STATES,
    by: EVERYBODY,
    form: RAISE_FORM,
    isOffered: ({ data }) => openFindingsIn(data).length > 0,
    ...byGroup(({ data, no }, input) =>
      openFindingsIn(data).some(({ key }) => key === textIn(input, 'finding')) ? {} : refuse('inspection.noSuchFinding', { no }, 'finding'),
    ),
  },
  /** Taken care of without a ticket: what was done stands with the finding. */
  settle: {
    from: INSPECTION_STATES,
    by: EVERYBODY,
    form: SETTLE_FORM,
    isOffered: ({ data }) => openFindingsIn(data).length > 0,
    ...byGroup(({ data, no }, input, { actor, now }) => {
      const found = openFindingsIn(data).find(({ key }) => key === textIn(input, 'finding'));
      if (!found?.result) return refuse('inspection.noSuchFinding', { no }, 'finding');
      const note = textIn(input, 'text') ?? '';
      const settled = { by: actor.id, at: now.toJSDate(), note };
      const words = { by: person(actor.id), finding: `${found.subject.name}: ${found.item.question}`, note };
      return {
        data: { results: { ...data.results, [found.key]: { ...found.result, settled } } },
        say: [inThread('findingSettled', words)],
      };
    }),
  },
  /** A slip is set right with a reason: what stood there and what stands there now are both kept. */
  correct: {
    from: ['done', 'missed', 'excused'],
    by: EVERYBODY,
    form: CORRECT_FORM,
    ...byGroup((inspection, input, circumstances) => {
      const { data, no } = inspection;
      const reason = textIn(input, 'reason') ?? '';
      const more = entered(inspection, input, circumstances).flatMap(([asked, result]): [Asked, Result][] => {
        if (!asked.result) return [];
        const { was = [], ...before } = asked.result;
        return [[asked, { ...result, reason, was: [...was, before] }]];
      });
      if (more.length === 0) return refuse('nothingCorrected', { no }, 'subject');
      const corrected = { ...data, results: { ...data.results, ...byKey(more) } };
      const list = listed(askedIn(corrected).filter(({ key }) => more.some(([asked]) => asked.key === key)));
      return {
        data: { results: corrected.results },
        note: reason,
        say: [inThread('inspectionCorrected', { by: person(circumstances.actor.id), n: more.length, list, reason })],
      };
    }),
  },
  /** What is left need not be done: a supervisor's word, with a reason. What was broken before stays broken. */
  excuse: {
    from: [...OPEN_INSPECTION_STATES, 'missed'],
    by: ['supervisor', 'head'],
    form: EXCUSE_FORM,
    apply({ data }, input, { actor, now }) {
      const reason = textIn(input, 'reason') ?? '';
      const n = leftIn(data).length + asideIn(data).length;
      return {
        state: 'excused',
        data: { excused: { by: actor.id, at: now.toJSDate(), reason } },
        note: reason,
        say: [inThread('inspectionExcused', { by: person(actor.id), n, reason })],
      };
    },
  },
  handOver: {
    from: OPEN_INSPECTION_STATES,
    by: EVERYBODY,
    form: HAND_OVER_FORM,
    restsOn: ['owner'],
    ...byGroup((inspection, input, circumstances) => handedOver(inspection, inspection.data.group, input, circumstances)),
  },
  ticketRaised: {
    from: INSPECTION_STATES,
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
  promises: (inspection) => ({ turn: promiseOf(inspection) }),
  promiseOf: ({ data }) => data.dueAt,
  deadlines: (inspection, policy) => [
    ...turnDeadlines(inspection, TRACKS, policy, isOwed(inspection.data)),
    ...findingDeadlines(inspection.data, policy.calendar),
  ],
  repeatsAt: turnRepeatsAt,
  afterwards: ({ data }, policy) => findingDeadlines(data, policy.calendar),
  isBreach: (deadline) => isTurnBreach(deadline, TRACKS),
  onDue: ({ data, isOpen }, fires) => (isOpen && hasLapsed(fires, TRACKS) ? lapsed(data) : {}),
  home: () => ({ channel: 'desk' }),
  helps: ({ say, deadline }) => {
    if (say === 'finding' || deadline?.track.startsWith(FINDING_TRACK)) return ['raise', 'settle', 'open'];
    if (say === 'putAside') return ['excuse', 'open'];
    return deadline ? ['fill', 'allOk', 'onIt', 'open'] : ['open'];
  },
};

/** Is something of it still to be done: left, or put aside by somebody who may not excuse it? */
const isOwed = (data: InspectionData): boolean => leftIn(data).length > 0 || asideIn(data).some(({ subject }) => !subject.aside?.isExcused);

/** The next turn begins: what is still owed is missed; what a supervisor took out is excused. */
function lapsed(data: InspectionData): InspectionChange {
  const n = leftIn(data).length + asideIn(data).filter(({ subject }) => !subject.aside?.isExcused).length;
  return n > 0
    ? { state: 'missed', say: [inThread('inspectionMissed', { n })] }
    : { state: 'excused', say: [inThread('inspectionAside', { n: asideIn(data).length })] };
}
