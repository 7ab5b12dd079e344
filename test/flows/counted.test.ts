import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { aCall, eventually, TestDesk, WHO } from '../support/desk.js';

const SOLVED = { steps: '换了排线', cause: '排线松动', category: 'hardware', part: 'hardware' };

describe('figures that no press makes better than the work was', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ beginsAt: DateTime.fromISO('2026-11-25T09:00', { zone: 'Asia/Shanghai' }) });
  });
  afterAll(() => desk.close());

  test('Q5: a promise that was broken stays counted while its ticket is taken up again, and is counted once when it ends', async () => {
    const kept = async (share: string): Promise<void> => {
      const before = desk.private(WHO.supervisor).length;
      await desk.command(WHO.supervisor, '/desk');
      await eventually(() => expect(desk.private(WHO.supervisor).length).toBeGreaterThan(before));
      await desk.answer(WHO.supervisor, `履约率：7 天 ${share}`, 1_000);
    };
    const no = await desk.logCall(aCall());
    await desk.advance('PT25H');
    await kept('0% (0/1)');
    await desk.actWithForm(WHO.engineer, no, 'resolve', SOLVED);
    await kept('0% (0/1)');
    await desk.actWithForm(WHO.engineer, no, 'reopen', { reason: '继续处理' });
    await kept('0% (0/1)');
    await desk.actWithForm(WHO.engineer, no, 'resolve', SOLVED);
    await kept('0% (0/1)');
  });

  test('Q4: nobody of ours consents for the customer, by whatever spelling of his name', async () => {
    const no = await desk.logCall(aCall());
    const newDueAt = Math.floor(desk.app.desk.clock.now().plus({ hours: 40 }).toSeconds());
    const given = { solution: '到货后更换', newDueAt };
    for (const consentedBy of ['Tom Baker', '@tom  baker', '李强', '陈静']) {
      const { errors } = await desk.actWithForm(WHO.tom, no, 'newTime', { ...given, consentedBy });
      expect(errors?.consentedBy).toContain(consentedBy);
    }
    expect((await desk.actWithForm(WHO.tom, no, 'newTime', { ...given, consentedBy: '李强先生' })).ok).toBe(true);
  });
});
