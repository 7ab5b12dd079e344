import { leads, refuse } from '../case.js';
import type { Circumstances } from '../circumstances.js';
import { numberIn, textIn } from '../form.js';
import type { Change } from '../rules.js';
import { inThread, toPerson } from '../telling.js';
import { person } from '../text.js';
import {
  DESK,
  EVERYBODY,
  isConcerned,
  LEADERS,
  tellConcerned,
  toDeciders,
  toSupervisors,
  toTicket,
  unlessConcerned,
  type VisitAction,
  WORKERS,
} from './action.js';
import { isHelper, withoutHelper } from './crew.js';
import { VISIT_FORMS } from './form.js';
import { departureAt } from './lateness.js';
import { isLeaving, settledMisses, withdrawalOf } from './promise.js';
import {
  AHEAD,
  OPEN_VISIT_STATES,
  VISIT_KINDS,
  VISIT_STATES,
  type Violation,
  type Visit,
  type VisitData,
  type VisitState,
  wayOf,
} from './visit.js';

/** The miss that giving it away now is, if any, and what is said of it. Rule D5. */
function givenAway(visit: Visit, { actor, now, policy }: Circumstances) {
  const miss = withdrawalOf(visit, actor.id, now.toJSDate(), policy.visit);
  return { miss, said: miss ? { missed: miss.why } : {} };
}

/** Asks somebody else, or the pool: a new revision, so that old reminders die. Rule D2. */
function ask(visit: Visit, engineer: string | undefined, circumstances: Circumstances): Change<VisitData, VisitState> {
  const at = circumstances.now.toJSDate();
  return {
    state: 'ordered',
    owner: visit.data.orderedBy,
    data: {
      engineer,
      crew: [...(engineer ? [engineer] : []), ...visit.data.helpers.filter((helper) => helper !== engineer)],
      helpers: visit.data.helpers.filter((helper) => helper !== engineer),
      askedAt: at,
      takenFrom: visit.state === 'ordered' ? visit.data.takenFrom : visit.data.engineer,
      // The shorter way was his who typed it.
      travelMinutes: wayOf(visit.data),
      refusedAt: undefined,
      ...settledMisses(visit, givenAway(visit, circumstances).miss),
      revision: visit.data.revision + 1,
      nextTryAt: undefined,
      departedAt: undefined,
    },
  };
}

/** Who goes: accepted, declined, asked, reassigned, helped. Rules D1, D2. */
export const ordering: Record<string, VisitAction> = {
  accept: {
    from: ['ordered'],
    by: WORKERS,
    form: VISIT_FORMS.accept,
    restsOn: ['engineer', 'from', 'to', 'address', 'need'],
    style: 'primary',
    apply(visit, input, { actor, now }) {
      const { engineer, helpers, orderedBy } = visit.data;
      if (engineer && engineer !== actor.id) return refuse('visit.visitAskedOther', { no: visit.no, by: engineer });
      const others = helpers.filter((helper) => helper !== actor.id);
      return {
        state: 'accepted',
        owner: actor.id,
        data: { engineer: actor.id, helpers: others, crew: [actor.id, ...others], acceptedAt: now.toJSDate() },
        note: textIn(input, 'remark'),
        say: [
          inThread('visitAccepted', { by: person(actor.id), remark: textIn(input, 'remark') ?? '' }),
          ...(orderedBy === actor.id
            ? []
            : [toPerson(orderedBy, 'visitAccepted', { by: person(actor.id), remark: textIn(input, 'remark') ?? '' })]),
          { ...toPerson(actor.id, 'formReady', { form: '1' }), document: 'order' },
          toTicket(visit, 'visitAccepted', { engineer: actor.id, insteadOf: visit.data.takenFrom ?? '' }),
        ],
      };
    },
  },
  decline: {
    from: ['ordered', 'accepted', 'confirmed'],
    by: WORKERS,
    form: VISIT_FORMS.decline,
    isFor: isConcerned,
    restsOn: ['engineer'],
    apply(visit, input, circumstances) {
      const { actor, now } = circumstances;
      if (visit.data.engineer === undefined) return refuse('visit.visitInPool', { no: visit.no });
      const refused = unlessConcerned(visit, actor);
      if (refused) return refused;
      const why = textIn(input, 'reason') ?? '';
      if (isHelper(visit, actor.id)) return withoutHelper(visit, actor.id, circumstances, why);
      const asked = ask(visit, undefined, circumstances);
      const params = { reason: why, ...givenAway(visit, circumstances).said };
      return {
        ...asked,
        data: { ...asked.data, declines: [...visit.data.declines, { by: actor.id, at: now.toJSDate(), reason: why }] },
        note: why,
        say: [
          ...tellConcerned(visit, circumstances, 'visitDeclined', params),
          ...toSupervisors(circumstances, 'visitDeclined', params).filter(
            ({ to }) => to.kind === 'person' && to.user !== visit.data.orderedBy && to.user !== actor.id,
          ),
          { to: { kind: 'channel', name: 'desk' }, say: 'visitPooled' },
          toTicket(visit, 'visitReturned', { engineer: visit.data.engineer, orderedBy: visit.data.orderedBy }),
        ],
      };
    },
  },
  askOther: {
    from: ['ordered', 'accepted', 'confirmed'],
    by: WORKERS,
    form: VISIT_FORMS.askOther,
    isFor: (visit, who) => visit.data.engineer === undefined || leads(who) || visit.data.engineer === who.id,
    restsOn: ['engineer'],
    apply(visit, input, circumstances) {
      const { actor } = circumstances;
      const refused = visit.data.engineer === undefined ? undefined : unlessConcerned(visit, actor);
      if (refused) return refused;
      // Who comes along may leave; whose visit it is decides its engineer.
      if (isHelper(visit, actor.id) && !leads(actor))
        return refuse('visit.notYourVisit', { no: visit.no, by: visit.data.engineer ?? visit.owner });
      const to = textIn(input, 'to') ?? '';
      if (to === visit.data.engineer) return refuse('alreadyOwner', { by: to }, 'to');
      const why = textIn(input, 'reason') ?? '';
      const { miss, said } = givenAway(visit, circumstances);
      const params = { by: person(actor.id), to: person(to), reason: why, ...said };
      return {
        ...ask(visit, to, circumstances),
        note: why,
        say: [
          toPerson(to, 'visitAsked', { by: person(actor.id), reason: why }),
          inThread('visitAskedOther', params),
          ...(miss ? toDeciders(circumstances, 'visitAskedLeaving', params, false) : []),
        ],
      };
    },
  },
  reassign: {
    from: AHEAD,
    by: DESK,
    form: VISIT_FORMS.reassign,
    restsOn: ['engineer'],
    apply(visit, input, circumstances) {
      const to = textIn(input, 'to');
      if (!to && visit.data.engineer === undefined) return refuse('visit.pooledAlready', { no: visit.no }, 'to');
      if (to === visit.data.engineer) return refuse('alreadyOwner', { by: to ?? visit.owner }, 'to');
      const why = textIn(input, 'reason') ?? '';
      // Too late to be on time: who leads hears who gave it away, and why.
      const { miss, said } = givenAway(visit, circumstances);
      const params = { to: to ? person(to) : '', reason: why, ...said };
      return {
        ...ask(visit, to, circumstances),
        note: why,
        say: [
          ...tellConcerned(visit, circumstances, to ? 'visitReassigned' : 'visitToPool', params, to ? [to] : []),
          ...(miss ? toSupervisors(circumstances, to ? 'visitReassigned' : 'visitToPool', params) : []),
          ...(to ? [] : [{ to: { kind: 'channel', name: 'desk' } as const, say: 'visitPooled' }]),
        ],
      };
    },
  },
  edit: {
    from: [...AHEAD, 'arrived'],
    by: EVERYBODY,
    form: VISIT_FORMS.edit,
    apply(visit, input, { actor, now, policy }) {
      const travelMinutes = numberIn(input, 'travelMinutes') ?? visit.data.travelMinutes;
      // When one should have left is no longer one's own to say.
      if (travelMinutes < visit.data.travelMinutes && isLeaving(visit, actor.id, now.toJSDate(), policy.visit))
        return refuse('visit.leavingPassed', { at: departureAt(visit.data, policy.visit) }, 'travelMinutes');
      return {
        data: {
          address: textIn(input, 'address') ?? visit.data.address,
          phone: textIn(input, 'phone') ?? visit.data.phone,
          travelMinutes,
          ...(travelMinutes < visit.data.travelMinutes ? { longestWay: wayOf(visit.data) } : {}),
          need: textIn(input, 'need') ?? visit.data.need,
          kind: VISIT_KINDS.find((kind) => kind === input.kind) ?? visit.data.kind,
        },
      };
    },
  },
  note: {
    from: VISIT_STATES,
    by: EVERYBODY,
    form: VISIT_FORMS.note,
    apply: (_visit, input, { actor }) => ({
      note: textIn(input, 'text'),
      say: [inThread('visitNote', { by: person(actor.id), text: textIn(input, 'text') ?? '' })],
    }),
  },
  violation: {
    from: [...OPEN_VISIT_STATES, 'archived'],
    by: [...LEADERS, 'agent'],
    form: VISIT_FORMS.violation,
    isKnownTo: ({ data }, reader) => leads(reader) && !data.crew.includes(reader.id),
    apply(visit, input, { actor, now, policy }) {
      const said = { which: textIn(input, 'which') ?? '', text: textIn(input, 'text') ?? '' };
      const violation: Violation = { at: now.toJSDate(), by: actor.id, ...said, crew: visit.data.crew };
      const { supervisors, heads } = policy.people;
      // Whoever is meant himself is not the one to look into it.
      const [own, above] = [supervisors, heads].map((all) => all.filter((user) => user !== actor.id && !visit.data.crew.includes(user)));
      const params = { by: person(actor.id), which: violation.which, text: violation.text };
      // What was done and said stands in the change, in its reader's words.
      return {
        data: { violations: [...visit.data.violations, violation] },
        say: (own?.length ? own : (above ?? [])).map((user) => toPerson(user, 'violationReported', params)),
      };
    },
  },
};
