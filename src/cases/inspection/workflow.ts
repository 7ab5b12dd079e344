import { answered as answeredAlarms } from '../alarms.js';
import { type Audience, type CaseNo, type Deadline, type Refusal, type Role, refuse } from '../case.js';
import type { Circumstances } from '../circumstances.js';
import { type FormValues, textIn } from '../form.js';
import { handedOver, ofGroup } from '../group.js';
import type { Action, CaseKind } from '../rules.js';
import { inThread, toPerson } from '../telling.js';
import { LEAST_TOLD, person, tellsSomething } from '../text.js';
import { hasLapsed, isTurnBreach, type TurnTracks, turnDeadlines, turnGraveness, turnRepeatsAt, turnWakes } from '../turn.js';
import { answered, byKey, corrected, entered, findingsBackTold, type InspectionChange, ofCorrected, takesBack } from './answers.js';
import { readExceptions } from './exceptions.js';
import { saidNotApplicable, unlessOwnPart } from './excusing.js';
import { FINDING_TRACK, findingDeadlines } from './findings.js';
import {
  ALL_OK_BUT_FORM,
  backField,
  CORRECT_FORM,
  EXCUSE_FORM,
  FILL_FORM,
  HAND_OVER_FORM,
  NOT_OK,
  RAISE_FORM,
  SETTLE_FORM,
  SHARE_FORM,
} from './form.js';
import {
  type Asked,
  asideIn,
  askedIn,
  countsBySubject,
  hasLeft,
  INSPECTION_STATES,
  type Inspection,
  type InspectionData,
  type InspectionState,
  leftIn,
  naOwedIn,
  OPEN_INSPECTION_STATES,
  openFindingsIn,
  promiseOf,
  type Result,
  seenIn,
} from './inspection.js';
import { shareCounts, sharedAnew, sharesTold, sharing } from './shares.js';

const EVERYBODY: readonly Role[] = ['agent', 'engineer', 'supervisor', 'head'];

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
      const silent = more.find(([asked, result]) => takesBack(asked, result) && !tellsSomething(result.reason));
      if (silent) return refuse('inspection.findingBack', { what: silent[0].item.question, n: LEAST_TOLD }, backField(silent[0].key));
      return more.length === 0
        ? refuse('inspection.nothingAnswered', { no: inspection.no }, 'subject')
        : answered(inspection, byKey(more), circumstances);
    }),
  },
  allOk: {
    from: OPEN_INSPECTION_STATES,
    by: EVERYBODY,
    isConfirmed: true,
    isOffered: ({ data }) => leftIn(data).some(({ item }) => item.answer === 'ok'),
    ...byGroup((inspection, _input, circumstances) => {
      const left = yesOrNoLeft(inspection, circumstances);
      if (left.length === 0) return refuse('inspection.nothingLeftOk', { no: inspection.no });
      return answered(inspection, allOk(left, circumstances), circumstances);
    }),
  },
  /** All is OK but what is named: what was found there, or that it is still to be looked at. */
  allOkBut: {
    from: OPEN_INSPECTION_STATES,
    by: EVERYBODY,
    form: ALL_OK_BUT_FORM,
    isOffered: ({ data }) => leftIn(data).some(({ item }) => item.answer === 'ok'),
    ...byGroup((inspection, input, circumstances) => {
      const read = readExceptions(inspection, textIn(input, 'exceptions') ?? '');
      if ('code' in read) return read;
      const { actor, now } = circumstances;
      const found = read.found.map(([{ key }, note]): [string, Result] => [
        key,
        { value: NOT_OK, isOk: false, note, by: actor.id, at: now.toJSDate() },
      ]);
      const fine = yesOrNoLeft(inspection, circumstances).filter(({ subject }) => !read.open.has(subject.no));
      const more = { ...allOk(fine, circumstances), ...Object.fromEntries(found) };
      return Object.keys(more).length === 0
        ? refuse('inspection.nothingLeftOk', { no: inspection.no })
        : answered(inspection, more, circumstances);
    }),
  },
  /** What is left is shared out anew among the members, without whoever is away; each hears his part. */
  share: {
    from: OPEN_INSPECTION_STATES,
    by: EVERYBODY,
    form: SHARE_FORM,
    isOffered: ({ data }) => new Set(leftIn(data).map(({ subject }) => subject.no)).size > 1,
    ...byGroup((inspection, input, { actor, policy }) => {
      const { no, data } = inspection;
      const among = sharing(data.group, textIn(input, 'away'), policy, no);
      if ('code' in among) return among;
      const shares = sharedAnew(inspection, among.members);
      const told = sharesTold({ no, data: { ...data, shares } }, actor.id);
      return { data: { shares }, say: [inThread('shared', { by: person(actor.id), n: among.members.length }), ...told] };
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
      const reason = textIn(input, 'reason') ?? '';
      const more = entered(inspection, input, circumstances).flatMap(([asked, result]): [Asked, Result][] => {
        if (!asked.result) return [];
        return [[asked, corrected(asked, result, reason)]];
      });
      if (more.length === 0) return refuse('nothingCorrected', { no: inspection.no }, 'subject');
      const { results, say } = saidNotApplicable(inspection, byKey(more), circumstances);
      const all = more.map(([asked]) => asked);
      const takenBack = more.flatMap(([asked, result]) => (takesBack(asked, result) ? [asked] : []));
      const words = { ...ofCorrected(all, circumstances), n: more.length };
      return {
        data: { results },
        note: reason,
        say: [inThread('inspectionCorrected', words), ...findingsBackTold(inspection, takenBack, circumstances), ...say],
      };
    }),
  },
  /** What is left need not be done: a supervisor's word, not of whose it is himself, with a reason. What was broken before stays broken. */
  excuse: {
    from: [...OPEN_INSPECTION_STATES, 'missed'],
    by: ['supervisor', 'head'],
    form: EXCUSE_FORM,
    isFor: (inspection, who) => unlessOwnPart(inspection, who) === undefined,
    unless: (inspection, { actor }) => unlessOwnPart(inspection, actor),
    apply({ data }, input, { actor, now }) {
      const reason = textIn(input, 'reason') ?? '';
      const n = leftIn(data).length + asideIn(data).length + naOwedIn(data).length;
      return {
        state: 'excused',
        data: { excused: { by: actor.id, at: now.toJSDate(), reason } },
        note: reason,
        endSay: 'excusedTold',
        say: [inThread('inspectionExcused', { by: person(actor.id), n, reason })],
      };
    },
  },
  handOver: {
    from: OPEN_INSPECTION_STATES,
    by: EVERYBODY,
    form: HAND_OVER_FORM,
    restsOn: ['owner'],
    ...byGroup((inspection, input, circumstances) => handedOver(inspection, input, circumstances)),
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
  /** Its ticket was cancelled: nobody takes care of it any more, and it is chased again. Rule G6. */
  ticketCancelled: {
    from: INSPECTION_STATES,
    by: 'linkedCase',
    apply({ data, owner }, input, { actor, now }) {
      const given = heldBy(data, textIn(input, 'ticket'));
      if (given.length === 0) return refuse('nothingChanged');
      const words = {
        by: person(actor.id),
        ticket: textIn(input, 'ticket') ?? '',
        finding: given.map((asked) => `${asked.subject.name}: ${asked.item.question} – ${seenIn(asked)}`).join('\n• '),
        why: textIn(input, 'why') ?? '',
        original: textIn(input, 'original') ?? '',
        reason: textIn(input, 'reason') ?? '',
      };
      const without = given.map(
        ({ key, result: { ticketNo: _, ...result } }) => [key, { ...result, givenBackAt: now.toJSDate() }] as const,
      );
      return {
        data: { results: { ...data.results, ...Object.fromEntries(without) } },
        say: [inThread('findingGivenBack', words), toPerson(owner, 'findingGivenBack', words)],
      };
    },
  },
  /** Its ticket was logged twice: the other one takes care of it. */
  ticketReplaced: {
    from: INSPECTION_STATES,
    by: 'linkedCase',
    apply({ data }, input) {
      const taken = heldBy(data, textIn(input, 'instead'));
      const ticketNo = textIn(input, 'ticket') as CaseNo | undefined;
      if (taken.length === 0 || !ticketNo) return refuse('nothingChanged');
      return {
        data: { results: { ...data.results, ...Object.fromEntries(taken.map(({ key, result }) => [key, { ...result, ticketNo }])) } },
        say: [inThread('ticketRaised', { ticket: ticketNo })],
      };
    },
  },
  /** Its ticket is taken up again, and takes care of it where nobody else does by now. */
  ticketReopened: {
    from: INSPECTION_STATES,
    by: 'linkedCase',
    apply({ data }, input) {
      const found = openFindingsIn(data).find(({ key }) => key === textIn(input, 'finding'));
      const ticketNo = textIn(input, 'ticket') as CaseNo | undefined;
      if (!found?.result || !ticketNo) return refuse('nothingChanged');
      return {
        data: { results: { ...data.results, [found.key]: { ...found.result, ticketNo } } },
        say: [inThread('ticketRaised', { ticket: ticketNo })],
      };
    },
  },
};

/** The findings that a ticket takes care of. */
const heldBy = (data: InspectionData, ticket: string | undefined): (Asked & { readonly result: Result })[] =>
  askedIn(data).flatMap((asked) =>
    asked.result && ticket && asked.result.ticketNo === ticket ? [{ ...asked, result: asked.result }] : [],
  );

/** What is left that is a yes or no: of the person's own share, as long as something of it is left. */
function yesOrNoLeft({ data }: Inspection, { actor }: Circumstances): Asked[] {
  const left = leftIn(data).filter(({ item }) => item.answer === 'ok');
  const own = left.filter(({ subject }) => data.shares?.[subject.no] === actor.id);
  return own.length > 0 ? own : left;
}

const allOk = (left: readonly Asked[], { actor, now }: Circumstances): Record<string, Result> => {
  const ok = { value: 'ok', isOk: true, by: actor.id, at: now.toJSDate() };
  return Object.fromEntries(left.map(({ key }) => [key, ok]));
};

/** Whoever's share is not done is reminded with the owner; of what was let go, those who can excuse it. */
function withSharers(deadline: Deadline, data: InspectionData): Deadline {
  if (deadline.step !== 'reminder' || !deadline.track.startsWith(`${TRACKS.promise}#`)) return deadline;
  if (!hasLeft(data)) return { ...deadline, to: [...deadline.to, 'supervisors'] };
  const late = [...shareCounts(data)].filter(([, { left }]) => left > 0).map(([member]): Audience => `person:${member}`);
  return { ...deadline, to: [...new Set([...deadline.to, ...late])] };
}

const TRACKS: TurnTracks = { promise: 'inspect', lapse: 'lapse' };

export const inspectionKind: CaseKind<InspectionData, InspectionState> = {
  name: 'inspection',
  prefix: 'I',
  openStates: OPEN_INSPECTION_STATES,
  keyed: ['results'],
  actions,
  handsOver: 'handOver',
  summary: ({ data }) => countsBySubject(data),
  promises: (inspection) => ({ turn: promiseOf(inspection) }),
  promiseOf: ({ data }) => data.dueAt,
  deadlines: (inspection, policy) => [
    ...turnDeadlines(inspection, TRACKS, policy, isOwed(inspection.data)).map((deadline) => withSharers(deadline, inspection.data)),
    ...findingDeadlines(inspection.data, policy.calendar),
  ],
  repeatsAt: turnRepeatsAt,
  wakes: turnWakes,
  graveness: turnGraveness,
  afterwards: ({ data }, policy) => findingDeadlines(data, policy.calendar),
  isBreach: (deadline) => isTurnBreach(deadline, TRACKS),
  onDue: ({ data, isOpen }, fires) => (isOpen && hasLapsed(fires, TRACKS) ? lapsed(data) : {}),
  home: ({ data }) => ({ channel: 'desk', group: data.group }),
  helps: ({ say, deadline }, { data, isOpen }) => {
    if (say === 'findingsBack' || say === 'saidPartly') return [isOpen ? 'fill' : 'correct', 'open'];
    if (say === 'finding' || say === 'findingGivenBack' || deadline?.track.startsWith(FINDING_TRACK)) return ['raise', 'settle', 'open'];
    if (say === 'putAside') return ['excuse', 'open'];
    // As long as something else is left, excusing would let that go too.
    if (say === 'saidNa') return hasLeft(data) ? ['open'] : ['excuse', 'open'];
    if (deadline && !hasLeft(data)) return ['excuse', 'open'];
    if (say === 'turnYours' || say === 'share') return ['fill', 'open'];
    return deadline ? ['fill', 'allOk', 'onIt', 'open'] : ['open'];
  },
};

/** What nobody looks at any more by the word of somebody who may not excuse it: put aside, or said not to be applicable as a whole. */
const withoutLeave = (data: InspectionData): Asked[] => [
  ...asideIn(data).filter(({ subject }) => !subject.aside?.isExcused),
  ...naOwedIn(data),
];

/** Is something of it still to be done: left, or let go by somebody who may not excuse it? */
const isOwed = (data: InspectionData): boolean => hasLeft(data) || withoutLeave(data).length > 0;

/** The next turn begins: what is still owed is missed; what a supervisor took out is excused. */
function lapsed(data: InspectionData): InspectionChange {
  const n = leftIn(data).length + withoutLeave(data).length;
  return n > 0
    ? { state: 'missed', say: [inThread('inspectionMissed', { n })] }
    : { state: 'excused', say: [inThread('inspectionAside', { n: asideIn(data).length })] };
}
