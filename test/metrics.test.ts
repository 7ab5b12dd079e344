import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { forgetOld } from '../jobs/retention.js';
import { REMOVED, withoutPerson } from '../src/cases/forget.js';
import { aCall, eventually, shownIn, TestDesk, WHO } from './support/desk.js';

describe('forgetting a person', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ settings: { retention: { personalData: 'P30D' } } });
  });
  afterAll(() => desk.close());

  test('names and numbers go wherever they stand; times and states stay', () => {
    const record = {
      callerName: '周丽',
      phone: '138 0000 4711',
      note: '请致电 +86 138-0000-4711 周丽',
      at: new Date(0),
      priority: 'P1',
      list: [{ consentedBy: 'x' }],
    };
    expect(withoutPerson(record, { phoneKey: '13800004711', names: ['周丽'] })).toEqual({
      callerName: REMOVED,
      phone: REMOVED,
      note: `请致电 ${REMOVED} ${REMOVED}`,
      at: new Date(0),
      priority: 'P1',
      list: [{ consentedBy: REMOVED }],
    });
  });

  test('a phone number is taken out of its records, its history and its card, and of nobody else’s', async () => {
    const no = await desk.logCall(aCall({ description: '周丽 说请打 13800004711' }));
    const other = await desk.logCall(aCall({ phone: '139 1111 2222', callerName: 'Mia' }));
    await desk.actWithForm(WHO.agent, no, 'edit', {
      customer: '悦购超市',
      description: '周丽 又来电',
      category: 'pos',
      callerName: '周丽',
      phone: '138 0000 4711',
    });
    expect(await desk.app.desk.privacy.forgetPhone('138-0000-4711', new Date())).toBe(1);
    expect(JSON.stringify(await desk.case(no))).not.toMatch(/周丽|0000[ -]?4711|"4711"/);
    expect((await desk.case(no))?.data).toMatchObject({ priority: 'P3', category: 'pos', customer: '悦购超市' });
    expect((await desk.case(no))?.history.at(-1)).toMatchObject({ action: 'forget' });
    expect((await desk.case(other))?.data).toMatchObject({ callerName: 'Mia' });
    await desk.settle();
    await eventually(async () => expect(shownIn(await desk.card(no))).not.toContain('周丽'));
  });

  test('cases that ended long ago forget their callers by themselves, if the settings say so', async () => {
    const no = await desk.logCall(aCall({ callerName: '孙伟', phone: '137 0000 0001' }));
    await desk.actWithForm(WHO.agent, no, 'cancel', { reason: 'x' });
    expect(await forgetOld(desk.app.desk)).toBe(0);
    await desk.sleepThrough({ hours: 31 * 24 });
    expect(await forgetOld(desk.app.desk)).toBe(1);
    expect(await forgetOld(desk.app.desk)).toBe(0);
    expect(JSON.stringify(await desk.case(no))).not.toContain('孙伟');
  });
});

test('/metrics tells what is due, what is waiting, and how it went, without a word that somebody typed', async () => {
  const desk = await TestDesk.open({ tellsCommands: true });
  try {
    await desk.logCall(aCall());
    await desk.advance('PT25H');
    const counted: string[] = [];
    desk.app.desk.cases.model.db.getClient().on('commandStarted', ({ command }) => {
      if (command.aggregate === 'cases') counted.push(Object.keys(command.pipeline[0].$match).join());
    });
    const text = await (await fetch(`${desk.app.url}/metrics`)).text();
    expect(counted.toSorted()).toEqual(['team,nextDueAt', 'team,nextNoticeAt']);
    for (const name of [
      'notice_lateness_seconds_bucket',
      'outbox_depth 0',
      'deadlines_due 0',
      'handling_seconds_count{kind="command",name="/call"}',
      'database_seconds_count{operation="findOneAndUpdate",result="ok"}',
      'database_seconds_count{operation="insertMany",result="ok"}',
      'slack_calls_total{method="chat.postMessage",result="ok"}',
    ])
      expect(text).toContain(`fieldbell_${name}`);
    const told = text.replaceAll(/ [\d.e+-]+$/gm, '');
    expect(told).not.toMatch(/周丽|悦购|4711/);
  } finally {
    await desk.close();
  }
});
