import { type CaseNo, type Deadline, type Refusal, type Role, refuse } from '../case.js';
import type { Circumstances } from '../circumstances.js';
import { type FormValues, textIn } from '../form.js';
import { isOfGroup, ofGroup, unlessInGroup } from '../group.js';
import { leadersHear } from '../promise-told.js';
import type { Action, CaseKind, Change, Decided } from '../rules.js';
import { openCase } from '../settle.js';
import { inThread, toPerson } from '../telling.js';
import { person } from '../text.js';
import { PROBLEM_FORMS } from './form.js';
import { OPEN_PROBLEM_STATES, type Problem, type ProblemData, type ProblemState, type Severity } from './problem.js';

type ProblemAction = Action<ProblemData, ProblemState>;
type ProblemChange = Change<ProblemData, ProblemState>;
/** So many are asked to verify what another one fixed. */
const MOST_VERIFIERS = 10;
const EVERYBODY: readonly Role[] = ['agent', 'engineer', 'supervisor', 'head'];

/** What is known when a problem is reported; the project and its group come from the register. */
export type Reported = Pick<ProblemData, 'project' | 'projectName' | 'group'>;

/** A problem as it is found. The form's values must have passed `validate`. Rule G9. */
export function reportProblem(
  values: FormValues,
  reported: Reported,
  start: { readonly team: string; readonly seq: number },
  circumstances: Circumstances,
): Decided<ProblemData, ProblemState> {
  const { actor, now, policy } = circumstances;
  const ticket = textIn(values, 'ticket') as CaseNo | undefined;
  const data: ProblemData = {
    ...reported,
    title: textIn(values, 'title') ?? '',
    description: textIn(values, 'description') ?? '',
    severity: (textIn(values, 'severity') ?? 'minor') as Severity,
    device: textIn(values, 'device'),
    finder: actor.id,
    tickets: ticket ? [ticket] : [],
    recurrences: [],
    movedAt: now.toJSDate(),
    moves: 1,
  };
  const [owner = actor.id] = policy.people.groups[reported.group] ?? [];
  return openCase(problemKind, { ...start, state: 'found', owner, data }, circumstances);
}

/** Into another state: the reminders begin anew. */
const moved = ({ data }: Problem, state: ProblemState, { now }: Circumstances, more: Partial<ProblemData>): ProblemChange => ({
  state,
  data: { ...more, movedAt: now.toJSDate(), moves: data.moves + 1 },
});

/** An action of the group whose it is, and of who leads. */
const byGroup = (apply: (c: Problem, input: FormValues, circumstances: Circumstances) => ProblemChange | Refusal) =>
  ofGroup<Problem, typeof apply>(apply);

/** The tickets of a problem with one more, each once. */
const withTicket = ({ data }: Problem, input: FormValues): readonly CaseNo[] => {
  const ticket = textIn(input, 'ticket') as CaseNo | undefined;
  return ticket && !data.tickets.includes(ticket) ? [...data.tickets, ticket] : data.tickets;
};

const actions: Readonly<Record<string, ProblemAction>> = {
  analyse: {
    from: ['found', 'analysed'],
    by: EVERYBODY,
    style: 'primary',
    form: PROBLEM_FORMS.analyse,
    ...byGroup((problem, input, circumstances) => moved(problem, 'analysed', circumstances, { cause: textIn(input, 'cause') })),
  },
  fix: {
    from: ['analysed', 'fixed'],
    by: EVERYBODY,
    style: 'primary',
    form: PROBLEM_FORMS.fix,
    restsOn: ['cause'],
    ...byGroup((problem, input, circumstances) => {
      const { actor, policy } = circumstances;
      const others = (policy.people.groups[problem.data.group] ?? []).filter((member) => member !== actor.id);
      const verifiers = others.length > 0 ? others : policy.people.supervisors.filter((user) => user !== actor.id);
      const words = { by: person(actor.id), no: problem.no };
      return {
        ...moved(problem, 'fixed', circumstances, { fix: textIn(input, 'fix'), fixedBy: actor.id }),
        say: verifiers.slice(0, MOST_VERIFIERS).map((user) => toPerson(user, 'problemToVerify', words)),
      };
    }),
  },
  verify: {
    from: ['fixed'],
    by: EVERYBODY,
    style: 'primary',
    form: PROBLEM_FORMS.verify,
    restsOn: ['fix'],
    ...byGroup((problem, input, circumstances) => ({
      ...moved(problem, 'verified', circumstances, { verification: textIn(input, 'verification') }),
      say: [inThread('problemVerified', { by: person(circumstances.actor.id) })],
    })),
    isFor: (problem, who) => who.id !== problem.data.fixedBy && isOfGroup(problem, who),
    // Whoever fixed it sees what he wants to see: another one looks.
    unless: (problem, { actor, policy }) =>
      actor.id === problem.data.fixedBy
        ? refuse('problem.verifiedByAnother', { no: problem.no })
        : unlessInGroup({ no: problem.no, group: problem.data.group }, actor, policy),
  },
  /** Seen once more: what was taken for fixed, or for no problem, is analysed anew. */
  recur: {
    from: [...OPEN_PROBLEM_STATES, 'verified', 'withdrawn'],
    by: EVERYBODY,
    form: PROBLEM_FORMS.recur,
    apply(problem, input, circumstances) {
      const { actor, now } = circumstances;
      const recurrences = [...problem.data.recurrences, { at: now.toJSDate(), by: actor.id, note: textIn(input, 'text') ?? '' }];
      const state = problem.data.cause ? 'analysed' : 'found';
      return {
        ...moved(problem, state, circumstances, { recurrences, tickets: withTicket(problem, input) }),
        say: [inThread('problemRecurred', { by: person(actor.id), n: recurrences.length, note: textIn(input, 'text') ?? '' })],
      };
    },
  },
  link: {
    from: [...OPEN_PROBLEM_STATES, 'verified'],
    by: EVERYBODY,
    form: PROBLEM_FORMS.link,
    apply(problem, input) {
      const tickets = withTicket(problem, input);
      return tickets === problem.data.tickets
        ? refuse('problem.linkedAlready', { no: problem.no, ticket: textIn(input, 'ticket') ?? '' }, 'ticket')
        : { data: { tickets } };
    },
  },
  note: {
    from: [...OPEN_PROBLEM_STATES, 'verified', 'withdrawn'],
    by: EVERYBODY,
    form: PROBLEM_FORMS.note,
    apply(_problem, input, { actor }) {
      const text = textIn(input, 'text') ?? '';
      return { note: text, say: textIn(input, 'isFromThread') ? [] : [inThread('note', { by: person(actor.id), text })] };
    },
  },
  handOver: {
    from: OPEN_PROBLEM_STATES,
    by: EVERYBODY,
    form: PROBLEM_FORMS.handOver,
    restsOn: ['owner'],
    ...byGroup(({ no }, input, { actor }) => {
      const to = textIn(input, 'to') ?? actor.id;
      return { owner: to, say: to === actor.id ? [] : [toPerson(to, 'problemYours', { by: person(actor.id), no })] };
    }),
  },
  edit: {
    from: OPEN_PROBLEM_STATES,
    by: EVERYBODY,
    form: PROBLEM_FORMS.edit,
    ...byGroup(({ data }, input) => ({
      data: {
        title: textIn(input, 'title') ?? data.title,
        description: textIn(input, 'description') ?? data.description,
        severity: (textIn(input, 'severity') ?? data.severity) as Severity,
        device: textIn(input, 'device'),
      },
    })),
  },
  withdraw: {
    from: OPEN_PROBLEM_STATES,
    by: EVERYBODY,
    style: 'danger',
    form: PROBLEM_FORMS.withdraw,
    restsOn: ['cause', 'fix'],
    ...byGroup((problem, input, circumstances) => {
      const words = { by: person(circumstances.actor.id), reason: textIn(input, 'reason') ?? '' };
      return {
        ...moved(problem, 'withdrawn', circumstances, {}),
        note: words.reason,
        endSay: 'withdrawnTold',
        say: [inThread('problemWithdrawn', words), ...leadersHear(problem, 'problemWithdrawn', words, circumstances)],
      };
    }),
  },
  onIt: {
    from: OPEN_PROBLEM_STATES,
    by: EVERYBODY,
    ...byGroup((problem, _input, circumstances) => moved(problem, problem.state, circumstances, {})),
  },
};

/** What does not move is brought back to mind: its owner's first, the supervisors' after as long again. */
function problemDeadlines({ data }: Problem, remindAfter: number): Deadline[] {
  const at = (times: number): Date => new Date(data.movedAt.getTime() + times * remindAfter);
  const track = `problem#${data.moves}`;
  return [
    { id: `${track}:reminder`, track, step: 'reminder', dueAt: at(1), promisedAt: data.movedAt, to: ['owner'] },
    { id: `${track}:escalation`, track, step: 'escalation', dueAt: at(2), promisedAt: data.movedAt, to: ['owner', 'supervisors'] },
  ];
}

export const problemKind: CaseKind<ProblemData, ProblemState> = {
  name: 'problem',
  prefix: 'PB',
  openStates: OPEN_PROBLEM_STATES,
  actions,
  handsOver: 'handOver',
  promiseOf: () => undefined,
  deadlines: (problem, { problem: { remindAfter } }) => problemDeadlines(problem, remindAfter),
  isBreach: () => false,
  home: ({ data }) => ({ channel: 'desk', group: data.group }),
  helps: ({ deadline, say }, { state }) => [
    ...(deadline || say === 'problemToVerify' ? [NEXT[state], 'onIt'].filter((name) => name !== undefined) : []),
    ...(say === 'problemWithdrawn' ? ['recur'] : []),
    ...(say === 'problemYours' && NEXT[state] ? [NEXT[state]] : []),
    'open',
  ],
};

/** The step that a problem waits for. */
export const NEXT: Readonly<Partial<Record<ProblemState, string>>> = { found: 'analyse', analysed: 'fix', fixed: 'verify' };
