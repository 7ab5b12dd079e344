import { leads, type Refusal, refuse } from '../case.js';
import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { textIn } from '../form.js';
import { inThread, toPerson } from '../telling.js';
import { person } from '../text.js';
import { concerned, EVERYBODY, LEADERS, type VisitAction, WORKERS } from './action.js';
import { VISIT_FORMS } from './form.js';
import { isInNeed, isSosOpen, isSosTaken, OPEN_VISIT_STATES, VISIT_STATES, type Visit } from './visit.js';

type Sos = NonNullable<Visit['data']['sos']>;

/**
 * Everybody who is called when an engineer needs help, and who hears what becomes of it: whoever is under way already and whoever called
 * before, too. Rule D11.
 */
function calledForHelp({ policy }: Pick<Circumstances, 'policy'>, sos?: Sos): NoticeDraft['to'][] {
  const concerned = [sos?.takenBy, sos?.before?.takenBy, sos?.before?.by].flatMap((user) => user ?? []);
  const people = new Set([...policy.people.supervisors, ...policy.people.heads, ...concerned]);
  return [...[...people].map((user) => ({ kind: 'person', user }) as const), { kind: 'channel', name: 'alarms' }];
}

/** All of these but the one who acts hear it at once. */
const toOthers = (
  called: readonly NoticeDraft['to'][],
  { actor }: Circumstances,
  say: string,
  params: NonNullable<NoticeDraft['params']>,
): NoticeDraft[] =>
  called.filter((to) => to.kind !== 'person' || to.user !== actor.id).map((to): NoticeDraft => ({ to, say, params, isUrgent: true }));

/** Rings everybody, under a number of its own, until somebody takes it: all whom it concerns but the one who acts, and the thread. */
function calling(
  sos: Sos,
  circumstances: Circumstances,
  say: string,
  by: string,
): { readonly data: { readonly sos: Sos }; readonly say: NoticeDraft[] } {
  const call = (to: NoticeDraft['to']): NoticeDraft => ({ to, say, params: { by: person(by) }, isUrgent: true, opens: `sos#${sos.no}` });
  const { actor } = circumstances;
  // Whoever calls for help himself has his own call before him, with the press that takes it back.
  const called = calledForHelp(circumstances, sos).filter((to) => to.kind !== 'person' || to.user !== actor.id || say === 'sosCall');
  return { data: { sos }, say: [...called.map(call), call({ kind: 'thread' })] };
}

/** Why a visit does not end while somebody on it is in need: nobody would be asked any more whether it is over. Rule D11. */
export function whileInNeed(visit: Visit): Refusal | undefined {
  if (!isInNeed(visit)) return undefined;
  return refuse(isSosOpen(visit) ? 'visit.sosOpen' : 'visit.sosUnderWay', { no: visit.no });
}

/** Trouble at the customer's, on the way there or back: no confrontation, but help at once. Rule D11. */
export const sos: Record<string, VisitAction> = {
  /** Called again while help is under way, it rings again, also for who is under way: he may not come in time. */
  sos: {
    from: OPEN_VISIT_STATES.filter((state) => state !== 'ordered'),
    by: WORKERS,
    style: 'danger',
    isConfirmed: true,
    ...concerned((visit, _input, circumstances) => {
      const { actor, now } = circumstances;
      const { sos } = visit.data;
      if (sos && !sos.takenBy) return refuse('visit.sosAlready', { at: sos.at });
      const before =
        sos?.takenBy && !sos.overAt ? { before: { at: sos.at, by: sos.by, takenBy: sos.takenBy, takenAt: sos.takenAt ?? sos.at } } : {};
      return calling({ no: (sos?.no ?? 0) + 1, at: now.toJSDate(), by: actor.id, ...before }, circumstances, 'sosCall', actor.id);
    }),
  },
  /**
   * Pressed by mistake, or over: only whoever pressed it says so, and all who were called hear. A call before it, with help under way,
   * goes on. Rule D11.
   */
  sosMistaken: {
    from: OPEN_VISIT_STATES,
    by: WORKERS,
    isConfirmed: true,
    apply(visit, _input, circumstances) {
      const { actor, now } = circumstances;
      const { sos } = visit.data;
      if (!sos || sos.takenBy || sos.by !== actor.id) return refuse('visit.noOwnSos', { no: visit.no });
      const { before, ...call } = sos;
      const params = { by: person(actor.id), ...(before ? { taken: person(before.takenBy), at: before.at } : {}) };
      const say = before ? 'sosOnceMistaken' : 'sosMistaken';
      const settled = before ? { ...call, ...before } : { ...call, takenBy: actor.id, takenAt: now.toJSDate(), overAt: now.toJSDate() };
      return {
        data: { sos: settled },
        say: [inThread(say, params), ...toOthers(calledForHelp(circumstances, sos), circumstances, say, params)],
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
      const params = { by: person(actor.id) };
      return {
        data: { sos: { ...sos, takenBy: actor.id, takenAt: now.toJSDate() } },
        say: [
          inThread('sosTaken', params),
          { ...toPerson(sos.by, 'sosTaken', params), isUrgent: true },
          ...toOthers(calledForHelp(circumstances, sos), circumstances, 'sosTaken', params),
        ],
      };
    },
  },
  /** Whoever took it cannot come after all: it rings anew for everybody, at once. Rule D11. */
  sosReturned: {
    from: OPEN_VISIT_STATES,
    by: EVERYBODY,
    isConfirmed: true,
    isFor: ({ data }, user) => user.id === data.sos?.takenBy || leads(user),
    apply(visit, _input, circumstances) {
      const { sos } = visit.data;
      if (!sos?.takenBy || !isSosTaken(visit)) return refuse('visit.noSosTaken', { no: visit.no });
      if (circumstances.actor.id !== sos.takenBy && !leads(circumstances.actor)) return refuse('visit.sosOfOthers', { by: sos.takenBy });
      // Whoever was under way before goes on.
      const { takenBy, takenAt: _, ...call } = sos;
      const { data, say } = calling({ ...call, no: sos.no + 1 }, circumstances, 'sosReturned', takenBy);
      const told = [sos.by, takenBy].filter((user) => user !== circumstances.actor.id);
      return {
        data,
        say: [...say, ...told.map((user) => ({ ...toPerson(user, 'sosReturned', { by: person(takenBy) }), isUrgent: true }))],
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
      if (![sos.by, sos.takenBy, sos.before?.by].includes(actor.id) && !leads(actor))
        return refuse('visit.sosOfOthers', { by: sos.takenBy ?? sos.by });
      const text = textIn(input, 'text') ?? '';
      const params = { by: person(actor.id), text };
      const called = calledForHelp(circumstances, sos);
      const isCalled = called.some((to) => to.kind === 'person' && to.user === sos.by);
      const others = isCalled ? [] : [{ kind: 'person', user: sos.by } as const];
      return {
        data: { sos: { ...sos, overAt: now.toJSDate() } },
        note: text,
        say: [inThread('sosEnded', params), ...toOthers([...called, ...others], circumstances, 'sosEnded', params)],
      };
    },
  },
};
