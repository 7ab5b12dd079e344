import { leads, refuse } from '../case.js';
import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { textIn } from '../form.js';
import { inThread, toPerson } from '../telling.js';
import { person } from '../text.js';
import { concerned, EVERYBODY, LEADERS, type VisitAction, WORKERS } from './action.js';
import { VISIT_FORMS } from './form.js';
import { isSosTaken, OPEN_VISIT_STATES, VISIT_STATES } from './visit.js';

/** Everybody who is called when an engineer needs help, and who hears that somebody took it. Rule D11. */
const calledForHelp = ({ policy }: Pick<Circumstances, 'policy'>): NoticeDraft['to'][] => [
  ...[...new Set([...policy.people.supervisors, ...policy.people.heads])].map((user) => ({ kind: 'person', user }) as const),
  { kind: 'channel', name: 'alarms' },
];

/** Trouble at the customer's, on the way there or back: no confrontation, but help at once. Rule D11. */
export const sos: Record<string, VisitAction> = {
  sos: {
    from: OPEN_VISIT_STATES.filter((state) => state !== 'ordered'),
    by: WORKERS,
    style: 'danger',
    isConfirmed: true,
    ...concerned((visit, _input, { actor, now, policy }) => {
      const { sos } = visit.data;
      if (sos && !sos.takenBy) return refuse('visit.sosAlready', { at: sos.at });
      const no = (sos?.no ?? 0) + 1;
      const say = (to: NoticeDraft['to']): NoticeDraft => ({
        to,
        say: 'sosCall',
        params: { by: person(actor.id) },
        isUrgent: true,
        opens: `sos#${no}`,
      });
      return {
        data: { sos: { no, at: now.toJSDate(), by: actor.id } },
        say: [...calledForHelp({ policy }).map(say), say({ kind: 'thread' })],
      };
    }),
  },
  /** Pressed by mistake, or over: only whoever pressed it says so, and all who were called hear. Rule D11. */
  sosMistaken: {
    from: OPEN_VISIT_STATES,
    by: WORKERS,
    isConfirmed: true,
    apply(visit, _input, circumstances) {
      const { actor, now } = circumstances;
      const { sos } = visit.data;
      if (!sos || sos.takenBy || sos.by !== actor.id) return refuse('visit.noOwnSos', { no: visit.no });
      const params = { by: person(actor.id) };
      return {
        data: { sos: { ...sos, takenBy: actor.id, takenAt: now.toJSDate(), overAt: now.toJSDate() } },
        say: [
          inThread('sosMistaken', params),
          ...calledForHelp(circumstances)
            .filter((to) => to.kind !== 'person' || to.user !== actor.id)
            .map((to): NoticeDraft => ({ to, say: 'sosMistaken', params, isUrgent: true })),
        ],
      };
    },
  },
  sosTaken: {
    from: OPEN_VISIT_STATES,
    by: [...LEADERS, 'agent'],
    style: 'primary',
    apply(visit, _input, circumstances) {
      const { actor, now } = circumstances;
      const { sos } = visit.data;
      if (!sos) return refuse('visit.noSos', { no: visit.no });
      if (sos.by === actor.id) return refuse('visit.ownSos', { no: visit.no });
      if (sos.takenBy) return refuse('answeredAlready', { by: sos.takenBy, at: sos.takenAt ?? sos.at });
      return {
        data: { sos: { ...sos, takenBy: actor.id, takenAt: now.toJSDate() } },
        say: [
          inThread('sosTaken', { by: person(actor.id) }),
          { ...toPerson(sos.by, 'sosTaken', { by: person(actor.id) }), isUrgent: true },
          ...calledForHelp(circumstances)
            .filter((to) => to.kind !== 'person' || to.user !== actor.id)
            .map((to): NoticeDraft => ({ to, say: 'sosTaken', params: { by: person(actor.id) }, isUrgent: true })),
        ],
      };
    },
  },
  /** Help came, and all is well: whoever called, who took it, or who leads says so, and everybody who was called hears. Rule D11. */
  sosOver: {
    from: VISIT_STATES,
    by: EVERYBODY,
    form: VISIT_FORMS.sosOver,
    apply(visit, input, circumstances) {
      const { actor, now } = circumstances;
      const { sos } = visit.data;
      if (!sos || !isSosTaken(visit)) return refuse('visit.noSosTaken', { no: visit.no });
      if (actor.id !== sos.by && actor.id !== sos.takenBy && !leads(actor))
        return refuse('visit.sosOfOthers', { by: sos.takenBy ?? sos.by });
      const text = textIn(input, 'text') ?? '';
      const params = { by: person(actor.id), text };
      const people = [sos.by, ...(sos.takenBy ? [sos.takenBy] : [])].map((user) => ({ kind: 'person', user }) as const);
      const called = calledForHelp(circumstances);
      const others = people.filter(({ user }) => !called.some((to) => to.kind === 'person' && to.user === user));
      return {
        data: { sos: { ...sos, overAt: now.toJSDate() } },
        note: text,
        say: [
          inThread('sosEnded', params),
          ...[...called, ...others]
            .filter((to) => to.kind !== 'person' || to.user !== actor.id)
            .map((to): NoticeDraft => ({ to, say: 'sosEnded', params, isUrgent: true })),
        ],
      };
    },
  },
};
