import { afterEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../src/sandbox/faults.js';
import { aCall, eventually, TestDesk } from '../support/desk.js';
import { cardsOf, waiting } from '../support/outbox.js';

describe("the sandbox's Slack in trouble", () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  const disturb = async (fault: object): Promise<number> =>
    (await fetch(`${desk.app.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify(fault) })).status;
  const isDisturbed = async (): Promise<Fault['slack']> =>
    ((await (await fetch(`${desk.app.url}/sandbox/state`)).json()) as { slack: Fault['slack'] }).slack;

  test('so many times as was asked, then it works', async () => {
    desk = await TestDesk.open();
    await disturb({ slack: 'fails', times: 2, method: 'chat.postMessage' });
    const no = await desk.logCall(aCall());
    await eventually(async () => expect(await isDisturbed()).toBe('works'));
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    expect(cardsOf(desk, no)).toBe(1);
  });

  test('what the control API does not understand is answered by 400 and a sentence', async () => {
    desk = await TestDesk.open({ logLevel: 'silent' });
    for (const path of ['act', 'clock', 'faults', 'people'])
      for (const body of ['null', 'xx', '7']) {
        const answer = await fetch(`${desk.app.url}/sandbox/${path}`, { method: 'POST', body });
        expect([path, body, answer.status]).toEqual([path, body, 400]);
        expect(((await answer.json()) as { error: string }).error).toMatch(/^[a-z✖].{8,}/);
      }
  });

  test('what is no trouble of Slack is refused', async () => {
    desk = await TestDesk.open();
    expect(await disturb({ slack: 'explodes' })).toBe(400);
    expect(await isDisturbed()).toBe('works');
  });
});
