import { describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { type Case, CLOCK, type Notice } from '../../src/cases/case.js';
import type { Duty } from '../../src/cases/duty/plan.js';
import { openDuty } from '../../src/cases/duty/workflow.js';
import { answerField, noteField } from '../../src/cases/inspection/form.js';
import type { Inspection } from '../../src/cases/inspection/inspection.js';
import { inspectionKind } from '../../src/cases/inspection/workflow.js';
import { reportProblem } from '../../src/cases/problem/workflow.js';
import { visitCard } from '../../src/cases/visit/card.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { translator } from '../../src/locales/index.js';
import { digestLine } from '../../src/slack/outbox/notices.js';
import { slotOn } from '../../src/time/slots.js';
import { aPolicy, aTicket, at, aVisit } from '../support/builders.js';
import { anInspection, GROUP, member } from '../support/inspections.js';

const failed = (error: unknown): void => {
  throw error;
};
/** What a row of several reminders says of each notice, in both languages. */
const rows = (c: object, notices: readonly Notice[], url = 'https://x/p'): string[] =>
  (['en', 'zh-CN'] as const).flatMap((locale) =>
    notices.map((notice) =>
      digestLine(c as Case<object>, notice, { locale, now: at('2026-03-03T09:00'), t: translator(locale) }, url, {}, failed),
    ),
  );

const aNotice = (say: string): Notice => ({
  id: say,
  to: { kind: 'person', user: 'U04SUP' },
  say,
  params: { by: 'Tom', reason: '–' },
  isUrgent: false,
  createdAt: at('2026-03-02T09:00').toJSDate(),
});

describe('reminders and alarms say what, whose and by when', () => {
  test('of a finding: which inspection, of which group, what was found and how many; the number once, as a link', () => {
    const input = { subject: 'P-1', [answerField('P-1_1')]: 'notOk', [noteField('P-1_1')]: 'down', [answerField('P-1_2')]: 96 };
    const found = decide(inspectionKind, anInspection(), 'fill', input, { actor: member, now: at('2026-03-02T09:30'), policy: aPolicy() });
    if (!found.ok) throw new Error(found.code);
    const due = decideDue(inspectionKind, found.next, at('2026-03-03T09:00'), aPolicy());
    const said = rows(found.next, due?.notices.filter(({ deadline }) => deadline) ?? []);
    const { group, subjects } = (found.next as Inspection).data;
    expect(said).toHaveLength(2);
    for (const row of said) {
      expect(row).toContain(group);
      expect(row).toContain(`${subjects[0]?.name} · ${subjects[0]?.items[0]?.question}`);
      expect(row.split(found.next.no)).toHaveLength(2);
      expect(row).toContain(`\uE002${found.next.no}\uE001`);
    }
    expect(said[0]).toContain('(1 of 2)');
    expect(said[1]).toContain('等 2 项');
  });

  test('of a duty and of a problem: its name, its group or project, in the reminder as in the alarm', () => {
    const policy = aPolicy();
    const now = at('2026-03-02T09:00');
    const rhythm = { recurrence: { rule: 'FREQ=DAILY' }, dueBy: 11 * 60, remindBefore: 3_600_000 };
    const slot = slotOn(rhythm, now, policy.calendar);
    if (!slot) throw new Error('a day off');
    const duty: Duty = {
      ...{ no: 'SD-1', seq: 1, version: 1, name: 'Morning round', group: GROUP, recurrence: 'daily', dueBy: '11:00', dueAfterDays: 0 },
      ...{ evidence: 'text', lines: [], enabledOn: '2026-03-01', isEnabled: true, history: [] },
    };
    const turn = openDuty(duty, slot, { team: 'T1', seq: 1 }, { actor: CLOCK, now, policy }).next;
    const reported = { project: 'P-1', projectName: 'Checkout', group: GROUP };
    const values = { title: 'Printer jams', description: 'each morning', severity: 'minor' };
    const problem = reportProblem(values, reported, { team: 'T1', seq: 1 }, { actor: member, now, policy }).next;
    const told = (['duty.reminder', 'duty.breach', 'dutyOpen.reminder', 'turnYours', 'allWell'] as const).map((say) => aNotice(say));
    for (const row of rows(turn, told)) expect(row).toMatch(/Morning round.*收银组/);
    const chased = (['problem.reminder', 'problem.escalation', 'problemYours', 'asked'] as const).map((say) => aNotice(say));
    for (const row of rows(problem, chased)) expect(row).toMatch(/Printer jams.*Checkout/);
  });
});

test('eye: whoever the case is reads what he is to do; the others read what they are to do', () => {
  const ticket = aTicket({}, { now: at('2026-03-02T09:00'), policy: aPolicy() });
  const visit = aVisit({}, { now: at('2026-03-02T09:00'), policy: aPolicy() });
  const said = (c: object, owner: string, say: string): readonly string[] =>
    [owner, 'U04SUP'].flatMap((user) => rows(c, [{ ...aNotice(say), to: { kind: 'person', user } }]));
  for (const say of ['take.breach', 'take.repeat']) {
    const [own, ownZh, others, othersZh] = said(ticket, ticket.owner, say);
    expect(own).not.toContain('Supervisor');
    expect(own).toContain('hand it over');
    expect(ownZh).not.toContain('主管');
    expect(others).toContain('Supervisor: give it to an engineer');
    expect(othersZh).toContain('主管');
  }
  const taken = { ...visit, state: 'accepted', owner: 'U02ENGLI' };
  for (const say of ['accept.breach', 'accept.repeat', 'arrive.breach', 'arrive.escalation', 'arrive.repeat']) {
    const [own, ownZh, others] = said(say.startsWith('accept.') ? visit : taken, 'U02ENGLI', say);
    expect(own).not.toMatch(/upervisor/);
    expect(own).toMatch(/\byou\b|Press/);
    expect(ownZh).toContain('你');
    expect(others).not.toMatch(/\byou\b/);
  }
  // 18.2: what only he can answer is not told to him as if it were another's; who leads calls, and is late for nothing himself.
  for (const say of ['overrun.breach', 'overrun.repeat', 'back.breach', 'back.repeat', 'missed.reminder']) {
    const [own, ownZh, others] = said(taken, 'U02ENGLI', say);
    expect(own).toMatch(/\byou\b/);
    expect(`${own}${ownZh}`).not.toContain('<@');
    expect(others).not.toMatch(/\byou\b/);
  }
  const pressesTo = (to: Notice['to']): readonly string[] => {
    const promisedAt = visit.data.from;
    const deadline = { id: 'a', track: 'arrive#1', step: 'breach' as const, dueAt: promisedAt, promisedAt, to: [] };
    const departed = { ...taken, state: 'departed' as const, data: { ...visit.data, engineer: 'U02ENGLI', crew: ['U02ENGLI'] } };
    return visitKind.helps({ ...aNotice('arrive.breach'), to, deadline }, departed);
  };
  const pressesOf = (user: string) => pressesTo({ kind: 'person', user });
  expect(pressesOf('U02ENGLI').slice(0, 2)).toEqual(['arrive', 'late']);
  expect(pressesOf('U04SUP')).toEqual(['showPhone', 'arrive', 'open']);
  // Most who read the alarms are not the one who is late.
  expect(pressesTo({ kind: 'channel', name: 'alarms' })).toEqual(['showPhone', 'arrive', 'open']);
  for (const to of [{ kind: 'channel', name: 'desk' }, { kind: 'thread' }] as const) expect(pressesTo(to)[0]).toBe('showPhone');
  // So does the card where many read it, once nobody has come in time; its engineer says that he will be late.
  const late = { ...taken, state: 'departed' as const, data: { ...visit.data, engineer: 'U02ENGLI', crew: ['U02ENGLI'] } };
  const after = DateTime.fromJSDate(visit.dueAt ?? visit.data.to).plus({ minutes: 1 });
  const stepsOf = (user?: string) =>
    visitCard(late, { t: translator('en'), locale: 'en', now: after, ...(user ? { user } : {}) }).buttons?.map(({ action }) => action);
  expect(stepsOf()?.slice(0, 2)).toEqual(['showPhone', 'arrive']);
  expect(stepsOf()).not.toContain('late');
  expect(stepsOf('U02ENGLI')?.slice(0, 2)).toEqual(['arrive', 'late']);
  // eye9-3: whoever only ordered what nobody has accepted is not the one who is late.
  for (const say of ['accept.breach', 'arrive.breach', 'arrive.escalation'])
    for (const words of said(visit, visit.owner, say)) expect(words).not.toMatch(/\byou\b|你/);
});
