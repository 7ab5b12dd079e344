import { expect, test } from '@jest/globals';
import type { DateTime } from 'luxon';
import type { CaseNo } from '../../src/cases/case.js';
import { namesNobody } from '../../src/cases/nobody.js';
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
  for (const name of ['周丽', '吴先生', '梅仁', 'Noah', 'Ms Nobel', 'Anna', '何无忌', '空军', '没藏先生', '店长'])
    expect([name, namesNobody(name)]).toEqual([name, false]);
});
