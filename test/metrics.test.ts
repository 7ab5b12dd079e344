import { expect, test } from '@jest/globals';
import { aCall, TestDesk } from './support/desk.js';

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
      'handling_seconds_count{kind="command",name="/newcall"}',
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
