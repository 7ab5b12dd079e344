import { afterEach, describe, expect, test } from '@jest/globals';
import type { SandboxMessage } from '../../src/sandbox/workspace.js';
import { aCall, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

const P1 = { impact: 'high', urgency: 'high' };

describe('whom a call reaches', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  const told = (user: string, ...words: readonly string[]): SandboxMessage[] =>
    desk.posted(directOf(user)).filter((one) => words.every((word) => shownIn(one).includes(word)));

  test('S16: of a P1 that reaches nobody who answers for the desk whoever logged it hears, and the engineers, once', async () => {
    const roles = { engineers: [WHO.engineer, WHO.tom], supervisors: [WHO.supervisor], heads: [WHO.head] };
    desk = await TestDesk.open({ logLevel: 'silent', settings: { roles } });
    await desk.channel('service-alarms', 'archive');
    for (const user of [WHO.supervisor, WHO.head]) await desk.deactivate(user, 'user_disabled');
    await desk.app.desk.people.review();
    const no = await desk.logCall(aCall(P1));
    await desk.settle();
    const said = {
      [WHO.agent]: '未能通知到任何负责人',
      [WHO.engineer]: '未能通知到任何负责人',
      [WHO.tom]: 'nobody who answers for the desk',
    };
    for (const [user, words] of Object.entries(said)) await eventually(() => expect(told(user, no, words)).toHaveLength(1));
    await desk.advance('PT5M');
    await desk.settle();
    for (const [user, words] of Object.entries(said)) expect(told(user, no, words)).toHaveLength(1);
  });

  test('S18: a supervisor who came back hears of the next P1, five minutes of the desk’s clock later', async () => {
    const roles = { engineers: [WHO.engineer], supervisors: [WHO.supervisor, WHO.tom], heads: [WHO.head] };
    desk = await TestDesk.open({ logLevel: 'silent', settings: { roles } });
    await desk.deactivate(WHO.supervisor);
    await desk.app.desk.people.review();
    const first = await desk.logCall(aCall(P1));
    await eventually(() => expect(told(WHO.tom, first).length).toBeGreaterThan(0));
    expect(told(WHO.supervisor, first)).toEqual([]);
    await desk.reactivate(WHO.supervisor);
    await desk.sleepThrough({ minutes: 5 });
    const second = await desk.logCall(aCall(P1));
    await eventually(() => expect(told(WHO.tom, second).length).toBeGreaterThan(0));
    await eventually(() => expect(told(WHO.supervisor, second).length).toBeGreaterThan(0));
  });
});
