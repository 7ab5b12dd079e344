import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

const TOO_FAR = 'at most 25 years from today';

describe('S15: no typed period stops the bot', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open();
    const at = desk.app.desk.clock.now().toJSDate();
    const own = { name: 'Server', group: '服务器组', type: 'server', items: [], lastItem: 0, words: [] } as const;
    await desk.app.desk.devices.add(own, WHO.tom, at);
    await desk.app.desk.projects.add({ name: 'Shop', group: '服务器组', items: [], lastItem: 0 }, WHO.tom, at);
  });
  afterAll(() => desk.close());

  const answerTo = async (user: string, typed: string): Promise<string> => {
    const before = desk.private(user).length;
    await desk.command(user, typed);
    return eventually(() => {
      const answers = desk.private(user).slice(before);
      if (answers.length === 0) throw new Error(`${typed} is not answered`);
      return answers.map(shownIn).join();
    });
  };

  test.each([
    '/inspect map 9999-12',
    '/inspect map 9999-12-31',
    '/inspect export 9999-12',
    '/inspect export 9999-12 服务器组',
    '/inspect export 2026-01-01..9999-12-31',
    '/inspect export 0001-01',
    '/inspect report D-1 9999-12',
    '/inspect server D-1 9999-12',
    '/inspect project P-1 9999-12',
    '/remote export 9999-12',
  ])('%s is refused with what to type, and others are answered', async (typed) => {
    expect(await answerTo(WHO.tom, typed)).toContain(TOO_FAR);
    expect((await fetch(`${desk.app.url}/readyz`)).status).toBe(200);
    expect(await answerTo(WHO.anna, '/desk')).toContain('The desk now');
  });

  test('more than a year at once is asked for in parts', async () => {
    expect(await answerTo(WHO.tom, '/inspect export 2020-01-01..2026-01-01')).toContain('at most 366 days at once');
    expect(await answerTo(WHO.tom, '/inspect map 2026-13')).toContain('is not a period');
  });

  test('what is neither a period nor a group is never taken for a month without inspections', async () => {
    expect(await answerTo(WHO.tom, '/inspect map next month')).toContain('is not a period');
    expect(await answerTo(WHO.tom, '/inspect map -5')).toContain('is not a period');
    expect(await answerTo(WHO.tom, '/remote export banana')).toContain('is not a period');
    expect(await answerTo(WHO.tom, '/inspect map 2026-11 nosuchgroup')).toContain('There is no group');
  });

  test('dates of forms neither', async () => {
    await desk.command(WHO.tom, '/device add');
    const view = await desk.modal(WHO.tom, 'device.edit');
    const values = { name: 'Far', group: option('服务器组'), deviceType: option('server'), warrantyUntil: '9999-12-31' };
    expect((await desk.submit(WHO.tom, view, values)).errors?.warrantyUntil).toContain('25 years');
  });
});
