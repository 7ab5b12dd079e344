import { afterEach, describe, expect, test } from '@jest/globals';
import type { SandboxMessage } from '../../src/sandbox/workspace.js';
import { aCall, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

const P1 = { impact: 'high', urgency: 'high' };

describe('whom a call reaches', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  const told = (user: string, ...words: readonly string[]): SandboxMessage[] =>
    desk.posted(directOf(user)).filter((one) => words.every((word) => shownIn(one).includes(word)));

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
