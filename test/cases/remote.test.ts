import { expect, test } from '@jest/globals';
import type { DateTime } from 'luxon';
import { isCalledHere } from '../../src/cases/called-here.js';
import type { CaseNo } from '../../src/cases/case.js';
import { namesFirm } from '../../src/cases/firm-named.js';
import { isRoleAlone, isTradeAlone, namesNobody, noCustomer, standsForName } from '../../src/cases/nobody.js';
import type { Policy } from '../../src/cases/policy.js';
import type { Remote } from '../../src/cases/remote/remote.js';
import { askForRemote, remoteKind } from '../../src/cases/remote/workflow.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { anActor, aPolicy, at } from '../support/builders.js';

function runningSince(now: DateTime, policy: Policy): Remote {
  const circumstances = { actor: anActor('U02ENGLI'), now, policy };
  const asked = { asked: 'x', machine: 'y', tool: 'qq' };
  let remote = askForRemote(asked, { ticketNo: 'T-1' as CaseNo, customer: 'Shop' }, { team: 'T1', seq: 1 }, circumstances).next;
  for (const action of ['allowClient', 'allowWatch', 'start']) {
    const given = { consentedBy: 'Mia', means: 'telephone', heardAt: now.toJSDate() };
    const decided = decide(remoteKind, remote, action, action === 'start' ? {} : given, circumstances);
    if (!decided.ok) throw new Error(decided.code);
    remote = decided.next;
  }
  return remote;
}

test('fresh eye: a connection that stands open on a day off is the supervisors’ at once, not on Monday', () => {
  const policy = aPolicy({ quietHours: { from: '20:00', to: '08:00' } });
  const remote = runningSince(at('2026-03-07T18:00'), policy);
  const due = decideDue(
    remoteKind,
    decideDue(remoteKind, remote, at('2026-03-07T19:01'), policy)?.next ?? remote,
    at('2026-03-07T20:01'),
    policy,
  );
  const leader = due?.notices.find(({ to }) => to.kind === 'person' && to.user === 'U04SUP');
  expect(leader).toBeDefined();
  expect(leader?.held).toBeUndefined();
});

test('eye9-20: a session that nobody ends is told again as work begins on each work day, until somebody ends it', () => {
  const policy = aPolicy({ quietHours: { from: '21:00', to: '08:00' } });
  let remote = runningSince(at('2026-03-06T16:34'), policy);
  const heardAt = (time: string): string[] => {
    const due = decideDue(remoteKind, remote, at(time), policy);
    remote = due?.next ?? remote;
    return (due?.notices ?? []).flatMap(({ to }) => (to.kind === 'person' ? [to.user] : []));
  };
  heardAt('2026-03-06T17:35');
  expect(heardAt('2026-03-06T20:01')).toContain('U04SUP');
  expect(heardAt('2026-03-08T12:00')).toEqual([]);
  for (const morning of ['2026-03-09', '2026-03-10', '2026-03-11']) {
    expect(heardAt(`${morning}T09:01`).sort()).toEqual(['U02ENGLI', 'U04SUP']);
    expect(heardAt(`${morning}T18:00`)).toEqual([]);
  }
});

/** A running session of U02ENGLI, pressed on at one time after the other. */
function pressed(policy: Policy) {
  let remote = runningSince(at('2026-03-09T10:00'), policy);
  return {
    now: () => remote,
    /** Who was told what, or why not. */
    press(action: string, by: string, time: string, input: object = {}): readonly string[] {
      const given = { consentedBy: 'Mia', means: 'telephone', heardAt: at(time).toJSDate(), ...input };
      const decided = decide(remoteKind, remote, action, given, { actor: anActor(by, ['engineer']), now: at(time), policy });
      if (!decided.ok) return [decided.code];
      remote = decided.next;
      return decided.notices
        .filter(({ say }) => say !== 'card')
        .map(({ to, say }) => `${to.kind === 'person' ? to.user : to.kind === 'case' ? to.no : to.kind} ${say}`)
        .sort();
    },
  };
}

test('C1: a customer who withdraws his consent stops the session: nothing stands, what stood stays written, and who must know hears', () => {
  const { now, press } = pressed(aPolicy());
  const told = press('withdrawn', 'U01AGENT', '2026-03-09T10:20', { withdrawnBy: 'Mia', reason: 'the till is needed' });
  expect(told).toEqual(['T-1 remoteStopped', 'U02ENGLI withdrawnStop', 'U04SUP withdrawnTold', 'thread withdrawn']);
  const consents = [
    { to: 'client', lapsedWhy: 'withdrawn', lapsedAt: at('2026-03-09T10:20').toJSDate() },
    { to: 'watch', lapsedWhy: 'withdrawn' },
  ];
  const connections = [{ until: at('2026-03-09T10:20').toJSDate() }];
  expect(now()).toMatchObject({
    state: 'asked',
    data: { consents, connections, stopped: { why: 'withdrawn', who: 'Mia', by: 'U01AGENT' } },
  });
  expect(press('withdrawn', 'U01AGENT', '2026-03-09T10:21', { withdrawnBy: 'Mia' })).toEqual(['remote.nothingStands']);
  expect(press('start', 'U02ENGLI', '2026-03-09T10:21')).toEqual(['remote.bothMissing']);
  // What was heard before does not count again.
  const before = { heardAt: at('2026-03-09T10:10').toJSDate() };
  expect(press('allowWatch', 'U02ENGLI', '2026-03-09T10:22', before)).toEqual(['remote.heardBefore']);
  expect(press('end', 'U02ENGLI', '2026-03-09T10:30', { steps: 'nothing more', result: 'not' })).toContain('T-1 workedOn');
});

test('C1: when the watcher walks away it waits for another one, and after half an hour for both consents', () => {
  const { now, press } = pressed(aPolicy());
  expect(press('unwatched', 'U02ENGLI', '2026-03-09T10:20')).toEqual(['T-1 remoteStopped', 'thread unwatched']);
  expect(now()).toMatchObject({ state: 'asked', data: { connections: [{ until: expect.anything() }] } });
  expect(press('start', 'U02ENGLI', '2026-03-09T10:21')).toEqual(['remote.watchMissing']);
  const before = { heardAt: at('2026-03-09T10:10').toJSDate() };
  expect(press('allowWatch', 'U02ENGLI', '2026-03-09T10:22', before)).toEqual(['remote.heardBefore']);
  press('allowWatch', 'U02ENGLI', '2026-03-09T10:22', { consentedBy: 'Noah' });
  expect(press('start', 'U02ENGLI', '2026-03-09T10:23')).toEqual(['thread remoteBack']);
  expect(now()).toMatchObject({ state: 'running', data: { round: 1, stopped: undefined } });
  press('unwatched', 'U02ENGLI', '2026-03-09T10:30');
  const usedUp = decideDue(remoteKind, now(), at('2026-03-09T11:07'), aPolicy())?.next;
  // What was allowed ended half an hour after the line did, whenever that is noticed.
  const [first, ...others] = usedUp?.data.consents ?? [];
  expect(usedUp).toMatchObject({ state: 'asked', data: { round: 2 } });
  expect(first).toMatchObject({ to: 'client', lapsedWhy: 'cutOff', lapsedAt: at('2026-03-09T11:00').toJSDate() });
  expect(others.map(({ lapsedWhy }) => lapsedWhy)).toEqual(['unwatched', 'unwatched']);
  expect(press('start', 'U02ENGLI', '2026-03-09T11:01')).toEqual(['remote.usedUp']);
});

test('C1: a consent that nobody connected on ends after 12 hours, in whichever round, and is asked for, not begun on', () => {
  const { now, press } = pressed(aPolicy());
  const fires = (time: string): Remote => decideDue(remoteKind, now(), at(time), aPolicy())?.next ?? now();
  press('disconnect', 'U02ENGLI', '2026-03-09T10:10');
  for (const action of ['allowClient', 'allowWatch']) press(action, 'U02ENGLI', '2026-03-09T11:00');
  expect(now()).toMatchObject({ state: 'consented', data: { round: 2 } });
  expect(fires('2026-03-09T22:59').state).toBe('consented');
  const over = fires('2026-03-09T23:01');
  expect(over).toMatchObject({ state: 'asked', data: { moves: now().data.moves } });
  expect(over.data.consents.slice(2)).toMatchObject([{ lapsedWhy: 'expired' }, { lapsedWhy: 'expired' }]);
  const started = decide(remoteKind, over, 'start', {}, { actor: anActor('U02ENGLI'), now: at('2026-03-09T23:02'), policy: aPolicy() });
  expect(started).toMatchObject({ ok: false, code: 'remote.consentOld' });
  // What lies there is not offered to be begun on.
  const due = decideDue(remoteKind, over, at('2026-03-10T11:01'), aPolicy());
  const reminder = due?.notices.find(({ deadline }) => deadline?.track.startsWith('waiting#'));
  expect(reminder && remoteKind.helps?.(reminder, over)).toEqual(['allowClient', 'allowWatch', 'end', 'open']);
});

test('C1: after the customer withdrew, no reminder asks him again: it is to be ended', () => {
  const { now, press } = pressed(aPolicy());
  press('withdrawn', 'U01AGENT', '2026-03-09T10:20', { withdrawnBy: 'Mia', reason: 'no' });
  const due = decideDue(remoteKind, now(), at('2026-03-10T10:21'), aPolicy());
  const reminder = due?.notices.find(({ deadline }) => deadline?.track.startsWith('toEnd#'));
  expect(reminder?.to).toEqual({ kind: 'person', user: 'U02ENGLI' });
  expect(reminder && remoteKind.helps?.(reminder, now())).toEqual(['end', 'open']);
  expect(due?.notices.some(({ deadline }) => deadline?.track.startsWith('waiting#'))).toBe(false);
});

test('C1: whoever goes on with a session that has begun asks the customer anew; before it begins, it is the desk that was allowed', () => {
  for (const [action, by] of [
    ['takeOver', 'U03ENGTOM'],
    ['handOver', 'U04SUP'],
  ] as const) {
    const { now, press } = pressed(aPolicy());
    const told = press(action, by, '2026-03-09T10:20', { to: 'U03ENGTOM' });
    expect(told).toContain('U02ENGLI remoteTakenStop');
    expect(now()).toMatchObject({ owner: 'U03ENGTOM', state: 'asked', data: { round: 2, connections: [{ until: expect.anything() }] } });
    expect(press('start', 'U03ENGTOM', '2026-03-09T10:21')).toEqual(['remote.bothMissing']);
  }
  const circumstances = { actor: anActor('U02ENGLI'), now: at('2026-03-09T10:00'), policy: aPolicy() };
  const asked = { asked: 'x', machine: 'y', tool: 'telephone' };
  const { next } = askForRemote(asked, { ticketNo: 'T-1' as CaseNo, customer: 'Shop' }, { team: 'T1', seq: 1 }, circumstances);
  const given = { consentedBy: 'Mia', means: 'telephone', heardAt: circumstances.now.toJSDate() };
  const watched = decide(remoteKind, next, 'allowWatch', given, circumstances);
  const taken = watched.ok && decide(remoteKind, watched.next, 'takeOver', {}, { ...circumstances, actor: anActor('U03ENGTOM') });
  expect(taken).toMatchObject({ ok: true, next: { state: 'consented', owner: 'U03ENGTOM' } });
});

test('C1: what names nobody is no name, and a name is one', () => {
  for (const nobody of [
    '无',
    '没人',
    ' 无人。',
    '不知道',
    '现场没人在',
    '电脑前无人',
    '没有人同意',
    'None',
    'n/a',
    'Nobody',
    'no one',
    '(unknown)',
    'don’t know',
    '他',
    '客户',
    '店里的人',
    'nobody there',
    'The customer',
  ])
    expect([nobody, namesNobody(nobody)]).toEqual([nobody, true]);
  for (const name of ['周丽', '吴先生', '梅仁', 'Noah', 'Ms Nobel', 'Anna', '何无忌', '空军', '没藏先生'])
    expect([name, namesNobody(name)]).toEqual([name, false]);
  // A name is wanted: what somebody does in the shop tells nobody whom to ask.
  for (const role of ['店长', '老板', '客户方负责人', 'the boss', 'Shop manager', '前台'])
    expect([role, isRoleAlone(role)]).toEqual([role, true]);
  for (const name of ['王店长', '陈老板', 'boss Chen', '关店长', 'Manager Li', '钱会计'])
    expect([name, isRoleAlone(name)]).toEqual([name, false]);
});

test('C1: a trade, a department or a form of address is nobody’s name', () => {
  for (const trade of [
    'IT',
    'I.T.',
    'IT部',
    '信息科',
    '财务部',
    '他们信息部',
    '网络管理员',
    '后厨',
    '师傅',
    '先生',
    'IT department',
    'the IT guy',
    'Kitchen',
    'Sales',
  ])
    expect([trade, isTradeAlone(trade) || isRoleAlone(trade)]).toEqual([trade, true]);
  for (const name of [
    '信息科小李',
    'IT小王',
    '财务王姐',
    '王总',
    '周工',
    '李师傅',
    'Ms Zhou of IT',
    'Itō',
    'Cook Ann',
    '师小雨',
    '程序',
    '行知',
    'Mr Sale',
  ])
    expect([name, isTradeAlone(name)]).toEqual([name, false]);
  // An internal desk's customers are departments.
  for (const name of ['IT部', '财务部', '后厨']) expect([name, noCustomer(name)]).toEqual([name, undefined]);
});

test('C1: a word in the place of a name, a means, a firm or a shop is nobody who consents', () => {
  for (const word of ['大家', '某某', '王某某', '某先生', '微信', '机器人', '我', 'user', 'User 1', 'test', 'whoever', 'We Chat', '电话'])
    expect([word, standsForName(word)]).toEqual([word, true]);
  for (const name of ['周丽', '微微', '我是歌', '王测', 'Ms Tester', 'Callum', 'Mia', 'Guo', '全先生', '某丽'])
    expect([name, standsForName(name)]).toEqual([name, false]);
  const known = { firms: ['Fieldbell', '好邻居便利', 'Harbour Books Ltd.'], places: ['1 号店', '中山店'] };
  for (const firm of [
    '好邻居便利',
    '好邻居便利有限公司',
    '1号店',
    '好邻居便利（中山店）',
    'fieldbell',
    'the Harbour Books team',
    'Harbour Books',
  ])
    expect([firm, namesFirm(firm, known)]).toEqual([firm, true]);
  for (const name of ['好邻居便利周丽', '周丽', 'Ms Harbour', '中山', 'Books', '1号店王店长'])
    expect([name, namesFirm(name, known)]).toEqual([name, false]);
  // What we refuse of a person a customer may be called.
  for (const name of ['微信', '大家', 'test']) expect([name, noCustomer(name)]).toEqual([name, undefined]);
});

test('C1: how one of us is called speaks for no customer, and whoever of the customer’s has a surname or another name does', () => {
  const ours = ['李强', '王小美', '陈方', '欧阳锋', 'Tom Baker', 'Li Qiang', 'xiaomei'];
  for (const name of [
    '李强',
    '强哥',
    '阿强',
    '小强',
    '强子',
    '强强',
    '李强哥',
    '強哥',
    '强总',
    '小美',
    '小美姐',
    '锋哥',
    'tom',
    '@Tom',
    'Tom B.',
    'Tom哥',
    'tom老师',
    'Qiang',
    'XiaoMei',
  ])
    expect([name, isCalledHere(name, ours)]).toEqual([name, true]);
  for (const name of [
    '李工',
    '王总',
    '李师傅',
    '小李',
    '老王',
    '方总',
    '方哥',
    '欧阳',
    '李强先生',
    'Mr Tom Baker',
    'Li',
    'Baker',
    '王强',
    '李小强',
    '周丽',
    'Thomas',
    '强生',
    '美姐',
    '总',
  ])
    expect([name, isCalledHere(name, ours)]).toEqual([name, false]);
});

test('B2: what nobody is called is no customer, and what a shop may be called is one', () => {
  for (const name of [
    '无',
    '没人',
    '客户',
    '同上',
    '12345',
    '138 0000 0001',
    '+86 13800000001',
    '=HYPERLINK("http://x")',
    'http://x.cn',
    '好的',
    '😀😀',
    '老板',
  ])
    expect([name, noCustomer(name)]).toEqual([name, expect.any(String)]);
  for (const name of [
    '悦购超市',
    '1919',
    '7-11',
    '85度C',
    'A+ 超市',
    '好的便利店',
    '无印良品',
    '老板电器',
    '3M',
    'Noone Bakery',
    '客户世界',
  ])
    expect([name, noCustomer(name)]).toEqual([name, undefined]);
});
