import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';
import { forgetOld } from '../jobs/retention.js';
import { REMOVED, withoutPerson } from '../src/cases/forget.js';
import { copyData } from '../src/data/copy.js';
import { openDatabase } from '../src/data/open.js';
import { aCall, eventually, shownIn, TestDesk, WHO } from './support/desk.js';
import { aDatabase, aFolder } from './support/store.js';

describe('copying the data to another database', () => {
  let desk: TestDesk;
  let from: Connection;
  let to: Connection;
  let target: { uri: string; close(): Promise<void> };
  beforeAll(async () => {
    desk = await TestDesk.open({ isSeeded: true });
    from = await mongoose.createConnection(desk.app.storeUri).asPromise();
    target = await aDatabase();
    to = await mongoose.createConnection(target.uri).asPromise();
  });
  afterAll(async () => {
    await Promise.all([from.close(), to.close()]);
    await target.close();
    await desk.close();
  });

  test('takes everything, and a second run writes nothing', async () => {
    const progress: number[] = [];
    const first = await copyData(from, to, (_name, done) => void progress.push(done));
    expect(first.every(({ isAlike }) => isAlike)).toBe(true);
    expect(first.find(({ collection }) => collection === 'cases')?.written).toBeGreaterThan(30);
    expect(progress.length).toBeGreaterThan(2);
    const second = await copyData(from, to, () => {});
    expect(second.map(({ written }) => written)).toEqual(second.map(() => 0));
  });

  test('goes on where it was interrupted, and mends what differs', async () => {
    await to.collection('cases').deleteOne({ no: 'T-3' });
    await to.collection('cases').updateOne({ no: 'T-4' }, { $set: { state: 'changed' } });
    const again = await copyData(from, to, () => {});
    expect(again.find(({ collection }) => collection === 'cases')).toMatchObject({ written: 2, isAlike: true });
  });
});

test('a backup made while the bot runs is a desk of its own when it is restored', async () => {
  const desk = await TestDesk.open();
  const folder = await aFolder();
  try {
    const no = await desk.logCall(aCall());
    await desk.settle();
    const [from, backup] = [await openDatabase(desk.app.storeUri), await openDatabase(folder.path)];
    expect((await copyData(from.connection, backup.connection, () => {})).every(({ isAlike }) => isAlike)).toBe(true);
    await Promise.all([from.close(), backup.close()]);
    await desk.logCall(aCall({ customer: 'after the backup' }));
    const restored = await TestDesk.open({ dataDir: folder.path });
    try {
      expect((await restored.case(no))?.data).toMatchObject({ customer: '悦购超市' });
      expect(await restored.app.desk.cases.model.countDocuments({ kind: 'ticket' })).toBe(1);
      await restored.advance('PT25H');
      expect((await restored.case(no))?.breachedAt).toBeDefined();
      expect(await restored.logCall(aCall())).toBe('T-2');
    } finally {
      await restored.close();
    }
  } finally {
    await desk.close();
    await folder.remove();
  }
});

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
