import { expect, test } from '@jest/globals';
import type { CaseNo } from '../../src/cases/case.js';
import { askForRemote, remoteKind } from '../../src/cases/remote/workflow.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { anActor, aPolicy, at } from '../support/builders.js';

test('fresh eye: a connection that stands open on a day off is the supervisors’ at once, not on Monday', () => {
  const policy = aPolicy({ quietHours: { from: '20:00', to: '08:00' } });
  const actor = anActor('U02ENGLI');
  const saturday = at('2026-03-07T18:00');
  const circumstances = { actor, now: saturday, policy };
  const asked = { asked: 'x', machine: 'y', tool: 'qq' };
  let remote = askForRemote(asked, { ticketNo: 'T-1' as CaseNo, customer: 'Shop' }, { team: 'T1', seq: 1 }, circumstances).next;
  for (const action of ['allowClient', 'allowWatch', 'start']) {
    const given = { consentedBy: 'Mia', means: 'telephone', heardAt: saturday.toJSDate() };
    const decided = decide(remoteKind, remote, action, action === 'start' ? {} : given, circumstances);
    if (!decided.ok) throw new Error(decided.code);
    remote = decided.next;
  }
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
