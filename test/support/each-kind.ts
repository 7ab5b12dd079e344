import type { Case, CaseNo } from '../../src/cases/case.js';
import type { Circumstances } from '../../src/cases/circumstances.js';
import { openDuty, rhythmOf } from '../../src/cases/duty/index.js';
import { writeFault } from '../../src/cases/fault/workflow.js';
import { openInspection } from '../../src/cases/inspection/index.js';
import { reportProblem } from '../../src/cases/problem/index.js';
import { askForRemote } from '../../src/cases/remote/workflow.js';
import type { Decided } from '../../src/cases/rules.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { slotOn } from '../../src/time/slots.js';
import { aCall, type TestDesk, WHO } from './desk.js';
import { aProject, GROUP } from './inspections.js';

type Start = { readonly team: string; readonly seq: number };
type Opened = Decided<object, string>;

/** No holidays last so many days. */
const LONGEST_HOLIDAYS = 21;

/** What opens a case of each kind that nobody calls for; what comes round, as of the last work day. */
function openings(ticket: Case<object>, circumstances: Circumstances) {
  const { now, policy } = circumstances;
  const days = Array.from({ length: LONGEST_HOLIDAYS }, (_, n) => now.minus({ days: n }));
  const plan = { name: 'Round', group: GROUP, recurrence: 'daily', dueBy: '11:00', dueAfterDays: 0, evidence: 'text', lines: [] } as const;
  const duty = { ...plan, no: 'SD-9', enabledOn: '2026-01-01' } as unknown as Parameters<typeof openDuty>[0] &
    Parameters<typeof rhythmOf>[0];
  const slotOf = (rhythm: Parameters<typeof slotOn>[0]) =>
    days.map((day) => slotOn(rhythm, day, policy.calendar)).find((slot) => slot !== undefined);
  const [daily, rhythm] = [policy.inspection.daily, rhythmOf(duty)].map(slotOf);
  if (!daily || !rhythm) throw new Error('no work day');
  const turn = { cycle: 'daily', group: GROUP, slot: daily, all: [aProject()] } as const;
  const of = { ticketNo: ticket.no, customer: '悦购超市' };
  const reported = { project: 'P-9', projectName: 'Checkout', group: GROUP };
  const opened: Readonly<Record<string, (start: Start) => unknown>> = {
    inspection: (start) => openInspection(turn, start, circumstances),
    duty: (start) => openDuty(duty, rhythm, start, circumstances),
    problem: (start) => reportProblem({ title: 'It stops', description: 'each night' }, reported, start, circumstances),
    remote: (start) => askForRemote({ machine: 'till 2', tool: 'client', asked: 'it stops' }, of, start, circumstances),
    fault: (start) => writeFault({ titleEn: 'It stops', looksEn: 'each night' }, {}, start, circumstances),
  };
  return opened as Readonly<Record<string, (start: Start) => Opened>>;
}

/** Opens a case of each kind on a desk; answers their numbers by kind. */
export async function oneOfEachKind(desk: TestDesk, engineer: string): Promise<Readonly<Record<string, string>>> {
  const called = {
    ticket: await desk.logCall(aCall()),
    message: await desk.logCall({
      phone: '139 0000 0008',
      outcome: 'message',
      messageFor: WHO.tom,
      description: '请回电',
      callerName: '孙伟',
    }),
    call: await desk.logCall({ phone: '139 0000 0009', outcome: 'wrong_number' }),
  };
  const visit = await desk.orderVisit(called.ticket, { engineer });
  const { cases, clock, people } = desk.app.desk;
  const actor = await people.find(WHO.supervisor);
  const ticket = await desk.case(called.ticket);
  if (!ticket) throw new Error('no ticket');
  const opening = openings(ticket, { actor, now: clock.now(), policy: await policyNow(desk.app.desk) });
  const opened: [string, CaseNo][] = [];
  for (const [kind, open] of Object.entries(opening))
    opened.push([kind, (await cases.create(kind, (seq) => open({ team: cases.team, seq }))).no]);
  return { ...called, visit, ...Object.fromEntries(opened) };
}
