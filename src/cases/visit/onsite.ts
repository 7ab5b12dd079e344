import type { DateTime } from 'luxon';
import { elapse } from '../../time/elapse.js';
import { type Refusal, refuse } from '../case.js';
import type { Circumstances } from '../circumstances.js';
import { checksIn, dateIn, type FormValues, filesIn, textIn } from '../form.js';
import { inThread, toPerson } from '../telling.js';
import { person, shorten } from '../text.js';
import { isAnothers, othersWhoLead } from '../who-leads.js';
import { concerned, LEADERS, toDeciders, toTicket, type VisitAction, type VisitChange, WORKERS } from './action.js';
import { areTicked, LEAVING_CUSTOMER, VISIT_FORMS } from './form.js';
import { type FinishReport, RESULTS, type Visit, type VisitData } from './visit.js';

function reportIn(input: FormValues, now: Date, { begunAt }: Pick<VisitData, 'begunAt'>): FinishReport {
  const finishedAt = dateIn(input, 'finishedAt');
  return {
    cause: textIn(input, 'cause') ?? '',
    workDone: textIn(input, 'workDone') ?? '',
    parts: textIn(input, 'parts'),
    result: RESULTS.find((result) => result === input.result) ?? 'notFixed',
    testedBy: textIn(input, 'testedBy') ?? '',
    form: input.signedForm === 'acceptance' ? 'acceptance' : 'repair',
    category: textIn(input, 'category') ?? 'other',
    part: textIn(input, 'part') ?? 'software',
    leaving: checksIn(input, 'leaving'),
    photos: filesIn(input, 'photos'),
    noPhotoReason: textIn(input, 'noPhotoReason'),
    ...(finishedAt ? { finishedAt, enteredAt: now } : {}),
    ...(finishedAt && begunAt && finishedAt < begunAt ? { begunAt } : {}),
  };
}

/** The visit is signed: its ticket gets what was done. Rules D9, D13. */
function signed(visit: Visit, finish: FinishReport, { now }: Circumstances, by: string): VisitChange {
  const at = finish.finishedAt ?? now.toJSDate();
  const { cause, workDone, category, part, result } = finish;
  return {
    state: 'signed',
    data: { finish, signedAt: at, approvalAskedAt: undefined, sentBack: undefined, backAt: undefined },
    say: [
      inThread('visitSigned', { by: person(by), result }),
      toTicket(visit, 'visitSigned', { visit: visit.no, cause, steps: workDone, category, part, result, by: visit.data.engineer ?? by }),
    ],
  };
}

/** What is not our software's is advised on, never repaired, unless a supervisor allowed it. Rule D8. */
function forbidden({ no, data: { notOurs } }: Visit, { result }: FinishReport): Refusal | undefined {
  if (notOurs?.isInsisted && !notOurs.decidedBy) return refuse('visit.decisionPending', { no }, 'result');
  if (result === 'advised') return notOurs ? undefined : refuse('visit.adviseFirst', {}, 'result');
  if (!notOurs || notOurs.isAllowed || result === 'notFixed') return undefined;
  return notOurs.decidedBy ? refuse('visit.repairRefused', { by: notOurs.decidedBy }, 'result') : refuse('visit.adviseOnly', {}, 'result');
}

/** Is the finish complete? Nothing forgotten, and the contact card on the first visit. Rule D12. */
function incompleteFinish({ data }: Visit, { leaving, photos, noPhotoReason }: FinishReport): Refusal | undefined {
  const needed = LEAVING_CUSTOMER.filter((check) => check !== 'contactCard' || data.isFirstVisit);
  if (!areTicked(leaving, needed)) return refuse(data.isFirstVisit ? 'leavingFirst' : 'leaving', {}, 'leaving');
  return photos.length === 0 && !noPhotoReason ? refuse('visit.photoOrReason', {}, 'noPhotoReason') : undefined;
}

/** So many photos of a signed form are kept. */
const MOST_PHOTOS = 10;

/** Nobody grants himself what he asked for, unless there is nobody else who could. */
const ofOneself = (
  no: string,
  askedBy: string | undefined,
  { actor, policy }: Pick<Circumstances, 'actor' | 'policy'>,
): Refusal | undefined =>
  actor.id === askedBy && othersWhoLead(policy, actor.id).length > 0 ? refuse('visit.ownRequest', { no }) : undefined;

const decision = (isAllowed: boolean): VisitAction => ({
  from: ['working'],
  by: LEADERS,
  form: VISIT_FORMS.decide,
  ...(isAllowed ? { style: 'primary' as const } : {}),
  isFor: ({ data }, who) => !isAllowed || isAnothers(data.notOurs?.askedBy, who),
  unless: ({ no, data }, circumstances) => (isAllowed ? ofOneself(no, data.notOurs?.askedBy, circumstances) : undefined),
  apply(visit, input, { actor }) {
    const { notOurs } = visit.data;
    if (!notOurs?.isInsisted || notOurs.decidedBy) return refuse('visit.nothingToDecide', { no: visit.no });
    const params = { by: person(actor.id), reason: textIn(input, 'reason') ?? '', advice: notOurs.advice };
    const say = isAllowed ? 'repairAllowed' : 'repairRefused';
    return {
      data: { notOurs: { ...notOurs, isAllowed, decidedBy: actor.id, why: params.reason } },
      note: params.reason,
      say: [inThread(say, params), ...visit.data.crew.map((user) => ({ ...toPerson(user, say, params), isUrgent: true }))],
    };
  },
});

/** By when somebody who was not there is called again: so much of the desk's work time from now, that the promise can be kept. Rule D7. */
const callAgainAt = (now: DateTime, { calendar, visit }: Circumstances['policy']): Date =>
  (elapse(now, visit.followUp, { clock: 'business', calendar, pauses: [] }) ?? now.plus({ milliseconds: visit.followUp })).toJSDate();

/** Until when, by what was pressed, nobody of the customer's was there. */
const absenceOf = ({ data: { absent } }: Visit): Pick<VisitData, 'absentUntil'> =>
  absent ? { absentUntil: absent.noteLeftAt ?? absent.since } : {};

/** When the customer cannot have signed: before somebody came, or while nobody was there to sign. Rules D7, D9. */
function unsignable({ arrivals, absentUntil }: VisitData, { finishedAt }: FinishReport): Refusal | undefined {
  const arrivedAt = arrivals.at(-1)?.claim?.at ?? arrivals.at(-1)?.at;
  if (finishedAt && arrivedAt && finishedAt < arrivedAt) return refuse('visit.finishedBefore', { at: arrivedAt }, 'finishedAt');
  return finishedAt && absentUntil && finishedAt < absentUntil
    ? refuse('visit.finishedAbsent', { at: absentUntil }, 'finishedAt')
    : undefined;
}

/** At the customer's. Rules D7–D12. */
export const onsite: Record<string, VisitAction> = {
  startWork: {
    from: ['arrived', 'customer_absent'],
    by: WORKERS,
    style: 'primary',
    ...concerned((visit, _input, { actor, now }) => ({
      state: 'working',
      data: { ...absenceOf(visit), absent: undefined, begunAt: now.toJSDate() },
      say: [
        inThread('visitWorking', { by: person(actor.id) }),
        { ...toPerson(actor.id, 'formReady', { form: '3/4' }), document: visit.data.kind === 'install' ? 'acceptance' : 'repair' },
      ],
    })),
  },
  absent: {
    from: ['arrived'],
    by: WORKERS,
    isConfirmed: true,
    ...concerned((visit, _input, { actor, now, policy }) => {
      const { from, arrivals } = visit.data;
      const waitsFrom = Math.max(from.getTime(), arrivals.at(-1)?.at.getTime() ?? now.toMillis());
      const waitUntil = new Date(waitsFrom + policy.visit.waitAbsent);
      const absent = { no: (visit.data.absent?.no ?? 0) + 1, since: now.toJSDate(), waitUntil };
      return { state: 'customer_absent', data: { absent }, say: [inThread('visitAbsent', { by: person(actor.id), until: waitUntil })] };
    }),
  },
  noteLeft: {
    from: ['customer_absent'],
    by: WORKERS,
    style: 'primary',
    ...concerned((visit, _input, { actor, now, policy }) => {
      const { absent } = visit.data;
      if (!absent || absent.noteLeftAt) return refuse('visit.noteLeftAlready', { no: visit.no });
      if (absent.waitUntil > now.toJSDate()) return refuse('visit.waitLonger', { until: absent.waitUntil });
      const followUpAt = callAgainAt(now, policy);
      return {
        data: { absent: { ...absent, noteLeftAt: now.toJSDate(), followUpAt } },
        say: [inThread('visitNoteLeft', { by: person(actor.id), at: followUpAt })],
      };
    }),
  },
  followedUp: {
    from: ['customer_absent'],
    by: ['agent', ...WORKERS],
    form: VISIT_FORMS.followedUp,
    apply(visit, input, { actor, now, policy }) {
      const { absent } = visit.data;
      if (!absent?.followUpAt) return refuse('visit.noFollowUp', { no: visit.no });
      const followUpAt = callAgainAt(now, policy);
      const text = textIn(input, 'text') ?? '';
      return {
        data: { absent: { ...absent, no: absent.no + 1, followUpAt } },
        note: text,
        say: [inThread('visitFollowedUp', { by: person(actor.id), text })],
      };
    },
  },
  interrupt: {
    from: ['arrived', 'working'],
    by: WORKERS,
    form: VISIT_FORMS.interrupt,
    restsOn: ['engineer'],
    ...concerned((visit, input, { actor }) => {
      const backAt = dateIn(input, 'backAt');
      const why = textIn(input, 'reason') ?? '';
      return {
        state: 'working',
        data: { backAt, backNo: visit.data.backNo + 1 },
        note: why,
        say: [
          inThread('visitInterrupted', {
            by: person(actor.id),
            at: backAt ?? new Date(0),
            agreedWith: textIn(input, 'agreedWith') ?? '',
            reason: why,
          }),
        ],
      };
    }),
  },
  resumeWork: {
    from: ['working'],
    by: WORKERS,
    style: 'primary',
    ...concerned((visit, _input, { actor, now }) =>
      visit.data.backAt
        ? { data: { backAt: undefined, resumedAt: now.toJSDate() }, say: [inThread('visitResumed', { by: person(actor.id) })] }
        : refuse('visit.notInterrupted', { no: visit.no }),
    ),
  },
  notOurs: {
    from: ['working'],
    by: WORKERS,
    form: VISIT_FORMS.notOurs,
    restsOn: ['engineer'],
    ...concerned((visit, input, circumstances) => {
      const { now, actor } = circumstances;
      const decided = visit.data.notOurs;
      if (decided?.decidedBy) return refuse('visit.repairDecided', { by: decided.decidedBy });
      const advice = textIn(input, 'advice') ?? '';
      const isInsisted = input.insists === 'yes';
      const params = { advice, cause: textIn(input, 'cause') ?? '' };
      return {
        data: { notOurs: { advice, isInsisted, at: now.toJSDate(), askedBy: actor.id } },
        note: params.cause,
        say: [
          inThread(isInsisted ? 'visitNotOursInsists' : 'visitNotOurs', { by: person(actor.id), ...params }),
          ...(isInsisted ? toDeciders(circumstances, 'decideRepair', params) : []),
        ],
      };
    }),
  },
  allowRepair: decision(true),
  refuseRepair: decision(false),
  finish: {
    from: ['working'],
    by: WORKERS,
    form: VISIT_FORMS.finish,
    restsOn: ['engineer'],
    style: 'primary',
    ...concerned((visit, input, circumstances) => {
      const { actor, now } = circumstances;
      const finish = reportIn(input, now.toJSDate(), visit.data);
      const missing = unsignable(visit.data, finish) ?? forbidden(visit, finish) ?? incompleteFinish(visit, finish);
      if (missing) return missing;
      if (finish.photos.length > 0) return signed(visit, finish, circumstances, actor.id);
      const { finishedAt, enteredAt, begunAt } = finish;
      const params = {
        ...{ reason: finish.noPhotoReason ?? '', testedBy: finish.testedBy, work: shorten(finish.workDone, 200) },
        ...(finishedAt && enteredAt ? { finishedAt, enteredAt } : {}),
        ...(begunAt ? { begunAt } : {}),
      };
      return {
        data: { finish, approvalAskedAt: now.toJSDate(), approvalAskedBy: actor.id, sentBack: undefined },
        note: finish.noPhotoReason,
        say: [inThread('visitUnsigned', { by: person(actor.id), ...params }), ...toDeciders(circumstances, 'approveUnsigned', params)],
      };
    }),
  },
  /** The photo of the signed form comes later: while a decision waits for want of it, it makes that needless. Rule D9. */
  addPhotos: {
    from: ['working', 'signed', 'handed_in'],
    by: WORKERS,
    form: VISIT_FORMS.addPhotos,
    ...concerned((visit, input, circumstances) => {
      const { finish, approvalAskedAt } = visit.data;
      if (!finish) return refuse('visit.finishFirst', { no: visit.no }, 'photos');
      const more = filesIn(input, 'photos').filter(({ id }) => !finish.photos.some((one) => one.id === id));
      if (more.length === 0) return refuse('nothingChanged', {}, 'photos');
      const photos = [...finish.photos, ...more].slice(0, MOST_PHOTOS);
      const report = { ...finish, photos };
      const by = circumstances.actor.id;
      if (approvalAskedAt) return signed(visit, report, circumstances, by);
      return { data: { finish: report }, say: [inThread('visitPhotos', { by: person(by), n: photos.length - finish.photos.length })] };
    }),
  },
  approve: {
    from: ['working'],
    by: LEADERS,
    style: 'primary',
    isFor: ({ data }, who) => isAnothers(data.approvalAskedBy, who),
    unless: ({ no, data }, circumstances) => ofOneself(no, data.approvalAskedBy, circumstances),
    apply(visit, _input, circumstances) {
      const { finish, approvalAskedAt, crew } = visit.data;
      const { actor } = circumstances;
      if (!finish || !approvalAskedAt) return refuse('visit.nothingToDecide', { no: visit.no });
      const change = signed(visit, finish, circumstances, actor.id);
      return {
        ...change,
        data: { ...change.data, approvedBy: actor.id },
        say: [
          ...(change.say ?? []),
          ...crew.filter((user) => user !== actor.id).map((user) => toPerson(user, 'unsignedApproved', { by: person(actor.id) })),
        ],
      };
    },
  },
  disapprove: {
    from: ['working'],
    by: LEADERS,
    form: VISIT_FORMS.decide,
    apply(visit, input, { actor, now }) {
      if (!visit.data.approvalAskedAt) return refuse('visit.nothingToDecide', { no: visit.no });
      const params = { by: person(actor.id), reason: textIn(input, 'reason') ?? '' };
      return {
        data: { approvalAskedAt: undefined, resumedAt: now.toJSDate(), sentBack: { by: actor.id, why: params.reason } },
        note: params.reason,
        say: [inThread('unsignedRefused', params), ...visit.data.crew.map((user) => toPerson(user, 'unsignedRefused', params))],
      };
    },
  },
};
