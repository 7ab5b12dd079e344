import { describe, expect, test } from '@jest/globals';
import { lookedUp } from '../../../commands/faults/looked-up.js';
import type { CaseNo } from '../../../src/cases/case.js';
import { experienceOf, faultInShort } from '../../../src/cases/fault/card.js';
import type { Fault } from '../../../src/cases/fault/fault.js';
import { usedSince } from '../../../src/cases/fault/links.js';
import { happeningOf } from '../../../src/cases/fault/spike.js';
import { faultKind, writeFault } from '../../../src/cases/fault/workflow.js';
import type { FormValues } from '../../../src/cases/form.js';
import { kindOf } from '../../../src/cases/kinds.js';
import { decide, decideDue } from '../../../src/cases/workflow.js';
import { translator } from '../../../src/locales/index.js';
import { anActor, aPolicy, aTicket, at } from '../../support/builders.js';

const policy = aPolicy();
const NOW = at('2026-03-02T10:00');
const written = (values: FormValues = {}): Fault =>
  writeFault(
    { titleZh: '黑屏', symptomsZh: '没有画面', stepsZh: '换线', category: 'hardware', ...values },
    {},
    { team: 'T1', seq: 3 },
    {
      actor: anActor('U1'),
      now: NOW,
      policy,
    },
  ).next;

/** What is decided: the case afterwards, and what is said. */
function done(fault: Fault, action: string, input: FormValues, { now = NOW, by = 'U2', isLinked = false } = {}) {
  const decided = decide(faultKind, fault, action, input, { actor: { ...anActor(by), isLinked }, now, policy });
  if (!decided.ok) throw new Error(`${action}: ${decided.code}`);
  return { fault: decided.next, said: decided.notices };
}
const heard = (fault: Fault, action: string, ticket: string, minutes: number, by = 'U2') =>
  done(fault, action, { ticket, at: NOW.plus({ minutes }).toJSDate() }, { now: NOW.plus({ minutes }), by, isLinked: true });
const refusal = (fault: Fault, action: string, by = 'U2'): string | undefined => {
  const decided = decide(faultKind, fault, action, {}, { actor: anActor(by), now: NOW, policy });
  return decided.ok ? undefined : decided.code;
};

describe('C3: what becomes of a known fault', () => {
  test('five calls in two hours are one alarm, and the sixth is none; after two quiet hours five more are another', () => {
    const says = (fault: Fault, minutes: readonly number[], first: number) =>
      minutes.reduce(
        ({ one, alarms }, minute, n) => {
          const { fault: next, said } = heard(one, 'ticketLinked', `T-${first + n}`, minute);
          return { one: next, alarms: [...alarms, ...said.filter(({ say }) => say === 'spike')] };
        },
        { one: fault, alarms: [] as ReturnType<typeof heard>['said'] },
      );
    const storm = says(written(), [0, 20, 40, 60, 80, 100, 190], 1);
    expect(storm.alarms).toMatchObject([
      { to: { kind: 'channel', name: 'alarms' }, isUrgent: true, params: { n: 5, list: 'T-1 T-2 T-3 T-4 T-5' } },
    ]);
    expect(says(storm.one, [400, 410, 420, 430, 440], 20).alarms).toHaveLength(1);
    expect(says(written(), [0, 50, 100, 150, 200, 250], 1).alarms).toEqual([]);
    // One that it did not help is not of this cause.
    const off = done(heard(written(), 'ticketLinked', 'T-9', 0).fault, 'didNotHelp', { ticket: 'T-9' }, { now: NOW.plus({ minutes: 5 }) });
    expect(says(off.fault, [10, 20, 30, 40], 1).alarms).toEqual([]);
    expect(says(off.fault, [10, 20, 30, 40, 50], 1).alarms).toMatchObject([{ params: { n: 5, list: 'T-1 T-2 T-3 T-4 T-5' } }]);
  });

  test('fresh eye: what many call about is taken by somebody who says what all are told, and has an end of which its tickets hear', () => {
    let fault = written();
    expect(refusal(fault, 'takeSpike')).toBe('fault.notHappening');
    for (const n of [1, 2, 3, 4, 5]) fault = heard(fault, 'ticketLinked', `T-${n}`, n * 10).fault;
    const later = NOW.plus({ minutes: 60 });
    const reader = { t: translator('zh-CN'), now: later, locale: 'zh-CN' } as const;
    expect(happeningOf(fault, later)).toMatchObject({ calls: 5, since: NOW.plus({ minutes: 10 }).toJSDate(), by: undefined });
    expect(faultInShort(fault, reader)).toMatch(/正在发生：5 个来电[\s\S]*没有人牵头[\s\S]*统一答复客户：“这个故障我们已经知道/);
    const taken = done(fault, 'takeSpike', { saying: '总部网络中断，预计 12 点恢复。' }, { now: later, by: 'U4' });
    expect(taken.said).toMatchObject([{ say: 'spikeTakenSaying', to: { kind: 'channel', name: 'alarms' } }]);
    expect(faultInShort(taken.fault, reader)).toMatch(/@U4[\s\S]*统一答复客户：“总部网络中断，预计 12 点恢复。”/);
    const other = done(taken.fault, 'takeSpike', {}, { now: later, by: 'U5' });
    expect(other.said.map(({ say, to }) => [say, to])).toContainEqual(['spikeTakenFromYou', { kind: 'person', user: 'U4' }]);
    const over = done(taken.fault, 'endSpike', { text: '换了交换机' }, { now: later.plus({ minutes: 20 }), by: 'U4' });
    expect(over.said.flatMap(({ to, say }) => (to.kind === 'case' && say === 'faultOver' ? [to.no] : []))).toEqual(
      [1, 2, 3, 4, 5].map((n) => `T-${n}`),
    );
    expect([happeningOf(over.fault, later.plus({ minutes: 20 })), over.fault.deadlines]).toEqual([undefined, []]);
    expect(refusal(over.fault, 'endSpike')).toBe('fault.notHappening');
    // One who calls after it is one, and not the sixth.
    expect(heard(over.fault, 'ticketLinked', 'T-6', 85).said.filter(({ say }) => say === 'spike')).toEqual([]);
    // Where it has been quiet it ends by itself, and whoever was on it hears that.
    const quiet = decideDue(faultKind, taken.fault, later.plus({ hours: 3 }), policy);
    expect(quiet?.notices.map(({ say, to }) => [say, to])).toEqual([['spikeQuiet', { kind: 'person', user: 'U4' }]]);
    expect(quiet?.next.data.spikeUntil).toBeUndefined();
  });

  test('A5: what many call about and nobody takes goes to those who lead, then to the heads, and to nobody after that', async () => {
    let fault = written();
    for (const n of [1, 2, 3, 4, 5]) fault = heard(fault, 'ticketLinked', `T-${n}`, n * 2).fault;
    const alarmedAt = NOW.plus({ minutes: 10 });
    const told: string[] = [];
    for (const minutes of [15, 30, 45, 60, 90]) {
      const now = alarmedAt.plus({ minutes });
      const due = decideDue(faultKind, fault, now, policy);
      told.push(...(due?.notices ?? []).map(({ say, to }) => `${minutes} ${say} ${to.kind === 'person' ? to.user : to.kind}`));
      fault = due?.next ?? fault;
      const [notice] = due?.notices ?? [];
      const reader = { t: translator('zh-CN'), now, locale: 'zh-CN' } as const;
      if (notice) expect(await lookedUp({} as never, fault as never, notice, reader as never)).toMatchObject({ title: '黑屏', n: '5' });
    }
    expect(told).toEqual(['15 spikeOpen.escalation U04SUP', '30 spikeOpen.escalation U04SUP', '30 spikeOpen.escalation U05HEAD']);
    // Whoever was told hears who is on it; what somebody is on goes to nobody.
    const taken = done(fault, 'takeSpike', {}, { now: alarmedAt.plus({ minutes: 50 }), by: 'U4' });
    expect(taken.said.map(({ say, to }) => `${say} ${to.kind === 'person' ? to.user : to.kind}`).toSorted()).toEqual([
      'spikeTaken U04SUP',
      'spikeTaken U05HEAD',
      'spikeTaken channel',
    ]);
    expect(taken.fault.deadlines.map(({ step }) => step)).toEqual(['reminder']);
    let soon = written();
    for (const n of [1, 2, 3, 4, 5]) soon = heard(soon, 'ticketLinked', `T-${n}`, n * 2).fault;
    soon = done(soon, 'takeSpike', {}, { now: alarmedAt.plus({ minutes: 5 }), by: 'U4' }).fault;
    expect(decideDue(faultKind, soon, alarmedAt.plus({ minutes: 40 }), policy)?.notices ?? []).toEqual([]);
  });

  test('fresh eye: what failed three times and never helped is not validated before its fix was corrected', () => {
    let fault = written();
    for (const n of [1, 2, 3]) fault = done(fault, 'didNotHelp', { ticket: `T-${n}` }, { now: NOW.plus({ hours: n }) }).fault;
    expect(refusal(fault, 'validate', 'U2')).toBe('fault.onlyFailed');
    const words = { titleZh: '黑屏', symptomsZh: '没有画面', stepsZh: '换显卡', category: 'hardware' };
    const mended = done(fault, 'editZh', words, { now: NOW.plus({ hours: 5 }), by: 'U3' }).fault;
    expect(refusal(mended, 'validate', 'U2')).toBeUndefined();
  });

  test('C3: with a success that a reopening takes back its proposal goes; validating then asks, and another success proposes anew', () => {
    const helps = (fault: Fault) => faultKind.helps({ say: 'validationProposed', to: { kind: 'person', user: 'U1' } }, fault);
    const used = heard(written(), 'ticketSolved', 'T-1', 5);
    expect(used.said.map(({ say }) => say)).toContain('validationProposed');
    expect(helps(used.fault)).toContain('validate');
    const back = heard(used.fault, 'ticketReopened', 'T-1', 11).fault;
    expect([helps(back), back.data.proposedAt]).toEqual([['open'], undefined]);
    const asked = decide(faultKind, back, 'validate', {}, { actor: anActor('U2'), now: NOW, policy });
    expect(asked).toMatchObject({ ok: false, code: 'fault.cameBack', offers: ['validateAnyway', 'open'] });
    expect(done(back, 'validateAnyway', {}).fault.state).toBe('validated');
    // Somebody has looked at it since: it is not asked about again.
    expect(refusal(done(back, 'stillRight', {}, { now: NOW.plus({ minutes: 20 }) }).fault, 'validate')).toBeUndefined();
    expect(heard(back, 'ticketSolved', 'T-2', 30).said.map(({ say }) => say)).toContain('validationProposed');
    // A success of another ticket that is taken back leaves it.
    const two = heard(heard(used.fault, 'ticketSolved', 'T-2', 7).fault, 'ticketReopened', 'T-2', 9).fault;
    expect(helps(two)).toContain('validate');
  });

  test('fresh eye: what failed, or came back, is not “not used yet”; its owner hears what it is and how often', async () => {
    const t = translator('zh-CN');
    const reader = { t, now: NOW, locale: 'zh-CN' } as const;
    let fault = written();
    expect(experienceOf(fault, reader)).toContain('还没用过');
    fault = done(fault, 'didNotHelp', { ticket: 'T-1' }, { now: NOW.plus({ minutes: 5 }) }).fault;
    expect(experienceOf(fault, reader)).toBe('无效 1 次，未成功过 · 待验证');
    fault = heard(heard(fault, 'ticketSolved', 'T-2', 10).fault, 'ticketReopened', 'T-2', 20).fault;
    expect(experienceOf(fault, reader)).toContain('用过 1 次，工单又重新打开');
    for (const n of [3, 4]) fault = done(fault, 'didNotHelp', { ticket: `T-${n}` }, { now: NOW.plus({ hours: n }) }).fault;
    const due = decideDue(faultKind, fault, NOW.plus({ hours: 5 }), policy);
    const [notice] = due?.notices ?? [];
    expect(await lookedUp({} as never, fault as never, notice as never, reader as never)).toEqual({ title: '黑屏', times: '3' });
  });

  test('three failures bring it to its owner, after seven days to the supervisors; whoever looks at it ends that', () => {
    let fault = written();
    for (const n of [1, 2, 3]) {
      expect(fault.deadlines).toEqual([]);
      fault = done(fault, 'didNotHelp', { ticket: `T-${n}` }, { now: NOW.plus({ hours: n }) }).fault;
    }
    expect(fault.deadlines.map(({ id, to, dueAt }) => [id, to, dueAt])).toEqual([
      ['failed#1:reminder', ['owner'], NOW.plus({ hours: 3 }).toJSDate()],
      ['failed#1:escalation', ['owner', 'supervisors'], NOW.plus({ hours: 3, days: 7 }).toJSDate()],
    ]);
    const due = decideDue(faultKind, fault, NOW.plus({ hours: 4 }), policy);
    expect(due?.notices.map(({ to }) => to)).toEqual([{ kind: 'person', user: 'U1' }]);
    const seen = done(due?.next as Fault, 'stillRight', {}, { now: NOW.plus({ days: 2 }) }).fault;
    expect(seen.deadlines).toEqual([]);
  });

  test('used, and not looked at for 180 days, it is asked about and stays; unused it is left alone', () => {
    const used = heard(written(), 'ticketSolved', 'T-1', 60).fault;
    expect(used.deadlines).toMatchObject([{ id: 'review#1:reminder', dueAt: NOW.plus({ days: 180 }).toJSDate(), to: ['owner'] }]);
    const asked = decideDue(faultKind, used, NOW.plus({ days: 181 }), policy);
    expect(asked?.next.state).toBe('notValidated');
    // The question says how often it helped since, not that it is always in use.
    expect(usedSince(used.data.links, used.data.lookedAt)).toBe(1);
    expect(written().deadlines).toEqual([]);
    expect(heard(used, 'ticketReopened', 'T-1', 120).fault.deadlines).toEqual([]);
    // After thirty days the success stands.
    expect(heard(used, 'ticketReopened', 'T-1', 31 * 24 * 60 + 61).fault.deadlines).toHaveLength(1);
  });

  test('a success of another proposes to validate it, once; its author does not validate it, and another fix is validated anew', () => {
    const own = heard(written(), 'ticketSolved', 'T-1', 1, 'U1');
    expect(own.said).toEqual([]);
    const second = heard(own.fault, 'ticketSolved', 'T-2', 2);
    expect(second.said).toMatchObject([{ say: 'validationProposed', to: { kind: 'person', user: 'U1' }, params: { ticket: 'T-2' } }]);
    expect(heard(second.fault, 'ticketSolved', 'T-3', 3, 'U3').said).toEqual([]);
    expect(refusal(second.fault, 'validate', 'U1')).toBe('fault.validatedByAnother');
    const { fault } = done(second.fault, 'validate', {});
    expect(fault.state).toBe('validated');
    const words = { titleZh: '黑屏', symptomsZh: '没有画面', category: 'hardware' };
    expect(done(fault, 'editZh', { ...words, stepsZh: '换线', riskZh: '断电' }).fault.state).toBe('validated');
    expect(
      done(fault, 'editEn', { titleEn: 'Black', symptomsEn: 'no picture', stepsEn: 'swap the cable', category: 'hardware' }).fault.state,
    ).toBe('validated');
    expect(done(fault, 'editZh', { ...words, stepsZh: '换屏' }).fault).toMatchObject({ state: 'notValidated', data: { fixedBy: 'U2' } });
    expect(done(fault, 'editZh', words).fault.state).toBe('inWork');
  });

  test('what gets its fix tells the tickets that hang on it, each once, and none that it failed or that is another’s', () => {
    let fault = written({ stepsZh: undefined });
    expect(fault.state).toBe('inWork');
    for (const n of [1, 2, 3]) fault = heard(fault, 'ticketLinked', `T-${n}`, n * 60).fault;
    fault = done(fault, 'didNotHelp', { track: 'T-2' }, { now: NOW.plus({ hours: 8 }) }).fault;
    const words = { titleZh: '黑屏', symptomsZh: '没有画面', category: 'hardware' };
    const first = done(fault, 'editZh', { ...words, stepsZh: '换线' });
    const told = (said: ReturnType<typeof done>['said']) =>
      said.flatMap(({ to, say }) => (to.kind === 'case' && say === 'faultFixed' ? [to.no] : []));
    expect(told(first.said)).toEqual(['T-1', 'T-3'] as CaseNo[]);
    const without = done(first.fault, 'editZh', words).fault;
    expect(told(done(without, 'editZh', { ...words, stepsZh: '换屏' }).said)).toEqual([]);
  });

  test('a ticket’s word may come twice; what names no ticket is refused', () => {
    const { fault } = heard(written(), 'ticketSolved', 'T-1', 5);
    const again = decide(
      faultKind,
      fault,
      'ticketSolved',
      { ticket: 'T-1', at: NOW.plus({ minutes: 5 }).toJSDate() },
      { actor: { ...anActor('U2'), isLinked: true }, now: NOW, policy },
    );
    expect(again).toMatchObject({ ok: false, code: 'nothingChanged' });
    expect(refusal(fault, 'tryIt')).toBe('fault.whichTicket');
  });

  test('what a visit fixed is a success of the entry that its ticket hangs on; what it only advised on is none', () => {
    const plain = aTicket();
    const ticket = { ...plain, data: { ...plain.data, fault: 'F-3' as CaseNo } };
    const heardBy = (result: string, of: typeof plain = ticket) => {
      const input = { visit: 'V-1', steps: '换线', category: 'hardware', part: 'hardware', result, by: 'U2' };
      const decided = decide(kindOf(of), of, 'visitSigned', input, { actor: { ...anActor('U2'), isLinked: true }, now: NOW, policy });
      if (!decided.ok) throw new Error(decided.code);
      return decided.notices.flatMap(({ to, say, params }) => (to.kind === 'case' && to.no === 'F-3' ? [[say, params.ticket]] : []));
    };
    expect(heardBy('fixed')).toEqual([['ticketSolved', ticket.no]]);
    expect(heardBy('advised')).toEqual([]);
    expect(heardBy('notFixed')).toEqual([]);
    expect(heardBy('fixed', plain)).toEqual([]);
  });
});
