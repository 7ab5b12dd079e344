import { afterEach, describe, expect, test } from '@jest/globals';
import { ALARMS, eventually, TestDesk } from '../support/desk.js';
import { about, numberOf } from '../support/outbox.js';

describe('what goes another way', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  test('S16: a breach whose thread is in a channel that is gone stands once among the alarms, also while those come at Slack’s pace', async () => {
    desk = await TestDesk.open({ logLevel: 'silent', messageGapMs: 400 });
    const numbers: string[] = [];
    for (const phone of ['138 0000 0001', '138 0000 0002', '138 0000 0003', '138 0000 0004']) {
      const no = await numberOf(desk, { phone });
      await eventually(async () => expect((await desk.case(no))?.home).toBeTruthy());
      numbers.push(no);
    }
    await desk.channel('service-desk', 'delete');
    await desk.sleepThrough({ hours: 25 });
    await desk.app.runJobs();
    const { model } = desk.app.desk.cases;
    await eventually(async () => {
      for (const no of numbers) expect(about(desk, ALARMS, no, '🔴').length).toBeGreaterThan(0);
      expect(await model.countDocuments({ notices: { $elemMatch: { 'to.kind': { $in: ['channel', 'anyone'] } } } })).toBe(0);
    }, 60_000);
    for (const no of numbers) expect(about(desk, ALARMS, no, '🔴')).toHaveLength(1);
  });
});
